"""Dictionaries side by side: a sweep and StoryBench in miniature, controls trained on the way, and their figures."""

from collections.abc import Iterator
from typing import Any

import pyarrow.parquet as pq
import pytest

from apps.dictionaries.evaluating import evaluate, train_control
from apps.dictionaries.sweeping import BenchConfig, SaeSweepConfig, bench, runs_of, sweep_saes
from apps.figures.dictionaries import DensityBar, FrontierPoint, density_histogram, frontier
from probes.dictionary_eval import SaeEvalConfig
from tests import labelled
from training.dictionary import SaeConfig, train_sae
from workbench import artifacts
from workbench.errors import StoryscopeError

SMALL: dict[str, Any] = {"tokens": 6_000, "batch": 256, "lr": 5e-3, "stories": 101}


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[artifacts.Artifact]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("STORYSCOPE_ARTIFACTS", str(tmp_path_factory.mktemp("artifacts")))
        labelled.corpus({"train": 211, "validation": 37, "test": 301})
        yield labelled.model()


def test_a_sweep_sets_dictionaries_side_by_side(shelf: artifacts.Artifact) -> None:
    config = SaeSweepConfig(widths=(31,), ks=(2, 5), **SMALL)
    made = sweep_saes(config)
    rows = made.manifest.summary["runs"]
    assert [(row["d_sae"], row["sparsity"]) for row in rows] == [(31, 2.0), (31, 5.0)]
    assert rows[0]["l0"] < rows[1]["l0"]
    assert rows[0]["explained_variance"] < rows[1]["explained_variance"]
    assert len(pq.read_table(made.file("runs.parquet"))) == 2
    assert "Plotly.newPlot" in made.file("page.html").read_text()
    assert made.manifest.parents[0] == shelf.ref
    assert sweep_saes(config).path == made.path
    assert artifacts.kinds().count("sae_control") == 0  # not asked for


@pytest.mark.usefixtures("shelf")
def test_storybench_has_its_controls() -> None:
    made = bench(BenchConfig(architectures=("batchtopk",), widths=(31,), ks=(3,), **SMALL))
    [row] = made.manifest.summary["runs"]
    for name in ("coverage", "reconstruction", "monosemanticity"):
        assert 0 <= row[f"{name}_random_init"] <= 1
    assert row["coverage"] > row["coverage_shuffled"]
    assert row["coverage_lo"] < row["coverage"] < row["coverage_hi"]
    assert "probing_features_random_init_1" in row
    text = made.file("table.md").read_text()
    assert f"| batchtopk 31 | {row['l0']:.1f} |" in text
    assert len({line.count("|") for line in text.splitlines()}) == 1
    assert pq.read_table(made.file("table.parquet"))["architecture"].to_pylist() == ["batchtopk"]


@pytest.mark.usefixtures("shelf")
def test_a_dictionary_from_elsewhere_has_no_control() -> None:
    settings = {"architecture": "standard", "d_sae": 7, "seed": 0, "by": "somebody"}
    parents = [artifacts.resolve("model"), artifacts.resolve("corpus")]
    own = train_sae(SaeConfig(d_sae=13, k=2, **{name: SMALL[name] for name in ("tokens", "batch", "lr")}))
    with artifacts.create("sae", "elsewhere", settings, parents) as draft:
        for name in ("cfg.json", "sae_weights.safetensors"):
            (draft.path / name).write_bytes(own.file(name).read_bytes())
    assert train_control(artifacts.resolve("sae", "elsewhere")) is None
    judged = evaluate(SaeEvalConfig(sae="elsewhere", stories=101))
    assert judged.manifest.summary["random_init"] is None
    assert judged.manifest.summary["coverage"] > 0


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"architectures": ("dense",)}, "no architecture 'dense'"),
        ({"ks": ()}, "ks is empty"),
        ({"weights": "random"}, "controls itself"),
        ({"widths": (4,), "ks": (9,)}, "k=9 is more than d_sae=4"),
    ],
)
def test_a_senseless_sweep_is_refused_before_it_begins(settings: dict[str, Any], message: str) -> None:
    with pytest.raises(StoryscopeError, match=message):
        SaeSweepConfig(**settings)


def test_a_sweep_lists_what_it_trains() -> None:
    config = SaeSweepConfig(architectures=("topk", "gated"), widths=(32, 64), ks=(4,), l1s=(1.0, 2.5))
    assert [(run.architecture, run.d_sae, run.k, run.l1) for run in runs_of(config)] == [
        *(("topk", width, 4, 3.0) for width in (32, 64)),
        *(("gated", width, 16, l1) for width in (32, 64) for l1 in (1.0, 2.5)),
    ]


def test_figures_show_what_they_are_given() -> None:
    points = [
        FrontierPoint(series="<b>x", sparsity=k, l0=k, explained_variance=0.5, ce_loss_score=0.9, coverage=None)
        for k in (8.0, 4.0)
    ]
    drawn = frontier(points)
    assert [tuple(trace.x) for trace in drawn.data] == [(4.0, 8.0)] * 3
    assert "<b>" not in drawn.data[0].name
    assert "No dictionary" in str(frontier([]).to_dict())
    bars = density_histogram([DensityBar(lower=-3, upper=-2.5, count=7)], dead=3)
    assert tuple(bars.data[0].y) == (7,)
    assert "3 dead" in str(bars.layout.title.text)
    assert "No feature" in str(density_histogram([]).to_dict())
