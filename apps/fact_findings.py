"""What the measurements of one fact say, as numbers and as sentences."""

from collections.abc import Mapping, Sequence
from typing import Any

from apps.results import effect_rows
from workbench.artifacts import Artifact
from workbench.statistics import wilson

Row = Mapping[str, Any]
_GUESSING = 0.25


def behaviour(patching: Artifact, untrained: tuple[int, int]) -> dict[str, Any]:
    """Whether the model knows the fact at all: pairs solved, by form, beside guessing and random weights."""
    values = patching.manifest.summary
    forms = list(values["forms"])
    known = [form for form in forms if form["solved_ci95"][0] > _GUESSING and form["n"] >= 20]
    n, solved = int(values["pairs"]), int(values["solved"])
    return {
        "pairs": n,
        "solved": solved,
        "share": solved / n,
        "ci95": values["solved_ci95"],
        "clean_logit_diff": values["clean_logit_diff"],
        "corrupt_logit_diff": values["corrupt_logit_diff"],
        "forms": forms,
        "forms_known": [form["form"] for form in known],
        "knows": bool(known) or values["solved_ci95"][0] > _GUESSING,
        "untrained": untrained[0] / untrained[1],
        "untrained_ci95": wilson(*untrained),
        "selection": values["selection"],
        "patched": values["n_selected"],
    }


def sites(patching: Artifact) -> list[dict[str, Any]]:
    """The residual stream before every layer: the role that carries most, and what the cue and the last word carry."""
    rows = [row for row in effect_rows(patching) if row["component"] == "resid_pre"]
    found: list[dict[str, Any]] = []
    for layer in sorted({row["layer"] for row in rows}):
        here = [row for row in rows if row["layer"] == layer and row["direction"] == "denoising"]
        for row in sorted(here, key=lambda row: -row["effect"]):
            found.append({name: row[name] for name in ("layer", "role", "effect", "lo", "hi", "n", "p_family", "real")})
    return found


def heads(patching: Artifact, selectivity: Artifact | None) -> list[dict[str, Any]]:
    """Every head at all positions: what suffices, what is needed, whether it is real, and how selective it is."""
    rows = [row for row in effect_rows(patching) if row["component"] == "z" and row["role"] == "all"]
    needed = {(row["layer"], row["head"]): row for row in rows if row["direction"] == "noising"}
    chosen = {} if selectivity is None else {(row["layer"], row["head"]): row for row in _own(patching, selectivity)}
    found: list[dict[str, Any]] = []
    for row in (row for row in rows if row["direction"] == "denoising"):
        place = (row["layer"], row["head"])
        other, picked = needed.get(place), chosen.get(place)
        found.append(
            {
                "head": f"{row['layer']}.{row['head']}",
                **{name: row[name] for name in ("effect", "lo", "hi", "n", "p_family", "real")},
                "noising": other and other["effect"],
                "noising_real": other and other["real"],
                "selectivity": picked and picked["selectivity"],
                "selectivity_ci95": picked and (picked["selectivity_lo"], picked["selectivity_hi"]),
                "only": bool(picked and picked["only"]),
            }
        )
    return sorted(found, key=lambda row: -abs(row["effect"]))


def _own(patching: Artifact, selectivity: Artifact) -> list[Row]:
    """The rows of the matrix for this fact, heads only."""
    factor = str(patching.manifest.summary["factor"])
    return [
        row
        for row in selectivity.manifest.summary["matrix"]
        if row["component"] == "z" and str(row["factor"]).partition("(")[0] == factor and row["selectivity"] is not None
    ]


def answer(question: str, found: Mapping[str, Any]) -> list[str]:
    """The answer in sentences; every one has its numbers."""
    acts = found["behaviour"]
    said = [
        f"{question} The model answers {acts['solved']:,} of {acts['pairs']:,} pairs right on both sides "
        f"({acts['share']:.1%}, {_span(acts['ci95'], 100)}%); guessing each side would solve 25%, the same model with "
        f"random weights solves {acts['untrained']:.1%}."
    ]
    if acts["forms_known"]:
        said.append(f"It solves more than guessing would in: {'; '.join(acts['forms_known'])}.")
    if not acts["knows"]:
        said.append("So it does not know this fact in any form, and where it would be kept cannot be asked of it.")
        return said
    said += [*_where(found["sites"]), *_which(found["heads"])]
    circuit, swaps = found.get("circuit"), found.get("interchange") or []
    if circuit:
        said.append(
            f"{circuit['edges']} of {circuit['edges_total']} edges alone keep {circuit['faithfulness']:.2f} "
            f"({_span(circuit['faithfulness_ci95'])}) of the gap on {circuit['n_test']} pairs that they were not "
            f"chosen on; without them {circuit['completeness']:.2f} of it is lost; connected random circuits of that "
            f"size keep {max(circuit['random_faithfulness'], key=abs):.2f} at most."
        )
    said += _swapped(swaps)
    return said


def _where(rows: Sequence[Row]) -> list[str]:
    """The layer before which the fact has gone from the words that tell it to the last word."""
    strongest = {row["layer"]: row for row in reversed(rows)}  # rows of a layer run from strong to weak
    parts = [
        f"layer {layer}: {row['role']} words {row['effect']:.2f} ({row['lo']:.2f} to {row['hi']:.2f})"
        for layer, row in sorted(strongest.items())
    ]
    return [f"What the residual stream restores before each layer, at the best words: {'; '.join(parts)}."]


def _which(rows: Sequence[Row]) -> list[str]:
    real = [row for row in rows if row["real"] and row["effect"] > 0.1]
    if not real:
        return ["No single head moves more than a tenth of it beyond what luck would (family-wise 5%)."]
    words = [
        f"{row['head']} {row['effect']:.2f} ({row['lo']:.2f} to {row['hi']:.2f})"
        + (f", needed {row['noising']:.2f}" if row["noising"] is not None else "")
        for row in real[:6]
    ]
    said = [f"Heads that move it, real at a family-wise 5%, n {real[0]['n']:,}: {'; '.join(words)}."]
    only = [row for row in real if row["only"]]
    if only:
        names = "; ".join(
            f"{row['head']} by {row['selectivity']:.2f} ({_span(row['selectivity_ci95'])})" for row in only[:4]
        )
        said.append(f"More than any other fact that was compared: {names}.")
    else:
        said.append("None of them moves this fact more than every other fact that was compared.")
    return said


def _swapped(rows: Sequence[Row]) -> list[str]:
    own = [row for row in rows if row["variable"] == "answer"]
    learned = [row for row in own if row["subspace"] == "das"]
    if not learned:
        return []
    best = max(learned, key=lambda row: row["accuracy"])
    same = {
        row["subspace"]: row
        for row in own
        if all(row[name] == best[name] for name in ("layer", "role")) and row["dimensions"] in (best["dimensions"],)
    }
    rivals = ", ".join(
        f"{words} {same[name]['accuracy']:.0%}"
        for name, words in (("random", "random subspaces"), ("random_labels", "learned from random demands"))
        if name in same
    )
    return [
        f"Swapping {best['dimensions']} learned dimensions of the {best['role']} words before layer {best['layer']} "
        f"makes the answer follow in {best['accuracy']:.0%} of {best['n']} swaps on other pairs "
        f"({_span((best['lo'], best['hi']), 100)}%); {rivals}."
    ]


def _span(ends: Sequence[float], times: float = 1) -> str:
    form = ".0f" if times == 100 else ".2f"
    return f"{ends[0] * times:{form}} to {ends[1] * times:{form}}"
