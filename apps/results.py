"""Results as the figures want them: probe cells, patching effects, single pairs, WinoGrande scores and items."""

import csv
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from apps.figures import KindScore, ProbeCell
from apps.store import read_json, read_table, readable
from workbench.artifacts import Artifact


def probe_cells(probe: Artifact) -> list[ProbeCell]:
    """Return every probe of a probe artifact with its controls; layer -1 is the embedding."""
    rows = cast("list[dict[str, Any]]", read_json(probe, "results.json"))
    with readable(probe):
        rows = cast("dict[str, Any]", rows)["results"] if isinstance(rows, dict) else rows
        return [
            ProbeCell(
                target=str(row["target"]),
                layer=int(row["depth"]) - 1,
                site=str(row["site"]),
                position=str(row["position"]),
                accuracy=float(row["accuracy"]),
                lo=float(row["ci95"][0]),
                hi=float(row["ci95"][1]),
                n=int(row["n"]),
                shuffled=float(row["shuffled"]),
                bag_of_words=float(row["bag_of_words"]),
                random_init=float(row["random_init"]),
                majority=float(row["majority"]),
                margin_lo=float(row["margin_ci95"][0]) if row.get("margin_ci95") else None,
                margin_hi=float(row["margin_ci95"][1]) if row.get("margin_ci95") else None,
            )
            for row in rows
        ]


def confusions(probe: Artifact) -> list[dict[str, Any]]:
    """Return counts by target, position, truth and prediction, of the layer that the validation part chose."""
    return read_table(probe, "confusion.parquet", ("target", "position", "truth", "predicted", "count")).to_pylist()


def effect_rows(patching: Artifact) -> list[dict[str, Any]]:
    """Return the averaged effects of a patching artifact, one row per component, layer, head, role and direction."""
    table = read_table(patching, "effects.parquet")
    needed = {"component", "layer", "head", "role", "direction", "effect", "lo", "hi", "n"}
    with readable(patching):
        lacking = needed - set(table.column_names)
        if lacking:
            raise KeyError(f"effects.parquet lacks {', '.join(sorted(lacking))}")
        return table.to_pylist()


@dataclass(frozen=True, slots=True, kw_only=True)
class PairMap:
    """One minimal pair with its map: `maps[component][layer][position]` is a denoising effect."""

    name: str
    clean: str
    corrupt: str
    answer_clean: str
    answer_corrupt: str
    clean_logit_diff: float
    corrupt_logit_diff: float
    tokens_clean: list[str]
    tokens_corrupt: list[str]
    roles: list[str]
    maps: dict[str, list[list[float]]]


def pair_maps(patching: Artifact) -> list[PairMap]:
    """Return the pairs whose token by token maps were kept."""
    rows = read_table(patching, "pair_maps.parquet").to_pylist()
    names = list(dict.fromkeys(str(row["pair"]) for row in rows))
    scores = {str(row["pair"]): row for row in read_table(patching, "pair_scores.parquet").to_pylist()}
    with readable(patching):
        return [_pair_map(scores[name], [row for row in rows if row["pair"] == name]) for name in names]


def _pair_map(score: dict[str, Any], rows: Sequence[dict[str, Any]]) -> PairMap:
    width = 1 + max(int(row["position"]) for row in rows)
    depth = 1 + max(int(row["layer"]) for row in rows)
    maps: dict[str, list[list[float]]] = {}
    tokens = [[""] * width, [""] * width, [""] * width]
    for row in rows:
        head = row.get("head")
        component = str(row["component"]) if head is None else f"{row['component']} {head}"
        grid = maps.setdefault(component, [[0.0] * width for _ in range(depth)])
        at = int(row["position"])
        grid[int(row["layer"])][at] = float(row["effect"])
        tokens[0][at], tokens[1][at], tokens[2][at] = row["token_clean"], row["token_corrupt"], row["role"]
    return PairMap(
        name=str(score["pair"]),
        clean=str(score["clean"]),
        corrupt=str(score["corrupt"]),
        answer_clean=str(score["answer_clean"]),
        answer_corrupt=str(score["answer_corrupt"]),
        clean_logit_diff=float(score["clean_logit_diff"]),
        corrupt_logit_diff=float(score["corrupt_logit_diff"]),
        tokens_clean=tokens[0],
        tokens_corrupt=tokens[1],
        roles=tokens[2],
        maps=maps,
    )


def kind_scores(result: Artifact) -> list[KindScore]:
    """Return the accuracy of every kind of item, and of all."""
    summary = cast("dict[str, Any]", read_json(result, "results.json"))
    with readable(result):
        shares = {"all": summary, **summary["by_kind"]}
        return [
            KindScore(
                kind=kind,
                n=int(part["n"]),
                accuracy=float(part["accuracy"]),
                lo=float(part["ci95"][0]),
                hi=float(part["ci95"][1]),
            )
            for kind, part in shares.items()
            if part["accuracy"] is not None
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoredRow:
    """One scored WinoGrande item; `log_probs` are those of the tokens after the blank under either option (nats)."""

    id: str
    twin: str
    kind: str
    sentence: str
    options: tuple[str, str]
    answer: str
    predicted: str
    scores: tuple[float, float]
    log_probs: tuple[list[float], list[float]]
    unknown: bool

    @property
    def right(self) -> bool:
        """Return whether the model prefers the right option."""
        return self.predicted == self.answer

    @property
    def margin(self) -> float:
        """Return by how many nats the right option is preferred; negative where the model is wrong."""
        gap = self.scores[0] - self.scores[1]
        return gap if self.answer == "1" else -gap


def scored_items(result: Artifact) -> list[ScoredRow]:
    """Return every scored item of a WinoGrande result."""
    csv.field_size_limit(2**31 - 1)  # an item from outside may be one very long line
    with readable(result), result.file("items.csv").open(encoding="utf-8", newline="") as stream:
        return [
            ScoredRow(
                id=row["id"],
                twin=row["twin"],
                kind=row["kind"],
                sentence=row["sentence"],
                options=(row["option1"], row["option2"]),
                answer=row["answer"],
                predicted=row["predicted"],
                scores=(float(row["score1"]), float(row["score2"])),
                log_probs=(json.loads(row["log_probs1"]), json.loads(row["log_probs2"])),
                unknown=row["unknown"] in ("True", "true", "1"),
            )
            for row in csv.DictReader(stream)
        ]
