"""What a reader made of a text, and how its readings agree with the records."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from rich.console import Console

from apps.cli.output import as_json
from apps.console import spell, table

_SHOWN = 60
"""Longer texts show so many sentences; --json has all."""
_LONGEST = 400
"""Characters of a sentence that are shown."""


def reading(console: Console, result: object) -> None:
    """Show a reading: sentence by sentence, then answers, what does not fit, and what could not be read."""
    values = cast("Mapping[str, Any]", result)
    sentences = cast("Sequence[Mapping[str, Any]]", values["sentences"])
    rows = [
        [str(number), _plain(one["text"][:_LONGEST]), _mentions(one["mentions"]), _facts(one["facts"])]
        for number, one in enumerate(sentences[:_SHOWN])
    ]
    title = f"{values['read']} of {len(sentences)} sentences read ({values['tier']} lexicon)"
    console.print(table(title, ["", "sentence", "who is meant", "what is so now"], rows))
    if len(sentences) > _SHOWN:
        console.print(f"... and {len(sentences) - _SHOWN:,} more (see --json)", markup=False)
    about = ", ".join(
        f"{name} {spell(values[name])}"
        for name in ("tense", "person", "paragraphs", "words", "moral")
        if values[name] != ""
    )
    console.print(about, markup=False)
    outcome = values["outcome"]
    if outcome["goal"]:
        reached = {True: "and did", False: "and did not", None: "and nobody says whether"}[outcome["reached"]]
        console.print(f"Goal: {outcome['who']} wanted to {_plain(outcome['goal'])}, {reached}", markup=False)
    console.print(f"The end is {outcome['ending']}", markup=False)
    for one in values["reasons"]:
        console.print(f"Why: {_plain(one['effect'])} <- {_plain(one['cause'])}", markup=False)
    for one in values["answers"]:
        told = f"  (sentence {one['sentence']}: {_plain(one['told'])})" if one["found"] else ""
        console.print(f"{_plain(one['question'])} {_plain(one['answer'])}{told}", markup=False)
    for one in values["problems"]:
        console.print(f"Does not fit, sentence {one['sentence']} ({one['kind']}): {_plain(one['why'])}", markup=False)
    for one in values["unread"][:_SHOWN]:
        console.print(f"Not read, sentence {one['sentence']}: {_plain(one['why'])}", markup=False)


def verification(console: Console, result: object) -> None:
    """Show the axes that are read from the text, those read loosely, and what only the record knows."""
    values = as_json(result)
    axes = cast("Sequence[Mapping[str, Any]]", values["axes"])
    for kind, title in (
        ("read from text", f"Read from the text of {values['stories']:,} stories, beside the record"),
        ("read loosely", "Where the words leave room (differences are findings, not errors of the record's claims)"),
    ):
        rows = [
            [row["axis"], row["claim"], f"{row['n']:,}", f"{row['agreement']:.2%}", _share(row["coverage"])]
            for row in axes
            if row["kind"] == kind
        ]
        console.print(table(title, ["axis", "claim", "n", "agreement", "coverage"], rows))
    rows = [[row["axis"], row["why"]] for row in values["only_recorded"]]
    console.print(table("Only the record knows", ["axis", "what it is"], rows))
    for row in axes:
        for one in row["examples"][:2] if row["kind"] == "read from text" else ():
            said = f"record {one['record']}, read {one['read']}"
            console.print(f"{row['axis']}, story {one['story']}: {said}: {one['text']}", markup=False)
    console.print("Every claimed axis agrees." if values["agreed"] else "Some claimed axes differ.", markup=False)
    console.print(f"In {values['path']}", markup=False)


def _share(value: float | None) -> str:
    return "-" if value is None else f"{min(value, 1):.1%}"


def _mentions(rows: Sequence[Mapping[str, Any]]) -> str:
    return _plain(", ".join(f"{one['words']} = {one['who']}" for one in rows if one["form"] != "group"))


def _facts(rows: Sequence[Mapping[str, Any]]) -> str:
    return _plain(", ".join(f"{one['relation']}({one['subject']}) = {one['value'] or 'nobody'}" for one in rows))


def _plain(text: str) -> str:
    """The text with its control characters shown, so that it cannot steer a terminal; print it without markup."""
    return "".join(letter if letter.isprintable() else " " if letter.isspace() else "�" for letter in text)
