"""From what happened to sentences: order, joins, references, words, and every span as it is laid down."""

import random

from workbench.records import Cue
from workbench.stories.clauses import (
    Beat,
    Clause,
    Cued,
    Entity,
    Full,
    Item,
    Node,
    Of,
    Relation,
    Speech,
    Subject,
    Together,
    Verb,
)
from workbench.stories.joining import PLANS, choose_style, elides, same_subject, takes_a_lead
from workbench.stories.lexicon import VERBS
from workbench.stories.referring import PRONOUNS, Salience, group_id, noun_phrase, possessor
from workbench.stories.sheet import Sheet


class Teller(Sheet):
    """Lays down one text. Give it beats in order, then read `text`, `sentences`, `mentions`, `cues`, `told`."""

    def __init__(self, rng: random.Random, pronouns: float = 0.62) -> None:
        super().__init__()
        self.rng = rng
        self.pronouns = pronouns
        self.cues: list[Cue] = []
        self.targets: list[tuple[int, int]] = []
        self.told: dict[int, int] = {}
        self.salience = Salience()
        self._role = ""

    def tell(self, beat: Beat) -> None:
        """Tell one beat as one or more sentences."""
        self._role = beat.role
        first = len(self._sentences)
        self._begin()
        lead = beat.lead and takes_a_lead(beat.node, beat.lead)
        if lead:
            comma = beat.lead[-1] == ","
            self._word(beat.lead[:-1] if comma else beat.lead)
            if comma:
                self._mark(",")
        self._node(beat.node, not lead)
        self._end()
        if beat.cues:
            start, end = self._sentences[first][0], self._sentences[-1][1]
            self.cues += [Cue(start, end, axis, value) for axis, value in beat.cues]

    # --- sentences

    def _begin(self) -> None:
        self._capital = True
        self._start = -1

    def _end(self) -> None:
        if self.parts[-1] != '"':
            self.parts.append(".")
            self.position += 1
        self._sentences.append((self._start, self.position, 0, self._role))
        self.salience.next_sentence()

    def _stop(self) -> None:
        self._end()
        self._begin()

    # --- nodes

    def _node(self, node: Node, may_split: bool) -> None:
        if isinstance(node, Clause):
            self._subject(node.subject)
            self._predicate(node)
        elif isinstance(node, Speech):
            self._speech(node)
        else:
            self._relation(node, may_split)

    def _relation(self, relation: Relation, may_split: bool) -> None:
        style = choose_style(relation, may_split, self.rng)
        first, second = relation.first, relation.second
        for piece in PLANS[style]:
            if piece == "R":
                self._node(first, "." in style and isinstance(second, Clause))
            elif piece == "E":
                self._second(relation, style)
            elif piece == ".":
                self._stop()
            elif piece == ",":
                if style != "R, and then E" or not same_subject(first, second):
                    self._mark(",")
            else:
                self._word(piece)

    def _second(self, relation: Relation, style: str) -> None:
        first, second = relation.first, relation.second
        if isinstance(first, Clause) and isinstance(second, Clause):
            if same_subject(first, second) and elides(style, first, self.rng):
                self._predicate(second)
                return
            if second.short and style in ("R but E", "R, but E", "R. But E.") and self.rng.random() < 0.75:
                self._subject(second.subject)
                self._word(second.short)
                self._tell_facts(second)
                return
        self._node(second, "." in style and isinstance(first, Clause))

    def _predicate(self, clause: Clause) -> None:
        subject = clause.subject
        verb = clause.verb
        if clause.modal:
            words = f"{clause.modal} not {verb.base}" if clause.negative else f"{clause.modal} {verb.base}"
        elif verb.base == "be":
            words = "were" if clause.plural or _is_plural(subject) else "was"
            if clause.negative:
                words += " not"
        elif clause.negative:
            words = ("did not " if self.rng.random() < 0.6 else "didn't ") + verb.base
        else:
            words = VERBS[verb.base][0]
        self._word(words)
        for item in verb.items:
            if isinstance(item, str):
                # What `_word` does in the middle of a sentence.
                self.parts += (" ", item)
                self.position += 1 + len(item)
            else:
                self._item(item)
        if clause.facts:
            self._tell_facts(clause)

    def _tell_facts(self, node: Clause | Speech) -> None:
        for fact in node.facts:
            self.told.setdefault(fact, len(self._sentences))

    def _speech(self, speech: Speech) -> None:
        before = speech.mark == "." and self.rng.random() < 0.5
        if before:
            self._tag(speech, False)
            self._mark(",")
        self._word('"')
        self._glue = True
        self._capital = True
        for item in speech.words:
            self._item(item)
        self._capital = False
        if before:
            self._mark(".")
        else:
            self._mark("," if speech.mark == "." else speech.mark)
        self._mark('"')
        if not before:
            self._tag(speech, True)
        self._tell_facts(speech)

    def _tag(self, speech: Speech, may_invert: bool) -> None:
        verb = VERBS[speech.tag][0]
        if may_invert and speech.speaker.named and self.rng.random() < 0.3:
            self._word(verb)
            self._item(Full(speech.speaker))
        else:
            self._subject(speech.speaker)
            self._word(verb)
        if speech.to is not None and speech.tag == "say" and self.rng.random() < 0.35:
            self._word("to")
            self._item(speech.to)

    # --- references

    def _subject(self, subject: Subject) -> None:
        if isinstance(subject, Entity):
            self._refer(subject, 0)
            self.salience.subject = subject.id
        elif isinstance(subject, str):
            self._word(subject)
        elif isinstance(subject, Full):
            self._item(subject)
            self.salience.subject = subject.entity.id
        elif isinstance(subject, Of):
            self._item(subject)
        else:
            self._group(subject, 0)

    def _item(self, item: Item) -> None:
        if isinstance(item, Entity):
            self._refer(item, 0 if self.parts and self.parts[-1].rpartition(" ")[2] in _CLAUSE_OPENERS else 1)
        elif isinstance(item, str):
            self._word(item)
        elif isinstance(item, Cued):
            start = self._word(item.text)
            self.cues.append(Cue(start, self.position, item.axis, item.value))
        elif isinstance(item, Verb):
            self._word(item.base)
            for inner in item.items:
                self._item(inner)
        elif isinstance(item, Full):
            self._refer(item.entity, 1, item)
        elif isinstance(item, Of):
            self._owner(possessor(item.owner, self.salience, self.rng), item.owner)
            self._word(item.noun)
        elif isinstance(item, Together):
            self._group(item, 1)
        else:
            self._node(item, False)

    def _refer(self, entity: Entity, case: int, full: Full | None = None) -> None:
        salience, rng = self.salience, self.rng
        safe = full is None and salience.only(entity.gender, entity.id)
        if safe and rng.random() < self._pronouns(entity.gender):
            start = self._word(PRONOUNS[entity.gender][case])
            form = "pronoun"
        elif entity.named:
            start = self._word(entity.noun)
            form = "name"
        else:
            if full is not None and full.target:
                phrase = "the " + entity.noun if not entity.bare else entity.noun
                start = self._word(phrase)
            else:
                possessive, phrase = noun_phrase(entity, salience, rng)
                if possessive and entity.owner is not None:
                    start = self._owner(possessive, entity.owner)
                    self._word(phrase)
                else:
                    start = self._word(phrase)
            form = "noun"
        self._mentions.append((start, self.position, entity.id, form))
        if full is not None and full.target:
            head = start if entity.named else self.position - len(entity.noun)
            self.targets.append((head, self.position))
        salience.mention(entity)

    def _pronouns(self, gender: str) -> float:
        """How often a pronoun is chosen where it is safe: nearly always in the very sentence that names its entity."""
        return 0.95 if gender in self.salience.here and self.pronouns else self.pronouns

    def _owner(self, possessive: str, owner: Entity) -> int:
        """Lay down "his" or "Tim's" as a mention of the owner."""
        start = self._word(possessive)
        form = "pronoun" if "'" not in possessive else "name" if owner.named else "noun"
        self._mentions.append((start, self.position, owner.id, form))
        self.salience.mention(owner)
        return start

    def _group(self, group: Together, case: int) -> None:
        identity = group_id(group)
        if self.salience.only("p", identity) and self.rng.random() < (0.85 if self.pronouns else 0):
            start = self._word(PRONOUNS["p"][case])
            self._mentions.append((start, self.position, identity, "pronoun"))
        else:
            first = len(self._mentions)
            for i, member in enumerate(group.members):
                if i:
                    self._word("and")
                self._item(Full(member))
            self._mentions.append((self._mentions[first][0], self.position, identity, "group"))
        self.salience.mention_group(group)


def _is_plural(subject: Subject) -> bool:
    if isinstance(subject, Entity):
        return subject.gender == "p"
    return isinstance(subject, Together) or (isinstance(subject, Full) and subject.entity.gender == "p")


_CLAUSE_OPENERS = frozenset({"that", "but", "how", "what", "where", "if"})
"""After these words an entity is the subject of a clause, not an object."""
