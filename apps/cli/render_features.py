"""Units that were searched for, and hypotheses about them, as tables."""

from typing import TYPE_CHECKING, Any, cast

import pyarrow.parquet as pq
from rich.console import Console

from apps.console import spell, table
from workbench.artifacts import Artifact

if TYPE_CHECKING:
    from probes.feature_search import Found


def found(console: Console, result: object) -> None:
    """Show the units that answer a question."""
    units = cast("Found", result)
    places = {name: place for place, name in enumerate(units.columns)}
    heads = [name for name in units.columns if name not in ("f1_lo", "f1_hi")]
    rows = [[_cell(row[places[name]]) for name in heads] for row in units.rows]
    if "f1_lo" in places:
        at = heads.index("f1") + 1
        heads.insert(at, "95%")
        for cells, row in zip(rows, units.rows, strict=True):
            cells.insert(at, f"{row[places['f1_lo']]:.2f} to {row[places['f1_hi']]:.2f}")
    title = f"{len(rows)} found in {units.summary['features']}"
    console.print(table(title, [name.removeprefix("best_").replace("_", " ") for name in heads], rows))
    console.print("One of them in full: storyscope explore, then its dashboard.")


def verdict(console: Console, result: object) -> None:
    """Show what became of a claim, and where it failed."""
    assert isinstance(result, Artifact)
    made = result
    told = made.manifest.summary
    console.print(f"{told['verdict']}: {told['claim']}", markup=False, style="bold")
    console.print(f"{told['why']}.", markup=False)
    rows = [
        [name, _cell(told[key]), _interval(told.get(f"{key}_ci95")), str(told[n])]
        for name, key, n in (
            ("fires on what the claim is about (recall)", "recall", "n_positive"),
            ("of where it fires, what it should (precision)", "precision", "stories"),
            ("fires on near misses", "near_rate", "n_near"),
            ("fires elsewhere", "negative_rate", "n_negative"),
            ("AUROC", "auroc", "n_positive"),
            ("AUROC against near misses", "auroc_near", "n_near"),
            ("p (labels moved along the stories)", "p", "stories"),
            (f"best AUROC of {told['controls']} other units", "control_auroc_highest", "controls"),
        )
    ]
    console.print(table("", ["", "value", "95%", "n"], rows))
    console.print(f"Its threshold is {told['threshold']:.4g}: {told['threshold_from']}.", markup=False)
    wrong = pq.read_table(made.file("cases.parquet"), filters=[("right", "==", False)]).slice(0, 6).to_pylist()
    for case in wrong:
        kind = case["why"] or case["set"]
        console.print(f"  {case['activation']:+.2f} {kind}: {_marked(case)}", markup=False)
    console.print(f"In {made.path}", markup=False)


def _interval(bounds: list[float] | None) -> str:
    return "" if bounds is None else f"{bounds[0]:.3g} to {bounds[1]:.3g}"


def _marked(case: dict[str, Any]) -> str:
    """The words around a case, the token itself in brackets."""
    start, end = case["char_start"], case["char_end"]
    text: str = case["text"]
    before, after = text[max(0, start - 40) : start], text[end : end + 30]
    return f"...{before}[{text[start:end]}]{after}...".replace("\n", " ")


def _cell(value: Any) -> str:
    if value is None:
        return "-"
    return f"{value:.3g}" if isinstance(value, float) else spell(value)
