"""What scenes are made with: the stage they draw from, lines with empty places, and the ways to join them.

Scene tables hold `Line`s: clauses whose participants are `Slot`s. A scene casts its slots, logs its facts and picks one
context and one row of ends; only what was picked is built.
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from workbench.stories.clauses import Clause, Entity, Full, Item, Node, Of, Relation, Together, Verb
from workbench.stories.rules import CLAIM_FACTS
from workbench.stories.world import World


class Unsuitable(Exception):
    """The story so far leaves no room for this scene; another one is drawn."""


@dataclass(slots=True, eq=False)
class Scene:
    """What a scene says, in order, and which of its two candidates is meant at the target.

    `claim` is what the target's clause says of it, as `rules` knows it; `rule` names the relation that decides.
    """

    kind: str
    nodes: list[Node]
    candidates: tuple[Entity, Entity]
    answer: Entity
    rule: str
    claim: str
    world: World


class Slot:
    """An empty place in a line, filled by whoever plays that part."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name


# The two candidates, the answer and the one it is not, a thing they share, somebody else, and words to fill in.
A, B, T, OTHER, IT, X, Y, M, BOTH, P, Q = (Slot(name) for name in "A B T OTHER IT X Y M BOTH P Q".split())
ACT, ALT, NOUN, AWAY = (Slot(name) for name in "ACT ALT NOUN AWAY".split())


@dataclass(slots=True, frozen=True, eq=False)
class Own:
    """Something of the one in the slot: "his dog"."""

    owner: Slot
    noun: str


class OneOf:
    """Any one of the choices; tables that must stay parallel list their choices in the same order."""

    __slots__ = ("choices",)

    def __init__(self, *choices: "Part") -> None:
        self.choices = choices


class Line:
    """A clause with empty places. `fact` is the slot whose fact it tells; a `flat` one is no consequence ("so")."""

    __slots__ = ("base", "claim", "fact", "flat", "modal", "no", "parts", "short", "subject")

    def __init__(
        self,
        claim: str,
        base: "str | Slot | OneOf",
        *parts: "Part",
        no: bool = False,
        modal: str = "",
        subject: "Slot | str" = T,
        short: str = "",
        fact: Slot | None = None,
        flat: bool = False,
    ) -> None:
        self.claim, self.base, self.parts, self.subject = claim, base, parts, subject
        self.no, self.modal, self.short, self.fact, self.flat = no, modal, short, fact, flat


Part: TypeAlias = "str | Slot | Own | OneOf | Line"


class Joined:
    """Two templates and how they hang together; see clauses.Relation."""

    __slots__ = ("first", "kind", "second", "styles")

    def __init__(self, kind: str, first: "Template", second: "Template", *styles: str) -> None:
        self.kind, self.first, self.second, self.styles = kind, first, second, styles


Template: TypeAlias = "Line | Joined"
Context: TypeAlias = "Template | tuple[Template, ...]"
Row: TypeAlias = tuple[Line, Line]
Filling: TypeAlias = "Entity | Full | Together | Verb | str"
Cast: TypeAlias = Mapping[Slot, Filling]
Facts: TypeAlias = Mapping[Slot, int]
NO_FACTS: Facts = {}


def told(
    subject: Slot | str,
    base: "str | Slot | OneOf",
    *parts: Part,
    no: bool = False,
    modal: str = "",
    short: str = "",
    fact: Slot | None = None,
) -> Line:
    """A context's line; it tells the fact of its subject's slot unless another is named."""
    slot = fact or (subject if isinstance(subject, Slot) else None)
    return Line("", base, *parts, no=no, modal=modal, subject=subject, short=short, fact=slot)


def but(first: Template, second: Template, *styles: str) -> Joined:
    """The first, but the second."""
    return Joined("contrast", first, second, *styles)


def and_then(first: Template, second: Template, *styles: str) -> Joined:
    """The first, then the second."""
    return Joined("sequence", first, second, *styles)


WHY = ("E because R", "E because R", "E because R", "E. R.", "E as R")
WHY_OR_SO = (*WHY, "Because R, E")
SO = ("R, so E", "R, so E", "R. So E.")
AND_SO = (*SO, "R, and so E", "R. Because of that, E.")


