"""`storyscope features` against SAEDashboard: same model, dictionary and tokens, and the same examples and histograms.

SAEDashboard needs older libraries than ours, so it lives in an environment of its own, named by the variable
STORYSCOPE_SAEDASHBOARD (the path of its Python): python -m venv dash; dash/bin/pip install sae-dashboard. Runs of both
take turns. SAEDashboard works through some of the features, and its time per feature is what counts; ours is the whole
command: all features of the dictionary with label cards, and all neurons and heads besides. The stories have one
length, so that no padding is among what SAEDashboard lists.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from probes.features import FeaturesConfig, features
from workbench import artifacts
from workbench.artifacts import Artifact
from workbench.errors import StoryscopeError
from workbench.stories.corpus import Corpus

PYTHON = "STORYSCOPE_SAEDASHBOARD"
SOME = 64
"""Features that SAEDashboard works through in a full run."""


def measure(quick: bool) -> dict[str, object]:
    """Features per second of both, by the clock and by processor time, their ratio, and how far their results agree.

    Reads the newest dictionary with its model and its model's stories.
    """
    there = artifacts.listing("sae")
    if not there:
        return {"left out": "there is no dictionary: storyscope demo --quick makes one"}
    sae, tokens, python = there[-1], 20_000 if quick else 131_072, os.environ.get(PYTHON, "")
    model = artifacts.resolve_beside(sae, "model")
    asked = list(range(16 if quick else SOME))
    ours: list[tuple[float, float]] = []
    theirs: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        table, length = _equal_stories(model, tokens)
        found: dict[str, object] = {"sae": sae.label, "model": model.label, "threads": _threads()}
        found |= {"stories": len(table), "tokens": len(table) * length}
        if python:
            _write_inputs(folder, sae, model, table, asked)
        made: Artifact | None = None
        for run in range(1 if quick else 2):
            with _shelf(folder / f"shelf-{run}", [sae, model]):
                _write_corpus(table)
                made, seconds = _timed(FeaturesConfig(model=model.label, sae=sae.label, corpus="equal", tokens=10**9))
                ours.append(seconds)
            if python:
                theirs.append(_theirs(python, folder))
        assert made is not None
        summary = made.manifest.summary
        found["units"], found["dictionary features"] = summary["features"], summary["dictionary_features"]
        rates = [summary["dictionary_features"] / median(one[clock] for one in ours) for clock in (0, 1)]
        found["ours, dictionary features/s"] = round(rates[0], 2)
        found["ours, dictionary features/s of processor time"] = round(rates[1], 2)
        if not python:
            return {**found, "SAEDashboard left out": f"name the Python of its environment in {PYTHON}"}
        for clock, key in enumerate(("seconds", "processor_seconds")):
            rate = len(asked) / median(one[key] for one in theirs)
            found[f"SAEDashboard, features/s ({key})"] = round(rate, 3)
            found[f"times faster ({key})"] = round(rates[clock] / rate, 1)
        return {**found, **compare(made, theirs[-1]["features"])}


def compare(made: Artifact, theirs: dict[str, Any]) -> dict[str, object]:
    """On how many features the strongest stories, the histograms and the densities are the same."""
    table = pq.read_table(made.file("features.parquet"), filters=[("kind", "=", "feature")]).to_pylist()
    row_of = {str(one["index"]): one for one in table}
    bars = {one["row"]: one for one in pq.read_table(made.file("histograms.parquet")).to_pylist()}
    top: dict[int, list[float]] = {}
    examples = pq.read_table(made.file("examples.parquet"), filters=[("band", "=", "top")])
    for one in examples.sort_by([("row", "ascending"), ("rank", "ascending")]).to_pylist():
        top.setdefault(one["row"], []).append(one["activation"])
    same = {"examples": 0, "histograms": 0}
    for index, one in theirs.items():
        row = row_of[index]["row"]
        # its list may hold several tokens of one story: ours has each story once, at its peak
        peaks: dict[int, float] = {}
        for example in one["top"]:
            peaks[example["story"]] = max(peaks.get(example["story"], 0.0), example["peak"])
        strongest = sorted((peak for peak in peaks.values() if peak > 0), reverse=True)
        mine = top.get(row, [])[: len(strongest)]
        same["examples"] += len(mine) == len(strongest) and bool(np.allclose(mine, strongest, atol=2e-3))
        heights = np.array(one["heights"])
        mine_bars = np.array(bars[row]["bars"])
        # rounding moves a few activations over the edge of a bar
        total = max(1, int(heights.sum()))
        same["histograms"] += (
            len(heights) == len(mine_bars) and np.abs(heights - mine_bars).sum() <= max(2, 0.01 * total)
        ) or (not heights.sum() and not mine_bars.sum())
    return {f"same {name}": f"{count} of {len(theirs)}" for name, count in same.items()}


def _threads() -> int:
    import torch

    return torch.get_num_threads()


@contextmanager
def _shelf(folder: Path, parents: list[Artifact]) -> Iterator[None]:
    """An artifact folder of its own, in which only `parents` are there."""
    for one in parents:
        target = folder / one.manifest.kind / one.path.name
        target.parent.mkdir(parents=True)
        target.symlink_to(one.path.resolve(), target_is_directory=True)
    before = os.environ.get("STORYSCOPE_ARTIFACTS")
    os.environ["STORYSCOPE_ARTIFACTS"] = str(folder)
    try:
        yield
    finally:
        if before is None:
            del os.environ["STORYSCOPE_ARTIFACTS"]
        else:
            os.environ["STORYSCOPE_ARTIFACTS"] = before


def _timed(config: FeaturesConfig) -> tuple[Artifact, tuple[float, float]]:
    begun, own = time.perf_counter(), time.process_time()
    made = features(config)
    return made, (time.perf_counter() - begun, time.process_time() - own)


def _equal_stories(model: Artifact, tokens: int) -> tuple[pa.Table, int]:
    """Stories of the commonest length that together have `tokens` tokens, or as many as there are."""
    from probes.activations import encode_stories, open_model

    loaded = open_model(model)
    table = Corpus.open(artifacts.resolve_beside(model, "corpus")).table("train")
    lengths = encode_stories(loaded.tokenizer, table["text"].to_pylist()).lengths
    lengths[lengths > loaded.config.context - 2] = 0
    mass = np.bincount(lengths) * np.arange(lengths.max() + 1)
    length = int(mass.argmax())
    return table.take(np.flatnonzero(lengths == length)[: -(-tokens // length)]), length


def _write_corpus(table: pa.Table) -> None:
    with artifacts.create("corpus", "equal", {"stories": len(table)}) as draft:
        (draft.path / "data").mkdir()
        pq.write_table(table, draft.path / "data" / "test-00000.parquet", row_group_size=1000)
        draft.summary.update(stories=len(table), splits={"test": len(table)})


def _write_inputs(folder: Path, sae: Artifact, model: Artifact, table: pa.Table, asked: list[int]) -> None:
    """The same model, dictionary and stories as plain files; one token more at the end, which will be left out."""
    from safetensors.torch import save_file

    from probes.activations import batches, encode_stories, open_model
    from probes.saelens_bridge import load_sae
    from workbench.language.hooked import to_hooked

    loaded = open_model(model)
    hooked = to_hooked(loaded)
    shape = {key: value for key, value in vars(hooked.cfg).items() if isinstance(value, int | float | str | bool)}
    shape = {key: value for key, value in shape.items() if key in _SHAPE}
    (folder / "model.json").write_text(json.dumps(shape), encoding="utf-8")
    weights = {name: value.contiguous().clone() for name, value in hooked.state_dict().items()}
    save_file(weights, folder / "weights.safetensors")
    (folder / "sae").symlink_to(sae.path.resolve(), target_is_directory=True)
    encoded = encode_stories(loaded.tokenizer, table["text"].to_pylist())
    (batch,) = batches(encoded, loaded.tokenizer, loaded.config.context, len(encoded))
    tokens = batch.tokens.numpy()
    start = tokens[:, :1]
    np.save(folder / "tokens.npy", np.concatenate([tokens, start], axis=1))
    told = {"hook": load_sae(sae).hook.name, "features": asked, "ignore": [int(start[0, 0])], "threads": _threads()}
    (folder / "asked.json").write_text(json.dumps(told), encoding="utf-8")


_SHAPE = frozenset(
    """n_layers d_model n_ctx d_head n_heads d_vocab eps model_name default_prepend_bos n_key_value_heads d_mlp act_fn
    gated_mlp normalization_type final_rms positional_embedding_type rotary_dim rotary_base rotary_adjacent_pairs
    attn_only""".split()
)
"""What describes a model to any version of TransformerLens."""


def _theirs(python: str, folder: Path) -> dict[str, Any]:
    script = Path(__file__).with_name("_saedashboard.py")
    environment = {**os.environ, "HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1"}
    environment.pop("PYTHONPATH", None)
    run = subprocess.run(
        [python, str(script), str(folder)], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    if run.returncode:
        sys.stderr.write(run.stderr[-2000:])
        do = f"Check that {PYTHON} names the Python of an environment with sae-dashboard."
        raise StoryscopeError(f"SAEDashboard failed: {run.stderr.strip().splitlines()[-1]}", do)
    found: dict[str, Any] = json.loads((folder / "found.json").read_text(encoding="utf-8"))
    return found
