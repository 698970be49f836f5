"""From a way of saying to clauses: references become the story's entities, slots become words of the wordbook."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from random import Random

from workbench.stories.clauses import (
    Clause,
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
from workbench.stories.deep.forms import ClauseForm, Form, JoinForm, Ref, Slot, SpeechForm, Token, Way
from workbench.stories.deep.template import phrase
from workbench.stories.wordbook import Book, book

_AN = re.compile(r"\b([Aa]) (?=[aeiou](?!ne\b|nce\b|niform|se))")
_STYLES: dict[str, tuple[str, tuple[str, ...]]] = {
    "so": ("cause", ("R, so E",)),
    "because": ("cause", ("E because R",)),
    "but": ("contrast", ("R, but E",)),
    "and": ("sequence", ("R, and E",)),
    "then": ("sequence", ("R, and then E",)),
    "when": ("when", ("E when R",)),
    "while": ("contrast", ("R while E",)),
    "deeds": ("sequence", ("R and E",)),
}
_WORDS = re.compile(r"[a-z]+(?:['-][a-z]+)*")


@dataclass(slots=True)
class Voices:
    """What realising needs to know of a story: who is who, its words, its random stream, its tone and its topic."""

    rng: Random
    words: Book
    cast: Mapping[str, Entity]
    tone: str
    topic: Callable[[str], str]
    acts: Callable[[], "tuple[Token, ...]"]


def node(v: Voices, form: Form) -> Node:
    """The clause tree of a form."""
    if isinstance(form, ClauseForm):
        return _clause(v, form)
    if isinstance(form, SpeechForm):
        words = _items(v, form.words)
        return Speech(v.cast[form.speaker], tuple(words), form.mark, form.tag, v.cast[form.to] if form.to else None)
    if form.kind == "deeds" and isinstance(form.first, ClauseForm) and not isinstance(form.first.subject[0], Ref):
        assert isinstance(form.second, ClauseForm)
        second = _clause(v, form.second)
        second.subject = "and"  # plain words are said once: "the pig rolled in the mud and looked proud"
        first = _clause(v, form.first)
        first.verb = Verb(first.verb.base, *first.verb.items, second)
        second.plural = first.plural
        return first
    kind, styles = _STYLES[form.kind]
    first, second = node(v, form.first), node(v, form.second)
    if form.kind == "because":
        first, second = second, first
    elif form.kind == "when" and not opener(v, form):
        styles = ("When R, E", "E when R")
    elif form.kind == "deeds" and isinstance(first, Clause) and isinstance(second, Clause):
        second.subject = first.subject
    return Relation(kind, first, second, styles)  # pyright: ignore[reportArgumentType]


def opener(v: Voices, form: Form) -> str:
    """The words before the subject of a sentence: "that night"."""
    while isinstance(form, JoinForm):
        form = form.second if form.kind == "when" else form.first
    if not isinstance(form, ClauseForm) or not form.opener:
        return ""
    return " ".join(item for item in _items(v, form.opener) if isinstance(item, str))


def _clause(v: Voices, form: ClauseForm) -> Clause:
    return Clause(
        _subject(v, form.subject),
        Verb(form.base, *_items(v, form.rest)),
        negative=form.negative,
        modal=form.modal,
        plural=form.plural,
    )


def _subject(v: Voices, tokens: "tuple[Token, ...]") -> Subject:
    if len(tokens) == 1 and isinstance(tokens[0], Ref):
        ref = tokens[0]
        if ref.form == "entity":
            return _entity(v, ref.key)
        if ref.form == "full":
            return Full(v.cast[ref.key])
        if ref.form == "of":
            return Of(v.cast[ref.key], ref.noun)
    items = _items(v, tokens)
    if len(items) == 3 and items[1] == "and" and isinstance(items[0], Entity) and isinstance(items[2], Entity):
        return Together((items[0], items[2]))
    if len(items) == 1 and isinstance(items[0], str):
        return items[0]
    raise ValueError(f"no subject: {tokens}")


def _entity(v: Voices, key: str) -> "Entity | Together":
    if key == "xy":
        return Together((v.cast["x"], v.cast["y"]))
    return v.cast[key]


def _items(v: Voices, tokens: "tuple[Token, ...]") -> list[Item]:
    """Items of tokens; neighbouring words are joined, and a is an where it must be."""
    items: list[Item] = []
    for token in tokens:
        if isinstance(token, str):
            _add(items, token)
        elif isinstance(token, Slot):
            filled = fill(v, token)
            if filled:
                _add(items, filled)
        elif isinstance(token, ClauseForm):
            items.append(_clause(v, token))
        else:
            _refer(v, token, items)
    return [_AN.sub(r"\1n ", item) if isinstance(item, str) else item for item in items]


def _add(items: list[Item], text: str) -> None:
    if items and isinstance(items[-1], str):
        glue = "" if text[0] in ",.!?'" else " "
        items[-1] = f"{items[-1]}{glue}{text}"
    else:
        items.append(text)


def _refer(v: Voices, ref: Ref, items: list[Item]) -> None:
    key, form = ref.key, ref.form
    if key == "act":
        for item in _items(v, v.acts()):
            _add(items, item) if isinstance(item, str) else items.append(item)
        return
    if form == "entity":
        items.append(_entity(v, key))
        return
    entity = v.cast[key]
    if form == "full":
        items.append(Full(entity))
    elif form == "of":
        items.append(Of(entity, ref.noun))
    elif form in ("in", "to"):
        _add(items, preposition(v.words, entity.noun, form))
        items.append(entity)
    elif form in ("noun", "name"):
        _add(items, entity.noun)
    elif form == "kid":
        _add(items, "girl" if entity.gender == "f" else "boy")
    else:
        raise ValueError(f"no form {form!r}")


_INTO = {"in": "to", "on": "to", "at": "to", "under": "under", "by": "to"}


def preposition(words: Book, noun: str, form: str) -> str:
    """What stands before a place: "on" the beach, "to" the beach."""
    if form == "to":
        return "to"
    return _prepositions(words.tier).get(noun, "in")


@cache
def _prepositions(tier: str) -> dict[str, str]:
    return {noun.word: noun.preposition for noun in book(tier).nouns() if noun.preposition}


def fill(v: Voices, slot: Slot) -> str:
    """Words for a slot."""
    head = slot.parts[0]
    if head == "topic":
        return v.topic(slot.parts[1])
    if head == "adv" and v.rng.random() < 0.7:
        choices = _choices(v.words.tier, ("adv", v.tone)) or _choices(v.words.tier, ("adv", ""))
    else:
        choices = _choices(v.words.tier, slot.parts if head != "adv" else ("adv", ""))
    return choices[int(v.rng.random() * len(choices))]


@cache
def _choices(tier: str, parts: tuple[str, ...]) -> tuple[str, ...]:
    """The words that a slot can be in a tier."""
    words = book(tier)
    head, *more = parts
    if head == "":
        return tuple(option for option in more[0].split("/") if spelled(tier, option))
    if head in ("n", "ns"):
        kind, tags = more[0] or None, more[1:]
        found = [
            one
            for one in words.nouns(kind)
            if all(tag in one.tags if tag[0] != "-" else tag[1:] not in one.tags for tag in tags)
            and not one.tags & {"magic", "pair", "mass"}
            and one.word not in ("pet", "animal")
        ]
        return tuple(one.word if head == "n" else one.plural for one in found)
    if head == "adj":
        return tuple(one.word for one in words.adjectives(more[0]))
    if head == "adv":
        return tuple(one.word for one in words.adverbs("manner", None if more[0] in ("", "~") else more[0]))
    raise ValueError(f"no slot {parts}")


@cache
def spelled(tier: str, text: str) -> bool:
    """Whether a tier has every word of a text."""
    types = _types(tier)
    return all(word in types or (word.endswith("'s") and word[:-2] in types) for word in _WORDS.findall(text.lower()))


@cache
def _types(tier: str) -> frozenset[str]:
    return frozenset(word for form in book(tier).types() for word in (form, form.lower()))


@cache
def sayable(tier: str, one: Way) -> bool:
    """Whether a tier has all the words of a way of saying."""
    return not missing(tier, one)


def missing(tier: str, one: Way) -> list[str]:
    """The words of a way of saying that a tier lacks."""
    lacking: list[str] = []
    for lead, form in one.sentences:
        _missing_words(tier, lead, lacking)
        _missing_in(tier, form, lacking)
    return lacking


def missing_in_phrase(tier: str, text: str) -> list[str]:
    """The words of a phrase that a tier lacks."""
    lacking: list[str] = []
    for token in phrase(text):
        _missing_token(tier, token, lacking)
    return lacking


def _missing_words(tier: str, text: str, lacking: list[str]) -> None:
    lacking += [word for word in _WORDS.findall(text.lower()) if not spelled(tier, word)]


def _missing_in(tier: str, form: Form, lacking: list[str]) -> None:
    if isinstance(form, JoinForm):
        _missing_in(tier, form.first, lacking)
        _missing_in(tier, form.second, lacking)
    elif isinstance(form, SpeechForm):
        _missing_verb(tier, form.tag, lacking)
        for token in form.words:
            _missing_token(tier, token, lacking)
    else:
        _missing_verb(tier, form.base, lacking)
        for token in (*form.opener, *form.subject, *form.rest):
            _missing_token(tier, token, lacking)


def _missing_token(tier: str, token: Token, lacking: list[str]) -> None:
    if isinstance(token, str):
        _missing_words(tier, token, lacking)
    elif isinstance(token, Slot):
        if token.parts[0] != "topic" and not _choices(tier, token.parts):
            lacking.append("{" + ":".join(token.parts) + "}")
    elif isinstance(token, ClauseForm):
        _missing_in(tier, token, lacking)
    elif token.form == "of":
        _missing_words(tier, token.noun, lacking)


def _missing_verb(tier: str, base: str, lacking: list[str]) -> None:
    if base not in _bases(tier):
        lacking.append(base)


@cache
def _bases(tier: str) -> frozenset[str]:
    return frozenset({"be", "have", "do", *(verb.base for verb in book(tier).verbs())})
