"""The seventeen morals of the deep tiers as predicates over the acted trace: the eleven of the first tier and six more."""

from workbench.errors import StoryscopeError
from workbench.stories import morals as shallow
from workbench.stories.world import Happened

MORALS: dict[str, tuple[str, str]] = {
    **shallow.MORALS,
    "teamwork": ("work_together", "work_alone"),
    "gratitude": ("give_thanks", "forget_thanks"),
    "not judging by looks": ("look_past", "judge_by_looks"),
    "responsibility": ("do_duty", "neglect_duty"),
    "being content": ("be_content", "want_more"),
    "curiosity": ("find_out", "leave_it"),
}
"""Moral: (deed that upholds it, deed that violates it). "none" is the moral of a trace without such a deed."""

REQUIRES: dict[str, tuple[str, int, int]] = {
    **shallow.REQUIRES,
    "work_together": ("need_two", 0, 1),
    "work_alone": ("need_two", 0, 1),
    "give_thanks": ("receive", 0, 1),
    "forget_thanks": ("receive", 0, 1),
    "look_past": ("look_odd", 1, 1),
    "judge_by_looks": ("look_odd", 1, 1),
    "do_duty": ("be_trusted", 0, 1),
    "neglect_duty": ("be_trusted", 0, 1),
    "be_content": ("compare", 0, 1),
    "want_more": ("compare", 0, 1),
    "find_out": ("wonder", 0, 1),
    "leave_it": ("wonder", 0, 1),
}
"""Deed: (what must have happened before, by or to whom: index of the deed's argument, how often)."""

DEEDS: dict[str, str] = {deed: moral for moral, pair in MORALS.items() for deed in pair}
"""Deed: the moral that it decides."""


def moral_of(trace: list[Happened]) -> tuple[str, bool]:
    """The moral that a trace has and whether it is upheld; ("none", True) where nothing decides one.

    Raises:
        ValueError: two morals are decided at once; a plot must not do that.
    """
    done = {event.name for event in trace}
    found = {DEEDS[name] for name in done if name in DEEDS}
    if len(found) > 1:
        raise ValueError(f"two morals in one story: {sorted(found)}")
    if not found:
        return "none", True
    moral = found.pop()
    # Who lets go first and comes round later upholds it: the last such deed decides.
    last = next(event.name for event in reversed(trace) if DEEDS.get(event.name) == moral)
    return moral, last == MORALS[moral][0]


def known_moral(moral: str) -> None:
    """Raise a StoryscopeError unless the deep world can act the moral out."""
    if moral not in MORALS and moral != "none":
        raise StoryscopeError(f"There is no moral named {moral!r}.", f"Use one of: {', '.join([*MORALS, 'none'])}.")
