"""Human scores: the published tables, files that are wrong, agreement by hand, a judge's two kinds of agreement."""

import json
import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from apps.cli.main import main
from probes.agreement import agreement
from probes.manual_scores import CRITERIA, ScoredCompletion, read_scores, write_scores
from probes.scores import ScoresConfig, drift, measure
from workbench.errors import StoryscopeError

SHARED = Path(os.environ.get("STORYSCOPE_SHARED", Path(__file__).resolve().parents[2] / "shared")) / "data"
MANUAL = SHARED / "tinyscale-manual-scores.csv"

PUBLISHED = {  # by model 1M, 8M, 28M
    "overall": ("0.252", "0.488", "0.608"),
    "Grammar": (".592", ".824", ".860"),
    "Context-Tracking": (".140", ".513", ".627"),
    "Creativity": (".125", ".165", ".315"),
    "Factual Knowledge": (".08", ".32", ".40"),
    "Plot": (".095", ".425", ".600"),
    "Reasoning": (".20", ".44", ".70"),
}


@pytest.fixture(scope="module")
def found() -> dict:
    if not MANUAL.is_file():
        pytest.skip(f"TinyScaleLab's scores are not in {SHARED}: set STORYSCOPE_SHARED")
    return measure(ScoresConfig(file=str(MANUAL), rules=False))


def test_the_published_tables_to_the_printed_digit(found: dict) -> None:
    tables = {"overall": found["overall"], **found["by_category"]}
    assert [model.rsplit("-", 1)[1] for model in found["models"]] == ["1M", "8M", "28M"]
    assert set(tables) == set(PUBLISHED)
    for name, printed in PUBLISHED.items():
        for model, text in zip(found["models"], printed, strict=True):
            digits = len(text.split(".")[1])
            cell = tables[name][model]
            assert f"{cell['mean']:.{digits}f}".lstrip("0") == text.lstrip("0"), (name, model)
            assert cell["ci95"][0] < cell["mean"] < cell["ci95"][1]
    assert len(found["by_criterion"]) == len(CRITERIA) == 18
    json.dumps(found)


def test_the_published_agreement_and_what_is_left_of_it(found: dict) -> None:
    first, second = (found["judges"][f"tinyscale-judge-agreement-v{which}"] for which in "12")
    assert (first["agreed"]["agreed"], first["agreed"]["n"]) == (1189, 1350)
    assert f"{first['agreed']['share']:.1%}" == "88.1%"
    assert (second["agreed"]["agreed"], second["agreed"]["n"]) == (1062, 1125)
    assert f"{second['agreed']['share']:.1%}" == "94.4%"
    # the figures that are quoted come from a join that forgets the category; every score has its own pair otherwise
    alone, whole = first["by_text_alone"], first["independent"]
    assert (alone["n"], f"{alone['exact']:.1%}", f"{alone['kappa']:.2f}") == (945, "58.6%", "0.55")
    assert (whole["n"], f"{whole['exact']:.1%}", f"{whole['kappa']:.2f}") == (1350, "59.4%", "0.58")
    assert (second["independent"]["n"], second["without_human_score"]) == (1050, 75)
    assert set(first["independent_by_category"]) == set(PUBLISHED) - {"overall"}


