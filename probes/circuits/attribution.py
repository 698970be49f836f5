"""Attribution patching: every patch estimated from two runs and one gradient, and how far the estimate can be trusted.

Estimate of putting the clean activation a' into the corrupt run: (a' - a) . d(logit difference)/da, taken in the
corrupt run; the integrated variant averages the gradient over runs whose embeddings lie between the two prompts
(arXiv 2310.10348; arXiv 2403.17806). It is first order: where a norm or a saturated softmax bends, it errs. So it is
never reported without its agreement with true patching of the same places.
"""

from collections.abc import Mapping, Sequence
from typing import TypedDict

import numpy as np
from jaxtyping import Float
from torch import Tensor

from probes.circuits.gradients import integrated, slopes
from probes.patching_engine import record
from probes.patching_names import BY_HEAD, COMPONENTS
from probes.patching_prompts import ALL, Prompts
from probes.patching_sweep import Patched, Place
from workbench.language.hookpoints import HookPoint
from workbench.language.transformer import Transformer

METHODS = ("attribution", "integrated")
SMALL = 0.02
"""Effects below this have no sign worth agreeing on."""


class Agreement(TypedDict):
    """How estimates and true patching of the same places go together; `overlap` is of their `top_k` strongest."""

    method: str
    component: str
    places: int
    pearson: float | None
    spearman: float | None
    sign: float | None
    top_k: int
    overlap: float


def estimated(
    model: Transformer, prompts: Sequence[Prompts], wanted: Sequence[Place], steps: int
) -> dict[str, list[Patched]]:
    """By method, the logit difference that each denoising patch is estimated to leave, for every pair in order."""
    points = list(dict.fromkeys(HookPoint(place.layer, COMPONENTS[place.component]) for place in wanted))
    parts: dict[tuple[str, Place], list[np.ndarray]] = {}
    there: dict[Place, list[np.ndarray]] = {}
    for batch in prompts:
        clean = record(model, batch.clean, batch.answers, [point.site for point in points])
        corrupt = slopes(model, batch.corrupt, batch.answers, points)
        averaged = integrated(model, batch.corrupt, batch.clean, batch.answers, points, steps)
        masks = {role: batch.mask(role) for role in dict.fromkeys(place.role for place in wanted)}
        for method, grads in zip(METHODS, (corrupt.grads, averaged), strict=True):
            spread = {point: _products(point, clean.acts[point], corrupt.acts[point], grads[point]) for point in points}
            for place in wanted:
                here = spread[HookPoint(place.layer, COMPONENTS[place.component])]
                at_head = here if place.head is None else here[..., place.head]
                total = (at_head * masks[place.role]).sum(1) + corrupt.logit_diff
                parts.setdefault((method, place), []).append(total.double().numpy())
        for place in wanted:
            there.setdefault(place, []).append(masks[place.role].any(1).numpy())
    return {
        method: [
            Patched(place, "denoising", np.concatenate(parts[method, place]), np.concatenate(there[place]))
            for place in wanted
        ]
        for method in METHODS
    }


def _products(
    point: HookPoint, clean: Tensor, corrupt: Tensor, grad: Tensor
) -> Float[Tensor, "pair pos"] | Float[Tensor, "pair pos head"]:
    """What each position (and head) is estimated to do."""
    if point.site is COMPONENTS["pattern"]:
        corrupt, grad = corrupt.transpose(1, 2), grad.transpose(1, 2)
    return ((clean - corrupt) * grad).sum(-1)


def agreement(
    estimates: Mapping[str, Sequence[float]], patched: Sequence[float], places: Sequence[Place], top_k: int
) -> list[Agreement]:
    """Correlation, signs and the strongest places, for each method over every component and over all together.

    >>> places = [Place("z", 0, head, "cue") for head in range(3)]
    >>> [row] = agreement({"attribution": [0.1, 0.5, -0.2]}, [0.2, 1.0, -0.4], places, 1)[:1]
    >>> round(row["pearson"], 3), row["sign"], row["overlap"]
    (1.0, 1.0, 1.0)
    """
    truth = np.array(patched)
    names = ("every", *dict.fromkeys(place.component for place in places))
    rows: list[Agreement] = []
    for method, values in estimates.items():
        guess = np.array(values)
        for name in names:
            here = np.array([name in ("every", place.component) for place in places])
            single = here & np.array([place.role != ALL or place.component in BY_HEAD for place in places])
            true, said = truth[single], guess[single]
            marked = np.abs(true) > SMALL
            k = min(top_k, len(true))
            best, thought = (set(np.argsort(-np.abs(one), kind="stable")[:k].tolist()) for one in (true, said))
            rows.append(
                {
                    "method": method,
                    "component": name,
                    "places": len(true),
                    "pearson": _correlation(true, said),
                    "spearman": _correlation(_ranks(true), _ranks(said)),
                    "sign": float((np.sign(true) == np.sign(said))[marked].mean()) if marked.any() else None,
                    "top_k": k,
                    "overlap": len(best & thought) / k if k else 0.0,
                }
            )
    return rows


def _correlation(one: np.ndarray, two: np.ndarray) -> float | None:
    if len(one) < 3 or not one.std() or not two.std():
        return None
    return float(np.corrcoef(one, two)[0, 1])


def _ranks(values: np.ndarray) -> np.ndarray:
    """Average ranks, so that ties do not depend on order."""
    from scipy.stats import rankdata

    return np.asarray(rankdata(values), dtype=np.float64)
