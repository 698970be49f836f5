"""One corpus by several machines: as parts that are merged, and on a Ray cluster."""

import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from tests.composers import VOCABULARY, tell
from workbench import artifacts
from workbench.errors import StoryscopeError
from workbench.stories.corpus import GenerateConfig, generate, write_corpus
from workbench.stories.parts import MergeConfig, find_parts, merge, merge_parts, write_part

CONFIG = GenerateConfig(n=2_003, seed=3, stories_per_file=307, validation=0.07, test=0.11, workers=1)


@pytest.fixture(autouse=True)
def shelf(tmp_path, monkeypatch):
    monkeypatch.setenv("STORYSCOPE_ARTIFACTS", str(tmp_path / "artifacts"))
    return tmp_path / "artifacts"


@pytest.fixture(scope="module")
def alone(tmp_path_factory):
    """The corpus that one machine makes."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("STORYSCOPE_ARTIFACTS", str(tmp_path_factory.mktemp("alone")))
        return write_corpus(CONFIG, tell, VOCABULARY, "tell")


def payload(artifact):
    return {name: entry.sha256 for name, entry in artifact.manifest.files.items()}


def a_part(number, of, config=CONFIG):
    return write_part(replace(config, shard=f"{number}/{of}"), tell, "tell")


@pytest.mark.parametrize("of", [1, 2, 5])
def test_parts_make_the_corpus_of_one_machine(alone, of):
    made = [a_part(number, of) for number in range(1, of + 1)]
    numbers = [path.name[:5] for one in made for path in one.file("scratch").glob("*.json")]
    assert sorted(numbers) == [f"{number:05d}" for number in range(7)]
    merged = merge_parts(find_parts(()), CONFIG, tell, VOCABULARY, "tell")
    assert merged.manifest.id == alone.manifest.id
    assert payload(merged) == payload(alone)
    assert artifacts.verify(merged) == []


def test_parts_from_other_machines_are_given_by_path(alone, shelf, tmp_path):
    a_part(1, 2)
    away = a_part(2, 2)
    elsewhere = tmp_path / "usb stick" / away.label
    shutil.move(away.path, elsewhere)
    with pytest.raises(StoryscopeError, match=r"Of 2 parts these are missing: 2\..*--shard 2/2"):
        merge_parts(find_parts(()), CONFIG, tell, VOCABULARY, "tell")
    assert not list(shelf.glob("corpus/*"))
    given = find_parts((str(elsewhere), a_part(1, 2).label))
    assert payload(merge_parts(given, CONFIG, tell, VOCABULARY, "tell")) == payload(alone)


def test_a_damaged_part_is_refused(alone):
    made = [a_part(1, 2), a_part(2, 2)]
    broken = made[1].file("data/train-00003.parquet")
    whole = broken.read_bytes()
    broken.write_bytes(whole[:-40] + bytes(40))
    with pytest.raises(StoryscopeError, match=r"part2of2.*is damaged \(data/train-00003.parquet: its content"):
        merge_parts(made, CONFIG, tell, VOCABULARY, "tell")
    broken.write_bytes(whole)
    assert payload(merge_parts(made, CONFIG, tell, VOCABULARY, "tell")) == payload(alone)


def test_parts_that_do_not_belong_together_are_refused():
    first, other = a_part(1, 2), a_part(2, 2, replace(CONFIG, seed=4))
    with pytest.raises(StoryscopeError, match="are not parts of one corpus"):
        find_parts((first.label, other.label))
    with pytest.raises(StoryscopeError, match="another version of Storyscope"):
        merge_parts([first, a_part(2, 2)], CONFIG, tell, VOCABULARY, "a world that has changed")
    with pytest.raises(StoryscopeError, match="7 files, too few for 9 parts"):
        a_part(8, 9)


@pytest.mark.parametrize("shard", ["0/4", "5/4", "2", "a/b", "1/0", "-1/2"])
def test_parts_that_cannot_be_are_refused(shard):
    with pytest.raises(StoryscopeError, match="not a part of a corpus"):
        GenerateConfig(shard=shard)


def test_the_story_world_in_parts():
    config = GenerateConfig(n=40, workers=1, confound=("tone=sad~topic=rain:1",))
    part = generate(replace(config, shard="1/1"))
    assert part.manifest.name == "minuscule-40-confounded-part1of1"
    merged = merge(MergeConfig(workers=1, name="together"))
    assert merged.manifest.name == "together" and merged.manifest.config["confound"] == ["tone=sad ~ topic=rain : 1"]
    assert generate(config).path == merged.path, "it is the same corpus, so it is there already"


@pytest.fixture(scope="module")
def ray():
    """Ray with two workers on this machine, started once."""
    ray = pytest.importorskip("ray", reason="Ray is not installed (pip install 'storyscope[ray]')")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RAY_USAGE_STATS_ENABLED", "0")
        ray.init(address="local", num_cpus=2, include_dashboard=False, log_to_driver=False, logging_level="error")
        yield ray
        ray.shutdown()


def test_a_ray_cluster_makes_the_same_bytes(alone, ray):
    made = write_corpus(replace(CONFIG, ray="local"), tell, VOCABULARY, "tell")
    assert made.path != alone.path
    assert payload(made) == payload(alone)
    assert ray.is_initialized(), "a connection that was there is kept"


def test_a_ray_cluster_says_what_went_wrong(ray):
    from workbench.stories import distributed

    shard, order = CONFIG.first_round()[0], None
    run = ray.remote(distributed._compose)
    with pytest.raises(StoryscopeError, match=r"another version of Storyscope\. Install the same"):
        distributed._fetch(ray, run.remote(order, shard, "an old version"))


def test_no_ray_cluster_to_connect_to():
    code = (
        "from workbench.stories.corpus import *; from tests.composers import *\n"
        "write_corpus(GenerateConfig(n=40, ray='127.0.0.1:1'), tell, VOCABULARY, 'tell')"
    )
    # Apart, because Ray keeps one connection for each process.
    inherited = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    run = subprocess.run([sys.executable, "-c", code], env=inherited, capture_output=True, text=True)
    lines = run.stderr.strip().splitlines()
    assert lines[-1].startswith("workbench.errors.StoryscopeError: There is no Ray cluster at '127.0.0.1:1'")
    assert lines[-1].endswith("Start one (ray start --head), or use --ray local.")
