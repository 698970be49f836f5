"""Where what is read belongs: phrases and words to the verb before them, or to the one that is still to come."""

from collections.abc import Sequence
from typing import Final

from workbench.reading.around import Tagged
from workbench.reading.lexis import Words
from workbench.reading.phrases import Item, Phrase, ReadClause, phrase_at

_EMBEDS: Final = frozenset(
    "say think know see tell hope feel believe hear decide find wish promise guess notice remember forget learn show "
    "shout whisper explain mean understand dream agree".split()
)
_QUESTIONED: Final = frozenset({"what", "where", "how", "why", "whether"})


class Attacher:
    """What a parser knows at any point of a stretch of tagged words."""

    def __init__(self, tagged: Sequence[Tagged], words: Words, sentence: int, spoken: int) -> None:
        self.tagged = tagged
        self.words = words
        self.sentence = sentence
        self.spoken = spoken
        self.clauses: list[ReadClause] = []
        self.left: Phrase | None = None  # a phrase that waits for its verb
        self.link = ""
        self.prep = ""
        self.negative = False
        self.current: ReadClause | None = None  # the finite clause
        self.sink: ReadClause | None = None  # where items go: it, or an infinitive on it
        self.outer: list[Phrase] = []  # subjects whose verb comes after a relative clause
        self.comma = False  # whether the last boundary was a comma
        self.relative: Phrase | None = None
        self.loose = -1  # items from here on came after a boundary
        self.waiting = False  # the last clause waits for its subject: a question, or "said Tim"
        self.after_quote = False
        self.edge = 0  # where the last boundary is in the text
        self.ahead: list[Item] = []  # adverbs of a clause that has not begun

    def _mark(self, one: Tagged) -> None:
        self.after_quote = one.tag == "QUOTE"
        soft = one.token.lower in (",", "-") or one.tag == "QUOTE" or (one.token.lower == ":" and self.sink is not None)
        self._boundary("" if soft else ".", one.token.start)
        self.comma = one.token.lower == ","

    def _boundary(self, link: str, edge: int) -> None:
        # of "fell, so he" the first comma counts: the clause before ends there
        self.edge = edge if self.sink is None or self.loose != len(self.sink.items) or self.loose < 0 else self.edge
        self.loose = len(self.sink.items) if self.sink is not None else 0
        self.prep = ""
        if link == ".":
            self._close()
            self.current = self.sink = self.relative = None
            self.link = ""
        elif link:
            self.link = link

    def _leave(self) -> None:
        """A phrase that found no verb is still there: "a red line on the grass"."""
        if self.left is not None:
            rest = ReadClause(self.sentence, self.left.start, self.left.end, spoken=self.spoken)
            rest.items.append(Item("np", self.prep, self.left))
            self.clauses.append(rest)
            self.left = None

    def _close(self) -> None:
        """The end of a sentence: what still waits for a verb gets none."""
        self._leave()
        while self.outer:
            self.left = self.outer.pop()
            self._leave()

    def _leads(self, index: int) -> bool:
        return index + 1 < len(self.tagged) and phrase_at(self.tagged, index + 1, self.words) is not None

    def _last_part(self) -> str:
        items = self.sink.items if self.sink is not None else []
        return items[-1].word if items and items[-1].kind == "part" else ""

    def _last_phrase(self) -> Phrase | None:
        if self.left is not None:
            return self.left
        items = self.sink.items if self.sink is not None else []
        if not items and self.current is not None:
            return self.current.subject  # "here is a story that ..."
        return items[-1].phrase if items else None

    def _negated(self) -> bool:
        negative, self.negative = self.negative, False
        return negative

    def _add(self, item: Item, end: int) -> None:
        if self.sink is not None:
            self.sink.items.append(item)
            self.sink.end = max(self.sink.end, end)

    def _phrase(self, phrase: Phrase, index: int) -> int:
        phrase, index = self._together(phrase, index)
        if self.waiting and self.current is not None:
            self.current.subject = phrase
            phrase.subject = True
            self.waiting = False
        elif self.sink is None or (self.current is not None and not self.current.base and not self.current.modal):
            self._leave()
            self.left = phrase
        else:
            self._add(Item("np", self.prep, phrase, self._negated()), phrase.end)
        self.prep = ""
        return index

    def _together(self, phrase: Phrase, index: int) -> tuple[Phrase, int]:
        """The phrase and those that "and" adds to it, unless the next one is the subject of a new clause."""
        members, first = [phrase], index
        items = len(self.sink.items) if self.sink is not None else 0
        fresh = 0 <= self.loose >= items and not self.prep
        inside = bool(self.prep) or (self.sink is not None and not self.waiting and not fresh)
        while index + 1 < len(self.tagged) and self._adds(index, phrase):
            found = phrase_at(self.tagged, index + 1, self.words)
            if found is None:
                break
            if found[0].form == "name" and phrase.form == "noun":
                break  # "the hats and | Tim went"
            members.append(found[0])
            index = found[1]
        if len(members) == 1 or (inside and self._verb_ahead(index)):
            return phrase, first
        return Phrase(phrase.start, members[-1].end, "group", "and", members=tuple(members), plural=True), index

    def _adds(self, index: int, phrase: Phrase) -> bool:
        one = self.tagged[index]
        if one.tag == "CONJ" and one.token.lower == "and":
            return True
        if one.token.lower != "," or phrase.form != "name" or self.sink is not None:
            return False
        # "Tim, Sam and Lucy": a comma adds when an "and" follows the next name
        if self.tagged[index + 1].tag != "NAME" or index + 2 >= len(self.tagged):
            return False
        return self.tagged[index + 2].token.lower in ("and", ",")

    def _verb_ahead(self, index: int) -> bool:
        while index < len(self.tagged) and self.tagged[index].tag in ("ADV", "NOT"):
            index += 1
        if index >= len(self.tagged):
            return False
        one = self.tagged[index]
        return one.tag in ("BE", "MODAL", "AUX") or (one.tag == "V" and one.tense in ("past", "third", "base"))

    def _fresh(self) -> bool:
        """Whether a phrase stands after the last boundary, ready to be a subject."""
        items = self.sink.items if self.sink is not None else []
        return self.loose >= 0 and len(items) > self.loose and items[-1].kind == "np" and not items[-1].word

    def _take_subject(self, clause: ReadClause) -> None:
        items = self.sink.items if self.sink is not None else []
        place = len(items) - 1
        while place >= 0 and items[place].kind == "adv":
            place -= 1
        embeds = self.sink is not None and self.sink.base in _EMBEDS
        if (
            place >= 0
            and items[place].kind == "np"
            and not items[place].word
            and ((0 <= self.loose <= place) or (embeds and self.loose < 0))
        ):
            clause.subject = items.pop(place).phrase
            if self.sink is not None and clause.subject is not None:
                self.sink.end = min(self.sink.end, clause.subject.start if self.loose < 0 else self.edge)
            if embeds and self.loose < 0:
                clause.link = clause.link or "that"
        elif self.current is not None and not self.after_quote:
            # "she found out what he did and went": she went
            subject = self.current.subject
            empty = self.current.link == "that" and subject is not None and subject.head == "it"
            embedded = len(self.clauses) > 1 and (
                self.current.link in _QUESTIONED or empty or (self.current.relative and not self.current.elided)
            )
            before = self.clauses[-2] if embedded else self.current
            clause.subject, clause.elided = before.subject, True
        self.after_quote = False
