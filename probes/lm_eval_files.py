"""lm-eval's own files: results in its layout, and WinoGrande items as a task that its stock models can run."""

import hashlib
import json
import math
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from probes.winogrande_items import partial_request
from probes.winogrande_scoring import ScoredItem
from workbench.records import WinoGrandeItem

_VERSION = 1.0
_YAML = """# Partial scoring: what follows the blank, given what stands before it with either option in the blank.
# A start-of-text token that the model was trained with is part of the contexts, as text.
task: {task}
dataset_path: json
dataset_kwargs:
  data_files:
    test: {data}
test_split: test
output_type: multiple_choice
doc_to_text: answer_index
doc_to_choice: contexts
doc_to_target: continuation
target_delimiter: " "
metric_list:
  - metric: acc
    aggregation: mean
    higher_is_better: true
metadata:
  version: {version}
"""


def task_rows(items: Sequence[WinoGrandeItem], begin: str = "") -> list[dict[str, object]]:
    """The items as the task's documents; `begin` is the text of the token that starts every context, if one does."""
    rows: list[dict[str, object]] = []
    for item in items:
        requests = [partial_request(item, option) for option in (item.option1, item.option2)]
        rows.append(
            {
                "id": item.id,
                "kind": item.kind,
                "sentence": item.sentence,
                "contexts": [begin + context for context, _ in requests],
                "continuation": requests[0][1][1:],  # the blank before it is the task's delimiter
                "answer_index": int(item.answer) - 1,
            }
        )
    return rows


def write_task(
    folder: Path, task: str, items: Sequence[WinoGrandeItem], begin: str = "", home: Path | None = None
) -> Path:
    """Write `<task>.yaml` and `data/<task>.jsonl`; `lm_eval --include_path FOLDER --tasks TASK` runs them.

    The YAML names its data by full path, since lm-eval looks from where it is started; `home` is where the folder will
    lie if it is moved after it is written.
    """
    data = Path("data") / f"{task}.jsonl"
    (folder / "data").mkdir(parents=True, exist_ok=True)
    lines = [json.dumps(row, ensure_ascii=False) for row in task_rows(items, begin)]
    (folder / data).write_text("\n".join(lines) + "\n", encoding="utf-8")
    place = json.dumps(str(((home or folder) / data).absolute()))
    file = folder / f"{task}.yaml"
    file.write_text(_YAML.format(task=task, data=place, version=_VERSION), encoding="utf-8")
    return file


def write_results(
    folder: Path, task: str, model: str, scored: Sequence[ScoredItem], begin: str = "", now: datetime | None = None
) -> Path:
    """Write `<model>/results_<time>.json` and `samples_<task>_<time>.jsonl` as lm-eval lays them out.

    `acc_stderr` is the standard error that lm-eval gives: the sample deviation over the root of n. Whether a
    continuation is the greedy one is not computed, so that place holds "None".
    """
    now = now or datetime.now(UTC).replace(tzinfo=None)
    stamp = now.isoformat(timespec="microseconds").replace(":", "-")
    n, hits = len(scored), sum(one.right for one in scored)
    accuracy = hits / n
    error: float | str = math.sqrt(accuracy * (1 - accuracy) / (n - 1)) if n > 1 else "N/A"
    results = {
        "results": {task: {"alias": task, "sample_len": n, "acc,none": accuracy, "acc_stderr,none": error}},
        "group_subtasks": {},
        "configs": {task: {"task": task, "output_type": "multiple_choice", "num_fewshot": 0, "target_delimiter": " "}},
        "versions": {task: _VERSION},
        "n-shot": {task: 0},
        "higher_is_better": {task: {"acc": True}},
        "n-samples": {task: {"original": n, "effective": n}},
        "config": {"model": "storyscope", "model_args": {"pretrained": model}, "limit": None, "bootstrap_iters": 0},
        "date": now.timestamp(),
        "model_source": "storyscope",
        "model_name": model,
        "model_name_sanitized": sanitised(model),
    }
    home = folder / sanitised(model)
    home.mkdir(parents=True, exist_ok=True)
    (home / f"samples_{task}_{stamp}.jsonl").write_text(
        "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in _samples(scored, begin)), encoding="utf-8"
    )
    file = home / f"results_{stamp}.json"
    file.write_text(json.dumps(results, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return file


def sanitised(model: str) -> str:
    """A model's name as lm-eval's folders spell it.

    >>> sanitised("runs/tiny one")
    'runs__tiny_one'
    """
    kept = model.replace("/", "__").replace("\\", "__")
    return "".join(one if one.isalnum() or one in "-_." else "_" for one in kept)


def _samples(scored: Sequence[ScoredItem], begin: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for number, (one, doc) in enumerate(zip(scored, task_rows([one.item for one in scored], begin), strict=True)):
        contexts: Any = doc["contexts"]
        target = str(doc["continuation"])
        given = [{"arg_0": context, "arg_1": f" {target}"} for context in contexts]
        found = [[str(score), "None"] for score in one.scores]
        rows.append(
            {
                "doc_id": number,
                "doc": doc,
                "target": target,
                "arguments": {f"gen_args_{which}": pair for which, pair in enumerate(given)},
                "resps": [[pair] for pair in found],
                "filtered_resps": found,
                "filter": "none",
                "metrics": ["acc"],
                "doc_hash": _hash(json.dumps(doc, indent=2, ensure_ascii=False)),
                "prompt_hash": _hash(contexts[0]),
                "target_hash": _hash(target),
                "acc": float(one.right),
            }
        )
    return rows


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
