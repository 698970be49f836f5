"""Scoring: one criterion of one completion at a time, blind to who wrote it and what any judge said of it."""

import csv
from pathlib import Path
from tempfile import TemporaryDirectory

import streamlit as st

from apps.console import spell_seconds
from apps.markup import escape, literal
from apps.scoring.moving import ImportConfig, import_scores
from apps.scoring.sheet import Question, Sheet, pace, sheet_of
from apps.scoring.store import ScoreStore, projects
from apps.shell import command, heading, missing, panel
from workbench.errors import StoryscopeError

_KEYS = ((0.0, "0", "Not met"), (0.5, "5", "Half met"), (1.0, "1", "Met"))
"""Scores with their keys and names."""
_TIP = "Keys: 0 not met, 5 half met, 1 met, left and right arrow to look back and on, Backspace to take a score back."


def page() -> None:
    """Draw the page."""
    heading("Scoring", "Say of one statement at a time whether a completion meets it. Nobody tells you who wrote it.")
    there = projects()
    if not there:
        missing("judged")
        st.caption("Then put the completions before people, or upload scores that you have:")
        st.code("storyscope scores import tinyscale-categorised", language="bash")
        with panel():
            _upload()
        command("storyscope scores import FILE.csv --project round-1")
        return
    left, right, more = st.columns([3, 3, 2], vertical_alignment="bottom")
    project = left.selectbox("Project", there, key="project", bind="query-params")
    rater = right.text_input("Your name", key="rater", bind="query-params", max_chars=40, help="Kept with your scores.")
    with more.popover("Import", icon=":material/upload:"), panel():
        _upload()
    store = ScoreStore(project or there[0])
    rater = " ".join(rater.split())
    if not rater:
        st.info("Type your name to begin: scores of several people are kept apart.", icon=":material/person:")
    else:
        with panel():
            _score(store, rater)
    command(f"storyscope scores export {store.project}.csv --project {store.project}")


def _score(store: ScoreStore, rater: str) -> None:
    """Draw the question where this rater is, and take the answer."""
    sheet = sheet_of(store, rater)
    if not sheet.questions:
        raise StoryscopeError(f"The project {store.project} has nothing to score.", "Import completions into it.")
    key = f"place-{store.project}-{rater}"
    place = int(st.session_state.setdefault(key, sheet.first_open() or 0)) % len(sheet.questions)
    _standing(store, rater, sheet)
    one = sheet.questions[place]
    given = sheet.score(place)
    st.html(
        f'<div class="ss-score" style="font-size:1.05rem;line-height:1.6;white-space:pre-wrap;max-width:46rem">'
        f'<span class="ss-mute">{escape(one.text.prompt)}</span>{escape(one.text.completion)}</div>'
    )
    st.subheader(literal(one.statement, 300), anchor=False)
    names = {score: name for score, _, name in _KEYS}
    st.caption(
        f"{place + 1:,} of {len(sheet.questions):,} · {literal(one.text.category)} · "
        + ("not scored yet" if given is None else f"scored: {names.get(given, f'{given:g}').lower()}")
    )
    for where, (score, letter, name) in zip(st.columns(3), _KEYS, strict=True):
        where.button(
            name,
            key=f"score-{letter}-{place}",  # a second press of a key is none for the next question
            shortcut=letter,
            width="stretch",
            type="primary" if given == score else "secondary",
            on_click=_press,
            args=(store, rater, sheet, one, score, key, place),
        )
    back, undo, on = st.columns(3)
    back.button("Back", shortcut="Left", width="stretch", key=f"back-{place}", on_click=_go, args=(key, place - 1))
    undo.button(
        "Take back",
        shortcut="Backspace",
        width="stretch",
        key=f"undo-{place}",
        disabled=given is None,
        on_click=_press,
        args=(store, rater, sheet, one, None, key, place),
    )
    on.button("On", shortcut="Right", width="stretch", key=f"on-{place}", on_click=_go, args=(key, place + 1))
    st.caption(_TIP)


def _press(
    store: ScoreStore, rater: str, sheet: Sheet, one: Question, score: float | None, key: str, place: int
) -> None:
    """Keep the score; only when it is on the disk the page moves on."""
    try:
        store.press(rater, one.text.id, one.criterion, score)
    except StoryscopeError as fault:
        st.error(f"{literal(fault.what, 400)} {literal(fault.do, 400)} This score is not kept.")
        return
    if score is not None:
        after = sheet.first_open(place + 1) if place + 1 < len(sheet.questions) else sheet.first_open()
        _go(key, place + 1 if after in (None, place) else after)


def _go(key: str, place: int) -> None:
    st.session_state[key] = place


def _standing(store: ScoreStore, rater: str, sheet: Sheet) -> None:
    """Draw how far this rater is, and how fast."""
    done, whole = sheet.done, len(sheet.questions)
    seconds = pace(store, rater)
    said = f"{done:,} of {whole:,} scored"
    if seconds is not None:
        said += f" · {seconds:.1f} s each"
        said += f" · about {spell_seconds(seconds * (whole - done))} left" if done < whole else ""
    st.progress(done / whole, text=said + (" · all done, thank you" if done == whole else ""))


def _upload() -> None:
    """Take a CSV file in TinyScaleLab's columns into a project of its name."""
    sent = st.file_uploader("A CSV file in TinyScaleLab's columns", type="csv", key="upload")
    if sent is None:
        return
    with TemporaryDirectory() as folder:
        file = Path(folder) / f"{Path(sent.name).stem[:60] or 'scores'}.csv"
        file.write_bytes(sent.getvalue())
        try:
            made = import_scores(ImportConfig(source=str(file)))
        except csv.Error as fault:
            raise StoryscopeError(f"{sent.name} is no CSV ({fault}).", "Save it as CSV in UTF-8.") from None
    st.success(
        f"{made['new_completions']:,} completions and {made['new_scores']:,} scores came into {made['project']}."
    )
