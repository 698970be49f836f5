"""The shelf of everything that runs have made: find it, check it, follow where it came from, remove it.

`artifacts/<kind>/<name>-<id>/manifest.json` plus payload. Making one is `create`, reusing one is `finished`; both live
in `drafts.py` and are offered here, so that a module that makes or reads artifacts imports this module only.
"""

import shutil
from collections.abc import Sequence
from pathlib import Path

from workbench import snapshots
from workbench.drafts import Draft, create, disk_is_full, finished
from workbench.errors import StoryscopeError
from workbench.manifests import (
    MANIFEST,
    Artifact,
    FileEntry,
    Manifest,
    checksum,
    identity,
    is_file,
    missing,
    read,
    reason,
    root,
)

__all__ = [
    "MANIFEST",
    "Artifact",
    "Draft",
    "FileEntry",
    "Manifest",
    "children",
    "create",
    "disk_is_full",
    "find",
    "finished",
    "identity",
    "kinds",
    "lineage",
    "listing",
    "made_from",
    "maker",
    "problems",
    "remove",
    "resolve",
    "resolve_beside",
    "root",
    "verify",
]

_MAKERS = {
    "corpus": "generate",
    "corpus_part": "generate --shard 1/2",
    "corpus_report": "corpus report",
    "corpus_page": "corpus report",
    "model": "train",
    "pairs": "twins pairs",
    "items": "twins items",
    "sae": "sae train",
    "sae_control": "sae train",
    "sae_eval": "sae eval",
    "sae_sweep": "sae sweep",
    "storybench": "sae bench",
    "explanations": "explain",
    "completions": "eval judge",
    "judged": "eval judge",
    "patching": "patch",
    "fact_report": "experiment fact",
    "winogrande": "eval winogrande",
    "winogrande_comparison": "eval winogrande",
    "scores": "scores report",
    "suites": "twins suites",
    "sentence_pairs": "eval pairs",
    "token_probe": "probe-tokens",
    "measured": "measure",
    "steering": "steer",
    "erasure": "erase",
    "confound": "experiment confound",
}
"""Which verb makes an artifact of a kind, where the two are not called the same."""


_GALLERY = "gallery"
"""A folder beside the kinds that is a store of its own: what came with the code."""


def maker(kind: str) -> str:
    """The verb of the command line that makes an artifact of a kind."""
    return _MAKERS.get(kind, kind)


def kinds() -> list[str]:
    """The kinds that the artifact folder holds."""
    return sorted(path.name for path in root().glob("[!.]*") if path.is_dir() and path.name != _GALLERY)


def listing(kind: str | None = None) -> list[Artifact]:
    """Every readable artifact (of one kind), oldest first; `problems` tells of those that cannot be read."""
    return _scan(kind)[0]


def problems(kind: str | None = None) -> list[str]:
    """One sentence for each folder that looks like an artifact but cannot be read as one."""
    return _scan(kind)[1]


def resolve(kind: str, ref: str | Path | None = None) -> Artifact:
    """Find the artifact of a kind by name, id prefix, "name-id" or path; None or "" is the newest.

    Of several with one name the newest is meant; of a model, "...@128" is what it was after 128 steps.
    Raises StoryscopeError, listing what there is, if nothing matches.
    """
    text = "" if ref is None else str(ref)
    if kind == "model" and not is_file(Path(text) / MANIFEST):
        kept = snapshots.at_path(Path(text)) if text else None
        name, step = snapshots.parted(text)
        if kept is not None or step is not None:
            return kept or snapshots.at_step(resolve(kind, name), step or 0)
    there, broken = _scan(kind)
    if not text:
        if not there:
            raise _nothing(kind, f"There is no {kind} yet.", there, broken)
        return there[-1]
    if is_file(Path(text) / MANIFEST):
        artifact = read(Path(text))
        if artifact.manifest.kind != kind:
            raise StoryscopeError(f"{text} is a {artifact.manifest.kind}, not a {kind}.", f"Give the path of a {kind}.")
        return artifact
    named = [one for one in there if text in (one.label, one.manifest.id)]
    named = named or [one for one in there if one.manifest.name == text]
    if named:
        return named[-1]
    begun = [one for one in there if one.manifest.id.startswith(text)]
    if len(begun) > 1:
        what = f"'{text}' begins the id of {len(begun)} artifacts of kind {kind}."
        raise StoryscopeError(what, f"Give more of it: {', '.join(one.label for one in begun)}.")
    if not begun:
        for folder in _folders(kind):
            if folder.name == text:
                read(folder)  # it is there but unreadable: this says why
        raise _nothing(kind, f"There is no {kind} '{text}'.", there, broken)
    return begun[0]


def find(ref: str) -> Artifact | None:
    """The artifact that a child names "kind/id", or None if it is not here (any more)."""
    kind, _, wanted = ref.partition("/")
    whole, step = snapshots.parted(wanted)
    if step is not None:
        model = find(f"{kind}/{whole}")
        return snapshots.at_step(model, step) if model is not None and step in snapshots.steps_of(model) else None
    return next((one for one in listing(kind) if one.manifest.id == wanted), None)


