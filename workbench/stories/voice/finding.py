"""Finding one's way in steps: which clauses can be turned, who is in them, who the story is about."""

import random
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from workbench.errors import StoryscopeError
from workbench.stories.clauses import Clause, Entity, Full, Item, Node, Of, Relation, Together, Verb
from workbench.stories.voice.settings import Unsuited, Voice
from workbench.stories.voice.shapes import Turned, subject_of
from workbench.stories.voice.steps import LOOSE_LEADS, Said, Step, clauses_in
from workbench.stories.voice.verbal import Forms, forms_of
from workbench.stories.wordbook import Book, book

PEOPLE = frozenset({"child", "adult"})
LIVING = PEOPLE | {"animal"}
STATES = frozenset("be have want love like know feel need hate hope believe think own".split())
"""Verbs of what lasts: no event, and never progressive here."""
DURATIVE = frozenset(
    "play run walk look swim sit sleep wait read sing dance work cook make eat watch dig draw paint climb ride hide "
    "wander listen talk stand search fly clean wash build bake cry laugh travel rest".split()
)
CORE = frozenset("attempt choice outcome mishap reaction question sorry need want obstacle subplot twist".split())
"""Roles that carry the plot."""
_FOLLOW = frozenset(
    {
        *(
            (role, role)
            for role in ("mishap", "attempt", "choice", "outcome", "reaction", "subplot", "obstacle", "scene")
        ),
        *(
            ("choice", "outcome"),
            ("mishap", "reaction"),
            ("attempt", "reaction"),
            ("question", "choice"),
            ("need", "choice"),
        ),
        *(
            ("reaction", "sorry"),
            ("obstacle", "reaction"),
            ("obstacle", "choice"),
            ("reaction", "choice"),
            ("want", "attempt"),
        ),
        *(("attempt", "outcome"), ("outcome", "reaction"), ("obstacle", "attempt")),
    }
)
"""Roles whose neighbours follow one another; what merely stands side by side keeps its own sentence."""


@dataclass(frozen=True, slots=True)
class Workshop:
    """What turns steps: the voice, its words, the cast, and the random numbers."""

    voice: Voice
    cast: tuple[Entity, ...]
    rng: random.Random
    hero: Entity

    @property
    def book(self) -> Book:
        """The words of the tier."""
        return book("tiny" if self.voice.tier == "minuscule" else self.voice.tier)

    @property
    def forms(self) -> Forms:
        """The verb forms of the tier."""
        return forms_of(self.voice.tier)

    def transitive(self, base: str) -> bool:
        """Whether the verb takes an object."""
        try:
            return "transitive" in self.book.verb(base).tags
        except StoryscopeError:
            return False

    def sayable(self, text: str) -> bool:
        """Whether the tier has every word of it."""
        return sayable(self.book.tier, text)

    def pick(self, *choices: str) -> str:
        """One of the choices."""
        return choices[int(self.rng.random() * len(choices))]

    def chance(self, probability: float) -> bool:
        """True with this probability."""
        return self.rng.random() < probability

    def say(self, past: str, present: str) -> str:
        """The wording for the telling's tense."""
        return present if self.voice.tense == "present" else past


@cache
def sayable(tier: str, text: str) -> bool:
    """Whether a tier has every word of a text."""
    types = frozenset(book(tier).types())
    return all(word in types for word in _WORD.findall(text.lower().replace("'s", "")))


_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?")


def workshop(steps: Sequence[Step], cast: Sequence[Entity], voice: Voice, rng: random.Random) -> Workshop:
    """The workshop of these steps; its hero is the narrator, or the person who does most."""
    deeds = Counter(
        entity.id
        for step in steps
        for clause in clauses_in(step.node)
        if (entity := subject_of(clause)) is not None and entity.kind in PEOPLE
    )
    people = [entity for entity in cast if entity.kind in PEOPLE] or [
        entity for entity in cast if entity.kind in LIVING
    ]
    if not people:
        raise Unsuited("nobody is in it")
    hero = max(people, key=lambda entity: (entity.kind == "child", deeds[entity.id]))
    return Workshop(voice, tuple(cast), rng, voice.narrator or hero)


def plain(clause: Clause) -> bool:
    """Whether the clause tells that something was or happened: no modal, no negation, not turned already."""
    return not (clause.negative or clause.modal or isinstance(clause, Turned))


