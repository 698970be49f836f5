import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.errors import StoryscopeError
from workbench.language.ngram import NGram, bits_per_byte

TEXTS = [[0, 1, 2], [0, 1, 1]]


def test_bigram_probabilities_by_hand() -> None:
    # Continuation counts: 1 follows {0, 1}, 2 follows {1}; so p(1) = 1.5/3 + (0.5*2/3)/3 and p(2) = 0.5/3 + 1/9.
    model = NGram.fit(TEXTS, order=2, vocab_size=3, discount=0.5)
    p1, p2, p0 = 1.5 / 3 + 1 / 9, 0.5 / 3 + 1 / 9, 1 / 9
    assert p0 + p1 + p2 == pytest.approx(1)
    after_0 = 1.5 / 2 + 0.5 * 1 / 2 * p1
    assert np.exp(model.logprobs([0, 1, 2])) == pytest.approx([1, after_0, 0.5 / 2 + 0.5 * 2 / 2 * p2])
    assert np.exp(model.logprobs([0, 1, 1])) == pytest.approx([1, after_0, 0.5 / 2 + 0.5 * 2 / 2 * p1])
    # Never seen after 2: back to the lower order, which still gives it something.
    assert np.exp(model.logprobs([2, 0])) == pytest.approx([1, p0])


def test_unigrams_count_tokens_and_not_contexts() -> None:
    model = NGram.fit(TEXTS, order=1, vocab_size=3, discount=0.5)
    # At the top order the counts are plain: 1 three times, 2 once, of four.
    assert np.exp(model.logprobs([0, 1])) == pytest.approx([1, 2.5 / 4 + 0.5 * 2 / 4 / 3])


def test_the_discount_is_estimated_from_singletons_and_pairs() -> None:
    # Bigrams: (0,1) twice, (1,2) and (1,1) once; so D = 2 / (2 + 2*1).
    assert NGram.fit(TEXTS, 2, 3).levels[-1].discount == pytest.approx(0.5)


def test_continuation_counts_are_what_makes_it_kneser_ney() -> None:
    # 3 is frequent but only ever after 2; 4 is rarer and follows many. In a new context 4 must win.
    texts = [[0, 2, 3]] * 10 + [[0, 1, 4], [0, 5, 4], [0, 6, 4]]
    model = NGram.fit(texts, 2, 8, discount=0.5)
    new = 7
    assert model.logprobs([new, 4])[1] > model.logprobs([new, 3])[1]


sequences = st.lists(st.lists(st.integers(0, 4), min_size=2, max_size=7), min_size=1, max_size=9)


@given(sequences, st.integers(1, 5), st.lists(st.integers(0, 4), min_size=1, max_size=6))
@settings(deadline=None, max_examples=60)
def test_probabilities_sum_to_one_after_any_context(texts: list[list[int]], order: int, context: list[int]) -> None:
    model = NGram.fit(texts, order, vocab_size=5)
    scored = model.logprobs_of([[*context, token] for token in range(5)])
    assert sum(np.exp(one[-1]) for one in scored) == pytest.approx(1)
    assert all(len(one) == len(context) + 1 and one[0] == 0 for one in scored)


@given(sequences, st.integers(1, 4))
@settings(deadline=None, max_examples=30)
def test_many_at_once_equal_one_by_one(texts: list[list[int]], order: int) -> None:
    model = NGram.fit(texts, order, vocab_size=5)
    for together, text in zip(model.logprobs_of(texts), texts, strict=True):
        assert together == pytest.approx(model.logprobs(text))


def test_longer_contexts_help_where_they_decide() -> None:
    # What follows 1 depends on the token before it.
    texts = [[0, 2, 1, 3], [0, 4, 1, 5]] * 20
    nll = {order: -sum(map(np.sum, NGram.fit(texts, order, 6).logprobs_of(texts))) for order in (1, 2, 3)}
    assert nll[1] > nll[2] > nll[3]


def test_empty_and_short_sequences() -> None:
    model = NGram.fit(TEXTS, 3, 3)
    assert [len(one) for one in model.logprobs_of([[], [1], [0, 1]])] == [0, 1, 2]
    assert model.logprobs_of([]) == []


def test_bad_input_is_refused() -> None:
    with pytest.raises(StoryscopeError, match="no tokens"):
        NGram.fit([[1]], 2, 3)
    with pytest.raises(StoryscopeError, match="outside"):
        NGram.fit([[0, 3]], 2, 3)
    with pytest.raises(StoryscopeError, match="order"):
        NGram.fit(TEXTS, 0, 3)


def test_bits_per_byte() -> None:
    assert bits_per_byte(-16 * np.log(2), 8) == pytest.approx(2.0)
