"""The whole command `eval winogrande` beside lm-eval's whole command: the same 212 questions, model and answers."""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path

from benchmarks.winogrande import WORDS, random_items
from probes.lm_eval_files import write_task
from workbench.language.checkpoints import random_init, save
from workbench.language.presets import preset
from workbench.language.tokenizer import build_word_level

ITEMS = 212


def measure(quick: bool) -> dict[str, object]:
    """Median seconds of whole processes, wall and CPU; no n-gram and no checks on our side. Needs lm-eval installed."""
    if find_spec("lm_eval") is None:
        return {"left out": "lm-eval is not installed: pip install -e '.[evals]'"}
    runs = 1 if quick else 3
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        tokenizer = build_word_level({"types": list(WORDS)})
        save(random_init(preset("minuscule-83k"), 0), tokenizer, folder / "model")
        items = random_items(ITEMS)
        write_task(folder / "task", "benchmark", items)
        rows = [{key: getattr(one, key) for key in ("sentence", "option1", "option2", "answer")} for one in items]
        (folder / "items.json").write_text(json.dumps(rows), encoding="utf-8")
        ours = [sys.executable, "-m", "apps.cli", "eval", "winogrande", "--ngram", "0", "--no-checks", "--json"]
        ours += ["--model", str(folder / "model"), "--items", str(folder / "items.json")]
        theirs = [sys.executable, "-m", "lm_eval", "run", "--model", "hf", "--device", "cpu", "--batch_size", "64"]
        theirs += ["--model_args", f"pretrained={folder / 'model'},dtype=float32", "--tasks", "benchmark"]
        theirs += ["--include_path", str(folder / "task"), "--output_path", str(folder / "out")]
        times = {"ours": [_run(ours, folder, run) for run in range(runs)]}
        times["lm-eval"] = [_run(theirs, folder, run) for run in range(runs)]
        found: dict[str, object] = {"items": ITEMS, "runs": runs}
        for who, measured in times.items():
            for kind, which in (("seconds", 0), ("CPU seconds", 1)):
                found[f"{who}, {kind}"] = round(statistics.median(one[which] for one in measured), 2)
        for kind, which in (("wall", 0), ("CPU", 1)):
            ratio = statistics.median(one[which] for one in times["lm-eval"]) / statistics.median(
                one[which] for one in times["ours"]
            )
            found[f"times faster ({kind})"] = round(ratio, 2)
        shelf = next((folder / "artifacts-0" / "winogrande").glob("*/results.json"))
        result = next((folder / "out").rglob("results_*.json"))
        found["accuracy, ours"] = json.loads(shelf.read_text(encoding="utf-8"))["accuracy"]
        found["accuracy, lm-eval"] = json.loads(result.read_text(encoding="utf-8"))["results"]["benchmark"]["acc,none"]
    return found


def _run(command: list[str], folder: Path, run: int) -> tuple[float, float]:
    """Wall and CPU seconds of a whole process, which finds nothing finished."""
    environment = {
        **os.environ,
        "HF_HUB_OFFLINE": "1",
        "HF_DATASETS_CACHE": str(folder / "cache"),
        "STORYSCOPE_ARTIFACTS": str(folder / f"artifacts-{run}"),
        "TOKENIZERS_PARALLELISM": "false",
    }
    before, begun = os.times(), time.perf_counter()
    subprocess.run(command, capture_output=True, check=True, env=environment)
    seconds, after = time.perf_counter() - begun, os.times()
    used = after.children_user + after.children_system - before.children_user - before.children_system
    return seconds, used
