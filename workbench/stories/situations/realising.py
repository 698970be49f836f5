"""From a situation to text: who plays which part, what is told, how the end is joined, every mention's span."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from workbench.records import Mention
from workbench.stories.lexicon import BOYS, GIRLS
from workbench.stories.situations.grammar import Link, Part, Situation, Template
from workbench.stories.situations.pools import POOLS

_MEN = frozenset((*BOYS, "Dad", "the boy"))
_WOMEN = frozenset((*GIRLS, "Mom", "the girl"))
_PRONOUNS = {"m": ("he", "him", "his"), "f": ("she", "her", "her"), "n": ("it", "it", "his")}
_LOOKS = ("red", "blue", "shiny", "red", "blue")
_JOINED: dict[str, tuple[tuple[str, float], ...]] = {
    "why": ((" because ", 0.72), (" as ", 0.84), (", because ", 0.9), (". ", 1.0)),
    "so": ((", so ", 0.4), (" so ", 0.62), (". ", 0.84), (". so ", 0.92), (" and so ", 1.0)),
    "but": ((", but ", 0.55), (" but ", 0.8), (". but ", 0.9), (". ", 1.0)),
    "and": ((". ", 0.6), (", and ", 0.72), (" and ", 0.82), (". then ", 1.0)),
}
_BEFORE_ALL = ("one day , ", "one day ", "then ", "after school , ", "at school , ", "at home , ", "at the park , ")
_DAYS = (
    *(f"it was a {how} day . " for how in ("good", "long", "fun", "cold", "wet", "new", "big", "bad", "dark", "hard")),
    *("there was sun . ", "the sun was out . ", "it was time to play . ", "it was a birthday . "),
    *("the sun was high . ", "it was cold outside . ", "there were people around . ", "there was so much to do . "),
)


@dataclass(slots=True)
class Told:
    """A text with its mentions, and where each end's own mention is: (start, end, role)."""

    text: str = ""
    mentions: list[Mention] = field(default_factory=list[Mention])
    targets: list[tuple[int, int, str]] = field(default_factory=list[tuple[int, int, str]])


class Page:
    """A text as it is laid down, word by word."""

    def __init__(self, cast: Mapping[str, str], rng: random.Random) -> None:
        self.cast, self.rng = cast, rng
        self.told = Told()
        self.known: set[str] = set()
        self.parts: list[str] = []
        self.at = 0
        self.start = True  # of a sentence
        self.owner = ""

    def put(self, word: str) -> tuple[int, int]:
        """One word or mark; returns its span."""
        glued = word in (".", ",", "'s") or not self.parts
        if word == "." or word == ",":
            pass
        elif self.start:
            word = word[0].upper() + word[1:]
            self.start = False
        if not glued:
            self.parts.append(" ")
            self.at += 1
        begin = self.at
        self.parts.append(word)
        self.at += len(word)
        if word == ".":
            self.start = True
        return begin, self.at

    def words(self, text: str) -> None:
        """Words and marks, marks apart or not."""
        for word in text.replace(",", " , ").replace(".", " . ").split():
            self.put(word)

    def finished(self) -> Told:
        """The text and its spans."""
        self.told.text = "".join(self.parts)
        return self.told

    def template(self, template: Template, subject: str = "") -> None:
        """A template, its choices drawn; `subject` is the role that * stands for."""
        for item in template:
            if isinstance(item, tuple):
                self.template(item[int(self.rng.random() * len(item))], subject)
            elif isinstance(item, Part):
                self.mention(item.role, item.form)
            elif item == "*":
                self.target(subject)
            else:
                self.put(item)

    def target(self, role: str) -> None:
        """The mention that an end is about."""
        begin, end = self.mention(role, "name", plain=True)
        self.told.targets.append((begin, end, role))

    def mention(self, role: str, form: str, plain: bool = False) -> tuple[int, int]:
        """Mention whoever plays a role, `plain` without anything new about them; returns the span."""
        who = self.cast[role]
        if form in ("he", "him", "his"):
            sex = "m" if who in _MEN else "f" if who in _WOMEN else "n"
            span = self.put(_PRONOUNS[sex][("he", "him", "his").index(form)])
            self.told.mentions.append(Mention(*span, entity_of(who), "pronoun"))
            return span
        inf, _, past = who.partition(":")
        if past or form == "d":
            first = self.at
            self.words(past if form == "d" else inf)
            return first, self.at
        if who.startswith("the "):
            article, who = "the", who[4:]
            if role not in self.known and not plain and self.rng.random() < 0.3:
                article = "his" if self.owner and self.rng.random() < 0.4 else "a"
            self.put(article)
        elif role not in self.known and not plain and who.islower() and " " not in who and self.rng.random() < 0.2:
            if self.parts and self.parts[-1].lower() in ("the", "a", "his", "her"):
                self.put(_LOOKS[int(self.rng.random() * len(_LOOKS))])
        elif who in _MEN:
            self.owner = who
        span = (0, 0)
        for word in who.split():
            span = self.put(word)
        self.known.add(role)
        self.told.mentions.append(Mention(*span, entity_of(who), "name" if who[0].isupper() else "noun"))
        if form == "'s":
            self.put("'s")
        return span


