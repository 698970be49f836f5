"""One reading of one text: what it says, sentence by sentence, with what could not be read named as such."""

from dataclasses import dataclass, field
from typing import Final

from workbench.reading.changing import Change, State, attributes, changes
from workbench.reading.cutting import SPEECH_VERBS, Cut, Token, cut
from workbench.reading.lexis import FEELINGS, Words, words
from workbench.reading.parsing import Parser
from workbench.reading.phrases import Being, Phrase, ReadClause
from workbench.reading.problems import Problem, contradictions, newcomer, nobody
from workbench.reading.resolving import Resolver
from workbench.reading.surface import Surface, surface_of
from workbench.reading.tagging import Tagger
from workbench.records import Fact, Mention, Sentence

LIMIT: Final = 100_000
"""Characters: what stands after them is not read (and named as unread)."""
_MINE: Final = frozenset({"i", "me", "my", "mine", "myself"})
_YOURS: Final = frozenset({"you", "your", "yours", "yourself"})
_LONGEST: Final = 400
"""Tokens: a longer sentence is no sentence."""


@dataclass(frozen=True, slots=True)
class Speech:
    """Direct speech: its span with quotes, the sentence, and who says it to whom (ids; empty where not told)."""

    start: int
    end: int
    sentence: int
    speaker: str
    to: str


