"""Which pairs are patched, and which of many effects are marked real."""

import numpy as np
import pytest

from probes.patching_selection import form_of, names_in, select
from probes.patching_significance import sign_flips
from workbench.records import MinimalPair


def pair(index: int, ending: str, case: str) -> MinimalPair:
    text = f"Tim saw Anna. {ending}"
    return MinimalPair(str(index), "who", text, text, "Tim", "Anna", (), (), recipe=f'{{"case": "{case}"}}')


ASKED = [pair(i, ("Anna gave the ball to", "Then Tim, who had a red hat, was the one with")[i % 2], "gift") for i in range(40)]  # fmt: skip


def test_forms_leave_names_and_things_blank() -> None:
    names = names_in(ASKED)
    assert {"Anna", "Tim"} <= names
    assert [form_of(one, names) for one in ASKED[:2]] == [
        "gift: _ gave the _ to",
        "gift: Then _, who had a _ hat, was the one with",
    ]
    assert (
        form_of(MinimalPair("x", "who", "Tim ran to", "", "a", "b", (), (), recipe="{broken"), names) == "who: _ ran to"
    )


def test_selection_by_solved_by_form_and_all() -> None:
    """The first form is solved 12 times of 20, the second 3 of 20, which guessing would do too."""
    clean, corrupt = np.ones(40), np.ones(40)
    corrupt[0:24:2], corrupt[1:7:2] = -1, -1
    solved = select(ASKED, clean, corrupt, "solved", 99)
    assert np.flatnonzero(solved.chosen).tolist() == [0, 1, 2, 3, 4, 5, *range(6, 24, 2)]
    first, second = solved.forms
    assert (first.n, first.solved, first.n_selected, first.clean_logit_diff) == (20, 12, 12, 1.0)
    assert (second.solved, second.n_selected) == (3, 3)
    assert first.p_guessing < 0.001 < 0.5 < second.p_guessing
    assert first.gap == pytest.approx(1 - (8 - 12) / 20)
    by_form = select(ASKED, clean, corrupt, "forms", 99)
    assert np.flatnonzero(by_form.chosen).tolist() == list(range(0, 40, 2))
    assert int(select(ASKED, clean, corrupt, "all", 7).chosen.sum()) == 7
    assert np.flatnonzero(select(ASKED, clean, corrupt, "solved", 99, "the one with").chosen).tolist() == list(range(1, 40, 2))  # fmt: skip
    nothing = select(ASKED, clean, np.ones(40), "solved", 99)
    assert (nothing.used, int(nothing.chosen.sum())) == ("all", 40)


def test_the_best_of_many_nothings_is_not_real() -> None:
    """One effect among 300 nothings: alone many look real at 5%, as a family only the one does."""
    generator = np.random.default_rng(0)
    moved = generator.normal(size=(29, 301))
    moved[:, 7] += 1.5
    p, family = sign_flips(moved, np.ones(moved.shape, dtype=bool), generator)
    assert np.flatnonzero(family < 0.05).tolist() == [7]
    assert 5 <= (p < 0.05).sum() <= 30
    assert (family >= p).all()


def test_permutation_by_hand() -> None:
    """Three pairs have eight sign patterns; two of them are as extreme as three equal values: p = 2/8."""
    moved = np.array([[1.0, 0.0, 2.0], [1.0, 0.0, 2.0], [1.0, 0.0, 9.0]])
    present = np.array([[True, True, True], [True, True, True], [True, True, False]])
    p, _ = sign_flips(moved, present, np.random.default_rng(1), draws=8000)
    assert p[0] == pytest.approx(0.25, abs=0.02)
    assert p[1] == 1.0
    assert p[2] == pytest.approx(0.5, abs=0.02)  # the third pair is not there: 2/4
