"""What an artifact says of itself: its kind, its identity, where it came from, and every file with its checksum."""

import dataclasses
import hashlib
import json
import math
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from workbench.errors import StoryscopeError

MANIFEST = "manifest.json"
"""The file that makes a folder an artifact; written last."""


@dataclass(frozen=True)
class FileEntry:
    """Size and checksum of one payload file."""

    bytes: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """The record of one artifact; `parents` are "kind/id", `summary` holds its headline numbers."""

    kind: str
    name: str
    id: str
    schema: int
    config: dict[str, Any]
    parents: tuple[str, ...]
    created: str
    files: dict[str, FileEntry]
    summary: dict[str, Any]


@dataclass(frozen=True)
class Artifact:
    """A finished artifact: a folder with a manifest."""

    path: Path
    manifest: Manifest

    @property
    def ref(self) -> str:
        """Its "kind/id", the way children name it."""
        return f"{self.manifest.kind}/{self.manifest.id}"

    @property
    def label(self) -> str:
        """Its "name-id", the way people name it."""
        return f"{self.manifest.name}-{self.manifest.id}"

    def file(self, name: str) -> Path:
        """The path of a payload file or folder.

        Raises StoryscopeError if it is missing or lies outside the artifact.
        """
        path = self._inside(name)
        if not path.exists():
            what = f"The {self.manifest.kind} {self.label} has no file '{name}'."
            raise StoryscopeError(what, "See what is wrong with it: storyscope artifacts verify.")
        return path

    def has(self, name: str) -> bool:
        """Whether there is such a payload file or folder."""
        return self._inside(name).exists()

    def _inside(self, name: str) -> Path:
        path = self.path / name
        # Resolved, because a link or `..` could lead anywhere.
        if not path.resolve().is_relative_to(self.path.resolve()):
            raise StoryscopeError(f"'{name}' is outside of the artifact {self.label}.", "Name one of its own files.")
        return path


def is_file(path: Path) -> bool:
    """Whether there is such a file; False for a text that can be no path, or a folder that may not be entered."""
    try:
        return path.is_file()
    except OSError:
        return False


def reason(error: OSError) -> str:
    """Why the system refused, in its own words."""
    return (error.strerror or str(error)).lower()


def root() -> Path:
    """The artifact folder: STORYSCOPE_ARTIFACTS, or `artifacts` in the current folder."""
    return Path(os.environ.get("STORYSCOPE_ARTIFACTS") or "artifacts")


def identity(kind: str, config: Mapping[str, object], parents: "Sequence[Artifact | str]" = (), schema: int = 1) -> str:
    """The 12 hex digits that name what is made: a hash of kind, schema, config and the parents' ids.

    Equal numbers give equal ids (1 and 1.0), the order of keys does not matter, the order of parents does.
    """
    refs = [parent if isinstance(parent, str) else parent.ref for parent in parents]
    whole = {"kind": kind, "schema": schema, "config": plain(config), "parents": refs}
    return hashlib.sha256(canonical(whole).encode()).hexdigest()[:12]


def canonical(value: object) -> str:
    """The one JSON text of a value: sorted keys, no spaces, ASCII, integral floats as integers."""
    return json.dumps(_numbers(value), sort_keys=True, separators=(",", ":"), allow_nan=False)


def plain(value: object) -> Any:
    """The value as JSON-able data: configs and mappings become dicts, tuples lists, paths strings."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(inner) for key, inner in cast("Mapping[object, object]", value).items()}
    if isinstance(value, list | tuple):
        return [plain(inner) for inner in cast("list[object]", value)]
    if isinstance(value, Path):
        return value.as_posix()
    assert value is None or isinstance(value, str | int | float), f"{value!r} cannot be written to a manifest"
    return value


def finite(value: object) -> Any:
    """The value with NaN and infinities, which JSON does not know, as None."""
    if isinstance(value, dict):
        return {key: finite(inner) for key, inner in cast("dict[str, object]", value).items()}
    if isinstance(value, list | tuple):
        return [finite(inner) for inner in cast("list[object]", value)]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def read(folder: Path) -> Artifact:
    """Open the artifact in `folder`; raises StoryscopeError if its manifest is missing or broken."""
    do = f"Remove the folder and make it again: {folder}."
    try:
        raw = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        files = {name: FileEntry(int(entry["bytes"]), str(entry["sha256"])) for name, entry in raw["files"].items()}
        manifest = Manifest(
            kind=str(raw["kind"]),
            name=str(raw["name"]),
            id=str(raw["id"]),
            schema=int(raw["schema"]),
            config=dict(raw["config"]),
            parents=tuple(map(str, raw["parents"])),
            created=str(raw["created"]),
            files=files,
            summary=dict(raw["summary"]),
        )
    except FileNotFoundError:
        raise StoryscopeError(f"{folder} has no {MANIFEST}: it is not an artifact.", do) from None
    except OSError as error:
        what = f"{folder / MANIFEST} cannot be read: {error.strerror}."
        raise StoryscopeError(what, "Give yourself permission to read it.") from None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise StoryscopeError(f"{folder / MANIFEST} is damaged: it is not a valid manifest.", do) from None
    return Artifact(folder, manifest)


def missing(artifact: Artifact) -> list[str]:
    """What a look at names and sizes shows to be wrong with the files; reads no payload."""
    found: list[str] = []
    for name, entry in artifact.manifest.files.items():
        path = artifact.path / name
        try:
            size = path.stat().st_size if path.is_file() else None
        except OSError as error:
            found.append(f"{name}: cannot be read ({reason(error)})")
            continue
        if size is None:
            found.append(f"{name}: missing")
        elif size != entry.bytes:
            found.append(f"{name}: {size:,} bytes instead of {entry.bytes:,}")
    return found


def checksum(path: Path) -> str:
    """The SHA-256 of a file, in hex; constant memory."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _numbers(value: object) -> Any:
    if isinstance(value, dict):
        return {key: _numbers(inner) for key, inner in cast("dict[str, object]", value).items()}
    if isinstance(value, list):
        return [_numbers(inner) for inner in cast("list[object]", value)]
    return int(value) if isinstance(value, float) and value.is_integer() else value
