"""Morals about what one gives to others or owes them: honesty, forgiveness, sharing, kindness.

Each predicate answers with (place of the deciding act, whether the moral is upheld), or None.
"""

from typing import Final

from workbench.reading.deeds import Act, Decided, Harm, Predicate
from workbench.reading.reading import Reading

_OWNS_UP: Final = ("i did it", "i did this", "it was me", "i broke it", "i lost it", "i ate it")
_LIES: Final = ("i did not do it", "i do not know about it", "all is good", "it was the")
_SORRY: Final = (
    "i am sorry",
    "i am so sorry",
    "i was not careful",
    "i did not want to do that",
    "it was bad of me",
    "i was so hungry",
)
_FORGIVES: Final = ("you are still my friend", "it is just a", "i still like you")
_HARDENS: Final = ("you are not my friend", "you are bad")


def honesty(reading: Reading, acts: list[Act], harms: list[Harm]) -> Decided:  # noqa: ARG001 - predicates share it
    """Whoever did a harm says so to its owner, or denies it."""
    for harm in harms:
        for place in range(harm.place + 1, len(acts)):
            act = acts[place]
            if harm.doer not in act.who:
                continue
            if act.spoken:
                if act.says(*_OWNS_UP):
                    return place, True
                if act.says(*_LIES) or (act.says("did it") and act.says("the")):
                    return place, False
            elif _tells_all(acts, place, harm):
                return place, True
            elif (
                act.not_does(harm.doer, "tell")
                and act.at(harm.owner)
                and act.word("it")
                or act.does(harm.doer, "say")
                and _blames(acts, place)
            ):
                return place, False
    return None


def _tells_all(acts: list[Act], place: int, harm: Harm) -> bool:
    act, after = acts[place], acts[min(place + 1, len(acts) - 1)]
    if act.does(harm.doer, "tell"):
        how = after.clause.link == "how" and after.sentence == act.sentence and after.clause.base == "be"
        other = act.clause.after("about")
        its = other is None or other.head == "it" or (other.being is not None and other.being.id == harm.thing)
        about = (act.word("it", "all") and its) or how
        return about and (act.at(harm.owner) or act.clause.elided)
    return act.does(harm.doer, "say") and act.word("sorry") and (act.at(harm.thing, "about") or _about_it(act))


def _about_it(act: Act) -> bool:
    return any(
        item.word == "about" and item.phrase is not None and item.phrase.head == "it" for item in act.clause.items
    )


def _blames(acts: list[Act], place: int) -> bool:
    """Whether the next clause is what is said: "it was the cat"."""
    if place + 1 >= len(acts) or acts[place + 1].sentence != acts[place].sentence:
        return False
    clause = acts[place + 1].clause
    subject, blamed = clause.subject, clause.object()
    animal = blamed is not None and blamed.being is not None and blamed.being.kind in ("animal", "food")
    return (
        clause.base == "be" and subject is not None and subject.head == "it" and animal and not acts[place].clause.items
    )


def forgiveness(reading: Reading, acts: list[Act], harms: list[Harm]) -> Decided:  # noqa: ARG001
    """Whoever did a harm is sorry; its owner at once lets it go, or does not."""
    for harm in harms:
        since = -9  # the sentence of the last sorry
        for place in range(harm.place + 1, len(acts)):
            act = acts[place]
            if harm.doer in act.who and _sorry(act, harm.doer):
                since = act.sentence
            elif harm.owner in act.who and act.sentence <= since + 2:
                decided = _lets_go(acts, place, harm)
                if decided is not None:
                    return place, decided
    return None


def _sorry(act: Act, doer: str) -> bool:
    return act.says(*_SORRY) or act.does(doer, "cry") or (act.does(doer, "say") and act.word("sorry"))


def _lets_go(acts: list[Act], place: int, harm: Harm) -> bool | None:
    act, owner, doer = acts[place], harm.owner, harm.doer
    if act.spoken:
        return True if act.says(*_FORGIVES) else False if act.says(*_HARDENS) else None
    if act.does(owner, "hug") and act.at(doer):
        return True
    told = act.inner() if act.does(owner, "tell") and act.at(doer) else None
    if told is not None:
        return True if told.negative and told.base == "be" else False if told.base == "go" else None
    if act.does(owner, "be") and act.word("happy") and act.word("still"):
        return True
    if act.does(owner, "say") and place + 1 < len(acts):
        after = acts[place + 1].clause
        just = any(item.word == "just" for item in after.items)
        return True if after.base == "be" and after.sentence == act.sentence and just else None
    play = act.inner("play") if act.not_does(owner, "want") else None
    if play is not None or (act.not_does(owner, "look") and act.word("anymore")):
        return False
    return False if act.does(owner, "run") and act.word("away") and act.at(doer, "from") else None


def sharing(reading: Reading, acts: list[Act], harms: list[Harm]) -> Decided:  # noqa: ARG001
    """Somebody wants what another has; the other shares it, or keeps it."""
    for place, act in enumerate(acts):
        for thing, owner, asker in _wants_theirs(reading, acts, place):
            for later in range(place + 1, min(place + 4, len(acts))):
                other = acts[later]
                if owner in other.who and other.sentence <= act.sentence + 1:
                    decided = _shares(acts, later, owner, asker, thing)
                    if decided is not None:
                        return later, decided
    return None


