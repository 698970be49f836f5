"""The run behind `explain`: which features fire where, explanations by every method, their scores."""

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from scipy.sparse import csr_array

from probes.activations import batches, encode_stories, stream
from probes.dictionaries.monosemanticity import Overlaps, overlaps, with_words
from probes.dictionary_truth import Activity
from probes.explaining import TABLE, ExplainConfig
from probes.explaining.by_model import Explainer
from probes.explaining.excerpts import Picked, Texts, pick
from probes.explaining.scoring import Row, agreement, by_method, detection
from probes.feature_pass import judging_half
from probes.labels import NAMED_BY, label_names, token_labels
from probes.saelens_bridge import Dictionary, load_sae, must_fit
from workbench.artifacts import Artifact
from workbench.errors import StoryscopeError
from workbench.language.checkpoints import LoadedModel, load_model
from workbench.progress import Progress
from workbench.seeding import numpy_generator
from workbench.stories.corpus import Corpus

_BATCH, _WORD_LEAST, _EXAMPLES = 64, 20, 5
_SENTENCES = {
    "word": "the word '{value}'",
    "mention": "somebody or something mentioned by a {value}",
    "role": "tokens in the part of the story called {value}",
}


class _Read:
    """What the stories say and which features fire where: rows are the tokens that the model saw."""

    def __init__(self, loaded: LoadedModel, dictionary: Dictionary, table: pa.Table, seed: int, task: Any) -> None:
        encoded = encode_stories(loaded.tokenizer, table["text"].to_pylist())
        places: list[np.ndarray] = []
        parts: list[csr_array] = []
        rows = batches(encoded, loaded.tokenizer, loaded.config.context, _BATCH)
        for batch in stream(loaded.model, rows, [dictionary.hook]):
            features = dictionary.encode(batch.acts[dictionary.hook].flatten(2)[batch.mask])
            places.append(batch.flat[batch.flat >= 0])
            parts.append(csr_array(features.cpu().numpy() * (features > 0).cpu().numpy()))
            task.advance(len(batch.tokens))
        order = np.concatenate(places)
        stacked = _stacked(parts)
        back = np.argsort(order, kind="stable")
        kept = order[back]
        self.activity = Activity(stacked[back])
        self.names = label_names(table)
        self.member = token_labels(table, encoded, self.names).member[kept]
        self.story = np.repeat(np.arange(len(table)), encoded.lengths)[kept]
        self.ids = encoded.ids[kept]
        words = loaded.tokenizer.convert_ids_to_tokens(self.ids.tolist())
        self.texts = Texts(list(words), self.story)
        self.judging = judging_half(table["group"].to_pylist(), seed)[self.story]


def _stacked(parts: list[csr_array]) -> csr_array:
    from scipy.sparse import vstack

    return csr_array(vstack(parts, format="csr"))


def run(
    config: ExplainConfig, sae: Artifact, model: Artifact, corpus: Artifact, folder: Path, progress: Progress
) -> dict[str, Any]:
    """Write the table of explanations into `folder` and return the summary.

    Raises StoryscopeError where no feature fires often enough to be explained.
    """
    dictionary, loaded = load_sae(sae), load_model(model)
    must_fit(dictionary, loaded.config)
    table = Corpus.open(corpus).table(config.split, ["text", "group", *NAMED_BY], config.stories)
    explainer = Explainer(config.llm, progress) if config.llm.model else None
    with progress.task("reading stories", len(table), "stories") as task:
        read = _Read(loaded, dictionary, table, config.seed, task)
    picked = _picked(config, read, dictionary)
    labels, words = with_words(read.member, read.ids, _WORD_LEAST)
    best = overlaps(read.activity, labels, read.judging)
    names = [*read.names, *[("word", str(word)) for word in loaded.tokenizer.convert_ids_to_tokens(words.tolist())]]
    rows, answers, nulls = _by_label(picked, read, labels, best, names)
    if explainer is not None:
        more, found, null = _by_model(picked, explainer)
        rows += more
        answers |= found
        nulls["llm"] = null
    if not rows:
        raise StoryscopeError("No feature could be explained.", "Read more --stories, or name other --features.")
    pq.write_table(pa.Table.from_pylist(rows), folder / TABLE)
    first = max(rows, key=lambda row: row["method"] == "llm")["method"]
    shown = sorted((row for row in rows if row["method"] == first), key=lambda row: -row["balanced_accuracy"])
    return {
        "features": len(picked),
        "model": config.llm.model or None,
        "stories": len(table),
        "methods": by_method(rows, nulls, numpy_generator(config.seed, "explain", "intervals")),
        "agreement": agreement(rows, answers),
        "examples": [{key: row[key] for key in ("unit", "text", "balanced_accuracy")} for row in shown[:_EXAMPLES]],
    }


