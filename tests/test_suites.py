"""Suites of sentence pairs: their words, their balance against simple rules, and that other seeds tell others."""

import json
import re
from collections.abc import Callable

import pytest

from tests.test_winogrande import DEVELOPMENT
from workbench.errors import StoryscopeError
from workbench.stories.lexicon import BOYS, GIRLS, types
from workbench.stories.suites import FIELDS, SentencePair, suite_names, write_suites
from workbench.stories.words import split_words

PAIRS = write_suites(120, 0)


def test_every_word_is_of_the_smallest_tier() -> None:
    known = set(types("minuscule"))
    assert {word for pair in PAIRS for text in (pair.good, pair.bad) for word in split_words(text)} <= known


def test_suites_are_full_and_all_different() -> None:
    assert len(PAIRS) == 120 * len(suite_names())
    assert len({pair.id for pair in PAIRS}) == len(PAIRS)
    assert len({text for pair in PAIRS for text in (pair.good, pair.bad)}) == 2 * len(PAIRS)
    assert write_suites(120, 0) == PAIRS
    assert write_suites(20, 0, ["state_moved"]) == [pair for pair in PAIRS if pair.suite == "state_moved"][:20]
    other = {pair.good for pair in write_suites(120, 1, ["state_moved"])}
    assert len(other & {pair.good for pair in PAIRS}) < 40


def test_what_is_right_in_one_of_a_twin_is_wrong_in_the_other() -> None:
    """The words in which good and bad differ are exchanged, so that no preference for a word can be right in both."""
    for first, second in zip(PAIRS[::2], PAIRS[1::2], strict=True):
        assert first.twin == second.twin
        changes = [_change(pair.good, pair.bad) for pair in (first, second)]
        assert changes[0] == tuple(reversed(changes[1]))


def _change(good: str, bad: str) -> tuple[str, str]:
    one, two = split_words(good), split_words(bad)
    [place] = [index for index, words in enumerate(zip(one, two, strict=True)) if words[0] != words[1]]
    return one[place], two[place]


Rule = Callable[[SentencePair], bool]


def _ends(text: str, which: int) -> bool:
    """Whether the text ends with what it names first (0) or last (-1) of its kind."""
    *words, last, _ = split_words(text)
    kinds = ({name.lower() for name in (*BOYS, *GIRLS)}, set("box car bed house garden room".split()))
    kind = next(one for one in kinds if last in one)
    return [word for word in words if word in kind][which] == last


@pytest.mark.parametrize("which", [0, -1])
@pytest.mark.parametrize("suite", [*FIELDS["world state"], *FIELDS["belief"]])
def test_first_and_last_mention_answer_half(suite: str, which: int) -> None:
    pairs = [pair for pair in PAIRS if pair.suite == suite]
    rights = [_ends(pair.good, which) for pair in pairs]
    assert [_ends(pair.bad, which) for pair in pairs] == [not right for right in rights]
    assert sum(rights) == len(pairs) / 2


def test_the_world_agrees() -> None:
    """Another teller of the same puts and moves, on the texts alone, finds every good sentence true."""
    for pair in PAIRS:
        if pair.suite not in ("state_two_things", "state_moved"):
            continue
        *told, claim = pair.good.replace("Then he", "X").replace("Then she", "X").split(". ")
        where: dict[str, str] = {}
        for things, place in re.findall(r"the ((?:\w+)(?: and the \w+)?) in the (\w+)", ". ".join(told)):
            where |= dict.fromkeys(things.split(" and the "), place)
        found = re.fullmatch(r"So the (\w+) was in the (\w+)\.", claim)
        assert found is not None
        assert where[found[1]] == found[2], pair.good


def test_nothing_is_taken_from_the_outside_questions() -> None:
    if not DEVELOPMENT.is_file():
        pytest.skip("the outside questions are not here: set STORYSCOPE_SHARED")

    def grams(text: str) -> set[tuple[str, ...]]:
        words = split_words(text)
        return {tuple(words[at : at + 8]) for at in range(len(words) - 7)}

    outside = {
        gram
        for row in json.loads(DEVELOPMENT.read_text())
        for option in ("option1", "option2")
        for gram in grams(row["sentence"].replace("_", row[option]))
    }
    assert not outside & {gram for pair in PAIRS for gram in grams(pair.good)}


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"n": 7}, "n=7 pairs cannot be in twins"),
        ({"n": 0}, "cannot be in twins"),
        ({"n": 2, "suites": ["agrement"]}, "no suite 'agrement'"),
        ({"n": 10**6, "suites": ["agreement_simple"]}, "has only [0-9]+ different pairs"),
    ],
)
def test_wrong_wishes_are_refused(asked: dict, message: str) -> None:
    with pytest.raises(StoryscopeError, match=message):
        write_suites(seed=0, **asked)
