"""Classes of tokens against a slow reading of the same record, and by hand where that is plain."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes.activations import encode_stories
from probes.labels import UNLABELLED
from probes.tokens.state import false_belief, refers_to_last, story_state
from probes.tokens.targets import kind_of, labels_of, stories_of, token_classes
from tests.token_stories import CATEGORIES, tellings, tokenizer
from workbench.errors import StoryscopeError
from workbench.stories.columns import to_table


def fact(sentence, relation, subject, value, told="told"):
    return {"sentence": sentence, "relation": relation, "subject": subject, "value": value, "told": told}


@pytest.fixture(scope="module")
def told():
    stories = tellings(13, 5)
    encoded = encode_stories(tokenizer(), [story.text for story in stories])
    return stories, encoded, stories_of(to_table(stories), encoded)


def test_a_value_is_unsettled_where_it_changes_but_for_the_last_token():
    state = story_state([fact(0, "holder", "hat", "tim"), fact(2, "holder", "hat", "")], 4)
    key = ("holder", "hat")
    assert [state.at(key, k, last=False) for k in range(4)] == [None, "tim", None, "nobody"]
    assert [state.at(key, k, last=True) for k in range(4)] == ["tim", "tim", "nobody", "nobody"]


def test_what_the_text_hides_is_no_label_unless_asked_for():
    state = story_state([fact(-1, "at", "tim", "park", "hidden"), fact(1, "at", "tim", "home", "inferred")], 3)
    key = ("at", "tim")
    assert [state.at(key, k, False) for k in range(3)] == [None, None, "home"]
    assert state.at(key, 0, False, hidden=True) == "park"


@given(st.lists(st.tuples(st.integers(-1, 4), st.sampled_from("ab"), st.sampled_from("xyz")), max_size=12))
def test_the_state_after_a_sentence_is_the_records_own_fold(facts):
    from workbench.records import Fact

    rows = [fact(*one[:1], "r", *one[1:]) for one in facts]
    rows.sort(key=lambda row: row["sentence"])
    state = story_state(rows, 5)
    folded = [{}, {}]
    for k in range(5):
        slow = {}
        for one in (Fact(**row) for row in rows):
            if one.sentence <= k:
                slow[one.relation, one.subject] = one.value
        folded = {key: value.value for key, value in state.after[k].items()}
        assert folded == slow
        assert k == 0 or {key: value.value for key, value in state.before[k].items()} == {
            key: value.value for key, value in state.after[k - 1].items()
        }


def test_beliefs_are_false_where_the_world_has_moved_on():
    facts = [fact(0, "believes at cap", "tim", "box"), fact(0, "at", "cap", "box"), fact(1, "at", "cap", "bed")]
    state = story_state(facts, 3)
    assert [false_belief(state, "tim", k, last=True) for k in range(3)] == ["true", "false", "false"]
    assert false_belief(state, "tim", 0, last=False) is None and false_belief(state, "ann", 2, False) is None


def test_a_pronoun_means_the_last_person_or_not():
    row = [
        {"start": 0, "entity": "tim"},
        {"start": 9, "entity": "ann"},
        {"start": 20, "entity": "tim"},
        {"start": 30, "entity": "tim"},
    ]
    persons = frozenset({"tim", "ann"})
    assert refers_to_last(row, 2, persons) == "no" and refers_to_last(row, 3, persons) == "yes"
    assert refers_to_last(row, 0, persons) is None


def test_token_labels_by_hand(told):
    """Tim had the hat. Ann had the box. Tim gave the hat to Ann. She saw the hat."""
    stories, encoded, seen = told
    index = next(
        i for i, story in enumerate(stories) if story.text.startswith("Tim had the hat. Ann had the box. Tim g")
    )
    story = seen[index]
    words = list(story.words)
    assert words[:5] == ["tim", "had", "the", "hat", "."]
    hat = labels_of("holder(hat)", story, CATEGORIES)
    assert hat[:4] == [None] * 4 and hat[4] == "tim" and set(hat[5:10]) == {"tim"}
    given_ = words.index("gave")
    stop = words.index(".", given_)
    assert hat[given_] is None and hat[stop] == "ann" and set(hat[stop:]) == {"ann"}
    at_mention = labels_of("holder", story, CATEGORIES)
    assert [value for value in at_mention if value] == ["ann"]  # the hat of the last sentence: settled there
    last = labels_of("holder(*)", story, CATEGORIES)
    assert last[4] == "tim" and last[9] == "ann" and last[-1] == "ann"
    antecedent = labels_of("antecedent", story, CATEGORIES)
    assert [(w, a) for w, a in zip(words, antecedent, strict=True) if a] == [("she", "ann")]
    assert [v for v in labels_of("antecedent_last", story, CATEGORIES) if v] == ["yes"]
    assert labels_of("role", story, CATEGORIES)[0] == "opening" and labels_of("role", story, CATEGORIES)[-1] == "ending"
    assert labels_of("part_of_speech", story, CATEGORIES)[:5] == [
        "names",
        "verbs",
        "function_words",
        "nouns",
        "punctuation",
    ]
    assert labels_of("sentence_place", story, CATEGORIES)[:5] == ["first", "middle", "middle", "middle", "last"]
    assert labels_of("position", story, CATEGORIES)[7:9] == ["below 008", "below 016"]
    assert labels_of("mention", story, CATEGORIES)[:4] == ["name", "none", "none", "noun"]
    assert labels_of("entity", story, CATEGORIES)[:4] == ["tim", None, None, "hat"]
    assert len(encoded.ids) == sum(one.n_tokens for one in seen)


def test_classes_are_the_commonest_with_enough_tokens_and_the_rest_is_unlabelled(told):
    seen = told[2]
    every = token_classes(seen, "entity", CATEGORIES)
    counts = np.bincount(every.values[every.values >= 0])
    few = token_classes(seen, "entity", CATEGORIES, at_most=2)
    assert sorted(few.names, key=every.names.index) == sorted(
        [every.names[i] for i in np.argsort(-counts, kind="stable")[:2]], key=every.names.index
    )
    assert (few.values == UNLABELLED).sum() > (every.values == UNLABELLED).sum()
    none = token_classes(seen, "entity", CATEGORIES, at_least=(10**6, 1))
    assert none.names == () and (none.values == UNLABELLED).all()


@pytest.mark.parametrize(
    ("target", "kind"),
    [("holder", "fact"), ("holder(hat)", "fact"), ("feels(*)", "fact"), ("false_belief", "fact"), ("role", "role"),
     ("antecedent", "reference"), ("tone", "label"), ("part_of_speech", "token")],
)  # fmt: skip
def test_targets_say_what_they_are_about(target, kind):
    assert kind_of(target) == kind


@pytest.mark.parametrize("target", ["", "Holder!", "holder()", "<b>", "holder(hat", "7"])
def test_what_names_no_target_is_refused(target):
    with pytest.raises(StoryscopeError, match="not a target of token probes"):
        kind_of(target)
