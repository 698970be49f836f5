"""Small story files in the layouts that are published, with invented text."""

import csv
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from workbench.seeding import python_random

_WHO = ("Mina", "Otto", "Pavel", "Ruth", "Zoe")
_WHAT = ("kite", "lamp", "drum", "boat", "bell", "cup")
_WHERE = ("barn", "yard", "lane", "hall")


def story(number: int) -> str:
    draw = python_random(3, "story", number)
    who, other = draw.sample(_WHO, 2)
    thing, place = draw.choice(_WHAT), draw.choice(_WHERE)
    return (
        f"One day {who} found a {thing} in the {place}. Was it {other}'s {thing}? So {who} asked {other}.\n\n"
        f'"It is mine," said {other}, and then {who} and {other} went to the {place} with number {number}.'
    )


def simple_rows(n: int) -> list[dict[str, object]]:
    """Rows as SimpleStories publishes them: five stories to a completion."""
    return [
        {
            "story": story(number),
            "topic": ("sea", "farm", "snow")[number % 3],
            "theme": ("Courage", "Kindness")[number % 2],
            "style": "lyric",
            "feature": "dialogue",
            "grammar": "",
            "persona": "a child" if number % 4 == 0 else "",
            "num_paragraphs": 2,
            "generation_id": f"{number // 5}ab-{number % 5}",
            "model": "writer-1",
        }
        for number in range(n)
    ]


def write_parquet(path: Path, rows: list[dict[str, object]], row_group: int = 50) -> Path:
    pq.write_table(pa.Table.from_pylist(rows), path, row_group_size=row_group)
    return path


def write_json_lines(path: Path, rows: list[object]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def write_csv(path: Path, rows: list[dict[str, object]]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def instruct(number: int) -> str:
    """One record as TinyStories-Instruct publishes them; its fields come in any order."""
    fields = [
        "Features: Dialogue, Twist",
        "Words: kite, run, glad",
        f"Summary: Somebody finds thing {number}.",
        "Random sentence: Was it really?",
    ]
    python_random(5, "fields", number).shuffle(fields)
    return "\n".join([*fields[: 4 - number % 3], f"Story: \n\n{story(number)}"])
