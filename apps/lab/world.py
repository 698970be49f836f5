"""The world of the text: what a reader makes of it, and what probes read in the model beside it."""

from typing import TYPE_CHECKING, Any

import streamlit as st

from apps.figures.lens import GridCell, token_map
from apps.lab import kept
from apps.lab.glass import Glass
from apps.markup import escape, fact_table
from apps.shell import absent, choose, draw, palette
from workbench.artifacts import Artifact
from workbench.language.hookpoints import parse

if TYPE_CHECKING:
    from workbench.reading.reading import Reading as WorldReading

_CLASSES = 10


def draw_view(glass: Glass) -> None:
    """Draw the view."""
    left, right = st.columns([4, 6], gap="large")
    with left:
        st.subheader("What is so here", anchor=False)
        _state(glass, kept.world(glass.text))
    with right:
        st.subheader("What probes read in the model", anchor=False)
        _probes(glass)


def _state(glass: Glass, world: "WorldReading") -> None:
    """Draw the sentences with the chosen one marked, and the state at its end as the reader folds it."""
    here = glass.reading.run.offsets[glass.at][0]
    number = max((index for index, one in enumerate(world.sentences) if one.start <= here), default=0)
    unread = {one.sentence: one.why for one in world.unread}
    lines = [
        f'<div class="ss-line{" ss-now" if index == number else ""}"><span class="ss-role">'
        f"{'not read' if index in unread else f'sentence {index + 1}'}</span>"
        f'<div class="ss-story">{escape(world.sentence_text(index)[:400])}</div></div>'
        for index in range(min(len(world.sentences), 40))
    ]
    st.html("".join(lines))
    state = world.state_after(number)
    new = {(fact.relation, fact.subject) for fact in world.facts if fact.sentence == number}
    rows = [(subject, relation, value or "nobody") for (relation, subject), value in state.items()]
    if rows:
        marked = [index for index, (subject, relation, _) in enumerate(rows) if (relation, subject) in new]
        st.html(
            fact_table(rows[-30:], ("who or what", "is", "so"), [index - max(0, len(rows) - 30) for index in marked])
        )
        st.caption(
            f"After sentence {number + 1}, read by rules from the words alone; what this sentence changed is bold."
        )
    else:
        st.caption("The reader finds no fact up to here.")
    for one in world.problems[:4]:
        st.html(f'<div class="ss-mute">Does not fit: {escape(one.why)}</div>')


def _probes(glass: Glass) -> None:
    facts = kept.beside("token_probe", glass.model)
    sources: dict[str, tuple[str, Artifact]] = {}
    if facts is not None:
        sources |= {target: ("token", facts) for target in facts.manifest.summary.get("classes", {})}
    if glass.probe is not None:
        sources |= {
            f"{target} (whole story)": ("story", glass.probe) for target in glass.probe.manifest.summary["best"]
        }
    if not sources:
        absent(
            "Nothing was probed in this model yet. Read its labels:",
            f"storyscope probe --model {glass.model.manifest.id}",
        )
        return
    name = choose("reads", "Reads", list(sources), tip="A probe is a linear reader of the residual stream.")
    how, artifact = sources[name]
    if how == "token":
        _of_tokens(glass, artifact, name)
    else:
        _of_story(glass, artifact, name.removesuffix(" (whole story)"))
    if facts is None:
        line = f"storyscope probe-tokens --model {glass.model.manifest.id}"
        absent("Who holds what, where somebody is, who is meant: token probes read these, once they are made:", line)


