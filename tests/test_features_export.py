"""Searching, exporting and opening feature statistics, from a real run on a tiny model."""

import csv
import gzip
import json
import re
from html.parser import HTMLParser

import numpy as np
import pyarrow.parquet as pq
import pytest

from probes.feature_files import TABLES
from probes.feature_reading import open_features
from probes.feature_search import FindConfig, find, find_units, fires_on, units_by_token, units_for_label
from probes.features import FeaturesConfig, features
from probes.features_export.exporting import ExportConfig, export
from tests import labelled
from tests.test_features import D_SAE, dictionary
from workbench import artifacts
from workbench.errors import StoryscopeError

DOCUMENTED = """feature_index neuron_alignment_indices neuron_alignment_values neuron_alignment_l1
correlated_neurons_indices correlated_neurons_l1 correlated_neurons_pearson correlated_features_indices
correlated_features_l1 correlated_features_pearson neg_str neg_values pos_str pos_values frac_nonzero
freq_hist_data_bar_values freq_hist_data_bar_heights logits_hist_data_bar_heights logits_hist_data_bar_values
activations""".split()
UNITS = 2 * 17 + D_SAE + 2 * 3


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("STORYSCOPE_ARTIFACTS", str(tmp_path_factory.mktemp("shelf")))
        labelled.corpus({"train": 5, "test": 60})
        labelled.model()
        dictionary()
        yield open_features(features(FeaturesConfig(sae="tiny", tokens=700, top=5, window=4, shuffles=9)))


def test_units_are_found_by_label_and_the_best_comes_first(made):
    table = units_for_label(made, "topic", "farm", count=7)
    lifts = table["lift"].to_pylist()
    assert lifts == sorted(lifts, reverse=True) and len(set(table["row"].to_pylist())) == 7
    cards = made.table("cards").to_pylist()
    best = max(
        (c for c in cards if (c["level"], c["value"]) == ("span", "farm") and c["lift"] == c["lift"]),
        key=lambda c: c["lift"],
    )
    assert table["unit"][0].as_py() == best["unit"]
    assert set(units_for_label(made, "topic", "farm", "story", 99, "head")["kind"].to_pylist()) == {"head"}
    with pytest.raises(StoryscopeError, match=r"no card for topic=moon.*topic=farm"):
        units_for_label(made, "topic", "moon")


def test_units_are_found_by_their_numbers(made):
    rare = find_units(made, sort="rare", dead=False, count=5)["density"].to_pylist()
    assert rare == sorted(rare) and len(rare) == 5
    assert set(find_units(made, kind="neuron", layer=1)["unit"].to_pylist()) == {f"L1.mlp.{i}" for i in range(17)}
    assert find_units(made, text="sae.3", dead=True)["unit"].to_pylist() == ["sae.3"]
    assert len(find_units(made, least_density=0.999, kind="head")) == 6  # what a head writes is never nothing
    p = [one for one in find_units(made, sort="p", count=UNITS)["best_p"].to_pylist() if one is not None]
    assert p == sorted(p) and min(p) >= 0.1  # 9 shuffles
    with pytest.raises(StoryscopeError, match="cannot be sorted by 'beauty'"):
        find_units(made, sort="beauty")


def test_units_are_found_by_token_and_by_text(made):
    table = units_by_token(made, "tim")
    assert len(table) and set(table["token"].to_pylist()) == {"tim"}
    shares = table["share"].to_pylist()
    assert shares == sorted(shares, reverse=True)
    with pytest.raises(StoryscopeError, match="'moon' is among the strongest tokens of no unit"):
        units_by_token(made, "moon")
    text = "Tim saw the cow."
    told = fires_on(made, text, 3)
    assert [text[one.char_start : one.char_end] for one in told] == ["Tim", "saw", "the", "cow", "."]
    table = made.table("features").to_pylist()
    for one in told:
        assert one.firings and [f.share for f in one.firings] == sorted((f.share for f in one.firings), reverse=True)
        for firing in one.firings:
            unit = table[firing.row]
            assert unit["unit"] == firing.unit
            edge = unit["max"] if firing.activation > 0 else -unit["min"]
            assert firing.share == pytest.approx(min(1, abs(firing.activation) / edge), abs=1e-5)
    with pytest.raises(StoryscopeError, match="no tokens"):
        fires_on(made, "  ")
    with pytest.raises(StoryscopeError, match="the model reads 28"):
        fires_on(made, "Tim saw the cow . " * 9)


