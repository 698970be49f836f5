import hashlib
import json
import os
import signal
import subprocess
import sys
from dataclasses import replace
from itertools import combinations, count
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.composers import VOCABULARY, tell, tell_and_die, tell_apart, tell_ten
from workbench import artifacts
from workbench.errors import StoryscopeError
from workbench.records import STORY_SCHEMA, story_from_row
from workbench.stories import shards
from workbench.stories.choosing import choose, shards_between
from workbench.stories.columns import to_table
from workbench.stories.corpus import Corpus, GenerateConfig, generate, write_corpus
from workbench.stories.plots import compose
from workbench.stories.words import split_words

CONFIG = GenerateConfig(n=2_003, seed=3, stories_per_file=307, validation=0.07, test=0.11, workers=1)


@pytest.fixture(autouse=True)
def shelf(tmp_path, monkeypatch):
    monkeypatch.setenv("STORYSCOPE_ARTIFACTS", str(tmp_path / "artifacts"))
    return tmp_path / "artifacts"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A corpus of stories that repeat each other, over seven shards and one round of replacements."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("STORYSCOPE_ARTIFACTS", str(tmp_path_factory.mktemp("shelf")))
        return write_corpus(CONFIG, tell, VOCABULARY, "tell")


def first_of_each_group(config, compose):
    """What a corpus must hold, by the plainest means: the first `n` stories of new groups, and how many were tried."""
    seen, kept = set(), []
    for index in count():
        story = compose(config.seed, index, config.tier)
        if story.group not in seen:
            seen.add(story.group)
            kept.append(story)
        if len(kept) == config.n:
            return kept, index + 1
    raise AssertionError


def payload(artifact):
    return {name: entry.sha256 for name, entry in artifact.manifest.files.items()}


def test_columns_are_those_of_the_slow_way():
    stories = [tell(0, index, "minuscule") for index in range(37)]
    table = to_table(stories)
    table.validate(full=True)
    assert table.schema == STORY_SCHEMA
    assert [story_from_row(row) for row in table.to_pylist()] == stories
    assert to_table([]).num_rows == 0


def test_corpus_is_the_first_story_of_each_group_up_to_n(made):
    expected, tried = first_of_each_group(CONFIG, tell)
    corpus = Corpus.open(made)
    order = {story.id: place for place, story in enumerate(expected)}
    found = {split: list(corpus.stories(split)) for split in corpus.splits}
    assert sum(map(len, found.values())) == CONFIG.n
    assert {story.id: story for stories in found.values() for story in stories} == {s.id: s for s in expected}
    for stories in found.values():
        places = [order[story.id] for story in stories]
        assert places == sorted(places)
    summary = made.manifest.summary
    assert summary["dropped_duplicates"] == tried - CONFIG.n > 100
    assert tried > CONFIG.n + CONFIG.stories_per_file // 2, "the test should need replacements"


def test_summary_counts_what_is_on_disk(made):
    corpus, summary = Corpus.open(made), made.manifest.summary
    stories = [story for split in corpus.splits for story in corpus.stories(split)]
    assert summary["stories"] == len(stories) == CONFIG.n
    assert summary["splits"] == corpus.splits
    for axis in ("topic", "tone", "moral"):
        values = [getattr(story, axis) for story in stories]
        assert summary["labels"][axis] == {value: values.count(value) for value in sorted(set(values))}
    told = {word for story in stories for word in split_words(story.text)}
    assert summary["types"] == len(told)
    assert summary["vocabulary"] == len(VOCABULARY["types"])
    assert summary["outside_vocabulary"] == sorted(told - set(VOCABULARY["types"])) == []
    assert summary["words"] == sum(len(split_words(story.text)) for story in stories)
    assert json.loads(made.file("vocabulary.json").read_text()) == VOCABULARY
    rows = summary["dependence"]
    assert [(row["first"], row["second"]) for row in rows] == list(combinations(("topic", "tone", "moral"), 2))
    assert all(row["n"] == CONFIG.n and row["within_noise"] for row in rows) and "confounds" not in summary
    assert not list(made.path.rglob("*scratch*")) and not list(made.path.rglob("*.tmp"))
    assert artifacts.verify(made) == []


def test_words_outside_the_vocabulary_are_named():
    lacking = {**VOCABULARY, "types": [kind for kind in VOCABULARY["types"] if kind not in ("cake", "said")]}
    made = write_corpus(GenerateConfig(n=50, workers=1), tell, lacking, "lacking")
    assert made.manifest.summary["outside_vocabulary"] == ["cake", "said"]


