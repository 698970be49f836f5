"""A minimal pair side by side: what differs, who plays which role, and what the model says to either."""

from apps.figures import Palette
from apps.markup import Token, escape, token_strip
from apps.results import PairMap


def pair_card(pair: PairMap, palette: Palette) -> str:
    """Return the two prompts as HTML, the tokens that differ outlined, with the logit difference of the answers."""
    rows = (
        ("clean", pair.tokens_clean, pair.answer_clean, pair.clean_logit_diff),
        ("corrupt", pair.tokens_corrupt, pair.answer_corrupt, pair.corrupt_logit_diff),
    )
    parts: list[str] = []
    for name, tokens, answer, gap in rows:
        differs = [one != two for one, two in zip(pair.tokens_clean, pair.tokens_corrupt, strict=True)]
        strip = [
            Token(f" {token}", float(changed), f"role: {role}", strong=changed)
            for token, changed, role in zip(tokens, differs, pair.roles, strict=True)
        ]
        says = f"true next word: {answer} · logit of {pair.answer_clean} minus {pair.answer_corrupt}: {gap:+.2f}"
        parts.append(f'<div class="ss-mute">{name} · {escape(says)}</div>')
        parts.append(token_strip(strip, palette.activation, maximum=2.5))
    return f'<div class="ss-quote">{"".join(parts)}</div>'
