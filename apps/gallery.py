"""The gallery: a small real chain that is tracked with the code, shown where nothing was made yet.

It is made like everything else, by the verbs of the command line, in a store of its own; what is kept is checked file
by file against its manifests before it takes the old gallery's place.
"""

import os
import shutil
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from apps.demo_stages import Stage
from apps.gallery_slim import slim
from workbench import artifacts
from workbench.artifacts import Artifact
from workbench.config import load, option
from workbench.errors import StoryscopeError
from workbench.progress import SILENT, Progress

_CONTEXT = 128
"""Tokens in a row: whole stories of the smallest tier fit."""
LIMIT = 5_000_000
"""Bytes that the gallery may have: it is part of every clone."""
SHOWN = "STORYSCOPE_GALLERY"
"""Set for an explorer that shows the gallery for want of anything else."""
_NAME = "gallery"
_TRAINED_ON = "stories"
"""The stage whose stories are too many to keep; those that are shown are a corpus of their own."""


@dataclass(frozen=True, kw_only=True)
class GalleryConfig:
    """Where the gallery is, and how much goes into it."""

    to: str = option("", "the folder of the gallery; empty: artifacts/gallery of this checkout")
    check: bool = option(False, "only check what is there against its manifests")
    preset: str = option("minuscule-83k", "the model's shape")
    stories: int = option(320_000, "stories that the model is trained on; they are not kept")
    epochs: float = option(1.0, "how often it reads them")
    shown: int = option(450, "stories that are kept to be looked at")
    d_sae: int = option(48, "features of the dictionary")
    sae_tokens: int = option(600_000, "activations that the dictionary is trained on")
    tokens: int = option(40_000, "tokens that features are measured on")
    items: int = option(150, "WinoGrande items")
    seed: int = option(0, "the seed of everything random")

    def __post_init__(self) -> None:
        """Raise StoryscopeError for a gallery of nothing."""
        for name in ("stories", "shown", "d_sae", "sae_tokens", "tokens", "items"):
            if getattr(self, name) < 1:
                raise StoryscopeError(f"{name}={getattr(self, name)} is too small.", "Give at least 1.")


@dataclass(frozen=True)
class GalleryResult:
    """What the gallery holds."""

    folder: Path
    artifacts: tuple[Artifact, ...]

    @property
    def summary(self) -> dict[str, Any]:
        """Where it is, how large it is, and what it shows."""
        return {
            "path": str(self.folder),
            "artifacts": len(self.artifacts),
            "bytes": size_of(self.folder),
            "limit": LIMIT,
            "kinds": sorted({one.manifest.kind for one in self.artifacts}),
            "bad": 0,
        }


def place() -> Path:
    """Return the folder of the gallery that came with the code."""
    return Path(__file__).resolve().parents[1] / "artifacts" / _NAME


def holds_something(folder: Path) -> bool:
    """Return whether there is a gallery with a readable artifact in `folder`."""
    with _store(folder):
        return bool(artifacts.listing())


def gallery(config: GalleryConfig, progress: Progress = SILENT) -> GalleryResult:
    """Make the gallery anew, or only check it.

    Raises StoryscopeError if a file differs from its manifest or the whole is larger than LIMIT; then the old gallery
    stays.
    """
    folder = Path(config.to) if config.to else place()
    if not config.check:
        _rebuild(config, folder, progress)
    return GalleryResult(folder, tuple(checked(folder)))


def checked(folder: Path) -> list[Artifact]:
    """Return the artifacts of a gallery, every file read; raises StoryscopeError if anything is wrong with them."""
    with _store(folder):
        found, wrong = artifacts.listing(), artifacts.problems()
        for one in found:
            wrong += [f"{one.label}: {line}" for line in artifacts.verify(one)]
    again = "Make it again: make gallery."
    if wrong:
        raise StoryscopeError(f"The gallery in {folder} is damaged: {'; '.join(wrong[:3])}.", again)
    if not found:
        raise StoryscopeError(f"There is no gallery in {folder}.", again)
    if size_of(folder) > LIMIT:
        what = f"The gallery in {folder} has {size_of(folder):,} bytes, more than {LIMIT:,}."
        raise StoryscopeError(what, "Make it with fewer stories, tokens or features: storyscope gallery --help.")
    return found


def size_of(folder: Path) -> int:
    """Return the bytes of all files that are tracked: hidden ones are not."""
    inside = (path for path in folder.rglob("*") if path.is_file())
    return sum(path.stat().st_size for path in inside if not _hidden(path.relative_to(folder)))


