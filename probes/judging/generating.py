"""Any causal language model as a writer of completions; heavy imports live here."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import torch

from probes.judging.completing import SamplingConfig
from probes.judging.prompts import JudgePrompt
from workbench.artifacts import Artifact
from workbench.language.beams import beam_search
from workbench.language.checkpoints import load_any
from workbench.language.sampling import choose, generate
from workbench.language.scoring import Scorer, TransformerScorer
from workbench.seeding import torch_generator

Written = tuple[str, int, bool]
"""A completion: its text, how many tokens it has, and whether the model ended it."""


@dataclass(frozen=True)
class Writer:
    """A model that completes; `begin` puts the start-of-text token first, as for our own models."""

    scorer: Scorer
    begin: bool

    @classmethod
    def open(cls, model: Artifact | Path) -> "Writer":
        """Open a model of the workbench or a Hugging Face folder; raises StoryscopeError where nobody can."""
        return cls(load_any(model), isinstance(model, Artifact))

    @property
    def context(self) -> int:
        """The longest sequence that the model takes, in tokens."""
        return self.scorer.context

    @property
    def parameters(self) -> int:
        """How many weights it has, shared ones once."""
        return sum(one.numel() for one in _module(self.scorer).parameters())

    @property
    def architecture(self) -> str:
        """The family that it belongs to, such as llama or gpt_neo."""
        config = _module(self.scorer).config
        return str(getattr(config, "family", "") or getattr(config, "model_type", "") or "unknown")

    def left_out(self, prompts: Sequence[JudgePrompt]) -> dict[str, list[str]]:
        """The prompts that the model cannot read, with the words it lacks; none where the context is too short."""
        tokenizer, found = self.scorer.tokenizer, dict[str, list[str]]()
        for one in prompts:
            encoded = tokenizer(one.text, add_special_tokens=False)
            unknown: list[str] = []
            if tokenizer.unk_token_id is not None and tokenizer.unk_token_id in encoded["input_ids"]:
                spans = tokenizer(one.text, return_offsets_mapping=True, add_special_tokens=False)
                pairs = zip(spans["input_ids"], spans["offset_mapping"], strict=True)
                unknown = [one.text[slice(*span)] for token, span in pairs if token == tokenizer.unk_token_id]
            if unknown or len(encoded["input_ids"]) + 2 > self.context:
                found[one.id] = list(dict.fromkeys(unknown))
        return found

    def write(self, prompt: JudgePrompt, sampling: SamplingConfig, seed: int) -> list[Written]:
        """The completions of one prompt."""
        tokenizer = self.scorer.tokenizer
        ids: list[int] = list(tokenizer(prompt.text, add_special_tokens=not self.begin)["input_ids"])
        if self.scorer.bos is not None and (self.begin or not ids):
            ids = [self.scorer.bos, *ids]
        stop = -1 if tokenizer.eos_token_id is None else int(tokenizer.eos_token_id)
        room = min(sampling.max_new_tokens, self.context - len(ids) + 1)
        device = next(iter(_module(self.scorer).parameters())).device
        generator = torch_generator(seed, "completions", prompt.id, device=str(device))
        if isinstance(self.scorer, TransformerScorer):
            rows = self._ours(ids, sampling, stop, generator)
        else:
            rows = _foreign(self.scorer, ids, sampling, room, stop, generator)
        return [(self._text(prompt.text, ids, row), len(row), len(row) < room) for row in rows]

    def _ours(self, ids: list[int], sampling: SamplingConfig, stop: int, generator: torch.Generator) -> list[list[int]]:
        assert isinstance(self.scorer, TransformerScorer)
        model, most = self.scorer.model, sampling.max_new_tokens
        if sampling.beams:
            return beam_search(model, [ids], sampling.beams, most, stop=stop)
        prompts = [ids] * sampling.n
        return generate(model, prompts, most, sampling.temperature, 0, sampling.top_p, generator, stop)

    def _text(self, prompt: str, ids: list[int], row: list[int]) -> str:
        """What stands after the prompt: spaces and capitals depend on what came before, so both are decoded."""
        tokenizer = self.scorer.tokenizer
        whole = str(tokenizer.decode([*ids, *row], skip_special_tokens=True))
        before = str(tokenizer.decode(ids, skip_special_tokens=True))
        start = prompt if whole.startswith(prompt) else before
        return whole[len(start) :] if whole.startswith(start) else str(tokenizer.decode(row, skip_special_tokens=True))


def _module(scorer: Scorer) -> Any:  # noqa: ANN401 - our transformer, or any model of transformers
    return cast("Any", scorer).model  # both kinds of scorers hold one


@torch.inference_mode()
def _foreign(
    scorer: Any,  # noqa: ANN401 - a HuggingFaceScorer, whose model is any of transformers
    ids: list[int],
    sampling: SamplingConfig,
    room: int,
    stop: int,
    generator: torch.Generator,
) -> list[list[int]]:
    """Completions by a model of transformers; drawn by us, for its own sampling reads the global random numbers."""
    model = scorer.model
    device = model.device
    if sampling.beams:
        tokens = torch.tensor([ids], device=device)
        made = model.generate(
            tokens,
            attention_mask=torch.ones_like(tokens),
            num_beams=sampling.beams,
            do_sample=False,
            max_new_tokens=room,
            pad_token_id=max(stop, 0),
            eos_token_id=stop if stop >= 0 else None,
        )
        return [_until(row, stop) for row in made[:, len(ids) :].tolist()]
    tokens, past = torch.tensor([ids] * sampling.n, device=device), None
    alive = torch.ones(sampling.n, dtype=torch.bool, device=device)
    added: list[torch.Tensor] = []
    for _ in range(room):
        result = model(tokens, past_key_values=past, use_cache=True)
        past = result.past_key_values
        chosen = choose(result.logits[:, -1].float(), sampling.temperature, 0, sampling.top_p, generator)
        chosen = torch.where(alive, chosen, max(stop, 0))
        added.append(chosen)
        alive &= chosen != stop
        if not alive.any():
            break
        tokens = chosen[:, None]
    rows = torch.stack(added, 1).tolist() if added else [[] for _ in range(sampling.n)]
    return [_until(row, stop) for row in rows]


def _until(row: list[int], stop: int) -> list[int]:
    return row[: row.index(stop)] if stop in row else row
