"""Labels that depend on each other on purpose, and the measure that says whether they do."""

import json
from collections import Counter
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.composers import tell
from workbench.errors import StoryscopeError
from workbench.seeding import numpy_generator, python_random
from workbench.stories.columns import to_table
from workbench.stories.confounds import Confounded, draw, labels_of, measure, parse
from workbench.stories.corpus import Corpus, GenerateConfig, generate
from workbench.stories.mutual_information import dependences, encode, information, mutual_information
from workbench.stories.plots import compose

LABELS = {"topic": ("rain", "night", "asking for cake"), "tone": ("sad", "calm", "funny", "tense"), "moral": ("none",)}
ALL = tuple(f"tone={tone} ~ topic=rain : 0.25" for tone in LABELS["tone"])


def drawn(texts, n=20_000, labels=LABELS):
    confounds = parse(texts, labels)
    return [draw(confounds, labels, python_random(7, "confound", index)) for index in range(n)]


def test_a_confound_has_the_strength_that_was_asked_for():
    found = drawn(["tone=sad ~ topic=rain : 0.9"])
    assert all(set(labels) == {"topic", "tone"} for labels in found)
    rain = Counter(labels["tone"] for labels in found if labels["topic"] == "rain")
    else_ = Counter(labels["tone"] for labels in found if labels["topic"] != "rain")
    topics = Counter(labels["topic"] for labels in found)
    assert all(abs(n / len(found) - 1 / 3) < 0.015 for n in topics.values())
    assert abs(rain["sad"] / rain.total() - 0.9) < 0.015
    # The others share what is left, and elsewhere nothing has changed.
    assert all(abs(rain[tone] / rain.total() - 0.1 / 3) < 0.01 for tone in ("calm", "funny", "tense"))
    assert all(abs(n / else_.total() - 0.25) < 0.015 for n in else_.values())


def test_certain_and_impossible_labels():
    for labels in drawn(["tone=sad~topic=rain:1", "tone=sad ~ topic=night : 0", "tone=calm ~ topic=night : .5"], 4_000):
        assert labels["topic"] != "rain" or labels["tone"] == "sad"
        assert labels["topic"] != "night" or labels["tone"] != "sad"


def test_a_chain_follows_in_its_order():
    found = drawn(["moral=none ~ tone=sad : 1", "tone=sad ~ topic=asking for cake : 1"], 300)
    assert all(labels["tone"] == "sad" for labels in found if labels["topic"] == "asking for cake")


@given(st.floats(0, 1), st.integers(0, 10_000))
def test_drawing_always_ends_with_a_value_that_can_be(probability, seed):
    confounds = parse([f"tone=sad ~ topic=rain : {probability!r}"], LABELS)
    labels = draw(confounds, LABELS, python_random(seed, "any"))
    assert labels["tone"] in LABELS["tone"] and labels["topic"] in LABELS["topic"]
    if labels["topic"] == "rain" and probability in (0.0, 1.0):
        assert (labels["tone"] == "sad") == (probability == 1.0)


@pytest.mark.parametrize(
    ("texts", "fragment"),
    [
        (["tone=sad"], "'tone=sad' is not a confound. Write it like this"),
        (["tone=sad ~ topic=rain"], "is not a confound"),
        (["tone=sad ~ topic=rain : much"], "much in .* is not a probability"),
        (["tone=sad ~ topic=rain : 1.2"], "1.2 in .* is not a probability"),
        (["tone=sad ~ topic=rain : nan"], "nan in .* is not a probability"),
        (["mood=sad ~ topic=rain : 0.9"], "no label family 'mood' to confound. There is: topic, tone, moral"),
        (["tone=sad ~ topic=storm : 0.9"], "no topic 'storm' in this tier. There is: rain, night"),
        (["tone=glum ~ topic=rain : 0.9"], "no tone 'glum'"),
        (["tone=sad ~ tone=calm : 0.9"], "the tone would follow itself"),
        (["tone=sad ~ topic=rain : 0.5", "tone=sad ~ topic=rain : 0.4"], "is there twice"),
        (
            ["tone=sad ~ topic=rain : 0.7", "tone=calm ~ topic=rain : 0.7"],
            "topic=rain add up to 1.4. Let them add up to 1 at",
        ),
        ([*ALL[:3], "tone=tense ~ topic=rain : 0.1"], "add up to 0.85. Let them add up to 1."),
        (["tone=sad ~ topic=rain : 0.5", "tone=sad ~ moral=none : 0.5"], "cannot follow both the moral and the topic"),
        (["tone=sad ~ topic=rain : 0.5", "topic=rain ~ tone=sad : 0.5"], "follow each other in a ring: tone, topic"),
    ],
)
def test_confounds_that_cannot_be_are_refused(texts, fragment):
    with pytest.raises(StoryscopeError, match=fragment):
        parse(texts, LABELS)
    assert len(parse(ALL, LABELS)) == 4


