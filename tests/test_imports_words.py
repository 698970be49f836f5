"""The vocabulary of an import: counted as plainly as can be, names told by their capitals, bounded."""

from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.stories.imports import counting
from workbench.stories.imports.counting import Vocabulary
from workbench.stories.words import split_words


@given(st.lists(st.text(alphabet="aB '.\"Ü犬\u2003\n’-", max_size=25), min_size=1, max_size=12), st.integers(1, 5))
@settings(max_examples=40)
def test_counting_in_chunks_is_counting_plainly(texts, size):
    vocabulary = Vocabulary()
    for start in range(0, len(texts), size):
        vocabulary.add(texts[start : start + size])
    vocabulary.as_json(1_000, "x")
    if not vocabulary.unspaced:
        told = [word for text in texts for word in split_words(text)]
        assert dict(vocabulary.types) == {word: told.count(word) for word in set(told)}


def test_names_have_capitals_inside_of_sentences():
    vocabulary = Vocabulary()
    vocabulary.add(
        ["The cat saw Otto. Suddenly, Otto and I saw May, and May may go."] * 3 + ["Then a red Sun rose over May."]
    )
    # "Suddenly" only begins sentences, "Sun" occurs once, "may" is as often no name, "I" is no name.
    assert vocabulary.names() == ["otto"]
    vocabulary.add(["So May and May sat by May."] * 9)
    assert vocabulary.names() == ["may", "otto"]


def test_memory_for_words_is_bounded(monkeypatch):
    monkeypatch.setattr(counting, "_MOST_CHUNKS", 50)
    monkeypatch.setattr(counting, "_MOST_TYPES", 80)
    vocabulary = Vocabulary()
    for start in range(0, 1_000, 20):
        vocabulary.add([f"often word{number} often." for number in range(start, start + 20)])
    found = vocabulary.as_json(5, "x")
    assert found["types"][:2] == ["often", "."] and found["counts"][:2] == [2_000, 1_000]
    assert vocabulary.words == 4_000 and len(vocabulary.types) < 200, "words told once are dropped"
