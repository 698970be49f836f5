from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tiny_corpus import VOCABULARY
from training.batches import Rows, documents, encode, pack
from workbench.errors import StoryscopeError
from workbench.language.tokenizer import EOT_ID, PAD_ID, build_word_level

TOKENIZER = build_word_level(VOCABULARY)
TEXTS = [
    "Tim had a ball.",
    "Anna gave the cake to Max.",
    '"Now it is mine," said Tim.',
    "Max had it.",
    "Anna had a hat.",
]


def split_documents(row: list[int]) -> list[list[int]]:
    """The stories of a packed row; everything after the last end-of-text token must be padding."""
    ends = [at for at, token in enumerate(row) if token == EOT_ID]
    assert row[0] == EOT_ID and set(row[ends[-1] + 1 :]) <= {PAD_ID}
    return [row[begin + 1 : end] for begin, end in zip(ends, ends[1:], strict=False)]


def test_stories_are_encoded_end_to_end_with_their_sizes() -> None:
    found = encode(TOKENIZER, [TEXTS[:2], TEXTS[2:]], context=64)
    assert len(found) == 5
    for index, (text, sequence) in enumerate(zip(TEXTS, found.sequences(), strict=True)):
        assert sequence == [EOT_ID, *TOKENIZER(text, add_special_tokens=False)["input_ids"], EOT_ID]
        assert found.bytes[index] == len(text)
    assert (found.cut, found.unknown) == (0, 0.0)


def test_long_stories_are_cut_and_their_bytes_with_them() -> None:
    found = encode(TOKENIZER, [["Tim had a ball.", "Tim had it."]], context=5)
    assert found.lengths.tolist() == [4, 4] and found.cut == 1
    assert found.bytes.tolist() == [len("Tim had a ball"), len("Tim had it.")]


def test_unknown_words_are_counted_and_nothing_is_refused() -> None:
    assert encode(TOKENIZER, [["Tim had a dragon."]], 9).unknown == pytest.approx(1 / 5)
    with pytest.raises(StoryscopeError, match="no words"):
        encode(TOKENIZER, [[]], 9)


stories = st.lists(
    st.lists(st.sampled_from("tim ball gave the".split()), min_size=1, max_size=9), min_size=1, max_size=29
)


@given(stories, st.integers(10, 31), st.integers(0, 5))
@settings(deadline=None, max_examples=60)
def test_packing_keeps_every_story_whole_and_once(words: list[list[str]], context: int, seed: int) -> None:
    found = encode(TOKENIZER, [[" ".join(story) for story in words]], context)
    rows = pack(found, context, seed)
    assert rows.shape[1] == context + 1
    packed = [document for row in rows.tolist() for document in split_documents(row)]
    assert sorted(packed) == sorted(sequence[1:-1] for sequence in found.sequences())
    # No two rows could have been one, the last (which holds the leftovers) excepted.
    used = sorted((row != PAD_ID).sum() - 1 for row in rows[:-1])
    assert all(one + other > context for one, other in zip(used, used[1:], strict=False))


def test_packing_fills_rows() -> None:
    draw = np.random.default_rng(0)
    lengths = draw.integers(30, 71, 2003)
    found = encode(TOKENIZER, [[" ".join(["ball"] * int(length)) for length in lengths]], 128)
    assert (pack(found, 128, 0) != PAD_ID).mean() > 0.93


def test_documents_count_stories_within_a_row() -> None:
    row = torch.tensor([[EOT_ID, 5, 6, EOT_ID, 7, EOT_ID, PAD_ID]])
    assert documents(row).tolist() == [[1, 1, 1, 2, 2, 3, 3]]


@pytest.fixture
def rows(tmp_path: Path) -> Rows:
    np.save(tmp_path / "rows.npy", np.arange(3, 3 + 13 * 5, dtype=np.uint16).reshape(13, 5))
    return Rows.open(tmp_path / "rows.npy", batch=4, seed=7)


def test_every_epoch_serves_every_row_once_in_a_new_order(rows: Rows) -> None:
    served = np.concatenate([rows.order(step) for step in range(13)])  # 52 rows: four epochs
    epochs = served.reshape(4, 13)
    assert all(sorted(epoch) == list(range(13)) for epoch in epochs.tolist())
    assert len({tuple(epoch) for epoch in epochs.tolist()}) == 4


def test_what_a_step_sees_depends_on_the_step_and_the_seed_only(rows: Rows, tmp_path: Path) -> None:
    again = Rows.open(tmp_path / "rows.npy", batch=4, seed=7)
    other = Rows.open(tmp_path / "rows.npy", batch=4, seed=8)
    assert again.order(11).tolist() == rows.order(11).tolist() != other.order(11).tolist()
    taken = rows.take(rows.order(2))
    assert taken.dtype == torch.int64
    assert taken[:, 0].tolist() == [3 + 5 * row for row in rows.order(2)]


def test_a_batch_larger_than_the_data_is_the_data(tmp_path: Path, rows: Rows) -> None:
    assert rows.steps_per_epoch == 13 / 4
    assert Rows.open(tmp_path / "rows.npy", batch=99, seed=0).batch == 13
