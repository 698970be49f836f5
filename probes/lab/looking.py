"""`storyscope lens`: one text under the glass, as JSON-able data."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from workbench import artifacts
from workbench.artifacts import Artifact
from workbench.config import option
from workbench.errors import StoryscopeError
from workbench.progress import SILENT, Progress
from workbench.seeding import torch_generator

if TYPE_CHECKING:
    from probes.lab.changing import Change
    from probes.lab.reading import TextRun
    from workbench.language.checkpoints import LoadedModel


@dataclass(frozen=True, kw_only=True)
class LensConfig:
    """What `look` needs."""

    text: str = option("", "the text to look at")
    model: str = option("", "the model: a name, an id prefix or a path; empty: the newest")
    at: int = option(-1, "the token after which layers and writers are shown; 0: begin of text, -1: the last")
    top: int = option(5, "how many likeliest tokens are shown")
    against: str = option("", "a second text, set beside the first token by token")
    change: tuple[str, ...] = option(
        (), "change the model: L1H2 or L2.mlp.17 (off), sae.8+3 or tone:sad-2 (added), sae.8=0 (held)"
    )
    sae: str = option("", "the dictionary that sae.N speaks of; empty: the newest of the model")
    probe: str = option("", "the probe that tone:sad speaks of; empty: the newest of the model")
    tell: int = option(0, "tell on by at most so many tokens, as the model is and changed; 0: do not")
    n: int = option(2, "how many continuations")
    temperature: float = option(0.8, "of the continuations; 0: always the likeliest word")
    seed: int = option(0, "the seed of the draws")

    def __post_init__(self) -> None:
        """Raise StoryscopeError for numbers that make no sense and changes that say nothing."""
        from probes.lab.directions import asked

        if self.top < 1 or self.n < 1 or self.tell < 0 or self.temperature < 0:
            what = "top, n, tell or temperature is too small."
            raise StoryscopeError(what, "Give top and n of 1 or more, tell and temperature of 0 or more.")
        for one in self.change:
            asked(one)


def look(config: LensConfig, progress: Progress = SILENT) -> dict[str, Any]:
    """Return the tokens with their losses and what was expected, the layers and writers at one place, and changes.

    Raises StoryscopeError where there is no text, no such model, or nothing of the kind that a change names.
    """
    from probes.lab.reading import run_text, stream_points
    from probes.lab.writing import tapped
    from workbench.language.checkpoints import load_model

    if not config.text.strip():
        raise StoryscopeError("There is no text to look at.", 'Give one: storyscope lens "Tom had a big red ball."')
    loaded = load_model(config.model)
    changes = _changes(config, loaded)
    run = run_text(loaded, config.text, [*stream_points(loaded.config.n_layers), *tapped(loaded.model)])
    if run.unknown:
        progress.say(f"The model does not know: {', '.join(dict.fromkeys(word[:40] for word in run.unknown[:12]))}.")
    if run.dropped:
        progress.say(f"The last {run.dropped} tokens exceed the context and were not read.")
    length = len(run.tokens)
    if not -length <= config.at < length:
        raise StoryscopeError(f"There is no token {config.at}.", f"The tokens count from 0 to {length - 1}.")
    found: dict[str, Any] = {
        "model": loaded.path.name,
        "text": config.text,
        "tokens": tokens_of(loaded, run, config.top),
        "mean_loss": run.mean_loss,
        "unknown_words": run.unknown,
        "dropped": run.dropped,
        "at": config.at % length,
        **_inside(loaded, run, config.at % length, config.top),
    }
    if config.against.strip():
        found["against"] = _beside(loaded, run, run_text(loaded, config.against), config.top)
    if changes:
        found["changed"] = _changed(loaded, run, config, changes)
    if config.tell:
        found["told"] = told(loaded, run, config, [])
        if changes:
            found["told_changed"] = told(loaded, run, config, changes)
    return found


def _changes(config: LensConfig, loaded: "LoadedModel") -> "list[Change]":
    from probes.lab.directions import asked, changes
    from probes.saelens_bridge import load_sae

    wanted = [asked(one) for one in config.change]
    kinds = {one.kind for one in wanted}
    sae = _of_model("sae", config.sae, config.model) if kinds & {"feature", "hold"} else None
    probe = _of_model("probe", config.probe, config.model) if "class" in kinds else None
    return changes(wanted, loaded.config, None if sae is None else load_sae(sae), probe)


def _of_model(kind: str, ref: str, model: str) -> Artifact | None:
    """The artifact that is named, else the newest that was made from the model."""
    if ref:
        return artifacts.resolve(kind, ref)
    whole = artifacts.resolve("model", model or None)
    return next((one for one in reversed(artifacts.listing(kind)) if whole.ref in one.manifest.parents), None)


def tokens_of(loaded: "LoadedModel", run: "TextRun", top: int) -> list[dict[str, Any]]:
    """Return every token with its loss (nats) and what the model expected in its place, likeliest first."""
    losses = [None, *run.losses.tolist()]
    expected = [[], *_expected(loaded, run, top)]
    return [
        {"token": piece.strip(), "loss": loss, "expected": before}
        for piece, loss, before in zip(run.pieces, losses, expected[: len(losses)], strict=True)
    ]


def _expected(loaded: "LoadedModel", run: "TextRun", top: int) -> list[list[tuple[str, float]]]:
    from probes.lab.reading import token_names

    best = run.logits.softmax(-1).topk(min(top, run.logits.shape[-1]), dim=-1)
    rows = zip(best.indices.tolist(), best.values.tolist(), strict=True)
    return [list(zip(token_names(loaded, row), values, strict=True)) for row, values in rows]


def _inside(loaded: "LoadedModel", run: "TextRun", at: int, top: int) -> dict[str, Any]:
    from probes.lab.lens import logit_lens
    from probes.lab.reading import stream_of, token_names
    from probes.lab.writing import attribute

    lens = logit_lens(loaded.model, stream_of(run, loaded.config.n_layers), run.tokens, top)
    token = int(lens.best[-1, at, 0])
    layers = [
        {
            "depth": depth,
            "best": list(zip(token_names(loaded, best), chance, strict=True)),
            "nats_to_last": apart,
        }
        for depth, (best, chance, apart) in enumerate(
            zip(
                lens.best[:, at].tolist(),
                lens.chance[:, at].tolist(),
                lens.to_last[:, at].tolist(),
                strict=True,
            )
        )
    ]
    rows = sorted(attribute(loaded.model, run.seen, at, token), key=lambda one: -abs(one.logit))
    return {
        "next": _expected(loaded, run, top)[at],
        "layers": layers,
        "writers": {"of": token_names(loaded, [token])[0], "parts": [(one.name, one.logit) for one in rows]},
    }


def _beside(loaded: "LoadedModel", one: "TextRun", other: "TextRun", top: int) -> dict[str, Any]:
    from probes.lab.comparing import align, divergence

    pairs = align(one.tokens.tolist(), other.tokens.tolist())
    first, second = (run.logits.log_softmax(-1).numpy() for run in (one, other))
    both = [(pair.first, pair.second) for pair in pairs if pair.first is not None and pair.second is not None]
    values = divergence(first[[a for a, _ in both]], second[[b for _, b in both]]).tolist()
    apart: dict[tuple[int | None, int | None], float] = dict(zip(both, values, strict=True))
    losses = [[None, *run.losses.tolist()] for run in (one, other)]
    rows = [
        {
            "token": None if pair.first is None else one.pieces[pair.first].strip(),
            "other": None if pair.second is None else other.pieces[pair.second].strip(),
            "loss": None if pair.first is None else losses[0][pair.first],
            "other_loss": None if pair.second is None else losses[1][pair.second],
            "bits_apart": apart.get((pair.first, pair.second)),
        }
        for pair in pairs
    ]
    return {
        "tokens": rows,
        "mean_loss": other.mean_loss,
        "next": _expected(loaded, other, top)[-1],
    }


def _changed(loaded: "LoadedModel", run: "TextRun", config: LensConfig, changes: "list[Change]") -> dict[str, Any]:
    from probes.lab.changing import edits_of
    from probes.lab.reading import run_text

    other = run_text(loaded, config.text, edits=edits_of(changes))
    return {
        "changes": [one.name for one in changes],
        "mean_loss": other.mean_loss,
        "loss_added": other.mean_loss - run.mean_loss,
        "next": _expected(loaded, other, config.top)[config.at % len(run.tokens)],
    }


def told(loaded: "LoadedModel", run: "TextRun", config: LensConfig, changes: "list[Change]") -> list[str]:
    """Return continuations of the text under the changes; the same seed draws the same random numbers with and without.

    Raises StoryscopeError for changes that cannot be made while telling.
    """
    from probes.lab.changing import edits_of
    from probes.lab.telling import tell_changed

    start: list[int] = run.tokens.tolist()
    stop = cast("int | None", loaded.tokenizer.eos_token_id)
    rows = tell_changed(
        loaded.model,
        [start] * config.n,
        config.tell,
        config.temperature,
        torch_generator(config.seed, "lens"),
        edits_of(changes),
        -1 if stop is None else stop,  # -1: no token, so it never stops
    )
    return [str(loaded.tokenizer.decode([*start[1:], *row])) for row in rows]
