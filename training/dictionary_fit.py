"""Training SAELens' dictionaries on our stream, with checkpoints that hold no pickle.

SAELens' `fit()` draws its own progress bar, writes pickled checkpoints and cannot go back to its place in the data, so
steps are taken from here: with SAELens' dictionary, losses, optimizer, schedules and clipping of its own trainer. While
few features are active the same gradients come from `dictionaries.gradients`, which is several times as fast.
"""

import json
import math
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from jaxtyping import Float
from safetensors import safe_open
from safetensors.torch import save_file
from torch import Tensor

from training.dictionaries.gradients import backward
from training.dictionaries.kinds import TRANSCODERS, Recipe, begin_sparse, build
from training.dictionaries.sparse import Taken
from training.dictionaries.transcoders import save_transcoder

__all__ = ["CHECKPOINT", "PARTIAL", "Fit", "Recipe"]

CHECKPOINT = "checkpoint.safetensors"
PARTIAL = f"{CHECKPOINT}.partial"
_SAMPLE = 2048
_SPARSE_UP_TO = 0.08
"""With a larger share of features active, SAELens' dense products are faster (measured: equal near a tenth)."""


class Fit:
    """One dictionary in training."""

    def __init__(self, recipe: Recipe, sample: Float[Tensor, "token _"], metadata: Mapping[str, object]) -> None:
        """Begin from random features; `sample` sets the scale of the activations and their centre.

        Rows of a transcoder's sample, and of its batches, hold what is read and then what is to be written.
        """
        from sae_lens.config import LoggingConfig, SAETrainerConfig
        from sae_lens.training.sae_trainer import SAETrainer

        self.transcodes = recipe.architecture in TRANSCODERS
        # Activations are scaled to a mean norm of sqrt(d_in) while training, so that one learning rate fits all models;
        # the scale is folded into the weights in the end.
        sides = sample.split(recipe.d_in, dim=1)
        self.scales = [math.sqrt(recipe.d_in) / float(side.norm(dim=-1).mean().clamp(min=1e-8)) for side in sides]
        self.sae = build(recipe, metadata, sides[-1].mean(0) * self.scales[-1])
        if not self.transcodes:
            begin_sparse(self.sae, sample[:_SAMPLE] * self.scales[0], recipe.k)
        self.density = 1.0
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
        for group in self.trainer.optimizer.param_groups:
            group["fused"] = True  # the same numbers, computed in one go

    @property
    def steps(self) -> int:
        """Steps taken."""
        return int(self.trainer.n_training_steps)

    def step(self, batch: Float[Tensor, "token _"]) -> Taken:
        """Learn from one batch, as SAELens' trainer does."""
        trainer, sae = self.trainer, self.sae
        scaled = torch.cat(
            [side * scale for side, scale in zip(batch.chunk(len(self.scales), 1), self.scales, strict=True)], 1
        )
        sae.train()
        quick = self.density <= _SPARSE_UP_TO and scaled.device.type == "cpu"
        taken = (backward if quick else _by_saelens)(sae, scaled, trainer.dead_neurons, trainer.get_coefficients())
        self.density = taken.active / (len(batch) * len(taken.fired))
        trainer.n_forward_passes_since_fired += 1
        trainer.n_forward_passes_since_fired[taken.fired] = 0
        torch.nn.utils.clip_grad_norm_(sae.parameters(), 1.0)
        trainer.optimizer.step()
        trainer.optimizer.zero_grad()
        trainer.lr_scheduler.step()
        for scheduler in trainer.coefficient_schedulers.values():
            scheduler.step()
        trainer.n_training_samples += len(batch)
        trainer.n_training_steps += 1
        return taken

    def save(self, folder: Path, chunk: int, log: list[dict[str, float]]) -> None:
        """Write everything that the next chunk's training depends on, atomically."""
        tensors = {f"sae.{name}": value for name, value in self.sae.state_dict().items()}
        for name, state in zip(_names(self.sae), self._adam(), strict=True):
            tensors |= {f"adam.{name}.{key}": value for key, value in state.items()}
        tensors["since_fired"] = self.trainer.n_forward_passes_since_fired
        place = {"steps": self.steps, "chunk": chunk, "scales": self.scales, "density": self.density, "log": log}
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
        if "scales" not in place:  # written before there were transcoders: begin again
            return 0, []
        self.sae.load_state_dict({name[4:]: value for name, value in tensors.items() if name.startswith("sae.")})
        trainer = self.trainer
        for name, parameter in self.sae.named_parameters():
            prefix = f"adam.{name}."
            state = {key[len(prefix) :]: value for key, value in tensors.items() if key.startswith(prefix)}
            if state:
                trainer.optimizer.state[parameter] = state
        trainer.n_forward_passes_since_fired = tensors["since_fired"]
        self.scales, self.density = place["scales"], place["density"]
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
        """Fold the scale of the activations and the decoder's norms into the weights; write the SAELens folder."""
        if self.transcodes:
            save_transcoder(self.sae, folder, *self.scales)
            return
        self.sae.fold_activation_norm_scaling_factor(self.scales[0])
        if not hasattr(self.sae.cfg, "rescale_acts_by_decoder_norm"):  # those with it are folded as they are saved
            self.sae.fold_W_dec_norm()
        self.sae.save_inference_model(folder)

    def _adam(self) -> list[dict[str, Tensor]]:
        return [dict(self.trainer.optimizer.state[parameter]) for parameter in self.sae.parameters()]


def _by_saelens(sae: Any, batch: Tensor, dead: Tensor, coefficients: dict[str, float]) -> Taken:  # noqa: ANN401
    """SAELens' own forward pass, and its gradients by autograd."""
    from sae_lens.saes.sae import TrainStepInput

    given = TrainStepInput(
        sae_in=batch, dead_neuron_mask=dead, coefficients=coefficients, n_training_steps=0, is_logging_step=False
    )
    output = sae.training_forward_pass(given)
    output.loss.backward()
    active = output.feature_acts.detach() > 0
    target, out = output.sae_in.detach(), output.sae_out.detach()
    return Taken(float(output.loss.detach()), target, out, active.any(0), int(active.sum()))


def _names(sae: Any) -> list[str]:  # noqa: ANN401
    return [name for name, _ in sae.named_parameters()]
