"""Where a completion contradicts its prompt or itself: who and what is there, where, in whose hands, and who speaks.

The world's reader tracks entities, places and possessions; what cannot be true together it names itself. Here its
findings are kept to those that hold in any story for children, and what a reader of the world does not look for is
added: a hero who loses the name, names that were never introduced, and people who answer themselves.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from probes.judging.observing import Observed, is_word
from workbench.reading.cutting import Token, tokens_of
from workbench.reading.lexis import words
from workbench.reading.phrases import Phrase, ReadClause

_FAMILY: Final = frozenset(
    "mom mommy mama mum mummy mother dad daddy papa father grandma grandpa granny nana grandmother grandfather aunt "
    "auntie uncle teacher mr mrs miss sir santa god".split()
)
_INTRODUCES: Final = re.compile(
    r"""(?:named|called|name\s+(?:is|was)|am|i'm|friends?,?|brother,?|sister,?|neighbou?r,?|cousin,?|dog,?|cat,?)\s+\Z""",
    re.IGNORECASE,
)
_FIRM: Final = frozenset({"eaten", "lost", "broken", "holder", "place"})
_OPENERS: Final = (*".!?:…", "\n")
_OTHERWISE: Final = frozenset("day days time times way night morning other another one ones each thing things".split())


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Something that does not fit: its span in prompt + completion, its kind, and why.

    Kinds: eaten, lost, broken, holder and place (the world), nobody (a pronoun without anybody), newcomer (a name that
    nobody introduced), renamed (a name grown from another), itself (somebody acts on himself by name), answers itself.
    """

    start: int
    end: int
    kind: str
    why: str


def contradictions_of(seen: Observed) -> list[Contradiction]:
    """Every contradiction in a completion, in the order of the text."""
    found = [
        Contradiction(one.start, one.end, one.kind, one.why)
        for one in seen.reading.problems
        if one.kind in _FIRM or (one.kind == "nobody" and not _somebody(seen))
    ]
    found += _newcomers(seen)
    for clause in seen.reading.clauses:
        if clause.start >= seen.since:
            found += _itself(clause)
    found += _answers(seen)
    return sorted(found, key=lambda one: (one.start, one.end))


def kept_entities(seen: Observed) -> float:
    """The share of the prompt's nouns and names that the completion speaks of again; 1 where the prompt has none.

    Of the people, half suffices: one hero may leave.
    """
    heads = {
        phrase.head.lower()
        for phrase in seen.reading.phrases
        if phrase.start < seen.since and phrase.form != "pronoun" and phrase.head.lower() not in _OTHERWISE
    }
    said = {token.lower for token in tokens_of(seen.completion)}
    return sum(head in said or f"{head}s" in said for head in heads) / len(heads) if heads else 1.0


def _somebody(seen: Observed) -> bool:
    """Whether the prompt has a person whose gender the lexicon cannot know, whom a pronoun may mean."""
    return any(
        phrase.start < seen.since and phrase.form == "name" and phrase.head.lower() not in _FAMILY
        for phrase in seen.reading.phrases
    )


def _newcomers(seen: Observed) -> list[Contradiction]:
    """Names in the completion that neither the prompt has nor anything introduces."""
    text = seen.prompt + seen.completion
    tokens = [token for token in tokens_of(text) if token.kind in ("word", "mark", "open", "break")]
    known = {token.lower for token in tokens if token.kind == "word" and token.end <= seen.since}
    lower = {token.text for token in tokens if token.kind == "word" and token.text[0].islower()}
    names = {token.lower for token in tokens if token.end <= seen.since and _is_name(token.text, lower)}
    found: list[Contradiction] = []
    for place, token in enumerate(tokens):
        if token.kind != "word" or token.start < seen.since or token.lower in known or token.lower in _FAMILY:
            continue
        opens = place == 0 or tokens[place - 1].text in _OPENERS or tokens[place - 1].kind == "open"
        if not _is_name(token.text, lower) or (opens and not _sure_name(token.lower, place, tokens)):
            continue
        known.add(token.lower)
        grown = next((name for name in names if token.lower.startswith(name) and len(name) > 2), "")
        if grown:
            why = f"{grown.capitalize()} becomes {token.text}"
            found.append(Contradiction(token.start, token.end, "renamed", why))
        elif not _INTRODUCES.search(text[max(0, token.start - 24) : token.start]):
            why = f"{token.text} was not in the story before"
            found.append(Contradiction(token.start, token.end, "newcomer", why))
    return found


def _is_name(text: str, lower: set[str]) -> bool:
    return text[0].isupper() and text.lower() not in lower and text not in ("I", "OK", "TV") and len(text) > 1


def _sure_name(low: str, place: int, tokens: Sequence[Token]) -> bool:
    """Whether a word that opens a sentence is a name all the same: a known one, no word, or a name later on."""
    return (
        low in words("simple").names
        or not is_word(low)
        or any(
            tokens[other].lower == low and tokens[other - 1].text not in _OPENERS and tokens[other - 1].kind != "open"
            for other in range(place + 1, len(tokens))
        )
    )


def _itself(clause: ReadClause) -> list[Contradiction]:
    """Somebody who does something to somebody of the same name, where a pronoun or another was meant."""
    subject = clause.subject
    if subject is None or clause.spoken >= 0 or subject.form == "pronoun":
        return []
    others = [item.phrase for item in clause.items if item.phrase is not None and item.phrase.form != "pronoun"]
    head = subject.head.lower()
    if any(one.head.lower() == head and one.owner is None for one in others if not _elsewhere(one)):
        return [Contradiction(clause.start, clause.end, "itself", f"{subject.head} and {subject.head} in one clause")]
    return []


def _elsewhere(one: Phrase) -> bool:
    return one.det in ("another", "other")


def _answers(seen: Observed) -> list[Contradiction]:
    """People who call themselves by name, or who thank and are welcome in one breath."""
    found: list[Contradiction] = []
    text = seen.prompt + seen.completion
    for speech in seen.reading.speech:
        said = text[speech.start : speech.end]
        name = speech.speaker.split("#")[0]
        if speech.end <= seen.since or not name or not name.isalpha():
            continue
        called = re.search(rf",\s+{re.escape(name)}\b", said, re.IGNORECASE)
        if called is not None:
            start = speech.start + called.start()
            found.append(
                Contradiction(
                    start,
                    start + len(called[0]),
                    "answers itself",
                    f"{name.capitalize()} speaks to {name.capitalize()}",
                )
            )
    return found


def kinds_of(found: list[Contradiction]) -> Counter[str]:
    """How often each kind of contradiction occurs."""
    return Counter(one.kind for one in found)
