"""`storyscope experiment confound`: tie one label to another on purpose, and see which instruments are fooled."""

import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench import artifacts
from workbench.artifacts import Artifact
from workbench.config import option, to_dict
from workbench.errors import StoryscopeError
from workbench.progress import SILENT, Progress

if TYPE_CHECKING:
    from workbench.stories.confounds import Confound

SCHEMA = 1
Row = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class ConfoundConfig:
    """What `confound` needs."""

    model: str = option("", "the model: a name, an id prefix or a path; empty: the newest")
    sae: str = option("", "a dictionary of that model; empty: the newest there is; none: without")
    name: str = option("confound", "the artifact's name")
    confound: str = option("tone=sad ~ topic=rain : 0.9", "what is tied to what, as in: storyscope generate --confound")
    n: int = option(2_000, "stories of each of the three corpora: confounded, without confound, and clean for judging")
    effect: float = option(0.05, "a unit claims the label from so far away from an area of 0.5")
    batch_size: int = option(32, "stories in one forward pass")
    seed: int = option(0, "of the corpora and intervals")

    def __post_init__(self) -> None:
        """Raise StoryscopeError for values that make no experiment."""
        if self.n < 100 or self.batch_size < 1:
            raise StoryscopeError("n or batch_size is too small.", "Give at least 100 stories and batches of 1.")
        if not 0 <= self.effect < 0.5:
            raise StoryscopeError(f"effect={self.effect} is no distance from 0.5.", "Give a number from 0 to 0.5.")


def confound(config: ConfoundConfig, progress: Progress = SILENT) -> Artifact:
    """Fit probes and choose neurons and features for the tied label on confounded stories; judge them on clean ones.

    The same is done from stories without the confound, so that what chance and small effects do is known too.
    Raises StoryscopeError for a missing model, a confound that cannot be planted, and a dictionary of another model.
    """
    from workbench.stories.confounds import labels_of, parse

    model = artifacts.resolve("model", config.model or None)
    tier = _tier(model)
    planted = parse([config.confound], labels_of(tier))[0]
    sae = _dictionary(config.sae, model)
    parents = [model, *([sae] if sae is not None else [])]
    settings = {key: value for key, value in to_dict(config).items() if key not in ("model", "sae", "name")}
    settings["confound"] = str(planted)
    done = artifacts.finished("confound", settings, parents, SCHEMA)
    if done is not None:
        return done
    corpora = _corpora(config, tier, planted, progress)
    began = time.perf_counter()
    with artifacts.create("confound", config.name, settings, parents, SCHEMA) as draft:
        draft.summary.update(_measure(config, model, sae, corpora, planted, draft.path, progress))
        draft.summary.update(corpora={name: one.label for name, one in corpora.items()})
        draft.summary["seconds"] = round(time.perf_counter() - began, 2)
    made = artifacts.finished("confound", settings, parents, SCHEMA)
    assert made is not None
    return made


def _tier(model: Artifact) -> str:
    corpus = artifacts.resolve_beside(model, "corpus", "")
    tier = corpus.manifest.config.get("tier")
    if not isinstance(tier, str):
        what = f"The corpus {corpus.label} of this model was not written by the story world."
        raise StoryscopeError(what, "Take a model that was trained on: storyscope generate.")
    return tier


def _dictionary(ref: str, model: Artifact) -> Artifact | None:
    if ref == "none":
        return None
    if ref:
        found = artifacts.resolve("sae", ref)
        if model.ref not in found.manifest.parents:
            what = f"The dictionary {found.label} does not belong to the model {model.label}."
            raise StoryscopeError(what, "Name one of this model, or none.")
        return found
    own = [one for one in artifacts.listing("sae") if model.ref in one.manifest.parents]
    return own[-1] if own else None


def _corpora(config: ConfoundConfig, tier: str, planted: "Confound", progress: Progress) -> dict[str, Artifact]:
    from workbench.stories.corpus import GenerateConfig, generate

    made: dict[str, Artifact] = {}
    for number, kind in enumerate(("confounded", "independent", "clean")):
        asked = GenerateConfig(
            tier=tier,
            n=config.n,
            seed=config.seed + 7919 * (number + 1),
            confound=(str(planted),) if kind == "confounded" else (),
            validation=0.0,
            test=0.0,
            name=f"experiment-{kind}",
        )
        made[kind] = generate(asked, progress)
    return made


def _measure(
    config: ConfoundConfig,
    model: Artifact,
    sae: Artifact | None,
    corpora: dict[str, Artifact],
    planted: "Confound",
    folder: Path,
    progress: Progress,
) -> Row:
    import pyarrow as pa
    import pyarrow.parquet as pq

    from probes.activations import open_model
    from probes.confounding.instruments import instrument_rows, read_stories
    from probes.saelens_bridge import load_sae
    from workbench.stories.corpus import Corpus

    loaded = open_model(model)
    dictionary = None if sae is None else load_sae(sae)
    parts = {
        kind: read_stories(loaded, dictionary, Corpus.open(one), planted, config.batch_size, kind, progress)
        for kind, one in corpora.items()
    }
    rows = [
        row
        for learned in ("confounded", "independent")
        for row in instrument_rows(parts[learned], parts["clean"], learned, loaded, config.effect, config.seed)
    ]
    pq.write_table(pa.Table.from_pylist(rows), folder / "instruments.parquet")
    return {
        "confound": str(planted),
        "by_instrument": _rates(rows),
        "probes": [row for row in rows if row["instrument"] in ("probe", "bag_of_words")],
        "n": config.n,
        "positives": {kind: int(part.positive.sum()) for kind, part in parts.items()},
        "tied": {kind: int(part.tied.sum()) for kind, part in parts.items()},
    }


def _rates(rows: Sequence[Row]) -> list[Row]:
    """Claimed, false and the false-discovery rate of each instrument, from confounded and from independent stories."""
    from probes.confounding.judging import rate

    made: list[Row] = []
    for learned, instrument in dict.fromkeys((row["learned"], row["instrument"]) for row in rows):
        own = [row for row in rows if (row["learned"], row["instrument"]) == (learned, instrument)]
        claimed = [row for row in own if row["claimed"]]
        false = sum(not row["holds"] for row in claimed)
        fooled = sum(row["fooled"] for row in claimed)
        made.append(
            {"learned": learned, "instrument": instrument, "tested": len(own)}
            | {f"fdr_{name}": value for name, value in asdict(rate(false, len(claimed))).items()}
            | {f"fooled_{name}": value for name, value in asdict(rate(fooled, len(claimed))).items()}
        )
    return made
