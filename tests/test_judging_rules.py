"""The rule judge: what it sees of texts, what each fault costs, and how far it agrees with people."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from probes.judging.consistency import contradictions_of, kinds_of
from probes.judging.novelty import novelty
from probes.judging.observing import observe
from probes.judging.plot import roles_of
from probes.judging.rubrics import RUBRICS, rubric_named
from probes.judging.rule_agreement import best_cuts, in_sight, rule_judge_agreement
from probes.judging.rules import WEIGHTS, by_cuts, judge_by_rules
from probes.judging.troubles import TROUBLES, look
from probes.manual_scores import ScoredCompletion, read_scores
from tests.judged_models import GOOD, LOOP, PROMPT
from tests.test_scores import MANUAL
from workbench.errors import StoryscopeError


def total(rubric: str, text: str, category: str = "Plot") -> float:
    return sum(mark.score or 0 for mark in judge_by_rules(rubric_named(rubric), category, PROMPT, text))


def test_every_criterion_has_weights_and_every_weight_a_trouble() -> None:
    ids = {one.id for rubric in RUBRICS.values() for one in rubric.criteria if not one.labels}
    assert ids == set(WEIGHTS)
    assert {kind for weights in WEIGHTS.values() for kind in weights} <= {*TROUBLES, "", "no_end"}
    assert len(RUBRICS["tinyscale"].criteria) == 18
    with pytest.raises(StoryscopeError, match="Cooking"):
        rubric_named("tinyscale", ["Cooking"])


def test_each_fault_costs_and_is_named() -> None:
    for rubric in ("tinystories", "simplestories"):
        assert total(rubric, GOOD) > total(rubric, LOOP) > 0
    faults = {
        "loops": LOOP,
        "again": f"{GOOD}\n\nOnce upon a time there was a duck. The duck was sad.",
        "unended": GOOD.rsplit(" ", 3)[0],
        "strange": GOOD.replace("goat", "blorptak").replace("barn", "zzzqwrt"),
        "tense": GOOD.replace("ran", "runs").replace("climbed", "climbs").replace("carried", "carries"),
        "quotes": f'{GOOD}\n\n"Hello, said Ben.\n\n"Bye, said Ben.\n\nHe went home.',
        "thin": " went on.",
        "short": "",
        "contradictions": f"{GOOD} Zelda gave Ben a hat. Ben gave Ben a hat. Benuel laughed.",
    }
    clean = look(observe(PROMPT, GOOD))
    for kind, text in faults.items():
        found = look(observe(PROMPT, text))
        assert found.troubles[kind] > clean.troubles[kind], kind
        assert found.why(kind)
    [why] = [mark.why for mark in judge_by_rules(rubric_named("tinyscale"), "Reasoning", PROMPT, GOOD)]
    assert "rules do not know what is true" in why[0]


def test_contradictions_are_named() -> None:
    text = ' ate the cake. Then Ben ate the cake. The dog asked the dog. "Thank you, Ben," said Ben. Zelda came. Benuel ran.'
    kinds = kinds_of(contradictions_of(observe("Ben had a dog and a cake. Ben", text)))
    assert {"eaten", "itself", "answers itself", "newcomer", "renamed"} <= set(kinds)
    assert not contradictions_of(observe("Ben had a cake. Ben", " met a girl named Zelda. Zelda and Ben ate the cake."))


def test_what_follows_an_end_mark_is_not_judged() -> None:
    seen = observe(PROMPT, " went home.<|endoftext|>Zorp zorp zorp.")
    assert (seen.completion, seen.again, seen.ended, seen.strange) == (" went home.", True, True, ())
    assert not observe(PROMPT, " went home.<|endoftext|>").again


def test_the_roles_of_a_plot() -> None:
    roles = roles_of(observe("Mia had a ball.", " But she lost it. She looked for it. She found it. She went home."))
    assert (roles.problem, roles.effort, roles.way_out, roles.ending) == (0, 1, 2, 3)
    assert roles_of(observe("Mia lost her ball. She", " found it.")).problem == -1
    assert roles_of(observe("Mia had a ball.", " It was red. It was round.")).found == 0


@settings(max_examples=40)
@given(st.text(max_size=80), st.text(max_size=300))
def test_any_two_texts_can_be_judged(prompt: str, text: str) -> None:
    for rubric in RUBRICS.values():
        for mark in judge_by_rules(rubric, "Plot", prompt, text):
            assert mark.score is None or mark.score in rubric.criterion(mark.criterion).scores


@settings(max_examples=60)
@given(
    st.lists(st.lists(st.sampled_from("abc"), max_size=14), max_size=5), st.lists(st.sampled_from("abc"), max_size=9)
)
def test_the_longest_copied_run_is_the_longest(stories: list[list[str]], text: list[str]) -> None:
    """Against looking for every run in every story; runs never reach across stories."""

    def there(size: int) -> list[bool]:
        whole = [f" {' '.join(one)} " for one in stories]
        runs = [text[at : at + size] for at in range(len(text) - size + 1)]
        return [any(f" {' '.join(run)} " in one for one in whole) for run in runs]

    longest = max((size for size in range(1, len(text) + 1) if any(there(size))), default=0)
    new = 1 - np.mean(there(2)) if len(text) >= 2 else None
    [found] = novelty([" ".join(text)], [" ".join(one) for one in stories], n=2)
    assert (found.words, found.copied) == (len(text), longest)
    assert found.new is None if new is None else found.new == pytest.approx(new)


def test_a_copied_completion_is_less_original() -> None:
    rubric = rubric_named("simplestories")
    own, copied = (judge_by_rules(rubric, "Plot", PROMPT, GOOD, words)[0] for words in (0, 60))
    assert (own.score or 0) > (copied.score or 0)
    assert "training stories" in " ".join(copied.why)


def test_cuts_are_fitted_on_the_other_half_only() -> None:
    assert [by_cuts(amount, best_cuts([1, 0.5, 0], [0.1, 1.5, 3.0])) for amount in (0.1, 1.5, 3.0)] == [1, 0.5, 0]
    prompts = [f"Prompt {number}" for number in range(40)]
    rows = [
        ScoredCompletion(f"{k}", "Grammar", prompt, GOOD if k % 2 else LOOP, "m", "", "", {"Grammar_C_score": k % 2})
        for k, prompt in enumerate(prompts)
    ]
    right = rule_judge_agreement(rows)["by_category"]
    assert right["all"]["all"]["kappa"] == 1.0
    # people who want the opposite on one half: cuts from there must not serve that half itself
    turned = [
        ScoredCompletion(row.id, row.category, row.prompt, row.completion, "m", "", "", {"Grammar_C_score": 1.0})
        if in_sight(row.prompt)
        else row
        for row in rows
    ]
    cells = rule_judge_agreement(turned)["by_category"]["Grammar"]
    assert cells["other_half"]["kappa"] == 1.0
    assert cells["cross_fitted"]["exact"] < 1.0


def test_agreement_with_people_where_their_scores_are() -> None:
    """Grammar and context-tracking above the published judge's 0.55, on the half that the rules were not made with."""
    if not MANUAL.is_file():
        pytest.skip(f"TinyScaleLab's scores are not in {MANUAL.parent}: set STORYSCOPE_SHARED")
    found = rule_judge_agreement(read_scores(MANUAL))
    cells = found["by_category"]
    assert (cells["all"]["all"]["n"], cells["all"]["in_sight"]["n"], cells["all"]["other_half"]["n"]) == (
        1350,
        615,
        735,
    )
    for name in ("all", "Grammar", "Context-Tracking"):
        assert cells[name]["other_half"]["kappa"] > 0.55
        # what knowing how often each criterion is met would give, and no more
        assert cells[name]["by_base_rates"]["kappa"] < cells[name]["other_half"]["kappa_ci95"][0]
    assert {"Factual Knowledge", "Reasoning", "Creativity"} == set(found["useless"])
