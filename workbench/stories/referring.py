"""How entities are referred to: introduced, named, described, or by a pronoun that only they can be meant by."""

import random

from workbench.stories.clauses import Entity, Together
from workbench.stories.lexicon import VOWELS

PRONOUNS = {
    "m": ("he", "him", "his"),
    "f": ("she", "her", "her"),
    "n": ("it", "it", ""),
    "p": ("they", "them", "their"),
}
"""Gender: (subject, object, possessive)."""


class Salience:
    """Who was mentioned in this sentence and the one before: a pronoun is safe when just one of them fits it.

    This is the strict form of what readers do (Centering): an ambiguous pronoun is never produced, except a possessive
    that is bound by the subject of its own clause ("Tim gave Sam his ball").
    """

    def __init__(self) -> None:
        self.here: dict[str, set[str]] = {}
        self.before: dict[str, set[str]] = {}
        self.known: set[str] = set()
        self.nouns: dict[str, set[str]] = {}
        self.subject = ""

    def next_sentence(self) -> None:
        """The sentence is over: what was here is now before."""
        self.before, self.here = self.here, {}
        self.subject = ""

    def mention(self, entity: Entity) -> None:
        """`entity` has just been mentioned."""
        # Without setdefault, which would make a set for every mention.
        identity, here = entity.id, self.here.get(entity.gender)
        if here is None:
            self.here[entity.gender] = {identity}
        else:
            here.add(identity)
        if identity not in self.known:
            self.known.add(identity)
            self.nouns.setdefault(entity.noun, set()).add(identity)

    def mention_group(self, group: Together) -> None:
        """The group has just been mentioned as one."""
        self.here.setdefault("p", set()).add(group_id(group))

    def recent(self, entity: Entity) -> bool:
        """Whether `entity` was mentioned in this sentence or the one before."""
        return any(entity.id in told.get(entity.gender, ()) for told in (self.here, self.before))

    def only(self, gender: str, identity: str) -> bool:
        """Whether `identity` alone fits a pronoun of `gender` in this sentence and the one before."""
        here, before = self.here.get(gender), self.before.get(gender)
        if here is None:
            return before is not None and len(before) == 1 and identity in before
        if before is None:
            return len(here) == 1 and identity in here
        return len(here) == len(before) == 1 and identity in here and identity in before


def group_id(group: Together) -> str:
    """The entity id of several together: their ids joined by +.

    >>> group_id(Together((Entity("tim", "Tim", "m", "child"), Entity("sam", "Sam", "m", "child"))))
    'tim+sam'
    """
    return "+".join(member.id for member in group.members)


def noun_phrase(entity: Entity, salience: Salience, rng: random.Random) -> tuple[str, str]:
    """The full form of a noun entity as (possessor, rest): "Tim's" and "red ball", or "" and "the red ball"."""
    if entity.bare:
        return "", entity.noun
    new = entity.id not in salience.known
    rivals = salience.nouns.get(entity.noun)
    shared = rivals is not None and (len(rivals) > 1 or entity.id not in rivals)
    adjective = ""
    # "The dark room" must say which from the start; "a red ball" need not.
    if entity.words and (shared or (new and entity.unique) or rng.random() < (0.75 if new else 0.15)):
        adjective = entity.words[0] + " "
    phrase = adjective + entity.noun
    owner = entity.owner
    if owner is not None and (new or shared or rng.random() < (0.05 if salience.recent(entity) else 0.4)):
        return possessor(owner, salience, rng), phrase
    if entity.unique or not new:
        return "", "the " + phrase
    if entity.gender == "p":
        return "", phrase
    return "", ("an " if phrase[0] in VOWELS else "a ") + phrase


def possessor(owner: Entity, salience: Salience, rng: random.Random) -> str:
    """Say whose: "his", "her" or "Tim's"; the pronoun where the owner is the clause's subject or alone can be meant."""
    bound = salience.subject == owner.id
    if owner.gender in "mf" and (bound or (salience.only(owner.gender, owner.id) and rng.random() < 0.85)):
        return PRONOUNS[owner.gender][2]
    name = owner.noun if owner.named else "the " + owner.noun
    return name + "'s"
