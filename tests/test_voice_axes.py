"""Every value of every axis, on twenty stories: read off the text by checks that know nothing of how it was told."""

import re
from collections.abc import Callable

import pytest
from told_voices import QUOTED, narrated, sentences, told

from workbench.records import Sentence
from workbench.stories.axes_of_story import AXES
from workbench.stories.voice import Telling
from workbench.stories.wordbook import book

COUNT = 20
WORDS = book("simple")
_PARTICIPLES = "|".join(
    sorted({verb.participle for verb in WORDS.verbs()} | {"been", "had", "done"}, key=len, reverse=True)
)
_ING = "|".join(sorted({verb.ing for verb in WORDS.verbs()} | {"being", "having"}, key=len, reverse=True))
_COMPARED = "|".join(re.escape(one.comparative) for one in WORDS.adjectives() if one.comparative)
_ADVERBS = r"(?:(?:not|never|always|already|just|also|still|often|almost|soon) )?"


def _finds(pattern: str, least: int = 1) -> Callable[[Telling], bool]:
    compiled = re.compile(pattern)
    return lambda one: len(compiled.findall(narrated(one.text))) >= least


def _told(one: Telling) -> list[str]:
    return [narrated(text).strip() for text in sentences(one)]


def _roles(one: Telling, role: str) -> list[Sentence]:
    return [sentence for sentence in one.sentences if sentence.role == role]


def _part(one: Telling, sentence: Sentence) -> str:
    return one.text[sentence.start : sentence.end]


GRAMMAR: dict[str, Callable[[Telling], bool]] = {
    "past tense": _finds(r"\b(was|were|had|did|said|went|looked|ran|saw|wanted|liked|came|felt|could)\b"),
    "present tense": lambda one: not re.search(r"\b(was|were|had|did|went|wanted|could)\b", narrated(one.text)),
    "past perfect": _finds(rf"\bhad {_ADVERBS}({_PARTICIPLES})\b"),
    "progressive": _finds(rf"\b(was|were) {_ADVERBS}({_ING})\b"),
    "passive voice": _finds(rf"\b(was|were) {_ADVERBS}({_PARTICIPLES})\b.*\bby\b"),
    "questions": lambda one: narrated(one.text).count("?") >= 2,
    "relative clauses": _finds(
        r"\b\w+, (who|which) |\b\w+ (that|who) (was|were|had|did|many|nobody|looked|wanted|liked|loved|felt)\b"
    ),
    "comparatives": _finds(rf"\b({_COMPARED})\b.*\bthan\b|\bgets longer each"),
    "conditionals": _finds(r"\b[Ii]f \w+.*\bwould\b|\bwould\b.* if \b|\b[Ii]f \w+.*\bcould\b|\bcould\b.* if \b"),
    "indirect speech": _finds(r"\b(said that|told [\w' ]+ (that|to|not to)|asked [\w' ]+ (if|what|where|to))\b"),
    "participle clauses": lambda one: any(
        re.match(rf"(Then )?({_ING})\b.*, ", text, re.IGNORECASE) or re.search(rf", ({_ING})\b", text)
        for text in _told(one)
    ),
    "time clauses": _finds(
        r"\b(when|while|after|before|until|as soon as|as time)\b(?! that)|\b(When|While|After|Before|As)\b"
    ),
    "exclamations": lambda one: (
        narrated(one.text).count("!") >= 1 and bool(re.search(r"\b(How|What) ", narrated(one.text)))
    ),
}


def _flashback(one: Telling) -> bool:
    looks_back = [_part(one, sentence) for sentence in _roles(one, "flashback")]
    return (
        len(looks_back) >= 2
        and one.sentences[0].role != "flashback"
        and any(" had " in f" {text} " for text in looks_back)
    )


def _circle(one: Telling) -> bool:
    first, last = sentences(one)[0], sentences(one)[-1]
    names = set(re.findall(r"\b[A-Z][a-z]+\b", first)) - {"This"}
    return (
        "story" in first and "story" in last and (not names or bool(names & set(re.findall(r"\b[A-Z][a-z]+\b", last))))
    )


