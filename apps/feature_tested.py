"""A claim about one unit put to the test on stories that were told for the purpose, with near misses among them."""

from typing import Any

import streamlit as st

from apps import cached
from apps.markup import Token, escape, literal, token_strip
from apps.shell import absent, number, palette, part
from apps.store import read_table, readable
from workbench.artifacts import Artifact, listing

_VERDICTS = {"supported": "check_circle", "refuted": "cancel", "undecided": "help"}
_CASES = 6
_NAMES = {"recall": "Recall", "precision": "Precision", "near_rate": "Fires on near misses", "auroc": "AUROC"}


@part
def tested(features: Artifact, unit: dict[str, Any]) -> None:
    """Draw the form that tests a claim, and the verdicts on earlier ones about this unit."""
    choices = cached.label_choices(features)
    best = next((name for name, key in choices.items() if key == _own(unit)), None)
    names = list(choices)
    with st.form("hypothesis", border=False):
        left, middle, right = st.columns([4, 2, 2], vertical_alignment="bottom")
        tip = "The claim: it fires exactly where this is so. The threshold is fixed before any fresh story is read."
        label = left.selectbox("It fires on", names, names.index(best) if best else 0, key="claim", help=tip)
        n = middle.number_input("Fresh stories", 20, 5_000, 400, 20, key="fresh", help="More: surer, slower.")
        go = right.form_submit_button("Test it", icon=":material/science:")
    if go and label in choices:
        _run(features, unit, choices[label], int(n))
    done = [one for one in listing("hypothesis") if _about(one, features, unit["unit"])]
    if not done:
        absent(
            "No claim about it was tested yet. On the command line:",
            f"storyscope hypothesis --unit {unit['unit']} --on mention=name",
        )
    for one in reversed(done[-3:]):
        _verdict(one)


def _own(unit: dict[str, Any]) -> tuple[str, str, str]:
    return (str(unit["best_level"]), str(unit["best_axis"]), str(unit["best_value"]))


def _run(features: Artifact, unit: dict[str, Any], label: tuple[str, str, str], n: int) -> None:
    from probes.hypothesis.testing import HypothesisConfig, hypothesis

    level, axis, value = label
    on = f"{axis}={value}" + (" stories" if level == "story" else "")
    with st.spinner("Telling fresh stories and reading them …"):
        hypothesis(HypothesisConfig(unit=unit["unit"], on=on, n=n, features=features.label))


def _about(one: Artifact, features: Artifact, unit: str) -> bool:
    summary, config = one.manifest.summary, one.manifest.config
    mine = features.ref in one.manifest.parents or not any(ref.startswith("features/") for ref in one.manifest.parents)
    return mine and unit in (summary.get("unit"), config.get("unit"))


def _verdict(one: Artifact) -> None:
    summary = one.manifest.summary
    verdict = str(summary.get("verdict", "undecided"))
    icon = _VERDICTS.get(verdict, "help")
    st.markdown(f":material/{icon}: **{literal(verdict)}** {literal(summary.get('why', ''), 400)}")
    places = st.columns(4)
    for place, name in zip(places, ("recall", "precision", "near_rate", "auroc"), strict=True):
        value, bounds = summary.get(name), summary.get(f"{name}_ci95")
        if isinstance(value, int | float):
            spread = f"95% {bounds[0]:.2f} to {bounds[1]:.2f}" if isinstance(bounds, list) and len(bounds) == 2 else ""
            with place:
                controls = {"near_rate": "0 if it means just this", "auroc": _best_other(summary)}
                tip = f"Measured on {summary.get('n', 'fresh')} stories told for this test."
                number(_NAMES[name], f"{value:.2f}", tip, control=controls.get(name, ""), note=spread)
    if one.has("cases.parquet"):
        _against(one)


def _best_other(summary: dict[str, Any]) -> str:
    highest, controls = summary.get("control_auroc_highest"), summary.get("controls")
    return f"{highest:.2f}, the best of {controls} other units" if isinstance(highest, float) else "0.5 by chance"


def _against(one: Artifact) -> None:
    """Draw the strongest counter-examples."""
    import pyarrow.compute as pc

    rows = read_table(one, "cases.parquet", None, pc.field("right") == False).to_pylist()  # noqa: E712
    with st.expander(f"Where it is wrong ({len(rows):,} cases)"), readable(one):
        colours = palette()
        for row in rows[:_CASES]:
            shown = [
                Token(f" {token}", float(value), f"{token}  {value:+.3f}")
                for token, value in zip(row["tokens"], row["activations"], strict=True)
            ]
            strip = token_strip(shown, colours.activation, negative=colours.effect)
            st.html(f'<div class="ss-example"><span class="ss-role">{escape(row["set"])}</span>{strip}</div>')
