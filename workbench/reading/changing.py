"""What read clauses say of the world: who holds what, where somebody is, how somebody feels, what became of things.

A table by verb; each rule answers with (relation, being, value) for a clause that happened. Only what the words state
is read: nothing is guessed.
"""

from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from workbench.reading.lexis import ATTRIBUTES, FEELINGS
from workbench.reading.phrases import Being, Phrase, ReadClause


class Change(NamedTuple):
    """`relation(being)` became `value`: a being's id, a word, yes, no, or empty for nobody.

    `plain` is false where the words leave room: a feeling about something ("scared of the bear"), where somebody is
    without having gone there.
    """

    relation: str
    being: Being
    value: str
    plain: bool = True


Rule = Callable[[ReadClause, Being, dict[tuple[str, str], str]], Iterator[Change]]
State = dict[tuple[str, str], str]
ALIVE: Final = frozenset({"person", "role", "animal", "group"})
_INTO: Final = ("into", "to", "in", "inside", "at", "up", "on", "through", "behind", "under", "near", "by")


def changes(clause: ReadClause, state: State) -> Iterator[Change]:
    """All that a clause changes, for each of those who do it."""
    subject = clause.subject.being if clause.subject is not None else None
    if subject is None or not clause.happened or clause.perfect:
        return
    rule = RULES.get(clause.base)
    if rule is not None and not clause.passive:
        for actor in subject.members or (subject,):
            for change in rule(clause, actor, state):
                if change.relation == "holder" and subject.members and change.value:
                    continue  # of two who have a thing, the text does not say which
                # "and took it" leaves open who
                because = change.relation == "holder" and clause.link == "so"
                loose = clause.elided or clause.link in _ASIDE or because
                yield change._replace(plain=False) if loose else change
    elif clause.passive and clause.base in _DONE_TO:
        yield Change(_DONE_TO[clause.base], subject, "yes")


def attributes(phrase: Phrase) -> Iterator[Change]:
    """What the phrase itself says: its size, colour and age, and whose it is."""
    being = phrase.being
    if being is None or phrase.form != "noun":
        return
    for word in phrase.words:
        if word in ATTRIBUTES:
            yield Change(ATTRIBUTES[word], being, word)
    if phrase.owner is not None and phrase.owner.being is not None and being.owner is phrase.owner.being:
        yield Change("owner", being, phrase.owner.being.id)


def _alive(being: Being) -> bool:
    return being.kind in ALIVE


def _things(clause: ReadClause) -> list[Being]:
    """What is acted on: the plain objects that are no people and no places."""
    beings = [item.phrase.being for item in clause.items if item.phrase is not None and not item.word]
    return [one for one in beings if one is not None and one.kind not in ("person", "role", "place", "group", "time")]


def _give(clause: ReadClause, who: Being, state: State) -> Iterator[Change]:  # noqa: ARG001 - rules share parameters
    named = [
        item for item in clause.items if item.phrase is not None and item.phrase.being is not None and not item.negative
    ]
    taker = next((item.phrase.being for item in named if item.phrase and item.word == "to"), None)
    certain = taker is not None
    plain = [item.phrase.being for item in named if item.phrase is not None and not item.word]
    if taker is None and len(plain) > 1:
        taker, plain = plain[0], plain[1:]
    if not plain or plain[0] is None or plain[0].kind in ("person", "role"):
        return
    thing = plain[0]
    back = any(item.word == "back" for item in clause.items)
    if taker is not None:
        yield Change("holder", thing, taker.id, certain and clause.base in ("give", "lend"))
    elif back and thing.owner is not None:
        yield Change("holder", thing, thing.owner.id)
    elif back:
        yield Change("holder", thing, "", False)


