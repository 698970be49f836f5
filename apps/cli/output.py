"""What goes to stdout, and how a result becomes one JSON object."""

import json
import os
import sys
from collections.abc import Generator, Mapping
from contextlib import contextmanager, redirect_stdout
from datetime import datetime
from typing import Any, cast

from workbench.artifacts import Artifact, find
from workbench.manifests import finite


@contextmanager
def stdout_kept_clean() -> Generator[None]:
    """Send whatever is written to stdout meanwhile to stderr, also by libraries and child processes."""
    sys.stdout.flush()
    kept = os.dup(1)
    os.dup2(2, 1)
    try:
        with redirect_stdout(sys.stderr):
            yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)


def as_json(result: object, begun: datetime | None = None) -> dict[str, Any]:
    """The JSON object of a result: a mapping itself, else its summary, with its parents and where the artifact is.

    `reused` says whether the artifact was finished before `begun`.
    """
    if isinstance(result, Artifact):
        manifest = result.manifest
        where: dict[str, Any] = {manifest.kind: result.label, "path": str(result.path)}
        if begun is not None:
            where["reused"] = datetime.fromisoformat(manifest.created) < begun
        parents = {one.manifest.kind: one.label for ref in manifest.parents if (one := find(ref)) is not None}
        return {**parents, **manifest.summary, **where}
    if isinstance(result, Mapping):
        return dict(cast("Mapping[str, Any]", result))
    return dict(cast("Any", result).summary)


def print_json(value: Mapping[str, Any]) -> None:
    """One JSON object on one line, in ASCII; NaN and infinities, which JSON does not know, become null."""
    sys.stdout.write(json.dumps(finite(dict(value))) + "\n")
    sys.stdout.flush()
