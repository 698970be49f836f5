"""What a continuation says, as read by others than the model: the world's reader, and a bag of words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from probes.labels import UNLABELLED, classes
from probes.regression import Readout, fit_as_it_is
from workbench.errors import StoryscopeError
from workbench.reading.lexis import TIERS
from workbench.reading.morals import moral_of
from workbench.reading.outcome import outcome_of
from workbench.reading.reading import read

if TYPE_CHECKING:
    import pyarrow as pa
    from transformers import PreTrainedTokenizerFast

_PENALTIES = (1.0, 10.0, 100.0)
READ_BY_WORDS = ("topic", "tone", "moral")
Said = dict[str, str]
"""What was read of one text: measure to value, such as {"tone": "sad", "feels": "happy"}."""


@dataclass(frozen=True, slots=True)
class WordReader:
    """TF-IDF and logistic regression: reads a label off a text's words alone; `accuracy` on stories it has not seen."""

    target: str
    names: tuple[str, ...]
    readout: Readout
    weighting: Any
    n_vocab: int
    accuracy: float

    def read(self, texts: Sequence[Sequence[int]]) -> list[str]:
        """The label of each text, given as token ids."""
        rows = self.weighting.transform(_counts(texts, self.n_vocab))
        return [self.names[index] for index in self.readout.predict(rows).tolist()]


def word_readers(
    train: "pa.Table", test: "pa.Table", tokenizer: "PreTrainedTokenizerFast", n_vocab: int
) -> list[WordReader]:
    """A reader of each label that these stories have at least two values of, fitted to the training stories."""
    from sklearn.feature_extraction.text import TfidfTransformer

    ids = [_ids(table["text"].to_pylist(), tokenizer) for table in (train, test)]
    weighting = TfidfTransformer(sublinear_tf=True).fit(_counts(ids[0], n_vocab))
    made: list[WordReader] = []
    for target in READ_BY_WORDS:
        known = classes(train, target)
        if len(known.names) < 2:
            continue
        asked = classes(test, target, known.names)
        rows, held = np.flatnonzero(known.values != UNLABELLED), np.flatnonzero(asked.values != UNLABELLED)
        x = weighting.transform(_counts([ids[0][row] for row in rows], n_vocab))
        readout = fit_as_it_is(x, known.values[rows], _PENALTIES, np.arange(len(rows)) % 7 == 0)
        said = readout.predict(weighting.transform(_counts([ids[1][row] for row in held], n_vocab)))
        accuracy = float((said == asked.values[held]).mean()) if len(held) else float("nan")
        made.append(WordReader(target, known.names, readout, weighting, n_vocab, accuracy))
    return made


def world_reading(prompt: str, continuation: str, tier: str) -> Said:
    """What the world's reader makes of a continuation: the last feeling it tells, how it ends, its moral, its faults.

    `prompt` is read too, so that pronouns mean somebody, but only what comes after it counts.
    """
    whole = prompt + continuation
    reading = read(whole, tier if tier in TIERS else "simple", len(prompt))
    last = {"feels": "none"}
    for fact in reading.facts:
        ends = reading.sentences[fact.sentence].end if 0 <= fact.sentence < len(reading.sentences) else 0
        if fact.relation == "feels" and ends > len(prompt):
            last["feels"] = fact.value
    moral = moral_of(reading)
    faults = [one for one in reading.problems if one.start >= len(prompt)]
    return {
        **last,
        "ending": outcome_of(reading).ending,
        "moral_read": "undecided" if moral is None else moral.moral,
        "faults": "some" if faults else "none",
    }


def values_of(readers: Sequence[WordReader], target: str, value: str) -> None:
    """Raise StoryscopeError unless `value` is one that `target` can be read as."""
    found: Mapping[str, WordReader] = {reader.target: reader for reader in readers}
    if target not in found:
        what = f"'{target}' cannot be steered: these stories have no two values of it."
        raise StoryscopeError(what, f"Use one of {', '.join(found)}.")
    if value not in found[target].names:
        raise StoryscopeError(f"No story has {target}={value!r}.", f"Use one of {', '.join(found[target].names)}.")


def _ids(texts: Sequence[str], tokenizer: "PreTrainedTokenizerFast") -> list[list[int]]:
    found = tokenizer.backend_tokenizer.encode_batch(list(texts), add_special_tokens=False)
    return [list(encoding.ids) for encoding in found]


def _counts(stories: Sequence[Sequence[int]], n_vocab: int) -> Any:
    from scipy.sparse import csr_matrix

    rows = np.repeat(np.arange(len(stories)), [len(story) for story in stories])
    words = np.array([word for story in stories for word in story], dtype=np.int64)
    return csr_matrix((np.ones(len(words)), (rows, words)), shape=(len(stories), n_vocab))
