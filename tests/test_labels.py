"""Labels of stories and tokens against a slow reading of the same record, one character at a time."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from probes.activations import Encoded, encode_stories
from probes.labels import UNLABELLED, classes, covered, label_names, token_labels
from tests import labelled
from workbench.errors import StoryscopeError
from workbench.stories.columns import to_table

STORIES = labelled.stories(37, 3)


@pytest.fixture(scope="module")
def encoded() -> Encoded:
    return encode_stories(labelled.loaded().tokenizer, [story.text for story in STORIES])


def slow_labels(encoded):
    """{(axis, value)} of each token, by comparing every token with every span."""
    found = []
    for index, story in enumerate(STORIES):
        spans = [(s.start, s.end, ("role", s.role)) for s in story.sentences]
        spans += [(m.start, m.end, ("mention", m.form)) for m in story.mentions]
        spans += [(c.start, c.end, (c.axis, c.value)) for c in story.cues]
        for token in range(encoded.bounds[index], encoded.bounds[index + 1]):
            inside = set(range(encoded.starts[token], encoded.ends[token]))
            found.append({name for start, end, name in spans if inside & set(range(start, end))})
    return found


def read(labels):
    return [{labels.names[column] for column in np.flatnonzero(row)} for row in labels.member]


def test_token_labels_are_those_of_the_slow_way(encoded):
    slow = slow_labels(encoded)
    table = to_table(STORIES)
    assert read(token_labels(table, encoded)) == slow
    assert set().union(*slow) == set(label_names(table))
    assert {("topic", "sea"), ("mention", "pronoun"), ("role", "ending")} <= set(label_names(table))


def test_a_slice_of_a_table_is_read_as_itself(encoded):
    table = to_table(STORIES).slice(11, 5)
    part = encode_stories(labelled.loaded().tokenizer, table["text"].to_pylist())
    whole = slow_labels(encoded)[encoded.bounds[11] : encoded.bounds[16]]
    assert read(token_labels(table, part)) == whole
    assert classes(table, "topic").values.tolist() == classes(to_table(STORIES), "topic").values[11:16].tolist()


def test_names_choose_and_order_the_columns(encoded):
    names = [("topic", "sky"), ("no such", "label"), ("role", "opening")]
    labels = token_labels(to_table(STORIES), encoded, names)
    assert labels.names == tuple(names) and labels.member.shape == (len(encoded.ids), 3)
    assert not labels.member[:, 1].any() and labels.member[:, 0].any()
    assert read(labels) == [found & set(names) for found in slow_labels(encoded)]


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 36), st.integers(0, 60), st.integers(0, 60)), min_size=1))
def test_spans_cover_the_tokens_they_touch(encoded, spans):
    story, start, size = (np.array(part) for part in zip(*spans, strict=True))
    first, stop = covered(encoded, story, start, start + size)
    for index in range(len(spans)):
        part = range(encoded.bounds[story[index]], encoded.bounds[story[index] + 1])
        a, b = start[index], start[index] + size[index]
        expected = [token for token in part if encoded.starts[token] < b and encoded.ends[token] > a and a < b]
        if a < b:
            assert list(range(first[index], stop[index])) == expected


def test_classes_are_sorted_and_empty_means_unlabelled():
    table = pa.table({"topic": ["sea", "", None, "farm", "sea"]})
    found = classes(table, "topic")
    assert found.names == ("farm", "sea") and found.values.tolist() == [1, UNLABELLED, UNLABELLED, 0, 1]
    assert classes(table, "topic", ["sea", "sky"]).values.tolist() == [0, UNLABELLED, UNLABELLED, UNLABELLED, 0]


def test_what_is_no_label_is_refused():
    with pytest.raises(StoryscopeError, match="'text' is not a label"):
        classes(to_table(STORIES), "text")
