"""Models as they were along their training: `NAME@128` is the model NAME after 128 steps.

A model artifact may hold `checkpoints/step-00000128/` and so on, each a complete Hugging Face folder. Seen through
`at_step` such a folder is an artifact like any other: what is made from it names it as "model/<id>@128".
"""

import re
from dataclasses import replace
from pathlib import Path

from workbench.errors import StoryscopeError
from workbench.manifests import MANIFEST, Artifact, is_file, read

FOLDER = "checkpoints"
_STEP = re.compile(r"step-(\d{8,})")


def folder_of(step: int) -> str:
    """Where the model after `step` steps lies inside its artifact.

    >>> folder_of(128)
    'checkpoints/step-00000128'
    """
    return f"{FOLDER}/step-{step:08d}"


def steps_of(model: Artifact) -> list[int]:
    """The steps at which the model was kept, rising; empty where it was trained without `--checkpoints`."""
    names = {name.split("/")[1] for name in model.manifest.files if name.startswith(f"{FOLDER}/step-")}
    return sorted(int(found[1]) for name in names if (found := _STEP.fullmatch(name)))


def parted(ref: str) -> tuple[str, int | None]:
    """A ref and the step it asks for.

    >>> parted("demo@128"), parted("demo"), parted("a@b")
    (('demo', 128), ('demo', None), ('a@b', None))
    """
    name, at, step = ref.rpartition("@")
    return (name, int(step)) if at and step.isascii() and step.isdigit() else (ref, None)


def at_step(model: Artifact, step: int) -> Artifact:
    """The model after `step` steps, as an artifact with the parents of the whole.

    Raises StoryscopeError where it was not kept then, naming the steps at which it was.
    """
    there = steps_of(model)
    if step not in there:
        what = f"The model {model.label} was not kept at step {step}."
        shown = ", ".join(map(str, there[:24])) + (" ..." if len(there) > 24 else "")
        raise StoryscopeError(what, f"There is: {shown}." if there else "Train it with --checkpoints log.")
    inside = f"{folder_of(step)}/"
    files = {name.removeprefix(inside): one for name, one in model.manifest.files.items() if name.startswith(inside)}
    summary = {**model.manifest.summary, "step": step}
    manifest = replace(model.manifest, id=f"{model.manifest.id}@{step}", files=files, summary=summary)
    return Artifact(model.path / folder_of(step), manifest)


def at_path(folder: Path) -> Artifact | None:
    """The model whose checkpoint lies in this very folder; None for any other folder."""
    step = _STEP.fullmatch(folder.name)
    whole = folder.absolute().parents[1] if step and folder.absolute().parent.name == FOLDER else None
    if step is None or whole is None or not is_file(whole / MANIFEST):
        return None
    return at_step(read(whole), int(step[1]))