def test_groups_fall_by_their_hash_and_never_into_two_splits(made):
    corpus = Corpus.open(made)
    for split in corpus.splits:
        for group in corpus.table(split, ["group"])["group"].to_pylist():
            place = int.from_bytes(hashlib.sha256(group.encode()).digest()[:8], "big") / 2**64
            assert split == ("test" if place < 0.11 else "validation" if place < 0.18 else "train")
    assert abs(corpus.splits["test"] / CONFIG.n - 0.11) < 4 * np.sqrt(0.11 * 0.89 / CONFIG.n)


def test_same_bytes_whatever_the_workers(made, shelf):
    again = write_corpus(GenerateConfig(**{**CONFIG.__dict__, "workers": 2, "name": "other"}), tell, VOCABULARY, "tell")
    assert again.path.is_relative_to(shelf)
    assert payload(again) == payload(made)
    assert again.manifest.id == made.manifest.id, "neither workers nor name make another corpus"


def test_a_changed_world_or_argument_makes_another_corpus():
    small = GenerateConfig(n=20, workers=1)
    first = write_corpus(small, tell, VOCABULARY, "tell")
    assert write_corpus(small, tell, VOCABULARY, "tell").path == first.path
    assert write_corpus(small, tell_apart, VOCABULARY, "tell_apart").manifest.id != first.manifest.id
    assert write_corpus(GenerateConfig(n=20, seed=1), tell, VOCABULARY, "tell").manifest.id != first.manifest.id
    assert write_corpus(GenerateConfig(n=20, test=0.1), tell, VOCABULARY, "tell").manifest.id != first.manifest.id


def run_apart(folder, n=5_000, shard=1_000, **environment):
    """Make a corpus in a process of its own."""
    code = (
        "from tests.composers import *; from workbench.stories.corpus import *\n"
        # Shells start background work with SIGINT ignored.
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        f"config = GenerateConfig(n={n}, stories_per_file={shard}, workers=int(os.environ['WORKERS']))\n"
        "write_corpus(config, tell_until_stopped, VOCABULARY, 'stopped')"
    )
    inherited = {**os.environ, "STORYSCOPE_ARTIFACTS": str(folder), "PYTHONPATH": str(Path(__file__).parents[1])}
    command = [sys.executable, "-c", code]
    return subprocess.Popen(command, env={**inherited, **environment}, stdout=subprocess.PIPE, text=True)


def test_finished_shards_survive_a_kill(tmp_path):
    whole, cut = tmp_path / "whole", tmp_path / "cut"
    process = run_apart(cut, WORKERS="1", STOP_AT="3100")
    assert process.stdout.readline() == "stopped\n"
    process.kill()
    process.communicate()
    (partial,) = cut.glob("corpus/.partial-*")
    before = {path.name: path.stat().st_ino for path in partial.glob("data/*")}
    assert len(before) == 9 and not list(cut.glob("corpus/[!.]*"))
    (partial / "data" / ".train-00003.parquet.1.tmp").write_bytes(b"half a shard")
    for folder in (cut, whole):
        assert run_apart(folder, WORKERS="1").wait() == 0
    (resumed,), (straight,) = (list(folder.glob("corpus/[!.]*")) for folder in (cut, whole))
    resumed, straight = artifacts.resolve("corpus", resumed), artifacts.resolve("corpus", straight)
    assert payload(resumed) == payload(straight)
    for name, inode in before.items():
        assert resumed.file(f"data/{name}").stat().st_ino == inode, f"{name} was made again"


@pytest.mark.parametrize("signal_number", [signal.SIGKILL, signal.SIGINT])
def test_workers_of_a_stopped_run_end_without_writing(tmp_path, signal_number):
    # Each worker says so when it is at its shard, which would take it minutes.
    process = run_apart(tmp_path, 16_000_000, 2_000_000, WORKERS="2", STOP_AT="200", ENDLESS="1")
    assert [process.stdout.readline() for _ in range(2)] == ["stopped\n"] * 2
    process.send_signal(signal_number)
    # The workers share the pipe, so its end says that they are gone too.
    assert process.stdout.read() == ""
    assert process.wait() != 0
    (partial,) = tmp_path.glob("corpus/.partial-*")
    assert not list(partial.glob("*/*"))


