"""Verb groups and plain words: tense, person, number, negation, modals, aspect and voice."""

import pytest

from workbench.stories.voice.turning import to_present
from workbench.stories.voice.verbal import Agreement, Group, forms_of, verb_group

FORMS = forms_of("simple")
ME, HE, THEY = Agreement(1), Agreement(3), Agreement(3, True)


@pytest.mark.parametrize(
    ("base", "how", "words"),
    [
        ("be", Group("past", ME), "was"),
        ("be", Group("present", ME), "am"),
        ("be", Group("past", THEY), "were"),
        ("be", Group("present", THEY, negative=True), "are not"),
        ("go", Group("present", HE), "goes"),
        ("go", Group("present", THEY), "go"),
        ("go", Group("present", ME), "go"),
        ("have", Group("present", HE), "has"),
        ("go", Group("present", HE, negative=True), "does not go"),
        ("go", Group("present", ME, negative=True), "do not go"),
        ("go", Group("past", HE, negative=True), "did not go"),
        ("swim", Group("past", HE, modal="could", negative=True), "could not swim"),
        ("swim", Group("present", HE, modal="could"), "can swim"),
        ("break", Group("past", HE, passive=True), "was broken"),
        ("break", Group("present", THEY, passive=True), "are broken"),
        ("give", Group("past", HE, aspect="perfect", passive=True), "had been given"),
        ("lose", Group("past", HE, aspect="perfect"), "had lost"),
        ("run", Group("past", THEY, aspect="progressive"), "were running"),
        ("wait", Group("past", HE, modal="would", aspect="perfect", negative=True), "would not have waited"),
    ],
)
def test_verb_groups(base: str, how: Group, words: str) -> None:
    assert " ".join(verb_group(FORMS, base, how)) == words


@pytest.mark.parametrize(
    ("past", "present"),
    [
        ("and said sorry", "and says sorry"),
        ("that it was the cat who ate it", "that it is the cat who eats it"),
        ("to put on a hat", "to put on a hat"),
        ("one cake left", "one cake left"),
        ("so cold that he could not see", "so cold that he can not see"),
        ("in bed that night", "in bed tonight"),
    ],
)
def test_plain_words_are_turned_where_they_are_plain(past: str, present: str) -> None:
    assert to_present(past, FORMS, HE) == present
