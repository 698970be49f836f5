"""`experiment fact`: where a model keeps a fact and which heads move it, with every number's interval and controls."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from workbench import artifacts
from workbench.artifacts import Artifact
from workbench.config import option, to_dict
from workbench.errors import StoryscopeError
from workbench.progress import SILENT, Progress

PAGE, FINDINGS = "fact.html", "findings.json"
_COMPARED = ("tone", "topic", "holder", "place", "emotion", "name")
_ASKED = ("seed", "select", "form", "most", "compared", "compared_pairs")
_EDITION = 1


@dataclass(frozen=True, kw_only=True)
class FactConfig:
    """What `experiment fact` needs."""

    model: str = option("", "the model: a name, an id prefix or a path; empty: the newest")
    change: str = option("holder", "the fact, as twins change takes it: holder, holder(ball), name, emotion, ...")
    pairs: str = option("", "a pairs artifact instead")
    n_pairs: int = option(1000, "how many pairs to make")
    select: str = option("solved", "which pairs to patch: solved, forms or all")
    form: str = option("", "only forms that contain this text")
    most: int = option(120, "patch at most so many pairs")
    compared: tuple[str, ...] = option(_COMPARED, "facts that heads are compared on")
    compared_pairs: tuple[str, ...] = option((), "pairs artifacts to compare on instead")
    seed: int = option(0, "seed of everything")
    name: str = option("", "the artifact's name; empty: the change")

    def __post_init__(self) -> None:
        """Raise StoryscopeError for numbers that make no sense."""
        if self.most < 8 or self.n_pairs < 8:
            raise StoryscopeError("n_pairs or most is too small.", "Use at least 8.")


def fact(config: FactConfig, progress: Progress = SILENT) -> Artifact:
    """Measure, then answer; every measurement is an artifact of its own, so an interrupted run goes on where it was."""
    from apps import fact_findings
    from probes.circuits.untrained import solved_untrained
    from probes.patching import pairs_of

    model = artifacts.resolve("model", config.model)
    pairs = pairs_of(config.pairs, config.change, config.n_pairs, config.seed, model, progress)
    parts, refused = _measured(config, model, pairs, progress)
    settings = {key: value for key, value in to_dict(config).items() if key in _ASKED}
    settings["change"] = str(pairs.manifest.summary.get("change") or config.change)
    parents = [model, pairs, *parts.values()]
    done = artifacts.finished("fact_report", settings, parents, schema=_EDITION)
    if done is not None:
        return done
    patching = parts["patching"]
    found: dict[str, Any] = {
        "question": f"Where does the model {model.label} keep {_words(settings['change'])}, and which heads move it?",
        "behaviour": fact_findings.behaviour(patching, solved_untrained(model, pairs, config.seed)),
        "sites": fact_findings.sites(patching),
        "heads": fact_findings.heads(patching, parts.get("selectivity")),
        "circuit": _summary(parts, "circuit"),
        "interchange": (_summary(parts, "interchange") or {}).get("results"),
        "selectivity": (_summary(parts, "selectivity") or {}).get("matrix"),
        "not_measured": refused,
        "made_from": [one.ref for one in parents],
    }
    found["answer"] = fact_findings.answer(found["question"], found)
    name = config.name or settings["change"].replace("(", "-").replace(")", "").replace(" ", "-")
    with artifacts.create("fact_report", name, settings, parents, schema=_EDITION) as draft:
        from apps.fact_page import whole

        (draft.path / FINDINGS).write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
        (draft.path / PAGE).write_text(whole(found, parts), encoding="utf-8")
        brief = ("question", "answer", "behaviour", "heads", "not_measured", "made_from")
        draft.summary.update({key: found[key] for key in brief} | {"model": model.label})
    made = artifacts.finished("fact_report", settings, parents, schema=_EDITION)
    assert made is not None
    return made


def _measured(
    config: FactConfig, model: Artifact, pairs: Artifact, progress: Progress
) -> tuple[dict[str, Artifact], list[str]]:
    """Every measurement; those that cannot be made say why."""
    from probes.circuits.finding import CircuitConfig, find_circuit
    from probes.circuits.interchanging import InterchangeConfig, interchange
    from probes.circuits.selectivity import SelectivityConfig, selectivity
    from probes.patching import PatchConfig, patch

    common: dict[str, Any] = {
        "model": str(model.path),
        "pairs": str(pairs.path),
        "select": config.select,
        "form": config.form,
        "most": config.most,
        "seed": config.seed,
    }
    change = str(pairs.manifest.summary.get("change") or config.change)
    family = change.partition("(")[0]
    compared: dict[str, Any] = {"factors": (change, *(one for one in config.compared if one not in (change, family)))}
    if config.compared_pairs:
        compared = {"pairs": (str(pairs.path), *config.compared_pairs)}
    alike = {key: common[key] for key in ("model", "select", "seed")}
    steps: dict[str, Callable[[], Artifact]] = {
        "patching": lambda: patch(PatchConfig(**common), progress),
        "circuit": lambda: find_circuit(CircuitConfig(**common), progress),
        "interchange": lambda: interchange(InterchangeConfig(**common), progress),
        "selectivity": lambda: selectivity(
            SelectivityConfig(**alike, **compared, n_pairs=max(8, config.n_pairs // 2)), progress
        ),
    }
    parts: dict[str, Artifact] = {}
    refused: list[str] = []
    for name, make in steps.items():
        if name != "patching" and parts["patching"].manifest.summary["selected"] != config.select:
            refused.append(f"{name}: too few pairs are solved.")
            continue
        try:
            parts[name] = make()
        except StoryscopeError as fault:
            if name == "patching":
                raise
            refused.append(f"{name}: {fault}")
    return parts, refused


def _summary(parts: dict[str, Artifact], name: str) -> dict[str, Any] | None:
    return dict(parts[name].manifest.summary) if name in parts else None


def _words(change: str) -> str:
    """A change in plain words.

    >>> _words("holder(ball)"), _words("tense")
    ('who has the ball', 'the tense (present or past)')
    """
    from workbench.stories.pair_families import FAMILIES, parse_change

    try:
        family, argument = parse_change(change)
    except StoryscopeError:
        return change
    if family == "holder":
        return f"who has the {argument}" if argument and argument[0].islower() else "who has a thing"
    help = FAMILIES[family].help
    return f"the {family} ({help})" + (f" of {argument}" if argument else "")