def entity_of(who: str) -> str:
    """The entity id of a player of a pool.

    >>> entity_of("the dog"), entity_of("Tim")
    ('dog', 'tim')
    """
    return who.removeprefix("the ").lower()


def cast_of(situation: Situation, rng: random.Random) -> dict[str, str]:
    """Who plays which part; nobody plays two."""
    cast: dict[str, str] = {}
    taken: set[str] = set()
    pools = {role: pool.rstrip("2") for role, pool in situation.roles.items()}
    for role, pool in sorted(pools.items(), key=lambda one: len(set(POOLS[one[1]]))):  # those with few players first
        cast[role] = draw_player(pool, taken, rng)
    return {role: cast[role] for role in pools}


def draw_player(pool: str, taken: set[str], rng: random.Random) -> str:
    """Somebody of the pool who is not taken yet, if there is anybody left, and now is."""
    free = [who for who in POOLS[pool] if entity_of(who) not in taken] or POOLS[pool]
    who = free[int(rng.random() * len(free))]
    taken.add(entity_of(who))
    return who


@dataclass(slots=True, frozen=True)
class Plan:
    """What of a situation is told: context (label and number), join, and ends (role and number)."""

    link: int
    label: str
    join: str
    context: int
    ends: tuple[tuple[str, int], ...]


def plan(situation: Situation, rng: random.Random, ends: int) -> Plan:
    """Draw what to tell; ends are only of those whom the context names."""
    while True:
        number = int(rng.random() * len(situation.links))
        link = situation.links[number]
        label, join = link.contexts[int(rng.random() * len(link.contexts))]
        context = int(rng.random() * len(situation.told[label]))
        roles = [role for role in link.ends if role in named_in(situation.told[label][context])]
        if roles:
            break
    chosen: list[tuple[str, int]] = []
    for _ in range(ends):
        role = roles[int(rng.random() * len(roles))]
        one = (role, int(rng.random() * len(link.ends[role])))
        if one not in chosen:
            chosen.append(one)
    return Plan(number, label, join, context, tuple(chosen))


def realise(situation: Situation, plan: Plan, cast: Mapping[str, str], rng: random.Random) -> Told:
    """The text of a plan."""
    page = Page(cast, rng)
    link = situation.links[plan.link]
    begin(page)
    page.template(situation.told[plan.label][plan.context])
    join = plan.join
    for role, number in plan.ends:
        _join(page, join)
        _end(page, link, role, number)
        join = "and"
        if rng.random() < 0.06:
            page.words("and")
            other = link.ends[role][int(rng.random() * len(link.ends[role]))]
            if not _starred(other):
                page.template(other)
            else:
                page.words(("was there", "knew it", "said so")[int(rng.random() * 3)])
    page.put(".")
    return page.finished()


def begin(page: Page, often: float = 0.18) -> None:
    """Perhaps a word about the time or the day."""
    roll = page.rng.random()
    if roll < often * 0.4:
        page.words(_BEFORE_ALL[int(page.rng.random() * len(_BEFORE_ALL))])
    elif roll < often:
        page.words(_DAYS[int(page.rng.random() * len(_DAYS))])


def _join(page: Page, join: str) -> None:
    roll = page.rng.random()
    words = next(words for words, until in _JOINED[join] if roll < until)
    page.words(words)


def _end(page: Page, link: Link, role: str, number: int) -> None:
    end = link.ends[role][number]
    if not _starred(end):
        if not page.cast[role].startswith("the ") and page.cast[role].islower():
            page.put("the")
        page.target(role)
    page.template(end, role)


@cache
def named_in(template: Template) -> frozenset[str]:
    """The roles that a template may name, pronouns apart."""
    found = {item.role for item in template if isinstance(item, Part) and item.form in ("name", "'s")}
    choices = [one for item in template if isinstance(item, tuple) for one in item]
    return frozenset(found.union(*map(named_in, choices)))


def _starred(template: Template | Sequence[object]) -> bool:
    return any(item == "*" or (isinstance(item, tuple) and _starred(item)) for item in template)
