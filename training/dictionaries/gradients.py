"""One training step's loss and gradients for every kind of dictionary, on the entries that `sparse` finds."""

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import torch
from jaxtyping import Bool, Float
from torch import Tensor

from training.dictionaries.sparse import (
    Entries,
    Taken,
    above,
    fired,
    highest,
    highest_by_row,
    linear,
    set_gradients,
)
from training.dictionaries.transcoders import skip_of

_MARGIN = 0.8
"""The last batch's threshold times this is the bound that BatchTopK's candidates must pass."""


@torch.no_grad()
def backward(
    sae: Any,  # noqa: ANN401 - SAELens' type
    batch: Float[Tensor, "token _"],
    dead: Bool[Tensor, "d_sae"],
    coefficients: Mapping[str, float],
) -> Taken:
    """As SAELens' `training_forward_pass` and its `loss.backward()`: fills every parameter's gradient.

    `batch` is scaled already; of a transcoder each row holds what is read and then what is to be written.
    """
    kind = sae.cfg.architecture()
    if kind == "standard":
        return _standard(sae, batch, coefficients["l1"])
    if kind == "gated":
        return _gated(sae, batch, coefficients["l1"])
    if kind == "jumprelu":
        return _jumprelu(sae, batch, coefficients["l0"])
    return _topk(sae, batch, dead)


def _centred(sae: Any, x: Tensor) -> Tensor:  # noqa: ANN401
    return x - sae.b_dec if sae.cfg.apply_b_dec_to_input else x


def _encoder(
    sae: Any,  # noqa: ANN401
    entries: Entries,
    x: Float[Tensor, "token d_in"],
    slope: Float[Tensor, "item"],
    b_dec: Float[Tensor, "d_in"],
) -> dict[str, Tensor]:
    """Gradients of the encoder's weight and bias, and of the decoder bias that is taken off what is read."""
    bias = entries.sums(slope)
    found = {"W_enc": entries.by_feature().times(slope, x).T.contiguous(), "b_enc": bias}
    found["b_dec"] = b_dec - sae.W_enc @ bias if sae.cfg.apply_b_dec_to_input else b_dec
    return found


def _standard(sae: Any, target: Float[Tensor, "token d_in"], l1: float) -> Taken:  # noqa: ANN401
    x, n = _centred(sae, target), len(target)
    places, acts = above(x, sae.W_enc.T.contiguous(), sae.b_enc, 0.0)
    entries = Entries.of(places, (n, sae.cfg.d_sae))
    norm = sae.W_dec.norm(dim=1)
    out = entries.times(acts, sae.W_dec) + sae.b_dec
    error = out - target
    slope_out = error * (2 / n)
    slope = entries.dot(slope_out, sae.W_dec) + l1 / n * norm[entries.feature]
    total = entries.sums(acts)
    w_dec = entries.by_feature().times(acts, slope_out) + (l1 / n * total / norm)[:, None] * sae.W_dec
    set_gradients(sae, {"W_dec": w_dec, **_encoder(sae, entries, x, slope, slope_out.sum(0))})
    loss = error.square().sum() / n + l1 / n * (total * norm).sum()
    return Taken(float(loss), target, out, fired(entries), len(places))


