"""What a sweep trains: the runs of a TOML file, each a change of the settings that all share."""

import itertools
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

from training.pretrain import TrainConfig
from workbench.config import load, to_dict
from workbench.errors import StoryscopeError

_SECTIONS = ("run", "grid", "base")


def runs_of(file: Path, shared: TrainConfig) -> list[TrainConfig]:
    """The configs that a sweep's file describes, in its order; each twice given is trained once.

    `[base]` changes `shared` for all, each `[[run]]` for one, and `[grid]` gives lists of values of which every
    combination is tried with every run. Raises StoryscopeError for anything that is no setting of `train`.
    """
    told = _read(file)
    base = {**to_dict(shared), **_table(told.get("base", {}), "base")}
    runs = told.get("run", [{}])
    if not isinstance(runs, list):
        raise StoryscopeError(f"In {file}, 'run' is not a list of tables.", "Write each run as [[run]].")
    grid = _table(told.get("grid", {}), "grid")
    for name, values in grid.items():
        if not isinstance(values, list) or not values:
            raise StoryscopeError(f"In {file}, grid.{name} is not a list.", f"Write {name} = [first, second].")
    found: list[TrainConfig] = []
    for run in cast("list[object]", runs):
        for values in itertools.product(*grid.values()):
            changed = {**base, **_table(run, "run"), **dict(zip(grid, values, strict=True))}
            one = load(TrainConfig, None, changed)
            if one not in found:
                found.append(one)
    return found


def changes(runs: list[TrainConfig]) -> list[str]:
    """The settings in which the runs differ."""
    tables = [to_dict(run) for run in runs]
    return [name for name in tables[0] if any(table[name] != tables[0][name] for table in tables)]


def _table(value: object, name: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise StoryscopeError(f"'{name}' of the sweep is not a table.", f"Write settings of train under [{name}].")
    return cast("dict[str, Any]", value)


def _read(file: Path) -> dict[str, Any]:
    try:
        told = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        what = f"The sweep {file} cannot be read: {error}."
        raise StoryscopeError(what, "Give --sweep a TOML file with [[run]] tables.") from error
    unknown = [name for name in told if name not in _SECTIONS]
    if unknown:
        what = f"There is no section '{unknown[0]}' in a sweep."
        raise StoryscopeError(what, "Use [base], [[run]] and [grid].")
    if not ({"run", "grid"} & told.keys()):
        raise StoryscopeError(f"The sweep {file} has no runs.", "Add a [[run]] table for each model.")
    return told
