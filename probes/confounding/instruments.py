"""What probes, a bag of words, neurons and dictionary features learn of a label, and what is left of it elsewhere.

An instrument is fooled where it claims the label and, among stories that do not have it, follows the tied one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from jaxtyping import Bool, Float, Int

from probes.activations import Encoded, batches, encode_stories, pool, stream
from probes.confounding.judging import Ranked, claims, holding, ranked
from probes.probe_files import intervals
from probes.regression import fit, fit_as_it_is, tf_idf
from workbench.errors import StoryscopeError
from workbench.language.checkpoints import LoadedModel
from workbench.language.hookpoints import HookPoint, Site, all_points
from workbench.progress import Progress
from workbench.seeding import numpy_generator
from workbench.stories.corpus import Corpus

if TYPE_CHECKING:
    from probes.saelens_bridge import Dictionary
    from workbench.stories.confounds import Confound

_PENALTIES = (0.01, 0.1, 1.0)
_BAG_PENALTIES = (1.0, 10.0, 100.0)
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Stories:
    """Stories of one corpus: who has the label, who the one it is tied to, and what the instruments see of each."""

    encoded: Encoded
    groups: Sequence[str]
    positive: Bool[np.ndarray, "story"]
    tied: Bool[np.ndarray, "story"]
    residual: dict[str, Float[np.ndarray, "story d"]]
    units: dict[tuple[str, str], Float[np.ndarray, "story _"]]

    @property
    def words(self) -> list[Int[np.ndarray, "token"]]:
        """The token ids of each story."""
        bounds = self.encoded.bounds.tolist()
        return [self.encoded.ids[a:b] for a, b in zip(bounds, bounds[1:], strict=False)]


def read_stories(
    loaded: LoadedModel,
    dictionary: "Dictionary | None",
    corpus: Corpus,
    planted: "Confound",
    batch_size: int,
    kind: str,
    progress: Progress,
) -> Stories:
    """One pass: the mean over tokens of every residual stream, neuron and dictionary feature."""
    table = corpus.table("train", list(dict.fromkeys(["text", "group", planted.axis, planted.given_axis])))
    positive = np.array([value == planted.value for value in table[planted.axis].to_pylist()])
    tied = np.array([value == planted.given_value for value in table[planted.given_axis].to_pylist()])
    if not positive.any() or positive.all() or not tied.any():
        what = (
            f"The {kind} stories have no {planted.axis}={planted.value} or {planted.given_axis}={planted.given_value}."
        )
        raise StoryscopeError(what, "Take more stories.")
    encoded = encode_stories(loaded.tokenizer, table["text"].to_pylist())
    points = all_points(loaded.config.n_layers, [Site.RESID_POST, Site.MLP_POST])
    if dictionary is not None and dictionary.hook not in points:
        points.append(dictionary.hook)
    residual: dict[str, np.ndarray] = {}
    units: dict[tuple[str, str], np.ndarray] = {}
    with progress.task(f"confound: reading {kind} stories", len(encoded), "stories") as task:
        for batch in stream(
            loaded.model, batches(encoded, loaded.tokenizer, loaded.config.context, batch_size), points
        ):
            for point in points:
                values = batch.acts[point].flatten(2)
                mean = pool(values, batch.mask, "mean").numpy()
                if point.site is Site.MLP_POST:
                    _put(units, ("neuron", f"L{point.layer}.mlp."), mean, batch.story_index, len(encoded))
                else:
                    _put(residual, point.name, mean, batch.story_index, len(encoded))
                if dictionary is not None and point == dictionary.hook:
                    with torch.inference_mode():
                        features = pool(dictionary.encode(values), batch.mask, "mean").numpy()
                    _put(units, ("feature", "sae."), features, batch.story_index, len(encoded))
            task.advance(len(batch.story_index))
    return Stories(encoded, table["group"].to_pylist(), positive, tied, residual, units)


def _put(into: dict[Any, np.ndarray], key: object, values: np.ndarray, rows: np.ndarray, n: int) -> None:
    into.setdefault(key, np.zeros((n, values.shape[1]), np.float32))[rows] = values


def instrument_rows(
    learned: Stories, clean: Stories, kind: str, loaded: LoadedModel, effect: float, seed: int
) -> list[Row]:
    """A row per instrument: what it claims on the stories it learned from (`kind`), and what holds on clean ones."""
    rows = [
        _probe_row(learned, clean, kind, HookPoint(layer, Site.RESID_POST).name, seed)
        for layer in range(loaded.config.n_layers)
    ]
    rows.append(_bag_row(learned, clean, kind, loaded, seed))
    for name in dict.fromkeys(name for name, _ in learned.units):
        rows += _unit_rows(learned, clean, kind, name, effect)
    return rows


def _probe_row(learned: Stories, clean: Stories, kind: str, hook: str, seed: int) -> Row:
    y = learned.positive.astype(np.int64)
    held = np.arange(len(y)) % 4 == 0  # its own accuracy is measured on stories it has not seen
    readout = fit(learned.residual[hook][~held], y[~held], _PENALTIES, (np.arange((~held).sum()) % 6) == 0)
    margins = [
        values @ (readout.weight[1] - readout.weight[0])
        for values in (learned.residual[hook][held], clean.residual[hook])
    ]
    bias = float(readout.bias[1] - readout.bias[0])
    return _readout_row("probe", f"{hook}/mean", learned, clean, kind, held, [one + bias for one in margins], seed)


def _bag_row(learned: Stories, clean: Stories, kind: str, loaded: LoadedModel, seed: int) -> Row:
    y = learned.positive.astype(np.int64)
    held = np.arange(len(y)) % 4 == 0
    words = learned.words
    train = [one for one, out in zip(words, held.tolist(), strict=True) if not out]
    asked = [one for one, out in zip(words, held.tolist(), strict=True) if out]
    fitting, scoring = tf_idf(train, [*asked, *clean.words], loaded.config.vocab_size)
    readout = fit_as_it_is(fitting, y[~held], _BAG_PENALTIES, (np.arange(len(train)) % 6) == 0)
    margin = np.asarray(scoring @ (readout.weight[1] - readout.weight[0])) + float(readout.bias[1] - readout.bias[0])
    return _readout_row(
        "bag_of_words", "TF-IDF", learned, clean, kind, held, [margin[: len(asked)], margin[len(asked) :]], seed
    )


def _readout_row(
    instrument: str,
    unit: str,
    learned: Stories,
    clean: Stories,
    kind: str,
    held: Bool[np.ndarray, "story"],
    margins: Sequence[Float[np.ndarray, "_"]],
    seed: int,
) -> Row:
    """Accuracy and area on unseen stories of both corpora; how often it says the label of stories without it."""
    right = (margins[1] > 0) == clean.positive
    said = margins[1] > 0
    without = ~clean.positive
    with_tie, no_tie = said[without & clean.tied], said[without & ~clean.tied]
    low, high = intervals(right[:, None].astype(np.float64), clean.groups, numpy_generator(seed, "intervals"))
    gap_low, gap_high = _gap(with_tie, no_tie, seed)
    first = ranked(margins[0][:, None], learned.positive[held])
    again = ranked(margins[1][:, None], clean.positive)
    own = float(((margins[0] > 0) == learned.positive[held]).mean())
    return {
        "learned": kind,
        "instrument": instrument,
        "unit": unit,
        "accuracy_learned": own,
        "accuracy_clean": float(right.mean()),
        "accuracy_clean_ci95": [low[0], high[0]],
        **_areas(first, again, ranked(margins[1][without][:, None], clean.tied[without]), 0),
        "false_alarms_tied": float(with_tie.mean()) if len(with_tie) else None,
        "false_alarms_other": float(no_tie.mean()) if len(no_tie) else None,
        "gap_ci95": [gap_low, gap_high],
        "claimed": bool(claims(first, 0.05)[0]),
        "holds": bool(holding(claims(first, 0.05), first, again)[0]),
        "fooled": bool(gap_low > 0),
    }


def _gap(tied: Bool[np.ndarray, "_"], other: Bool[np.ndarray, "_"], seed: int) -> tuple[float, float]:
    """95% bootstrap interval of the difference of two shares."""
    if not len(tied) or not len(other):
        return float("nan"), float("nan")
    generator = numpy_generator(seed, "gap")
    draws = [generator.binomial(len(one), one.mean(), 2000) / len(one) for one in (tied, other)]
    low, high = np.quantile(draws[0] - draws[1], [0.025, 0.975]).tolist()
    return low, high


def _unit_rows(learned: Stories, clean: Stories, kind: str, name: str, effect: float) -> list[Row]:
    keys = [key for key in learned.units if key[0] == name]
    labels = [f"{prefix}{index}" for _, prefix in keys for index in range(learned.units[name, prefix].shape[1])]
    seen, judged = (np.concatenate([part.units[key] for key in keys], 1) for part in (learned, clean))
    first, again = ranked(seen, learned.positive), ranked(judged, clean.positive)
    without = ~clean.positive
    confounder = ranked(judged[without], clean.tied[without])
    claimed = claims(first, effect)
    held = holding(claimed, first, again)
    side = np.sign(first.auroc - 0.5) == np.sign(confounder.auroc - 0.5)
    follows = claims(confounder, effect) & side
    stronger = np.abs(confounder.auroc - 0.5) > np.abs(again.auroc - 0.5)
    return [
        {
            "learned": kind,
            "instrument": name,
            "unit": label,
            **_areas(first, again, confounder, index),
            "claimed": bool(claimed[index]),
            "holds": bool(held[index]),
            "fooled": bool(claimed[index] and follows[index] and stronger[index]),
        }
        for index, label in enumerate(labels)
    ]


def _areas(first: Ranked, again: Ranked, confounder: Ranked, index: int) -> Row:
    return {
        "auroc_learned": float(first.auroc[index]),
        "auroc_clean": float(again.auroc[index]),
        "auroc_confounder": float(confounder.auroc[index]),
        "p_learned": float(first.p[index]),
        "p_clean": float(again.p[index]),
    }
