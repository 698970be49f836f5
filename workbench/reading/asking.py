"""Answering questions about a text that was read: where, who, whose, what, why, how somebody feels.

An answer names the sentence that it comes from; what the text does not say is said not to be said.
"""

import re
from dataclasses import dataclass
from typing import Final

from workbench.reading.phrases import Being, ReadClause
from workbench.reading.reading import Reading

_WORD: Final = re.compile(r"[a-z]+(?:'[a-z]+)?")
_EMPTY: Final = frozenset(
    "the a an is was are were did does do has have had who what where why how when of to in at on with it that this "
    "feel felt be by whose and".split()
)
_PLACES: Final = ("holder", "inside", "on", "under", "near", "at")


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer; `sentence` is where it is told, -1 where it is not told at all."""

    question: str
    answer: str
    sentence: int
    told: str

    @property
    def found(self) -> bool:
        """Whether the text says it."""
        return self.sentence >= 0


def ask(reading: Reading, question: str) -> Answer:
    """Answer a question about the end of the text, as far as it says."""
    words = _WORD.findall(question.lower().replace("’", "'").replace("'s", ""))
    about = _about(reading, words)
    if not about and words[:1] in (["where"], ["how"], ["whose"]):
        return _none(question, "The text speaks of nobody and nothing of that name.")
    if "where" in words and about:
        return _where(reading, question, about[0])
    if "why" in words:
        return _why(reading, question, words)
    if ("how" in words or "feel" in words or "feels" in words) and about:
        return _state(reading, question, about[0], "feels")
    if words[:1] == ["whose"] and about:
        return _state(reading, question, about[0], "owner")
    if "who" in words:
        return _who(reading, question, words, about)
    if "what" in words:
        return _what(reading, question, words, about)
    return _none(question, "I can answer where, who, whose, what, why and how somebody feels.")


def _about(reading: Reading, words: list[str]) -> list[Being]:
    """The beings that the question names, the last told of each first."""
    found: list[Being] = []
    for being in reversed(list(reading.beings.values())):
        if being.head in words and not being.members:
            fits = len(being.words.intersection(words))
            found.append(being) if fits == 0 else found.insert(0, being)
    return found


def _none(question: str, why: str) -> Answer:
    return Answer(question, why, -1, "")


def _told(reading: Reading, question: str, answer: str, sentence: int) -> Answer:
    return Answer(question, answer, sentence, reading.sentence_text(sentence))


def _where(reading: Reading, question: str, being: Being) -> Answer:
    """The last that was told of where it is: with somebody, in something, at a place."""
    for fact in reversed(reading.facts):
        if fact.subject == being.id and fact.relation in (*_PLACES, "lost", "eaten") and fact.value:
            if fact.relation == "lost":
                if fact.value == "yes":
                    return _told(reading, question, "It is lost.", fact.sentence)
                continue
            if fact.relation == "eaten":
                return _told(reading, question, "It was eaten.", fact.sentence)
            place = _name(reading, fact.value)
            words = {"holder": f"{place} has it", "inside": f"in {place}", "at": _at(place)}
            said = words.get(fact.relation, f"{fact.relation} {place}")
            return _told(reading, question, said[0].upper() + said[1:] + ".", fact.sentence)
    return _none(question, f"The text does not say where {_label(being)} is.")


def _at(place: str) -> str:
    return place if place in ("home", "away", "out", "back") else f"at {place}"


def _state(reading: Reading, question: str, being: Being, relation: str) -> Answer:
    for fact in reversed(reading.facts):
        if fact.subject == being.id and fact.relation == relation:
            value = _name(reading, fact.value)
            said = f"{value}'s" if relation == "owner" else value
            return _told(reading, question, said[0].upper() + said[1:] + ".", fact.sentence)
    what = "whose it is" if relation == "owner" else f"how {_label(being)} feels"
    return _none(question, f"The text does not say {what}.")


def _why(reading: Reading, question: str, words: list[str]) -> Answer:
    """The reason whose effect shares most with the question."""
    wanted = _content(reading, words)
    best, score = None, 0
    for reason in reading.reasons:
        effect = set(_content(reading, _WORD.findall(_effect(reading, reason.effect))))
        shared = len(effect.intersection(wanted))
        if shared > score:
            best, score = reason, shared
    if best is None or score < min(2, len(wanted)):
        return _none(question, "The text gives no reason for that.")
    cause = reading.text[best.cause[0] : best.cause[1]].strip(" ,")
    if best.whose:
        cause = f"{_name(reading, best.whose)} {cause}"
    return _told(reading, question, f"Because {cause}.", best.sentence)


def _effect(reading: Reading, span: tuple[int, int]) -> str:
    """The words of an effect with its pronouns as those they mean."""
    text, end = reading.text, span[1]
    pieces: list[str] = []
    place = span[0]
    for phrase in reading.phrases:
        if place <= phrase.start < end and phrase.form == "pronoun" and phrase.being is not None:
            pieces += [text[place : phrase.start], phrase.being.head]
            place = phrase.end
    return "".join([*pieces, text[place:end]]).lower()


def _content(reading: Reading, words: list[str]) -> list[str]:
    from workbench.reading.lexis import words as lexicon

    known = lexicon(reading.tier)
    kept: list[str] = []
    for word in words:
        if word not in _EMPTY:
            forms = known.verbs.get(word)
            kept.append(forms[0][0] if forms else word)
    return list(dict.fromkeys(kept))


def _who(reading: Reading, question: str, words: list[str], about: list[Being]) -> Answer:
    """Who has, broke, ate or lost a thing; else who is the subject of the verb that is asked for."""
    if about and {"has", "have", "holds", "had"} & set(words):
        for fact in reversed(reading.facts):
            if fact.subject == about[0].id and fact.relation == "holder":
                said = _name(reading, fact.value) if fact.value else "nobody"
                return _told(reading, question, said[0].upper() + said[1:] + ".", fact.sentence)
        return _none(question, f"The text does not say who has {_label(about[0])}.")
    wanted = set(_content(reading, words))
    objects = {being.head for being in about}
    for clause in reversed(reading.clauses):
        if not clause.happened or clause.base not in wanted or clause.subject is None or clause.subject.being is None:
            continue
        told = {
            item.phrase.being.head for item in clause.items if item.phrase is not None and item.phrase.being is not None
        }
        if objects <= told | {clause.subject.being.head}:
            said = _label(clause.subject.being)
            return _told(reading, question, said[0].upper() + said[1:] + ".", clause.sentence)
    return _none(question, "The text does not say who.")


def _what(reading: Reading, question: str, words: list[str], about: list[Being]) -> Answer:
    """What somebody did, has, or did something to."""
    wanted = set(_content(reading, words))
    if about and "have" in wanted:
        held = [fact for fact in reading.facts if fact.relation == "holder"]
        last = {fact.subject: fact for fact in held}
        mine = [fact for fact in last.values() if fact.value == about[0].id]
        if mine:
            return _told(
                reading, question, ", ".join(_name(reading, fact.subject) for fact in mine) + ".", mine[-1].sentence
            )
        return _none(question, f"The text does not say what {_label(about[0])} has.")
    heads = {being.head for being in about}
    for clause in reversed(reading.clauses):
        subject = clause.subject.being if clause.subject is not None else None
        parts = {one.head for one in (subject.members or (subject,))} if subject is not None else set[str]()
        if clause.happened and parts & heads and (clause.base in wanted or "do" in wanted or not wanted - heads):
            return _told(reading, question, _words(reading, clause) + ".", clause.sentence)
    return _none(question, "The text does not say that.")


def _words(reading: Reading, clause: ReadClause) -> str:
    words = reading.text[slice(*clause.span)].strip(" ,")
    subject = clause.subject.being if clause.subject is not None and clause.elided else None
    return f"{_label(subject)} {words}" if subject is not None else words


def _name(reading: Reading, value: str) -> str:
    being = reading.beings.get(value)
    return _label(being) if being is not None else value


def _label(being: Being) -> str:
    """A name, "the ball", or "Tim and Sam"."""
    if being.members:
        return " and ".join(_label(one) for one in being.members)
    if being.id == being.head and being.kind == "person" and being.gender in ("m", "f", ""):
        return being.head.capitalize()
    return f"the {being.head}"