def test_the_verb_answers_each_question(made):
    for asked in (
        {"label": "topic=farm"},
        {"token": "tim"},
        {"text": "Tim saw the cow."},
        {"words": "mlp", "sort": "p"},
    ):
        found = find(FindConfig(features=made.artifact.label, count=3, **asked))
        assert found.rows and all(len(row) == len(found.columns) for row in found.rows)
        assert len(found.summary["units"]) == len(found.rows)
    with pytest.raises(StoryscopeError, match="two questions"):
        FindConfig(label="topic=farm", token="tim")
    with pytest.raises(StoryscopeError, match="no label"):
        FindConfig(label="farm")


def test_what_an_older_artifact_lacks_is_said(made):
    with artifacts.create("features", "old", {"seed": 1}) as draft:
        table = pq.read_table(made.artifact.file("features.parquet"))
        pq.write_table(table.drop_columns(["best_p", "std"]), draft.path / "features.parquet")
    old = open_features("old")
    assert len(find_units(old)) == 50
    with pytest.raises(StoryscopeError, match="no table 'relations'.*format 1"):
        open_features("old", needs="relations")
    with pytest.raises(StoryscopeError, match="no column 'best_p'"):
        find_units(old, sort="p")
    with pytest.raises(StoryscopeError, match="no unit 'sae.99'"):
        made.row_of("sae.99")


@pytest.fixture(scope="module")
def bulk(made, tmp_path_factory):
    out = tmp_path_factory.mktemp("out") / "np"
    told = export(ExportConfig(features=made.artifact.label, format="neuronpedia", out=out)).summary
    assert told["units"] == UNITS and told["files"] == sum(1 for file in out.rglob("*") if file.is_file())
    return out


def lines(file):
    return [json.loads(line) for line in gzip.decompress(file.read_bytes()).decode().splitlines()]


def test_neuronpedia_folders_hold_the_documented_keys(bulk):
    (model,) = bulk.iterdir()
    sources = {one.name for one in model.iterdir()}
    assert len(sources) == 5  # two layers of neurons, two of heads, the dictionary
    seen = 0
    for source in model.iterdir():
        for name in ("model", "release", "sourceset", "source"):
            (row,) = (source / f"{name}.jsonl").read_text().splitlines()
            assert json.loads(row)["creatorId"] and "createdAt" in json.loads(row)
        told = lines(source / "features" / "batch-0.jsonl.gz")
        seen += len(told)
        known = {(one["modelId"], one["layer"], one["index"]) for one in told}
        assert {(one["modelId"], one["layer"]) for one in told} == {(model.name, source.name)}
        for one in lines(source / "activations" / "batch-0.jsonl.gz"):
            assert (one["modelId"], one["layer"], one["index"]) in known
            assert len(one["tokens"]) == len(one["values"]) and one["maxValue"] == max(one["values"])
            assert one["values"][one["maxValueTokenIndex"]] == one["maxValue"]
            assert not {"<pad>", "<|endoftext|>"} & {token.strip() for token in one["tokens"]}
        for one in lines(source / "explanations" / "batch-0.jsonl.gz"):
            assert (one["modelId"], one["layer"], one["index"]) in known and "precision" in one["description"]
        whole = json.loads((source / "dashboards" / "batch-0.json").read_text())
        for feature in whole["features"]:
            assert set(DOCUMENTED) <= set(feature)
            for kind in ("neuron_alignment", "correlated_neurons", "correlated_features"):
                parts = [len(value) for key, value in feature.items() if key.startswith(kind)]
                assert len(parts) == 3 and len(set(parts)) == 1
            assert len(feature["freq_hist_data_bar_values"]) == len(feature["freq_hist_data_bar_heights"])
            for activation in feature["activations"]:
                assert set(activation) >= {"bin_min", "bin_max", "bin_contains", "tokens", "values"}
                if activation["bin_contains"] >= 0:
                    peak = activation["values"][activation["qualifying_token_index"]]
                    assert activation["bin_min"] - 1e-3 <= peak <= activation["bin_max"] + 1e-3
    assert seen == UNITS


