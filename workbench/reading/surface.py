"""What a text shows without being understood: tense, person, dialogue, paragraphs, grammar, first word."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from workbench.reading.cutting import Cut, Token, initial_letter
from workbench.reading.lexis import Words
from workbench.reading.phrases import ReadClause
from workbench.reading.styles import styles_of
from workbench.reading.tagging import Tagger

_FIRST: Final = frozenset({"i", "my"})
_PRESENT: Final = frozenset({"third", "base"})
_TIMES: Final = frozenset({"when", "while", "after", "before", "until", "since", "whenever"})
_TELLS: Final = frozenset(
    "say tell ask think know hope wonder explain promise agree believe answer reply admit shout whisper decide "
    "feel".split()
)
_CLASSES: Final = {
    **{"DET": "article", "POSS": "pronoun", "PRON": "pronoun", "NAME": "name", "NOUN": "noun", "ADJ": "adjective"},
    **{"V": "verb", "BE": "verb", "AUX": "verb", "MODAL": "verb", "ADV": "adverb", "PART": "adverb", "NOT": "adverb"},
    **{"PREP": "preposition", "CONJ": "conjunction", "SUB": "conjunction", "NUM": "number", "WH": "question word"},
    **{"YES": "interjection", "TO": "preposition"},
}


_STANDS_ALONE: Final = frozenset("this these that those all both one some many few what who nobody everybody".split())
_POINTS: Final = frozenset({"this", "that", "these", "those"})
_EARLY: Final = frozenset({"early", "late", "long", "far", "fast", "hard", "high", "low", "near"})


@dataclass(frozen=True, slots=True)
class Surface:
    """The text-level axes. `tense` is past or present, `person` first or third (both of the narration, not of speech).

    `grammar` counts what the grammar axis asks for: passive voice, questions, relative clauses, and so on. `styles` are
    those whose marks the text bears.
    """

    tense: str = ""
    person: str = ""
    dialogue: bool = False
    paragraphs: int = 0
    words: int = 0
    initial_letter: str = ""
    initial_word_class: str = ""
    grammar: dict[str, int] = field(default_factory=dict)
    styles: frozenset[str] = frozenset()


def surface_of(text: str, cuts: Sequence[Cut], clauses: Sequence[ReadClause], words: Words) -> Surface:
    """The surface of a text that was cut and parsed."""
    told = Counter(clause.tense for clause in clauses if clause.spoken < 0 and not clause.modal)
    past, present = told["past"], sum(told[tense] for tense in _PRESENT)
    first = any(token.lower in _FIRST for token in _narration(cuts))
    return Surface(
        tense="" if not past + present else "past" if past >= present else "present",
        person="" if not cuts else "first" if first else "third",
        dialogue=any(cut.quotes for cut in cuts),
        paragraphs=cuts[-1].paragraph + 1 if cuts else 0,
        words=sum(token.kind == "word" for cut in cuts for token in cut.tokens),
        initial_letter=initial_letter(text),
        initial_word_class=_first_class(cuts, words),
        grammar=_grammar(cuts, clauses, words),
        styles=styles_of(text, cuts, frozenset(words.names)),
    )


def _narration(cuts: Sequence[Cut]) -> Iterator[Token]:
    for cut in cuts:
        inside = False
        for token in cut.tokens:
            if token.kind in ("open", "close"):
                inside = token.kind == "open"
            elif not inside:
                yield token


def _first_class(cuts: Sequence[Cut], words: Words) -> str:
    """The class of the first word, by what it is called where words are counted (article, verb-ing, ...)."""
    tokens = [token for token in cuts[0].tokens if token.kind not in ("open", "close")] if cuts else []
    tagged = [one for one in Tagger(tokens[:12], words).run() if one.tag not in ("MARK", "QUOTE")]
    if not tagged:
        return ""
    word, tag = tagged[0].token.lower, tagged[0].tag
    after = tagged[1].tag if len(tagged) > 1 else ""
    if any(tense == "ing" for _, tense in words.verbs.get(word, ())):
        return "verb-ing"
    if word in _STANDS_ALONE and (after not in ("NOUN", "ADJ") or word in _POINTS):
        return "pronoun"
    if word in ("up", "down", "like", "past", "out"):
        return "preposition"
    if tag == "ADJ" and word in _EARLY and (after not in ("NOUN", "ADJ") or tagged[1].token.lower == "one"):
        return "adverb"
    return _CLASSES.get(tag, "")


def _grammar(cuts: Sequence[Cut], clauses: Sequence[ReadClause], words: Words) -> dict[str, int]:
    seen: Counter[str] = Counter()
    for clause in clauses:
        for part in clause.whole():
            seen["passive voice"] += part.passive
            seen["progressive"] += part.progressive
            seen["past perfect"] += part.perfect and part.tense == "past"
            seen["participle clauses"] += part.tense == "ing" and part.link == "ing"
            seen["conditionals"] += part.link == "if"
            seen["time clauses"] += part.link in _TIMES
            seen["relative clauses"] += part.relative
    for before, clause in zip(clauses, clauses[1:], strict=False):
        embedded = clause.sentence == before.sentence and clause.spoken == before.spoken and before.base in _TELLS
        seen["indirect speech"] += embedded and clause.link in ("that", "if", "whether", "what", "where", "why", "how")
    seen["indirect speech"] += sum(
        clause.base in ("tell", "ask", "promise") and any(inner.link == "to" for inner in clause.inner)
        for clause in clauses
    )
    for cut in cuts:
        marks = [token.text for token in cut.tokens if token.kind == "mark"]
        seen["questions"] += "?" in marks
        seen["exclamations"] += "!" in marks
        lower = [token.lower for token in cut.tokens]
        compared = any(word in words.compared and word not in ("better", "best") for word in lower)
        seen["time clauses"] += "as soon as" in " ".join(lower) if "soon" in lower else False
        seen["comparatives"] += "than" in lower or compared
    return {name: count for name, count in seen.items() if count}
