"""The prompts that ship, and completions of them by tiny real models."""

import json
import shlex
from collections import Counter
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from apps.judged_page import judge
from apps.reproduce import command_for
from apps.scoring.moving import ExportConfig, ImportConfig, export_scores, import_scores
from apps.scoring.sheet import sheet_of
from apps.scoring.store import ScoreStore
from probes.judging.completing import SamplingConfig, complete, read_completions
from probes.judging.generating import Writer
from probes.judging.judge import JudgeConfig
from probes.judging.prompts import JudgePrompt, read_prompts, within
from probes.scores import ScoresConfig, measure
from tests.judged_models import save_model
from workbench.artifacts import Artifact
from workbench.errors import StoryscopeError
from workbench.language.checkpoints import load_any
from workbench.language.hf_bridge import open_causal_lm
from workbench.language.tokenizer import build_word_level
from workbench.stories.lexicon import TIERS, types, vocabulary

SHORT = SamplingConfig(n=3, max_new_tokens=11)
PROMPTS = [JudgePrompt("a", "Plot", "One day, Tim"), JudgePrompt("b", "Grammar", "Lucy had a red")]


@pytest.fixture(autouse=True)
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("STORYSCOPE_ARTIFACTS", str(tmp_path / "artifacts"))
    return tmp_path / "artifacts"


def test_what_ships_is_what_is_promised() -> None:
    prompts, beginnings = read_prompts("categorised"), read_prompts("beginnings")
    assert Counter(one.category for one in prompts) == {
        name: 25 for name in ("Reasoning", "Factual Knowledge", "Context-Tracking", "Plot", "Creativity", "Grammar")
    }
    assert len(beginnings) == 50
    own = {one.text for one in prompts if one.category != "Grammar"}
    drawn = [one.text for one in prompts if one.category == "Grammar"]
    assert len(own) == 125
    assert set(drawn) < own
    for one in [*prompts, *beginnings]:
        assert one.text == one.text.strip()
        assert one.text[-1] not in ".!?"  # there is something left to say


@pytest.mark.parametrize("tier", TIERS)
def test_a_tier_reads_its_prompts_and_no_smaller_one_does(tier: str) -> None:
    """The recorded tier is the smallest whose tokenizer knows every word."""
    tokenizer = build_word_level(vocabulary(tier))
    prompts = [*read_prompts("categorised"), *read_prompts("beginnings")]
    mine = {one.id for one in within(prompts, tier)}
    for one in prompts:
        known = tokenizer.unk_token_id not in tokenizer(one.text)["input_ids"]
        assert known == (one.id in mine), one
    assert len(mine) > 80
    assert types(tier)


def test_completions_are_the_same_again_whatever_else_is_asked(tmp_path: Path) -> None:
    model = str(save_model(tmp_path / "m"))
    both = read_completions(complete(model, PROMPTS, SHORT, 0))
    assert [one.prompt_id for one in both] == ["a"] * 3 + ["b"] * 3
    assert len({one.completion for one in both}) > 2
    alone = read_completions(complete(model, PROMPTS[1:], SHORT, 0))
    assert [one.completion for one in alone] == [one.completion for one in both[3:]]
    assert [one.completion for one in read_completions(complete(model, PROMPTS, SHORT, 1))] != [
        one.completion for one in both
    ]
    for one in both:
        assert one.ended == (one.tokens < 11)
        assert not one.completion.startswith(one.prompt)
    beams = read_completions(complete(model, PROMPTS, SamplingConfig(beams=5, max_new_tokens=7), 0))
    assert [one.sample for one in beams] == [0, 0]


@pytest.mark.parametrize("beams", [0, 5])
def test_a_model_of_another_library_completes_alike(tmp_path: Path, beams: int) -> None:
    """One folder opened by us and by transformers: the same draws, the same beams, the same texts."""
    folder = save_model(tmp_path / "m")
    sampling = SamplingConfig(n=4, max_new_tokens=9, beams=beams, top_p=0.9)
    ours = Writer(load_any(folder), begin=True)
    theirs = Writer(open_causal_lm(folder), begin=True)
    assert type(ours.scorer) is not type(theirs.scorer)
    assert ours.parameters == theirs.parameters
    for prompt in PROMPTS:
        assert ours.write(prompt, sampling, 3) == theirs.write(prompt, sampling, 3)