def plan(config: GalleryConfig) -> tuple[tuple[str, Stage], ...]:
    """Return the stages by what later ones call them; the stories to train on and those to show are two corpora."""
    named: dict[str, object] = {"name": _NAME}
    seeded = {**named, "seed": config.seed}
    stories, shown, model = {"corpus": _TRAINED_ON}, {"corpus": "shown"}, {"model": "model"}
    held_out: dict[str, object] = {"n": config.shown, "seed": config.seed + 1, "test": 0.6, "validation": 0.05}
    training: dict[str, object] = {"preset": config.preset, "epochs": config.epochs, "context": _CONTEXT}
    most = max(1, config.stories // 4)
    probing: dict[str, object] = {"train_stories": min(8_000, most), "test_stories": min(2_000, most)}
    learning: dict[str, object] = {**seeded, "d_sae": config.d_sae, "tokens": config.sae_tokens}
    reading: dict[str, object] = {"tokens": config.tokens, "top": 5, "window": 5}

    def stage(title: str, verb: str, settings: dict[str, object], reads: dict[str, str]) -> Stage:
        return Stage(title=title, verb=verb, settings=settings, reads=reads)

    return (
        (_TRAINED_ON, stage("Generate stories", "generate", {**named, "n": config.stories, "seed": config.seed}, {})),
        ("shown", stage("Generate stories to show", "generate", {"name": "stories", **held_out}, {})),
        ("tokenizer", stage("Make the tokenizer", "tokenizer", named, stories)),
        ("model", stage("Train the model", "train", {**seeded, **training}, {**stories, "tokenizer": "tokenizer"})),
        ("probe", stage("Probe every layer", "probe", {**seeded, **probing}, {**model, **stories})),
        ("sae", stage("Train the dictionary", "sae train", learning, {**model, **stories})),
        ("sae_eval", stage("Score the dictionary", "sae eval", named, {"sae": "sae"})),
        ("features", stage("Measure features", "features", {**seeded, **reading}, {**model, **shown, "sae": "sae"})),
        ("pairs", stage("Write minimal pairs", "twins pairs", {**seeded, "factor": "name", "n": 200}, {})),
        ("patch", stage("Patch activations", "patch", seeded, {**model, "pairs": "pairs"})),
        ("items", stage("Write WinoGrande items", "twins items", {**seeded, "n": config.items}, {})),
        ("winogrande", stage("Score WinoGrande", "eval winogrande", seeded, {**model, "items": "items"})),
    )


def _rebuild(config: GalleryConfig, folder: Path, progress: Progress) -> None:
    from apps.cli.building import attribute
    from apps.cli.commands import find

    work, fresh = folder.with_name(f".{folder.name}-work"), folder.with_name(f".{folder.name}-new")
    done: dict[str, Artifact] = {}
    stages = plan(config)
    with _store(work):
        for number, (name, stage) in enumerate(stages, 1):
            command = find(stage.verb.split())
            assert command is not None, stage.verb
            refs = {setting: str(done[earlier].path.absolute()) for setting, earlier in stage.reads.items()}
            settings = load(attribute(f"{command.module}:{command.config}"), None, {**stage.settings, **refs})
            done[name] = attribute(f"{command.module}:{command.function}")(settings, progress)
            progress.say(f"[{number}/{len(stages)}] {stage.title}: {done[name].label}")
        done["features"] = slim(done["features"])
    shutil.rmtree(fresh, ignore_errors=True)
    for name, one in done.items():
        if name != _TRAINED_ON:
            shutil.copytree(one.path, fresh / one.manifest.kind / one.path.name)
    checked(fresh)
    old = folder.with_name(f".{folder.name}-old")
    shutil.rmtree(old, ignore_errors=True)
    if folder.exists():
        folder.rename(old)
    fresh.rename(folder)
    shutil.rmtree(old, ignore_errors=True)


@contextmanager
def _store(folder: Path) -> Generator[None]:
    """Work on the artifacts of another folder."""
    before = os.environ.get("STORYSCOPE_ARTIFACTS")
    os.environ["STORYSCOPE_ARTIFACTS"] = str(folder)
    try:
        yield
    finally:
        if before is None:
            del os.environ["STORYSCOPE_ARTIFACTS"]
        else:
            os.environ["STORYSCOPE_ARTIFACTS"] = before


def _hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)