def _picked(config: ExplainConfig, read: _Read, dictionary: Dictionary) -> list[Picked]:
    beyond = [one for one in config.features if not 0 <= one < dictionary.d_sae]
    if beyond:
        what = f"The dictionary {dictionary.name} has no feature {beyond[0]}."
        raise StoryscopeError(what, f"Name features from 0 to {dictionary.d_sae - 1}.")
    generator = numpy_generator(config.seed, "explain", "features")
    order = config.features or tuple(int(one) for one in generator.permutation(dictionary.d_sae))
    by_feature = read.activity.values.tocsc()
    found: list[Picked] = []
    for feature in order:
        values = by_feature[:, [feature]].toarray().ravel()
        draws = numpy_generator(config.seed, "explain", feature)
        one = pick(feature, values, read.judging, read.texts, (config.shown, config.judged), draws)
        if one is not None:
            found.append(one)
        if not config.features and len(found) == config.n:
            break
    if not found:
        what = f"None of these features fires on {config.judged // 2} tokens of the judging half."
        raise StoryscopeError(what, "Read more --stories, or judge on fewer excerpts with --judged.")
    return found


def _by_label(
    picked: list[Picked], read: _Read, labels: csr_array, best: Overlaps, names: list[tuple[str, str]]
) -> tuple[list[Row], dict[tuple[int, str], set[int]], dict[str, list[float]]]:
    """The best label or word, chosen on one half; precision and recall over all tokens of the other."""
    by_label, by_feature = labels.tocsc(), read.activity.values.tocsc()
    rows: list[Row] = []
    answers: dict[tuple[int, str], set[int]] = {}
    nulls: list[float] = []
    known = [one for one in picked if best.label[one.feature] >= 0]
    columns = {one.feature: by_label[:, [int(best.label[one.feature])]].toarray().ravel() > 0 for one in known}
    for place, one in enumerate(known):
        axis, value = names[int(best.label[one.feature])]
        holds = columns[one.feature]
        said = {number for number, excerpt in enumerate(one.judged) if holds[excerpt.token]}
        other = columns[known[(place + 1) % len(known)].feature]
        nulls.append(
            float(
                detection(one.judged, {n for n, excerpt in enumerate(one.judged) if other[excerpt.token]})[
                    "balanced_accuracy"
                ]
            )
        )
        answers[one.feature, "label"] = said
        fires = by_feature[:, [one.feature]].toarray().ravel()[read.judging] > 0
        truth = holds[read.judging]
        hits = int((fires & truth).sum())
        text = _SENTENCES.get(axis, "words that tell that the {axis} is {value}").format(axis=axis, value=value)
        rows.append(
            _row(one, "label", text, "", (axis, value))
            | detection(one.judged, said)
            | {
                # of the tokens with the label, how many fire the feature, and the other way round
                "precision": hits / max(int(fires.sum()), 1),
                "recall": hits / max(int(truth.sum()), 1),
                "f1": 2 * hits / max(int(fires.sum() + truth.sum()), 1),
                "measured_on": "tokens",
            }
        )
    return rows, answers, {"label": nulls}


def _by_model(
    picked: list[Picked], explainer: Explainer
) -> tuple[list[Row], dict[tuple[int, str], set[int]], list[float]]:
    """What a language model says, how well that detects, and how well it detects another feature."""
    said = explainer.explanations({one.feature: one.shown for one in picked})
    known = [one for one in picked if one.feature in said]
    cases = [(said[one.feature], one.judged) for one in known]
    moved = [(said[known[(place + 1) % len(known)].feature], one.judged) for place, one in enumerate(known)]
    found = explainer.detections([*cases, *moved])
    rows: list[Row] = []
    answers: dict[tuple[int, str], set[int]] = {}
    nulls: list[float] = []
    for one, answer, null in zip(known, found[: len(known)], found[len(known) :], strict=True):
        if answer is None:
            continue
        answers[one.feature, "llm"] = answer
        row = _row(one, "llm", said[one.feature], explainer.config.model, ("", ""))
        rows.append(row | detection(one.judged, answer) | {"measured_on": "excerpts"})
        if null is not None:
            nulls.append(float(detection(one.judged, null)["balanced_accuracy"]))
    return rows, answers, nulls


def _row(one: Picked, method: str, text: str, model: str, label: tuple[str, str]) -> Row:
    return {
        "unit": f"sae.{one.feature}",
        "feature": one.feature,
        "method": method,
        "text": text,
        "model": model,
        "axis": label[0],
        "value": label[1],
        "n_judged": len(one.judged),
    }
