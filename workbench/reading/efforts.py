"""Morals about what is hard: courage, perseverance, patience.

Each predicate answers with (place of the deciding act, whether the moral is upheld), or None.
"""

from typing import Final

from workbench.reading.deeds import Act, Decided, Harm, Predicate
from workbench.reading.phrases import ReadClause
from workbench.reading.reading import Reading


def courage(reading: Reading, acts: list[Act], harms: list[Harm]) -> Decided:  # noqa: ARG001 - predicates share it
    """Somebody fears a thing, has a reason to go to it, and goes or runs."""
    for place in range(len(acts)):
        for who, feared in _fears(acts, place):
            cause = _reason(acts, place, who, feared)
            if cause is None:
                continue
            for later in range(cause + 1, min(cause + 7, len(acts))):
                act = acts[later]
                if who in act.who and act.sentence <= acts[cause].sentence + 4:
                    decided = _faces(act, who, feared)
                    if decided is not None:
                        return later, decided
    return None


def _fears(acts: list[Act], place: int) -> list[tuple[str, str]]:
    act = acts[place]
    if act.spoken or len(act.who) != 1:
        return []
    who, clause = next(iter(act.who)), act.clause
    if clause.base == "be" and clause.happened and act.word("scared"):
        return [(who, being.id) for being in act.beings()]
    if act.not_does(who, "like") or (clause.base == "go" and clause.modal == "would" and clause.negative):
        return [(who, being.id) for being in act.beings()]
    if act.does(who, "think") and place + 1 < len(acts):
        after = acts[place + 1]
        bad = after.clause.base == "be" and after.word("bad") and after.sentence == act.sentence
        return [(who, one) for one in after.who] if bad else []
    return []


def _reason(acts: list[Act], place: int, who: str, feared: str) -> int | None:
    """Where something is lost in what is feared, or it takes a thing, or chases somebody."""
    for later in range(place + 1, min(place + 4, len(acts))):
        act = acts[later]
        if act.spoken or act.sentence > acts[place].sentence + 1 or who in act.who:
            continue
        lost = act.clause.base == "be" and act.clause.happened and act.at(feared, "in", "up in")
        takes = feared in act.who and act.clause.happened and act.clause.base in ("take", "run")
        if lost or takes:
            return later
    return None


def _faces(act: Act, who: str, feared: str) -> bool | None:
    if act.does(who, "go", "jump") and act.at(feared, "into", "up", "to"):
        return True
    if act.does(who, "go") and act.word("up") and act.at(feared, "to", ""):
        return True
    if act.does(who, "look") and act.at(feared, "at"):
        return True
    if len(act.who) > 1:
        return None  # running home together is no flight
    if act.does(who, "run") and (act.at(feared, "from") or act.word("home") or act.word("bed")):
        return False
    if act.does(who, "go") and act.word("home") and len(act.clause.items) == 1:
        return False
    return False if act.does(who, "hide") and act.word("bed") else None


def perseverance(reading: Reading, acts: list[Act], harms: list[Harm]) -> Decided:  # noqa: ARG001
    """Two tries fail; then it is done after all, or given up."""
    for place, act in enumerate(acts):
        for who in act.who:
            if not _tries_again(act, who) or not _tried(acts, place, who):
                continue
            goal = _goal(acts, place, who)
            for later in range(place + 1, len(acts)):
                other = acts[later]
                if who not in other.who or other.sentence > act.sentence + 4 or goal is None:
                    continue
                decided = _done(acts, later, who, goal, act.sentence)
                if decided is not None:
                    return later, decided
    return None


def _tries_again(act: Act, who: str) -> bool:
    again = act.does(who, "try") and act.word("again", "time", "one")
    return again and not act.clause.inner or (act.not_does(who, "stop") and not act.clause.items)


def _tried(acts: list[Act], place: int, who: str) -> bool:
    return any(act.does(who, "try") and not act.clause.inner for act in acts[:place])


def _goal(acts: list[Act], place: int, who: str) -> ReadClause | None:
    """What was wanted before the try that failed first."""
    tried = False
    for act in reversed(acts[:place]):
        if who not in act.who:
            continue
        tried = tried or (act.does(who, "try") and not act.clause.inner)
        wants = act.clause.base in ("want", "wait", "like") or act.word("excited")
        if tried and wants and act.inner() is not None:
            return act.inner()
    return None


def _done(acts: list[Act], place: int, who: str, goal: ReadClause, since: int) -> bool | None:
    act = acts[place]
    if act.spoken:
        return False if act.says("it is too hard", "i can not do it") else None
    if act.does(who, goal.base) and act.sentence > since:
        mine = {item.phrase.head for item in act.clause.items if item.phrase is not None}
        same = mine & {item.phrase.head for item in goal.items if item.phrase is not None}
        return True if (same or goal.base == "swim") and not act.word("too") else None
    if act.does(who, "stop") and not act.clause.items and not act.clause.inner:
        return False
    if act.not_does(who, "want") and act.inner("do") is not None:
        return False
    home = act.does(who, "go") and act.word("home") and len(act.clause.items) == 1 and len(act.who) == 1
    return False if home and since < act.sentence <= since + 2 else None


def patience(reading: Reading, acts: list[Act], harms: list[Harm]) -> Decided:  # noqa: ARG001
    """Somebody is told to wait for what is wanted, and waits or does not."""
    for place, act in enumerate(acts):
        for who in _told_to_wait(acts, place):
            wish = _wish(acts, place, who)
            if wish is None:
                continue
            for later in range(place + 1, len(acts)):
                other = acts[later]
                after = acts[min(later + 1, len(acts) - 1)]
                if after.sentence == other.sentence and after.clause.link == "when":
                    continue  # "waited when she asked" is another waiting
                if who in other.who and not other.spoken and act.sentence < other.sentence <= act.sentence + 3:
                    decided = _waits(other, who, wish)
                    if decided is not None:
                        return later, decided
    return None


def _told_to_wait(acts: list[Act], place: int) -> set[str]:
    act = acts[place]
    told = act.says("you have to wait", "it is not time to eat", "it is still so small", "you can open it at home")
    told = told or (act.spoken and act.heard.strip() == "wait")
    inner = act.inner("wait")
    if act.clause.base == "tell" and act.clause.happened and inner is not None:
        return {being.id for being in act.beings()}
    if act.clause.base == "say" and act.clause.happened and not act.spoken and place + 1 < len(acts):
        after = acts[place + 1].clause
        told = after.sentence == act.sentence and any(
            item.phrase is not None and item.phrase.head == "time" for item in after.items
        )
    return {one for earlier in acts[:place] for one in earlier.who} - act.who if told else set()


def _wish(acts: list[Act], place: int, who: str) -> ReadClause | None:
    """What `who` wanted to eat, take or open in the sentence before."""
    for act in reversed(acts[:place]):
        if act.sentence < acts[place].sentence - 1:
            return None
        inner = act.inner("eat", "take", "open")
        if who in act.who and inner is not None and (act.clause.base in ("want", "wait", "be", "ask", "like")):
            return inner
    return None


def _waits(act: Act, who: str, wish: ReadClause) -> bool | None:
    if act.does(who, "wait"):
        return True
    wanted = [item.phrase.being.id for item in wish.items if item.phrase is not None and item.phrase.being is not None]
    its = any(act.at(one) for one in wanted)
    if act.not_does(who, "take", "ask"):
        return True if its or act.clause.base == "ask" else None
    return False if act.does(who, wish.base, "take") and its else None


EFFORT_MORALS: Final[dict[str, Predicate]] = {
    "courage": courage,
    "perseverance": perseverance,
    "patience": patience,
}
