"""Finding units: by label, by token, by what they fire on, by any of their numbers.

For pages and for the command line; everything is read from Parquet, a column at a time.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from probes.feature_reading import Features, open_features
from workbench.artifacts import Artifact
from workbench.config import option
from workbench.errors import StoryscopeError
from workbench.progress import SILENT, Progress

if TYPE_CHECKING:
    from probes.feature_pass import Reading

SORTS = {
    "lift": ("best_lift", True),
    "f1": ("best_f1", True),
    "auroc": ("best_auroc", True),
    "precision": ("best_precision", True),
    "p": ("best_p", False),
    "density": ("density", True),
    "rare": ("density", False),
    "max": ("max", True),
    "effect": ("effect", True),
    "number": ("row", False),
}
"""What units can be sorted by: the column, and whether the largest come first."""
LEVELS = ("span", "story")
_UNIT = ("row", "unit", "kind", "layer", "density", "max", "dead")
_BEST = ("best_level", "best_axis", "best_value", "best_lift", "best_f1", "best_auroc", "best_precision", "best_recall")


def units_for_label(
    features: Features, axis: str, value: str, level: str = "span", count: int = 20, kind: str = ""
) -> pa.Table:
    """The units that tell a label best: their cards for it, by falling lift on the half that chose the rule.

    `level` is "span" (inside the words that the label covers) or "story". Of a story's maximum and mean, the better one
    of each unit is listed. Raises StoryscopeError for a label that there is no card for.
    """
    where = (pc.field("axis") == axis) & (pc.field("value") == value) & (pc.field("level") == level)
    cards = features.table("cards", where=where)
    if not len(cards):
        there = features.table("cards", ["level", "axis", "value"], pc.field("row") == 0).to_pylist()
        known = sorted({f"{one['axis']}={one['value']}" for one in there if one["level"] == level})
        what = f"There is no card for {axis}={value} at the level of {level} in {features.artifact.label}."
        raise StoryscopeError(what, f"There is: {', '.join(known) or 'none at this level'}.")
    units = features.table("features", _UNIT)
    if kind:
        units = units.filter(pc.field("kind") == kind)
    joined = cards.drop_columns(["unit"]).join(units, "row", join_type="inner")
    joined = joined.filter(pa.array(np.isfinite(joined["lift"].to_numpy()))).sort_by(
        [("lift", "descending"), ("row", "ascending")]
    )
    rows = joined["row"].to_numpy()
    _, first = np.unique(rows, return_index=True)
    return joined.take(pa.array(np.sort(first)[:count]))


def units_by_token(features: Features, token: str, count: int = 20) -> pa.Table:
    """The units among whose strongest token types `token` is, by falling share of their activation.

    Raises StoryscopeError where no unit has it there.
    """
    found = features.table("tokens", where=pc.field("token") == token)
    if not len(found):
        what = f"'{token}' is among the strongest tokens of no unit of {features.artifact.label}."
        raise StoryscopeError(what, "Write it as the tokenizer does: small letters for word-level tokenizers.")
    units = features.table("features", _UNIT)
    joined = found.rename_columns({"n": "seen"}).drop_columns(["unit"]).join(units, "row", join_type="inner")
    return joined.sort_by([("share", "descending"), ("row", "ascending")]).slice(0, count)


def find_units(
    features: Features,
    text: str = "",
    kind: str = "",
    layer: int | None = None,
    label: str = "",
    least_density: float = 0.0,
    most_density: float = 1.0,
    dead: bool | None = None,
    sort: str = "lift",
    count: int = 50,
) -> pa.Table:
    """Units that fit every condition, sorted.

    `text` is words that must occur in a unit's name, its best label or a token that it writes; `label` is axis=value of
    its best card. Raises StoryscopeError for an unknown way to sort, and for a column that older artifacts lack.
    """
    if sort not in SORTS:
        raise StoryscopeError(f"Units cannot be sorted by '{sort}'.", f"Use one of {', '.join(SORTS)}.")
    column, falling = SORTS[sort]
    columns = list(dict.fromkeys([*_UNIT, *_BEST, "index", "hook", "top_tokens", column]))
    where = (pc.field("density") >= least_density) & (pc.field("density") <= most_density)
    if kind:
        where &= pc.field("kind") == kind
    if layer is not None:
        where &= pc.field("layer") == layer
    if dead is not None:
        where &= pc.field("dead") == dead
    if label:
        axis, _, value = label.partition("=")
        where &= (pc.field("best_axis") == axis) & (pc.field("best_value") == value)
    found = features.table("features", columns, where)
    words = text.lower().split()
    if words:
        texts = [_searchable(one) for one in found.select(["unit", "kind", *_BEST[:3], "top_tokens"]).to_pylist()]
        found = found.filter(pa.array([all(word in said for word in words) for said in texts], pa.bool_()))
    order = [(column, "descending" if falling else "ascending")] + ([] if column == "row" else [("row", "ascending")])
    return found.sort_by(order).slice(0, count)


def _searchable(unit: dict[str, Any]) -> str:
    parts = (unit["unit"], unit["kind"], unit["best_axis"] or "", unit["best_value"] or "", *(unit["top_tokens"] or ()))
    return " ".join(map(str, parts)).lower()


@dataclass(frozen=True, slots=True)
class Firing:
    """One unit at one token; `share` is of the largest activation of that sign that was ever seen."""

    unit: str
    row: int
    activation: float
    share: float


@dataclass(frozen=True, slots=True)
class TokenFirings:
    """The units that fire hardest at one token of a text."""

    token: str
    char_start: int
    char_end: int
    firings: tuple[Firing, ...]


def fires_on(features: Features, text: str, count: int = 10, kind: str = "") -> list[TokenFirings]:
    """Which units fire on a text: for every token those that come nearest to their own largest activation.

    The model and the dictionary are those that the statistics were made from. Raises StoryscopeError if they are gone,
    or for a text without tokens.
    """
    readings, acts, encoded = _activations(features, text)
    units = features.table("features", ["row", "unit", "kind", "max", "min"])
    high, low = units["max"].to_numpy(), units["min"].to_numpy()
    # a gated neuron speaks with both signs; each sign has its own record
    most = np.where(acts > 0, high, -low)
    share = np.divide(np.abs(acts), most, out=np.zeros_like(acts), where=most > 1e-6)
    if kind:
        share[:, units["kind"].to_numpy(zero_copy_only=False) != kind] = 0
    names: list[str] = units["unit"].to_pylist()
    assert acts.shape[1] == len(names) == sum(reading.size for reading in readings)
    found: list[TokenFirings] = []
    for place in range(len(encoded.ids)):
        best = np.argsort(-share[place], kind="stable")[:count]
        firings = [
            Firing(names[unit], unit, float(acts[place, unit]), float(min(1.0, share[place, unit])))
            for unit in best.tolist()
            if share[place, unit] > 0
        ]
        start, end = int(encoded.starts[place]), int(encoded.ends[place])
        found.append(TokenFirings(text[start:end], start, end, tuple(firings)))
    return found


def _activations(features: Features, text: str) -> "tuple[list[Reading], np.ndarray, Any]":
    from probes.activations import batches, encode_stories, open_model, stream
    from probes.feature_readings import readings_of

    artifact = features.artifact
    loaded = open_model(_parent(artifact, "model"))
    readings = readings_of(loaded, artifact)
    encoded = encode_stories(loaded.tokenizer, [text])
    if not len(encoded.ids):
        raise StoryscopeError("The text has no tokens.", "Give a sentence.")
    if len(encoded.ids) >= loaded.config.context:
        what = f"The text has {len(encoded.ids)} tokens; the model reads {loaded.config.context - 1}."
        raise StoryscopeError(what, "Give a shorter text.")
    (batch,) = stream(
        loaded.model, batches(encoded, loaded.tokenizer, loaded.config.context, 1), {one.point for one in readings}
    )
    parts = [np.concatenate([piece.cpu().numpy() for piece in reading.rows(batch)]) for reading in readings]
    return readings, np.concatenate(parts, axis=1), encoded


def _parent(artifact: Artifact, kind: str) -> Artifact:
    from workbench import artifacts

    return artifacts.resolve_beside(artifact, kind)


@dataclass(frozen=True, kw_only=True)
class FindConfig:
    """What `features find` needs; a label, a token or a text asks a question of its own, the rest filters and sorts."""

    words: str = option("", "words that must occur in a unit's name, best label or written tokens")
    features: str = option("", "the statistics: a name, an id prefix or a path; empty: the newest")
    label: str = option("", "rank units by how well they tell this label: tone=sad, mention=pronoun")
    level: str = option("span", "where the label counts: span (inside its words) or story")
    token: str = option("", "rank units by how much of their activation falls on this token")
    text: str = option("", "rank units by how hard they fire on this text")
    kind: str = option("", "neuron, feature or head; empty: all")
    layer: int | None = option(None, "only units of this layer")
    density: tuple[float, float] = option((0.0, 1.0), "only units active on such a share of the tokens")
    sort: str = option("lift", "lift, f1, auroc, precision, p, density, rare, max, effect or number")
    count: int = option(20, "how many units are listed")

    def __post_init__(self) -> None:
        """Raise StoryscopeError for questions that cannot be asked together, and for malformed labels."""
        asked = [name for name in ("label", "token", "text") if getattr(self, name)]
        if len(asked) > 1:
            raise StoryscopeError(f"--{asked[0]} and --{asked[1]} are two questions.", "Ask one at a time.")
        if self.label and not all(part for part in self.label.partition("=")):
            raise StoryscopeError(f"label={self.label!r} is no label.", "Write axis=value, such as tone=sad.")
        if self.level not in LEVELS:
            raise StoryscopeError(f"level={self.level!r} is not known.", "Use span or story.")
        if self.kind not in ("", "neuron", "feature", "head"):
            raise StoryscopeError(f"kind={self.kind!r} is not known.", "Use neuron, feature or head.")
        if self.count < 1:
            raise StoryscopeError(f"count={self.count} is too small.", "Give at least 1.")


@dataclass(frozen=True)
class Found:
    """Units as rows of a table, with the columns that the question asks for."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    summary: dict[str, Any] = field(default_factory=dict[str, Any])


