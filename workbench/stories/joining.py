"""How two clauses are joined: the surface forms of cause, contrast, sequence and time, and which fit where."""

import random
from bisect import bisect

from workbench.stories.clauses import Clause, Node, Relation, Speech

# How a relation can be said, with weights. R is the first node (the reason), E the second.
STYLES: dict[str, tuple[tuple[str, ...], tuple[float, ...]]] = {
    "cause": (
        # The last two are used where a relation names its styles.
        (
            *("E because R", "R, so E", "Because R, E", "E. R.", "R. E.", "E as R", "R. So E."),
            *("R, and so E", "R. Because of that, E."),
        ),
        (0.38, 0.22, 0.08, 0.08, 0.12, 0.06, 0.06, 0.0, 0.0),
    ),
    "contrast": (("R but E", "R, but E", "R while E", "R. E.", "R. But E."), (0.26, 0.3, 0.16, 0.2, 0.08)),
    "sequence": (("R and E", "R. E.", "R. Then E.", "R, and then E", "After R, E"), (0.34, 0.36, 0.12, 0.12, 0.06)),
    "when": (("When R, E", "E when R", "R. E.", "R, and E"), (0.4, 0.25, 0.2, 0.15)),
}
_CUMULATIVE = {
    kind: (names, [sum(weights[: i + 1]) for i in range(len(weights))]) for kind, (names, weights) in STYLES.items()
}


def _plan(style: str) -> list[str]:
    """The pieces of a style in order. The last full stop belongs to the sentence's end and is left out.

    >>> _plan("R. So E.")
    ['R', '.', 'so', 'E']
    """
    pieces = style.removesuffix(".").replace(".", " .").replace(",", " ,").split()
    return [piece if piece in ("R", "E") else piece.lower() for piece in pieces]


PLANS = {style: _plan(style) for names, _ in STYLES.values() for style in names}
"""For each style, what is laid down: R and E, words, and marks."""
_NESTABLE = frozenset(
    {
        *("E because R", "E. R.", "R, so E", "R. E.", "R. So E.", "R, but E", "R. But E.", "R. Then E."),
        *("R, and then E", "R, and E", "When R, E", "Because R, E", "E as R"),
        *("R, and so E", "R. Because of that, E."),
    }
)


def choose_style(relation: Relation, may_split: bool, rng: random.Random) -> str:
    """How to say the relation; `may_split` allows more than one sentence."""
    plain = isinstance(relation.first, Clause) and isinstance(relation.second, Clause)
    if not plain:
        if isinstance(relation.first, Speech) or isinstance(relation.second, Speech):
            return "R. E."
        if isinstance(relation.first, Relation) and isinstance(relation.second, Relation):
            return "R. E." if may_split else "R, and E"
    names, cumulative = _CUMULATIVE[relation.kind]
    while True:
        if relation.styles:
            style = relation.styles[int(rng.random() * len(relation.styles))]
        else:
            # What rng.choices does, without its checks.
            style = names[bisect(cumulative, rng.random() * cumulative[-1], 0, len(names) - 1)]
        if may_split or "." not in style:
            if plain or style in _NESTABLE:
                return style
        elif relation.styles and all("." in other for other in relation.styles):
            return "R, and E"
        if relation.styles and not _NESTABLE.intersection(relation.styles):
            return "R. E." if may_split else "R, and E"


def same_subject(first: Node, second: Node) -> bool:
    """Whether the two are clauses about one and the same entity."""
    if isinstance(first, Clause) and isinstance(second, Clause):
        return first.subject is second.subject and not isinstance(second.subject, str)
    return False


def elides(style: str, first: Clause, rng: random.Random) -> bool:
    """Whether the second of two clauses with one subject drops it: "Tim fell and cried"."""
    if style in ("R but E", "R, but E"):
        return not first.negative and rng.random() < 0.7
    return style in ("R and E", "R, and then E")


def takes_a_lead(node: Node, lead: str) -> bool:
    """Whether the lead can stand before it: none before speech, none but "but" and "so" before what merely is so."""
    while isinstance(node, Relation):
        if node.kind == "when":
            return False
        node = node.first
    if not isinstance(node, Clause):
        return False
    return lead in ("but", "so") or (node.verb.base not in _STATES and not node.negative)


_STATES = frozenset({"be", "have", "like", "love", "want", "know", "feel"})
