"""The world: who and what there is, what is true now, and the log of how it became so."""

import random
from typing import NamedTuple

from workbench.stories.clauses import Entity
from workbench.stories.lexicon import BOYS, GIRLS

FLYERS = frozenset({"bird"})
SWIMMERS = frozenset({"fish"})
LIVING = frozenset({"child", "adult", "animal"})

# Natural sizes, ordered; a thing with no told size has this one.
SIZE = {
    **dict.fromkeys(("bird", "fish", "hat", "flower", "book", "ball", "toy", "cake", "food"), 1),
    **dict.fromkeys(("cat", "dog", "box"), 2),
    **{"bed": 3, "car": 4, "bear": 4, "tree": 5, "house": 5, "room": 5},
}


class Impossible(Exception):
    """An event's precondition does not hold; `reason` names it. Plots try another way, or the failure is the story."""

    def __init__(self, event: str, reason: str) -> None:
        super().__init__(f"{event}: {reason}")
        self.reason = reason


class LoggedFact(NamedTuple):
    """`relation(subject)` became `value`. A lasting fact was true before the story began."""

    relation: str
    subject: str
    value: str
    lasting: bool


class Happened(NamedTuple):
    """A deed that was done, and the ids of who did it, to whom, with what."""

    name: str
    arguments: tuple[str, ...]


class World:
    """Entities, the current state, the log of facts and the trace of events.

    State is functional: one value for each (relation, subject); relations between two things carry the second in their
    name ("likes dog"). `log` replays to `state` exactly.
    """

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.entities: dict[str, Entity] = {}
        self.state: dict[tuple[str, str], str] = {}
        self.log: list[LoggedFact] = []
        self.trace: list[Happened] = []
        self.shown: dict[tuple[str, str], int] = {}
        self.spoken: Entity | None = None  # the thing that "it" means
        self._names = rng.sample(BOYS + GIRLS, 4)

    # --- entities

    def child(self) -> Entity:
        """A new child with a name of its own."""
        name = self._names.pop()
        return self._add(Entity(name.lower(), name, "m" if name in BOYS else "f", "child", named=True))

    def grown_up(self, name: str) -> Entity:
        """Mom or Dad."""
        return self.entities.get(name.lower()) or self._add(
            Entity(name.lower(), name, "f" if name == "Mom" else "m", "adult", named=True)
        )

    def animal(self, noun: str, *words: str, owner: Entity | None = None) -> Entity:
        """A new animal."""
        return self._thing(noun, "animal", words, owner)

    def thing(self, noun: str, *words: str, owner: Entity | None = None, kind: str = "thing") -> Entity:
        """A new thing."""
        return self._thing(noun, kind, words, owner)

    def place(self, noun: str, *, bare: bool = False) -> Entity:
        """The place of that name; there is one of each."""
        known = self.entities.get(noun)
        if known is not None:
            return known
        return self._add(Entity(noun, noun, "n", "place", unique=not bare, bare=bare))

    def _thing(self, noun: str, kind: str, words: tuple[str, ...], owner: Entity | None) -> Entity:
        identity = noun
        number = 2
        while identity in self.entities:
            identity = f"{noun}{number}"
            number += 1
        self._fits_what_was_said(identity, words, owner)
        gender = "p" if noun in ("toys", "animals", "things") else "n"
        entity = self._add(Entity(identity, noun, gender, kind, words, owner))
        for word in words:
            self.shown[identity, word] = self.lasting(ATTRIBUTE.get(word, "is"), identity, word)
        if owner is not None:
            self.lasting("owner", identity, owner.id)
        return entity

    def _fits_what_was_said(self, identity: str, words: tuple[str, ...], owner: Entity | None) -> None:
        """Raise Impossible where plain words ("Tim lost the hat") have told of the thing what it would not be."""
        state = self.state
        for gone in ("lost", "broken", "eaten"):
            if state.get((gone, identity)) == "yes":
                raise Impossible("be", f"the {identity} is gone")
        mine = ("", None, owner.id) if owner is not None else ("", None)
        if state.get(("owner", identity)) not in mine or state.get(("holder", identity)) not in mine:
            raise Impossible("be", f"the {identity} is another's")
        for word in words:
            known = state.get((ATTRIBUTE.get(word, "is"), identity))
            if known and SAME.get(known, known) != SAME.get(word, word):
                raise Impossible("be", f"the {identity} is {known}")

    def _add(self, entity: Entity) -> Entity:
        self.entities[entity.id] = entity
        return entity

    # --- facts

    def lasting(self, relation: str, subject: str, value: str) -> int:
        """Record what was true before the story began; returns its place in the log."""
        self.state[relation, subject] = value
        self.log.append(LoggedFact(relation, subject, value, True))
        return len(self.log) - 1

    def become(self, relation: str, subject: str, value: str) -> int:
        """Record a change; returns its place in the log."""
        self.state[relation, subject] = value
        self.log.append(LoggedFact(relation, subject, value, False))
        return len(self.log) - 1

    def get(self, relation: str, subject: Entity) -> str:
        """The current value, or the empty string."""
        return self.state.get((relation, subject.id), "")


ATTRIBUTE = {
    **dict.fromkeys(("big", "small", "little"), "size"),
    **dict.fromkeys(("red", "blue"), "colour"),
    **dict.fromkeys(("new", "old"), "age"),
    **dict.fromkeys(("happy", "sad", "scared", "excited", "tired", "hungry"), "feels"),
}
"""Which relation an adjective states."""
SAME = {"little": "small"}
"""Words for one value."""
