"""Grammar: each value is woven in from what happened, at least once, mostly several times."""

from collections.abc import Callable

from workbench.stories.clauses import Clause, Entity, Full, Node, Relation, Verb
from workbench.stories.joining import same_subject
from workbench.stories.voice.asking import conditionals, exclamations, questions
from workbench.stories.voice.constructions import Participial, Remark, Subordinate
from workbench.stories.voice.finding import (
    CORE,
    DURATIVE,
    LIVING,
    PEOPLE,
    STATES,
    Workshop,
    event,
    feeling,
    joined,
    neighbours,
    plain,
    rewritten,
    standalone,
    whole,
)
from workbench.stories.voice.relating import comparatives, relative_clauses
from workbench.stories.voice.reporting import indirect_speech
from workbench.stories.voice.settings import Unsuited
from workbench.stories.voice.shapes import Turned, had, subject_of, untold, was_doing
from workbench.stories.voice.steps import LOOSE_LEADS, Said, Step, clauses_in

Weaver = Callable[[list[Step], Workshop], list[Step]]
_LINKING = frozenset("go come get look seem stay become fall stand sit lie run be have want like love".split())
_NO_PASSIVE = _LINKING | frozenset("know feel think play smile laugh cry say let cost fit need hope reach wish".split())


def _same(steps: list[Step], shop: Workshop) -> list[Step]:
    del shop
    return steps


def passive(steps: list[Step], shop: Workshop) -> list[Step]:
    """Say: "Sam broke the toy" becomes "The toy was broken by Sam"."""
    try:
        return _turned_clauses(steps, shop, lambda one: _passive(one, shop), 0.7, "nothing is done to anything")
    except Unsuited:
        told = shop.pick("this story was told by many people", "that day was remembered by everybody")
        return [*steps, Step("ending", Remark((told,)), fixed=True, marks=["passive voice"])]


def _passive(clause: Clause, shop: Workshop) -> Clause | None:
    subject, items = clause.subject, clause.verb.items
    doer = subject_of(clause)
    if clause.verb.base in _NO_PASSIVE or isinstance(clause, Turned) or clause.modal or not items:
        return None
    done_to = items[0]
    if doer is None or doer.kind not in LIVING or not isinstance(done_to, (Entity, Full)) or not whole(items[1:]):
        return None
    entity = done_to.entity if isinstance(done_to, Full) else done_to
    rest = items[1:]
    if clause.verb.base in ("help", "see", "hear", "watch", "make") and rest or doer in (entity, entity.owner):
        return None
    if not shop.transitive(clause.verb.base) or any("by" in item.split() for item in rest if isinstance(item, str)):
        return None
    long = any(isinstance(item, Verb) for item in rest) or any(isinstance(item, str) and "to " in item for item in rest)
    assert isinstance(subject, (Entity, Full))
    by = ("by", subject)
    verb = Verb(clause.verb.base, *(by + rest if long else rest + by))
    return Turned(done_to, verb, clause.negative, "", clause.facts, passive=True)


def progressive(steps: list[Step], shop: Workshop) -> list[Step]:
    """Say: "Tim played in the garden" becomes "Tim was playing in the garden"."""

    def turn(clause: Clause) -> Clause | None:
        fits = event(clause) and clause.verb.base in DURATIVE and whole(clause.verb.items)
        return was_doing(clause) if fits and subject_of(clause) is not None else None

    return _turned_clauses(steps, shop, turn, 0.8, "nothing goes on for a while")


def _turned_clauses(
    steps: list[Step], shop: Workshop, turn: Callable[[Clause], Clause | None], share: float, why: str
) -> list[Step]:
    fitting = [clause for step in steps if not step.fixed for clause in _apart(step.node) if turn(clause)]
    if not fitting:
        raise Unsuited(why)
    chosen = {id(clause) for clause in fitting if shop.chance(share)} or {id(fitting[0])}
    done: list[Step] = []
    for step in steps:
        if step.fixed or not any(id(clause) in chosen for clause in clauses_in(step.node)):
            done.append(step)
            continue
        node = step.node
        assert isinstance(node, (Clause, Relation))
        new: Node = rewritten(node, lambda clause: (turn(clause) or clause) if id(clause) in chosen else clause)
        done.append(step.turned(new, shop.voice.grammar))
    return done


def _apart(node: Said) -> list[Clause]:
    """The clauses of a node, without those that share their subject with a neighbour."""
    if isinstance(node, Relation) and same_subject(node.first, node.second):
        return []
    return clauses_in(node)


