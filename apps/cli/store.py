"""`storyscope artifacts list | show | verify | lineage | rm`."""

from typing import Any

import typer
from rich.console import Console

from apps.cli.output import as_json, print_json
from apps.console import spell, table
from workbench import artifacts
from workbench.artifacts import Artifact
from workbench.errors import StoryscopeError

_JSON = typer.Option(False, "--json", help="Print one JSON object instead of tables.")
_REF = typer.Argument(..., help="An artifact: kind/name, name, id prefix, name-id or path.")


def add_verbs(app: typer.Typer) -> None:
    """Register the verbs on the `artifacts` group."""
    for name, run, example in (
        ("list", _list, "storyscope artifacts list corpus"),
        ("show", _show, "storyscope artifacts show model/demo"),
        ("verify", _verify, "storyscope artifacts verify"),
        ("lineage", _lineage, "storyscope artifacts lineage report/demo"),
        ("rm", _rm, "storyscope artifacts rm model/demo"),
    ):
        app.command(name, epilog=f"Example: {example}")(run)


def _list(kind: str = typer.Argument("", help="Only this kind."), as_object: bool = _JSON) -> None:
    """What there is, oldest first."""
    found = artifacts.listing(kind or None)
    bad = artifacts.problems(kind or None)
    if as_object:
        return print_json({"artifacts": [_record(one) for one in found], "problems": bad})
    rows = [[one.manifest.kind, one.label, one.manifest.created[:16].replace("T", " "), _size(one)] for one in found]
    _console().print(
        table(f"{len(rows)} artifacts in {artifacts.root()}", ["kind", "name-id", "made (UTC)", "size"], rows)
    )
    return _warn(bad)


def _show(ref: str = _REF, as_object: bool = _JSON) -> None:
    """One artifact: its config, parents, files and headline numbers."""
    one = _one(ref)
    record = _record(one)
    if as_object:
        return print_json(record)
    rows = [[name, spell(value)] for name, value in record.items() if name != "files"]
    _console().print(table(f"{one.manifest.kind} {one.label}", ["", "value"], rows))
    files = [[name, f"{entry.bytes:,}", entry.sha256[:12]] for name, entry in one.manifest.files.items()]
    return _console().print(table("files", ["name", "bytes", "sha256"], files))


def _verify(ref: str = typer.Argument("", help="Only this one."), as_object: bool = _JSON) -> None:
    """Read every file of every artifact and compare it with its checksum."""
    found = [_one(ref)] if ref else artifacts.listing()
    bad = {f"{one.manifest.kind}/{one.label}": wrong for one in found if (wrong := artifacts.verify(one))}
    unreadable = [] if ref else artifacts.problems()
    lines = [f"{label}: {line}" for label, wrong in bad.items() for line in wrong] + unreadable
    if as_object:
        print_json({"checked": len(found) + len(unreadable), "bad": lines})
    else:
        _console().print(f"{len(found) + len(unreadable)} checked, {len(bad) + len(unreadable)} bad", markup=False)
    if lines:
        _warn(lines)
        raise typer.Exit(2)


def _lineage(ref: str = _REF, as_object: bool = _JSON) -> None:
    """What an artifact was made from, oldest first, and what was made from it."""
    one = _one(ref)
    before, after = artifacts.lineage(one), artifacts.children(one)
    if as_object:
        names = {"ancestors": before, "children": after}
        return print_json({"artifact": one.ref, **{key: [each.ref for each in those] for key, those in names.items()}})
    roles = [("ancestor", each) for each in before] + [("this", one)] + [("child", each) for each in after]
    rows = [[each.manifest.kind, each.label, role, ", ".join(each.manifest.parents)] for role, each in roles]
    return _console().print(table("lineage", ["kind", "name-id", "", "made from"], rows))


def _rm(
    ref: str = _REF,
    force: bool = typer.Option(False, "--force", help="Also if others were made from it."),
    as_object: bool = _JSON,
) -> None:
    """Delete one artifact; refuses while others depend on it."""
    one = _one(ref)
    artifacts.remove(one, force=force)
    if as_object:
        return print_json({"removed": one.ref, "path": str(one.path)})
    return _console().print(f"Removed {one.manifest.kind} {one.label}.", markup=False)


def _one(ref: str) -> Artifact:
    """The artifact that `ref` means; "kind/..." where a name alone fits several kinds."""
    kind, _, rest = ref.partition("/")
    if rest and kind in artifacts.kinds():
        return artifacts.resolve(kind, rest)
    found: list[Artifact] = []
    for kind in artifacts.kinds():
        try:
            found.append(artifacts.resolve(kind, ref))
        except StoryscopeError:
            continue
    if not found:
        raise StoryscopeError(f"There is no artifact '{ref}'.", "See what there is: storyscope artifacts list.")
    if len(found) > 1:
        names = ", ".join(f"{one.manifest.kind}/{one.label}" for one in found)
        raise StoryscopeError(f"'{ref}' means {len(found)} artifacts.", f"Say which: {names}.")
    return found[0]


def _record(one: Artifact) -> dict[str, Any]:
    manifest = one.manifest
    whole = {"name": manifest.name, "id": manifest.id, "created": manifest.created, "parents": list(manifest.parents)}
    files = {name: {"bytes": entry.bytes, "sha256": entry.sha256} for name, entry in manifest.files.items()}
    return {
        "kind": manifest.kind,
        **whole,
        "path": str(one.path),
        "config": manifest.config,
        "summary": as_json(one),
        "files": files,
    }


def _size(one: Artifact) -> str:
    size = float(sum(entry.bytes for entry in one.manifest.files.values()))
    for unit in ("B", "KB", "MB"):
        if size < 1000:
            return f"{size:.0f} {unit}" if unit == "B" else f"{size:.1f} {unit}"
        size /= 1000
    return f"{size:.1f} GB"


def _warn(lines: list[str]) -> None:
    for line in lines:
        typer.echo(line, err=True)


def _console() -> Console:
    return Console(highlight=False)
