"""Training with SAELens' own trainer, on our stream, with checkpoints that hold no pickle.

SAELens' `fit()` draws its own progress bar, writes pickled checkpoints and cannot go back to its place in the data, so
its public step is called from here instead; the mathematics is all SAELens'.
"""

import json
import math
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from jaxtyping import Float
from safetensors import safe_open
from safetensors.torch import save_file
from torch import Tensor

from workbench.seeding import torch_generator

CHECKPOINT = "checkpoint.safetensors"
PARTIAL = f"{CHECKPOINT}.partial"


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """What the trainer needs to know; `k` serves (batch)topk, `l1` standard.

    With `heads_apart` those who use the dictionary give it [..., head, d_head] (SAELens' custom for hook_z).
    """

    architecture: str
    d_in: int
    d_sae: int
    k: int
    l1: float
    steps: int
    batch: int
    lr: float
    seed: int
    heads_apart: bool = False


class Fit:
    """One dictionary in training."""

    def __init__(self, recipe: Recipe, sample: Float[Tensor, "token d_in"], metadata: Mapping[str, object]) -> None:
        """Begin from random features; `sample` sets the scale of the activations and their centre."""
        from sae_lens.config import LoggingConfig, SAETrainerConfig
        from sae_lens.training.sae_trainer import SAETrainer

        # Activations are scaled to a mean norm of sqrt(d_in) while training, so that one learning rate fits all models;
        # the scale is folded into the weights in the end.
        self.scale = math.sqrt(recipe.d_in) / float(sample.norm(dim=-1).mean())
        self.sae = _new(recipe, metadata, sample.mean(0) * self.scale)
        settings = SAETrainerConfig(
            total_training_samples=recipe.steps * recipe.batch,
            train_batch_size_samples=recipe.batch,
            lr=recipe.lr,
            lr_end=recipe.lr / 10,
            lr_warm_up_steps=max(2, recipe.steps // 20),
            lr_decay_steps=max(1, recipe.steps // 5),
            dead_feature_window=max(20, recipe.steps // 10),
            feature_sampling_window=recipe.steps + 1,
            logger=LoggingConfig(log_to_wandb=False),
        )
        # every batch is handed to `step`, so there is no data provider
        self.trainer = SAETrainer(settings, self.sae, data_provider=iter(()))
        self.trainer.activation_scaler.scaling_factor = self.scale

    @property
    def steps(self) -> int:
        """Steps taken."""
        return int(self.trainer.n_training_steps)

    def step(self, batch: Float[Tensor, "token d_in"]) -> Any:  # noqa: ANN401 - SAELens' TrainStepOutput
        """Learn from one batch."""
        output = self.trainer.step(batch)
        self.trainer.n_training_steps += 1
        return output

    def save(self, folder: Path, chunk: int, log: list[dict[str, float]]) -> None:
        """Write everything that the next chunk's training depends on, atomically."""
        tensors = {f"sae.{name}": value for name, value in self.sae.state_dict().items()}
        for name, state in zip(_names(self.sae), self._adam(), strict=True):
            tensors |= {f"adam.{name}.{key}": value for key, value in state.items()}
        tensors["since_fired"] = self.trainer.n_forward_passes_since_fired
        place = {"steps": self.steps, "chunk": chunk, "scale": self.scale, "log": log}
        partial = folder / PARTIAL
        contiguous = {name: value.detach().cpu().contiguous() for name, value in tensors.items()}
        save_file(contiguous, partial, {"place": json.dumps(place)})
        partial.replace(folder / CHECKPOINT)

    def resume(self, folder: Path) -> tuple[int, list[dict[str, float]]]:
        """Go back to the checkpoint in `folder`, if there is one: the chunk to go on with, and the log so far."""
        if not (folder / CHECKPOINT).is_file():
            return 0, []
        with safe_open(folder / CHECKPOINT, "pt") as file:
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 - not a mapping
            place: dict[str, Any] = json.loads(file.metadata()["place"])
        self.sae.load_state_dict({name[4:]: value for name, value in tensors.items() if name.startswith("sae.")})
        trainer = self.trainer
        for name, parameter in self.sae.named_parameters():
            prefix = f"adam.{name}."
            state = {key[len(prefix) :]: value for key, value in tensors.items() if key.startswith(prefix)}
            if state:
                trainer.optimizer.state[parameter] = state
        trainer.n_forward_passes_since_fired = tensors["since_fired"]
        trainer.activation_scaler.scaling_factor = self.scale = place["scale"]
        trainer.n_training_steps = place["steps"]
        trainer.n_training_samples = place["steps"] * trainer.cfg.train_batch_size_samples
        with warnings.catch_warnings():
            # torch warns that the schedule runs ahead of the optimizer: it catches up with one that has run already
            warnings.simplefilter("ignore", UserWarning)
            for _ in range(place["steps"]):
                trainer.lr_scheduler.step()
                for scheduler in trainer.coefficient_schedulers.values():
                    scheduler.step()
        return place["chunk"], place["log"]

    def finish(self, folder: Path) -> None:
        """Fold the scale of the activations into the weights and write the SAELens folder."""
        self.sae.fold_activation_norm_scaling_factor(self.scale)
        self.trainer.activation_scaler.scaling_factor = None
        self.sae.save_inference_model(folder)

    def _adam(self) -> list[dict[str, Tensor]]:
        return [dict(self.trainer.optimizer.state[parameter]) for parameter in self.sae.parameters()]


def _names(sae: Any) -> list[str]:  # noqa: ANN401
    return [name for name, _ in sae.named_parameters()]


def _new(recipe: Recipe, metadata: Mapping[str, object], centre: Float[Tensor, "d_in"]) -> Any:  # noqa: ANN401
    """A fresh SAELens training dictionary whose random numbers come from the recipe's seed."""
    import sae_lens
    from sae_lens.saes.sae import SAEMetadata

    shared: dict[str, Any] = {
        "d_in": recipe.d_in,
        "d_sae": recipe.d_sae,
        "normalize_activations": "expected_average_only_in",
        "reshape_activations": "hook_z" if recipe.heads_apart else "none",
        "metadata": SAEMetadata(**metadata),
    }
    # SAELens draws from torch's global generator when it builds a dictionary; that state is put back, the draw replaced
    with torch.random.fork_rng(devices=[]):
        if recipe.architecture == "standard":
            settings = sae_lens.StandardTrainingSAEConfig(
                **shared, l1_coefficient=recipe.l1, l1_warm_up_steps=recipe.steps // 10
            )
            sae = sae_lens.StandardTrainingSAE(settings)
        elif recipe.architecture == "topk":
            sae = sae_lens.TopKTrainingSAE(sae_lens.TopKTrainingSAEConfig(**shared, k=recipe.k))
        else:
            # the threshold that inference uses is a running mean from 0: in a short run it must move faster than
            # SAELens' 0.01 to have arrived by the end
            settings = sae_lens.BatchTopKTrainingSAEConfig(
                **shared, k=float(recipe.k), topk_threshold_lr=min(0.5, max(0.01, 20 / recipe.steps))
            )
            sae = sae_lens.BatchTopKTrainingSAE(settings)
    with torch.no_grad():
        directions = torch.randn(recipe.d_sae, recipe.d_in, generator=torch_generator(recipe.seed, "dictionary"))
        norm = sae.cfg.decoder_init_norm or 1.0
        sae.W_dec.copy_(directions / directions.norm(dim=-1, keepdim=True) * norm)
        sae.W_enc.copy_(sae.W_dec.T)
        sae.b_dec.copy_(centre)
    return sae
