"""The command line that makes an artifact again: its verb, its parents, and the settings that are no defaults."""

import shlex
from collections.abc import Mapping
from importlib import import_module
from typing import cast

from apps.cli.commands import COMMANDS
from workbench.artifacts import Artifact, maker
from workbench.config import settings

_ELSEWHERE = {
    "base_url": ("server",),
    "reply.temperature": ("temperature",),
    "reply.top_p": ("top_p",),
    "reply.tokens": ("reply_tokens",),
    "verifier.model": ("verifier",),
    "verifier.stories": ("verified",),
}
"""Settings of `write` that a corpus keeps under another name."""


def command_for(artifact: Artifact) -> str:
    """Return one command line; run where the same artifacts are, it finds this one and makes nothing anew.

    An outside file (of questions or stories) is named without its folder, which no artifact keeps.
    """
    manifest = artifact.manifest
    verb = _verb(artifact)
    command = next((one for one in COMMANDS if one.verb == verb), None)
    words = ["storyscope", *verb.split()]
    if command is None:
        return shlex.join(words)
    parents = _parents(artifact)
    for setting in settings(getattr(import_module(command.module), command.config)):
        value = parents.get(setting.path[0]) if len(setting.path) == 1 else None
        if value is None:
            value = _at(manifest.config, setting.path)
        if value is None:
            other = _ELSEWHERE.get(".".join(setting.path)) if verb == "write" else ("axes", *setting.path)
            unset = setting.path[0] == "verifier" and not manifest.config.get("verifier")  # then "verified" is 0
            value = _at(manifest.config, other) if other and not unset else None
        default = list(setting.default) if isinstance(setting.default, tuple) else setting.default
        if value is not None and value not in ("", [], default):
            words += _flag(setting.flag, value)
    if "items_sha256" in manifest.config and "items" not in parents:
        words += ["--items", f"{manifest.name}.json"]
    if verb == "import":
        words += _sources(manifest.config)
    return shlex.join(words)


def _parents(artifact: Artifact) -> dict[str, object]:
    """The ids of its parents by kind; a list where it has several of one kind."""
    found: dict[str, list[str]] = {}
    for parent in artifact.manifest.parents:
        kind, _, ident = parent.partition("/")
        found.setdefault(kind, []).append(ident)
    return {kind: ids if len(ids) > 1 else ids[0] for kind, ids in found.items()}


def _verb(artifact: Artifact) -> str:
    """Which verb made it: a corpus is acted out, written by a language model, or imported."""
    config = artifact.manifest.config
    if artifact.manifest.kind == "corpus" and ("sources" in config or config.get("writer") == "openai"):
        return "import" if "sources" in config else "write"
    return maker(artifact.manifest.kind)


def _sources(config: Mapping[str, object]) -> list[str]:
    """The flags that name what was imported: a dataset of the hub, or files, which no artifact keeps the folder of."""
    sources = cast("list[Mapping[str, object]]", config["sources"])
    named = {"--hub": "hub", "--hub-split": "split", "--revision": "revision"} if "hub" in sources[0] else {}
    if not named:
        return ["--source", str(sources[0]["name"]) if len(sources) == 1 else "FOLDER"]
    return [word for flag, key in named.items() if sources[0][key] for word in (flag, str(sources[0][key]))]


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
