"""The stage of minimal pairs: a little story acted out in two worlds that differ in one fact, and told alike.

A case tells up to the word that its question asks for. `Told.proved` is whether that word is what the replayed log of
the world answers, so a case whose words and world disagree yields no pairs.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass

from workbench.stories.clauses import Beat, Clause, Cued, Entity, Full, Node, Verb
from workbench.stories.telling import Teller
from workbench.stories.world import World


@dataclass(slots=True, frozen=True)
class Told:
    """A prompt, the word that comes next, and whether its world proves that word; entities and verbs mark roles."""

    prompt: str
    answer: str
    proved: bool
    entities: frozenset[str]
    verbs: frozenset[str]


@dataclass(slots=True, eq=False)
class Case:
    """A case under way: its world, what it tells, and the question that the world must answer."""

    world: World
    rng: random.Random
    turned: bool
    nodes: list[Node]
    question: Callable[[World], str]
    verbs: tuple[str, ...] = ()

    def pick(self, *choices: str) -> str:
        """One of the choices, the same in both worlds."""
        return choices[int(self.rng.random() * len(choices))]

    def two(self, *choices: str) -> tuple[str, str]:
        """Two different choices."""
        first = int(self.rng.random() * len(choices))
        second = (first + 1 + int(self.rng.random() * (len(choices) - 1))) % len(choices)
        return choices[first], choices[second]

    def turn(self, plain: str, turned: str) -> str:
        """The word that differs between the two worlds."""
        return turned if self.turned else plain

    def which(self, plain: Entity, turned: Entity) -> Entity:
        """The entity that differs between the two worlds."""
        return turned if self.turned else plain

    def thing(self, noun: str) -> Entity:
        """A thing or animal, told as "the ..." from the start."""
        entity = self.world.thing(noun)
        entity.unique = True
        return entity

    def say(
        self, subject: Entity | str, base: str, *items: "str | Entity | Full | Cued", no: bool = False, modal: str = ""
    ) -> Clause:
        """A clause with full mentions only, so that the two tellings align."""
        who = Full(subject) if isinstance(subject, Entity) else subject
        full = [Full(item) if isinstance(item, Entity) else item for item in items]
        return Clause(who, Verb(base, *full), negative=no, modal=modal)


def tell_case(case: "Callable[[Case], None]", seed: int, turned: bool) -> Told:
    """Act the case out in one of its two worlds and tell it up to the answer."""
    rng = random.Random(seed)
    scene = Case(World(rng), rng, turned, [], lambda _world: "")
    case(scene)
    teller = Teller(random.Random(seed ^ 0x2545F491), pronouns=0.0)
    for node in scene.nodes:
        teller.tell(Beat("pair", node))
    spans = [*teller.targets, *((cue.start, cue.end) for cue in teller.cues if cue.axis == "answer")]
    start, end = spans[-1]
    answer = teller.text[start:end]
    entities = frozenset(teller.text[m.start : m.end].split()[-1] for m in teller.mentions if m.end <= start)
    return Told(
        teller.text[:start].rstrip(),
        answer,
        scene.question(_replayed(scene.world)) == answer,
        entities,
        frozenset(scene.verbs),
    )


def _replayed(world: World) -> World:
    """The world with its state folded from the log alone."""
    again = World(random.Random(0))
    again.entities = world.entities
    for fact in world.log:
        again.state[fact.relation, fact.subject] = fact.value
    return again


def name_of(world: World, identity: str) -> str:
    """The noun or name of an entity id; empty for none."""
    return world.entities[identity].noun if identity else ""


def people(case: Case) -> tuple[Entity, Entity, Entity]:
    """Three children."""
    return case.world.child(), case.world.child(), case.world.child()