def _take(clause: ReadClause, who: Being, state: State) -> Iterator[Change]:  # noqa: ARG001
    words = [item.word for item in clause.items]
    taken = clause.object()
    being = taken.being if taken is not None else None
    if being is not None and _alive(being):
        if "home" in words:
            for one in (who, *(being.members or (being,))):
                yield Change("at", one, "home", False)
        return
    if clause.base in ("hold", "carry") and {"out", "over", "to"} & set(words):
        return  # held out to somebody, carried to a place: whose it is afterwards is left open
    certain = not {"home", "back", "for"} & set(words) and clause.base in ("take", "get", "buy") and who.gender != "p"
    for thing in _things(clause)[:1]:
        # taking says for certain only what was somebody's: "took Sue's hat"
        hers = clause.base not in ("take", "get") or (taken is not None and taken.owner is not None)
        yield Change("holder", thing, who.id, certain and hers)
        if clause.base == "find":
            yield Change("lost", thing, "no")


def _have(clause: ReadClause, who: Being, state: State) -> Iterator[Change]:  # noqa: ARG001
    taken = clause.object()
    being = taken.being if taken is not None else None
    if (
        being is not None
        and taken is not None
        and taken.det != "neither"
        and not clause.inner
        and being.kind not in ("person", "role", "place", "time", "group", "animal")
    ):
        words = [item.word for item in clause.items]
        if "from" not in words:  # who "had it from" somebody may have it no more
            yield Change("holder", being, who.id, "on" not in words)


def _lose(clause: ReadClause, who: Being, state: State) -> Iterator[Change]:  # noqa: ARG001
    for thing in _things(clause)[:1]:
        yield Change("lost", thing, "yes")
        yield Change("holder", thing, "", False)


def _break(clause: ReadClause, who: Being, state: State) -> Iterator[Change]:  # noqa: ARG001
    things = _things(clause)[:1] if _alive(who) else [who]
    for thing in things:
        yield Change("broken", thing, "yes")


def _eat(clause: ReadClause, who: Being, state: State) -> Iterator[Change]:  # noqa: ARG001
    eaten = _things(clause)[:1]
    if not eaten and any(item.word == "all" for item in clause.items):
        after = clause.after("of")  # "ate all of the cake"
        eaten = [after.being] if after is not None and after.being is not None else []
    certain = clause.object() is not None
    for thing in eaten:
        if thing.kind != "animal":
            yield Change("eaten", thing, "yes", certain)
            yield Change("holder", thing, "", False)


def _fall(clause: ReadClause, who: Being, state: State) -> Iterator[Change]:  # noqa: ARG001
    into = clause.after("into", "in")
    water = into is not None and into.head in _WATERS
    yield Change("wet", who, "yes") if water else Change("down", who, "yes")


def _put(clause: ReadClause, who: Being, state: State) -> Iterator[Change]:  # noqa: ARG001
    things = _things(clause)[:1]
    for item in clause.items:
        where = item.phrase.being if item.phrase is not None else None
        if (
            things
            and where is not None
            and where is not things[0]
            and item.word
            and where.kind not in ("weather", "time")
        ):
            if where.head in _HANDS:
                if where.owner is not None:
                    yield Change("holder", things[0], where.owner.id, False)
                return
            place = "inside" if item.word in ("in", "into", "inside") else "on" if item.word == "on" else "near"
            yield Change(place, things[0], where.id)
            yield Change("holder", things[0], "", False)
            return


def _go(clause: ReadClause, who: Being, state: State) -> Iterator[Change]:
    if not _alive(who):
        return
    words = [item.word for item in clause.items]
    into = clause.after("into", "in")
    if "home" in words:
        yield Change("at", who, "home", "with" in words or not clause.after(*_INTO))
    elif "away" in words and "from" not in words:
        company = clause.after("with")
        with_them = company.being if company is not None else None
        for one in (who, *((with_them,) if with_them is not None and _alive(with_them) else ())):
            yield Change("at", one, "away")
    elif into is not None and into.head in _WATERS:
        yield Change("wet", who, "yes")
    elif words[:1] == ["out"] and state.get(("at", who.id)) == "home":
        yield Change("at", who, "out", False)
    else:
        yield from _arrives(clause, who)
    if clause.base == "swim":
        yield Change("wet", who, "yes")


def _arrives(clause: ReadClause, who: Being) -> Iterator[Change]:
    for item in clause.items:
        place = item.phrase.being if item.phrase is not None else None
        if place is not None and place.kind in PLACES and item.word in ("to", "into", "up", "in") and not item.negative:
            yield Change("at", who, place.id, False)
            return