@dataclass(slots=True, eq=False)
class Stage:
    """What a scene draws from: the world, its people and things, and whether the rule is turned.

    `questions` marks the target for a blank; in a story the target is an ordinary mention. `things` and `beasts` are
    the nouns that the story's topic prefers, `used` the things that it has already.
    """

    world: World
    rng: random.Random
    x: Entity
    y: Entity
    flip: bool
    questions: bool = False
    things: tuple[str, ...] = ()
    beasts: tuple[str, ...] = ()
    used: dict[str, Entity] = field(default_factory=dict[str, Entity])

    # --- drawing

    def chance(self, probability: float) -> bool:
        """True with this probability."""
        return self.rng.random() < probability

    def pick(self, *choices: str) -> str:
        """One of the choices."""
        return choices[int(self.rng.random() * len(choices))]

    def swap(self, first: Entity, second: Entity) -> tuple[Entity, Entity]:
        """The two in random order."""
        return (first, second) if self.rng.random() < 0.5 else (second, first)

    def roles(self, relation: str, first: str = "yes", second: str = "no") -> tuple[Entity, Entity]:
        """The two people, such that `relation` may have the two values; raises Unsuitable if the story forbids it."""
        a, b = self.swap(self.x, self.y)
        for one, other in ((a, b), (b, a)):
            if self.open_to(relation, one, first) and self.open_to(relation, other, second):
                return one, other
        raise Unsuitable(relation)

    def open_to(self, relation: str, entity: Entity, value: str) -> bool:
        """Whether the story so far does not say otherwise."""
        return self.world.state.get((relation, entity.id), value) == value

    def noun(self, pool: Sequence[str], other: str = "", loose: bool = False) -> str:
        """A noun of the pool whose thing can still be used, the topic's favourites first; `loose`: nobody has it."""
        mine = [noun for noun in (*self.things, *self.beasts) if noun in pool and noun != other]
        for _ in range(6):
            choices = mine if mine and self.rng.random() < 0.7 else pool
            noun = choices[int(self.rng.random() * len(choices))]
            if noun != other and self._usable(noun, loose):
                return noun
        raise Unsuitable("no thing of that kind is free")

    def _usable(self, noun: str, loose: bool) -> bool:
        known = self.used.get(noun)
        state, identity = self.world.state, noun if known is None else known.id
        if any(state.get((relation, identity)) == "yes" for relation in ("lost", "broken", "eaten")):
            return False
        if known is None:
            return not (loose and state.get(("holder", identity)))
        if known.kind == "animal" and state.get(("at", identity)) == "away":
            return False
        return not (loose and (state.get(("holder", identity)) or known.owner or state.get(("inside", identity))))

    def nouns(self, pool: Sequence[str], loose: bool = False) -> tuple[str, str]:
        """Two different nouns of the pool, in random order."""
        first = self.noun(pool, loose=loose)
        second = self.noun(pool, first, loose)
        return (first, second) if self.rng.random() < 0.5 else (second, first)

    # --- entities

    def thing(self, noun: str, *words: str, owner: Entity | None = None) -> Entity:
        """The story's thing of that noun, made at its first use; `words` are adjectives, one of which it may get."""
        known = self.used.get(noun)
        if known is None:
            chosen = (self.pick(*words),) if words and self.rng.random() < 0.45 else ()
            known = self.used[noun] = self.world.thing(noun, *chosen, owner=owner)
            known.unique = owner is None and self.rng.random() < 0.6
        return known

    def animal(self, noun: str, *words: str, owner: Entity | None = None) -> Entity:
        """The story's animal of that noun, made at its first use."""
        known = self.used.get(noun)
        if known is None:
            chosen = (self.pick(*words),) if words and self.rng.random() < 0.45 else ()
            known = self.used[noun] = self.world.animal(noun, *chosen, owner=owner)
            known.unique = owner is None and self.rng.random() < 0.6
        return known

    def grown_up(self) -> Entity:
        """Mom or Dad: the one the story has, if it has one."""
        for name in ("mom", "dad"):
            known = self.world.entities.get(name)
            if known is not None:
                return known
        return self.world.grown_up(self.pick("Mom", "Dad"))

    # --- facts

    def fact(self, relation: str, entity: Entity, value: str) -> int:
        """Log what holds all along."""
        return self.world.lasting(relation, entity.id, value)

    def now(self, relation: str, entity: Entity, value: str) -> int:
        """Log what has just become so."""
        return self.world.become(relation, entity.id, value)

    # --- building

    def row(self, rows: Sequence[Row], first: Entity, second: Entity) -> Row:
        """One row of ends whose claim the story so far allows; raises Unsuitable if there is none."""
        answer = second if self.flip else first
        for _ in range(5):
            row = rows[int(self.rng.random() * len(rows))]
            claimed = CLAIM_FACTS.get(row[self.flip].claim)
            if claimed is None or claimed[0] == "feels" or self.open_to(claimed[0], answer, claimed[1]):
                return row
        raise Unsuitable("the story says otherwise")

    def fill(self, line: Line, cast: Cast, facts: Facts = NO_FACTS) -> Clause:
        """The line's clause, with its places filled."""
        items: list[Item] = [self._part(part, cast, facts) for part in line.parts]
        base = self._part(line.base, cast, facts)
        if isinstance(base, Verb):
            items[:0] = base.items
            base = base.base
        subject = line.subject if isinstance(line.subject, str) else cast[line.subject]
        known = facts.get(line.fact) if line.fact is not None else None
        assert isinstance(base, str) and not isinstance(subject, Verb)
        told_facts = () if known is None else (known,)
        return Clause(subject, Verb(base, *items), line.no, line.modal, told_facts, line.short)

    def _part(self, part: Part, cast: Cast, facts: Facts) -> Item:
        if part.__class__ is str:
            return part  # type: ignore[return-value] - narrowed by the exact class, which is faster than isinstance
        if isinstance(part, Slot):
            return cast[part]
        if isinstance(part, OneOf):
            return self._part(part.choices[int(self.rng.random() * len(part.choices))], cast, facts)
        if isinstance(part, Own):
            owner = cast[part.owner]
            owner = owner.entity if isinstance(owner, Full) else owner
            assert isinstance(owner, Entity)
            return Of(owner, part.noun)
        assert isinstance(part, Line)
        return self.fill(part, cast, facts)

    def build(self, template: Template, cast: Cast, facts: Facts) -> Node:
        """The node of a template."""
        if isinstance(template, Line):
            return self.fill(template, cast, facts)
        first, second = self.build(template.first, cast, facts), self.build(template.second, cast, facts)
        return Relation(template.kind, first, second, template.styles)  # type: ignore[arg-type] - made by but, and_then
