"""What the corpus report measures on samples of a fixed number of words: diversity, shape of sentences, readability."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from itertools import chain
from typing import Any

import numpy as np
from jaxtyping import Int
from numpy.typing import NDArray

from workbench.progress import Task
from workbench.stories import diversity
from workbench.stories.readability import readability
from workbench.stories.reading import Corpus
from workbench.stories.report_pass import Census, sample_places
from workbench.stories.words import split_characters, split_measured, split_sentences

SCORES = ("flesch_reading_ease", "flesch_kincaid_grade", "dale_chall")
SHAPES = ("letters_per_word", "words_per_sentence", "sentences_per_story")
_SHARED_OUT = ("names", "animals", "objects", "places")
"""Vocabulary categories whose words should be told about equally often; `nouns` stands in where these are missing."""
_OBJECTS = ("toy", "tool", "container", "clothing", "furniture", "vehicle", "instrument", "book_like")
_BARS = 40  # bins of a histogram
_DRAWN = 60  # points of the curve of frequency by rank


def measure_samples(corpus: Corpus, census: Census, words: int, most: int, task: Task) -> dict[str, Any]:
    """Every measure as the mean over samples of about `words` words, with its 95% interval (None from one sample)."""
    places = sample_places(census.lengths, words, most)
    cut = split_characters if census.unspaced else split_measured
    rows: list[dict[str, float]] = []
    curves: list[NDArray[np.int64]] = []
    sentences: list[int] = []
    sizes: list[tuple[int, int]] = []
    source = ""
    for texts in _texts(corpus, places):
        # Stories that hold hardly more than one sample are taken whole.
        texts = texts if census.counts.sum() < 1.05 * words else whole_stories(texts, words, cut)
        row, counts, lengths = _measure(texts, cut)
        if not census.unspaced:
            scores = asdict(readability("\n".join(texts)))
            source = scores.pop("syllables")
            row.update(scores)
        sizes.append((len(texts), sum(len(cut(text)) for text in texts)))
        rows.append(row)
        curves.append(counts)
        sentences += lengths
        task.advance()
    means = {name: float(np.mean([row[name] for row in rows])) for name in rows[0]}
    ranges = {name: t_interval([row[name] for row in rows]) for name in rows[0]}
    apart = {*SCORES, *SHAPES}
    return {
        "samples": len(rows),
        "sample": {"stories": float(np.mean([n for n, _ in sizes])), "words": float(np.mean([n for _, n in sizes]))},
        **{name: value for name, value in means.items() if name not in apart},
        "intervals": {name: value for name, value in ranges.items() if name not in apart},
        "lengths": {name: {"mean": means[name], "ci95": ranges[name]} for name in SHAPES},
        "readability": None
        if census.unspaced
        else {name: {"mean": means[name], "ci95": ranges[name]} for name in SCORES} | {"syllables": source},
        "histogram": {
            "words_per_story": _bins(census.lengths),
            "words_per_sentence": _bins(np.array(sentences, dtype=np.int64)),
        },
        "zipf": _curve(curves),
    }


def whole_stories(texts: Sequence[str], words: int, cut: Callable[[str], Sequence[str]] = split_measured) -> list[str]:
    """The first stories that hold at least `words` words and punctuation marks together; all, if they hold fewer."""
    taken: list[str] = []
    left = words
    for text in texts:
        if left <= 0:
            break
        taken.append(text)
        left -= len(cut(text))
    return taken


def t_interval(values: Sequence[float], confidence: float = 0.95) -> tuple[float, float] | None:
    """Student's interval of the mean of some measurements; None for fewer than two.

    >>> [round(bound, 4) for bound in t_interval([1.0, 2.0, 3.0]) or ()]
    [-0.4841, 4.4841]
    """
    from scipy.special import stdtrit  # scipy.stats takes half a second to import and computes the same

    if len(values) < 2:
        return None
    mean, error = float(np.mean(values)), float(np.std(values, ddof=1) / len(values) ** 0.5)
    reach = float(stdtrit(len(values) - 1, 0.5 + confidence / 2)) * error
    return mean - reach, mean + reach


def spread(values: Int[np.ndarray, "_"]) -> dict[str, float]:
    """Mean, extremes and quantiles of some numbers."""
    low, middle, high = np.quantile(values, [0.05, 0.5, 0.95])
    return {
        "mean": float(np.mean(values)),
        "min": int(values.min()),
        "p5": float(low),
        "median": float(middle),
        "p95": float(high),
        "max": int(values.max()),
    }


def categories(corpus: Corpus, told: Counter[str]) -> dict[str, list[str]]:
    """The words among which the most told one is looked for, by category: those of the corpus's own vocabulary.

    A corpus without categories (an imported one) is held against the nouns of the wordbook that it tells at all.
    """
    own: Mapping[str, Sequence[str]] = corpus.vocabulary.get("categories") or {}
    if own:
        listed = [name for name in _SHARED_OUT if name in own]
        if not {"animals", "objects"} & set(listed) and "nouns" in own:
            listed.append("nouns")
        return {name: [str(word) for word in own[name]] for name in listed}
    from workbench.stories.wordbook import book  # reads its tables

    words = book("simple")
    # "can" and "watch" are things too, but hardly ever meant so.
    others = {form for verb in words.verbs() for form in (verb.base, verb.past, verb.ing, verb.third)}
    others |= {one.word for one in words.particles()}
    kinds = {"animals": ("animal",), "objects": _OBJECTS}
    found = {"names": [str(name) for name in corpus.vocabulary.get("names") or ()]}
    for name, some in kinds.items():
        found[name] = sorted({noun.word for kind in some for noun in words.nouns(kind=kind)} - others)
    return {name: [word for word in members if told[word]] for name, members in found.items() if members}


def _texts(corpus: Corpus, places: Sequence[Int[np.ndarray, "_"]]) -> list[list[str]]:
    """The texts of the stories at these places of the train split, read in one go through the file."""
    wanted = np.sort(np.concatenate(places))
    found: dict[int, str] = {}
    start = 0
    for table in corpus.tables("train", ["text"], int(wanted[-1]) + 1):
        here = wanted[np.searchsorted(wanted, start) : np.searchsorted(wanted, start + table.num_rows)]
        found.update(zip(here.tolist(), table["text"].take(here - start).to_pylist(), strict=True))
        start += table.num_rows
    return [[found[place] for place in some.tolist()] for some in places]


def _measure(
    texts: Sequence[str], cut: Callable[[str], Sequence[str]]
) -> tuple[dict[str, float], Int[np.ndarray, "_"], list[int]]:
    """The measures of one sample, how often each 4-gram occurs, and the words of each sentence."""
    told = [cut(text) for text in texts]
    every = diversity.grams(told)
    sentences = [split_sentences(text) for text in texts]
    lengths = [sum(map(_is_word, cut(sentence))) for sentence in chain.from_iterable(sentences)]
    lengths = [n for n in lengths if n]
    letters = [len(word) for word in chain.from_iterable(told) if _is_word(word)]
    counts = every[-1].counts
    row = {f"distinct_{n}": one.distinct for n, one in enumerate(every, 1)}
    row |= {
        "self_bleu": diversity.self_bleu(every, [len(story) for story in told]) if len(told) > 1 else 0.0,
        "compression_ratio": diversity.compression_ratio(texts),
        "zipf_slope": diversity.zipf_slope(counts),
        "letters_per_word": float(np.mean(letters)) if letters else 0.0,
        "words_per_sentence": float(np.mean(lengths)) if lengths else 0.0,
        "sentences_per_story": float(np.mean([len(story) for story in sentences])),
    }
    return row, counts, lengths


def _is_word(word: str) -> bool:
    return word[0].isalnum()


def _bins(values: Int[np.ndarray, "_"]) -> dict[str, list[float]]:
    """A histogram up to the 99.5th percentile, what is longer in its last bin: the bins' lower edges and shares."""
    if not len(values):
        return {"edges": [], "shares": []}
    top = max(1, int(np.ceil(np.quantile(values, 0.995))))
    width = max(1, -(-top // _BARS))
    counts = np.bincount(np.minimum(values // width, top // width))
    return {"edges": [float(width * place) for place in range(len(counts))], "shares": (counts / len(values)).tolist()}


def _curve(curves: Sequence[Int[np.ndarray, "_"]]) -> dict[str, list[float]]:
    """Mean frequency of the 4-grams by rank, at ranks that are evenly spaced on a logarithmic axis."""
    shortest = min(map(len, curves))
    if shortest == 0:
        return {"rank": [], "count": []}
    ranks = np.unique(np.geomspace(1, shortest, min(_DRAWN, shortest)).astype(np.int64))
    counts = np.mean([curve[ranks - 1] for curve in curves], axis=0)
    return {"rank": ranks.astype(float).tolist(), "count": counts.tolist()}
