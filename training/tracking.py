"""The log as it is written, for those who watch with TensorBoard or Weights & Biases.

Both are optional packages. The log itself is always in the artifact, as Parquet.
"""

import os
from collections.abc import Callable
from contextlib import ExitStack
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal

from training.watching import Row
from workbench.errors import StoryscopeError

Tell = Callable[[Row], None]
_VALUES = ("loss", "bits_per_byte", "accuracy", "lr")


def trackers(stack: ExitStack, tensorboard: str, wandb: str, name: str, id: str, settings: dict[str, Any]) -> Tell:
    """What to call with each row of the log; `stack` closes what was opened.

    `tensorboard` is a folder and `wandb` a project, "" for neither. `id` joins what a resumed run logs to what it had
    logged before. Raises StoryscopeError where a package, or Weights & Biases' key, is missing.
    """
    check_trackers(tensorboard, wandb)
    tells: list[Tell] = []
    if tensorboard:
        tells.append(_tensorboard(stack, Path(tensorboard) / f"{name}-{id}"))
    if wandb:
        tells.append(_wandb(stack, wandb, f"{name}-{id}", id, settings))

    def tell(row: Row) -> None:
        for one in tells:
            one(row)

    return tell


def check_trackers(tensorboard: str, wandb: str) -> None:
    """Raise StoryscopeError where a package, or Weights & Biases' key, is missing."""
    for package, wanted in (("tensorboard", tensorboard), ("wandb", wandb)):
        if wanted and find_spec(package) is None:
            do = f"Install it (pip install {package}), or leave --{package} out."
            raise StoryscopeError(f"The package {package} is not installed.", do)
    known = os.environ.get("WANDB_API_KEY") or Path("~/.netrc").expanduser().is_file()
    if wandb and _mode() == "online" and not known:
        what = "Weights & Biases wants a key, and there is none in WANDB_API_KEY."
        raise StoryscopeError(what, "Set it, or set WANDB_MODE=offline and upload later with: wandb sync.")


def _mode() -> Literal["online", "offline"]:
    # The command line switches it off for those who have not asked for it; who names a project asks.
    return "offline" if os.environ.get("WANDB_MODE") in ("offline", "dryrun") else "online"


def _values(row: Row) -> dict[str, float]:
    return {f"{row['split']}/{name}": row[name] for name in _VALUES if row.get(name) is not None}


def _tensorboard(stack: ExitStack, folder: Path) -> Tell:
    from torch.utils.tensorboard import SummaryWriter

    opened: list[SummaryWriter] = []

    def tell(row: Row) -> None:
        if not opened:
            # Opened with the first row, because what a killed run had told beyond its checkpoint is to be dropped.
            writer = SummaryWriter(str(folder), purge_step=row["step"])
            stack.callback(writer.close)
            opened.append(writer)
        for name, value in _values(row).items():
            opened[0].add_scalar(name, value, row["step"])

    return tell


def _wandb(stack: ExitStack, project: str, name: str, id: str, settings: dict[str, Any]) -> Tell:
    import wandb

    run = wandb.init(project=project, name=name, id=id, config=settings, mode=_mode(), resume="allow")
    run.define_metric("*", step_metric="step")
    stack.callback(run.finish)
    return lambda row: run.log({"step": row["step"], "tokens": row["tokens"], **_values(row)})