def find(config: FindConfig, progress: Progress = SILENT) -> Found:  # noqa: ARG001 - it takes no time
    """Answer one question about the units of a model."""
    features = open_features(config.features)
    if config.text:
        return _found_firing(features, config)
    if config.label:
        axis, _, value = config.label.partition("=")
        table = units_for_label(features, axis, value, config.level, config.count, config.kind)
        shown: Sequence[str] = ("unit", "f1", "f1_lo", "f1_hi", "precision", "recall", "auroc", "null_f1", "p")
    elif config.token:
        table = units_by_token(features, config.token, config.count)
        shown = ("unit", "token", "mean", "share", "seen", "density")
    else:
        low, high = config.density
        table = find_units(
            features, config.words, config.kind, config.layer, "", low, high, None, config.sort, config.count
        )
        shown = ("unit", "best_level", "best_axis", "best_value", "best_f1", "density", "max")
        shown = (*shown, *(name for name in (SORTS[config.sort][0],) if name not in (*shown, "row")))
    shown = [name for name in shown if name in table.column_names]
    return _result(tuple(shown), table.select(shown).to_pylist(), features)


def _found_firing(features: Features, config: FindConfig) -> Found:
    told = fires_on(features, config.text, 3, config.kind)
    rows = [
        {"token": one.token, "unit": firing.unit, "activation": firing.activation, "share": firing.share}
        for one in told
        for firing in one.firings
    ]
    return _result(("token", "unit", "activation", "share"), rows, features)


def _result(columns: tuple[str, ...], rows: list[dict[str, Any]], features: Features) -> Found:
    plain = tuple(tuple(row[name] for name in columns) for row in rows)
    return Found(columns, plain, {"features": features.artifact.label, "units": rows})