def test_an_interrupted_run_goes_on_where_it_stopped(tmp_path: Path, store: Path) -> None:
    model = str(save_model(tmp_path / "m"))
    whole = read_completions(complete(model, PROMPTS, SHORT, 0))
    [folder] = list((store / "completions").iterdir())
    # As a kill would have left it: the first prompt on disk, the second line torn.
    texts = [["KEPT", 3, True]] * 3
    torn = folder.with_name(f".partial-{folder.name}")
    folder.rename(torn)
    for file in torn.iterdir():
        file.unlink()
    line = json.dumps({"id": "a", "texts": texts})
    (torn / "completions.jsonl").write_text(f'{line}\n{{"id": "b", "texts": [["x')
    again = read_completions(complete(model, PROMPTS, SHORT, 0))
    assert [one.completion for one in again] == ["KEPT"] * 3 + [one.completion for one in whole[3:]]


def test_what_a_model_cannot_read_is_left_out_by_name(tmp_path: Path) -> None:
    model = str(save_model(tmp_path / "m"))
    more = [
        *PROMPTS,
        JudgePrompt("c", "Plot", "A xylophone and a zebra"),
        JudgePrompt("d", "Plot", "Tim had a ball. " * 30),
    ]
    made = complete(model, more, SHORT, 0)
    assert made.manifest.summary["left_out"] == {"c": ["xylophone", "zebra"], "d": []}
    assert {one.prompt_id for one in read_completions(made)} == {"a", "b"}
    with pytest.raises(StoryscopeError, match="can read none"):
        complete(model, more[2:], SHORT, 0)


def test_two_models_side_by_side(tmp_path: Path) -> None:
    models = (str(save_model(tmp_path / "small")), str(save_model(tmp_path / "large", 1, 22)))
    file = tmp_path / "own.json"
    file.write_text(json.dumps([{"id": one.id, "category": one.category, "text": one.text} for one in PROMPTS]))
    config = JudgeConfig(model=models, prompts=str(file), sampling=SHORT)
    made = judge(config)
    values = made.manifest.summary
    assert [one["model"] for one in values["models"]] == ["small", "large"]
    assert values["models"][0]["parameters"] < values["models"][1]["parameters"]
    cell = values["means"]["rules"]["Grammar"]["small"]
    assert (cell["n"], cell["missing"]) == (15, 0)
    assert cell["ci95"][0] <= cell["mean"] <= cell["ci95"][1]
    [step] = values["steps"]["rules"]
    assert (step["from"], step["to"], step["n"]) == ("small", "large", 9)
    assert judge(config).manifest.id == made.manifest.id
    words = shlex.split(command_for(made))
    assert words[:3] == ["storyscope", "eval", "judge"]
    assert words[words.index("--model") + 1] == "small,large"
    assert "--novelty" not in words
    # people score what was judged: the judges stand beside them
    import_scores(ImportConfig(source=made.label, project="p"))
    store, said = ScoreStore("p"), judged_scores(made)
    for question in sheet_of(store, "ann").questions:
        store.press("ann", question.text.id, question.criterion, said[question.text.id, question.criterion])
    export_scores(ExportConfig(file=str(tmp_path / "ann.csv"), project="p"))
    beside = measure(ScoresConfig(file=str(tmp_path / "ann.csv"), judgements=(made.label,)))["beside_people"]
    assert isinstance(beside, dict)
    assert (beside["rules beside ann"]["n"], beside["rules beside ann"]["exact"]) == (len(said), 1.0)
    with pytest.raises(StoryscopeError, match="named twice"):
        judge(JudgeConfig(model=(models[0], models[0]), prompts=str(file), sampling=SHORT))


def judged_scores(made: Artifact) -> dict[tuple[str, str], float]:
    rows = pq.read_table(made.file("judgements.parquet")).to_pylist()
    return {(row["completion_id"], row["criterion"]): row["score"] for row in rows}


@pytest.mark.parametrize(
    "text",
    ["[]", "{}", "nonsense", '[{"id": "a"}]', '[{"id": "a", "category": "b", "text": "c", "tier": "huge"}]', "[3]"],
)
def test_prompts_that_are_none(tmp_path: Path, text: str) -> None:
    file = tmp_path / "p.json"
    file.write_text(text)
    with pytest.raises(StoryscopeError):
        read_prompts(str(file))
    with pytest.raises(StoryscopeError, match="no set of prompts"):
        read_prompts("none")
