"""The moral about what one has promised: it is done, or somebody is left without it."""

from typing import Final

from workbench.reading.deeds import Act, Decided, Harm, Predicate
from workbench.reading.phrases import ReadClause
from workbench.reading.reading import Reading


def promises(reading: Reading, acts: list[Act], harms: list[Harm]) -> Decided:  # noqa: ARG001
    """Something is promised, and done or not."""
    for place, act in enumerate(acts):
        promised = act.inner() if act.clause.base == "promise" and act.clause.happened else None
        if promised is not None and act.clause.object() is not None:
            continue  # "promised Tim to come" is told by the way
        if act.spoken and act.clause.modal == "will" and act.says("i will"):
            promised = act.clause
        if promised is None or len(act.who) != 1:
            continue
        who = next(iter(act.who))
        for later in range(place + 1, len(acts)):
            if acts[later].sentence > act.sentence:
                decided = _kept(acts[later], who, act, promised)
                if decided is not None:
                    return later, decided
    return None


def _kept(act: Act, who: str, promise: Act, promised: ReadClause) -> bool | None:
    """Whether the act keeps or breaks the promise: the promised deed, or somebody left without it."""
    if act.spoken:
        return None
    phrases = [item.phrase for one in promise.clause.whole() for item in one.items if item.phrase is not None]
    others = {phrase.being.id for phrase in phrases if phrase.being is not None} | {promise.to} - {""}
    people = {one for one in act.who if one != who} if promise.spoken and not promise.to else others
    heads = {phrase.head for phrase in phrases}
    named = act.clause.subject is not None and act.clause.subject.head in heads  # "your fish", "Tom's fish"
    if (named or act.who & (people | others)) and who not in act.who:
        alone = act.clause.base == "have" and act.inner("play", "do") is not None and _alone(act)
        none = act.has_none() and act.word({"give": "food", "help": "help"}.get(promised.base, "nothing"))
        waited = act.clause.base == "wait" and act.clause.happened and not act.clause.after("for")
        if none or alone or waited:
            return False
    waits = others if promise.to or not promise.spoken else {one.id for one in act.beings()}
    if who not in act.who or act.clause.base != promised.base:
        return None
    if promised.base == "give" and any(item.word == "back" for item in promised.items):
        if act.clause.negative:
            return False
        return True if act.clause.happened and act.word("back") else None
    if not act.clause.happened:
        return None
    if promised.base == "give":
        return True if act.word("food") else None
    if promised.base == "come":
        return True if act.inner("see") is not None else None
    return True if any(act.at(one, "", "with") for one in waits if one) else None


def _alone(act: Act) -> bool:
    inner = act.inner()
    return inner is not None and any(item.word == "alone" for item in inner.items)


PROMISE_MORALS: Final[dict[str, Predicate]] = {"promises": promises}
