"""Transcoders (arXiv 2406.11944): SAELens has them for use; its BatchTopK dictionary learns them with another target.

The parameters are those of SAELens' BatchTopK dictionary (and a skip connection), the loss compares what it writes with
the target instead of with what it reads, and it is saved as SAELens' JumpReLU (skip) transcoder.
"""

from functools import cache
from pathlib import Path
from typing import Any

import torch


@cache
def _class() -> type:
    """The training class; made on first use, since importing SAELens takes seconds."""
    from sae_lens import BatchTopKTrainingSAE
    from sae_lens.saes.sae import TrainStepInput, TrainStepOutput

    class BatchTopKTranscoder(BatchTopKTrainingSAE):
        """Reads the first half of each row it is trained on and writes the second."""

        def training_forward_pass(self, step_input: TrainStepInput) -> TrainStepOutput:
            """SAELens' pass with another target, its auxiliary loss for dead features included."""
            read, target = step_input.sae_in.chunk(2, dim=-1)
            features, before = self.encode_with_hidden_pre(read)
            out = self.decode(features)
            skip = skip_of(self)
            if skip is not None:
                out = out + read @ skip.T
            mse = (out - target).square().sum(-1).mean()
            aux = self.calculate_topk_aux_loss(target, out, before, step_input.dead_neuron_mask)
            self.update_topk_threshold(features)
            return TrainStepOutput(
                sae_in=target,
                sae_out=out,
                feature_acts=features,
                hidden_pre=before,
                loss=mse + aux,
                losses={"mse_loss": mse, "auxiliary_reconstruction_loss": aux},
            )

    return BatchTopKTranscoder


def new_transcoder(settings: Any, skip: bool) -> Any:  # noqa: ANN401 - SAELens' types
    """A transcoder in training; with `skip` it begins with a skip connection of zeros."""
    made = _class()(settings)
    if skip:
        made.W_skip = torch.nn.Parameter(torch.zeros(settings.d_in, settings.d_in))
    return made


def skip_of(sae: Any) -> torch.Tensor | None:  # noqa: ANN401
    """The skip connection [d_out, d_in] of a transcoder in training, if it has one."""
    return sae._parameters.get("W_skip")  # noqa: SLF001 - an attribute would hide that it may be missing


def save_transcoder(sae: Any, folder: Path, scale_in: float, scale_out: float) -> None:  # noqa: ANN401
    """Write the folder that SAELens opens as a JumpReLU transcoder; the scales of both sides go into the weights.

    A feature's activation comes out as how much of its unit direction is written, in the target's own units.
    """
    from sae_lens import (
        JumpReLUSkipTranscoder,
        JumpReLUSkipTranscoderConfig,
        JumpReLUTranscoder,
        JumpReLUTranscoderConfig,
    )

    skip = skip_of(sae)
    kinds: tuple[Any, Any] = (JumpReLUTranscoder, JumpReLUTranscoderConfig)
    if skip is not None:
        kinds = (JumpReLUSkipTranscoder, JumpReLUSkipTranscoderConfig)
    width = sae.cfg.d_in
    shape = kinds[1](
        d_in=width, d_sae=sae.cfg.d_sae, d_out=width, apply_b_dec_to_input=False, metadata=sae.cfg.metadata
    )
    with torch.random.fork_rng(devices=[]):
        made = kinds[0](shape)
    norm = sae.W_dec.detach().norm(dim=-1)
    with torch.no_grad():
        made.W_enc.copy_(sae.W_enc * scale_in * norm / scale_out)
        made.b_enc.copy_(sae.b_enc * norm / scale_out)
        made.W_dec.copy_(sae.W_dec / norm[:, None])
        made.b_dec.copy_(sae.b_dec / scale_out)
        made.threshold.fill_(float(sae.topk_threshold) / scale_out)
        if skip is not None:
            made.W_skip.copy_(skip * scale_in / scale_out)
    made.save_model(folder)
