"""Making an artifact: a working folder that survives a crash, then one atomic step to the finished artifact."""

import errno
import fcntl
import json
import os
import re
import shutil
from collections.abc import Generator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any

from workbench.errors import StoryscopeError
from workbench.manifests import (
    MANIFEST,
    Artifact,
    FileEntry,
    Manifest,
    checksum,
    finite,
    identity,
    missing,
    plain,
    read,
    root,
)

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")


@dataclass(frozen=True)
class Draft:
    """An artifact in the making: put files under `path`, headline numbers into `summary`."""

    path: Path
    id: str
    summary: dict[str, Any] = field(default_factory=dict[str, Any])

    def discard(self, name: str) -> None:
        """Remove a scratch file or folder, if it is there, so that it is not sealed into the artifact."""
        target = self.path / name
        assert target.resolve().is_relative_to(self.path.resolve()) and target.resolve() != self.path.resolve(), name
        if target.is_dir() and not target.is_symlink():
            shutil.rmtree(target)
        else:
            target.unlink(missing_ok=True)


def finished(
    kind: str, config: Mapping[str, object], parents: Sequence[Artifact] = (), schema: int = 1
) -> Artifact | None:
    """The finished artifact of exactly this identity, or None.

    Raises StoryscopeError if there is one but its files are missing or cut short.
    """
    wanted = identity(kind, config, parents, schema)
    for folder in sorted((root() / kind).glob(f"[!.]*-{wanted}")):
        artifact = read(folder)
        if artifact.manifest.id == wanted:
            wrong = missing(artifact)
            if wrong:
                what = f"The {kind} {artifact.label} is damaged ({wrong[0]})."
                do = f"Remove it and run again: storyscope artifacts rm {kind}/{artifact.label} --force."
                raise StoryscopeError(what, do)
            return artifact
    return None


@contextmanager
def create(
    kind: str, name: str, config: Mapping[str, object], parents: Sequence[Artifact] = (), schema: int = 1
) -> Generator[Draft]:
    """Make an artifact: yields a Draft, and seals it when the block ends without an exception.

    The working folder `<kind>/.partial-<name>-<id>` may already hold what an interrupted run left: resume from it.
    Sealing syncs and checksums every file, writes the manifest and renames the folder, so that at any instant there is
    either the whole artifact or none. Raises StoryscopeError if another process is making the same artifact, if it is
    finished already, or if the disk is full.
    """
    if not _NAME.fullmatch(name):
        do = "Use letters, digits, dots, dashes and underscores, at most 80."
        raise StoryscopeError(f"'{name}' is not a name for an artifact.", do)
    made = identity(kind, config, parents, schema)
    folder = root() / kind
    partial, final = folder / f".partial-{name}-{made}", folder / f"{name}-{made}"
    with ExitStack() as stack:
        stack.push(_explain)
        _make(folder)
        stack.enter_context(_locked(folder / f".lock-{made}", f"{kind} {name}-{made}"))
        if final.exists() or finished(kind, config, parents, schema) is not None:
            raise StoryscopeError(f"The {kind} {final.name} is there already.", "Run again to reuse it.")
        for other in folder.glob(f".partial-*-{made}"):
            # The name is no part of the identity: work begun under another name goes on under this one.
            other.rename(partial)
        partial.mkdir(exist_ok=True)
        draft = Draft(partial, made)
        yield draft
        manifest = Manifest(
            kind=kind,
            name=name,
            id=made,
            schema=schema,
            config=plain(config),
            parents=tuple(parent.ref for parent in parents),
            created=datetime.now(UTC).isoformat(timespec="microseconds"),
            files=_sealed(partial),
            summary=finite(plain(draft.summary)),
        )
        _write_manifest(partial, manifest)
        partial.rename(final)
        _sync(folder)


def disk_is_full(error: BaseException) -> bool:
    """Whether this exception means that there is no room left, whichever library raised it."""
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return True
    # safetensors and pyarrow put the system's message into exceptions of their own.
    return any(said in str(error) for said in ("No space left on device", "File too large"))


def _explain(_: type[BaseException] | None, error: BaseException | None, __: TracebackType | None) -> bool:
    """Turn failures of the disk, from our code or a library's, into a sentence for the user."""
    if isinstance(error, StoryscopeError) or error is None:
        return False
    if disk_is_full(error):
        do = "Free some space (storyscope artifacts rm) and run again: finished parts are kept."
        raise StoryscopeError(f"The disk that holds {root()} is full.", do) from error
    return False


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        reachable = os.access(folder, os.W_OK | os.X_OK)
        reason = "permission denied"
    except OSError as error:
        if disk_is_full(error):
            raise
        reachable, reason = False, error.strerror or str(error)
    if not reachable:
        do = "Give yourself write permission, or point STORYSCOPE_ARTIFACTS at another folder."
        raise StoryscopeError(f"Nothing can be written to {folder}: {reason}.", do)


@contextmanager
def _locked(path: Path, label: str) -> Generator[None]:
    """Hold an exclusive lock that the kernel drops when the process dies, however it dies."""
    while True:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(handle)
            do = "Wait until that one ends, then run again: the result is reused."
            raise StoryscopeError(f"Another process is making the {label} right now.", do) from None
        if _is_still(path, handle):
            break
        # The holder before us removed the file between our open and our lock: this lock guards nothing.
        os.close(handle)
    try:
        yield
    finally:
        path.unlink(missing_ok=True)
        os.close(handle)


def _is_still(path: Path, handle: int) -> bool:
    """Whether the file that was opened is the one that has this name now."""
    try:
        return path.stat().st_ino == os.fstat(handle).st_ino
    except FileNotFoundError:
        return False


def _sealed(folder: Path) -> dict[str, FileEntry]:
    """Sync and checksum everything under `folder`."""
    (folder / MANIFEST).unlink(missing_ok=True)
    entries: dict[str, FileEntry] = {}
    for path in sorted(folder.rglob("*")):
        assert not path.is_symlink(), f"an artifact holds files, not links: {path}"
        _sync(path)
        if path.is_file():
            entries[path.relative_to(folder).as_posix()] = FileEntry(path.stat().st_size, checksum(path))
    return entries


def _write_manifest(folder: Path, manifest: Manifest) -> None:
    path = folder / MANIFEST
    path.write_text(json.dumps(asdict(manifest), indent=1, allow_nan=False) + "\n", encoding="utf-8")
    _sync(path)
    _sync(folder)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
