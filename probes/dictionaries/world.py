"""What is true of the stories that a dictionary is judged on, and how its features tell it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from jaxtyping import Bool, Float, Int
from scipy.sparse import csr_array

from probes.dictionary_pass import Observed
from probes.dictionary_truth import Activity, Judged, judge_rules
from probes.feature_pass import judging_half, story_member
from probes.labels import label_names, token_labels
from workbench.records import AXES
from workbench.seeding import numpy_generator

Name = tuple[str, str]


@dataclass(frozen=True)
class World:
    """Properties of tokens and labels of stories, which half judges, and the same with labels from elsewhere.

    The null gives a token the labels of one far away, spans kept whole, and a story those of another one. Tokens that
    the model did not read (a story's cut tail) are left out of everything.
    """

    token_names: list[Name]
    member: Bool[np.ndarray, "token label"]
    null_member: Bool[np.ndarray, "token label"]
    story: Int[np.ndarray, "token"]
    words: Int[np.ndarray, "token"]
    story_names: list[Name]
    labels: Bool[np.ndarray, "story _"]
    null_labels: Bool[np.ndarray, "story _"]
    judging: Bool[np.ndarray, "story"]

    @classmethod
    def of(cls, seen: Observed, table: pa.Table, seed: int) -> "World":
        """The truth of the stories in `table`, which `seen` is the pass over."""
        judging = judging_half(table["group"].to_pylist(), seed)
        names = label_names(table)
        member = token_labels(table, seen.tokens, names).member[seen.read]
        values = sorted({(axis, value) for axis in AXES for value in table[axis].unique().to_pylist() if value})
        labels = story_member(table, values)
        generator = numpy_generator(seed, "sae_eval", "null")
        shift = int(generator.integers(len(member) // 4, 3 * len(member) // 4 + 1))
        return cls(
            token_names=names,
            member=member,
            null_member=np.roll(member, shift, axis=0),
            story=np.repeat(np.arange(len(table)), seen.tokens.lengths)[seen.read],
            words=seen.tokens.ids[seen.read],
            story_names=values,
            labels=labels,
            null_labels=labels[generator.permutation(len(labels))],
            judging=judging,
        )

    @property
    def judging_tokens(self) -> Bool[np.ndarray, "token"]:
        """Which tokens judge."""
        return self.judging[self.story]

    def of_stories(self, tokens: Activity) -> Activity:
        """Each feature's largest activation in each story."""
        return highest(tokens, self.story, len(self.judging))

    def mean_of_stories(self, values: "csr_array | Float[np.ndarray, 'token d']") -> Float[np.ndarray, "story d"]:
        """Each number's mean over the tokens of each story."""
        count = np.bincount(self.story, minlength=len(self.judging)).astype(np.float32)
        ones = np.ones(len(self.story), dtype=np.float32)
        gather = csr_array((ones, (self.story, np.arange(len(self.story)))), shape=(len(count), len(self.story)))
        summed = gather @ values
        dense = summed.toarray() if isinstance(summed, csr_array) else np.asarray(summed)
        return dense / np.maximum(count, 1)[:, None]


@dataclass(frozen=True)
class Told:
    """The best rule for every property of tokens and every label of stories."""

    token: Judged
    story: Judged

    @property
    def coverage(self) -> dict[str, float | None]:
        """Mean F1 over the properties that the judging half has: all, of tokens, of stories."""
        token, story = (judged.f1[judged.n > 0] for judged in (self.token, self.story))
        return {
            "coverage": _mean(np.concatenate([token, story])),
            "coverage_tokens": _mean(token),
            "coverage_stories": _mean(story),
        }


def told(world: World, tokens: Activity, null: bool = False) -> Told:
    """Judge features (rows are the tokens of `world`) against the truth, or against labels from elsewhere."""
    member, labels = (world.null_member, world.null_labels) if null else (world.member, world.labels)
    stories = world.of_stories(tokens)
    return Told(judge_rules(tokens, member, world.judging_tokens), judge_rules(stories, labels, world.judging))


def highest(tokens: Activity, story: Int[np.ndarray, "token"], stories: int) -> Activity:
    """Each feature's largest activation in each story."""
    entries = tokens.values.tocoo()
    width = tokens.features
    key = story[entries.row].astype(np.int64) * width + entries.col
    order = np.argsort(key, kind="stable")
    keys, first = np.unique(key[order], return_index=True)
    values = np.maximum.reduceat(entries.data[order], first) if len(keys) else entries.data
    return Activity(csr_array((values, (keys // width, keys % width)), shape=(stories, width)))


def _mean(values: "Sequence[float] | np.ndarray") -> float | None:
    return float(np.mean(values)) if len(values) else None
