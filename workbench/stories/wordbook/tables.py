"""Reading the word tables: tab-separated files, one word a line under a header, columns in a fixed order.

A cell that the rules of `forms` fill is left empty. Values of one cell are separated by commas.
"""

from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from workbench.stories.wordbook import forms
from workbench.stories.wordbook.entries import Adjective, Adverb, Name, Noun, Particle, Verb

HEADERS = {
    "nouns": ("word", "tier", "kind", "size", "topics", "tags", "plural", "preposition"),
    "verbs": ("base", "tier", "kind", "tags", "past", "participle", "ing", "third"),
    "adjectives": ("word", "tier", "kind", "of", "polarity", "tones", "comparative", "superlative", "use"),
    "adverbs": ("word", "tier", "kind", "tones"),
    "names": ("word", "tier", "gender", "animal"),
    "particles": ("word", "tier", "kind"),
}
_NO_FORM = "-"


def rows(table: str) -> Iterator[list[str]]:
    """The rows of one table, each as long as its header."""
    text = (files("workbench.stories.wordbook") / "data" / f"{table}.tsv").read_text(encoding="utf-8")
    header, *lines = text.split("\n")
    assert tuple(header.split("\t")) == HEADERS[table], f"the columns of {table}.tsv"
    width = len(HEADERS[table])
    for number, line in enumerate(lines, 2):
        if line:
            cells = line.split("\t")
            assert len(cells) == width, f"{table}.tsv line {number} has {len(cells)} cells, not {width}"
            yield cells


@cache
def _values(cell: str) -> frozenset[str]:
    return frozenset(cell.split(",")) if cell else frozenset()


@cache
def nouns() -> tuple[Noun, ...]:
    """Every noun."""
    made: list[Noun] = []
    for word, tier, kind, size, topics, tags, plural, preposition in rows("nouns"):
        marks = _values(tags)
        many = plural or (word if "mass" in marks else forms.plural(word))
        made.append(Noun(word, many, tier, kind, marks, _values(topics), int(size), preposition))
    return tuple(made)


@cache
def verbs() -> tuple[Verb, ...]:
    """Every verb."""
    made: list[Verb] = []
    for base, tier, kind, tags, past, participle, ing, third in rows("verbs"):
        then = past or forms.past(base)
        made.append(
            Verb(
                base,
                then,
                participle or then,
                ing or forms.ing(base),
                third or forms.third(base),
                tier,
                kind,
                _values(tags),
            )
        )
    return tuple(made)


@cache
def adjectives() -> tuple[Adjective, ...]:
    """Every adjective."""
    made: list[Adjective] = []
    for word, tier, kind, of, polarity, tones, comparative, superlative, use in rows("adjectives"):
        more, most = (
            ("", "")
            if comparative == _NO_FORM
            else (comparative or forms.compared(word, "er"), superlative or forms.compared(word, "est"))
        )
        made.append(Adjective(word, more, most, tier, kind, _values(of), int(polarity), _values(tones), use))
    return tuple(made)


@cache
def adverbs() -> tuple[Adverb, ...]:
    """Every adverb."""
    return tuple(Adverb(word, tier, kind, _values(tones)) for word, tier, kind, tones in rows("adverbs"))


@cache
def names() -> tuple[Name, ...]:
    """Every name."""
    return tuple(Name(word, gender, tier, animal == "yes") for word, tier, gender, animal in rows("names"))


@cache
def particles() -> tuple[Particle, ...]:
    """Every word of the closed classes."""
    return tuple(Particle(word, tier, kind) for word, tier, kind in rows("particles"))
