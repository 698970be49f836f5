"""Excerpts of stories around one token: where a feature fires, where it does not, and how they read in a prompt."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float, Int

WINDOW = 10
"""Tokens to either side."""
_LEVELS = 5


@dataclass(frozen=True, slots=True)
class Excerpt:
    """One token (its number among all that were read) with its neighbours as text; `level` 0 to 10 is how strongly."""

    token: int
    text: str
    level: int
    fires: bool


@dataclass(frozen=True, slots=True)
class Picked:
    """The excerpts of one feature: to explain from, and, from other stories, to score on."""

    feature: int
    shown: list[Excerpt]
    judged: list[Excerpt]


def pick(
    feature: int,
    values: Float[np.ndarray, "token"],
    judging: Bool[np.ndarray, "token"],
    texts: "Texts",
    sizes: tuple[int, int],
    generator: np.random.Generator,
) -> Picked | None:
    """The strongest tokens of the one half to explain from; of the other as many firing as silent ones.

    Firing ones are drawn evenly from fifths of the activations. None where too few fire, or too few are silent.
    """
    shown, judged = sizes
    learn = np.flatnonzero((values > 0) & ~judging)
    test = np.flatnonzero((values > 0) & judging)
    quiet = np.flatnonzero((values == 0) & judging)
    if not len(learn) or min(len(test), len(quiet)) < judged // 2:
        return None
    best = learn[np.argsort(-values[learn], kind="stable")][:shown]
    ordered = test[np.argsort(-values[test], kind="stable")]
    parts = np.array_split(ordered, min(_LEVELS, judged // 2))
    chosen: list[int] = []
    while len(chosen) < judged // 2:
        part = parts[len(chosen) % len(parts)]
        left = part[~np.isin(part, chosen)]
        pool = left if len(left) else ordered[~np.isin(ordered, chosen)]
        chosen.append(int(generator.choice(pool)))
    silent = generator.choice(quiet, judged // 2, replace=False)
    peak = float(values.max())
    asked = [(token, True) for token in chosen] + [(int(token), False) for token in silent]
    mixed = [asked[index] for index in generator.permutation(len(asked))]
    return Picked(
        feature,
        [texts.excerpt(int(token), round(10 * float(values[token]) / peak), fires=True) for token in best],
        [texts.excerpt(token, round(10 * float(values[token]) / peak), fires=fires) for token, fires in mixed],
    )


@dataclass(frozen=True)
class Texts:
    """The tokens that were read as words, and which story each is of."""

    words: Sequence[str]
    story: Int[np.ndarray, "token"]

    def excerpt(self, token: int, level: int, fires: bool) -> Excerpt:
        """The token in its story, marked."""
        first = max(0, token - WINDOW)
        inside = [
            f"<<{_plain(self.words[at])}>>" if at == token else _plain(self.words[at])
            for at in range(first, min(len(self.words), token + WINDOW + 1))
            if self.story[at] == self.story[token]
        ]
        return Excerpt(token, " ".join(inside), level, fires)


def _plain(word: str) -> str:
    """A word that can neither break a line nor pose as a mark."""
    return " ".join(word.replace("<<", "<").replace(">>", ">").split())
