"""Which pairs a model solves, in which forms, and which of them are patched.

An effect is a share of the gap between two answers; over pairs that the model does not tell apart it is a share of
nothing. So pairs are counted by form (the little story they tell and the way they ask), and only those that the model
solves are patched unless one asks otherwise.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float

from probes.patching_names import FEWEST
from workbench.records import MinimalPair
from workbench.statistics import binomial_p, wilson

GUESSING = 0.25
"""A model that answers either side by chance solves one pair of four."""

_WORD = re.compile(r"[A-Za-z']+")
_SENTENCE = re.compile(r"(?<=[.!?]) ")
_NO_NOUN = frozenset({"one", "new", "other", "two"})


@dataclass(frozen=True, slots=True)
class Form:
    """How a model does on the pairs of one form."""

    form: str
    case: str
    example: MinimalPair
    n: int
    solved: int
    ci95: tuple[float, float]
    p_guessing: float
    clean_logit_diff: float
    corrupt_logit_diff: float
    n_selected: int

    @property
    def gap(self) -> float:
        """How far the two worlds are apart, in logits."""
        return self.clean_logit_diff - self.corrupt_logit_diff


@dataclass(frozen=True, slots=True)
class Selection:
    """The pairs that are patched; `used` is "all" where too few pairs were solved to select."""

    chosen: Bool[np.ndarray, "pair"]
    used: str
    forms: tuple[Form, ...]


def names_in(pairs: Sequence[MinimalPair]) -> frozenset[str]:
    """The words that are capitalised inside a sentence."""
    found: set[str] = set()
    for pair in pairs:
        for sentence in _SENTENCE.split(pair.clean):
            found |= {word for word in _WORD.findall(sentence)[1:] if word[0].isupper() and word != "I"}
    return frozenset(found | {word for pair in pairs for word in _names_of_answers(pair)})


def _names_of_answers(pair: MinimalPair) -> set[str]:
    return {word for word in (pair.answer_clean, pair.answer_corrupt) if word[:1].isupper()}


def form_of(pair: MinimalPair, names: frozenset[str]) -> str:
    """The case of a pair and its last sentence with names and things left blank.

    >>> pair = MinimalPair("1", "name", "It was so. Sam gave the toy to", "", "Lily", "Sam", (), ())
    >>> form_of(pair, frozenset({"Sam"}))
    'name: _ gave the _ to'
    """
    words = _SENTENCE.split(pair.clean)[-1].split(" ")
    blank = [
        _WORD.sub("_", word, count=1)
        if (_WORD.findall(word) or [""])[0] in names
        or (
            i > 0
            and words[i - 1].lower() in ("the", "a", "an")
            and _WORD.sub("", word) != word
            and word not in _NO_NOUN
        )
        else word
        for i, word in enumerate(words)
    ]
    return f"{case_of(pair)}: {' '.join(blank)}"


def case_of(pair: MinimalPair) -> str:
    """The little story behind a pair, or its factor where it has no recipe of this world."""
    try:
        told: object = json.loads(pair.recipe)["case"] if pair.recipe else ""
    except (ValueError, LookupError, TypeError):
        told = ""
    return str(told) if told else pair.factor


def solves(clean: Float[np.ndarray, "pair"], corrupt: Float[np.ndarray, "pair"]) -> Bool[np.ndarray, "pair"]:
    """Whether the model prefers the right answer on either side."""
    return (clean > 0) & (corrupt < 0)


def select(
    pairs: Sequence[MinimalPair],
    clean: Float[np.ndarray, "pair"],
    corrupt: Float[np.ndarray, "pair"],
    how: str,
    most: int,
    only: str = "",
) -> Selection:
    """The pairs to patch, at most `most` of them, spread evenly over those that qualify.

    `clean` and `corrupt` are the logit differences of the unpatched runs; `only` keeps forms that contain this text.
    """
    solved = solves(clean, corrupt)
    names = names_in(pairs)
    forms = np.array([form_of(pair, names) for pair in pairs], dtype=object)
    asked = np.array([only.lower() in str(form).lower() for form in forms], dtype=bool)
    able = {
        form: binomial_p(int(solved[forms == form].sum()), int((forms == form).sum()), GUESSING) < 0.05
        for form in dict.fromkeys(forms.tolist())
    }
    qualify = asked & (
        solved
        if how == "solved"
        else np.array([able[form] for form in forms], dtype=bool)
        if how == "forms"
        else np.ones(len(pairs), dtype=bool)
    )
    used = how
    if qualify.sum() < FEWEST and how != "all":
        qualify, used = (asked if asked.any() else np.ones(len(pairs), dtype=bool)), "all"
    places = np.flatnonzero(qualify)
    chosen = np.zeros(len(pairs), dtype=bool)
    chosen[places[np.linspace(0, len(places) - 1, min(most, len(places))).astype(int)] if len(places) else []] = True
    found = [_form(form, pairs, forms == form, solved, clean, corrupt, chosen) for form in able]
    found.sort(key=lambda form: (-form.solved / form.n, -form.n, form.form))
    return Selection(chosen, used, tuple(found))


def _form(
    form: str,
    pairs: Sequence[MinimalPair],
    here: Bool[np.ndarray, "pair"],
    solved: Bool[np.ndarray, "pair"],
    clean: Float[np.ndarray, "pair"],
    corrupt: Float[np.ndarray, "pair"],
    chosen: Bool[np.ndarray, "pair"],
) -> Form:
    n, right = int(here.sum()), int((here & solved).sum())
    example = pairs[int(np.flatnonzero(here & solved if right else here)[0])]
    return Form(
        form=form,
        case=case_of(example),
        example=example,
        n=n,
        solved=right,
        ci95=wilson(right, n),
        p_guessing=binomial_p(right, n, GUESSING),
        clean_logit_diff=float(clean[here].mean()),
        corrupt_logit_diff=float(corrupt[here].mean()),
        n_selected=int((here & chosen).sum()),
    )
