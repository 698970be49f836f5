"""The sections of the report: each takes the artifacts shown and returns HTML, "" where there is nothing to show."""

from collections.abc import Callable, Sequence

from apps import results, store, story_search
from apps.figures import (
    LIGHT,
    EffectCell,
    lineage_graph,
    patching_heat_map,
    probe_heat_map,
    training_curves,
    winogrande_by_kind,
)
from apps.headlines import best_ngram, headlines, newest
from apps.markup import chip, escape, fact_table, row_of
from apps.report_page import drawing
from apps.story_view import story_lines
from workbench.artifacts import Artifact
from workbench.records import AXES

_COLOURS = dict(zip(AXES, LIGHT.categories, strict=False))
_STORIES = 4
_COUNTED = 5_000
"""Stories that the label counts are taken from."""


def numbers(shown: Sequence[Artifact]) -> str:
    """The headline table: value, interval, what it must beat."""
    rows = [(line.name, line.value, line.interval, line.baseline, line.meaning) for line in headlines(shown)]
    return fact_table(rows, ("", "value", "95% interval or size", "to compare with", "what it is")) if rows else ""


def lineage(shown: Sequence[Artifact]) -> str:
    """What was made from what, with the ids."""
    rows = [
        (one.manifest.kind, one.label, one.manifest.created[:19], f"{store.size_of(one) / 1e6:.2f}") for one in shown
    ]
    table = fact_table(rows, ("kind", "artifact", "made (UTC)", "MB"))
    return drawing(lineage_graph(store.lineage_nodes(shown))) + table


def training(shown: Sequence[Artifact]) -> str:
    """Loss curves beside the n-gram baseline."""
    model = newest(shown, "model")
    if model is None:
        return ""
    rival = best_ngram(model)
    return drawing(training_curves(store.training_log(model), {rival[0]: rival[1]} if rival else {}))


def samples(shown: Sequence[Artifact]) -> str:
    """Stories that the model told at the end of its training."""
    model = newest(shown, "model")
    if model is None or not model.has("samples.json"):
        return ""
    told = store.read_json(model, "samples.json")
    with store.readable(model):
        texts = [one if isinstance(one, str) else str(one["text"]) for one in told[:5]]
    return "".join(f'<p class="ss-quote">{escape(text)}</p>' for text in texts)


def probing(shown: Sequence[Artifact]) -> str:
    """Heat maps of the probes, one for each way of making a story one vector."""
    probe = newest(shown, "probe")
    if probe is None:
        return ""
    cells = results.probe_cells(probe)
    parts: list[str] = []
    for position in dict.fromkeys(cell.position for cell in cells):
        here = [cell for cell in cells if cell.position == position]
        sure = sum(cell.beats_controls for cell in here)
        note = f"{position} of the tokens: {sure} of {len(here)} probes beat the strongest of their four controls."
        parts.append(f"<p>{escape(note)}</p>" + drawing(probe_heat_map(here)))
    return "".join(parts)


def patching(shown: Sequence[Artifact]) -> str:
    """Averaged denoising effects of the residual stream, attention and MLP outputs."""
    result = newest(shown, "patching")
    if result is None:
        return ""
    rows = results.effect_rows(result)
    parts: list[str] = []
    for component, words in (("resid_pre", "residual stream"), ("attn_out", "attention"), ("mlp_out", "MLP")):
        cells = [
            EffectCell(
                row=f"layer {row['layer']}",
                column=str(row["role"]),
                effect=float(row["effect"]),
                lo=float(row["lo"]),
                hi=float(row["hi"]),
                n=int(row["n"]),
            )
            for row in rows
            if row["component"] == component and row["direction"] == "denoising"
        ]
        if cells:
            parts.append(f"<p>{words}</p>" + drawing(patching_heat_map(cells)))
    return "".join(parts)


def winogrande(shown: Sequence[Artifact]) -> str:
    """Accuracy by kind with intervals, beside the baselines."""
    result = newest(shown, "winogrande")
    if result is None:
        return ""
    lines = {
        "majority": store.summary_number(result, "majority"),
        "n-gram": store.summary_number(result, "ngram", "accuracy"),
    }
    return drawing(
        winogrande_by_kind(
            results.kind_scores(result), {name: value for name, value in lines.items() if value is not None}
        )
    )


def corpus(shown: Sequence[Artifact]) -> str:
    """How the labels are spread, and some stories with their cues and mentions."""
    made = newest(shown, "corpus")
    if made is None:
        return ""
    index = story_search.search(made, story_search.Query(), limit=_COUNTED)
    parts = [f"<p>Labels of the first {index.num_rows:,} stories:</p>"]
    for axis in AXES:
        counted = index[axis].value_counts().to_pylist()
        counted.sort(key=lambda row: -row["counts"])
        chips = [chip(f"{row['values']} {row['counts'] / index.num_rows:.0%}", _COLOURS[axis]) for row in counted]
        parts.append(f"<h3>{axis}</h3>" + row_of(chips))
    parts.append("<h3>stories</h3>")
    step = max(1, index.num_rows // _STORIES)
    for at in range(0, index.num_rows, step)[:_STORIES]:
        story = story_search.story_at(made, index["shard"][at].as_py(), index["row"][at].as_py())
        labels = row_of(chip(f"{axis}: {getattr(story, axis)}", _COLOURS[axis]) for axis in AXES)
        shown_layers = ("cues", "mentions", "plot roles")
        parts.append(labels + story_lines(story, LIGHT, shown_layers, len(story.sentences)))
    return "".join(parts)


SECTIONS: dict[str, Callable[[Sequence[Artifact]], str]] = {
    "Headline numbers": numbers,
    "Training": training,
    "Stories the model tells": samples,
    "Probes": probing,
    "Patching": patching,
    "WinoGrande": winogrande,
    "The stories": corpus,
    "What was made from what": lineage,
}
"""Title to maker, in the order of the page."""
