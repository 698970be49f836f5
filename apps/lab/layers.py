"""The logit lens over the text, the paths of a few words through the depths, and who writes the chosen one."""

from typing import TYPE_CHECKING

import streamlit as st

from apps import cached
from apps.figures.lens import GridCell, lens_paths, signed_bars, token_map
from apps.lab import kept
from apps.lab.glass import Glass
from apps.markup import literal
from apps.shell import choose, draw, palette

if TYPE_CHECKING:
    from probes.lab.writing import Written

_COLOURS = {
    "first choice": "Probability of the word that this depth holds likeliest.",
    "the word that comes": "Probability that this depth gives to the word that really comes next.",
    "far from the end": "Nats (Kullback-Leibler) from this depth's expectation to the model's own.",
}
_PATHS = 5
_WRITERS = 14


def draw_view(glass: Glass) -> None:
    """Draw the view."""
    colour = choose("lens", "Colour", list(_COLOURS), tip=" ".join(_COLOURS.values()))
    _map(glass, colour)
    st.caption(
        f"Every cell: the word that the residual stream would say next if it were read out there. {_COLOURS[colour]} "
        "The readout is the model's own last norm and unembedding; nothing is trained for it, so an early depth that "
        "says little may still know much."
    )
    left, right = st.columns(2, gap="large")
    with left:
        st.subheader(f"Through the depths after “{literal(glass.here, 30)}”", anchor=False)
        _paths(glass)
    with right:
        _writers(glass)


def _map(glass: Glass, colour: str) -> None:
    lens = kept.lens(glass.model, glass.text, glass.sae)
    best = [kept.names(glass.model, row) for row in lens.best[:, :, 0].tolist()]
    chance, apart, of_next = (values.tolist() for values in (lens.chance[:, :, 0], lens.to_last, lens.of_next))
    values = {"first choice": chance, "the word that comes": of_next, "far from the end": apart}[colour]
    cells = [
        [
            GridCell(
                value=values[depth][at],
                text=best[depth][at],
                tip=f"{glass.depths[depth]}, after {name}\nwould say {best[depth][at]}: {chance[depth][at]:.1%}\n"
                f"the word that comes: {of_next[depth][at]:.1%}\n{apart[depth][at]:.2f} nats from the end",
            )
            for at, name in enumerate(glass.names)
        ]
        for depth in reversed(range(len(best)))
    ]
    distance = colour == "far from the end"
    chart = token_map(
        cells,
        list(reversed(glass.depths)),
        glass.names,
        palette().surprise if distance else palette().accuracy,
        palette(),
        bar="nats" if distance else "probability",
        top=None if distance else 1.0,
        form="" if distance else ".0%",
        at=glass.at,
        height=130 + 34 * len(cells),
    )
    draw(chart, "lens")


def _paths(glass: Glass) -> None:
    import torch

    stream = torch.from_numpy(glass.reading.stream[:, glass.at])
    with torch.inference_mode():
        chances = cached.loaded_model(glass.model).model.unembed(stream[:, None])[:, 0].softmax(-1)
    best: list[int] = chances[-1].topk(min(_PATHS, chances.shape[-1])).indices.tolist()
    # What an early depth was sure of tells as much as what came out.
    best += [one for one in dict.fromkeys(chances[:-1].argmax(-1).tolist()) if one not in best][:2]
    names = kept.names(glass.model, best)
    paths = [(name, chances[:, token].tolist()) for name, token in zip(names, best, strict=True)]
    draw(lens_paths(glass.depths, paths, palette()), "lens-paths")


def _writers(glass: Glass) -> None:
    from probes.lab.writing import attribute

    expected = [name for name, _ in glass.reading.next_tokens[glass.at]]
    left, right = st.columns(2)
    word = left.selectbox("Who writes", expected, key=f"word-{glass.at}", help="One of the likeliest next words.")
    mean = "the mean word"
    against = right.selectbox("rather than", [mean, *expected], key=f"than-{glass.at}", help="What it is measured by.")
    tokens = glass.reading.run.logits[glass.at].topk(len(expected)).indices.tolist()
    by_name = dict(zip(expected, tokens, strict=True))
    word = word if word in by_name else expected[0]
    other = by_name.get(against or "")
    if other == by_name[word]:
        st.caption("Choose two different words.")
        return
    parts = attribute(cached.loaded_model(glass.model).model, glass.reading.run.seen, glass.at, by_name[word], other)
    shown = sorted(parts, key=lambda part: -abs(part.logit))
    rows = [(part.name, part.logit) for part in shown[:_WRITERS]]
    if len(shown) > _WRITERS:
        rows.append((f"{len(shown) - _WRITERS} more", sum(part.logit for part in shown[_WRITERS:])))
    draw(signed_bars(rows, palette(), x="what it adds to the logit"), "writers", rows=_numbers(parts))
    total = sum(part.logit for part in parts)
    st.caption(
        f"Direct logit attribution with the last norm held as it is; the parts add up to {total:+.2f}. What a part "
        "does through later ones is not counted: switch it off under “steer” to see that."
    )


def _numbers(parts: "list[Written]") -> dict[str, list[object]]:
    return {name: [getattr(part, name) for part in parts] for name in ("name", "layer", "head", "logit")}
