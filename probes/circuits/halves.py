"""The chosen pairs in two: one half to find or learn on, one half to judge on."""

import numpy as np

from probes.patching_names import FEWEST
from probes.patching_pairs import Answered
from probes.patching_prompts import Prompts, batches
from workbench.errors import StoryscopeError


def halves(found: Answered, generator: np.random.Generator, batch: int = 256) -> tuple[list[Prompts], list[Prompts]]:
    """Draw the halves; raises StoryscopeError where there are too few pairs for two."""
    ids = [pair.id for pair in found.chosen_pairs]
    if len(ids) < FEWEST:
        what = f"Only {len(ids)} pairs can be used, too few to find something on one half and judge it on the other."
        raise StoryscopeError(what, "Make more pairs (--n-pairs), use --select all, or use a better model.")
    drawn = generator.permutation(len(ids))
    parts = drawn[: len(ids) // 2], drawn[len(ids) // 2 :]
    first, second = (batches(found.prompts, {ids[int(at)] for at in part}, batch) for part in parts)
    return first, second