def past_perfect(steps: list[Step], shop: Workshop) -> list[Step]:
    """Reasons as what had happened; "After Tim had lost the hat, ..."; what had happened by the end."""
    done: list[Step] = []
    for step in steps:
        node = step.node
        if isinstance(node, Relation) and node.kind == "cause" and isinstance(node.first, Clause) and event(node.first):
            step = step.turned(Relation(node.kind, had(node.first), node.second, ("E because R", "E because R")), "had")
        done.append(step)
    for index in range(len(done) - 2, -1, -1):
        pair = neighbours(done, index)
        if pair is not None and event(pair[0]) and event(pair[1]) and whole(pair[0].verb.items) and shop.chance(0.7):
            word = shop.pick("after", "after", "when", "as soon as")
            joined(done, index, Subordinate(word, had(pair[0]), pair[1]), "had")
    events = [
        clause
        for step in steps
        if step.role in CORE
        for clause in clauses_in(step.node)
        if event(clause)
        and standalone(clause)
        and not any("," in item for item in clause.verb.items if isinstance(item, str))
    ]
    people = [clause for clause in events if (who := subject_of(clause)) and who.kind in PEOPLE] or events
    if people and not any("had" in step.marks for step in done):
        last = had(untold(people[int(shop.rng.random() * len(people))]))
        lead = shop.pick("by the end of the day", "when the day was over", "by then")
        done.append(Step("ending", Remark((lead + ",", last)), fixed=True, marks=["had"]))
    return _needs(done, "had", "nothing had happened")


def participles(steps: list[Step], shop: Workshop) -> list[Step]:
    """Say: "Running home, Lily hid"; "Being hungry, Tim ate the cake"."""
    done = list(steps)
    for index, step in enumerate(done):
        node = step.node
        if step.fixed or not isinstance(node, Relation) or node.kind not in ("sequence", "cause"):
            continue
        if (
            isinstance(node.first, Clause)
            and isinstance(node.second, Clause)
            and _fits_ing(node.first, node.second, shop)
        ):
            done[index] = step.turned(Participial(node.first, node.second), "ing")
    for index in range(len(done) - 2, -1, -1):
        pair = neighbours(done, index)
        if pair is not None and _fits_ing(*pair, shop):
            first, second = pair
            after = second.verb.base in ("laugh", "cry", "smile", "sing", "shout") and not second.verb.items
            joined(done, index, Participial(second, first, False) if after else Participial(first, second), "ing")
    return _needs(done, "ing", "nobody does one thing while doing another")


def _fits_ing(first: Clause, second: Clause, shop: Workshop) -> bool:
    who = subject_of(first)
    if who is None or who is not subject_of(second) or not plain(first) or isinstance(second, Turned):
        return False
    state = first.verb.base in STATES and first.verb.base not in ("be", "want", "hope", "feel")
    if first.verb.base == "be" and not feeling(first, shop):
        return False
    return not state and second.verb.base not in ("be",) and whole(first.verb.items)


def time_clauses(steps: list[Step], shop: Workshop) -> list[Step]:
    """When, while, after, before, until, as soon as: in both orders."""
    done = list(steps)
    for index, step in enumerate(done):
        node = step.node
        if step.fixed or not isinstance(node, Relation) or node.kind not in ("sequence", "when"):
            continue
        first, second = node.first, node.second
        if step.lead and step.lead not in LOOSE_LEADS:
            continue
        if isinstance(first, Clause) and isinstance(second, Clause) and event(first) and event(second):
            done[index] = step.turned(_timed(first, second, shop, node.kind == "when"), "time")
    for index in range(len(done) - 2, -1, -1):
        pair = neighbours(done, index)
        if pair is not None and event(pair[0]) and not pair[1].negative and pair[1].verb.base not in STATES:
            joined(done, index, _timed(*pair, shop, False), "time")
    if not any("time" in step.marks for step in done):
        for step in reversed(done):
            node = step.node
            if isinstance(node, Clause) and not step.fixed and not step.lead and step.role in CORE and event(node):
                step.marks.append("time")
                step.opener = shop.pick("before the day was over,", "when nobody thought of it,")
                return done
        done.append(
            Step("ending", Remark(("when you hear this story again, think of", Full(shop.hero))), marks=["time"])
        )
    return done


def _timed(first: Clause, second: Clause, shop: Workshop, same_time: bool) -> Subordinate:
    if same_time or subject_of(first) is not subject_of(second):
        return Subordinate("when", first, second, shop.chance(0.6))
    if first.verb.base in ("wait", "search", "look", "cry", "walk", "run", "dig") and shop.chance(0.4):
        return Subordinate("until", second, first, False)
    if first.verb.base in DURATIVE and subject_of(first) is not subject_of(second) and whole(first.verb.items):
        return Subordinate("while", was_doing(first), second, shop.chance(0.7))
    if shop.chance(0.25):
        return Subordinate("before", second, first, shop.chance(0.2))
    return Subordinate(shop.pick("when", "after", "as soon as"), first, second, shop.chance(0.7))


def _needs(steps: list[Step], mark: str, why: str) -> list[Step]:
    if not any(mark in step.marks for step in steps):
        raise Unsuited(why)
    return steps


WEAVERS: dict[str, Weaver] = {
    "past tense": _same,
    "present tense": _same,
    "past perfect": past_perfect,
    "progressive": progressive,
    "passive voice": passive,
    "questions": questions,
    "relative clauses": relative_clauses,
    "comparatives": comparatives,
    "conditionals": conditionals,
    "indirect speech": indirect_speech,
    "participle clauses": participles,
    "time clauses": time_clauses,
    "exclamations": exclamations,
}
"""Every grammar that a story can be told in."""