FEATURE: dict[str, Callable[[Telling], bool]] = {
    "dialogue": lambda one: len(QUOTED.findall(one.text)) >= 2,
    "inner monologue": lambda one: len(re.findall(r'[,?!]" \w+( \w+)? thought', one.text)) >= 2,
    "flashback": _flashback,
    "in medias res": lambda one: one.sentences[1].role == "flashback" and "beg" in _part(one, one.sentences[1]),
    "foreshadowing": _finds(r"(did not|didn't) know it yet, but .*would"),
    "story within a story": lambda one: (
        "story" in " ".join(sentences(one)[:3]) and _roles(one, "frame")[-1] == one.sentences[-1]
    ),
    "letter": lambda one: bool(re.search(r'"Dear \w+, today .*With love', one.text, re.DOTALL)),
    "cliffhanger": lambda one: sentences(one)[-1].endswith("?"),
    "circular": _circle,
    "twist": lambda one: bool(re.search(r"who [A-Z]\w+ (was|is)\? It (was|is) me\.$", one.text)),
    "happy ending": lambda one: bool(re.search(r"(all was well in the end|it ended well)\.$", one.text, re.IGNORECASE)),
    "bad ending": lambda one: bool(re.search(r"(it did not end well|it ended badly)\.$", one.text, re.IGNORECASE)),
    "moral told": lambda one: bool(re.search(r"(tells us that|shows that|learned that day that) ", sentences(one)[-1])),
}


def _short(one: Telling, longest: int) -> bool:
    return "!" not in narrated(one.text) and all(len(text.split()) <= longest for text in _told(one))


def _comes_back(one: Telling) -> bool:
    return any(_told(one).count(text) >= 3 for text in _told(one) if len(text.split()) > 2)


def _alliterates(one: Telling) -> bool:
    words = re.findall(r"[A-Za-z]+", narrated(one.text))
    adjectives = {adjective.word for adjective in WORDS.adjectives()}
    pairs = zip(words, words[1:], strict=False)
    return sum(a.lower() in adjectives and b[0].isupper() and a[0].lower() == b[0].lower() for a, b in pairs) >= 2


STYLE: dict[str, Callable[[Telling], bool]] = {
    "plain": lambda one: _short(one, 20),
    "minimalist": lambda one: _short(one, 12) and " very " not in narrated(one.text),
    "lively": lambda one: narrated(one.text).count("!") >= 3,
    "lyrical": _finds(r"\blike (an?|the|slow) \w+|\bas \w+ as\b", 3),
    "noir": lambda one: "the kind of" in sentences(one)[0] and sum(len(text.split()) <= 5 for text in _told(one)) >= 3,
    "refrain": _comes_back,
    "alliterative": _alliterates,
    "fairy tale": lambda one: one.text.startswith("Once upon a time, ") and one.text.endswith("The end."),
    "conversational": lambda one: len(re.findall(r"\b(you|listen|believe)\b", narrated(one.text).lower())) >= 3,
    "suspenseful": lambda one: sum(0 < len(text.split()) <= 4 for text in _told(one)) >= 3,
    "breathless": lambda one: any(text.lower().split().count("and") >= 2 for text in _told(one)),
    "report": lambda one: bool(re.search(r"First, .*Next, .*Last, ", one.text, re.DOTALL)),
}
PERSONA: dict[str, str] = {
    "child": r"only little|at school|best story I know|all I know|believes me",
    "teacher": r"\bclass\b",
    "grandparent": r"my dear",
    "sailor": r"sailor|seas?\b|ship",
    "scientist": r"scientist|notes",
    "farmer": r"cows|barn|hay|farm",
    "detective": r"detective",
    "cook": r"soup|cook|eat",
}


@pytest.mark.parametrize("value", AXES["grammar"].of("simple"))
def test_grammar(value: str) -> None:
    for telling, _, _ in told(COUNT, grammar=value):
        assert GRAMMAR[value](telling), telling.text
        shown = [one for one in telling.cues if one.axis == "grammar"]
        assert all(one.value == value for one in shown)
        if value in ("questions", "conditionals", "comparatives", "relative clauses", "passive voice"):
            alone = [Telling(telling.text[one.start : one.end], (), (), (), (), {}, 1) for one in shown]
            assert alone
            assert all(one.text.endswith("?") if value == "questions" else GRAMMAR[value](one) for one in alone), alone