def test_a_worker_that_dies_is_an_error_and_not_a_hang():
    with pytest.raises(StoryscopeError, match="fewer --workers"):
        write_corpus(GenerateConfig(n=2_000, workers=2), tell_and_die, VOCABULARY, "tell_and_die")


@pytest.mark.parametrize(
    ("values", "fragment"),
    [
        ({"n": 0}, "n=0"),
        ({"n": -5}, "n=-5"),
        ({"stories_per_file": 0}, "stories_per_file=0"),
        ({"workers": -1}, "workers=-1"),
        ({"validation": 0.6, "test": 0.4}, "no stories to train on"),
        ({"test": -0.1}, "no stories to train on"),
        ({"test": float("nan")}, "no stories to train on"),
    ],
)
def test_impossible_corpora_are_refused(values, fragment):
    with pytest.raises(StoryscopeError, match=fragment):
        GenerateConfig(**values)


def test_a_world_that_runs_out_says_so():
    with pytest.raises(StoryscopeError, match=r"held only 10 different ones.*--n 9"):
        write_corpus(GenerateConfig(n=1_500, workers=1), tell_ten, VOCABULARY, "tell_ten")
    assert (
        write_corpus(GenerateConfig(n=10, workers=1), tell_ten, VOCABULARY, "tell_ten").manifest.summary["stories"]
        == 10
    )


@given(st.lists(st.integers(0, 12), min_size=1, max_size=60), st.integers(1, 13), st.integers(1, 7))
def test_choice_takes_the_first_of_each_group(keys, n, size):
    choice = choose(np.array(keys, dtype=np.uint64), n)
    groups = list(dict.fromkeys(keys))
    if len(groups) < n:
        assert choice is None
        return
    taken = set(groups[:n])
    assert choice.last == keys.index(groups[n - 1])
    assert choice.repeats == choice.last + 1 - n
    kept = []
    for shard in shards_between(0, len(keys), size, 0):
        here = list(dict.fromkeys(keys[shard.start : shard.start + shard.count]))
        kept += [key for key in here if key not in choice.unwanted(shard)]
    assert kept == groups[:n] and set(kept) == taken


def test_thinning_twice_changes_nothing(tmp_path):
    order = shards.Order(folder=tmp_path, compose=tell_apart, seed=0, tier="", validation=0.2, test=0.2)
    shard = shards.Shard(0, 0, 40)
    whole = shards.write_shard(order, shard)
    drop = shards.read_keys(tmp_path, 0)[[3, 5, 8]]
    once = shards.thin_shard(order, shard, drop)
    files = {path.name: path.read_bytes() for path in tmp_path.glob("data/*")}
    assert shards.thin_shard(order, shard, drop) == once == shards.read_tally(tmp_path, shard)
    assert files == {path.name: path.read_bytes() for path in tmp_path.glob("data/*")}
    assert sum(once.splits.values()) == sum(whole.splits.values()) - 3 == 37
    emptied = shards.thin_shard(order, shard, shards.read_keys(tmp_path, 0))
    assert sum(emptied.splits.values()) == 0 and not list(tmp_path.glob("data/*"))
    assert shards.thin_shard(order, shard, drop) == shards.Tally(
        shard, 3, **{k: v for k, v in emptied.__dict__.items() if k not in ("shard", "removed")}
    )


def test_the_world_writes_a_corpus():
    made = generate(GenerateConfig(n=40, workers=1))
    assert made.manifest.name == "minuscule-40"
    assert made.manifest.summary["outside_vocabulary"] == []
    assert made.manifest.summary["stories"] == 40


@pytest.mark.parametrize("tier", ["minuscule", "tiny", "simple"])
def test_every_tier_makes_the_same_bytes_whatever_the_workers(tier, monkeypatch, tmp_path):
    config = GenerateConfig(tier=tier, n=9, seed=5, stories_per_file=3, workers=1)
    alone = generate(config)
    assert len(list(alone.path.glob("data/*"))) >= 3
    monkeypatch.setenv("STORYSCOPE_ARTIFACTS", str(tmp_path / "elsewhere"))
    together = generate(replace(config, workers=2))
    assert together.manifest.id == alone.manifest.id and together.path != alone.path
    assert payload(together) == payload(alone)
    story = next(Corpus.open(alone).stories("train"))
    assert compose(**json.loads(story.recipe)) == story


def test_an_unknown_tier_is_refused():
    with pytest.raises(StoryscopeError, match="minuscule"):
        generate(GenerateConfig(tier="enormous"))