def _of_story(glass: Glass, probe: Artifact, target: str) -> None:
    from probes.lab.directions import class_chances, readout

    summary = probe.manifest.summary
    best = summary["best"][target]
    same = ("layer", "site", "position")
    hook = next(
        str(row["hook"])
        for row in summary["results"]
        if row["target"] == target and all(row[key] == best[key] for key in same)
    )
    weight, bias = readout(probe, target, best["position"], hook)
    stream = glass.reading.run.seen[parse(hook)][0, 1:].float()
    chances = class_chances(stream, weight, bias, best["position"])
    _map(glass, [str(one) for one in summary["classes"][target]], chances.tolist(), None)
    control = max(best[key] for key in ("shuffled", "bag_of_words", "random_init", "majority"))
    low, high = best["ci95"]
    what = "the mean over the tokens so far" if best["position"] == "mean" else "the token itself"
    st.caption(
        f"Read at {hook} from {what}, as if the story ended there. On held-out whole stories it is right in "
        f"{best['accuracy']:.1%} (95% {low:.1%} to {high:.1%}); its strongest control {control:.1%}."
    )


def _of_tokens(glass: Glass, probe: Artifact, target: str) -> None:
    from probes.lab.directions import class_chances
    from probes.lab.truth import read_story, truth_of

    row: dict[str, Any] = next(one for one in probe.manifest.summary["results"] if one["target"] == target)
    weight, bias = _token_readout(probe, target, str(row["hook"]))
    point = parse(str(row["hook"]))
    if point not in glass.reading.run.seen:
        st.caption(f"It reads {point}, which the lab does not keep.")
        return
    chances = class_chances(glass.reading.run.seen[point][0, 1:].flatten(1).float(), weight, bias, "last")
    classes = [str(one) for one in probe.manifest.summary["classes"][target]]
    story = read_story(kept.world(glass.text), glass.reading.run.offsets[1:])
    truth = truth_of(target, story)
    _map(glass, classes, chances.tolist(), truth)
    said = [classes[index] for index in chances.argmax(-1).tolist()]
    known = [(one, two) for one, two in zip(said, truth, strict=True) if two in classes]
    right = sum(one == two for one, two in known)
    here = f"Here it agrees with the reader at {right} of {len(known)} tokens. " if known else ""
    controls = ("shuffled", "majority", "word_type", "words_so_far", "embedding", "random_init")
    control = max((row[key], key) for key in controls if row.get(key) is not None)
    low, high = row["ci95"]
    st.caption(
        f"{here}○ marks what the reader says is so. On held-out stories it is right at {row['accuracy']:.1%} of "
        f"{row['n']:,} tokens (95% {low:.1%} to {high:.1%}); its strongest control, {control[1].replace('_', ' ')}, "
        f"{control[0]:.1%}."
    )


def _token_readout(probe: Artifact, target: str, hook: str) -> tuple[Any, Any]:
    from safetensors import SafetensorError, safe_open

    from workbench.errors import StoryscopeError

    try:
        with safe_open(probe.file("weights.safetensors"), "pt") as weights:
            key = f"{target}/{hook}"
            return weights.get_tensor(f"{key}/weight").float(), weights.get_tensor(f"{key}/bias").float()
    except (OSError, SafetensorError) as fault:
        what = f"The weights of {probe.label} cannot be read: {fault}."
        raise StoryscopeError(what, "Measure it again: storyscope probe-tokens.") from fault


def _map(glass: Glass, classes: list[str], chances: list[list[float]], truth: list[str | None] | None) -> None:
    """Draw the likeliest classes by tokens; begin of text has no reading."""
    most = sorted(range(len(classes)), key=lambda index: -max(row[index] for row in chances))[:_CLASSES]
    so = {name for name in truth or () if name in classes}
    most += [index for index, name in enumerate(classes) if name in so and index not in most]
    names = glass.names[1:]
    cells = [
        [
            GridCell(
                value=chances[at][index],
                text="○" if truth is not None and truth[at] == classes[index] else "",
                tip=f"after {name}: {classes[index]} {chances[at][index]:.0%}"
                + ("" if truth is None or truth[at] is None else f"\nthe reader: {truth[at]}"),
            )
            for at, name in enumerate(names)
        ]
        for index in most
    ]
    rows = [classes[index] for index in most]
    chart = token_map(
        cells, rows, names, palette().accuracy, palette(), bar="probability", top=1.0, form=".0%", at=glass.at - 1
    )
    draw(chart, "world")
