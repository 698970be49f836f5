"""Near duplicates against their definition, and readability without a network."""

import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.stories import readability, similarity
from workbench.stories.similarity import jaccard, near_duplicates, runs, signatures

STORIES = st.lists(st.integers(0, 9), max_size=20)


def plain_jaccard(first, second, width=5):
    sets = [
        {tuple(one[at : at + width]) for at in range(max(1, len(one) - width + 1))} if one else set()
        for one in (first, second)
    ]
    either = sets[0] | sets[1]
    return len(sets[0] & sets[1]) / len(either) if either else 0.0


@given(STORIES, STORIES, st.integers(1, 6))
def test_runs_and_jaccard_are_what_their_definition_says(first, second, width):
    assert jaccard(runs(first, width), runs(second, width)) == pytest.approx(plain_jaccard(first, second, width))


@given(st.lists(STORIES, max_size=8))
def test_a_story_is_hashed_the_same_in_any_company(stories):
    together = signatures(stories)
    for story, signed in zip(stories, together, strict=True):
        assert signatures([story])[0].tolist() == signed.tolist()
        assert not story or signed.min() == signed.min() < np.iinfo(np.uint32).max


@pytest.mark.parametrize("changed", [3, 13, 31])
def test_signatures_agree_in_the_share_that_stories_share(changed):
    draw = np.random.default_rng(changed)
    gaps = []
    for _ in range(150):
        first = draw.integers(0, 500, 211)
        second = first.copy()
        second[draw.choice(211, changed, replace=False)] = draw.integers(500, 900, changed)
        signed = signatures([first, second])
        gaps.append(np.mean(signed[0] == signed[1]) - jaccard(runs(first), runs(second)))
    # 64 hashes: one estimate is off by 0.06 at most on average, 150 of them by a twelfth of that
    assert abs(np.mean(gaps)) < 0.016
    assert 0.02 < np.std(gaps) < 0.09


def test_near_duplicates_are_found_and_others_are_not():
    draw = np.random.default_rng(7)
    stories = [draw.integers(0, 300, draw.integers(60, 130)) for _ in range(700)]
    planted = {}
    for place in range(20, 700, 17):
        source = int(draw.integers(0, 19))
        copy = stories[source].copy()
        # One word inside a story of n words touches 5 of its n - 4 runs: Jaccard (n - 9) / (n + 1).
        copy[len(copy) // 2 : len(copy) // 2 + int(draw.integers(0, 2))] = 301
        stories[place], planted[place] = copy, source
    found = near_duplicates(stories)
    assert set(np.flatnonzero(found).tolist()) == set(planted)
    assert near_duplicates([]).tolist() == near_duplicates([[], []]).tolist()[:0] == []
    assert near_duplicates([[], [], [1], [1], [1, 2]]).tolist() == [False, False, False, True, False]


def test_below_the_bound_is_no_duplicate():
    story = list(range(100))
    other = [*story[:85], *range(200, 215)]  # 81 of 111 runs
    assert 0.7 < plain_jaccard(story, other) < 0.75
    assert near_duplicates([story, other]).tolist() == [False, False]
    assert near_duplicates([story, other], least=0.7).tolist() == [False, True]


def test_a_hash_that_forgets_the_order_would_be_seen(monkeypatch):
    monkeypatch.setattr(similarity, "_mix", lambda value: value)
    first, second = list(range(50)), [*range(0, 50, 2), *range(1, 50, 2)]
    assert jaccard(runs(first), runs(second)) != pytest.approx(plain_jaccard(first, second))


def test_readability_by_hand_and_offline():
    # 8 words, 2 sentences, 9 syllables; "park" and "ran" are easy words, and so are all others
    found = readability.readability("The cat ran home today. We saw it.")
    assert found.flesch_reading_ease == pytest.approx(206.835 - 1.015 * 4 - 84.6 * 9 / 8)
    assert found.flesch_kincaid_grade == pytest.approx(0.39 * 4 + 11.8 * 9 / 8 - 15.59)
    hard = readability.readability("Magnificent dinosaurs contemplated extraordinary circumstances yesterday.")
    assert hard.flesch_reading_ease < found.flesch_reading_ease and hard.dale_chall > found.dale_chall
    assert found.syllables in ("cmudict", "rule")


@pytest.mark.parametrize(
    ("words", "n"),
    [
        ("cat house walked jumped the loved saved goes makes one ran fluffed", 1),
        ("happy table wanted little playing didn't boxes very open careful being", 2),
        ("animal suddenly banana carefully hospital everyone", 3),
    ],
)
def test_syllables_by_ear(words, n):
    assert {word: readability.syllables(word) for word in words.split()} == dict.fromkeys(words.split(), n)


def test_the_library_is_not_loaded_by_importing():
    import subprocess

    code = "import sys, workbench.stories.report; sys.exit('textstat' in sys.modules or 'nltk' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