def test_agreement_by_hand() -> None:
    """Three levels, nine things; kappa and rank correlation worked out on paper."""
    one = [0, 0, 0, 0.5, 0.5, 0.5, 1, 1, 1]
    two = [0, 0, 0.5, 0.5, 0.5, 1, 1, 1, 0]
    made = agreement(one, two, np.random.default_rng(0))
    assert made["exact"] == pytest.approx(6 / 9)
    # disagreement .25 + .25 + 1; by chance, margins of a third each: 9 * (4 * .25 + 2 * 1) / 9
    assert made["kappa"] == pytest.approx(1 - 1.5 / 3)
    assert made["rank_correlation"] == pytest.approx(0.5)
    assert made["kappa_ci95"] is not None
    assert made["kappa_ci95"][0] < 0.5 < made["kappa_ci95"][1]
    same = agreement(one, one, np.random.default_rng(0))
    assert (same["exact"], same["kappa"], same["rank_correlation"]) == pytest.approx((1, 1, 1))
    opposite = agreement(one, [1 - value for value in one], np.random.default_rng(0))
    assert opposite["kappa"] == pytest.approx(-1)
    assert opposite["rank_correlation"] == pytest.approx(-1)
    constant = agreement([1, 1], [1, 1], np.random.default_rng(0))
    assert (constant["exact"], constant["kappa"], constant["kappa_ci95"]) == (1, None, None)
    assert agreement([], [], np.random.default_rng(0))["n"] == 0


def test_agreement_is_what_other_libraries_compute() -> None:
    from scipy.stats import spearmanr
    from sklearn.metrics import cohen_kappa_score

    generator = np.random.default_rng(7)
    one = generator.choice([0.0, 0.5, 1.0], 113, p=[0.5, 0.2, 0.3])
    two = np.where(generator.random(113) < 0.5, one, generator.choice([0.0, 0.5, 1.0], 113))
    made = agreement(list(one), list(two), generator)
    assert made["kappa"] == pytest.approx(cohen_kappa_score(one * 2, two * 2, weights="quadratic"))
    assert made["rank_correlation"] == pytest.approx(spearmanr(one, two).statistic)


def completions(n: int = 7, rater: str = "ann") -> list[ScoredCompletion]:
    return [
        ScoredCompletion(
            str(k),
            "Plot",
            f"A prompt,\nnumber {k}",
            f' he "said" {k}.',
            "tiny",
            rater,
            "",
            {"Plot_A_score": (k % 3) / 2},
        )
        for k in range(n)
    ]


def test_what_is_written_reads_back(tmp_path: Path) -> None:
    file = tmp_path / "ann.csv"
    rows = [*completions(), replace(completions(8)[7], scores={}), *completions(3, "bob")]
    rows[0] = replace(rows[0], scored_at="2026-01-31T12:30:00+00:00")
    write_scores(file, rows)
    assert read_scores(file) == rows
    assert file.read_text().splitlines()[0] == ",".join(
        ["ID", "category", "prompt", "completion", "model_name", *CRITERIA, "rater", "scored_at"]
    )


def test_two_raters_are_compared_on_what_both_scored(tmp_path: Path) -> None:
    ann, bob = tmp_path / "ann.csv", tmp_path / "bob.csv"
    write_scores(ann, completions())
    write_scores(bob, [replace(row, rater="bob") for row in completions(5)])
    [pair] = measure(ScoresConfig(file=str(ann), raters=(str(bob),)))["raters"]  # pyright: ignore
    assert (pair["raters"], pair["n"], pair["exact"], pair["kappa"]) == (["ann", "bob"], 5, 1.0, 1.0)
    assert list(pair["by_category"]) == ["Plot"]


def test_drift_is_found_where_it_is_and_not_where_it_is_not() -> None:
    rising = [replace(row, scores={"Plot_A_score": float(k > 11)}) for k, row in enumerate(completions(24))]
    mixed = [replace(row, scores={"Plot_A_score": float(k % 2)}) for k, row in enumerate(completions(24))]
    found = drift(rising, 0)
    assert (found["n"], found["change"]) == (24, 1.0)
    assert found["p"] < 0.001  # pyright: ignore
    assert drift(mixed, 0)["p"] > 0.3  # pyright: ignore
    # the order is that of the clock where there is one
    turned = [replace(row, scored_at=f"2026-01-01T10:{59 - k:02d}:00") for k, row in enumerate(rising)]
    assert drift(turned, 0)["change"] == -1.0
    # a better model that comes later is no drift
    models = [replace(row, model=str(k > 11), scores={"Plot_A_score": float(k > 11)}) for k, row in enumerate(rising)]
    assert drift(models, 0)["change"] == 0


