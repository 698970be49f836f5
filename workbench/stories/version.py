"""Which world told it: a hash of the code, so that a changed world never gets what an old one made."""

import hashlib
from collections.abc import Collection
from pathlib import Path


def world_version(skip: Collection[str]) -> str:
    """The first 12 hex digits of a sha256 over the source of every module here but those named in `skip`."""
    sources = hashlib.sha256()
    for file in sorted(Path(__file__).parent.glob("*.py")):
        if file.stem not in skip:
            sources.update(f"{file.stem}\0{file.read_text(encoding='utf-8')}\0".encode())
    return sources.hexdigest()[:12]
