"""Morals about what was told or trusted to one: listening, asking for help, carefulness.

Each predicate answers with (place of the deciding act, whether the moral is upheld), or None.
"""

from typing import Final

from workbench.reading.deeds import Act, Decided, Harm, Predicate
from workbench.reading.phrases import ReadClause
from workbench.reading.reading import Reading

_LOOK_OUT: Final = (
    ("go", "play", "near", "house"),
    ("run", "play", "with", "toy"),
    ("play", "play", "with", "cat"),
    ("go", "look", "at", "tree"),
    ("go", "read", "inside", ""),
    ("jump", "sleep", "in", "bed"),
    ("eat", "eat", "", "cake"),
    ("open", "look", "at", "box"),
    ("go", "look", "at", "bear"),
    ("run", "play", "with", "book"),
    ("put", "put", "in", "box"),
)
"""What one is warned of, and what one does instead: verb, then verb, preposition and noun."""


def listening(reading: Reading, acts: list[Act], harms: list[Harm]) -> Decided:  # noqa: ARG001
    """Somebody is warned, and does it or does something else."""
    for place in range(len(acts)):
        for who, danger in _warned(acts, place):
            for later in range(place + 1, min(place + 7, len(acts))):
                act = acts[later]
                if (
                    act.sentence > acts[place].sentence + 2
                    or who not in act.who
                    or act.spoken
                    or not act.clause.happened
                ):
                    continue
                if _is_it(act.clause, danger):
                    return later, False
                if _instead(act.clause, danger):
                    return later, True
    return None


def _warned(acts: list[Act], place: int) -> list[tuple[str, ReadClause]]:
    act = acts[place]
    if act.spoken:
        everybody = {act.to} if act.to else {one for other in acts for one in other.who} - act.who
        if (
            act.clause.negative
            and not act.who & everybody
            and act.clause.subject is None
            and act.clause.tense == "base"
        ):
            return [(one, act.clause) for one in everybody]
        bad = act.says("it is not good to", "it is bad to")
        inner = act.inner()
        return [(one, inner) for one in everybody] if bad and inner is not None else []
    inner = act.inner()
    if act.clause.base in ("tell", "ask") and inner is not None and inner.negative and act.clause.happened:
        return [(being.id, inner) for being in act.beings()]
    bad = act.clause.base == "be" and act.word("bad", "good") and inner is not None and act.clause.link == "that"
    if bad and inner is not None and (act.clause.negative or act.word("bad")):
        return [(one, inner) for one in {one for other in acts for one in other.who} - acts[place - 1].who]
    return []


def _nouns(clause: ReadClause) -> set[str]:
    return {item.phrase.head for item in clause.items if item.phrase is not None} | {
        item.word for item in clause.items if item.phrase is None
    }


def _is_it(clause: ReadClause, danger: ReadClause) -> bool:
    return clause.base == danger.base and _nouns(clause) == _nouns(danger)


def _instead(clause: ReadClause, danger: ReadClause) -> bool:
    for warned, base, preposition, noun in _LOOK_OUT:
        if (warned, base) == (danger.base, clause.base):
            words = _nouns(clause) | {item.word for item in clause.items}
            if (not preposition or preposition in words) and (not noun or noun in words):
                return True
    return False


def asking(reading: Reading, acts: list[Act], harms: list[Harm]) -> Decided:  # noqa: ARG001
    """Somebody cannot do it alone, and is helped on asking, or refuses the help that is offered."""
    for place, act in enumerate(acts):
        for who in act.who:
            wants = act.clause.base in ("try", "want") and act.clause.happened and act.inner("get", "find") is not None
            if not wants:
                continue
            goal = act.inner("get", "find")
            assert goal is not None
            asked = offered = ""
            for later in range(place + 1, len(acts)):
                other = acts[later]
                if other.sentence > act.sentence + 7:
                    break
                asked = asked or _asks(other, who)
                offered = offered or _offers(other, who)
                decided = _helped(other, who, asked, offered, goal)
                if decided is not None:
                    return later, decided
    return None


def _asks(act: Act, who: str) -> str:
    """Whom `who` asks for help ("?" where the text does not say)."""
    if who not in act.who:
        return ""
    if act.says("can you help me"):
        return act.to or "?"
    asks = (act.clause.base in ("ask", "go") and act.word("help")) or (
        act.clause.base == "ask" and act.inner("help") is not None
    )
    return next((being.id for being in act.beings() if being.kind == "person"), "?") if asks and not act.spoken else ""


