"""Aggregation: neighbouring sentences become one, in more ways than the plain joins know."""

from workbench.stories.clauses import Clause, Entity, Full, Relation, Verb
from workbench.stories.voice.constructions import Participial, Subordinate
from workbench.stories.voice.finding import DURATIVE, Workshop, event, neighbours, plain, state, whole
from workbench.stories.voice.relating import related
from workbench.stories.voice.shapes import subject_of, was_doing
from workbench.stories.voice.steps import Said, Step

SHARE = 0.4
"""How often two neighbours that can be joined are."""
_LOUD = ("laugh", "cry", "smile", "sing", "shout")
_SUDDEN = frozenset(
    "give take hide fall break eat open come hug jump lose drop find catch throw knock push shut stop".split()
)


def merge(steps: list[Step], shop: Workshop) -> list[Step]:
    """Join some neighbours that follow one another; say some contrasts with "although"."""
    merged: list[Step] = []
    index = 0
    while index < len(steps):
        step = steps[index]
        pair = neighbours(steps, index)
        node = _joined(*pair, shop) if pair is not None and shop.chance(SHARE) else None
        if node is not None:
            after = steps[index + 1]
            lead = "" if isinstance(node, (Participial, Subordinate)) else step.lead
            merged.append(
                Step(after.role, node, (), lead, opener=step.opener, mark=after.mark, new_paragraph=step.new_paragraph)
            )
            index += 2
            continue
        merged.append(_although(step, shop))
        index += 1
    return merged


def _although(step: Step, shop: Workshop) -> Step:
    node = step.node
    if step.fixed or not isinstance(node, Relation) or node.kind != "contrast" or shop.chance(0.75):
        return step
    first, second = node.first, node.second
    if not isinstance(first, Clause) or not isinstance(second, Clause) or second.short:
        return step
    if second.negative and not first.negative and "while" not in "".join(node.styles):
        return step.turned(Subordinate("although", first, second))
    return step


def _joined(first: Clause, second: Clause, shop: Workshop) -> Said | None:
    """One sentence of two clauses, or None where they had better stay apart."""
    who, whom = subject_of(first), subject_of(second)
    if who is None or whom is None or not whole(first.verb.items):
        return None
    if who is whom:
        return _of_one(first, second, shop)
    if state(first) or first.negative or first.modal:
        return related(first, second, shop.voice.narrator) if state(second) else None
    if plain(second) and state(second):
        so = Relation("cause", first, second, ("R, so E" if shop.chance(0.5) else "R, and E",))
        return so if second.verb.base in ("be", "feel") else None
    if not event(second):
        return None
    if first.verb.base in DURATIVE and shop.chance(0.5):
        return Subordinate("while", was_doing(first), second, shop.chance(0.7))
    if first.verb.base in _SUDDEN and shop.chance(0.6):
        return Subordinate(shop.pick("when", "as soon as", "when"), first, second, shop.chance(0.75))
    return Relation("sequence", first, second, ("R, and E",))


def _listed(first: Clause, second: Clause) -> Clause | None:
    """Two deeds of one kind as a list: "took a cup and a spoon"."""
    one, two = first.verb, second.verb
    alike = one.base == two.base and len(one.items) == len(two.items) == 1 and plain(first) and plain(second)
    if not alike or not all(isinstance(item, Entity | Full) for item in (*one.items, *two.items)):
        return None
    verb = Verb(one.base, *one.items, "and", *two.items)
    return Clause(first.subject, verb, facts=(*first.facts, *second.facts))


def _of_one(first: Clause, second: Clause, shop: Workshop) -> Said | None:
    listed = _listed(first, second)
    if listed is not None:
        return listed
    if event(first) and event(second):
        roll = shop.rng.random()
        if second.verb.base in _LOUD and not second.verb.items and roll < 0.6:
            return Participial(second, first, False)
        if roll < 0.25 and first.verb.items:
            return Participial(first, second)
        if roll < 0.45:
            return Subordinate(shop.pick("when", "after", "as soon as"), first, second, shop.chance(0.8))
        return Relation("sequence", first, second, ("R and E" if roll < 0.85 else "R, and then E",))
    if plain(first) and state(first) and event(second):
        return (
            related(first, second, shop.voice.narrator)
            if shop.chance(0.4)
            else Relation("sequence", first, second, ("R and E",))
        )
    if second.negative or second.modal:
        return Relation("contrast", first, second, ("R, but E",))
    return Relation("sequence", first, second, ("R and E",))
