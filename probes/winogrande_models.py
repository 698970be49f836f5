"""Language models as scorers of texts: any model through its token log-probabilities, and an n-gram to beat."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from probes.winogrande_items import filled
from probes.winogrande_scoring import Request, TextScorer
from workbench.artifacts import Artifact
from workbench.language.ngram import NGram
from workbench.language.scoring import Scorer
from workbench.language.tokenizer import encode_batch
from workbench.records import WinoGrandeItem
from workbench.stories.corpus import Corpus


def text_scorer(scorer: Scorer, begin: bool) -> TextScorer:
    """Score continuations with a language model.

    `begin` puts the start-of-text token first; otherwise the tokenizer decides, as lm-eval does, and only an empty
    context gets one. A continuation's tokens are those that it adds to its context's. What is longer than the model's
    context and the one token that is only predicted loses its beginning.
    """

    def score(requests: Sequence[Request]) -> list[list[float]]:
        whole = _encode(scorer.tokenizer, [context + continuation for context, continuation in requests], begin)
        given = _encode(scorer.tokenizer, [context for context, _ in requests], begin)
        start = [] if scorer.bos is None else [scorer.bos]
        sequences: list[list[int]] = []
        firsts: list[int] = []
        for ids, known in zip(whole, given, strict=True):
            opening = start if begin or not known else []
            lost = max(0, len(opening) + len(ids) - scorer.context - 1)
            sequences.append([*opening, *ids][lost:])
            # a sequence's first token has nothing before it that could predict it
            firsts.append(max(1, len(opening) + len(known) - lost))
        found = scorer.logprobs(sequences)
        return [values[first:].tolist() for values, first in zip(found, firsts, strict=True)]

    return score


def _encode(tokenizer: Any, texts: Sequence[str], begin: bool) -> list[list[int]]:  # noqa: ANN401
    if not texts:
        return []
    rows = tokenizer(list(texts), add_special_tokens=not begin)["input_ids"]
    return [list(row) for row in rows]


def unknown_words(tokenizer: Any, items: Sequence[WinoGrandeItem]) -> list[bool]:  # noqa: ANN401
    """Which items hold a word, in the sentence or an option, that the vocabulary lacks."""
    texts = [filled(item, option) for item in items for option in (item.option1, item.option2)]
    unknown = holds_unknown(tokenizer, texts)
    return [unknown[2 * index] or unknown[2 * index + 1] for index in range(len(items))]


def holds_unknown(tokenizer: Any, texts: Sequence[str]) -> list[bool]:  # noqa: ANN401
    """Which texts hold a word that the vocabulary lacks."""
    if tokenizer.unk_token_id is None:
        return [False] * len(texts)
    return [tokenizer.unk_token_id in ids for ids in _encode(tokenizer, texts, begin=True)]


@dataclass(frozen=True)
class NGramScorer:
    """An n-gram model as a Scorer."""

    model: NGram
    tokenizer: Any
    bos: int | None
    context: int = 2**31

    def logprobs(self, sequences: Sequence[Sequence[int]]) -> list[NDArray[np.float64]]:
        """See `Scorer.logprobs`."""
        return self.model.logprobs_of(sequences)


def ngram_of(corpus: Artifact, tokenizer: Any, order: int) -> NGramScorer:  # noqa: ANN401
    """An n-gram model of a corpus's training stories, on the tokens of `tokenizer`."""
    bos = int(tokenizer.bos_token_id)
    stories = [[*ids, bos] for ids in encode_batch(tokenizer, Corpus.open(corpus).texts("train"), bos=True)]
    return NGramScorer(NGram.fit(stories, order, len(tokenizer)), tokenizer, bos)