@dataclass(frozen=True, slots=True)
class Unread:
    """A sentence that could not be read, and why."""

    sentence: int
    start: int
    end: int
    why: str


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something was so: a clause and what the text gives as its cause (character spans)."""

    sentence: int
    effect: tuple[int, int]
    cause: tuple[int, int]
    whose: str = ""  # the being that the cause is about, where its words leave it out


@dataclass(slots=True)
class Reading:
    """What a reader makes of a text. Spans are half-open character offsets into `text`.

    `plain` says of each fact whether the words leave no room for another reading.
    """

    tier: str
    text: str
    sentences: tuple[Sentence, ...] = ()
    mentions: tuple[Mention, ...] = ()
    beings: dict[str, Being] = field(default_factory=dict)
    phrases: tuple[Phrase, ...] = ()
    clauses: tuple[ReadClause, ...] = ()
    speech: tuple[Speech, ...] = ()
    facts: tuple[Fact, ...] = ()
    plain: tuple[bool, ...] = ()
    reasons: tuple[Reason, ...] = ()
    unread: tuple[Unread, ...] = ()
    problems: tuple[Problem, ...] = ()
    surface: Surface = field(default_factory=Surface)

    def state_after(self, sentence: int) -> State:
        """Fold the facts up to and including `sentence`: {(relation, being): value}."""
        state: State = {}
        for fact in self.facts:
            if fact.sentence <= sentence:
                state[fact.relation, fact.subject] = fact.value
        return state

    def sentence_text(self, number: int) -> str:
        """The words of one sentence."""
        return self.text[self.sentences[number].start : self.sentences[number].end]


class _Reader:
    def __init__(self, text: str, known: Words, since: int) -> None:
        self.text = text
        self.since = since
        self.problems: list[Problem] = []
        self.met: set[str] = set()
        self.words = known
        self.resolver = Resolver(known)
        self.reading = Reading(known.tier, text)
        self.phrases: list[Phrase] = []
        self.clauses: list[ReadClause] = []
        self.speech: list[Speech] = []
        self.unread: list[Unread] = []
        self.facts: list[Fact] = []
        self.plain: list[bool] = []
        self.state: State = {}
        self.reasons: list[Reason] = []

    def read(self) -> Reading:
        cuts = cut(self.text[:LIMIT], self.words)
        for number, one in enumerate(cuts):
            self._sentence(number, one)
        if len(self.text) > LIMIT:
            why = f"only the first {LIMIT:,} characters are read"
            self.unread.append(Unread(len(cuts), LIMIT, len(self.text), why))
        reading = self.reading
        reading.sentences = tuple(Sentence(one.start, one.end, one.paragraph, "") for one in cuts)
        reading.phrases = tuple(self.phrases)
        reading.beings = self.resolver.beings
        reading.mentions = tuple(
            Mention(phrase.start, phrase.end, phrase.being.id, "name" if phrase.form == "name" else phrase.form)
            for phrase in self.phrases
            if phrase.being is not None
        )
        reading.clauses, reading.speech = tuple(self.clauses), tuple(self.speech)
        reading.facts, reading.plain, reading.reasons = tuple(self.facts), tuple(self.plain), tuple(self.reasons)
        reading.unread = tuple(self.unread)
        reading.surface = surface_of(self.text, cuts, self.clauses, self.words)
        reading.problems = tuple(self.problems)
        return reading

    def _sentence(self, number: int, one: Cut) -> None:
        if len(one.tokens) > _LONGEST:
            self.unread.append(Unread(number, one.start, one.end, f"it has {len(one.tokens):,} words and marks"))
            self.resolver.next_sentence()
            return
        clauses = self._parse(number, one)
        phrases = self.resolver.sentence(number, clauses)
        self._meet(number, phrases)
        self.phrases += phrases
        self.clauses += clauses
        self._speakers(number, one, clauses)
        why = self._why_unread(one, clauses)
        if why:
            self.unread.append(Unread(number, one.start, one.end, why))
        self._change(number, clauses)

    def _parse(self, number: int, one: Cut) -> list[ReadClause]:
        """The clauses of a sentence: what is narrated, then what is said between each pair of quotes."""
        outside: list[Token] = []
        inside: list[list[Token]] = []
        depth = False
        for token in one.tokens:
            if token.kind == "open":
                depth = True
                inside.append([])
                outside.append(Token('"', '"', token.start, token.end, "quote"))
            elif token.kind == "close":
                depth = False
            elif depth:
                inside[-1].append(token)
            else:
                outside.append(token)
        parts = [Parser(Tagger(outside, self.words).run(), self.words, number, -1).run()]
        for index, tokens in enumerate(inside):
            spoken = len(self.speech) + index
            parts.append(Parser(Tagger(tokens, self.words).run(), self.words, number, spoken).run())
        return [clause for part in parts for clause in part]

    def _speakers(self, number: int, one: Cut, clauses: list[ReadClause]) -> None:
        if not one.quotes:
            return
        tags = [clause for clause in clauses if clause.spoken < 0 and clause.base in SPEECH_VERBS and clause.subject]
        for start, end in one.quotes:
            nearest = min(tags, key=lambda tag: min(abs(tag.start - end), abs(start - tag.end)), default=None)
            speaker = to = ""
            if nearest is not None and nearest.subject is not None and nearest.subject.being is not None:
                speaker = nearest.subject.being.id
                heard = nearest.after("to", "at") or (nearest.object() if nearest.base in ("ask", "tell") else None)
                to = heard.being.id if heard is not None and heard.being is not None else ""
            self.speech.append(Speech(start, end, number, speaker, to))
        for clause in clauses:
            if clause.spoken >= 0:
                self._heard(clause)

    def _heard(self, clause: ReadClause) -> None:
        """I and you in direct speech are who speaks and who is spoken to."""
        speech = self.speech[clause.spoken]
        for part in clause.whole():
            for phrase in (part.subject, *(item.phrase for item in part.items)):
                for one in (phrase, phrase.owner) if phrase is not None else ():
                    if one is not None and one.being is None and one.form == "pronoun":
                        who = speech.speaker if one.head in _MINE else speech.to if one.head in _YOURS else ""
                        one.being = self.resolver.beings.get(who)

    def _why_unread(self, one: Cut, clauses: list[ReadClause]) -> str:
        strange = [
            token.text
            for token in one.tokens
            if token.kind == "word"
            and not self.words.knows(token.lower)
            and not (token.text[0].isupper() and self.resolver.beings.get(token.lower) is not None)
        ]
        if strange:
            shown = ", ".join(_short(word) for word in list(dict.fromkeys(strange))[:5])
            return f"words that this reader does not know: {shown}"
        if not clauses:
            return "no verb that says what happens"
        return ""

    def _change(self, number: int, clauses: list[ReadClause]) -> None:
        before: ReadClause | None = None
        for place, clause in enumerate(clauses):
            after = clauses[place + 1] if place + 1 < len(clauses) else None
            for part in (clause.subject, *(item.phrase for item in clause.items)):
                if part is not None and clause.spoken < 0:
                    for change in attributes(part):
                        self._note(number, change, lasting=True)
            found = list(changes(clause, self.state))
            self._judge(clause, found)
            for change in found:
                self._note(number, self._checked(change, after), lasting=False)
            if clause.spoken < 0:
                self._reason(clause, before)
                before = clause

    def _checked(self, change: Change, after: ReadClause | None) -> Change:
        """The change, not plain where it contradicts what was said before or where the next clause qualifies it."""
        known = self.state.get((change.relation, change.being.id))
        contradicts = change.relation in ("size", "colour", "age") and known not in (None, change.value)
        linked = after.link if after is not None else ""
        follows = linked in ("when", "that", "because", "as", "since") or (
            linked == "so" and after is not None and not after.items
        )
        qualified = follows and change.relation in ("feels", "at")
        return change._replace(plain=False) if contradicts or qualified else change

    def _judge(self, clause: ReadClause, found: list[Change]) -> None:
        if clause.end > self.since:
            self.problems += contradictions(clause, found, self.state)
            if clause.subject is not None and clause.spoken < 0 and not clause.elided:
                self.problems += nobody(clause.subject, clause)

    def _meet(self, number: int, phrases: list[Phrase]) -> None:
        for phrase in phrases:
            if phrase.being is not None and phrase.being.id not in self.met:
                self.met.add(phrase.being.id)
                if self.since and phrase.start >= self.since and phrase.form == "name":
                    self.problems.append(newcomer(phrase, number))

    def _note(self, number: int, change: Change, *, lasting: bool) -> None:
        key = change.relation, change.being.id
        if lasting and self.state.get(key) == change.value:
            return
        self.state[key] = change.value
        self.facts.append(Fact(number, change.relation, change.being.id, change.value))
        self.plain.append(change.plain)

    def _reason(self, clause: ReadClause, before: ReadClause | None) -> None:
        if before is None:
            return
        felt = any(item.word in FEELINGS for item in before.items)
        if clause.link in ("because", "as", "since") or (clause.link == "when" and felt):
            effect, cause = before, clause
        elif clause.link == "so" or before.link in ("because", "when", "since"):
            effect, cause = clause, before
        else:
            return
        subject = cause.subject.being if cause.subject is not None and cause.elided else None
        whose = subject.id if subject is not None else ""
        self.reasons.append(Reason(clause.sentence, effect.span, cause.span, whose))


def _short(word: str) -> str:
    shown = repr(word)[1:-1]
    return shown if len(shown) <= 40 else shown[:37] + "..."


def read(text: str, tier: str = "simple", since: int = 0) -> Reading:
    """Read a text with the lexicon of a tier; never fails on any string.

    `since` is where a continuation begins: problems are looked for after it only, and whoever is named there for the
    first time is one.

    Raises:
        StoryscopeError: there is no such tier.
    """
    return _Reader(text, words(tier), since).read()