def test_the_same_statistics_give_the_same_bytes(bulk, made, tmp_path):
    export(ExportConfig(features=made.artifact.label, format="neuronpedia", out=tmp_path / "again"))
    for file in bulk.rglob("*"):
        if file.is_file():
            assert (tmp_path / "again" / file.relative_to(bulk)).read_bytes() == file.read_bytes()


class Reader(HTMLParser):
    """Every id, link and source of a page; breaks on tags that do not close."""

    def __init__(self):
        super().__init__()
        self.ids, self.links, self.outside, self.open = set(), [], [], []

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        self.ids |= {values["id"]} if "id" in values else set()
        self.links += [values["href"]] if "href" in values else []
        self.outside += [values[name] for name in ("src",) if name in values]
        if tag not in ("meta", "input", "rect") or tag == "rect":
            self.open.append(tag)
        if tag in ("meta", "input"):
            return

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def test_pages_open_from_disk_and_every_link_leads_somewhere(made, tmp_path):
    export(ExportConfig(features=made.artifact.label, format="html", out=tmp_path / "pages"))
    pages = {}
    for file in (tmp_path / "pages").iterdir():
        reader = Reader()
        text = file.read_text(encoding="utf-8")
        reader.feed(re.sub(r"<script>.*?</script>", "", text, flags=re.DOTALL))
        assert not reader.outside and "http" not in text.replace("http-equiv", "") and not reader.open
        assert len(text) < 2_000_000
        pages[file.name] = reader
    assert {"index.html", "units-0000.html", "units-0001.html"} == set(pages)
    links = pages["index.html"].links
    assert len(links) == UNITS
    for reader in pages.values():
        for link in reader.links:
            page, _, place = link.partition("#")
            assert not place or place in pages[page].ids


def test_tokens_of_a_story_are_text_and_never_markup(made, tmp_path):
    hostile = "<script>alert(1)</script>"
    with artifacts.create("features", "bad", {"seed": 2}) as draft:
        for file in made.artifact.path.glob("*.parquet"):
            table = pq.read_table(file)
            for name in table.column_names:
                if name in ("tokens", "top_tokens", "token"):
                    texts = [
                        hostile if isinstance(one, str) else [hostile] * len(one) for one in table[name].to_pylist()
                    ]
                    table = table.set_column(table.column_names.index(name), name, [texts])
            pq.write_table(table, draft.path / file.name)
        draft.summary.update(made.artifact.manifest.summary)
    export(ExportConfig(features="bad", out=tmp_path / "bad"))
    for file in (tmp_path / "bad").iterdir():
        assert "alert(1)" in file.read_text() and "<script>alert" not in file.read_text()


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_tables_are_written_whole_or_in_part(made, tmp_path, kind):
    out = tmp_path / "some"
    export(ExportConfig(features=made.artifact.label, format=kind, out=out, kind="feature", sort="max", count=5))
    assert {file.name for file in out.iterdir()} == {f"{name}.{kind}" for name in TABLES}
    strongest = find_units(made, kind="feature", sort="max", count=5)["unit"].to_pylist()
    if kind == "csv":
        rows = list(csv.DictReader((out / "features.csv").open(encoding="utf-8")))
        assert {row["unit"] for row in rows} == set(strongest)
        assert len(rows[0]["top_tokens"].split()) == 10
    else:
        assert set(pq.read_table(out / "examples.parquet")["unit"].to_pylist()) <= set(strongest)
        assert np.isfinite(pq.read_table(out / "features.parquet")["max"].to_numpy()).all()


def test_mistakes_of_exports_are_named(made, tmp_path):
    (tmp_path / "there").mkdir()
    for values, said in (
        ({"out": tmp_path / "there"}, "is there already"),
        ({"format": "pdf"}, "format='pdf'"),
        ({"out": tmp_path / "x", "count": -1}, "negative"),
        ({"features": "nothing"}, "no features 'nothing'"),
    ):
        with pytest.raises(StoryscopeError, match=said):
            export(ExportConfig(**{"features": made.artifact.label, **values}))
    assert list((tmp_path / "there").iterdir()) == []