def _offers(act: Act, who: str) -> str:
    if who in act.who or not act.who:
        return ""
    says = act.says("can i help", "i can help you", "i know how to do it", "i will help")
    comes = act.clause.base in ("want", "come", "run") and act.clause.happened and act.inner("help") is not None
    helps = act.inner("help")
    return next(iter(act.who)) if says or (comes and helps is not None and not helps.items) else ""


def _helped(act: Act, who: str, asked: str, offered: str, goal: ReadClause) -> bool | None:
    if asked and not act.spoken and act.clause.happened:
        helper = asked if asked != "?" else ""
        if act.clause.base == "help" and act.at(who) and (not helper or helper in act.who) and who not in act.who:
            return True
        if act.clause.base == goal.base and who in act.who and len(act.who) > 1:
            return True
    if offered and who in act.who:
        if act.says("no i can do it alone", "i want no help"):
            return False
        refuses = (act.does(who, "say") and act.word("no")) or (act.not_does(who, "want") and act.word("help"))
        return False if refuses else None
    return None


def carefulness(reading: Reading, acts: list[Act], harms: list[Harm]) -> Decided:  # noqa: ARG001
    """Somebody carries what is another's: with care, and it stays whole, or without."""
    for place in range(len(acts)):
        for who, thing, owner in _carries(reading, acts, place):
            careful = careless = -1
            for later in range(place + 1, min(place + 9, len(acts))):
                act = acts[later]
                if act.sentence > acts[place].sentence + 5:
                    break
                careful = later if careful < 0 and _takes_care(act, who, thing) else careful
                careless = later if careless < 0 and _no_care(act, who, thing) else careless
                fell = (act.does(thing, "fall") or (act.does(thing, "get") and act.word("wet"))) and careless >= 0
                if fell:
                    return careless, False
                safe = (act.does(thing, "be") and act.word("good")) or (act.does(owner, "get") and act.at(thing))
                if safe and careful >= 0:
                    return careful, True
    return None


def _carries(reading: Reading, acts: list[Act], place: int) -> list[tuple[str, str, str]]:
    """(who carries, the thing, whose it is)."""
    act, found = acts[place], list[tuple[str, str, str]]()
    if act.spoken or not act.clause.happened or len(act.who) != 1:
        return found
    who = next(iter(act.who))
    inner = act.inner("take")
    clause = inner if inner is not None and act.clause.base in ("ask", "want") else act.clause
    for item in clause.items:
        thing = item.phrase.being if item.phrase is not None else None
        if thing is None or thing.owner is None:
            continue
        owner = thing.owner.id
        carrier = who
        if act.clause.base in ("ask", "give"):
            named = [being.id for being in act.beings() if being.kind == "person" and being.id != who]
            carrier = named[0] if named else ""
        moves = act.clause.base in ("ask", "want", "give") or (act.clause.base == "go" and item.word == "with")
        if carrier and moves and owner != carrier:
            found.append((carrier, thing.id, owner))
    del reading
    return found


def _takes_care(act: Act, who: str, thing: str) -> bool:
    stops = act.inner("look")
    looks = act.does(who, "look") and act.at(thing, "at") and act.word("time")
    stops_to = act.does(who, "stop") and stops is not None
    slow = act.does(who, "take") and act.word("time")
    return looks or stops_to or slow or (act.does(who, "be") and act.word("careful")) or act.not_does(who, "run")


def _no_care(act: Act, who: str, thing: str) -> bool:
    if act.does(who, "run"):
        return act.word("fast", "time")
    looks = act.does(who, "look") and any(
        item.negative and item.phrase is not None and item.phrase.being is not None and item.phrase.being.id == thing
        for item in act.clause.items
    )
    jumps = act.does(who, "jump") and act.word("up") and act.word("down")
    plays = act.does(who, "play") and act.word("too")
    thinks = act.does(who, "think") and act.word("thing")
    return looks or jumps or plays or thinks


HEEDING_MORALS: Final[dict[str, Predicate]] = {
    "listening": listening,
    "asking for help": asking,
    "carefulness": carefulness,
}