@pytest.mark.parametrize("value", AXES["feature"].of("simple"))
def test_feature(value: str) -> None:
    for telling, _, _ in told(COUNT, feature=value):
        assert FEATURE[value](telling), telling.text


@pytest.mark.parametrize("value", AXES["style"].of("simple"))
def test_style(value: str) -> None:
    for telling, _, _ in told(COUNT, style=value):
        assert STYLE[value](telling), telling.text


@pytest.mark.parametrize("value", AXES["persona"].of("simple"))
@pytest.mark.parametrize("person", ["third person", "first person"])
def test_persona(value: str, person: str) -> None:
    for telling, _, voice in told(COUNT, persona=value, point_of_view=person):
        frames = [_part(telling, one) for one in _roles(telling, "frame")]
        assert len(frames) >= 3
        words = set(re.findall(r"[a-z]+n't|[a-z]+", " ".join(frames).lower().replace("'s", "")))
        assert not words - set(WORDS.types()), frames
        assert telling.sentences[0].role == telling.sentences[-1].role == "frame"
        assert re.search(PERSONA[value], " ".join(frames)), telling.text
        body = narrated(" ".join(_part(telling, one) for one in telling.sentences if one.role != "frame"))
        assert bool(re.search(r"\b(I|me|my|we|us)\b", body)) == (voice.narrator is not None), telling.text


@pytest.mark.parametrize("letter", AXES["initial_letter"].of("simple"))
def test_initial_letter(letter: str) -> None:
    for telling, _, _ in told(3, initial_letter=letter):
        assert telling.text.lstrip('"')[0].lower() == letter


def test_initial_word_class() -> None:
    names = {one.word for one in WORDS.names()}
    by_class = {
        "name": lambda word: word in names,
        "noun": lambda word: word.lower() in {one.plural for one in WORDS.nouns()},
        "adjective": lambda word: word.lower() in {one.word for one in WORDS.adjectives()},
        "adverb": lambda word: (
            word.lower() in {one.word for one in WORDS.adverbs()} | {"here", "there", "now", "again", "long", "today"}
        ),
        "verb-ing": lambda word: word.lower().endswith("ing"),
        "preposition": lambda word: (
            word.lower()
            in "in on at after before by during for under near over with without to of behind between from inside like through until across around up past down beside".split()
        ),
        "pronoun": lambda word: (
            word.lower()
            in "everyone it nobody they somebody you all this anyone one something these nothing everything what who that those many".split()
        ),
    }
    assert set(by_class) == set(AXES["initial_word_class"].of("simple"))
    for value, fits in by_class.items():
        for telling, _, _ in told(COUNT, initial_word_class=value):
            assert fits(re.findall(r"[A-Za-z]+", telling.text)[0]), (value, telling.text[:60])


def test_an_animal_says_first_who_it_is_and_last_that_it_saw_it() -> None:
    for feature in ("flashback", "in medias res", "circular"):
        for telling, _, voice in told(10, point_of_view="first person animal", feature=feature):
            assert voice.narrator is not None
            noun = voice.narrator.noun
            assert f"I am a {noun}" in " ".join(sentences(telling)[:2]), telling.text
            assert any("that I saw" in one for one in sentences(telling)[-2:]), telling.text


def test_every_value_is_checked_here() -> None:
    assert set(GRAMMAR) == set(AXES["grammar"].of("simple"))
    assert set(FEATURE) == set(AXES["feature"].of("simple"))
    assert set(STYLE) == set(AXES["style"].of("simple"))
    assert set(PERSONA) == set(AXES["persona"].of("simple"))


def test_the_checks_can_fail() -> None:
    plain, _, _ = told(1, style="plain", grammar="past tense")[0]
    failing = {**GRAMMAR, **FEATURE, **STYLE}
    for value in (
        "present tense",
        "questions",
        "exclamations",
        "letter",
        "moral told",
        "circular",
        "lively",
        "noir",
        "report",
    ):
        assert not failing[value](plain), value