def resolve_beside(child: Artifact, kind: str, ref: str = "") -> Artifact:
    """As `resolve`, except that "" is the artifact that `child` was made from, never just the newest.

    Raises StoryscopeError if that one is not here any more.
    """
    own = made_from(child, kind)
    if own is None and not ref and any(one.startswith(f"{kind}/") for one in child.manifest.parents):
        raise StoryscopeError(f"The {kind} that {child.label} was made from is gone.", f"Name another with --{kind}.")
    return own if own is not None and not ref else resolve(kind, ref)


def made_from(artifact: Artifact, kind: str) -> Artifact | None:
    """The artifact of a kind that this one was made from, or None if there is none, or it is not here (any more)."""
    ref = next((ref for ref in artifact.manifest.parents if ref.startswith(f"{kind}/")), None)
    return None if ref is None else find(ref)


def verify(artifact: Artifact) -> list[str]:
    """Read everything and say what is wrong: files missing, cut short, changed or added, an id that does not fit."""
    manifest = artifact.manifest
    found = missing(artifact)
    damaged = {line.split(": ")[0] for line in found}
    for name, entry in manifest.files.items():
        if name not in damaged:
            try:
                if checksum(artifact.path / name) != entry.sha256:
                    found.append(f"{name}: its content has changed")
            except OSError as error:
                found.append(f"{name}: cannot be read ({reason(error)})")
    for path in sorted(artifact.path.rglob("*")):
        name = path.relative_to(artifact.path).as_posix()
        if is_file(path) and name != MANIFEST and name not in manifest.files:
            found.append(f"{name}: not in the manifest")
    if identity(manifest.kind, manifest.config, manifest.parents, manifest.schema) != manifest.id:
        found.append(f"{MANIFEST}: the id does not fit the config and parents")
    if artifact.path.resolve().name != artifact.label:
        found.append(f"{MANIFEST}: the folder should be called {artifact.label}")
    return found


def lineage(artifact: Artifact) -> list[Artifact]:
    """All its ancestors that are still here, each after its own parents."""
    ordered: list[Artifact] = []
    seen = {artifact.ref}

    def visit(refs: Sequence[str]) -> None:
        for ref in refs:
            if ref in seen:
                continue
            seen.add(ref)
            parent = find(ref)
            if parent is not None:
                visit(parent.manifest.parents)
                ordered.append(parent)

    visit(artifact.manifest.parents)
    return ordered


def children(artifact: Artifact) -> list[Artifact]:
    """The artifacts made directly from this one."""
    return [one for one in listing() if artifact.ref in one.manifest.parents]


def remove(artifact: Artifact, force: bool = False) -> None:
    """Delete an artifact; refuses one that others were made from, unless forced.

    Raises StoryscopeError if it has children, or if the system does not let go of its files.
    """
    along = f"{artifact.ref}@"
    made_from = children(artifact)
    made_from += [one for one in listing() if any(ref.startswith(along) for ref in one.manifest.parents)]
    if made_from and not force:
        names = ", ".join(f"{one.manifest.kind} {one.label}" for one in made_from)
        what = f"The {artifact.manifest.kind} {artifact.label} was used to make: {names}."
        raise StoryscopeError(what, "Remove those first, or add --force.")
    # Renamed first, so that an interruption never leaves half an artifact in sight.
    gone = artifact.path.with_name(f".removed-{artifact.path.name}")
    shutil.rmtree(gone, ignore_errors=True)  # what such an interruption left
    try:
        artifact.path.rename(gone)
        shutil.rmtree(gone)
    except OSError as error:
        what = f"The {artifact.manifest.kind} {artifact.label} cannot be removed: {reason(error)}."
        then = f"delete {gone}" if gone.exists() else "run again"
        do = f"Give yourself write permission for {artifact.path.parent}, then {then}."
        raise StoryscopeError(what, do) from error


def _folders(kind: str | None) -> list[Path]:
    names = kinds() if kind is None else [kind]
    return [path for name in names for path in sorted((root() / name).glob("[!.]*")) if path.is_dir()]


def _scan(kind: str | None) -> tuple[list[Artifact], list[str]]:
    good: list[Artifact] = []
    bad: list[str] = []
    for folder in _folders(kind):
        try:
            good.append(read(folder))
        except StoryscopeError as error:
            bad.append(str(error))
    return sorted(good, key=lambda one: (one.manifest.created, one.label)), bad


def _nothing(kind: str, what: str, there: list[Artifact], broken: list[str]) -> StoryscopeError:
    """The error for a ref that matches nothing: it lists what does exist."""
    if there:
        newest = [one.label for one in reversed(there)][:8]
        do = f"There is: {', '.join(newest)}."
    else:
        do = f"Make one first: storyscope {maker(kind)}."
    if broken:
        do += f" Passed over: {broken[0]}"
    return StoryscopeError(what, do)
