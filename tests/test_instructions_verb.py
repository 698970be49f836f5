"""`storyscope instructions`: the files that it makes, from the record or with a model's summaries."""

import json
from pathlib import Path
from typing import Any

import pytest

from apps.cli.main import main
from tests.chat_server import Answer, Body, ChatServer, completion, obliging
from workbench import artifacts
from workbench.artifacts import Artifact
from workbench.errors import StoryscopeError
from workbench.stories.instructions.making import InstructionsConfig, instructions
from workbench.stories.instructions.told_by_model import SummariserConfig
from workbench.stories.plots import compose
from workbench.stories.words import split_words
from workbench.stories.writers.shelving import write_stories
from workbench.stories.writers.write_config import WriteConfig
from workbench.stories.writers.writing import write


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("store")
        patch.setenv("STORYSCOPE_ARTIFACTS", str(folder))
        with artifacts.create("corpus", "little", {"of": "test"}) as draft:
            stories = (compose(31, index) for index in range(60))
            draft.summary.update(write_stories(draft.path, stories, "minuscule", 0.2, 0.2))
    return folder


@pytest.fixture
def corpus(store: Path, monkeypatch: pytest.MonkeyPatch) -> Artifact:
    monkeypatch.setenv("STORYSCOPE_ARTIFACTS", str(store))
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    return artifacts.resolve("corpus", "little")


def lines(made: Artifact, split: str = "train") -> list[dict[str, Any]]:
    return [json.loads(line) for line in made.file(f"{split}.jsonl").read_text(encoding="utf-8").splitlines()]


@pytest.mark.usefixtures("corpus")
def test_the_verb(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["instructions", "--corpus", "little", "--json"]) == 0
    told = json.loads(capfd.readouterr().out)
    assert sum(told["splits"].values()) == 60
    made = artifacts.resolve("instructions", "little")
    assert made.manifest.parents == (artifacts.resolve("corpus", "little").ref,)
    rows = lines(made)
    fields = {"instruction", "story", "words", "sentence", "features", "summary", "used", "id", "group"}
    assert all(set(row) == fields for row in rows)
    assert made == instructions(InstructionsConfig(corpus="little"))
    again = instructions(InstructionsConfig(corpus="little", seed=1))
    assert [row["instruction"] for row in lines(again)] != [row["instruction"] for row in rows]
    labelled = lines(instructions(InstructionsConfig(corpus="little", form="labelled")))
    assert all(
        row["instruction"].split(":")[0] in ("Words", "Features", "Random sentence", "Summary") for row in labelled
    )


@pytest.mark.usefixtures("corpus")
def test_instructions_that_fit_a_context() -> None:
    made = instructions(InstructionsConfig(corpus="little", longest=115))
    rows = lines(made)
    assert max(len(split_words(row["instruction"])) + len(split_words(row["story"])) for row in rows) <= 115
    assert made.manifest.summary["too_long"] == 60 - made.manifest.summary["instructions"] > 0
    shortest = min(len(split_words(row["story"])) for row in lines(instructions(InstructionsConfig(corpus="little"))))
    with pytest.raises(
        StoryscopeError, match=f"20 words or fewer. Allow more: the shortest story alone has {shortest}"
    ):
        instructions(InstructionsConfig(corpus="little", longest=20))


def test_a_model_summarises_what_has_no_facts(corpus: Artifact) -> None:

    def respond(body: Body, key: str) -> Answer:
        if "Story:" in body["messages"][1]["content"]:
            return Answer(body=completion(json.dumps({"stories": [f"Somebody did something. {key}"]})))
        return obliging(body, key)

    with ChatServer(respond) as server:
        write(WriteConfig(recipe="minuscule", model="m", base_url=server.url, n=20, name="told"))
        config = InstructionsConfig(corpus="told", summariser=SummariserConfig(model="m", base_url=server.url))
        made = instructions(config)
        assert made.manifest.summary["summaries_by_model"] == 20
        assert all(row["summary"].startswith("Somebody did something.") for row in lines(made))
        assert len({row["summary"] for split in ("train", "validation", "test") for row in lines(made, split)}) == 20
        # The record knows better where it knows.
        asked = server.asked.total()
        other = InstructionsConfig(corpus=corpus.label, summariser=config.summariser)
        assert instructions(other).manifest.summary["summaries_by_model"] == 0
        # Other instructions for the same stories ask for no summary again.
        instructions(InstructionsConfig(corpus="told", seed=4, summariser=config.summariser))
        assert server.asked.total() == asked
