"""The stage of minimal pairs: a little story acted out in two worlds that differ in one fact, and told alike.

A case lays down steps: facts that are given, the one fact that changes, and facts that follow, each with the rule by
which the world before it makes it true. It tells up to the word that its question asks for.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, field

from workbench.stories.clauses import Beat, Clause, Cued, Entity, Full, Node, Verb
from workbench.stories.lexicon import BOYS, GIRLS
from workbench.stories.telling import Teller
from workbench.stories.world import World

Rule = Callable[[World], str]
STORY = "story"
"""The subject of facts about the story as a whole: its tense, tone and topic."""


@dataclass(slots=True, frozen=True)
class Step:
    """`relation` of `subject` became `value`: given, `changed` between the two worlds, or by a `rule`."""

    relation: str
    subject: str
    value: str
    rule: Rule | None = None
    changed: bool = False


@dataclass(slots=True, frozen=True)
class Plain:
    """Finished words, for what the teller has no form for; with an `answer` the prompt ends after them."""

    text: str
    answer: str = ""


@dataclass(slots=True, frozen=True)
class Told:
    """A prompt, the word that comes next, whether its world proves that word, and the question that it answers.

    `entities` and `verbs` mark roles.
    """

    prompt: str
    answer: str
    proved: bool
    entities: frozenset[str]
    verbs: frozenset[str]
    question: str


@dataclass(slots=True, eq=False)
class Case:
    """A case under way: its world, what it tells, and the question that the world must answer."""

    world: World
    rng: random.Random
    turned: bool
    argument: str = ""
    nodes: "list[Node | Plain]" = field(default_factory=list["Node | Plain"])
    steps: list[Step] = field(default_factory=list[Step])
    question: Rule = lambda _world: ""
    asks: str = ""
    verbs: tuple[str, ...] = ()

    # --- drawing: what was asked for comes first, and both worlds draw alike

    def pick(self, *choices: str) -> str:
        """One of the choices, the same in both worlds."""
        drawn = choices[int(self.rng.random() * len(choices))]
        return self.argument if self.argument in choices else drawn

    def two(self, *choices: str) -> tuple[str, str]:
        """Two different choices; one of them is what was asked for, if that is a choice."""
        first = int(self.rng.random() * len(choices))
        second = (first + 1 + int(self.rng.random() * (len(choices) - 1))) % len(choices)
        pair = choices[first], choices[second]
        if self.argument in choices and self.argument not in pair:
            return (self.argument, pair[1]) if self.rng.random() < 0.5 else (pair[0], self.argument)
        return pair

    def chance(self, probability: float) -> bool:
        """True with this probability, in both worlds alike."""
        return self.rng.random() < probability

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

    # --- facts

    def given(self, relation: str, subject: Entity | str, value: Entity | str) -> None:
        """A fact that both worlds share."""
        self._step(Step(relation, _id(subject), _id(value)))

    def change(self, relation: str, subject: Entity | str, plain: Entity | str, turned: Entity | str) -> None:
        """The one fact in which the two worlds differ."""
        self._step(Step(relation, _id(subject), _id(turned if self.turned else plain), changed=True))

    def follows(self, relation: str, subject: Entity | str, rule: Rule) -> None:
        """A fact that the world so far makes true, by `rule`."""
        self._step(Step(relation, _id(subject), rule(self.world), rule))

    def _step(self, step: Step) -> None:
        self.steps.append(step)
        self.world.become(step.relation, step.subject, step.value)

    def ask(self, question: str, answer: Rule) -> None:
        """What is asked, and how a world answers it."""
        self.asks, self.question = question, answer

    # --- telling

    def say(
        self, subject: Entity | str, base: str, *items: "str | Entity | Full | Cued", no: bool = False, modal: str = ""
    ) -> Clause:
        """A clause with full mentions only, so that the two tellings align."""
        who = Full(subject) if isinstance(subject, Entity) else subject
        full = [Full(item) if isinstance(item, Entity) else item for item in items]
        return Clause(who, Verb(base, *full), negative=no, modal=modal)

    def tell(self, *nodes: "Node | Plain") -> None:
        """The next things to tell."""
        self.nodes += nodes

    def either_order(self, first: Node, second: Node) -> None:
        """Two things to tell, in any order."""
        self.nodes += [first, second] if self.rng.random() < 0.5 else [second, first]

    def aside(self, one: Entity, two: Entity, who: Entity | None = None) -> None:
        """Nearly always a sentence that names one of two answers, so that the last one named is right half the time."""
        named = one if self.rng.random() < 0.5 else two
        way = int(self.rng.random() * 4)
        if self.rng.random() < 0.9:
            if who is None:
                deed = ("laughed", "smiled", "ran around", "looked at the sun")[way]
                self.nodes.append(Plain(f"{named.noun} {deed}."))
            else:
                deed = ("looked at", "saw", "liked", "thought about")[way]
                self.nodes.append(Plain(f"{who.noun} {deed} the {named.noun}."))

    def both(self, who: Entity, one: Entity, two: Entity) -> None:
        """A sentence that names both answers, in either order."""
        first, second = (one, two) if self.rng.random() < 0.5 else (two, one)
        verb = ("saw", "liked", "looked at", "thought about")[int(self.rng.random() * 4)]
        self.nodes.append(Plain(f"{who.noun} {verb} the {first.noun} and the {second.noun}."))

    def opening(self) -> None:
        """Perhaps a sentence about the day, which changes nothing."""
        if self.rng.random() < 0.75:
            self.nodes.append(Plain(_DAYS[int(self.rng.random() * len(_DAYS))]))


_DAYS = (
    *(f"It was a {how} day." for how in ("good", "long", "fun", "cold", "wet", "new", "big", "bad", "dark", "hard")),
    *(f"It was a day for {what}." for what in ("fun", "friends", "people", "animals")),
    *("There was sun.", "There was no sun.", "The rain came down.", "The sun was high.", "The sun was out."),
    *("There was so much to do.", "There was not much to do.", "It was time for something new.", "It was a birthday."),
    *("It was cold outside.", "It was not cold outside.", "There was a bird in the tree.", "There were people around."),
)


def _id(value: Entity | str) -> str:
    return value.id if isinstance(value, Entity) else value


def act(case: Callable[[Case], None], seed: int, turned: bool, argument: str = "") -> Case:
    """Act the case out in one of its two worlds."""
    rng = random.Random(seed)
    scene = Case(World(rng), rng, turned, argument)
    case(scene)
    return scene


def tell(scene: Case, seed: int) -> Told:
    """Tell an acted case up to its answer."""
    teller = Teller(random.Random(seed ^ 0x2545F491), pronouns=0.0)
    parts: list[str] = []
    answer = ""
    entities: set[str] = set()
    done = 0
    for node in scene.nodes:
        if isinstance(node, Plain):
            parts.append(node.text)
            answer = node.answer or answer
            continue
        teller.tell(Beat("pair", node))
        text = teller.text
        spans = [*teller.targets, *((cue.start, cue.end) for cue in teller.cues if cue.axis == "answer")]
        end = len(text)
        if spans:
            end, stop = max(spans)
            answer = text[end:stop]
        parts.append(text[done:end].strip())
        entities |= {text[m.start : m.end].split()[-1] for m in teller.mentions if m.end <= end}
        done = len(text)
    return Told(
        " ".join(parts),
        answer,
        scene.question(replayed(scene.world, scene.steps)) == answer,
        frozenset(entities),
        frozenset(scene.verbs),
        scene.asks,
    )


def tell_case(case: Callable[[Case], None], seed: int, turned: bool) -> Told:
    """Act the case out in one of its two worlds and tell it up to the answer."""
    return tell(act(case, seed, turned), seed)


def replayed(world: World, steps: list[Step], other: "dict[tuple[str, str], str] | None" = None) -> World:
    """A world of the same entities in which the steps happen again: what follows is worked out anew.

    `other` has the value of the changed fact in the other world: with it, this is the world as it would have been.
    """
    again = World(random.Random(0))
    again.entities = world.entities
    for step in steps:
        value = step.rule(again) if step.rule is not None else step.value
        if step.changed and other is not None:
            value = other[step.relation, step.subject]
        again.become(step.relation, step.subject, value)
    return again


def name_of(world: World, identity: str) -> str:
    """The noun or name of an entity id; empty for none."""
    return world.entities[identity].noun if identity in world.entities else ""


def people(case: Case) -> tuple[Entity, Entity, Entity]:
    """Three children; one of them has the name that was asked for."""
    a, b, c, _ = four_people(case)
    return a, b, c


def four_people(case: Case) -> tuple[Entity, Entity, Entity, Entity]:
    """Four children; one of the first three has the name that was asked for."""
    four = [case.world.child() for _ in range(4)]
    place = int(case.rng.random() * 3)
    if case.argument in BOYS + GIRLS and case.argument not in [child.noun for child in four[:3]]:
        if four[3].noun == case.argument:
            four[place], four[3] = four[3], four[place]
        else:
            _rename(case.world, four[place], case.argument)
    return four[0], four[1], four[2], four[3]


def _rename(world: World, child: Entity, name: str) -> None:
    del world.entities[child.id]
    child.id, child.noun, child.gender = name.lower(), name, "m" if name in BOYS else "f"
    world.entities[child.id] = child
