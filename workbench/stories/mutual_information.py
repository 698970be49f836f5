"""Whether label families tell of each other: mutual information, beside what families that do not would show.

Finite samples always show some. The null distribution is exact: tables with the same margins, drawn as shuffling one
family among the stories would draw them, but in a time that does not depend on how many stories there are.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
import pyarrow as pa
from jaxtyping import Float, Int
from numpy.typing import NDArray

from workbench.seeding import numpy_generator

FAMILIES = ("topic", "tone", "moral", "style", "feature", "grammar", "persona", "point_of_view", "paragraphs")
"""The columns of a corpus that label its stories."""

Families = Mapping[str, tuple[Sequence[str], Int[np.ndarray, "story"]]]
"""For each family its values, and for each story the number of its value."""

_DRAWS = 1_000
_LEVEL = 0.05


@dataclass(frozen=True, kw_only=True)
class Dependence:
    """Two families: their mutual information in bits, and what independent ones would show.

    `null` is the mean of that, `null_low` to `null_high` holds 95% of it. `p` is the share of independent tables with
    at least as much; `p_holm` is corrected for the number of pairs that were looked at (Holm 1979).
    """

    first: str
    second: str
    n: int
    bits: float
    null: float
    null_low: float
    null_high: float
    p: float
    p_holm: float

    @property
    def within_noise(self) -> bool:
        """Whether the families could be independent, for all that these stories say."""
        return self.p_holm > _LEVEL


def mutual_information(table: pa.Table, seed: int = 0) -> list[Dependence]:
    """Every pair of label families that vary in a table of stories; see `dependences`."""
    return dependences(encode([table]), seed)


def encode(tables: Iterable[pa.Table]) -> dict[str, tuple[list[str], Int[np.ndarray, "story"]]]:
    """The label families of tables of stories as numbers, two bytes for each story and family."""
    values: dict[str, dict[str, int]] = {}
    codes: dict[str, list[NDArray[np.int16]]] = {}
    for table in tables:
        for family in FAMILIES:
            if family in table.column_names:
                column = table[family].combine_chunks().dictionary_encode()
                known = values.setdefault(family, {})
                here = [known.setdefault(str(value), len(known)) for value in column.dictionary.to_pylist()]
                numbers = np.array(here, dtype=np.int16)[column.indices.to_numpy(zero_copy_only=False)]
                codes.setdefault(family, []).append(numbers)
    return {family: (list(values[family]), np.concatenate(parts)) for family, parts in codes.items()}


def counts(families: Families, first: str, second: str) -> Int[np.ndarray, "label cls"]:
    """How many stories have each value of the one family with each value of the other."""
    (rows, one), (columns, two) = families[first], families[second]
    wide = len(columns)
    joint = one.astype(np.int64) * wide + two
    return np.bincount(joint, minlength=len(rows) * wide).reshape(len(rows), wide)


def dependences(families: Families, seed: int = 0, draws: int = _DRAWS) -> list[Dependence]:
    """Every pair of families with more than one value, in their order.

    `draws` tables stand for independence, more if there are many pairs, so that p can be small enough to matter.
    """
    varied = [family for family, (values, _) in families.items() if len(values) > 1]
    pairs = list(combinations(varied, 2))
    draws = max(draws, 40 * len(pairs))
    found: list[dict[str, Any]] = []
    for first, second in pairs:
        table = counts(families, first, second)
        bits = float(information(table))
        null = information(_independent(table, draws, numpy_generator(seed, "independent", first, second)))
        low, high = np.quantile(null, [0.025, 0.975])
        # Equal tables must count as equal, though their sums were rounded differently.
        p = (1 + int(np.sum(null >= bits - 1e-12))) / (1 + draws)
        found.append(
            {"first": first, "second": second, "n": int(table.sum()), "bits": bits, "p": p}
            | {"null": float(null.mean()), "null_low": float(low), "null_high": float(high)}
        )
    corrected = _holm([row["p"] for row in found])
    return [Dependence(**row, p_holm=p) for row, p in zip(found, corrected, strict=True)]


def information(joint: Int[np.ndarray, "*sample label cls"]) -> Float[np.ndarray, "*sample"]:
    """The plug-in mutual information of tables of counts, in bits; biased upwards.

    >>> information(np.array([[2, 0], [0, 2]])).item(), information(np.array([[1, 1], [1, 1]])).item()
    (1.0, 0.0)
    """
    rows, columns = joint.sum(axis=-1), joint.sum(axis=-2)
    n = joint.sum(axis=(-2, -1), keepdims=True)[..., 0]
    # Entropies of the margins less that of the whole.
    bits = _entropy_times_n(rows) + _entropy_times_n(columns) - _entropy_times_n(joint.reshape(*rows.shape[:-1], -1))
    return np.asarray(np.maximum(bits / np.maximum(n[..., 0], 1), 0.0))


def _entropy_times_n(counted: Int[np.ndarray, "*sample cls"]) -> Float[np.ndarray, "*sample"]:
    n = counted.sum(axis=-1, keepdims=True)
    # 0 log 0 is 0.
    return np.asarray(np.sum(counted * np.log2(np.maximum(n, 1) / np.maximum(counted, 1)), axis=-1))


def _independent(
    table: Int[np.ndarray, "label cls"], draws: int, generator: np.random.Generator
) -> Int[np.ndarray, "sample label cls"]:
    """Tables with the margins of `table`, as likely as shuffling makes them; cell by cell, all draws at once."""
    made = np.zeros((draws, *table.shape), dtype=np.int64)
    left = np.tile(table.sum(axis=0), (draws, 1))
    for row, total in enumerate(table.sum(axis=1)):
        wanted = np.full(draws, total)
        pool = left.sum(axis=1)
        for column in range(table.shape[1]):
            here = left[:, column]
            pool -= here
            made[:, row, column] = taken = generator.hypergeometric(here, pool, wanted)
            wanted -= taken
        left -= made[:, row]
    return made


def _holm(p_values: Sequence[float]) -> list[float]:
    """Holm's step-down correction.

    >>> _holm([0.01, 0.04, 0.03])
    [0.03, 0.06, 0.06]
    """
    corrected, highest = [0.0] * len(p_values), 0.0
    for rank, place in enumerate(sorted(range(len(p_values)), key=lambda place: p_values[place])):
        highest = max(highest, min(1.0, (len(p_values) - rank) * p_values[place]))
        corrected[place] = highest
    return corrected