def _gated(sae: Any, target: Float[Tensor, "token d_in"], l1: float) -> Taken:  # noqa: ANN401
    x, n = _centred(sae, target), len(target)
    places, gate = above(x, sae.W_enc.T.contiguous(), sae.b_gate, 0.0)
    entries = Entries.of(places, (n, sae.cfg.d_sae))
    feature, norm, stretch = entries.feature, sae.W_dec.norm(dim=1), sae.r_mag.exp()
    shared = gate - sae.b_gate[feature]
    acts = (shared * stretch[feature] + sae.b_mag[feature]).relu()
    out = entries.times(acts, sae.W_dec) + sae.b_dec
    via = entries.times(gate, sae.W_dec) + sae.b_dec
    error, via_error = out - target, via - target
    slope_out, slope_via = error * (2 / n), via_error * (2 / n)
    magnitude = entries.dot(slope_out, sae.W_dec) * (acts > 0)
    opening = entries.dot(slope_via, sae.W_dec) + l1 / n * norm[feature]
    total, turned = entries.sums(gate), entries.by_feature()
    w_dec = turned.times(acts, slope_out) + turned.times(gate, slope_via)
    slope = magnitude * stretch[feature] + opening
    gradients = _encoder(sae, entries, x, slope, slope_out.sum(0) + slope_via.sum(0))
    # both biases stand behind the centring, so what it passes on is what the shared product passes on
    del gradients["b_enc"]
    gradients |= {
        "W_dec": w_dec + (l1 / n * total / norm)[:, None] * sae.W_dec,
        "b_gate": entries.sums(opening),
        "b_mag": entries.sums(magnitude),
        "r_mag": entries.sums(magnitude * shared * stretch[feature]),
    }
    set_gradients(sae, gradients)
    loss = (error.square().sum() + via_error.square().sum() + l1 * (total * norm).sum()) / n
    active = acts > 0
    return Taken(float(loss), target, out, fired(entries, active), int(active.sum()))


def _jumprelu(sae: Any, target: Float[Tensor, "token d_in"], weight: float) -> Taken:  # noqa: ANN401
    """With the quadratic penalty around the wanted L0, and its straight-through gradient for the thresholds."""
    sae.threshold.data.clamp_(min=0.0)
    x, n, width, wanted = _centred(sae, target), len(target), sae.bandwidth, sae.cfg.target_l0
    places, before = above(x, sae.W_enc.T.contiguous(), sae.b_enc, sae.threshold - width / 2)
    entries = Entries.of(places, (n, sae.cfg.d_sae))
    bound = sae.threshold[entries.feature]
    active = before > bound
    acts = before * active
    near = (before - bound).abs() < width / 2
    l0 = torch.zeros(n).index_add_(0, entries.token, active.float())
    out = entries.times(acts, sae.W_dec) + sae.b_dec
    error = out - target
    slope_out = error * (2 / n)
    slope = entries.dot(slope_out, sae.W_dec)
    pull = (weight * 4 / wanted / n) * (l0 - wanted)
    step = -(bound * slope + pull[entries.token]) / width * near
    gradients = _encoder(sae, entries, x, slope * active, slope_out.sum(0))
    gradients |= {"W_dec": entries.by_feature().times(acts, slope_out), "threshold": entries.sums(step)}
    set_gradients(sae, gradients)
    loss = error.square().sum() / n + weight * (2 / wanted * (l0 - wanted).square()).mean()
    return Taken(float(loss), target, out, fired(entries, active), int(active.sum()))


def _topk(sae: Any, batch: Float[Tensor, "token _"], dead: Bool[Tensor, "d_sae"]) -> Taken:  # noqa: ANN401
    """TopK and BatchTopK, nested or not, dictionaries and transcoders.

    The decoder's norms weigh the choice of features and cancel in what is written, gradients included.
    """
    reads = batch.shape[1] // sae.cfg.d_in
    read, target = batch.chunk(2, dim=-1) if reads == 2 else (batch, batch)
    x, n = _centred(sae, read), len(batch)
    norm = sae.W_dec.norm(dim=-1)
    weight, bias = (sae.W_enc * norm).T.contiguous(), sae.b_enc * norm
    if sae.cfg.architecture() == "topk":
        places, chosen = highest_by_row(x, weight, bias, sae.cfg.k)
    else:
        guess = _MARGIN * getattr(sae, "least_chosen", 0.0)
        places, chosen = highest(x, weight, bias, int(sae.cfg.k * n), guess)
        sae.least_chosen = float(chosen.min()) if len(chosen) else 0.0
        sae.update_topk_threshold(chosen)
    entries = Entries.of(places, (n, sae.cfg.d_sae))
    acts = chosen / norm[entries.feature]
    loss, slope, w_dec, b_dec, out, error = _nested(sae, entries, acts, target, read)
    gradients = {"W_dec": w_dec, **_encoder(sae, entries, x, slope, b_dec)}
    skip = skip_of(sae)
    if skip is not None:
        gradients["W_skip"] = (error * (2 / n)).T @ read
    if bool(dead.any()):
        loss += _revive(sae, x, weight, bias, error, dead, gradients)
    set_gradients(sae, gradients)
    return Taken(float(loss), target, out, fired(entries), len(places))


