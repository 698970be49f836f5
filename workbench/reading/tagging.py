"""Parts of speech: what each token is in its place, by lexicon and the words around it. One pass, one word ahead."""

from collections.abc import Sequence
from typing import Final

from workbench.reading.around import OPENS_NOUN, Around, Tagged
from workbench.reading.cutting import SPEECH_VERBS, Token
from workbench.reading.lexis import BE_FORMS, CLOSED

Reading = tuple[str, str, str]
_PRESENT_SUBJECTS: Final = frozenset({"i", "you", "we", "they", "who"})
_HAVE: Final = {"has": "third", "had": "past", "have": "base", "having": "ing"}
_DO: Final = {"do": "base", "does": "third", "did": "past"}
_NOMINAL: Final = frozenset({"NAME", "NOUN", "PRON"})
_QUANTIFIERS: Final = frozenset("all both some any each many few another these those this half every several".split())
_DETERMINERS: Final = frozenset("the a an other my your his her their our its of other".split())


class Tagger(Around):
    """Tags the tokens of one sentence; QUOTE stands for a stretch of direct speech."""

    def run(self) -> list[Tagged]:
        """All tokens with their tags."""
        tokens = self.tokens
        last = len(tokens) - 1
        for index, token in enumerate(tokens):
            following = tokens[index + 1] if index < last else None
            after = following.lower if following is not None and following.kind == "word" else ""
            tag, base, tense = self._read(token, after)
            named = after in self.words.names and following is not None and following.text[0].isupper()
            if named and token.lower in self.words.adjectives and tag in ("NOUN", "V", "NAME", "ADJ"):
                by_dark = token.lower in ("dark", "light") and bool(self.done) and self.done[-1].tag == "PREP"
                if by_dark:  # "by dark | Kim was home"
                    tag, base, tense = "NOUN", token.lower, ""
                elif tense in ("", "ing") or (tense == "base" and not self._has_subject()):  # "kind Kim", "loving Leo"
                    tag, base, tense = "ADJ", self.words.adjectives[token.lower], ""
            self.done.append(Tagged(token, tag, base, tense))
            if tag in ("V", "BE", "AUX", "MODAL") and tense not in ("ing", "participle"):
                self.finite = True
            elif tag in ("MARK", "CONJ", "SUB", "QUOTE", "WH"):
                self.finite = False
        return self.done

    def _has_subject(self) -> bool:
        """Whether a bare verb can follow: "I close Kim's jacket"."""
        return bool(self.done) and self.done[-1].tag in ("PRON", "NAME", "NOUN", "TO", "MODAL", "AUX", "NOT", "WH")

    def _read(self, token: Token, after: str) -> Reading:
        before = self.done[-1] if self.done else None
        previous = before.tag if before is not None else ""
        word = token.lower
        if token.kind != "word":
            if token.kind == "own" and before is not None and previous in ("PRON", "WH", "SUB", "ADV"):
                return "BE", "be", "third"  # it's, that's, there's
            return {"own": "OWN", "number": "NUM", "quote": "QUOTE"}.get(token.kind, "MARK"), "", ""
        if word in BE_FORMS:
            return "BE", "be", {"was": "past", "were": "past", "be": "base", "been": "participle"}.get(word, "third")
        if word in self.words.names and token.text[0].isupper():
            return "NAME", "", ""
        closed = CLOSED.get(word)
        if closed is not None:
            found = self._closed(word, closed, after, before)
            if found is not None:
                return found
        return self._open(word, token, after, before)

    # --- function words

    def _closed(self, word: str, tag: str, after: str, before: Tagged | None) -> Reading | None:
        """The reading of a function word; None where it is a noun or verb of the lexicon."""
        previous = before.tag if before is not None else ""
        if word in _HAVE or word in _DO:
            return self._auxiliary(word, after, previous)
        if word in ("to", "her", "that", "no", "one", "so", "as", "there", "after", "before", "until", "since"):
            return self._chameleon(word, after, before), "", ""
        nominal = self._nominal(after)
        if word in _QUANTIFIERS:
            if after in self.words.nouns or after in _DETERMINERS or (nominal and word != "all"):
                return "DET", "", ""
            return ("ADV" if word == "all" and after else "PRON"), "", ""
        if tag in ("PART", "PREP", "MODAL") and previous in ("DET", "POSS", "OWN", "ADJ") and word in self.words.nouns:
            return None  # "the home", "his back"
        if tag == "MODAL" and word in self.words.nouns and previous in OPENS_NOUN:
            return None
        if tag == "ADV" and word in self.words.adjectives and (previous in OPENS_NOUN or after in self.words.nouns):
            return None  # "a long time"
        if word == "more" and nominal and after not in self.words.adjectives:
            return "DET", "", ""
        return tag, "", ""

    def _auxiliary(self, word: str, after: str, previous: str) -> Reading:
        if word in _HAVE:
            if after in ("not", "never") or CLOSED.get(after) == "ADV" or after in self.words.adverbs:
                further = self.tokens[len(self.done) + 2 : len(self.done) + 3]
                after = further[0].lower if further and self.tokens[len(self.done) + 1].kind == "word" else after
            participle = after == "been" or any(tense == "participle" for _, tense in self.words.verbs.get(after, ()))
            if participle and not (self._nominal(after) and after not in self.words.verbs):
                return "AUX", "have", _HAVE[word]
            return "V", "have", "base" if previous in ("TO", "MODAL") else _HAVE[word]
        helps = after == "not" or self._base(after) is not None or (previous in ("", "WH", "MARK") and after)
        if helps and previous not in ("TO", "MODAL"):
            return "AUX", "do", _DO[word]
        return "V", "do", "base" if previous in ("TO", "MODAL") else _DO[word]

    def _chameleon(self, word: str, after: str, before: Tagged | None) -> str:
        previous = before.tag if before is not None else ""
        nominal = self._nominal(after)
        if word == "to":
            verb = self._base(after) is not None or after in ("be", "have", "do", "not")
            return "TO" if verb and (after not in self.words.nouns or self._wants_infinitive(before)) else "PREP"
        if word == "her":
            part = (
                CLOSED.get(after) not in (None, "NUM")
                and previous != "PREP"
                and (before is None or before.base != "turn")
            )  # "took her back", "behind her back"
            asleep = (
                previous == "PREP"
                and self._base(after) is not None
                and before is not None
                and before.token.lower == "in"
            )
            return "POSS" if (nominal and not part) or asleep else "PRON"  # "in her sleep"
        if word == "that":
            if after == "" or after in BE_FORMS and previous in ("", "MARK", "QUOTE", "CONJ"):
                return "PRON"
            if nominal and after not in CLOSED and after not in self.words.names:
                known = self.words.nouns.get(after)
                return "DET" if known is not None and not known.plural else "SUB"
            return "WH" if previous == "NOUN" and not self._told_somebody(before) else "SUB"
        if word == "no":
            return "DET" if nominal or after in ("one", "more", "help") else "YES"
        if word == "one":
            return "NUM" if nominal and previous not in ("DET", "ADJ") else "NOUN"
        if word == "so":
            return "ADV" if after in self.words.adjectives or after in ("much", "many", "long", "well") else "CONJ"
        if word == "as":
            comparing = after in self.words.adjectives or after in ("much", "many", "long", "well", "far", "soon")
            if comparing and previous != "ADJ":
                return "ADV"
            return "SUB" if previous not in ("ADJ", "ADV") or self._clause_ahead() else "PREP"
        if word == "there":
            return "PRON" if after in BE_FORMS and previous != "BE" else "ADV"
        return "SUB" if after not in ("that", "this", "") and self._clause_ahead() else "PREP"

    def _told_somebody(self, before: Tagged | None) -> bool:
        """Whether the noun before is who was told: "told the boy that he ..."."""
        noun = self.words.nouns.get(before.token.lower) if before is not None else None
        person = noun is not None and noun.kind in ("person", "role", "animal")
        return person and any(one.base in ("tell", "show", "promise", "remind") for one in self.done[-4:])

    def _wants_infinitive(self, before: Tagged | None) -> bool:
        return before is not None and (before.tag in ("ADJ", "NOUN", "ADV", "NOT") or before.base not in _MOVING)

    # --- words of the lexicon

    def _open(self, word: str, token: Token, after: str, before: Tagged | None) -> Reading:
        words = self.words
        noun, adjective = words.nouns.get(word), words.adjectives.get(word)
        forms = self._forms(word)
        previous = before.tag if before is not None else ""
        if noun is None and adjective is None and not forms:
            if word in words.adverbs:
                return "ADV", "", ""
            return ("NAME" if token.text[0].isupper() and before is not None else "UNK"), "", ""
        if previous in OPENS_NOUN or (previous == "ADJ" and self._in_phrase()):
            if adjective is not None and (noun is None or self._nominal(after)):
                return "ADJ", adjective, ""
            if noun is not None or not forms:
                return "NOUN", word, ""
            return ("ADJ" if self._nominal(after) else "NOUN"), word, ""
        if forms:
            verb = self._verb(word, forms, noun is not None, adjective is not None, after, before)
            if verb is not None:
                return verb
        if word == "like":
            return "PREP", "", ""
        if adjective is not None and (noun is None or previous in ("BE", "ADV") or self._nominal(after)):
            return "ADJ", adjective, ""
        if noun is not None:
            return "NOUN", word, ""
        if adjective is not None:
            return "ADJ", adjective, ""
        return ("ADV" if word in words.adverbs else "NOUN"), word, ""

    def _verb(
        self,
        word: str,
        forms: Sequence[tuple[str, str]],
        noun: bool,
        adjective: bool,
        after: str,
        before: Tagged | None,
    ) -> Reading | None:
        """The verb reading of a word, or None where it is better read otherwise."""
        by_tense = {tense: base for base, tense in forms}
        previous, base = (before.tag, by_tense.get("base")) if before is not None else ("", by_tense.get("base"))
        governor = self._governor()
        if word == "like" and (previous in ("V", "BE", "PART", "ADJ") or (self.finite and previous == "NOUN")):
            return None
        if governor in ("TO", "MODAL", "do") and base is not None:
            return "V", base, "base"
        if governor == "have" and "participle" in by_tense:
            return "V", by_tense["participle"], "participle"
        copular = governor == "be" or (before is not None and before.tag in ("V", "ADV") and self._copular())
        if copular:
            if adjective:
                return None
            for tense in ("ing", "participle"):
                if tense in by_tense and governor == "be":
                    return "V", by_tense[tense], tense
            if "participle" in by_tense and "past" in by_tense:
                return "ADJ", word, ""
            return None if noun else ("V", base, "base") if base else None
        if adjective and self._nominal(after) and not (previous in _NOMINAL or word in ("open",)):
            return None
        if before is None and noun and after in self.words.nouns:
            return None  # "saw dust": nobody is there who saw
        if "past" in by_tense and not (self.finite and base is not None and self._bare()):
            if adjective and self.finite and previous not in ("CONJ", "SUB", "WH"):
                return None
            return "V", by_tense["past"], "past"
        if "third" in by_tense and previous == "QUOTE" and by_tense["third"] in SPEECH_VERBS:
            return "V", by_tense["third"], "third"
        if "third" in by_tense and not (noun and (previous not in _NOMINAL or self.finite)):
            return "V", by_tense["third"], "third"
        if "ing" in by_tense and not noun:
            return "V", by_tense["ing"], "ing"
        if base is None:
            return None if noun or adjective else ("V", forms[0][0], forms[0][1])
        return self._plain(base, noun, previous, before, after)

    def _plain(self, base: str, noun: bool, previous: str, before: Tagged | None, after: str) -> Reading | None:
        """The bare form: present after I, you, we, they; an order at the start; infinitive after help and let."""
        if self._bare():
            return "V", base, "base"
        if before is None or previous in ("MARK", "QUOTE", "YES"):
            return None if noun and (self._is_verb(after) or after in BE_FORMS) else ("V", base, "base")
        if previous in ("PRON", "WH") and before.token.lower in _PRESENT_SUBJECTS:
            return "V", base, "base"
        if previous == "ADV" and len(self.done) > 1 and self.done[-2].token.lower in _PRESENT_SUBJECTS:
            return "V", base, "base"
        if previous in ("CONJ", "NOT") and any(one.tense == "base" for one in self.done):
            return "V", base, "base"  # "wanted to run and play"
        if previous in ("PREP", "V") or self.finite:
            return None
        known = self.words.nouns.get(before.token.lower)
        plural = (known is not None and known.plural) or before.token.lower == "people"
        both = previous == "NAME" and len(self.done) > 1 and self.done[-2].token.lower == "and"
        return ("V", base, "base") if plural or both or (previous == "NAME" and not noun) else None


_MOVING: Final = frozenset("go come run walk fly swim get take bring give return climb drive ride send back".split())
"""After these "to" leads to a place: "went to sleep" is the exception that the lexicon's noun decides."""
