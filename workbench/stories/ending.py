"""How a scene ends: the clause that the rule allows of one candidate only, joined to what came before."""

from collections.abc import Sequence

from workbench.stories.clauses import Clause, Entity, Full, Node, Relation, Verb
from workbench.stories.rules import CLAIM_FACTS
from workbench.stories.staging import (
    NO_FACTS,
    OTHER,
    SO,
    WHY,
    Cast,
    Context,
    Facts,
    Filling,
    Line,
    Own,
    Row,
    Scene,
    Slot,
    Stage,
    T,
)


def because(
    d: Stage,
    kind: str,
    rule: str,
    pair: tuple[Entity, Entity],
    row: Row,
    contexts: Sequence[Context],
    cast: Cast,
    facts: Facts = NO_FACTS,
    styles: tuple[str, ...] = WHY,
) -> Scene:
    """The context, and the reason for it: "Tim could not read the book because [Tim] was too small"."""
    # The context is drawn before the end, so that twins share it.
    slots = _cast(d, pair, cast)
    nodes = _context(d, contexts, slots, facts)
    end = _end(d, pair, row, slots, facts)
    nodes.append(Relation("cause", end, nodes.pop(), styles))
    return Scene(kind, nodes, pair, pair[d.flip], rule, row[d.flip].claim, d.world)


def therefore(
    d: Stage,
    kind: str,
    rule: str,
    pair: tuple[Entity, Entity],
    row: Row,
    contexts: Sequence[Context],
    cast: Cast,
    facts: Facts = NO_FACTS,
    styles: tuple[str, ...] = SO,
    join: float = 0.45,
) -> Scene:
    """The context, and what follows: "Tim lost his dog, so [Tim] cried", "The one who cried was [Tim]"."""
    line = row[d.flip]
    slots = _cast(d, pair, cast)
    nodes = _context(d, contexts, slots, facts)
    roll = d.rng.random()
    end = _end(d, pair, row, slots, facts)
    if roll < join and styles and not (row[0].flat or row[1].flat):
        nodes.append(Relation("cause", nodes.pop(), end, styles))
    elif (
        roll > 0.86 and line.subject is T and not any(isinstance(part, Own) and part.owner is T for part in line.parts)
    ):
        # "The one who knew where the ball was was Lucy" has one "was" too many.
        nodes.append(_cleft(end, roll > 0.92 or any(isinstance(item, Clause) for item in end.verb.items)))
    else:
        nodes.append(end)
    return Scene(kind, nodes, pair, pair[d.flip], rule, line.claim, d.world)


def _cast(d: Stage, pair: tuple[Entity, Entity], cast: Cast) -> dict[Slot, Filling]:
    answer, other = pair[d.flip], pair[not d.flip]
    target = Full(answer, target=True) if d.questions else Full(answer) if d.rng.random() < 0.65 else answer
    return {**cast, T: target, OTHER: other}


def _end(d: Stage, pair: tuple[Entity, Entity], row: Row, slots: dict[Slot, Filling], facts: Facts) -> Clause:
    line = row[d.flip]
    end = d.fill(line, slots, facts)
    claimed = CLAIM_FACTS.get(line.claim)
    if claimed is not None and (d.questions or claimed[0] != "feels"):  # in a story a feeling is felt when it is told
        log = d.world.become if claimed[0] == "feels" else d.world.lasting
        end.facts = (*end.facts, log(claimed[0], pair[d.flip].id, claimed[1]))
    return end


def _context(d: Stage, contexts: Sequence[Context], cast: Cast, facts: Facts) -> list[Node]:
    """The nodes of one context. A fact that none of its clauses is marked to tell is told by its last clause."""
    context = contexts[int(d.rng.random() * len(contexts))]
    templates = context if isinstance(context, tuple) else (context,)
    nodes = [d.build(template, cast, facts) for template in templates]
    clauses = [clause for node in nodes for clause in _clauses(node)]
    told = {fact for clause in clauses for fact in clause.facts}
    clauses[-1].facts = (*clauses[-1].facts, *(fact for fact in facts.values() if fact not in told))
    return nodes


def _clauses(node: Node) -> list[Clause]:
    if isinstance(node, Clause):
        return [node]
    if isinstance(node, Relation):
        return _clauses(node.first) + _clauses(node.second)
    return []


def _cleft(end: Clause, short: bool) -> Clause:
    """The same, with the answer in focus: "It was Tim who cried", "The one who cried was Tim"."""
    target = end.subject
    entity = target.entity if isinstance(target, Full) else target
    assert isinstance(entity, Entity)
    who = "who" if entity.named else "that"
    focus = target if isinstance(target, Full) else Full(entity)
    if short:
        inner = Clause(who, end.verb, end.negative, end.modal)
        return Clause("it", Verb("be", focus, inner), facts=end.facts)
    verb = Verb(end.verb.base, *end.verb.items, "was", focus)
    return Clause(f"the one {who}", verb, end.negative, end.modal, end.facts)


__all__ = ["Line", "because", "therefore"]