def _wants_theirs(reading: Reading, acts: list[Act], place: int) -> list[tuple[str, str, str]]:
    """(thing, owner, who wants it): wishes, questions, long looks, and having none."""
    act, found = acts[place], list[tuple[str, str, str]]()
    clauses = [act.clause, *act.clause.whole()[1:]]
    things = [item.phrase.being for clause in clauses for item in clause.items if item.phrase is not None]
    if act.spoken:
        wants = act.says("can i", "i want") and act.says("too", "have the", "have your", "eat it with you")
        things = list(reading.beings.values()) if wants else []
    elif not (act.does(next(iter(act.who), ""), "want", "ask", "look") or act.has_none()):
        return found
    elif act.has_none():
        heads = {item.phrase.head for item in act.clause.items if item.phrase is not None}
        things = [being for being in reading.beings.values() if being.head in heads]
    for thing in things:
        owner = thing.owner if thing is not None else None
        if thing is not None and owner is not None:
            found += [(thing.id, owner.id, asker) for asker in act.who if asker != owner.id]
    return found


def _shares(acts: list[Act], place: int, owner: str, asker: str, thing: str) -> bool | None:
    act = acts[place]
    if act.spoken:
        if act.says("yes we can", "we can share it"):
            return True
        return (
            False if act.says("it is my", "no you can not", "i do not want to") or act.heard.strip() == "no" else None
        )
    if act.does(owner, "share"):
        return True if act.at(thing) else None
    if act.does(owner, "say"):
        if act.word("no"):
            return False
        after = acts[place + 1] if place + 1 < len(acts) else act
        may = after.clause.modal == "could" and asker in after.who and after.sentence == act.sentence
        return not after.clause.negative if may else None
    if act.does(owner, "ask") and act.at(asker):
        return True if act.inner("play", "eat") is not None else None
    if act.not_does(owner, "want") and act.inner("share") is not None:
        return False
    if act.does(owner, "hide") and act.at(thing):
        return False
    after = acts[place + 1].clause if place + 1 < len(acts) else act.clause
    goes_on = after.elided and after.sentence == act.sentence
    if act.does(owner, "take") and act.at(thing):
        return False if goes_on and after.base == "run" else None
    if act.does(owner, "look") and act.word("away"):
        return False if goes_on and any(item.word == "alone" for item in after.items) else None
    return None


def kindness(reading: Reading, acts: list[Act], harms: list[Harm]) -> Decided:  # noqa: ARG001
    """Somebody comes upon one in need, and helps or goes on."""
    for place, act in enumerate(acts):
        for needy in act.who:
            if not _in_need(act, needy):
                continue
            helpers = _came_upon(acts, place, needy)
            for later in range(place + 1, min(place + 5, len(acts))):
                for helper in sorted(helpers & acts[later].who):
                    decided = _aids(acts[later], helper, needy) if acts[later].sentence <= act.sentence + 2 else None
                    if decided is not None:
                        return later, decided
    return None


def _in_need(act: Act, needy: str) -> bool:
    if act.does(needy, "be", "feel", "look", "get"):
        return act.word("hungry", "cold", "alone", "sad") and not any(item.negative for item in act.clause.items)
    wants = act.does(needy, "want") and act.word("food")
    return wants or (act.does(needy, "fall") and act.word("down") and len(act.clause.items) == 1)


def _came_upon(acts: list[Act], place: int, needy: str) -> set[str]:
    """Those who have just seen, met, found or looked for the one in need, or all when it was near."""
    found: set[str] = set()
    sentence = acts[place].sentence
    for act in acts[:place]:
        if act.spoken or act.sentence < sentence - 1 or not act.clause.happened:
            continue
        if act.clause.base in ("see", "come", "find", "look") and act.at(needy, "", "to", "for") and not act.joint():
            found |= act.who
        elif act.does(needy, "be") and any(item.word in ("near", "in") for item in act.clause.items):
            found |= {one for other in acts[place:] for one in other.who if one != needy}
    return found - {needy}


def _aids(act: Act, helper: str, needy: str) -> bool | None:
    if needy in act.who:
        return None  # what they do together passes nobody by
    if act.spoken:
        return False if act.says("i have no time", "i want to play") else None
    if act.does(helper, "give"):
        # "gave her cake" can be read as whose cake it was
        hers = any(being.owner is not None and being.owner.id == needy for being in act.beings())
        return True if act.at(needy, "", "to") or (hers and len(act.clause.items) == 1) else None
    if act.does(helper, "take", "help", "hug"):
        return True if act.at(needy) else None
    if act.does(helper, "play"):
        return True if act.at(needy, "with") else None
    away = act.does(helper, "look") and act.word("away") and len(act.clause.items) == 1
    home = act.does(helper, "run", "go") and act.word("home") and not act.clause.after("with")
    refuses = (act.not_does(helper, "help") and act.at(needy)) or (
        act.not_does(helper, "stop") and not act.clause.items
    )
    return False if away or home or refuses else None


GIVING_MORALS: Final[dict[str, Predicate]] = {
    "honesty": honesty,
    "forgiveness": forgiveness,
    "sharing": sharing,
    "kindness": kindness,
}
