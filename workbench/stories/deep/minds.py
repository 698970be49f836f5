"""The deep world: as the shallow one, and everybody knows what they saw and believes what they saw last.

Whoever is at a place notices what is done there, unless it is done in secret. Beliefs about where things are go by what
was noticed; they become false as soon as somebody moves a thing unseen.
"""

import random

from workbench.stories.clauses import Entity
from workbench.stories.wordbook import Book, Noun
from workbench.stories.world import Happened, Impossible, World

WHERE = frozenset({"at", "inside", "holder", "on"})
"""Relations that say where a thing is."""


class DeepWorld(World):
    """A world whose people have minds; names come from the wordbook."""

    def __init__(self, rng: random.Random, words: Book) -> None:
        super().__init__(rng)
        self.words = words
        self.knows: dict[str, set[tuple[str, tuple[str, ...]]]] = {}
        self.believes: dict[tuple[str, str], str] = {}
        self.taken: set[str] = set()
        self.checked: list[tuple[str, tuple[str, ...], int]] = []

    def person(self, kind: str = "child", gender: str | None = None) -> Entity:
        """Somebody new with a name of their own, which no other begins with the same letter as."""
        names = self.words.names(gender)
        while True:
            name = names[int(self.rng.random() * len(names))]
            if name.word[0] not in self.taken:
                break
        self.taken.add(name.word[0])
        return self._add(Entity(name.word.lower(), name.word, name.gender, kind, named=True))

    def named(self, name: str, gender: str, kind: str = "adult") -> Entity:
        """The one of that name: Grandma, Mom."""
        return self.entities.get(name.lower()) or self._add(Entity(name.lower(), name, gender, kind, named=True))

    def somebody(self, noun: str, gender: str, kind: str = "adult", *words: str, unique: bool = False) -> Entity:
        """A person who goes by a noun: the baker, an old woman."""
        entity = self.thing(noun, *words, kind=kind)
        entity.gender, entity.unique = gender, unique
        return entity

    # --- what happens, and who notices

    def around(self, entity: Entity) -> list[Entity]:
        """The living who are where `entity` is, itself included."""
        at = self.get("at", entity)
        return [
            other
            for other in self.entities.values()
            if other.kind in ("child", "adult", "animal") and self.get("at", other) == at
        ]

    def happens(
        self, name: str, actors: tuple[Entity, ...], changes: list[tuple[str, str, str]], secret: bool = False
    ) -> list[int]:
        """Log a deed and what it changes; those around learn of both. Returns the facts."""
        ids = tuple(entity.id for entity in actors)
        self.checked.append((name, ids, len(self.log)))
        self.trace.append(Happened(name, ids))
        facts = [self.become(*change) for change in changes]
        for witness in [actors[0]] if secret else self.around(actors[0]):
            self.knows.setdefault(witness.id, set()).add((name, ids))
            for relation, subject, value in changes:
                if relation in WHERE and value:
                    facts += self.comes_to_believe(witness.id, subject, value)
        for relation, subject, value in changes:
            if relation in WHERE and value:
                facts += self._left_behind(subject, value)
        return facts

    def comes_to_believe(self, mind: str, thing: str, where: str) -> list[int]:
        """`mind` now thinks the thing is there; returns the fact if that corrects a false belief."""
        old = self.believes.get((mind, thing))
        self.believes[mind, thing] = where
        relation = f"believes at {thing}"
        if old is not None and self.state.get((relation, mind), where) != where:
            return [self.become(relation, mind, where)]
        return []

    def _left_behind(self, thing: str, where: str) -> list[int]:
        """The false beliefs that a change of place leaves in those who did not see it."""
        return [
            self.become(f"believes at {thing}", mind, believed)
            for (mind, what), believed in sorted(self.believes.items())
            if what == thing and believed and believed != where
        ]

    def learns(self, mind: Entity, name: str) -> None:
        """Somebody is told of, or finds out, all deeds of that name."""
        known = self.knows.setdefault(mind.id, set())
        known.update((event.name, event.arguments) for event in self.trace if event.name == name)

    def has_learnt(self, mind: Entity, name: str) -> bool:
        """Whether somebody knows of a deed of that name."""
        return any(known == name for known, _ in self.knows.get(mind.id, ()))

    def require(self, condition: bool, event: str, reason: str) -> None:
        """Raise Impossible with the failed precondition."""
        if not condition:
            raise Impossible(event, reason)

    def size(self, thing: str) -> int:
        """How big a thing is, from 1 (a thimble) to 5 (a house); 2 where nobody knows."""
        entity = self.entities.get(thing)
        found = self.words.entries(entity.noun) if entity else ()
        return next((one.size for one in found if isinstance(one, Noun) and one.size), 2)
