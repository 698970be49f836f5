"""From tagged words to clauses: a left-to-right pass that attaches what it reads to the verb before it.

When a second finite verb turns up, what stood just before it (after a comma or a joining word) was its subject; where
nothing did, the subject of the clause before goes on.
"""

from typing import Final

from workbench.reading.around import Tagged
from workbench.reading.attaching import Attacher
from workbench.reading.cutting import SPEECH_VERBS
from workbench.reading.phrases import Item, ReadClause, phrase_at

_OBJECT_DOES: Final = frozenset(
    "ask tell help want let make teach order beg warn allow see watch hear invite remind".split()
)
_FINITE: Final = frozenset({"V", "BE", "AUX", "MODAL"})


class Parser(Attacher):
    """Parses one stretch of tagged words: the narration of a sentence, or what is said in one pair of quotes."""

    def run(self) -> list[ReadClause]:
        """The clauses in the order of their verbs."""
        index, total = 0, len(self.tagged)
        while index < total:
            index = self._step(index)
        self._close()
        return self.clauses

    def _step(self, index: int) -> int:
        one = self.tagged[index]
        tag = one.tag
        if tag in _FINITE:
            return self._verb(index)
        if tag in ("MARK", "QUOTE"):
            self._mark(one)
        elif tag in ("CONJ", "SUB", "WH"):
            return self._join(index)
        elif tag == "TO":
            self.prep = "to"
        elif tag == "NOT":
            self.negative = True
        elif tag == "PREP" and self._leads(index):
            out_of = one.token.lower == "of" and self._last_part() == "out"
            self.prep = "out of" if out_of else one.token.lower
        elif tag == "ADV" and self.sink is not None and self.loose == len(self.sink.items):
            self.ahead.append(Item("adv", one.token.lower))  # "and then ran"
        elif tag in ("PART", "ADV", "PREP", "YES", "UNK", "OWN"):
            self._add(
                Item("part" if tag in ("PART", "PREP") else "adv", one.token.lower, None, self._negated()),
                one.token.end,
            )
        else:
            found = phrase_at(self.tagged, index, self.words)
            if found is None:
                self._add(Item("adj", one.base or one.token.lower, None, self._negated()), one.token.end)
                return index + 1
            return self._phrase(*found)
        return index + 1

    # --- joints

    def _join(self, index: int) -> int:
        one = self.tagged[index]
        word = one.token.lower
        after = self.tagged[index + 1].tag if index + 1 < len(self.tagged) else ""
        before = self.tagged[index - 1].tag if index else ""
        further = self.tagged[index + 2].tag if index + 2 < len(self.tagged) else ""
        graded = after == "ADV" and before == "ADJ" and further == "ADJ"
        if one.tag == "CONJ" and before in ("ADJ", "PART") and (after in ("ADJ", "PART") or graded):
            return index + 1  # "cold and (very) wet", "up and down"
        if one.tag == "CONJ" and after == "NOT" and self.current is not None:
            return index + 1  # "... and not at the ball"
        comma = self.tagged[index - 1].token.lower == "," and self.tagged[index - 2].tag in ("NOUN", "NAME", "PRON")
        if (
            word in ("who", "that", "which")
            and one.tag == "WH"
            and (before in ("NOUN", "NAME") or (comma and index > 1))
        ):
            noun = self._last_phrase()
            if noun is not None:
                if self.left is noun or (self.current is not None and self.waiting):
                    self.outer.append(noun)
                    self.left = None
                self.relative = noun
        self._boundary(word, one.token.start)
        return index + 1

    # --- verbs

    def _verb(self, index: int) -> int:
        """Read a verb group: auxiliaries, "not", adverbs, the main verb."""
        one = self.tagged[index]
        if one.tag == "V" and one.tense == "base" and self._infinitive():
            return self._inner(index)
        if one.tag == "V" and one.tense == "ing":
            return self._participle(index)
        if one.tag == "BE" and one.tense == "base" and self.prep == "to":
            return self._inner(index)
        clause = self._begin(one)
        if one.tag in ("BE", "AUX") and clause.elided and index and self.tagged[index - 1].token.lower == "so":
            clause.subject, clause.elided = None, False  # "and so was Tim"
        inverts = clause.subject is None
        modal_seen = one
        while index < len(self.tagged):
            one = self.tagged[index]
            if one.tag in ("MODAL", "AUX", "BE", "V"):
                done = self._part_of_group(clause, one, index)
                index += 1
                modal_seen = one
                if done:
                    break
            elif one.tag == "NOT":
                clause.negative = True
                index += 1
            elif one.tag == "ADV" and self._verb_ahead(index) and modal_seen.tag != "V":
                clause.items.append(Item("adv", one.token.lower))
                index += 1
            elif (
                inverts
                and clause.subject is None
                and modal_seen.tag in ("MODAL", "AUX", "BE")
                and self._leads(index - 1)
            ):
                found = phrase_at(self.tagged, index, self.words)
                assert found is not None
                clause.subject, index = self._together(*found)
                clause.subject.subject = True
                clause.question = True
                clause.elided = False
            else:
                break
        if clause.base == "be" and index < len(self.tagged) and self.tagged[index].tag == "NOT":
            clause.negative = True
            index += 1
        clause.end = self.tagged[index - 1].token.end
        if not clause.base:
            clause.base = "be" if modal_seen.tag == "BE" else "do" if modal_seen.tag == "AUX" else ""
        self._invert(clause, index)
        return index

    def _part_of_group(self, clause: ReadClause, one: Tagged, index: int) -> bool:
        """Take one verb of a group into the clause; True when it was the main verb."""
        if one.tag == "MODAL":
            clause.modal = one.token.lower
            return False
        if one.tag == "AUX":
            clause.tense = clause.tense or one.tense
            clause.perfect = clause.perfect or one.base == "have"
            return False
        if one.tag == "BE":
            clause.tense = clause.tense or one.tense
            ahead = index + 1
            while ahead < len(self.tagged) and self.tagged[ahead].tag in ("NOT", "ADV"):
                ahead += 1
            follows = self.tagged[ahead] if ahead < len(self.tagged) else None
            if follows is not None and follows.tag == "V" and follows.tense in ("ing", "participle"):
                clause.progressive, clause.passive = follows.tense == "ing", follows.tense == "participle"
                return False
            clause.base = "be"
            return clause.subject is not None
        clause.base = one.base
        clause.tense = clause.tense or one.tense
        return True

    def _invert(self, clause: ReadClause, index: int) -> None:
        """'said Tim', 'where is the ball': the subject follows."""
        self.waiting = False
        if clause.subject is None and not clause.elided and not clause.relative:
            follows = index < len(self.tagged) and phrase_at(self.tagged, index, self.words) is not None
            self.waiting = follows and (clause.base == "be" or clause.base in SPEECH_VERBS or clause.question)

    def _begin(self, one: Tagged) -> ReadClause:
        """A new finite clause with whatever is its subject."""
        clause = ReadClause(self.sentence, one.token.start, one.token.end, self.link, spoken=self.spoken)
        if self.left is not None:
            clause.subject, self.left = self.left, None
        elif self.outer and self.current is not None and not self._fresh() and (self.current.relative or self.comma):
            clause.subject = self.outer.pop()  # "the one who cried | was ..."
        elif self.relative is not None and not self._fresh():
            clause.subject, clause.relative, clause.elided = self.relative, True, True
        else:
            self._take_subject(clause)
        clause.relative = clause.relative or self.relative is not None
        self.relative = None
        if clause.subject is not None and not clause.elided:
            clause.subject.subject = True
            clause.start = clause.subject.start
        self.clauses.append(clause)
        clause.items, self.ahead = self.ahead, []
        self.current = self.sink = clause
        self.link, self.prep, self.negative, self.loose, self.comma = "", "", False, -1, False
        return clause

    # --- infinitives and participles

    def _infinitive(self) -> bool:
        if self.prep == "to":
            return True
        if self.current is None or self._fresh() or self.left is not None:
            return False
        return self.loose < 0 or bool(self.current.inner)

    def _inner(self, index: int) -> int:
        """An infinitive: "to run", "(helped him) get up", "(wanted to run and) play"."""
        one = self.tagged[index]
        clause = ReadClause(self.sentence, one.token.start, one.token.end, self.link or "to", spoken=self.spoken)
        clause.base, clause.tense, clause.negative = one.base, one.tense, self._negated()
        parent = self.current
        self.prep = self.link = ""
        self.loose = -1
        if parent is None:
            self.clauses.append(clause)
            self.current = self.sink = clause
            clause.subject, self.left = self.left, None
            return index + 1
        clause.parent = parent
        clause.subject, clause.elided = parent.subject, True
        if parent.base in _OBJECT_DOES:
            clause.subject = parent.object() or parent.subject
        parent.inner.append(clause)
        self.sink = clause
        return index + 1

    def _participle(self, index: int) -> int:
        if self.current is None:
            self.link = self.link or "ing"
            return self._inner(index)
        self.link = "ing"
        return self._inner(index)
