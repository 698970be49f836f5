"""The command line that makes an artifact again: its verb, its parents, and the settings that are no defaults."""

import shlex
from collections.abc import Mapping
from importlib import import_module
from typing import cast

from apps.cli.commands import COMMANDS
from workbench.artifacts import Artifact, maker
from workbench.config import settings


def command_for(artifact: Artifact) -> str:
    """Return one command line; run where the same artifacts are, it finds this one and makes nothing anew.

    An outside file of questions is named without its folder, which no artifact keeps.
    """
    manifest = artifact.manifest
    verb = maker(manifest.kind)
    command = next((one for one in COMMANDS if one.verb == verb), None)
    words = ["storyscope", *verb.split()]
    if command is None:
        return shlex.join(words)
    parents = dict(parent.split("/", 1) for parent in manifest.parents if "/" in parent)
    for setting in settings(getattr(import_module(command.module), command.config)):
        value = parents.get(setting.path[0]) if len(setting.path) == 1 else None
        if value is None:
            value = _at(manifest.config, setting.path)
        default = list(setting.default) if isinstance(setting.default, tuple) else setting.default
        if value is not None and value not in ("", [], default):
            words += _flag(setting.flag, value)
    if "items_sha256" in manifest.config and "items" not in parents:
        words += ["--items", f"{manifest.name}.json"]
    return shlex.join(words)


def _at(config: Mapping[str, object], path: tuple[str, ...]) -> object:
    value: object = config
    for key in path:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value


def _flag(name: str, value: object) -> list[str]:
    if isinstance(value, bool):
        return [name if value else name.replace("--", "--no-", 1)]
    if isinstance(value, list):
        return [name, ",".join(str(one) for one in cast("list[object]", value))]
    return [name, str(value)]
