"""The headline numbers of a set of artifacts, each with its interval, its n and the baseline it must beat."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from apps.store import summary_number
from workbench.artifacts import Artifact


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    """One number as people read it, what it must beat, and what it means."""

    name: str
    value: str
    interval: str = ""
    baseline: str = ""
    meaning: str
    source: str


def newest(artifacts: Sequence[Artifact], kind: str) -> Artifact | None:
    """Return the last artifact of a kind in a list that runs from old to new."""
    return next((one for one in reversed(artifacts) if one.manifest.kind == kind), None)


def headlines(artifacts: Sequence[Artifact]) -> list[Headline]:
    """Return the headline numbers of the newest artifact of every kind; what a summary lacks is left out."""
    found: list[Headline] = []
    for kind, maker in (
        ("corpus", _corpus),
        ("model", _model),
        ("probe", _probe),
        ("sae", _sae),
        ("sae_eval", _sae_eval),
        ("features", _features),
        ("patching", _patching),
        ("winogrande", _winogrande),
    ):
        artifact = newest(artifacts, kind)
        if artifact is not None:
            found += maker(artifact)
    return found


def percent(value: float) -> str:
    """Return a share of 1 as a percentage with one decimal."""
    return f"{value:.1%}"


def interval(bounds: object) -> str:
    """Return a 95% interval of shares as text, "" if there is none."""
    pair = cast("list[float]", bounds) if isinstance(bounds, list | tuple) else []
    return f"{pair[0]:.1%} – {pair[1]:.1%}" if len(pair) == 2 else ""


def best_ngram(model: Artifact) -> tuple[str, float] | None:
    """Return the strongest n-gram baseline of a model: its name and its bits per byte."""
    table: object = model.manifest.summary.get("ngram_bits_per_byte")
    if isinstance(table, int | float):
        return "n-gram", float(table)
    if not isinstance(table, dict) or not table:
        return None
    order, value = min(cast("dict[str, float]", table).items(), key=lambda item: item[1])
    return f"{order}-gram", float(value)


def _corpus(corpus: Artifact) -> list[Headline]:
    stories, types = summary_number(corpus, "stories"), summary_number(corpus, "types")
    rate = summary_number(corpus, "stories_per_second")
    if stories is None:
        return []
    return [
        Headline(
            name="Labelled stories",
            value=f"{stories:,.0f}",
            baseline=f"{types:,.0f} word types" if types else "",
            interval=f"{rate:,.0f} stories/s" if rate else "",
            meaning="Stories that the simulated world acted out and told, each with its full record.",
            source=corpus.label,
        )
    ]


def _model(model: Artifact) -> list[Headline]:
    bits, size = summary_number(model, "val_bits_per_byte"), summary_number(model, "parameters")
    rival = best_ngram(model)
    if bits is None:
        return []
    return [
        Headline(
            name="Validation bits per byte",
            value=f"{bits:.3f}",
            interval=f"{size:,.0f} parameters" if size else "",
            baseline=f"{rival[0]} {rival[1]:.3f}" if rival else "",
            meaning="How many bits the model needs per byte of unseen story; lower is better. "
            "A model above the n-gram line has learned no more than word sequences.",
            source=model.label,
        )
    ]


def _probe(probe: Artifact) -> list[Headline]:
    found: list[Headline] = []
    rows = cast("list[dict[str, Any]]", probe.manifest.summary.get("results") or [])
    for target in dict.fromkeys(str(row.get("target", "")) for row in rows):
        own = [row for row in rows if row.get("target") == target and isinstance(row.get("accuracy"), int | float)]
        if not own:
            continue
        best = _chosen(probe, target) or max(own, key=lambda row: row["accuracy"])
        best = next((row for row in own if all(row.get(key) == best.get(key) for key in _PLACE)), own[0])
        controls = {
            name: best[key]
            for key, name in (
                ("bag_of_words", "bag of words"),
                ("random_init", "random init"),
                ("majority", "majority"),
                ("shuffled", "shuffled"),
            )
            if isinstance(best.get(key), int | float)
        }
        rival = max(controls, key=lambda name: controls[name], default="")
        found.append(
            Headline(
                name=f"Probe: {target}",
                value=percent(best["accuracy"]),
                interval=interval(best.get("ci95")),
                baseline=f"{rival} {percent(controls[rival])}" if rival else "",
                meaning="Held-out accuracy of the best linear probe "
                f"(layer {best.get('layer')}, {best.get('position')}); the baseline is its strongest control.",
                source=probe.label,
            )
        )
    return found


_PLACE = ("layer", "site", "position")


def _chosen(probe: Artifact, target: str) -> dict[str, Any] | None:
    """Return where the validation part found the target best, so that the test part only measures."""
    best: object = probe.manifest.summary.get("best")
    found = cast("dict[str, Any]", best).get(target) if isinstance(best, dict) else None
    return cast("dict[str, Any]", found) if isinstance(found, dict) else None


def _sae(sae: Artifact) -> list[Headline]:
    variance, l0 = summary_number(sae, "explained_variance"), summary_number(sae, "l0")
    alive = summary_number(sae, "alive")
    if variance is None:
        return []
    return [
        Headline(
            name="Dictionary: explained variance",
            value=percent(variance),
            interval=f"L0 {l0:.1f}" if l0 is not None else "",
            baseline=f"{percent(alive)} alive" if alive is not None else "",
            meaning="Share of the activations' variance about their mean that the dictionary's reconstruction keeps, "
            "with L0 features active per token.",
            source=sae.label,
        )
    ]


def _sae_eval(result: Artifact) -> list[Headline]:
    score, coverage = summary_number(result, "ce_loss_score"), summary_number(result, "coverage")
    rebuilt = summary_number(result, "reconstruction")
    if score is None:
        return []
    truth = [("coverage", coverage), ("reconstruction", rebuilt)]
    return [
        Headline(
            name="Dictionary: loss recovered",
            value=percent(score),
            baseline=", ".join(f"{name} {value:.2f}" for name, value in truth if value is not None),
            meaning="Share of the model's loss that survives when the activation is replaced by the dictionary's "
            "reconstruction (0% = as bad as deleting it); coverage: mean over properties of the best feature's F1.",
            source=result.label,
        )
    ]


def _features(features: Artifact) -> list[Headline]:
    neurons, latents = summary_number(features, "neurons"), summary_number(features, "dictionary_features")
    tokens = summary_number(features, "tokens")
    if neurons is None:
        return []
    return [
        Headline(
            name="Features with a label card",
            value=f"{neurons + (latents or 0):,.0f}",
            interval=f"{neurons:,.0f} neurons, {latents or 0:,.0f} latents",
            baseline=f"{tokens:,.0f} tokens read" if tokens else "",
            meaning="Neurons and dictionary features measured against the world's ground truth.",
            source=features.label,
        )
    ]


def _patching(patching: Artifact) -> list[Headline]:
    rows = cast("list[dict[str, Any]]", patching.manifest.summary.get("components") or [])
    # The whole residual stream, or every position at once, restores the answer by construction.
    single = [row for row in rows if row.get("component") in ("attn_out", "mlp_out") and row.get("role") != "all"]
    scored = [row for row in single if isinstance(row.get("effect"), int | float)]
    if not scored:
        return []
    best = max(scored, key=lambda row: row["effect"])
    pair: Any = best.get("ci95")
    spread = f"{pair[0]:.2f} – {pair[1]:.2f}" if isinstance(pair, list | tuple) else ""
    told_apart = patching.manifest.summary.get("told_apart", True)
    clear = told_apart and (not spread or pair[1] - pair[0] < 1)
    pairs, solved = summary_number(patching, "pairs"), summary_number(patching, "solved")
    words = {"attn_out": "attention", "mlp_out": "MLP"}[best["component"]]
    return [
        Headline(
            name=f"Patching: {words} of layer {best.get('layer')}",
            value=f"{best['effect']:.2f}" if clear else "unclear",
            interval=spread,
            baseline=f"0 = nothing, 1 = all; {solved or 0:,.0f} of {pairs or 0:,.0f} pairs solved",
            meaning="The single component that restores most of the clean answer when its activation at the "
            f"{best.get('role')} tokens is moved over (denoising; the residual stream itself is left out).",
            source=patching.label,
        )
    ]


def _winogrande(result: Artifact) -> list[Headline]:
    accuracy, majority = summary_number(result, "accuracy"), summary_number(result, "majority")
    count, p_value = summary_number(result, "n"), summary_number(result, "p_vs_majority")
    if accuracy is None:
        return []
    rival = f"majority {percent(majority)}" if majority is not None else ""
    return [
        Headline(
            name="WinoGrande",
            value=percent(accuracy),
            interval=interval(result.manifest.summary.get("ci95")),
            baseline=rival + (f", p = {p_value:.2g}" if p_value is not None else ""),
            meaning=f"Partial scoring on {count or 0:,.0f} items whose twins have opposite answers.",
            source=result.label,
        )
    ]
