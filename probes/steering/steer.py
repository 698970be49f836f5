"""`storyscope steer`: add a direction while the model tells, and have others read what it told."""

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench import artifacts
from workbench.artifacts import Artifact
from workbench.config import option, to_dict
from workbench.errors import StoryscopeError
from workbench.progress import SILENT, Progress

if TYPE_CHECKING:
    from torch import Tensor

    from probes.steering.readers import Said, WordReader
    from workbench.language.checkpoints import LoadedModel
    from workbench.language.hookpoints import HookPoint

SCHEMA = 1
_RANDOM = 3
"""Random directions, each of equal length: one might happen to lie near the right one."""
Row = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class SteerConfig:
    """What `steer` needs."""

    model: str = option("", "the model: a name, an id prefix or a path; empty: the newest")
    corpus: str = option("", "the stories; empty: the corpus that the model was trained on")
    name: str = option("steering", "the artifact's name")
    target: str = option("tone", "the label to steer")
    value: str = option("sad", "the value to steer to")
    hook: str = option("", "where: a place in the residual stream; empty: after the middle layer")
    strengths: tuple[float, ...] = option((0.1, 0.2, 0.4), "lengths of what is added, in mean norms of the activation")
    n: int = option(100, "prompts: beginnings of unseen stories")
    sentences: int = option(1, "sentences of the story that make a prompt")
    max_new_tokens: int = option(60, "tokens to tell on")
    temperature: float = option(0.8, "of the draws; 0 is greedy")
    train_stories: int = option(2_000, "stories that direction and word readers are fitted to, at most")
    seed: int = option(0, "of draws, random directions and intervals")

    def __post_init__(self) -> None:
        """Raise StoryscopeError for values that steer nothing."""
        for name, least in (("n", 2), ("sentences", 1), ("max_new_tokens", 1), ("train_stories", 20)):
            if getattr(self, name) < least:
                raise StoryscopeError(f"{name}={getattr(self, name)} is too small.", f"Give at least {least}.")
        if not self.strengths or 0 in self.strengths or self.temperature < 0:
            raise StoryscopeError("strengths is empty or holds 0, or temperature is below 0.", "Give other numbers.")


def steer(config: SteerConfig, progress: Progress = SILENT) -> Artifact:
    """Tell prompts on without a change, steered, steered by random directions, and with the direction projected out.

    All arms draw with the same generator state. Raises StoryscopeError for a missing artifact, label, value or place.
    """
    from probes.labels import must_label

    must_label([config.target])
    model = artifacts.resolve("model", config.model or None)
    corpus = artifacts.resolve_beside(model, "corpus", config.corpus)
    settings = {key: value for key, value in to_dict(config).items() if key not in ("model", "corpus", "name")}
    done = artifacts.finished("steering", settings, [model, corpus], SCHEMA)
    if done is not None:
        return done
    began = time.perf_counter()
    with artifacts.create("steering", config.name, settings, [model, corpus], SCHEMA) as draft:
        draft.summary.update(_measure(config, model, corpus, draft.path, progress))
        draft.summary["seconds"] = round(time.perf_counter() - began, 2)
    made = artifacts.finished("steering", settings, [model, corpus], SCHEMA)
    assert made is not None
    return made


@dataclass(frozen=True, slots=True)
class Told:
    """The continuations of one arm; `nats` per token under the model as it is."""

    arm: str
    strength: float
    texts: Sequence[str]
    said: "Sequence[Said]"
    nats: Sequence[float]


