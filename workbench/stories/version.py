"""Which world told it: a hash of the code, so that a changed world never gets what an old one made."""

import hashlib
import re
from pathlib import Path

_HERE = Path(__file__).parent
_TOP = _HERE.parents[1]
_IMPORT = re.compile(r"^\s*(?:from\s+(workbench[\w.]*)\s+import\s+(\([^)]*\)|[^\n]*)|import\s+(workbench[\w.]*))", re.M)


def version_of(*modules: str) -> str:
    """The first 12 hex digits of a sha256 over the files that `reached` finds; all others may change."""
    sources = hashlib.sha256()
    for file in reached(*modules):
        sources.update(f"{file.relative_to(_TOP).as_posix()}\0".encode() + file.read_bytes() + b"\0")
    return sources.hexdigest()[:12]


def reached(*modules: str) -> list[Path]:
    """The files of these modules here and of all of ours that they import, directly or not, at any time.

    What a package keeps beside its modules (word lists) belongs to it.
    """
    wanted, found = [f"workbench.stories.{name}" for name in modules], dict[Path, str]()
    while wanted:
        name = wanted.pop()
        path = _TOP.joinpath(*name.split("."))
        file = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
        if file in found or not file.is_file():
            continue
        found[file] = source = file.read_text(encoding="utf-8")
        wanted.append(name.rpartition(".")[0])  # a package's __init__ runs before its modules
        for module, names, plain in _IMPORT.findall(source):
            # Each name may be a module of the package.
            inner = [f"{module}.{part.split()[0]}" for part in re.split(r"[(),]+", names) if part.strip()]
            wanted += [module or plain, *inner]
    kept = (path for file in found if file.name == "__init__.py" for path in _kept_beside(file.parent))
    return sorted({*found, *kept})


def _kept_beside(package: Path) -> list[Path]:
    """The files of a package that are no Python, those in folders below it that are no packages included."""
    kept: list[Path] = []
    for path in package.iterdir():
        if path.is_dir():
            if path.name != "__pycache__" and not (path / "__init__.py").exists():
                kept += _kept_beside(path)
        elif path.suffix not in (".py", ".pyc"):
            kept.append(path)
    return kept
