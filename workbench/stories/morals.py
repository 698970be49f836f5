"""What decides a moral: deeds with preconditions, and the predicate over the acted-out trace.

A moral is never a phrase. It is decided by who did what to whom: each has one deed that upholds it and one that
violates it, and a deed can only be done when what it answers to has happened (you can only own up to a harm that you
did).
"""

from workbench.errors import StoryscopeError
from workbench.stories.world import Happened, Impossible, World

MORALS: dict[str, tuple[str, str]] = {
    "honesty": ("own_up", "lie"),
    "sharing": ("let_share", "keep_for_oneself"),
    "kindness": ("aid", "pass_by"),
    "courage": ("face", "flee"),
    "perseverance": ("succeed_at_last", "stop_trying"),
    "patience": ("wait_well", "not_wait"),
    "listening": ("heed", "ignore"),
    "asking for help": ("be_helped", "refuse_help"),
    "promises": ("keep_promise", "break_promise"),
    "forgiveness": ("forgive", "not_forgive"),
    "carefulness": ("take_care", "be_careless"),
}
"""Moral: (deed that upholds it, deed that violates it). "none" is the moral of a trace without such a deed."""

# deed: (event that must have happened before, by or to whom: index of the deed's argument that must be its actor, how
# often)
REQUIRES: dict[str, tuple[str, int, int]] = {
    "own_up": ("harm", 0, 1),
    "lie": ("harm", 0, 1),
    "let_share": ("want_theirs", 1, 1),
    "keep_for_oneself": ("want_theirs", 1, 1),
    "aid": ("be_in_need", 1, 1),
    "pass_by": ("be_in_need", 1, 1),
    "face": ("fear", 0, 1),
    "flee": ("fear", 0, 1),
    "succeed_at_last": ("fail", 0, 2),
    "stop_trying": ("fail", 0, 2),
    "wait_well": ("be_told_to_wait", 0, 1),
    "not_wait": ("be_told_to_wait", 0, 1),
    "heed": ("be_warned", 0, 1),
    "ignore": ("be_warned", 0, 1),
    "be_helped": ("fail", 0, 1),
    "refuse_help": ("fail", 0, 1),
    "keep_promise": ("promise", 0, 1),
    "break_promise": ("promise", 0, 1),
    "forgive": ("harm", 1, 1),
    "not_forgive": ("harm", 1, 1),
    "take_care": ("carry", 0, 1),
    "be_careless": ("carry", 0, 1),
}


def check_deed(world: World, name: str, arguments: tuple[str, ...]) -> None:
    """Raise Impossible unless what the deed answers to has happened."""
    needed, index, times = REQUIRES[name]
    actor = arguments[index]
    count = sum(1 for event in world.trace if event.name == needed and event.arguments[0] == actor)
    if count < times:
        raise Impossible(name, f"{actor} has not done {needed} {times} times")


def moral_of(trace: list[Happened]) -> tuple[str, bool]:
    """The moral that a trace has and whether it is upheld; ("none", True) where nothing decides one.

    Raises:
        ValueError: two morals are decided at once; a plot must not do that.
    """
    done = {event.name for event in trace}
    found = [(moral, up in done) for moral, (up, down) in MORALS.items() if up in done or down in done]
    if len(found) > 1:
        raise ValueError(f"two morals in one story: {found}")
    return found[0] if found else ("none", True)


# what was begun: (the moral it belongs to, the verbs that decide it, index of who does them, index of to whom or what)
_BEGUN: dict[str, tuple[tuple[str, frozenset[str], int, int], ...]] = {
    "promise": (("promises", frozenset({"help", "play", "give", "come"}), 0, 1),),
    "harm": (("forgiveness", frozenset({"hug"}), 1, 0), ("honesty", frozenset({"tell"}), 0, 1)),
    "be_in_need": (("kindness", frozenset({"help", "hug", "give", "play", "take"}), 1, 0),),
    "want_theirs": (("sharing", frozenset({"share", "give"}), 1, 2),),
    "fear": (("courage", frozenset({"go", "jump"}), 0, 1),),
}
ANSWERS = frozenset(verb for ways in _BEGUN.values() for _, verbs, _, _ in ways for verb in verbs)
"""Verbs that can decide what was begun; the trace has every deed of theirs."""


def decided_by_the_way(trace: list[Happened], moral: str) -> bool:
    """Whether something that was begun and left open is decided by what somebody did later, for another reason."""
    for place, begun in enumerate(trace):
        for other, verbs, doer, whom in _BEGUN.get(begun.name, ()):
            if other == moral or len(begun.arguments) <= max(doer, whom):
                continue
            one, two = begun.arguments[doer], begun.arguments[whom]
            for event in trace[place + 1 :]:
                if event.name in verbs and event.arguments[0] == one and two in event.arguments[1:]:
                    return True
    return False


def known_moral(moral: str) -> None:
    """Raise a StoryscopeError unless the world can act the moral out."""
    if moral not in MORALS and moral != "none":
        raise StoryscopeError(f"There is no moral named {moral!r}.", f"Use one of: {', '.join([*MORALS, 'none'])}.")
