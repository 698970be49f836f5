"""Reading fresh stories with one unit: its activations, the sets of the claim, and the cases for and against it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from jaxtyping import Float

from probes.activations import Encoded, batches, encode_stories, open_model, stream
from probes.feature_pass import Reading
from probes.feature_reading import Features
from probes.feature_readings import readings_of
from probes.hypothesis.claims import Claim
from probes.hypothesis.materials import WHY, Sets, fresh_stories, story_sets, tier_of, token_sets
from probes.hypothesis.verdicts import Scored
from workbench import artifacts
from workbench.progress import Task
from workbench.records import Story
from workbench.seeding import numpy_generator
from workbench.stories.columns import to_table
from workbench.stories.corpus import Corpus

if TYPE_CHECKING:
    from workbench.language.checkpoints import LoadedModel

_CONTROLS = 20
_BATCH = 32
_REACH = 10
_SHOWN = 40
"""Cases kept of each kind: right or wrong, of each set."""


@dataclass(frozen=True, slots=True)
class Looked:
    """What was read: stories, tokens, activations of the unit by token, its sets and scores by item."""

    stories: Sequence[Story]
    encoded: Encoded
    acts: Float[np.ndarray, "token"]
    sets: Sets
    scored: Scored
    controls: Float[np.ndarray, "item _"]


@dataclass(frozen=True)
class Looking:
    """A unit and a claim about it, with the model that it is a unit of."""

    loaded: "LoadedModel"
    reading: Reading
    index: int
    claim: Claim
    tier: str
    known: frozenset[str]

    def look(self, n: int, seed: int, statistic: str, task: Task) -> Looked:
        """Tell `n` fresh stories and read them."""
        stories, natural = fresh_stories(self.claim, self.tier, n, seed, self.known, task)
        table = to_table(stories)
        encoded = encode_stories(self.loaded.tokenizer, [story.text for story in stories])
        seen, every = self._read(encoded, seed)
        story = np.repeat(np.arange(len(stories)), encoded.lengths)
        sign = self.claim.polarity
        if self.claim.level == "story":
            sets = story_sets(self.claim, table)
            pooled = [_pooled(acts, story, seen, len(stories), statistic) for acts in every.T]
            values = np.stack(pooled, axis=1)
            kept, home, free = np.ones(len(stories), np.bool_), np.arange(len(stories)), natural
        else:
            sets, values = token_sets(self.claim, table, stories, encoded), every
            kept, home, free = seen, story, natural[story]
        scored = Scored(sign * values[kept, 0], sets.positive[kept], sets.near[kept], free[kept], home[kept])
        return Looked(stories, encoded, every[:, 0], sets, scored, values[kept, 1:])

    def calibrate(self, n: int, seed: int, statistic: str, task: Task) -> float:
        """The threshold with the best F1 on stories that the test does not use."""
        looked = self.look(n, seed + 1_000_003, statistic, task)
        scored = looked.scored
        order = np.argsort(-scored.score, kind="stable")
        hits = np.cumsum(scored.positive[order])
        f1 = 2 * hits / (np.arange(1, len(order) + 1) + max(1, int(scored.positive.sum())))
        # a threshold between equal scores is none
        ends = np.append(np.diff(scored.score[order]) != 0, True)
        best = int(np.argmax(np.where(ends, f1, -1.0)))
        return float(self.claim.polarity * scored.score[order[best]])

    def _read(self, encoded: Encoded, seed: int) -> tuple[np.ndarray, np.ndarray]:
        """Which tokens the model saw, and the activations of the unit and of some others of its kind."""
        others = np.delete(np.arange(self.reading.size), self.index)
        others = numpy_generator(seed, "controls").permutation(others)[:_CONTROLS]
        columns = np.concatenate([[self.index], others])
        acts = np.zeros((len(encoded.ids), len(columns)), np.float32)
        seen = np.zeros(len(encoded.ids), np.bool_)
        tokens = batches(encoded, self.loaded.tokenizer, self.loaded.config.context, _BATCH)
        for batch in stream(self.loaded.model, tokens, {self.reading.point}):
            flat = batch.flat[batch.flat >= 0]
            acts[flat] = np.concatenate([piece.cpu().numpy()[:, columns] for piece in self.reading.rows(batch)])
            seen[flat] = True
        return seen, acts

    def write_cases(self, file: Path, looked: Looked, threshold: float) -> None:
        """cases.parquet: cases of every set, the wrong ones first, the clearest first."""
        rows: list[dict[str, Any]] = []
        strings = self.loaded.tokenizer
        for name, chosen in (
            ("positive", looked.sets.positive),
            ("near", looked.sets.near),
            ("negative", ~looked.sets.positive & ~looked.sets.near),
        ):
            items = np.flatnonzero(chosen)
            values = self._scores(looked)[items]
            fires = values >= self.claim.polarity * threshold
            right = fires == (name == "positive")
            for wanted in (False, True):
                some, strength = items[right == wanted], values[right == wanted]
                missed = name == "positive" and not wanted
                order = np.argsort(strength if missed else -strength, kind="stable")
                for item in some[order[:_SHOWN]].tolist():
                    rows.append(self._case(looked, name, int(item), wanted, strings))
        kinds = {
            "set": pa.string(),
            "why": pa.string(),
            "right": pa.bool_(),
            "fires": pa.bool_(),
            "activation": pa.float32(),
            "story": pa.int32(),
            "text": pa.string(),
            "char_start": pa.int32(),
            "char_end": pa.int32(),
            "span": pa.string(),
            "peak": pa.int32(),
            "tokens": pa.list_(pa.string()),
            "activations": pa.list_(pa.float32()),
        }
        rows.sort(key=lambda row: row["right"])
        pq.write_table(pa.Table.from_pylist(rows, pa.schema(kinds)), file, compression="zstd")

    def _scores(self, looked: Looked) -> np.ndarray:
        if self.claim.level == "story":
            return looked.scored.score
        return self.claim.polarity * looked.acts

    def _case(self, looked: Looked, name: str, item: int, right: bool, tokenizer: Any) -> dict[str, Any]:  # noqa: ANN401 - a tokenizer of transformers
        bounds, encoded = looked.encoded.bounds, looked.encoded
        if self.claim.level == "story":
            story = item
            inside = looked.acts[bounds[story] : bounds[story + 1]] * self.claim.polarity
            place = int(bounds[story]) + int(inside.argmax())
            activation = float(self.claim.polarity * looked.scored.score[item])
        else:
            place, story = item, int(np.searchsorted(bounds, item, side="right")) - 1
            activation = float(looked.acts[item])
        begin, stop = max(int(bounds[story]), place - _REACH), min(int(bounds[story + 1]), place + _REACH + 1)
        text = looked.stories[story].text
        start, end = int(encoded.starts[place]), int(encoded.ends[place])
        return {
            "set": name,
            "why": WHY[int(looked.sets.why[item])],
            "right": right,
            "fires": right == (name == "positive"),
            "activation": activation,
            "story": story,
            "text": text,
            "char_start": start,
            "char_end": end,
            "span": text[start:end],
            "peak": place - begin,
            "tokens": tokenizer.convert_ids_to_tokens(encoded.ids[begin:stop].tolist()),
            "activations": looked.acts[begin:stop].tolist(),
        }


def _pooled(acts: np.ndarray, story: np.ndarray, seen: np.ndarray, stories: int, statistic: str) -> np.ndarray:
    """Each story's maximum or mean."""
    if statistic == "max":
        found = np.full(stories, -np.inf, np.float32)
        np.maximum.at(found, story[seen], acts[seen])
        return np.where(np.isfinite(found), found, 0)
    return np.bincount(story[seen], acts[seen], stories) / np.maximum(1, np.bincount(story[seen], minlength=stories))


def open_looking(features: Features, claim: Claim, row: int) -> Looking:
    """The model, the reading and the unit of a claim.

    Raises StoryscopeError if the model or its corpus is gone, or if the world has not told its stories.
    """
    model = artifacts.resolve_beside(features.artifact, "model")
    corpus = artifacts.resolve_beside(features.artifact, "corpus")
    tier = tier_of(corpus.manifest.config)
    loaded = open_model(model)
    for reading in readings_of(loaded, features.artifact):
        if row < reading.size:
            return Looking(loaded, reading, row, claim, tier, _groups(Corpus.open(corpus)))
        row -= reading.size
    raise AssertionError("the row of a unit lies beyond the last reading")


def _groups(corpus: Corpus) -> frozenset[str]:
    """The groups of every story that the model can have read or been judged on."""
    return frozenset(
        group
        for split in corpus.splits
        for table in corpus.tables(split, ["group"])
        for group in table["group"].to_pylist()
    )
