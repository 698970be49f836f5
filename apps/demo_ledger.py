"""What the demo remembers between runs, so that a finished chain is found again without importing anything heavy.

Each stage's settings, the artifacts it reads and the source code of Storyscope make a key; the ledger maps the key to
the artifact that came out. A changed setting, parent or line of code misses, and the stage's own function then looks
the artifact up by its identity: slower, never stale.
"""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from workbench import artifacts
from workbench.artifacts import Artifact
from workbench.errors import StoryscopeError
from workbench.manifests import canonical, missing, plain

_PACKAGES = ("workbench", "training", "probes", "apps")


class Ledger:
    """Keys to artifacts, and how long each artifact took to make."""

    def __init__(self) -> None:
        self._path = artifacts.root() / ".demo-ledger.json"
        self._made: dict[str, str] = {}
        self._seconds: dict[str, float] = {}
        self._code = _source_hash()
        try:
            kept: dict[str, Any] = json.loads(self._path.read_text(encoding="utf-8"))
            self._made, self._seconds = dict(kept["made"]), dict(kept["seconds"])
        except (OSError, ValueError, KeyError, TypeError):
            # Only a memory: without it every stage asks the artifact store.
            return

    def find(self, verb: str, settings: Mapping[str, object]) -> Artifact | None:
        """The whole, undamaged artifact that this stage made before, if there is one."""
        ref = self._made.get(self._key(verb, settings))
        if ref is None:
            return None
        kind, label = ref.split("/")
        try:
            artifact = artifacts.resolve(kind, label)
        except StoryscopeError:
            return None
        return None if missing(artifact) else artifact

    def keep(self, verb: str, settings: Mapping[str, object], artifact: Artifact, seconds: float, reused: bool) -> None:
        """Remember what a stage made; a reused artifact keeps the time that it first took."""
        ref = f"{artifact.manifest.kind}/{artifact.label}"
        self._made[self._key(verb, settings)] = ref
        if not reused:
            self._seconds[ref] = seconds
        self._path.parent.mkdir(parents=True, exist_ok=True)
        draft = self._path.with_suffix(".tmp")
        draft.write_text(json.dumps({"made": self._made, "seconds": self._seconds}), encoding="utf-8")
        draft.replace(self._path)

    def seconds(self, artifact: Artifact) -> float | None:
        """How long it took to make, if the demo made it."""
        return self._seconds.get(f"{artifact.manifest.kind}/{artifact.label}")

    def _key(self, verb: str, settings: Mapping[str, object]) -> str:
        whole = {"verb": verb, "settings": plain(settings), "code": self._code}
        return hashlib.sha256(canonical(whole).encode()).hexdigest()[:16]


def _source_hash() -> str:
    """One hash of every source file; a few milliseconds."""
    top = Path(__file__).parents[1]
    whole = hashlib.sha256()
    for package in _PACKAGES:
        for path in sorted((top / package).rglob("*.py")):
            whole.update(f"{path.relative_to(top)}\0".encode())
            whole.update(path.read_bytes())
    return whole.hexdigest()