def _nested(
    sae: Any,  # noqa: ANN401
    entries: Entries,
    acts: Float[Tensor, "item"],
    target: Float[Tensor, "token d_in"],
    read: Float[Tensor, "token d_in"],
) -> tuple[float, Tensor, Tensor, Tensor, Tensor, Tensor]:
    """Loss, gradients at the entries, of W_dec and of b_dec; what is written and its error, over all nested widths.

    A feature takes part in every reconstruction that is at least as wide as its place; without nesting there is one.
    """
    n, widths = len(target), [0, *getattr(sae.cfg, "matryoshka_widths", [sae.cfg.d_sae])]
    out = sae.b_dec.expand(n, -1)
    skip = skip_of(sae)
    if skip is not None:
        out = out + read @ skip.T
    parts: list[Tensor | slice] = [slice(None)]
    if len(widths) > 2:
        inside = [(entries.feature >= low) & (entries.feature < high) for low, high in pairwise(widths)]
        parts = [part.nonzero().view(-1) for part in inside]
    errors: list[Tensor] = []
    for part in parts:
        out = out + entries.only(part).times(acts[part], sae.W_dec)
        errors.append(out - target)
    loss = sum(float(error.square().sum()) for error in errors) / n
    slope, w_dec = torch.zeros_like(acts), torch.zeros_like(sae.W_dec)
    through = torch.zeros_like(out)
    for part, error in zip(reversed(parts), reversed(errors), strict=True):
        through = through + error * (2 / n)  # every wider reconstruction passes through these features
        mine = entries.only(part)
        slope[part] = mine.dot(through, sae.W_dec)
        w_dec += mine.by_feature().times(acts[part], through)
    return loss, slope, w_dec, through.sum(0), out, errors[-1]


def _revive(
    sae: Any,  # noqa: ANN401
    x: Tensor,
    weight: Tensor,
    bias: Tensor,
    error: Tensor,
    dead: Bool[Tensor, "d_sae"],
    gradients: dict[str, Tensor],
) -> float:
    """SAELens' auxiliary loss: the best dead features are to say what is left over. Adds to the gradients."""
    which = dead.nonzero().view(-1)
    half, n = x.shape[1] // 2, len(x)
    scale = sae.cfg.aux_loss_coefficient * min(len(which) / half, 1.0)
    before = linear(x, weight[which].contiguous(), bias[which].contiguous())
    top = before.topk(min(half, len(which)), dim=-1, sorted=False)
    w_dec = sae.W_dec[which]
    norm = w_dec.norm(dim=-1)
    acts = torch.zeros_like(before).scatter_(-1, top.indices, top.values) / norm
    chosen = torch.zeros_like(before).scatter_(-1, top.indices, 1.0)
    left = acts @ w_dec + error  # the residual is minus the error, and stays as it is
    slope_out = left * (2 * scale / n)
    slope = (slope_out @ w_dec.T) * chosen
    bias_slope = slope.sum(0)
    gradients["W_dec"][which] += acts.T @ slope_out
    gradients["W_enc"][:, which] += x.T @ slope
    gradients["b_enc"][which] += bias_slope
    if sae.cfg.apply_b_dec_to_input:
        gradients["b_dec"] = gradients["b_dec"] - sae.W_enc[:, which] @ bias_slope
    return float(scale * left.square().sum() / n)