def _come(clause: ReadClause, who: Being, state: State) -> Iterator[Change]:
    if _alive(who) and state.get(("at", who.id)) in ("home", "away"):
        yield Change("at", who, "back", False)
    elif _alive(who):
        yield from _arrives(clause, who)


def _is(clause: ReadClause, who: Being, state: State) -> Iterator[Change]:  # noqa: ARG001
    described = False
    for place, item in enumerate(clause.items):
        if item.kind not in ("adj", "adv") or item.negative:
            continue
        if item.word in FEELINGS and _alive(who):
            described = True
            yield Change(
                "feels", who, item.word, item.word in _TOLD and place == len(clause.items) - 1 and not clause.inner
            )
        elif item.word in ATTRIBUTES and not any(other.word in ("too", "as") for other in clause.items):
            yield Change(ATTRIBUTES[item.word], who, item.word, False)
        elif item.word in ("wet", "broken", "lost", "open", "dirty", "clean"):
            yield Change(item.word, who, "yes", False)
        described = described or (item.kind == "adj" and item.word not in ("alone",))
    if clause.base == "be" and not described:
        yield from _stands(clause, who)


def _stands(clause: ReadClause, who: Being) -> Iterator[Change]:
    """Where somebody or something is."""
    if any(item.word == "home" for item in clause.items) and _alive(who):
        yield Change("at", who, "home", False)
        return
    for item in clause.items:
        place = item.phrase.being if item.phrase is not None else None
        if place is None or item.word not in _INTO or place.kind in ("weather", "time", "person", "group"):
            continue
        inside = item.word in ("in", "at", "up", "inside")
        relation = "at" if inside else item.word if item.word in ("on", "under") else "near"
        yield Change(relation, who, place.id, False)
        return


def _feels(emotion: str) -> Rule:
    def rule(clause: ReadClause, who: Being, state: State) -> Iterator[Change]:  # noqa: ARG001
        if _alive(who):
            yield Change("feels", who, emotion, not clause.link)

    return rule


def _opens(relation: str) -> Rule:
    def rule(clause: ReadClause, who: Being, state: State) -> Iterator[Change]:  # noqa: ARG001
        things = _things(clause)[:1] or ([] if _alive(who) else [who])
        for thing in things:
            yield Change(relation, thing, "yes")

    return rule


_ASIDE: Final = frozenset({"that", "when", "while", "as", "because", "if", "where", "how", "what", "after", "before"})
_TOLD: Final = frozenset({"happy", "sad", "scared", "excited", "tired", "hungry"})
PLACES: Final = frozenset({"place", "room", "building", "nature"})
_HANDS: Final = frozenset({"hand", "arm", "lap", "pocket", "palm"})
_WATERS: Final = frozenset("water sea lake river pond pool stream puddle ocean bath brook".split())
_DONE_TO: Final = {"break": "broken", "eat": "eaten", "lose": "lost", "open": "open", "drop": "down"}
RULES: Final[dict[str, Rule]] = {
    **dict.fromkeys(("give", "hand", "lend", "pass", "bring", "return", "throw"), _give),
    **dict.fromkeys(
        ("take", "get", "find", "grab", "catch", "fetch", "pick", "steal", "borrow", "buy", "hold", "carry"), _take
    ),
    **dict.fromkeys(("have", "keep"), _have),
    **dict.fromkeys(
        ("go", "run", "walk", "hurry", "climb", "jump", "fly", "swim", "ride", "drive", "sail", "skip", "march"), _go
    ),
    **dict.fromkeys(("be", "feel", "look", "seem"), _is),
    "lose": _lose,
    "break": _break,
    "eat": _eat,
    "fall": _fall,
    "put": _put,
    "come": _come,
    "open": _opens("open"),
    "share": _opens("shared"),
    "smile": _feels("happy"),
    "laugh": _feels("happy"),
    "cry": _feels("sad"),
}
"""Verb: what it changes. Verbs of saying, wanting and thinking change nothing."""
