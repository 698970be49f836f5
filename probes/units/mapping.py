"""A map of all units: output directions in two dimensions, so that what writes alike lies together."""

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor


def principal_map(
    directions: Float[Tensor, "unit d_model"],
) -> tuple[Float[np.ndarray, "unit 2"], tuple[float, float]]:
    """The first two principal components of directions of length 1, and the share of the variance that each explains.

    Units that write no direction (a row of zeros) get NaN. The sign of each axis is set so that its longest side is up.
    """
    there = directions.norm(dim=1) > 0
    found = np.full((len(directions), 2), np.nan, np.float32)
    if int(there.sum()) < 3:
        return found, (0.0, 0.0)
    rows = directions[there].double()
    centred = rows - rows.mean(0)
    variances, axes = torch.linalg.eigh(centred.T @ centred)
    places = (centred @ axes[:, -2:].flip(1)).numpy()
    places *= np.sign(places[np.abs(places).argmax(0), [0, 1]] + 1e-30)
    found[there.numpy()] = places
    shares = (variances.flip(0)[:2] / variances.sum().clamp(min=1e-30)).tolist()
    return found, (shares[0], shares[1])
