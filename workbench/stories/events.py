"""What happens when something is told: `perform` acts out the deeds that a node says, in the order they happen.

A plot is a row of event terms (who, verb, what). Each deed checks the world first and then changes it, by the rules of
`doing`. A plot whose next event cannot happen (the toy is broken, the bird has flown away, somebody else has the hat)
is dropped and another one is drawn, so nothing impossible is ever told. Scenes and plain words go the same way:
`hearing` finds the deeds in them.
"""

from workbench.stories.clauses import Clause, Item, Node, Relation
from workbench.stories.conditions import MEETING, meet, object_of, things_in
from workbench.stories.doing import EVENTS, Change
from workbench.stories.hearing import Deed, actors_of, deeds, inner, is_one_deed
from workbench.stories.morals import ANSWERS
from workbench.stories.surroundings import notice
from workbench.stories.world import Happened, World

_MATTERS = frozenset(EVENTS) | ANSWERS
_ONCE = frozenset("take get find have eat lose break open put give share".split())
"""What two do together happens once to its thing: the owner does it, or the first of them."""


def perform(world: World, node: Node) -> None:
    """Act out all that `node` says happened, in its order, and attach the facts to the clauses that tell it.

    Speech, negations, wishes and possibilities change nothing, but one speaks to those who are there.

    Raises:
        Impossible: a precondition fails.
    """
    if isinstance(node, Clause):
        _perform(world, node, None)
    elif isinstance(node, Relation):
        perform(world, node.first)
        perform(world, node.second)
    elif node.to is not None:
        meet(world, [node.speaker, node.to])


def _perform(world: World, clause: Clause, about: "Item | None") -> None:
    """Act out a clause; `about` is what it leaves out ("the toy that Sam lost")."""
    subject, happens = clause.subject, not (clause.negative or clause.modal)
    if about is None and is_one_deed(world, clause):  # as most are: nothing to take apart
        if not happens:
            return
        changes = notice(world, clause)
        if clause.verb.base in _MATTERS and subject.__class__ is not str:
            _do(world, clause, Deed(actors_of(world, subject), clause.verb.base, clause.verb.items))
        if changes:
            _become(world, clause, changes)
        return
    for within, gap in inner(clause):
        before = len(within.facts)
        _perform(world, within, gap)
        if within not in clause.verb.items:
            clause.facts = (*clause.facts, *within.facts[before:])
    changes = notice(world, clause) if happens else []
    for deed in deeds(world, clause):
        _do(world, clause, deed if about is None else Deed(deed.actors, deed.base, (about, *deed.items)))
    if changes:
        _become(world, clause, changes)


def _do(world: World, clause: Clause, deed: Deed) -> None:
    actors, base, items = deed
    if base in ANSWERS:
        others = tuple([entity.id for _, entity in things_in(items)])
        world.trace += [Happened(base, (actor.id, *others)) for actor in actors]
    rule = EVENTS.get(base)
    if rule is None:
        return
    if base in MEETING:
        meet(world, [*actors, *[entity for _, entity in things_in(items)]])
    if len(actors) > 1 and base in _ONCE:
        thing = object_of(items)
        actors = (thing.owner,) if thing is not None and thing.owner in actors and thing.owner else actors[:1]
    for actor in actors:
        # one after the other: what the first has done can make it impossible for the second
        changed = rule(world, actor, items)
        if changed:
            _become(world, clause, changed)


def _become(world: World, clause: Clause, changes: list[Change]) -> None:
    clause.facts = (*clause.facts, *[world.become(*change) for change in changes])
