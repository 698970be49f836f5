"""Statistics for Neuronpedia: the dashboard JSON of a feature, and the folders that its bulk import reads.

`<model>/<source>/` holds model.jsonl, release.jsonl, sourceset.jsonl and source.jsonl, one line each, and batches of
gzipped lines in features/, activations/ and explanations/. A source is what is read at one hook point. The same units
as dashboard JSON, the form that SAEDashboard writes, lie in dashboards/.
"""

import gzip
import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

from probes.feature_files import INTERVAL_BANDS
from probes.feature_reading import Features
from probes.features_export.dashboards import Dashboard, Row, dashboards, said, with_spaces
from workbench.progress import Task

_PER_BATCH = 128
_CREATOR = "storyscope"
_SETS = {"neuron": "mlp", "feature": "sae", "head": "att"}


def write_neuronpedia(features: Features, rows: Sequence[int], folder: Path, task: Task) -> None:
    """Write one folder per model and source."""
    whole = features.table("features", ["row", "kind", "layer", "hook"]).to_pylist()
    place = {int(one["row"]): one for one in whole}
    sources: dict[tuple[str, int, str], list[int]] = {}
    for row in rows:
        one = place[row]
        sources.setdefault((str(one["kind"]), int(one["layer"]), str(one["hook"])), []).append(row)
    for (kind, layer, hook), members in sources.items():
        _write_source(features, kind, layer, hook, members, folder, task)


def model_of(features: Features) -> str:
    """What the model is called."""
    from workbench import artifacts

    model = artifacts.made_from(features.artifact, "model")
    return features.artifact.manifest.name if model is None else model.label


def _write_source(
    features: Features, kind: str, layer: int, hook: str, rows: Sequence[int], folder: Path, task: Task
) -> None:
    model, made = model_of(features), features.artifact.manifest.created
    summary = features.artifact.manifest.summary
    name = f"{features.artifact.manifest.name}-{_SETS[kind]}"
    source = f"{layer}-{name}"
    home = folder / model / source
    home.mkdir(parents=True)
    for file, value in _descriptions(model, source, name, hook, made, summary).items():
        (home / f"{file}.jsonl").write_text(json.dumps(value) + "\n", encoding="utf-8")
    batch: list[Dashboard] = []
    number = 0
    for one in dashboards(features, rows):
        batch.append(one)
        if len(batch) == _PER_BATCH:
            _write_batch(home, number, model, source, name, layer, made, batch, summary)
            number, batch = number + 1, []
        task.advance(1)
    if batch:
        _write_batch(home, number, model, source, name, layer, made, batch, summary)


def _write_batch(
    home: Path,
    number: int,
    model: str,
    source: str,
    name: str,
    layer: int,
    made: str,
    batch: Sequence[Dashboard],
    summary: Row,
) -> None:
    told = [feature_json(one, summary) for one in batch]
    lines: dict[str, list[Row]] = {"features": [], "activations": [], "explanations": []}
    for one, feature in zip(batch, told, strict=True):
        own = {"modelId": model, "layer": source, "index": str(feature["feature_index"])}
        kept = {key: value for key, value in feature.items() if key in _FEATURE}
        shared = {**own, "creatorId": _CREATOR, "createdAt": made}
        similar = one.relations.get(f"cosine_{one.unit['kind']}", [])
        lines["features"].append(
            {
                **shared,
                "maxActApprox": one.unit["max"],
                "hasVector": False,
                "vector": [],
                "hookName": one.unit["hook"],
                "topkCosSimIndices": [_index(other) for other in similar],
                "topkCosSimValues": [_short(other["value"]) for other in similar],
                **kept,
            }
        )
        for place, activation in enumerate(feature["activations"]):
            lines["activations"].append({**shared, **_activation_line(activation, f"{source}/{own['index']}/{place}")})
        description = said(one.unit)
        if description and not one.unit["dead"]:
            lines["explanations"].append(
                {
                    "id": _identity(f"{source}/{own['index']}"),
                    **own,
                    "description": description,
                    "authorId": _CREATOR,
                    "typeName": "label-card",
                    "explanationModelName": "storyscope",
                    "createdAt": made,
                }
            )
    for kind, rows in lines.items():
        (home / kind).mkdir(exist_ok=True)
        text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        # no time in the file's head: the same statistics give the same bytes
        (home / kind / f"batch-{number}.jsonl.gz").write_bytes(gzip.compress(text.encode(), 6, mtime=0))
    (home / "dashboards").mkdir(exist_ok=True)
    whole = {"model_id": model, "layer": layer, "sae_set": name, "features": told}
    (home / "dashboards" / f"batch-{number}.json").write_text(json.dumps(whole, ensure_ascii=False), encoding="utf-8")


_FEATURE = tuple(
    """neuron_alignment_indices neuron_alignment_values neuron_alignment_l1 correlated_neurons_indices
    correlated_neurons_pearson correlated_neurons_l1 correlated_features_indices correlated_features_pearson
    correlated_features_l1 neg_str neg_values pos_str pos_values frac_nonzero freq_hist_data_bar_heights
    freq_hist_data_bar_values logits_hist_data_bar_heights logits_hist_data_bar_values decoder_weights_dist""".split()
)
"""Keys that the bulk folders and the dashboard JSON share."""


