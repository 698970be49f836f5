"""`storyscope activations`: keep what a model computes on a corpus, by one process or several."""

import os
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from workbench import artifacts
from workbench.artifacts import Artifact
from workbench.config import option, to_dict
from workbench.errors import StoryscopeError
from workbench.progress import SILENT, Progress

if TYPE_CHECKING:
    from accelerate import PartialState

SCHEMA = 1


@dataclass(frozen=True, kw_only=True)
class ActivationsConfig:
    """What `keep_activations` needs."""

    model: str = option("", "the model: a name, an id prefix or a path; empty: the newest")
    corpus: str = option("", "the stories; empty: the corpus that the model was trained on")
    name: str = option("activations", "the artifact's name")
    points: tuple[str, ...] = option((), "hook points, such as blocks.2.hook_resid_post; empty: every resid_post")
    split: str = option("test", "which stories")
    stories: int = option(1_000, "stories, at most")
    dtype: str = option("bf16", "how they are kept: fp32, or bf16 in half the space")
    skip_first: int = option(0, "tokens left out at each story's beginning")
    skip_last: int = option(0, "tokens left out at each story's end")
    batch_size: int = option(32, "stories in one forward pass")

    def __post_init__(self) -> None:
        """Raise StoryscopeError for values that keep nothing."""
        for name, least in (("stories", 1), ("batch_size", 1), ("skip_first", 0), ("skip_last", 0)):
            if getattr(self, name) < least:
                raise StoryscopeError(f"{name}={getattr(self, name)} is too small.", f"Give {least} or more.")
        if self.dtype not in ("fp32", "bf16"):
            raise StoryscopeError(f"dtype={self.dtype!r} is not a choice.", "Use fp32 or bf16.")
        if self.split not in ("train", "validation", "test"):
            raise StoryscopeError(f"There is no split '{self.split}'.", "Use train, validation or test.")


def keep_activations(config: ActivationsConfig, progress: Progress = SILENT) -> Artifact:
    """Run the model once over the stories and keep the hook points as safetensors shards.

    Started by accelerate's launcher, each process writes every n-th shard, and the first one seals what all have
    written; the files are those of one process. A killed run goes on where it stopped.
    Raises StoryscopeError for an unknown hook point and a split without stories.
    """
    model = artifacts.resolve("model", config.model or None)
    corpus = artifacts.resolve_beside(model, "corpus", config.corpus)
    settings = {key: value for key, value in to_dict(config).items() if key not in ("model", "corpus", "name")}
    done = artifacts.finished("activations", settings, [model, corpus], SCHEMA)
    if done is not None:
        return done
    from probes.activation_cache import CachedActivations

    state = _processes()
    rank, ranks = (0, 1) if state is None else (state.process_index, state.num_processes)
    if state is None or rank == 0:
        began = time.perf_counter()
        with artifacts.create("activations", config.name, settings, [model, corpus], SCHEMA) as draft:
            _tell(state, draft.path)
            kept = _write(config, model, corpus, draft.path, (rank, ranks), progress)
            _wait(state)
            for left in (draft.path / "shards").glob(".*"):
                left.unlink()  # what a killed process had begun to write
            kept["tokens"] = CachedActivations(draft.path / "shards").tokens()
            draft.summary.update(kept, seconds=round(time.perf_counter() - began, 2))
        _wait(state)
    else:
        _write(config, model, corpus, _tell(state, None), (rank, ranks), progress)
        _wait(state)
        _wait(state)
    made = artifacts.finished("activations", settings, [model, corpus], SCHEMA)
    assert made is not None
    return made


def _write(
    config: ActivationsConfig,
    model: Artifact,
    corpus: Artifact,
    folder: Path,
    share: tuple[int, int],
    progress: Progress,
) -> dict[str, object]:
    from probes.activation_cache import write_activations
    from probes.activations import open_model
    from workbench.language.hookpoints import Site, all_points, parse
    from workbench.stories.corpus import Corpus

    loaded = open_model(model)
    points = [parse(name) for name in config.points] or all_points(loaded.config.n_layers, [Site.RESID_POST])
    if any(point.site is Site.PATTERN for point in points):
        raise StoryscopeError("Attention patterns are no vectors of tokens.", "Keep other hook points.")
    texts = Corpus.open(corpus).texts(config.split, config.stories)
    if not texts:
        raise StoryscopeError(f"The corpus has no {config.split} stories.", "Choose another split.")
    write_activations(
        folder / "shards",
        loaded.model,
        loaded.tokenizer,
        texts,
        points,
        dtype=config.dtype,
        batch_size=config.batch_size,
        skip=(config.skip_first, config.skip_last),
        share=share,
        progress=progress,
    )
    return {"stories": len(texts), "points": [point.name for point in points]}


def _processes() -> "PartialState | None":
    """The processes that accelerate's launcher has made, or None for one alone."""
    if int(os.environ.get("WORLD_SIZE", "1")) < 2:
        return None
    from accelerate import PartialState

    return PartialState(cpu=not _on_gpu())


def _on_gpu() -> bool:
    import torch

    return torch.cuda.is_available()


def _tell(state: "PartialState | None", path: Path | None) -> Path:
    """Where the first process writes, for all."""
    if state is None:
        assert path is not None
        return path
    from accelerate.utils import broadcast_object_list

    said = [str(path)]
    broadcast_object_list(said, from_process=0)
    return Path(said[0])


def _wait(state: "PartialState | None") -> None:
    if state is not None:
        state.wait_for_everyone()
