"""One story with its record drawn over it: cues tinted by axis, mentions underlined by entity, roles in the gutter."""

from collections.abc import Collection
from dataclasses import replace

from apps.figures import Palette
from apps.markup import Line, Span, escape, overlay
from workbench.records import AXES, Story

_LINES: tuple[Line, ...] = ("solid", "dashed", "dotted")


def entity_marks(story: Story, palette: Palette) -> dict[str, tuple[str, Line]]:
    """Return colour and underline of each entity, in order of first mention; the axes' colours are left to cues.

    When the colours are used up they come again with another underline.
    """
    free = palette.categories[len(AXES) :]
    entities = dict.fromkeys(mention.entity for mention in story.mentions)
    return {
        entity: (free[index % len(free)], _LINES[index // len(free) % len(_LINES)])
        for index, entity in enumerate(entities)
    }


def spans(story: Story, palette: Palette, show: Collection[str]) -> list[Span]:
    """Return the spans to draw; `show` holds any of "cues" and "mentions"."""
    tints = {axis: palette.category(index) for index, axis in enumerate(AXES)}
    found: list[Span] = []
    if "cues" in show:
        for cue in story.cues:
            tint = tints.get(cue.axis, palette.category(len(AXES)))
            found.append(Span(cue.start, cue.end, "cue", tint, f"cue · {cue.axis}: {cue.value}"))
    if "mentions" in show:
        marks = entity_marks(story, palette)
        for mention in story.mentions:
            tip = f"{mention.form} · means {mention.entity}"
            found.append(
                Span(mention.start, mention.end, "mention", marks[mention.entity][0], tip, marks[mention.entity][1])
            )
    return found


def story_lines(
    story: Story, palette: Palette, show: Collection[str], chosen: int, hits: Collection[tuple[int, int]] = ()
) -> str:
    """Return the story as HTML: running text, or one sentence a line with its plot role if "plot roles" is in `show`.

    Sentence number `chosen` (from 0) is marked, and so is what a search found (`hits`, as character spans).
    """
    drawn = [*spans(story, palette, show), *(Span(start, end, "hit", palette.primary) for start, end in hits)]
    if "plot roles" not in show or not story.sentences:
        here = story.sentences[chosen] if 0 <= chosen < len(story.sentences) else None
        mark = [Span(here.start, here.end, "chosen", palette.primary)] if here else []
        return overlay(story.text, [*drawn, *mark])
    lines: list[str] = []
    for number, sentence in enumerate(story.sentences):
        inside = _moved(drawn, sentence.start, sentence.end)
        state = " ss-now" if number == chosen else " ss-later" if number > chosen else ""
        body = overlay(story.text[sentence.start : sentence.end], inside)
        lines.append(
            f'<div class="ss-line{state}"><span class="ss-role" data-tip="sentence {number + 1}, its part in the plot">'
            f"{number + 1} {escape(sentence.role)}</span>{body}</div>"
        )
    return f'<div class="ss-lines">{"".join(lines)}</div>'


def _moved(spans: list[Span], start: int, end: int) -> list[Span]:
    """Return what lies within [start, end), counted from `start`."""
    return [
        replace(span, start=max(start, span.start) - start, end=min(end, span.end) - start)
        for span in spans
        if span.start < end and span.end > start
    ]


def world_rows(story: Story, chosen: int) -> tuple[list[tuple[str, str, str, str, str]], list[int]]:
    """Return the state after sentence `chosen` as table rows by subject, and which rows that sentence brought about.

    Columns: subject, relation, value, since which sentence (counted from 1), whether the text tells it.
    """
    latest = {(fact.subject, fact.relation): fact for fact in story.facts if fact.sentence <= chosen}
    ordered = [latest[key] for key in sorted(latest)]
    rows = [
        (
            fact.subject,
            fact.relation,
            fact.value,
            "the start" if fact.sentence < 0 else f"sentence {fact.sentence + 1}",
            fact.told,
        )
        for fact in ordered
    ]
    return rows, [index for index, fact in enumerate(ordered) if fact.sentence == chosen]