def feature_json(one: Dashboard, summary: Row) -> Row:
    """One unit as Neuronpedia's dashboard JSON.

    Correlated neurons and features are MLP neurons (of any layer) and dictionary features of the same statistics, by
    Pearson's r; their `_l1` lists hold the cosine of the output directions if that is among the nearest, else 0.
    """
    unit, histogram, relations = one.unit, one.histogram, one.relations
    aligned = relations.get("alignment", [])
    told: Row = {
        "feature_index": unit["index"],
        "neuron_alignment_indices": [other["other"] for other in aligned],
        "neuron_alignment_values": [_short(other["value"]) for other in aligned],
        "neuron_alignment_l1": [_short(other["share"]) for other in aligned],
    }
    for kind in ("neuron", "feature"):
        found = relations.get(f"pearson_{kind}", [])
        near = {other["other"]: other["value"] for other in relations.get(f"cosine_{kind}", [])}
        told[f"correlated_{kind}s_indices"] = [_index(other) for other in found]
        told[f"correlated_{kind}s_l1"] = [_short(near.get(other["other"], 0.0)) for other in found]
        told[f"correlated_{kind}s_pearson"] = [_short(other["value"]) for other in found]
    values, heights = _bars(histogram["bar_least"], histogram["bar_largest"], histogram["bars"])
    logit_values, logit_heights = _bars(histogram["logit_least"], histogram["logit_largest"], histogram["logit_bars"])
    return {
        **told,
        "neg_str": with_spaces(unit["bottom_tokens"]),
        "neg_values": [_short(value) for value in unit["bottom_logits"]],
        "pos_str": with_spaces(unit["top_tokens"]),
        "pos_values": [_short(value) for value in unit["top_logits"]],
        "frac_nonzero": unit["density"],
        "freq_hist_data_bar_values": values,
        "freq_hist_data_bar_heights": heights,
        "logits_hist_data_bar_heights": logit_heights,
        "logits_hist_data_bar_values": logit_values,
        "n_prompts_total": summary["stories"],
        "n_tokens_in_prompt": round(summary["tokens"] / max(1, summary["stories"])),
        "dataset": "storyscope",
        "decoder_weights_dist": [],
        "activations": _activations(one),
    }


def _activations(one: Dashboard) -> list[Row]:
    """The strongest stories, then each interval from the highest down."""
    found = [_activation(row, -1.0, one.unit["max"], -1.0) for row in one.examples.get("top", [])]
    bounds = {int(row["interval"]): row for row in one.intervals}
    for interval in sorted(bounds, reverse=True):
        at = bounds[interval]
        rows = one.examples.get(INTERVAL_BANDS[interval], [])
        found += [_activation(row, at["lower"], at["upper"], at["share"]) for row in rows]
    return found


def _activation(row: Row, least: float, most: float, share: float) -> Row:
    return {
        "bin_min": _short(least),
        "bin_max": _short(most),
        "bin_contains": share,
        "tokens": with_spaces(row["tokens"]),
        "values": [_short(value) for value in row["activations"]],
        "qualifying_token_index": row["peak"],
    }


def _activation_line(activation: Row, name: str) -> Row:
    values: list[float] = activation["values"]
    most = max(values)
    return {
        "id": _identity(name),
        "tokens": activation["tokens"],
        "values": values,
        "maxValue": most,
        "maxValueTokenIndex": values.index(most),
        "minValue": min(values),
        "binMin": activation["bin_min"],
        "binMax": activation["bin_max"],
        "binContains": activation["bin_contains"],
        "qualifyingTokenIndex": activation["qualifying_token_index"],
        "dfaValues": [],
        "lossValues": [],
    }


def _descriptions(model: str, source: str, name: str, hook: str, made: str, summary: Row) -> dict[str, Row]:
    by = {"creatorId": _CREATOR, "createdAt": made, "visibility": "PRIVATE"}
    told = f"Units at {hook}, measured by Storyscope over {summary['tokens']} tokens"
    tokens = round(summary["tokens"] / max(1, summary["stories"]))
    return {
        "model": {"id": model, "displayName": model, "displayNameShort": model, "instruct": False, "owner": "", **by},
        "release": {"name": name, "description": told, "creatorName": _CREATOR, "urls": [], **by},
        "sourceset": {
            "modelId": model,
            "name": name,
            "description": told,
            "releaseName": name,
            "creatorName": _CREATOR,
            "hasDashboards": True,
            **by,
        },
        "source": {
            "id": source,
            "modelId": model,
            "setName": name,
            "hasDashboards": True,
            "dataset": "storyscope",
            "num_prompts": summary["stories"],
            "num_tokens_in_prompt": tokens,
            **by,
        },
    }


def _bars(least: float | None, most: float | None, counts: Sequence[int]) -> tuple[list[float], list[int]]:
    """The middles and heights of bars; none where nothing was counted."""
    if least is None or most is None or not any(counts):
        return [], []
    width = (most - least) / len(counts)
    return [_short(least + (place + 0.5) * width) for place in range(len(counts))], list(counts)


def _index(other: Row) -> int:
    return int(str(other["name"]).rpartition(".")[2])


def _short(value: float) -> float:
    return round(float(value), 4)


def _identity(name: str) -> str:
    return "c" + hashlib.sha256(name.encode()).hexdigest()[:24]
