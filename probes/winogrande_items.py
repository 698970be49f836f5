"""WinoGrande items: reading files made here or elsewhere, and the answers that need no model."""

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import cast

from workbench.errors import StoryscopeError
from workbench.records import WinoGrandeItem

BLANK = "_"
UNLABELLED = "unlabelled"
"""The kind of items whose file names none."""
_SHAPE = '[{"sentence": "... _ ...", "option1": "...", "option2": "...", "answer": "1" or "2"}]'


def read_items(file: Path) -> list[WinoGrandeItem]:
    """Read a JSON list of items; `id`, `kind` and `twin` are optional, as in files from outside.

    Raises StoryscopeError, naming the item's number, where the file is not what it should be.
    """
    try:
        rows = cast("object", json.loads(file.read_text(encoding="utf-8")))
        json.dumps(rows, ensure_ascii=False).encode()  # half a surrogate pair can be escaped, but is no text
    except FileNotFoundError:
        raise StoryscopeError(f"There is no file {file}.", "Give --items a JSON file or an items artifact.") from None
    except OSError as fault:
        raise StoryscopeError(f"{file} cannot be read: {fault.strerror}.", "Give --items a readable file.") from None
    except (ValueError, RecursionError) as fault:
        raise StoryscopeError(f"{file.name} is not JSON ({fault}).", f"It must look like {_SHAPE}.") from None
    if not isinstance(rows, list) or not rows:
        found = "is an empty list" if rows == [] else f"holds a {type(rows).__name__}, not a list"
        raise StoryscopeError(f"{file.name} {found}.", f"It must look like {_SHAPE}.")
    return [_item(number, row) for number, row in enumerate(cast("list[object]", rows), start=1)]


def _item(number: int, row: object) -> WinoGrandeItem:
    if not isinstance(row, Mapping):
        raise StoryscopeError(f"Item {number} is not an object.", f"Items must look like {_SHAPE}.")
    fields = cast("Mapping[str, object]", row)
    text: dict[str, str] = {}
    for key in ("sentence", "option1", "option2", "answer"):
        value = fields.get(key)
        if key == "answer" and isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        if not isinstance(value, str) or not value.strip():
            state = "has no" if key not in fields else "has an unusable"
            raise StoryscopeError(f"Item {number} {state} {key!r}.", f"Items must look like {_SHAPE}.")
        text[key] = value.strip()
    blanks = text["sentence"].count(BLANK)
    if blanks != 1:
        raise StoryscopeError(
            f"Item {number} has {blanks or 'no'} blank{'s' * (blanks > 1)}: {text['sentence']!r}.",
            f"Put exactly one {BLANK!r} where the option belongs.",
        )
    if text["option1"].casefold() == text["option2"].casefold():
        raise StoryscopeError(
            f"The two options of item {number} are equal: {text['option1']!r}.", "Give it two different options."
        )
    if text["answer"] not in ("1", "2"):
        raise StoryscopeError(
            f"Item {number} has the answer {text['answer']!r}.", 'Its answer must be "1" (option1) or "2" (option2).'
        )
    return WinoGrandeItem(
        id=str(fields.get("id") or number),
        twin=str(fields.get("twin") or ""),
        kind=str(fields.get("kind") or UNLABELLED),
        **text,
    )


def filled(item: WinoGrandeItem, option: str) -> str:
    """The sentence with the option in the blank."""
    return item.sentence.replace(BLANK, option)


def partial_request(item: WinoGrandeItem, option: str) -> tuple[str, str]:
    """What is given and what is scored: everything up to and with the option, then the rest.

    Source: Trinh and Le 2018, arXiv 1806.02847 (partial scoring), in the form that lm-eval uses.

    >>> item = WinoGrandeItem("1", "", "fit", "The toy is in the box as the _ is big.", "toy", "box", "2")
    >>> partial_request(item, "box")
    ('The toy is in the box as the box', ' is big.')
    """
    prefix, suffix = item.sentence.split(BLANK)
    return prefix + option, " " + suffix.strip()


def ends_with_blank(item: WinoGrandeItem) -> bool:
    """Whether no word follows the blank, so that only punctuation can tell the options apart."""
    return re.search(r"\w", item.sentence.split(BLANK)[1]) is None


def majority(items: Sequence[WinoGrandeItem]) -> float:
    """The accuracy of always giving the answer that is right more often."""
    return max(Counter(item.answer for item in items).values()) / len(items)


def _starts(text: str, option: str) -> list[int]:
    return [match.start() for match in re.finditer(rf"\b{re.escape(option)}\b", text, re.IGNORECASE)]


def most_recent(item: WinoGrandeItem) -> str:
    """The option whose last mention before the blank is nearest to it; "" where neither is mentioned."""
    before = item.sentence.split(BLANK)[0]
    last = [max(_starts(before, option), default=-1) for option in (item.option1, item.option2)]
    return "" if last[0] == last[1] else "12"[last[1] > last[0]]


def most_mentioned(item: WinoGrandeItem) -> str:
    """The option that the sentence mentions more often; the more recent one where that is a tie."""
    counts = [len(_starts(item.sentence, option)) for option in (item.option1, item.option2)]
    return most_recent(item) if counts[0] == counts[1] else "12"[counts[1] > counts[0]]


def heuristic_accuracy(items: Sequence[WinoGrandeItem], guesses: Sequence[str]) -> float:
    """The expected accuracy of the guesses when "" means a coin flip."""
    points = [0.5 if guess == "" else float(guess == item.answer) for item, guess in zip(items, guesses, strict=True)]
    return sum(points) / len(points)
