"""What can be read off single tokens: facts, references and labels, beside what words and weights alone give."""

from typing import Any

import streamlit as st

from apps.figures import confusion_map
from apps.figures.lens import GridCell, token_map
from apps.figures.probing_tokens import TOKEN_CONTROLS, reliability_curve, token_probe_depths
from apps.markup import literal
from apps.reproduce import command_for
from apps.shell import absent, choose, command, download_csv, draw, palette, panel, pick
from apps.store import read_table, readable
from workbench.artifacts import Artifact, listing

_LINE = "storyscope probe-tokens"


def single_tokens() -> None:
    """Draw the part."""
    if not listing("token_probe"):
        what = "Token probes read who holds what, where somebody is and who is meant, at every token. Make them:"
        absent(what, _LINE)
        command(_LINE)
        return
    probe = pick("token_probe", "Token probe")
    if probe is None:
        return
    with panel():
        rows = read_table(probe, "results.parquet").to_pylist()
        with readable(probe):
            methods = list(dict.fromkeys(str(row["method"]) for row in rows))
        left, right = st.columns(2)
        with left:
            method = choose("method", "Reader", methods, tip="logistic: fitted; mass_mean: difference of means.")
        with right:
            measure = choose("measure", "Show", ["accuracy", "above the best control"], tip="Accuracy, or its margin.")
        here = [row for row in rows if row["method"] == method]
        _map(here, margin=measure != "accuracy")
        _told(rows)
        targets = list(dict.fromkeys(str(row["target"]) for row in rows))
        target = choose("target", "One target", targets)
        with readable(probe):
            depths = token_probe_depths(rows, target, palette(), method=method)
        draw(depths, "token-depths")
        left, right = st.columns(2, gap="large")
        with left, panel():
            st.subheader("What it takes for what", anchor=False)
            _confusion(probe, target)
        with right, panel():
            st.subheader("Its numbers at the best place", anchor=False)
            _details(probe, rows, target)
            if probe.has("calibration.parquet"):
                st.subheader("Whether its confidence can be believed", anchor=False)
                bins = [row for row in read_table(probe, "calibration.parquet").to_pylist() if row["target"] == target]
                draw(reliability_curve(bins, palette(), height=260), "reliability")
        download_csv(rows, "token-probes")
    command(command_for(probe))


def _map(rows: list[dict[str, Any]], *, margin: bool) -> None:
    targets = list(dict.fromkeys(str(row["target"]) for row in rows))
    depths = sorted({int(row["depth"]) for row in rows})
    found = {(str(row["target"]), int(row["depth"])): row for row in rows}
    names = ["embedding" if not depth else f"after layer {depth - 1}" for depth in depths]
    cells = [[_cell(found.get((target, depth)), margin=margin) for depth in depths] for target in targets]
    scale = palette().accuracy
    top = None if margin else 1.0
    bar = "above the best control" if margin else "accuracy"
    draw(token_map(cells, targets, names, scale, palette(), bar=bar, top=top, form=".0%"), "token-probes-map")
    st.caption("Accuracy on the tokens of held-out stories. Point at a cell for its interval, n and every control.")


def _cell(row: dict[str, Any] | None, *, margin: bool) -> GridCell:
    if row is None:
        return GridCell(value=0.0, tip="not measured")
    value = float(row["margin"] or 0.0) if margin else float(row["accuracy"])
    low, high = row["ci95"]
    lines = [
        f"{row['target']} at {row['hook']}",
        f"accuracy {row['accuracy']:.1%} (95% {low:.1%} to {high:.1%}, n = {row['n']:,} tokens)",
        *(f"{name}: {row[key]:.1%}" for key, name in TOKEN_CONTROLS.items() if row.get(key) is not None),
    ]
    if row.get("margin_ci95"):
        lines.append(f"margin {row['margin']:+.1%} (95% {row['margin_ci95'][0]:+.1%} to {row['margin_ci95'][1]:+.1%})")
    return GridCell(value=max(0.0, value), text=f"{value:+.0%}" if margin else f"{value:.0%}", tip="\n".join(lines))


def _told(rows: list[dict[str, Any]]) -> None:
    """Say in words which targets are known beyond every control."""
    best = [row for row in rows if row.get("chosen") and row["method"] == "logistic" and row.get("margin_ci95")]
    sure = [row for row in best if row["margin_ci95"][0] > 0]
    if not best:
        return
    if not sure:
        st.caption("No target is read beyond its strongest control: the 95% interval of every margin reaches zero.")
        return
    most = max(sure, key=lambda row: row["margin"])
    st.caption(
        f"{len(sure)} of {len(best)} targets are read beyond the strongest of their controls (95% interval of the "
        f"margin above zero), most of all {literal(most['target'])} at {literal(most['hook'])}: "
        f"{most['accuracy']:.1%}, margin {most['margin']:+.1%}."
    )


def _confusion(probe: Artifact, target: str) -> None:
    rows = [row for row in read_table(probe, "confusion.parquet").to_pylist() if row["target"] == target]
    names = sorted({str(row[key]) for row in rows for key in ("truth", "predicted")})
    counts = {(str(row["truth"]), str(row["predicted"])): int(row["count"]) for row in rows}
    draw(confusion_map(names, counts, palette()), "token-confusion")


def _details(probe: Artifact, rows: list[dict[str, Any]], target: str) -> None:
    best = next(
        (row for row in rows if row["target"] == target and row["chosen"] and row["method"] == "logistic"), None
    )
    if best is None:
        st.caption("Nothing was chosen for this target.")
        return
    table: dict[str, float] = {"accuracy": best["accuracy"], "balanced accuracy": best["balanced"]}
    table |= {name: best[key] for key, name in TOKEN_CONTROLS.items() if best.get(key) is not None}
    if best.get("control_task") is not None:
        table["control task (random labels by word)"] = best["control_task"]
    percent = st.column_config.NumberColumn(format="percent")
    shown = {"what": list(table), "share": list(table.values())}
    st.dataframe(shown, hide_index=True, column_config={"share": percent})
    if probe.has("details.parquet"):
        more = [row for row in read_table(probe, "details.parquet").to_pylist() if row["target"] == target]
        for row in more[:1]:
            words = [
                ("expected calibration error", row.get("ece"), ".3f"),
                ("description length, bits", row.get("mdl_bits"), ",.0f"),
                ("of uniform codes, bits", row.get("mdl_uniform_bits"), ",.0f"),
                ("channels of an L1 probe", row.get("l1_channels"), ",d"),
            ]
            st.caption(" · ".join(f"{name} {format(value, form)}" for name, value, form in words if value is not None))