HEAD = "ID,category,prompt,completion,model_name,Plot_A_score,Reasoning_A_score\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("ID,category,prompt\n1,Plot,x\n", "has no column 'completion'"),
        ("", "has no column 'ID'"),
        (HEAD, "has no rows"),
        ("ID,category,prompt,completion,model_name\n1,Plot,a,b,m\n", "no column of scores"),
        (HEAD + "1,Plot,a,b,m,0.7,\n", "Row 1 .* has the score '0.7' in 'Plot_A_score'"),
        (HEAD + "1,Plot,a,b,m,nan,\n", "has the score 'nan'"),
        (HEAD + "1,Plot,a,b,m,yes,\n", "has the score 'yes'"),
        (HEAD + "1,Plot,a,b,m,1,0\n", "is of 'Plot' but has a score in 'Reasoning_A_score'"),
        (HEAD + "1,Grammar,a,b,m,1,\n", "has the category 'Grammar'"),
        (HEAD + "1,Plot,a,b,m,1,\n1,Plot,a,b,m,1,\n", "Row 2 .* is there twice"),
        (HEAD + "1,Plot,a,b,m,,\n", "has no scores yet"),
        (HEAD.replace("\n", ",scored_at\n") + "1,Plot,a,b,m,1,,noon\n", "has scored_at='noon'"),
        (HEAD + "1,Plot,a,b,m\n", "Line 2 .* does not have 7 cells"),
        (HEAD + '1,Plot,"a"x,b,m,1,\n', "is not a CSV text"),
    ],
)
def test_wrong_files_are_refused(tmp_path: Path, text: str, message: str) -> None:
    file = tmp_path / "scores.csv"
    file.write_text(text)
    with pytest.raises(StoryscopeError, match=message):
        read_scores(file)


def test_files_that_are_none_are_refused(tmp_path: Path) -> None:
    (tmp_path / "b.csv").write_bytes(b"ID,\xff\xfe")
    for name, message in (("a.csv", "There is no file"), ("b.csv", "is not a CSV text")):
        with pytest.raises(StoryscopeError, match=message):
            read_scores(tmp_path / name)
    with pytest.raises(StoryscopeError, match="There is no file of scores"):
        ScoresConfig()


def test_the_report_from_the_command_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("STORYSCOPE_ARTIFACTS", str(tmp_path / "artifacts"))
    file = tmp_path / "ann.csv"
    write_scores(file, completions())
    judgement = "1,Plot,{p},{c},Plot,A,0.5,why,Plot_A_score,The plot,{agree},\n"
    text = "id,res_category,res_prompt,res_completion,category,subcriterion,score,explanation,score_name,text,agree,comments\n"
    for row, agree in zip(completions(4), ("True", "FALSE", "true", "True"), strict=True):
        quoted = {
            name: '"' + value.replace('"', '""') + '"' for name, value in (("p", row.prompt), ("c", row.completion))
        }
        text += judgement.format(**quoted, agree=agree)
    (tmp_path / "the-agreement.csv").write_text(text)
    assert main(["scores", "report", str(file)]) == 0
    shown = capsys.readouterr().out
    assert "mean scores: 7 scores of 7 completions" in " ".join(shown.split())
    assert "3 of 4" in shown
    assert main(["scores", "report", str(file)]) == 0
    [folder] = (tmp_path / "artifacts" / "scores").glob("ann-*")
    page = (folder / "report.html").read_text()
    assert "Plotly.newPlot" in page
    assert "http://" not in page.split("<main>")[1]
    values = json.loads((folder / "results.json").read_text())
    assert values["judges"]["the-agreement"]["independent"]["exact"] == 0.25
    assert main(["scores", "report", str(tmp_path / "no.csv")]) == 2
