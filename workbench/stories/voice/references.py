"""Who is meant: names, noun phrases and pronouns, in the third and in the first person."""

import random
from collections.abc import Generator
from contextlib import contextmanager

from workbench.records import Mention
from workbench.stories.clauses import Entity, Full, Item, Subject, Together
from workbench.stories.referring import PRONOUNS, Salience, group_id
from workbench.stories.voice.page import Page
from workbench.stories.voice.settings import Voice
from workbench.stories.wordbook import forms

KIN = frozenset("Mom Dad Grandma Grandpa Mother Father Aunt Uncle".split())
_ADJECTIVES = {"minimalist": 0.0, "plain": 0.5, "lyrical": 1.0}
_ME, _YOU, _WE = ("I", "me"), ("you", "you"), ("we", "us")


class References(Page):
    """A page that knows who says "I", who is "you", and whom a pronoun can mean."""

    def __init__(self, rng: random.Random, voice: Voice, pronouns: float = 0.62) -> None:
        super().__init__(rng)
        self.voice = voice
        self.pronouns = pronouns
        self.salience = Salience()
        self.me: Entity | None = voice.narrator
        self.you: Entity | None = None
        self.quoted = False
        self._grouped = False  # within "Tim and Sam"
        self.tense = voice.tense
        self.epithets: dict[str, str] = {}  # an adjective that goes before a name
        self.bound: Entity | None = None  # whom a pronoun means whatever else was mentioned: "Tim said that he ..."
        self.adjectives = _ADJECTIVES.get(voice.style, 0.75)  # how often a thing is described when it is new

    @contextmanager
    def spoken(self, me: Entity, you: Entity | None, tense: str) -> Generator[None]:
        """Inside a quote: `me` says "I" to `you`, in a tense of its own."""
        before = self.me, self.you, self.quoted, self.tense
        self.me, self.you, self.quoted, self.tense = me, you, True, tense
        try:
            yield
        finally:
            self.me, self.you, self.quoted, self.tense = before

    def end(self) -> None:
        """The sentence is over."""
        super().end()
        self.salience.next_sentence()

    # --- one entity

    def refer(self, entity: Entity, case: int, full: Full | None = None) -> None:
        """Mention an entity as subject (case 0) or object (case 1)."""
        person = _ME if entity is self.me else _YOU if entity is self.you else None
        target = full is not None and full.target
        if person is not None and not target:
            self._mention(self.word(person[case]), entity.id, "pronoun")
            return
        if full is None and self._pronoun_fits(entity):
            form, start = "pronoun", self.word(PRONOUNS[entity.gender][case])
        elif entity.named and not self._is_my_kin(entity):
            plain = self.quoted or target or self._grouped
            epithet = "" if plain else self.epithets.get(entity.id, "")
            if epithet and self.rng.random() < (0.9 if entity.id not in self.salience.known else 0.3):
                start = self.word(epithet)
                self.word(entity.noun)
            else:
                start = self.word(entity.noun)
            form = "name"
        else:
            form, start = "noun", self._describe(entity, target)
        self._mention(start, entity.id, form)
        if target:
            head = start if form == "name" else self.position - len(entity.noun)
            self.targets.append((head, self.position))
        self.salience.mention(entity)

    def _mention(self, start: int, identity: str, form: str) -> None:
        self.mentions.append(Mention(start, self.position, identity, form))

    def _pronoun_fits(self, entity: Entity) -> bool:
        if entity is self.bound:
            return True
        if not self.salience.only(entity.gender, entity.id):
            return False
        here = entity.id in self.salience.here.get(entity.gender, ())
        return self.rng.random() < (0.95 if here and self.pronouns else self.pronouns)

    def _is_my_kin(self, entity: Entity) -> bool:
        """Whether a narrator says "my mom" of it."""
        return (
            self.me is not None
            and not self.quoted
            and entity.kind == "adult"
            and entity.noun in KIN
            and self.me.kind == "child"
        )

    def _describe(self, entity: Entity, target: bool) -> int:
        """Lay down a full noun phrase; returns where it starts."""
        if self._is_my_kin(entity) and self.me is not None:
            start = self.owner("my", self.me)
            self.word(entity.noun.lower())
            return start
        if entity.bare:
            return self.word(entity.noun)
        if target:
            return self.word("the " + entity.noun)
        salience, rng = self.salience, self.rng
        new = entity.id not in salience.known
        rivals = salience.nouns.get(entity.noun)
        shared = rivals is not None and (len(rivals) > 1 or entity.id not in rivals)
        words: tuple[str, ...] = ()
        if entity.words:
            if shared or (new and entity.unique):
                words = entity.words[:1]
            elif rng.random() < (self.adjectives if new else self.adjectives / 5):
                words = entity.words[:2] if new and rng.random() < 0.5 else entity.words[:1]
        phrase = " ".join((*words, entity.noun))
        owner = entity.owner
        if owner is not None and (new or shared or rng.random() < (0.05 if salience.recent(entity) else 0.4)):
            start = self.owner(self.whose(owner), owner)
            self.word(phrase)
            return start
        if entity.unique or not new:
            return self.word("the " + phrase)
        if entity.gender == "p":
            return self.word(phrase)
        return self.word(f"{forms.article(phrase)} {phrase}")

    # --- owners

    def whose(self, owner: Entity) -> str:
        """Say whose: "my", "his" or "Tim's"; the pronoun where the owner is the subject or alone can be meant."""
        if owner is self.me:
            return "my"
        if owner is self.you:
            return "your"
        salience = self.salience
        bound = owner.id == salience.subject or owner is self.bound
        if owner.gender in "mf" and (bound or (salience.only(owner.gender, owner.id) and self.rng.random() < 0.85)):
            return PRONOUNS[owner.gender][2]
        if self._is_my_kin(owner):
            return f"my {owner.noun.lower()}'s"
        return (owner.noun if owner.named else "the " + owner.noun) + "'s"

    def owner(self, possessive: str, owner: Entity) -> int:
        """Lay down "his" or "Tim's" as a mention of the owner."""
        start = self.word(possessive)
        mine = owner is self.me or owner is self.you
        form = "pronoun" if "'" not in possessive else "name" if owner.named and " " not in possessive else "noun"
        if possessive.startswith("my ") and self.me is not None:
            self.mentions.append(Mention(start, start + 2, self.me.id, "pronoun"))
        self._mention(start, owner.id, form)
        if not mine:
            self.salience.mention(owner)
        return start

    # --- several as one

    def group(self, group: Together, case: int) -> None:
        """Mention several as one: "Tim and Sam", "they", "Sam and I", "we"."""
        with_me = self.me in group.members
        gender, pronoun = ("we", _WE) if with_me else ("p", (PRONOUNS["p"][0], PRONOUNS["p"][1]))
        identity = group_id(group)
        likely = 0.85 if self.pronouns else 0.0
        if self.salience.only(gender, identity) and self.rng.random() < likely:
            self._mention(self.word(pronoun[case]), identity, "pronoun")
        else:
            first = len(self.mentions)
            # Whoever speaks comes last: "Sam and I".
            members = sorted(group.members, key=lambda member: member is self.me)
            for i, member in enumerate(members):
                if i == len(members) - 1:
                    self.word("and")
                elif i:
                    self.mark(",")
                self._grouped = True
                self.refer(member, case, Full(member))
                self._grouped = False
            start = min(mention.start for mention in self.mentions[first:])
            self._mention(start, identity, "group")
        self.salience.here.setdefault(gender, set()).add(identity)


def entity_of(item: "Item | Subject") -> "Entity | None":
    """The entity that an item or a subject is, in full or not."""
    if isinstance(item, Full):
        return item.entity
    return item if isinstance(item, Entity) else None
