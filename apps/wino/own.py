"""An item of one's own: scored at once, token by token, as the benchmark scores its items."""

import streamlit as st

from apps import cached
from apps.item_view import continuation_pieces, item_card
from apps.lab.strip import begun
from apps.markup import literal
from apps.results import ScoredRow
from apps.shell import palette
from workbench.artifacts import Artifact
from workbench.errors import StoryscopeError

_LONGEST = 600
_FIRST = ("Tom gave the ball to Sue because _ wanted it.", "Tom", "Sue")


def draw_own(model: Artifact) -> None:
    """Draw three boxes and what the model makes of both options."""
    st.subheader("Try your own item", anchor=False)
    left, first, second = st.columns([6, 2, 2], vertical_alignment="bottom")
    for key, value in zip(("own", "own1", "own2"), _FIRST, strict=True):
        begun(key, value)
    tip = "One underscore marks the blank. Something must follow it: that is what is scored."
    sentence = left.text_input("Sentence with _", key="own", bind="query-params", help=tip) or ""
    one = first.text_input("Option 1", key="own1", bind="query-params") or ""
    two = second.text_input("Option 2", key="own2", bind="query-params") or ""
    row = scored(model, sentence, one, two)
    if row.unknown:
        st.warning("A word is not in the model's vocabulary; it is read as one unknown token.", icon=":material/help:")
    st.html(item_card(row, continuation_pieces(model, row), palette(), verdict=False))
    gap = abs(row.scores[0] - row.scores[1])
    st.caption(
        f"The model prefers “{literal(row.options[int(row.predicted) - 1], 40)}” by {gap:.2f} nats. Turn the sentence "
        "around so that the other option is true: a model that understands changes its mind, one that has a favourite "
        "does not."
    )


def scored(model: Artifact, sentence: str, one: str, two: str) -> ScoredRow:
    """Return the item scored as `eval winogrande` does (partial scoring); its answer is the model's own choice.

    Raises StoryscopeError for a sentence without exactly one blank, without anything behind it, or far too long, and
    for options that are empty or equal.
    """
    from probes.winogrande_items import filled
    from probes.winogrande_models import holds_unknown, text_scorer
    from probes.winogrande_scoring import score_items
    from workbench.language.scoring import TransformerScorer
    from workbench.records import WinoGrandeItem

    sentence, one, two = (text.strip().encode("utf-8", "replace").decode("utf-8") for text in (sentence, one, two))
    if max(len(sentence), len(one), len(two)) > _LONGEST:
        raise StoryscopeError("The item is too long.", f"Give at most {_LONGEST} characters.")
    if sentence.count("_") != 1:
        what = f"The sentence has {sentence.count('_') or 'no'} blank{'s' if sentence.count('_') > 1 else ''}."
        raise StoryscopeError(what, "Put exactly one underscore where the options belong.")
    if not sentence.partition("_")[2].strip(" .!?"):
        raise StoryscopeError("Nothing follows the blank, so nothing tells the options apart.", "Let the words go on.")
    if not one or not two or one.casefold() == two.casefold():
        raise StoryscopeError("The two options are empty or equal.", "Give two different ones.")
    loaded = cached.loaded_model(model)
    item = WinoGrandeItem("own", "", "your own", sentence, one, two, "1")
    scorer = TransformerScorer(loaded.model, loaded.tokenizer)
    found = score_items(text_scorer(scorer, begin=True), [item])[0]
    return ScoredRow(
        id=item.id,
        twin="",
        kind=item.kind,
        sentence=sentence,
        options=(one, two),
        answer=found.predicted,
        predicted=found.predicted,
        scores=found.scores,
        log_probs=found.log_probs,
        unknown=any(holds_unknown(loaded.tokenizer, [filled(item, option) for option in (one, two)])),
    )