def _measure(config: SteerConfig, model: Artifact, corpus: Artifact, folder: Path, progress: Progress) -> Row:
    import pyarrow as pa
    import pyarrow.parquet as pq

    from probes.activations import open_model
    from probes.labels import classes
    from probes.steering.changes import effect_rows
    from probes.steering.concepts import chosen_point, concept_moments
    from probes.steering.readers import values_of, word_readers
    from workbench.stories.corpus import Corpus

    loaded = open_model(model)
    point = chosen_point(loaded, config.hook)
    source = Corpus.open(corpus)
    columns = ["text", "group", "topic", "tone", "moral", config.target]
    train = source.table("train", list(dict.fromkeys(columns)), config.train_stories)
    test = source.table("test", [*dict.fromkeys(columns), "sentences"], max(config.n, 400))
    if not len(train) or len(test) < 2:
        raise StoryscopeError("The corpus has too few train or test stories.", "Take a larger corpus.")
    readers = word_readers(train, test, loaded.tokenizer, loaded.config.vocab_size)
    values_of(readers, config.target, config.value)
    known = classes(train, config.target)
    with progress.task("steer: where the label lies", len(train), "stories") as task:
        seen = concept_moments(loaded, train["text"].to_pylist(), [known], [point], 32, task)[config.target, point]
    direction = seen.directions[known.names.index(config.value)].float()
    size = float((seen.outer.diagonal().sum() / seen.weight).sqrt())  # root mean square norm of the activation
    prompts = _prompts(test, config)
    tier = str(source.artifact.manifest.config.get("tier", "simple"))
    told = _tell(config, loaded, point, direction, seen.mean.float(), size, prompts, readers, tier, progress)
    rows = effect_rows(told, [one[1] for one in prompts], config.seed)
    pq.write_table(pa.Table.from_pylist(rows), folder / "effects.parquet")
    pq.write_table(pa.Table.from_pylist(_samples(told, prompts)), folder / "samples.parquet")
    main = [row for row in rows if row["measure"] in (config.target, "loss", "faults", "feels")]
    main = [row for row in main if row["value"] in (config.value, "", "some")]
    return {
        "rows": main,
        "target": config.target,
        "value": config.value,
        "hook": point.name,
        "n": len(prompts),
        "mean_norm": size,
        "direction_norm": float(direction.norm()),
        "word_readers": {reader.target: reader.accuracy for reader in readers},
    }


def _prompts(test: Any, config: SteerConfig) -> list[tuple[str, str]]:
    """The beginnings of stories, with their groups."""
    made: list[tuple[str, str]] = []
    for row in test.slice(0, config.n).to_pylist():
        spans = row["sentences"][: config.sentences]
        if spans:
            made.append((row["text"][: spans[-1]["end"]], row["group"]))
    if len(made) < 2:
        raise StoryscopeError("The test stories have no sentences on record.", "Steer on a corpus of the world.")
    return made


def _tell(
    config: SteerConfig,
    loaded: "LoadedModel",
    point: "HookPoint",
    direction: "Tensor",
    mean: "Tensor",
    size: float,
    prompts: Sequence[tuple[str, str]],
    readers: "Sequence[WordReader]",
    tier: str,
    progress: Progress,
) -> list[Told]:
    import torch

    from probes.lab.changing import Change, edits_of, pushed
    from probes.lab.telling import tell_changed
    from probes.steering.concepts import story_losses
    from probes.steering.erasers import projection
    from probes.steering.readers import world_reading
    from workbench.language.tokenizer import encode_batch
    from workbench.seeding import torch_generator

    unit = direction / direction.norm()
    arms: list[tuple[str, float, list[Change]]] = [("none", 0.0, [])]
    arms.append(("ablate", 0.0, [Change(point, projection(mean, unit[None]), "ablate")]))
    for strength in config.strengths:
        arms.append(("steer", strength, [pushed(point, unit, strength * size)]))
        for number in range(_RANDOM):
            drawn = torch.randn(len(unit), generator=torch_generator(config.seed, "direction", number))
            arms.append(("random", strength, [pushed(point, drawn / drawn.norm(), strength * size)]))
    starts = encode_batch(loaded.tokenizer, [text for text, _ in prompts], bos=True)
    told: list[Told] = []
    with progress.task("steer: telling", len(arms), "arms") as task:
        for arm, strength, changes in arms:
            generator = torch_generator(config.seed, "telling")
            rows = tell_changed(
                loaded.model, starts, config.max_new_tokens, config.temperature, generator, edits_of(changes)
            )
            texts = [
                str(loaded.tokenizer.decode([*start[1:], *row]))[len(str(loaded.tokenizer.decode(start[1:]))) :]
                for start, row in zip(starts, rows, strict=True)
            ]
            said: list[Said] = [world_reading(text, more, tier) for (text, _), more in zip(prompts, texts, strict=True)]
            for reader in readers:
                for one, value in zip(said, reader.read(rows), strict=True):
                    one[reader.target] = value
            whole = [text + more for (text, _), more in zip(prompts, texts, strict=True)]
            nats, _ = story_losses(loaded, whole, {}, 32)
            told.append(Told(arm, strength, texts, said, nats.tolist()))
            task.advance()
    return told


def _samples(told: Sequence[Told], prompts: Sequence[tuple[str, str]]) -> list[Mapping[str, Any]]:
    return [
        {
            "prompt": number,
            "arm": one.arm,
            "strength": one.strength,
            "prompt_text": prompts[number][0],
            "continuation": text,
            "read": json.dumps(one.said[number]),
        }
        for one in told
        for number, text in enumerate(one.texts)
    ]
