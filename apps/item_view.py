"""A WinoGrande item with both options filled in, each word after the blank tinted by how unexpected it is."""

from collections.abc import Sequence

from apps.figures import Palette
from apps.markup import Token, chip, escape, row_of, token_strip
from apps.results import ScoredRow
from workbench.artifacts import Artifact

_WORST = 8.0
"""Surprise (nats) that gets the full colour."""


def continuation_pieces(model: Artifact, row: ScoredRow) -> tuple[list[str], list[str]] | None:
    """Return the tokens that were scored under either option, as they stand in the text; None where they do not align.

    Uses the model's tokenizer file alone, so that no model has to be loaded to look at an item.
    """
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(model.file("tokenizer.json")))
    found: list[list[str]] = []
    for option, values in zip(row.options, row.log_probs, strict=True):
        before, _, after = row.sentence.partition("_")
        text = f"{before}{option} {after.strip()}"
        offsets = tokenizer.encode(text, add_special_tokens=False).offsets
        spans = [span for span in offsets if span[0] >= len(before + option)]
        if len(spans) != len(values):
            return None
        ends = [len(before + option), *(end for _, end in spans)]
        found.append([text[left:right] for left, right in zip(ends, ends[1:], strict=False)])
    return found[0], found[1]


def item_card(
    row: ScoredRow,
    pieces: tuple[Sequence[str], Sequence[str]] | None,
    palette: Palette,
    *,
    twin: bool = False,
    verdict: bool = True,
) -> str:
    """Return the item as HTML: both options with their summed log-probabilities, token by token where possible.

    Without `verdict` nothing is said of right and wrong, since nobody knows the answer.
    """
    judged = chip("✓ right" if row.right else "✗ wrong", palette.right if row.right else palette.wrong)
    marks = [*([judged] if verdict else []), chip(row.kind, palette.primary)]
    parts = [row_of([*marks, *([chip("its twin", palette.muted)] if twin else [])])]
    for index, option in enumerate(row.options):
        number = str(index + 1)
        marks = [
            *(["the answer"] if verdict and number == row.answer else []),
            *(["the model's choice"] if number == row.predicted else []),
        ]
        note = f" · {' and '.join(marks)}" if marks else ""
        before = row.sentence.partition("_")[0]
        score = f"{number}: {option} · log p = {row.scores[index]:.2f} nats{note}"
        parts.append(f'<div class="ss-mute">{escape(score)}</div>')
        parts.append(_strip(f"{before}{option}", row, index, pieces[index] if pieces else None, palette))
    return f'<div class="ss-quote">{"".join(parts)}</div>'


def _strip(context: str, row: ScoredRow, index: int, pieces: Sequence[str] | None, palette: Palette) -> str:
    values = row.log_probs[index]
    if pieces is None:
        rest = row.sentence.partition("_")[2]
        tip = "log-probabilities: " + ", ".join(f"{value:.2f}" for value in values)
        return token_strip([Token(context), Token(rest, 0.0, tip)])
    other = row.log_probs[1 - index]
    tokens = [Token(context)]
    for place, (piece, value) in enumerate(zip(pieces, values, strict=True)):
        beside = f"\nunder the other option {other[place]:.2f}" if place < len(other) else ""
        tokens.append(Token(piece, -value, f"log p {value:.2f} nats{beside}"))
    return token_strip(tokens, palette.surprise, maximum=_WORST)
