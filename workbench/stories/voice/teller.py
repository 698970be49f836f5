"""Telling in any voice: tense, person and aspect of every clause, speech with its tags, and the joins between them."""

import random

from workbench.records import Cue
from workbench.stories.clauses import (
    Clause,
    Cued,
    Entity,
    Full,
    Item,
    Of,
    Relation,
    Speech,
    Subject,
    Together,
    Verb,
)
from workbench.stories.joining import PLANS, choose_style, elides, same_subject, takes_a_lead
from workbench.stories.voice.manners import manners
from workbench.stories.voice.references import References, entity_of
from workbench.stories.voice.settings import Voice
from workbench.stories.voice.shapes import Described, Doing, Turned, adverb_first, is_perfect, sharing
from workbench.stories.voice.steps import LOOSE_LEADS, Phrase, Said, Step
from workbench.stories.voice.turning import agreeing, ours, to_present
from workbench.stories.voice.verbal import PERFECT, Agreement, Group, forms_of, verb_group

_TURNABLE = frozenset("say ask tell shout whisper call cry answer reply".split())


_EXPLETIVE = frozenset({"it", "this", "that"})


class VoicedTeller(References):
    """Lays down steps in order; then read `text`, `sentences`, `mentions`, `cues`, `told`, `targets`."""

    def __init__(self, rng: random.Random, voice: Voice, pronouns: float = 0.75) -> None:
        super().__init__(rng, voice, pronouns)
        self.forms = forms_of(voice.tier)
        self.earlier = False
        self.told: dict[int, int] = {}
        self.tags = {"plain": 0.0, "minimalist": 0.0}.get(voice.style, 0.2)  # how often a tag tells the manner
        self._last = Agreement()
        self._shared: bool | None = None
        self._spoken = ""  # "I" or "you", where that was the last word said
        self._dropped = ""  # the auxiliary that an elided second predicate shares

    def tell(self, step: Step) -> None:
        """Tell one step as one or more sentences."""
        self.role = step.role
        self.earlier = step.earlier
        if step.new_paragraph:
            self.new_paragraph()
        first = len(self.sentences)
        self.begin()
        if step.opener:
            self._lead(step.opener)
        lead = "" if step.opener else step.lead
        if lead in LOOSE_LEADS and not isinstance(step.node, Phrase) and not takes_a_lead(step.node, lead):
            lead = ""
        if lead:
            self._lead(lead)
        self.node(step.node, not (lead or step.opener))
        self.closing = step.mark or self.closing
        self.end()
        span = self.sentences[first].start, self.sentences[-1].end
        self.cues += [Cue(*span, axis, value) for axis, value in step.cues]

    def _lead(self, lead: str) -> None:
        self.word(self.plain(lead.removesuffix(",")))
        if lead[-1] == ",":
            self.mark(",")

    # --- nodes

    def node(self, node: Said, may_split: bool) -> None:
        """Lay a node down; `may_split` allows it more than one sentence."""
        if isinstance(node, Clause):
            self.clause(node)
        elif isinstance(node, Speech):
            self.speech(node)
        elif isinstance(node, Phrase):
            node.lay(self)
        else:
            self._relation(node, may_split)

    def stop(self) -> None:
        """End a sentence in the middle of a node."""
        self.end()
        self.begin()

    def _relation(self, relation: Relation, may_split: bool) -> None:
        style = choose_style(relation, may_split, self.rng)
        first, second = relation.first, relation.second
        if style == "R, and E" and same_subject(first, second):
            style = "R and E"
        for piece in PLANS[style]:
            if piece == "R":
                self.node(first, "." in style and isinstance(second, Clause))
            elif piece == "E":
                self._second(relation, style)
            elif piece == ".":
                self.stop()
            elif piece == ",":
                if style != "R, and then E" or not same_subject(first, second):
                    self.mark(",")
            else:
                self.word(piece)

    def _second(self, relation: Relation, style: str) -> None:
        first, second = relation.first, relation.second
        if isinstance(first, Clause) and isinstance(second, Clause):
            if same_subject(first, second) and elides(style, first, self.rng):
                self.second_predicate(first, second)
                return
            if second.short and style in ("R but E", "R, but E", "R. But E.") and self.rng.random() < 0.75:
                self.subject(second.subject)
                short = second.short
                if self.earlier:
                    short = short.replace("did", "had")
                self.word(to_present(short, self.forms, self.agreement(second)) if self.tense == "present" else short)
                self.tell_facts(second)
                return
        self.node(second, "." in style and isinstance(first, Clause))

    def second_predicate(self, first: Clause, second: Clause) -> None:
        """The second of two predicates with one subject: "fell and cried", "had fallen and cried"."""
        same = self._aspect(first) == self._aspect(second) == PERFECT and not second.negative and not second.modal
        self.predicate(second, shares_auxiliary=same and not first.modal and not first.negative)

    # --- clauses

    def clause(self, clause: Clause) -> None:
        """A finite clause."""
        self.subject(clause.subject)
        self.predicate(clause)

    def agreement(self, clause: Clause) -> Agreement:
        """What the clause's verb agrees with."""
        subject = clause.subject
        entity = entity_of(subject)
        if entity is not None:
            return self.agreement_of(entity)
        many = isinstance(subject, str) and self.forms.is_plural(subject)
        return Agreement(3, clause.plural or many or isinstance(subject, Together))

    def agreement_of(self, entity: Entity) -> Agreement:
        """What a verb agrees with whose subject is the entity."""
        if entity is self.me:
            return Agreement(1)
        return Agreement(3, entity.gender == "p" or entity is self.you)

    def _aspect(self, clause: Clause) -> str:
        aspect = clause.aspect if isinstance(clause, Turned) else ""
        if is_perfect(clause, self.forms) or (self.earlier and clause.verb.base == "have"):
            return ""  # "had" is enough
        return (
            PERFECT
            if self.earlier and self.tense == "past" and not aspect and not clause.modal and not self.quoted
            else aspect
        )

    def predicate(self, clause: Clause, shares_auxiliary: bool = False) -> None:
        """The verb group and what follows."""
        words = self.verb_group(clause)
        if shares_auxiliary:
            words = words[1:]
        first = words[0]
        if len(words) > 1 and words[1] == "not" and first in ("did", "do", "does") and self.rng.random() < 0.35:
            words[:2] = [first + "n't"]
        clause = adverb_first(words, clause)
        self.word(" ".join(words))
        self.rest(clause)

    def verb_group(self, clause: Clause) -> list[str]:
        """The words of the clause's verb, the finite one first."""
        passive = isinstance(clause, Turned) and clause.passive
        tense = "past" if self.earlier and self.tense == "present" else self.tense
        how = Group(tense, self.agreement(clause), clause.negative, clause.modal, self._aspect(clause), passive)
        return verb_group(self.forms, clause.verb.base, how)

    def rest(self, clause: Clause) -> None:
        """What follows the clause's verb; then its facts are told."""
        agreement = self.agreement(clause)
        outer, self._shared = self._shared, None if self.quoted else sharing(clause, self.me)
        inverted = isinstance(clause.subject, str) and clause.verb.base == "be"  # "not far away was I"
        for i, item in enumerate(clause.verb.items):
            who = entity_of(item) if i == 0 and inverted and clause.subject not in _EXPLETIVE else None
            if who is not None and who is self.me:
                self.refer(who, 0)
                continue
            # What follows a finite verb at once is no finite verb: "was scared", "said no".
            self.item(item, agreement, "was" if i == 0 else "")
        self._shared = outer
        self.tell_facts(clause)

    def tell_facts(self, node: Clause | Speech) -> None:
        """What the node tells is told with this sentence."""
        for fact in node.facts:
            self.told.setdefault(fact, len(self.sentences))

    def plain(self, text: str, agreement: Agreement | None = None, before: str = "") -> str:
        """Words of a plot, in the telling's tense."""
        if self.tense == "past" or (self.earlier and not self.quoted):
            return text
        return to_present(text, self.forms, agreement or Agreement(), self._last, before)

    def subject(self, subject: Subject) -> None:
        """The subject of a clause."""
        if isinstance(subject, str):
            mine = subject.startswith("their ") and self.me is not None and self.me.kind == "child"
            self.word(self.plain(ours(subject, True) if mine else subject))
        elif isinstance(subject, Together):
            self.group(subject, 0)
            self._last = Agreement(3, True)
        elif isinstance(subject, Of):  # "his mom": plots have such subjects, too
            self.item(subject)
        else:
            entity = entity_of(subject)
            assert entity is not None
            self.mention_item(subject, 0)
            self.salience.subject = entity.id

    def mention_item(self, item: Entity | Full, case: int) -> None:
        """An entity as subject or object, with its relative clause if it has one."""
        entity = item.entity if isinstance(item, Full) else item
        self.refer(entity, case, item if isinstance(item, Full) else None)
        self._last = self.agreement_of(entity)
        if isinstance(item, Described) and item.relative is not None:
            person = entity.kind in ("child", "adult")
            if entity.named or entity.id in self.salience.known and entity.unique:
                self.mark(",")
                self.word("who" if person or entity.named else "which")
                self.predicate(item.relative)
                self.comma_due()
            else:
                self.word("who" if person else "that")
                self.predicate(item.relative)

    def item(self, item: Item, agreement: Agreement | None = None, before: str = "") -> None:
        """One piece of a verb phrase or of speech."""
        if isinstance(item, str):
            item = item if self._shared is None or self.quoted else ours(item, self._shared)
            self.word(self.plain(agreeing(item, self._spoken), agreement, before))
            self._spoken = ""
        elif isinstance(item, (Entity, Full)):
            self.mention_item(item, 0 if self.opens_clause() else 1)
            self._spoken = self.parts[-1] if self.quoted else ""
        elif isinstance(item, Cued):
            start = self.word(item.text)
            self.cues.append(Cue(start, self.position, item.axis, item.value))
        elif isinstance(item, Verb):
            self.word(self.forms.of(item.base)[2] if isinstance(item, Doing) else item.base)
            for inner in item.items:
                self.item(inner)
        elif isinstance(item, Of):
            self.owner(self.whose(item.owner), item.owner)
            self.word(item.noun)
        elif isinstance(item, Together):
            self.group(item, 1)
            self._last = Agreement(3, True)
        else:
            self.clause(item)

    # --- speech

    def speech(self, speech: Speech) -> None:
        """Direct speech with its tag before or after."""
        before = speech.mark == "." and self.rng.random() < 0.4
        if before:
            self.tag(speech, may_invert=False)
            self.mark(",")
        self.open_quote()
        with self.spoken(speech.speaker, speech.to, "past"):  # what was said stays as it was said
            for item in speech.words:
                self.item(item)
        self.close_quote("." if before else "," if speech.mark == "." else speech.mark)
        if not before:
            self.tag(speech, may_invert=True)
        self.tell_facts(speech)

    def tag(self, speech: Speech, may_invert: bool) -> None:
        """Who says it, and how."""
        speaker = speech.speaker
        verb = self.forms.finite(speech.tag, self.tense, self.agreement_of(speaker))
        if may_invert and speaker.named and speaker is not self.me and self.rng.random() < 0.3:
            self.word(verb)
            self.mention_item(Full(speaker), 0)
        else:
            self.subject(speaker)
            self.word(verb)
        if speech.to is not None and speech.tag == "say" and self.rng.random() < 0.35:
            self.word("to")
            self.item(speech.to)
        elif self.rng.random() < self.tags and speech.tag in _TURNABLE:
            how = manners(self.voice.tone, speech.mark)
            self.word(how[int(self.rng.random() * len(how))])
