"""The state of one plot while it is acted out: its cast, its things, and the beats told so far."""

import random
from collections.abc import Callable
from typing import TypeAlias, TypeVar

from workbench.stories.clauses import Beat, Clause, Entity, Full, Item, Node, Relation, Speech, Subject, Verb
from workbench.stories.conditions import things_in
from workbench.stories.events import perform
from workbench.stories.morals import REQUIRES, check_deed
from workbench.stories.phrases import phrase
from workbench.stories.topics import Topic
from workbench.stories.world import Happened, Impossible, World

T = TypeVar("T")
FRAGILE = ("toy", "box", "car", "book", "hat")
PLAYTHINGS = ("ball", "toy", "car", "book", "box", "hat")


class LeftOpen(Exception):
    """A thread that is to stay open has come to the deed that would decide it."""


class Plot:
    """What an arc works with: people, things of the topic, and ways to make things happen and have them told."""

    def __init__(self, rng: random.Random, topic: Topic, upheld: bool) -> None:
        self.rng = rng
        self.topic = topic
        self.upheld = upheld
        self.world = World(rng)
        self.beats: list[Beat] = []
        self.used: dict[str, Entity] = {}
        self.opened: set[int] = set()
        self.open_thread = False
        self.early: tuple[int, dict[tuple[str, str], str]] = (0, {})
        self.strays = False
        self.dark = not {"rain", "night"}.isdisjoint(topic.words)  # no sun in what is told
        self.x = self.world.child()
        self.y = self.world.child()
        self.here = self.world.place(self.pick(*topic.places))
        for entity in (self.x, self.y):
            self.world.lasting("at", entity.id, self.here.id)
        self._mom: Entity | None = None

    # --- drawing

    def pick(self, *choices: str) -> str:
        """One of the choices."""
        return choices[int(self.rng.random() * len(choices))]

    def roll(self, sides: int) -> int:
        """A number from 0 to sides - 1."""
        return int(self.rng.random() * sides)

    def chance(self, probability: float) -> bool:
        """True with this probability."""
        return self.rng.random() < probability

    def any(self, *choices: "Callable[[], T]") -> "T":
        """The result of one of the choices; the others are never built."""
        return choices[int(self.rng.random() * len(choices))]()

    @property
    def mom(self) -> Entity:
        """The story's grown-up."""
        if self._mom is None:
            self._mom = self.world.grown_up(self.pick("Mom", "Dad"))
            self.world.lasting("at", self._mom.id, self.here.id)
        return self._mom

    def noun(self, pool: tuple[str, ...], owner: Entity | None = None) -> str:
        """A noun of the pool, preferring the topic's, whose thing can be `owner`'s (nobody's: None)."""
        pool = tuple(noun for noun in pool if not self._spoilt(noun, owner)) or pool
        fitting = [noun for noun in self.topic.things if noun in pool]
        if fitting and self.rng.random() < 0.8:
            return fitting[int(self.rng.random() * len(fitting))]
        return pool[int(self.rng.random() * len(pool))]

    def _spoilt(self, noun: str, owner: Entity | None) -> bool:
        """Whether the story's thing of that noun is gone or somebody else's: a new part of the plot avoids it."""
        known, state = self.used.get(noun), self.world.state
        identity = noun if known is None else known.id
        if known is None:  # plain words may have told of it
            held = state.get(("holder", noun)) or state.get(("owner", noun))
            return bool(held) or any((what, noun) in state for what in ("broken", "lost", "eaten"))
        if known.owner is not owner or state.get(("holder", identity), "") not in ("", owner.id if owner else ""):
            return True
        return any((what, identity) in state for what in ("broken", "lost", "eaten", "wet"))

    def thing(self, noun: str, owner: Entity | None = None, *words: str) -> Entity:
        """The story's thing of that noun, made at its first use and held by its owner.

        Raises:
            Impossible: the story has such a thing already, and it is not `owner`'s.
        """
        known = self.used.get(noun)
        if known is None:
            if not words and self.rng.random() < 0.3:
                words = (self.pick("red", "blue", "new", "old", "big", "small"),)
            known = self.used[noun] = self.world.thing(noun, *words, owner=owner)
            if owner is not None:
                self.world.lasting("holder", known.id, owner.id)
        elif owner is not None and known.owner is not owner:
            raise Impossible("own", f"the {noun} is not {owner.noun}'s")
        return known

    def beast(self, owner: Entity | None = None, *nouns: str) -> Entity:
        """An animal of the topic, or of the given nouns."""
        pool = nouns or (self.topic.beasts if self.rng.random() < 0.75 else ("dog", "cat", "bird"))
        noun = pool[int(self.rng.random() * len(pool))]
        known = self.used.get(noun)
        if known is None:
            known = self.used[noun] = self.world.animal(noun, owner=owner)
            known.unique = owner is None and self.rng.random() < 0.3
        return known

    # --- happening and telling

    def do(self, event: str, *arguments: Entity) -> Clause | Speech:
        """One way of saying a stock event; it happens when its beat is told."""
        return phrase(self.world, event, *arguments)

    def deed(self, name: str, said: Clause | Speech, *arguments: Entity) -> Clause | Speech:
        """A deed that a moral hangs on, or what such a deed answers to: checked, logged, and told by `said`."""
        ids = tuple(entity.id for entity in arguments)
        if name in REQUIRES:
            if self.open_thread:
                raise LeftOpen
            check_deed(self.world, name, ids)
        self.world.trace.append(Happened(name, ids))
        fact = self.world.become(f"did {name}", ids[0], ids[1] if len(ids) > 1 else "yes")
        said.facts = (*said.facts, fact)
        return said

    def beat(self, role: str, *nodes: Node, lead: str = "") -> None:
        """Act the nodes out, one after the other, and tell them in this part of the plot; `lead` opens the first.

        Raises Impossible when something cannot happen.
        """
        for node in nodes:
            perform(self.world, node)
            self.beats.append(Beat(role, node, (), lead))
            lead = ""

    # --- going back

    def mark(self) -> "Mark":
        """All that can change, to go `back_to` later."""
        world = self.world
        return (
            dict(world.state),
            len(world.log),
            dict(world.entities),
            dict(world.shown),
            dict(self.used),
            len(self.beats),
            len(world.trace),
        )

    def back_to(self, mark: "Mark") -> None:
        """Undo what has happened since the mark."""
        world = self.world
        state, log, entities, shown, used, beats, trace = mark
        world.state, world.entities, world.shown = dict(state), dict(entities), dict(shown)
        self.used.clear()  # a stage shares it
        self.used.update(used)
        del world.log[log:], self.beats[beats:], world.trace[trace:]
        world.spoken = None

    def opened_at(self) -> None:
        """Remember what holds where one more sentence may be slipped in."""
        self.early = (len(self.world.log), dict(self.world.state))

    def slip_in(self, role: str, node: Node) -> None:
        """Tell a node after the first sentence and let it happen there, before all that has happened since.

        Raises Impossible when it could not have happened then.
        """
        world = self.world
        place, then = self.early
        now, later = dict(world.state), world.log[place:]
        del world.log[place:]
        world.state.clear()
        world.state.update(then)
        try:
            perform(world, node)
        finally:
            new = len(world.log) - place
            world.state.update(now)
            world.log += later
        for beat in self.beats:
            _shift(beat.node, place, new)
        for key, fact in world.shown.items():
            world.shown[key] = fact + new if fact >= place else fact
        self.beats.insert(1, Beat(role, node))

    def tone_beat(self, role: str, tone: str, *nodes: Node, lead: str = "") -> None:
        """Tell nodes that carry a tone."""
        for node in nodes:
            perform(self.world, node)
            self.beats.append(Beat(role, node, (("tone", tone),), lead))
            lead = ""


