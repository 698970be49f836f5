"""Paragraphs: as many as asked for, broken where the story turns."""

from collections.abc import Sequence

from workbench.stories.voice.finding import Workshop
from workbench.stories.voice.settings import Unsuited
from workbench.stories.voice.steps import Step

_TURNS = {
    **dict.fromkeys(("flashback", "letter", "moral", "cliffhanger"), 3.0),
    **dict.fromkeys(("mishap", "attempt", "obstacle", "goal", "want", "choice", "twist", "ending", "scene"), 2.0),
}
NATURAL = 6
"""About how many steps a paragraph has where no number is asked for."""


def paragraphed(steps: list[Step], shop: Workshop) -> list[Step]:
    """The steps, with a break before those that open a paragraph.

    Raises Unsuited where there are fewer steps than paragraphs.
    """
    wanted = shop.voice.paragraphs
    if wanted is None:
        wanted = max(1, round(len(steps) / NATURAL))
        wanted = min(9, max(wanted, 1 + sum(_frame_edge(steps, place) for place in range(1, len(steps)))))
    if wanted > len(steps):
        raise Unsuited(f"{len(steps)} sentences make no {wanted} paragraphs")
    for step in steps:
        step.new_paragraph = False
    scored = sorted(range(1, len(steps)), key=lambda place: -_score(steps, place, shop))
    # Breaks go to the best places that are not too close to one another, then to any place.
    least = max(1, round(0.6 * len(steps) / wanted))
    breaks: list[int] = []
    for gap in (least, 1):
        for place in scored:
            open_to = len(breaks) < wanted - 1 and place not in breaks and gap <= place <= len(steps) - gap
            if open_to and all(abs(place - other) >= gap for other in breaks):
                breaks.append(place)
    for place in scored:
        if len(breaks) < wanted - 1 and place not in breaks:
            breaks.append(place)
    for place in breaks:
        steps[place].new_paragraph = True
    return steps


def _frame_edge(steps: Sequence[Step], place: int) -> bool:
    """Whether a frame or a letter begins or ends here; a saying in the middle is no edge."""
    here, before = steps[place].role, steps[place - 1].role
    edge = (here == "frame") != (before == "frame") and (
        all(step.role == "frame" for step in steps[:place]) or all(step.role == "frame" for step in steps[place:])
    )
    return edge or (here == "letter" and before != "letter")


def _score(steps: Sequence[Step], place: int, shop: Workshop) -> float:
    here, before = steps[place].role, steps[place - 1].role
    edge = 9.0 if _frame_edge(steps, place) else 0.0
    return edge + (_TURNS.get(here, 1.0) if here != before else 0.0) + shop.rng.random()
