"""`eval export-lm-eval`: WinoGrande items as a task that lm-eval runs with its stock models."""

import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from probes.lm_eval_files import write_task
from probes.winogrande import find_items, find_model, safe, task_name
from workbench.config import option
from workbench.errors import StoryscopeError
from workbench.manifests import is_file
from workbench.progress import SILENT, Progress


@dataclass(frozen=True, kw_only=True)
class ExportConfig:
    """What `export` needs."""

    model: str = option("", "the model that will be asked, whose start-of-text token is written; empty: the newest")
    items: str = option("", "a JSON file or an items artifact; empty: the newest items")
    out: str = option("lm_eval_task", "the folder to write to")
    task: str = option("", "the task's name; empty: the items' name")


def export(config: ExportConfig, progress: Progress = SILENT) -> dict[str, Any]:
    """Write the task, and say how to run it. Raises StoryscopeError where the folder holds a task of this name."""
    from workbench.language.tokenizer import load_tokenizer

    items, title, _ = find_items(config.items)
    model, trained = find_model(config.model)
    task = safe(config.task).replace("-", "_") if config.task else task_name(title)
    folder = Path(config.out)
    if is_file(folder / f"{task}.yaml"):
        raise StoryscopeError(f"{folder} has a task {task} already.", "Name another folder with --out, or remove it.")
    # our models were trained with a token before every story; lm-eval only puts one there if the text has it
    begin = str(load_tokenizer(model).bos_token or "") if trained is not None else ""
    try:
        file = write_task(folder, task, items, begin)
    except OSError as fault:
        raise StoryscopeError(f"{folder} cannot be written: {fault.strerror}.", "Name another with --out.") from None
    arguments = ["--model", "hf", "--model_args", f"pretrained={model},dtype=float32", "--tasks", task]
    command = shlex.join(["lm_eval", "run", *arguments, "--include_path", str(folder)])
    progress.say(f"Run it with: {command}")
    return {"task": task, "items": len(items), "yaml": str(file), "begin": begin, "command": command}