Mark: TypeAlias = """tuple[
    dict[tuple[str, str], str], int, dict[str, Entity], dict[tuple[str, str], int], dict[str, Entity], int, int
]"""


def _shift(node: Node, place: int, by: int) -> None:
    """Move what a node tells: the facts from `place` on stand further down the log."""
    if isinstance(node, Relation):
        _shift(node.first, place, by)
        _shift(node.second, place, by)
        return
    if node.facts:
        node.facts = tuple(fact + by if fact >= place else fact for fact in node.facts)
    if isinstance(node, Clause):
        for item in node.verb.items:
            if isinstance(item, Clause):
                _shift(item, place, by)


def say(subject: Subject, base: str, *items: Item, negative: bool = False, modal: str = "", short: str = "") -> Clause:
    """Build a clause in the order it is spoken: `say(tim, "give", ball, "to", sam)`."""
    return Clause(subject, Verb(base, *items), negative, modal, (), short)


def quote(speaker: Entity, *words: Item, mark: str = ".", tag: str = "say", to: Entity | None = None) -> Speech:
    """Build direct speech: `quote(tim, "I am sorry")` tells "I am sorry," said Tim."""
    assert mark in (".", "!", "?")
    return Speech(speaker, words, mark, tag, to)


def wish(p: Plot, who: Entity, verb: Verb) -> Clause | Speech:
    """One way of saying that `who` wants to do something."""
    roll = p.rng.random()
    if roll < 0.35:
        return say(who, "want", "to", verb)
    if roll < 0.45:
        return say(who, "want", "so much to", verb)
    if roll < 0.6:
        return say(who, "be", "excited to", verb)
    if roll < 0.8:
        return say(who, "wait", "to", verb, negative=True, modal="could")
    if any(entity.owner is not None for _, entity in things_in(verb.items)):
        return say(who, "want", "to", verb)  # in speech it would be "my ball"
    items = [Full(item) if isinstance(item, Entity) else item for item in verb.items]
    return quote(who, p.pick("I want to", "I would like to"), Verb(verb.base, *items), mark=p.pick(".", "!"))