def state(clause: Clause) -> bool:
    """Whether the clause says how something is: "was sad", "looked sad", "had a ball"."""
    if clause.verb.base in STATES:
        return True
    items = clause.verb.items
    linking = clause.verb.base in ("look", "seem", "sound", "smell", "taste", "stay", "become", "get", "grow", "turn")
    return linking and bool(items) and isinstance(items[0], str) and items[0].split()[0] not in _PLACES


_PLACES = frozenset("at for around out up down into in on to after back away over under near behind it".split())


def feeling(clause: Clause, shop: Workshop) -> bool:
    """Whether the clause says how somebody feels, in one word that there is: "was sad", "felt very tired"."""
    items = clause.verb.items
    if clause.verb.base not in ("be", "feel") or len(items) != 1 or not isinstance(items[0], str):
        return False
    word = items[0].removeprefix("very ").removeprefix("so ")
    return any(one.word == word and one.kind in ("feeling", "temper") for one in shop.book.adjectives(of="person"))


def event(clause: Clause) -> bool:
    """Whether the clause plainly tells something that somebody or something did."""
    return plain(clause) and not state(clause) and subject_of(clause) is not None


def whole(items: Sequence[Item]) -> bool:
    """Whether the words hold no further finite verb, as "and said sorry" does."""
    return not any(
        isinstance(item, Clause)
        or (isinstance(item, str) and ({"and", "but", "because", "who"} & set(item.split()) or set(":?!;") & set(item)))
        for item in items
    )


def standalone(clause: Clause) -> bool:
    """Whether the clause can be said away from its place: its plain words point at nothing before it."""

    def words(items: Sequence[Item]) -> set[str]:
        found: set[str] = set()
        for item in items:
            if isinstance(item, str):
                found |= set(item.lower().split())
            elif isinstance(item, Verb):
                found |= words(item.items)
        return found

    return whole(clause.verb.items) and not _POINTERS & words(clause.verb.items)


def weighty(clauses: list[Clause], least: int = 1) -> list[Clause]:
    """Those that change something or are about somebody else, if there are enough of them; else all."""
    heavy = [one for one in clauses if one.facts or any(isinstance(item, (Entity, Full)) for item in one.verb.items)]
    return heavy if len(heavy) >= least else clauses


_POINTERS = frozenset(
    "he she it they him her them his its their this that these those then there too also again else".split()
)


def entities_in(node: Said) -> list[Entity]:
    """The entities that a node's clauses mention, in order."""
    found: list[Entity] = []

    def walk(item: object) -> None:
        if isinstance(item, Entity):
            found.append(item)
        elif isinstance(item, Full):
            found.append(item.entity)
        elif isinstance(item, Together):
            found.extend(item.members)
        elif isinstance(item, Of):
            found.append(item.owner)
        elif isinstance(item, Verb):
            for inner in item.items:
                walk(inner)
        elif isinstance(item, Clause):
            walk(item.subject)
            walk(item.verb)

    for clause in clauses_in(node):
        walk(clause)
    return found


def rewritten(node: Node, turn: Callable[[Clause], Clause]) -> Node:
    """The node with every clause turned."""
    if isinstance(node, Clause):
        return turn(node)
    if isinstance(node, Relation):
        return Relation(node.kind, rewritten(node.first, turn), rewritten(node.second, turn), node.styles)
    return node


def neighbours(steps: Sequence[Step], index: int) -> tuple[Clause, Clause] | None:
    """The clauses of a step and the next one, where both are plain to join and follow one another."""
    if index + 1 >= len(steps):
        return None
    first, second = steps[index], steps[index + 1]
    if first.fixed or second.fixed or first.cues or second.cues or second.lead or first.earlier or second.earlier:
        return None
    if first.lead and first.lead not in LOOSE_LEADS:
        return None
    if (first.role, second.role) not in _FOLLOW or second.new_paragraph:
        return None
    if isinstance(first.node, Clause) and isinstance(second.node, Clause):
        return first.node, second.node
    return None


def joined(steps: list[Step], index: int, node: Said, mark: str) -> None:
    """Replace a step and the next one by one that tells both."""
    first, second = steps[index], steps[index + 1]
    steps[index : index + 2] = [
        Step(second.role, node, (), first.lead, new_paragraph=first.new_paragraph, fixed=True, marks=[mark])
    ]
