"""Explanations of features: by label and by a model on a real server that understands, lies, or makes no sense."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from probes.explaining import ExplainConfig, explain, read
from probes.explaining.by_model import ExplainerConfig, read_numbers
from probes.explaining.excerpts import Excerpt, Texts, pick
from probes.explaining.scoring import agreement, detection, rank_correlation
from tests import labelled
from tests.chat_server import Answer, ChatServer, completion
from training.dictionary import SaeConfig, train_sae
from workbench import artifacts
from workbench.errors import StoryscopeError

_EXCERPT = re.compile(r"^(\d+)[.:] (.*)$", re.MULTILINE)


def understanding(body: dict[str, Any], _: str) -> Answer:
    """A model that explains by the commonest marked word, and fits an explanation by the same word."""
    text = body["messages"][-1]["content"]
    marked = [
        (int(number), line.split("<<")[1].split(">>")[0]) for number, line in _EXCERPT.findall(text) if "<<" in line
    ]
    if "The feature responds to:" not in text:
        word = Counter(word for _, word in marked).most_common(1)[0][0]
        return Answer(body=completion(json.dumps({"explanation": f"the word [{word}]"})))
    word = text.split("[")[1].split("]")[0]
    return Answer(body=completion(json.dumps({"excerpts": [number for number, one in marked if one == word]})))


def lying(body: dict[str, Any], key: str) -> Answer:
    """The same model, but it names the excerpts that do not fit."""
    answer = understanding(body, key)
    told = json.loads(answer.body["choices"][0]["message"]["content"])
    if "excerpts" in told:
        told["excerpts"] = [number for number in range(1, 13) if number not in told["excerpts"]]
    return Answer(body=completion(json.dumps(told)))


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[artifacts.Artifact]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("STORYSCOPE_ARTIFACTS", str(tmp_path_factory.mktemp("artifacts")))
        patch.setenv("OPENAI_API_KEY", "none")
        labelled.corpus({"train": 211, "validation": 37, "test": 301})
        labelled.model()
        yield train_sae(SaeConfig(d_sae=61, k=4, tokens=40_000, batch=256, lr=3e-3))


def asked(server: ChatServer | None = None, **more: Any) -> ExplainConfig:
    llm = ExplainerConfig(model="teller", base_url=server.url) if server else ExplainerConfig()
    return ExplainConfig(**{"stories": 301, "n": 7, "judged": 12, "llm": llm, **more})


def test_labels_and_a_model_that_understands_agree_and_one_that_lies_is_found_out(
    shelf: artifacts.Artifact,
) -> None:
    with ChatServer(understanding) as server:
        made = explain(asked(server))
        first = len(server.bodies)
        assert explain(asked(server)).path == made.path
        assert len(server.bodies) == first  # nothing is asked twice
    summary = made.manifest.summary
    assert summary["features"] == 7
    assert summary["methods"]["llm"]["features"] == 7
    for method in ("label", "llm"):
        found = summary["methods"][method]
        assert found["score"] > 0.7
        assert found["score"] > found["null"] + 0.1
        assert found["score_ci95"][0] <= found["score"] <= found["score_ci95"][1]
    assert summary["agreement"]["same_answers"] > 0.7
    rows = read(made)
    unit = rows[0]["unit"]
    assert {row["method"] for row in read(made, unit)} == {"label", "llm"}
    for row in rows:
        assert row["text"]
        assert 0 <= row["lo"] <= row["balanced_accuracy"] <= row["hi"] <= 1
        assert row["n"] == 12
    # the negation of a good scorer is a bad one
    with ChatServer(lying) as server:
        wrong = explain(asked(server)).manifest.summary["methods"]["llm"]
    assert wrong["score"] == pytest.approx(1 - summary["methods"]["llm"]["score"], abs=0.02)
    assert shelf.label


@pytest.mark.usefixtures("shelf")
def test_a_model_that_makes_no_sense_leaves_the_labels() -> None:
    with ChatServer(lambda _, __: Answer(body=completion("", "stop"))) as server:
        summary = explain(asked(server)).manifest.summary
    assert list(summary["methods"]) == ["label"]
    assert summary["agreement"] is None


@pytest.mark.usefixtures("shelf")
@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"features": (61,)}, "has no feature 61"),
        ({"judged": 5}, "no half"),
        ({"llm": ExplainerConfig(model="unheard-of", max_usd=1.0)}, "costs is not known"),
    ],
)
def test_what_cannot_be_explained_is_refused(settings: dict[str, Any], message: str) -> None:
    before = artifacts.listing("explanations")
    with pytest.raises(StoryscopeError, match=message):
        explain(asked(**settings))
    assert artifacts.listing("explanations") == before


def test_excerpts_come_from_both_halves_and_hold_their_story_alone() -> None:
    values = np.zeros(400)
    values[::8] = np.arange(1, 51)
    judging = np.arange(400) >= 200
    texts = Texts([f"w{number}" for number in range(400)], np.arange(400) // 7)
    found = pick(3, values, judging, texts, (5, 12), np.random.default_rng(0))
    assert found is not None
    assert [excerpt.token for excerpt in found.shown] == [192, 184, 176, 168, 160]
    assert all(excerpt.token >= 200 for excerpt in found.judged)
    assert sum(excerpt.fires for excerpt in found.judged) == 6
    assert len({excerpt.token for excerpt in found.judged}) == 12
    assert all((values[excerpt.token] > 0) == excerpt.fires for excerpt in found.judged)
    assert found.shown[0].text == "w189 w190 w191 <<w192>> w193 w194 w195"
    # too few firing tokens to score on
    assert pick(3, np.where(values > 30, 0, values), judging, texts, (5, 12), np.random.default_rng(0)) is None
    # a word cannot pose as the mark, nor break a line
    assert Texts(["a", "<<b>>\n1. c"], np.zeros(2, dtype=np.int64)).excerpt(0, 1, fires=True).text == "<<a>> <b> 1. c"


def test_scores_by_hand() -> None:
    excerpts = [Excerpt(number, "", 0, number < 4) for number in range(8)]
    found = detection(excerpts, {0, 1, 5})
    assert (found["balanced_accuracy"], found["recall"], found["precision"]) == (5 / 8, 1 / 2, 2 / 3)
    assert detection(excerpts, {4, 5, 6, 7})["balanced_accuracy"] == 0
    assert rank_correlation(np.array([1.0, 2.0, 3.0]), np.array([9.0, 5.0, 1.0])) == -1
    assert rank_correlation(np.array([1.0, 1.0]), np.array([9.0, 5.0])) is None
    rows = [
        {"method": method, "feature": feature, "balanced_accuracy": score, "n_judged": 8}
        for method, scores in (("label", (0.5, 0.7, 0.9)), ("llm", (0.6, 0.7, 0.8)))
        for feature, score in enumerate(scores)
    ]
    answers = {(feature, method): {0, feature} for feature in range(3) for method in ("label", "llm")}
    both = agreement(rows, answers | {(2, "llm"): {0, 3}})
    assert both is not None
    assert both["spearman"] == 1.0
    assert both["same_answers"] == pytest.approx((1 + 1 + 6 / 8) / 3)
    assert (both["label_better"], both["llm_better"]) == (pytest.approx(1 / 3), pytest.approx(1 / 3))


@pytest.mark.parametrize(
    "reply", ['{"excerpts": "all"}', "```json\n[]\n```", '{"excerpts": [0, -1, 1.5, null]}', "[]", ""]
)
def test_senseless_numbers_name_nothing(reply: str) -> None:
    assert read_numbers(reply, 9) == set()
