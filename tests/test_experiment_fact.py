"""The circuit verbs end to end: on a model that knows the fact, and on one that does not and must be said not to."""

import json
from collections.abc import Iterator

import pyarrow.parquet as pq
import pytest

from apps.fact import FactConfig, fact
from apps.figures.circuits import circuit_graph, faithfulness_curves, selectivity_matrix
from probes.circuits.attributing import AttributionConfig, attribute
from probes.circuits.finding import CircuitConfig, find_circuit
from probes.circuits.interchanging import InterchangeConfig, interchange
from probes.circuits.selectivity import SelectivityConfig
from probes.patching import PatchConfig, patch
from tests import labelled, solved
from workbench import artifacts
from workbench.errors import StoryscopeError


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A model that knows, one that does not, pairs, and the same pairs turned into another fact."""
    with pytest.MonkeyPatch.context() as monkey:
        monkey.setenv("STORYSCOPE_ARTIFACTS", str(tmp_path_factory.mktemp("artifacts")))
        solved.shelved()
        solved.shelve_pairs("other", solved.pairs()[::2])
        labelled.model()
        yield "kept"


def test_a_model_that_knows(shelf: str) -> None:
    made = fact(FactConfig(model="knowing", pairs=shelf, compared_pairs=("other",), most=24))
    found = json.loads(made.file("findings.json").read_text())
    acts = found["behaviour"]
    assert acts["knows"] and acts["solved"] > 50 and acts["pairs"] == 60
    assert acts["untrained"] < 0.5
    assert {form["form"] for form in acts["forms"]} == {"kept 0: He had the", "kept 1: He had the"}
    first = [row for row in found["sites"] if row["layer"] == 0]
    assert (first[0]["role"], first[0]["real"]) == ("cue", True) and first[0]["effect"] == pytest.approx(1, abs=1e-4)
    circuit = found["circuit"]
    assert circuit["n_train"] == circuit["n_test"] == 12 and circuit["faithfulness"] > 0.6
    assert 0 < circuit["edges"] < circuit["edges_total"]
    assert len(found["answer"]) >= 5 and not found["not_measured"]
    page = made.file("fact.html").read_text()
    assert page.count("<h2") == 7 and "Plotly.newPlot" in page
    assert fact(FactConfig(model="knowing", pairs=shelf, compared_pairs=("other",), most=24)).path == made.path
    graph = json.loads(artifacts.resolve("circuit").file("circuit.json").read_text())
    assert {edge[end] for edge in graph["edges"] for end in ("source", "target")} == {
        node["id"] for node in graph["nodes"]
    }
    assert len(circuit_graph(graph).to_dict()["data"]) == len(graph["edges"]) + 1
    rows = pq.read_table(artifacts.resolve("circuit").file("edges.parquet")).to_pylist()
    assert len(rows) == 2 * graph["edges_total"]
    assert sum(row["kept"] for row in rows) == 2 * len(graph["edges"])
    for made_figure in (circuit_graph({}), faithfulness_curves([]), selectivity_matrix([])):
        assert len(made_figure.layout.annotations) == 1


def test_a_model_that_does_not_know_is_said_not_to(shelf: str) -> None:
    made = fact(FactConfig(model="untrained", pairs=shelf, compared_pairs=("other",)))
    values = made.manifest.summary
    assert not values["behaviour"]["knows"]
    assert "it does not know this fact in any form" in values["answer"][-1]
    assert len(values["answer"]) == 2
    assert [line.partition(":")[0] for line in values["not_measured"]] == ["circuit", "interchange", "selectivity"]


def test_attributions_agree_with_patches(shelf: str) -> None:
    made = attribute(AttributionConfig(model="knowing", pairs=shelf, most=16, components=("attn_out", "z"), top_k=3))
    rows = pq.read_table(made.file("attributions.parquet")).to_pylist()
    assert {row["method"] for row in rows} == {"attribution", "integrated"}
    found = {(row["method"], row["component"]): row for row in made.manifest.summary["agreement"]}
    assert found["integrated", "every"]["pearson"] > 0.8
    assert found["integrated", "every"]["overlap"] >= 2 / 3


def test_patching_with_everything_on(shelf: str) -> None:
    """All components by position, all metrics, one form, at most so many heads by role."""
    made = patch(
        PatchConfig(
            model="knowing",
            pairs=shelf,
            form="kept 1",
            most=9,
            components=("resid_mid", "resid_post", "q", "k", "v", "pattern"),
            by="position",
            top_heads=1,
            metrics=("logit_diff", "kl", "probability"),
            directions=("noising",),
            examples=1,
        )
    )
    rows = pq.read_table(made.file("effects.parquet")).to_pylist()
    assert {row["role"] for row in rows if row["component"] == "resid_post"} == {f"{at:02d}" for at in range(1, 14)}
    by_role = {
        (row["component"], row["layer"], row["head"])
        for row in rows
        if row["head"] is not None and row["role"] != "all"
    }
    assert len(by_role) == 4
    assert all(row["n"] == 9 and row["effect_kl"] is not None for row in rows)
    last = next(row for row in rows if row["component"] == "resid_post" and row["layer"] == 1 and row["role"] == "13")
    assert [last[name] for name in ("effect", "effect_kl", "effect_probability")] == pytest.approx([1, 1, 1], abs=1e-3)
    forms = pq.read_table(made.file("forms.parquet")).to_pylist()
    assert {row["form"].partition(":")[0]: row["n_selected"] for row in forms} == {"kept 0": 0, "kept 1": 9}
    scores = pq.read_table(made.file("pair_scores.parquet")).to_pylist()
    assert len(scores) == 60 and sum(row["selected"] for row in scores) == 9


def test_mistakes_are_two_sentences(shelf: str) -> None:
    with pytest.raises(StoryscopeError, match="No pair has a form with 'nowhere'"):
        patch(PatchConfig(model="knowing", pairs=shelf, form="nowhere"))
    with pytest.raises(StoryscopeError, match="No word of these pairs plays the role 'verb'"):
        interchange(InterchangeConfig(model="knowing", pairs=shelf, roles=("verb",)))
    with pytest.raises(StoryscopeError, match="does not fit into 21"):
        interchange(InterchangeConfig(model="knowing", pairs=shelf, dimensions=(22,)))
    with pytest.raises(StoryscopeError, match="There is no selection 'best'"):
        CircuitConfig(select="best")
    with pytest.raises(StoryscopeError, match="at least two different"):
        SelectivityConfig(factors=("name",))
    with pytest.raises(StoryscopeError, match="There is no metric 'loss'"):
        PatchConfig(metrics=("logit_diff", "loss"))
    few = solved.shelve_pairs("few", solved.pairs()[:5])
    with pytest.raises(StoryscopeError, match="Only 5 pairs can be used"):
        find_circuit(CircuitConfig(model="knowing", pairs=few.manifest.name))
    assert not [one for one in artifacts.kinds() if one.startswith(".")]