def test_a_corpus_with_a_confound_says_so_and_its_recipes_rebuild_it():
    config = GenerateConfig(n=60, workers=1, confound=("tone=sad ~ topic=rain : 1", "topic=rain~moral=none:.6"))
    made = generate(config)
    stories = [story for split in Corpus.open(made).splits for story in Corpus.open(made).stories(split)]
    assert made.manifest.config["confound"] == ["tone=sad ~ topic=rain : 1", "topic=rain ~ moral=none : 0.6"]
    rain = [story for story in stories if story.topic == "rain"]
    assert rain and all(story.tone == "sad" for story in rain)
    for story in stories[:8]:
        recipe = json.loads(story.recipe)
        assert (recipe["topic"], recipe["tone"], recipe["moral"]) == (story.topic, story.tone, story.moral)
        assert compose(**recipe) == story
    first, second = made.manifest.summary["confounds"]
    assert (first["planted"], first["found"], first["n"]) == (1.0, 1.0, len(rain))
    none = [story for story in stories if story.moral == "none"]
    assert second["found"] == sum(story.topic == "rain" for story in none) / len(none)
    assert second["ci95"][0] <= second["found"] <= second["ci95"][1]
    assert first["elsewhere"] == sum(s.tone == "sad" for s in stories if s.topic != "rain") / (60 - len(rain))
    same = replace(config, confound=("tone = sad ~ topic = rain : 1.0", "topic=rain ~ moral=none : 0.60"))
    assert generate(same).path == made.path, "the same confounds, spelt in another way"
    assert generate(replace(config, confound=())).manifest.id != made.manifest.id
    assert "confound" not in generate(replace(config, confound=())).manifest.config


@pytest.fixture(autouse=True)
def shelf(tmp_path, monkeypatch):
    monkeypatch.setenv("STORYSCOPE_ARTIFACTS", str(tmp_path / "artifacts"))


@pytest.mark.parametrize("tier", ["minuscule", "tiny", "simple"])
def test_every_tier_has_families_to_confound(tier):
    labels = labels_of(tier)
    assert set(labels) == {"topic", "tone", "moral"} and all(len(values) > 5 for values in labels.values())
    parse([f"tone={labels['tone'][0]} ~ topic={labels['topic'][-1]} : 0.3"], labels)


def test_labels_without_a_confound_stay_as_they_were():
    plain = Confounded(compose, (), LABELS)
    assert plain(3, 5, "minuscule") == compose(3, 5)


def test_what_became_of_a_confound_that_never_came_up():
    table = pa.table({"topic": ["night", "night"], "tone": ["calm", "sad"]})
    (found,) = measure(parse(["tone=sad ~ topic=rain : 0.9"], LABELS), encode([table]))
    assert (found["n"], found["found"], found["elsewhere"]) == (0, None, 0.5)


# --- mutual information


def test_information_by_hand():
    # H = 1 bit on each side; the joint has 3/8, 1/8, 1/8, 3/8: I = 2 - H(joint) = 2 - 1.811278 bits.
    assert information(np.array([[3, 1], [1, 3]])).item() == pytest.approx(0.188722, abs=1e-6)
    several = information(np.array([[[3, 1], [1, 3]], [[5, 0], [0, 5]], [[4, 4], [0, 0]]]))
    assert several.tolist() == pytest.approx([0.188722, 1.0, 0.0], abs=1e-6)


def shuffled(one, two, draws, generator):
    """The null distribution by its definition."""
    tables = [np.histogram2d(one, generator.permutation(two), (one.max() + 1, two.max() + 1))[0] for _ in range(draws)]
    return information(np.array(tables).astype(np.int64))


def test_the_null_is_that_of_shuffled_labels():
    generator = numpy_generator(0, "test")
    one, two = generator.integers(0, 5, 211), generator.integers(0, 3, 211) ** 2
    families = {"topic": (list("abcde"), one), "tone": (list("abcde"), two)}
    (row,) = dependences(families, draws=4_000)
    null = shuffled(one, two, 4_000, generator)
    assert row.null == pytest.approx(null.mean(), rel=0.03)
    assert (row.null_low, row.null_high) == pytest.approx(tuple(np.quantile(null, [0.025, 0.975])), rel=0.06)
    assert row.p == pytest.approx((null >= row.bits - 1e-12).mean(), abs=0.03)
    # What it is for many stories: chi-squared with (5-1)(3-1) degrees of freedom over 2 n log 2.
    assert row.null == pytest.approx(8 / (2 * 211 * np.log(2)), rel=0.1)


def test_independent_families_are_within_noise_and_dependent_ones_are_not():
    generator = numpy_generator(1, "test")
    names = [str(number) for number in range(7)]
    columns = {name: generator.integers(0, 7, 3_001) for name in ("topic", "tone", "moral", "style")}
    columns["style"] = np.where(generator.random(3_001) < 0.1, columns["topic"], columns["style"])
    rows = dependences({name: (names, column) for name, column in columns.items()})
    assert len(rows) == 6
    assert {(row.first, row.second) for row in rows if not row.within_noise} == {("topic", "style")}
    assert all(row.p_holm >= row.p and row.null_low < row.null < row.null_high for row in rows)


def test_information_of_a_table_of_stories():
    stories = [tell(0, index, "minuscule") for index in range(400)]
    rows = mutual_information(to_table(stories))
    # `tell` draws its three labels; the other axes are the same in every story.
    assert [(row.first, row.second, row.n) for row in rows] == [
        ("topic", "tone", 400),
        ("topic", "moral", 400),
        ("tone", "moral", 400),
    ]
    assert all(row.within_noise for row in rows)
    halves = encode([to_table(stories[:150]), to_table(stories[150:])])
    assert dependences(halves)[0].bits == pytest.approx(rows[0].bits)
    assert mutual_information(to_table(stories[:1])) == []
