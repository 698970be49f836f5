"""The prompts that models complete to be judged: 50 beginnings of stories, and 150 prompts in six categories.

They ship as JSON (`sets/*.json`), each with the smallest vocabulary tier whose words it keeps to. A model is given
those prompts that it can read; what it cannot is named, with the words it lacks, and never replaced or cut.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from workbench.errors import StoryscopeError
from workbench.manifests import is_file
from workbench.stories.lexicon import TIERS

_SETS = Path(__file__).with_name("sets")
SETS = ("categorised", "beginnings")
"""The sets that ship with the package."""


@dataclass(frozen=True, slots=True)
class JudgePrompt:
    """One prompt; `tier` is the smallest vocabulary tier that has all its words, empty where none has."""

    id: str
    category: str
    text: str
    tier: str = ""


def read_prompts(ref: str) -> list[JudgePrompt]:
    """A set of the package by name, or a JSON file of objects with `id`, `category`, `text` and perhaps `tier`.

    Raises StoryscopeError, naming the entry, for a file that is not such.
    """
    file = _SETS / f"{ref}.json" if ref in SETS else Path(ref)
    if not is_file(file):
        do = f"Use one of {', '.join(SETS)}, or a JSON file."
        raise StoryscopeError(f"There is no set of prompts {ref!r}.", do)
    form = 'It must be a list of {"id": ..., "category": ..., "text": ...}.'
    try:
        raw: Any = json.loads(file.read_text(encoding="utf-8"))
    except (UnicodeDecodeError, ValueError) as fault:
        raise StoryscopeError(f"{file.name} is no JSON ({fault}).", form) from None
    if not isinstance(raw, list) or not raw:
        raise StoryscopeError(f"{file.name} holds no prompts.", form)
    found = [_prompt(file.name, number, one) for number, one in enumerate(cast("list[Any]", raw), start=1)]
    ids = [one.id for one in found]
    twice = next((one for one in ids if ids.count(one) > 1), None)
    if twice is not None:
        raise StoryscopeError(f"{file.name} has the id {twice!r} twice.", "Give every prompt its own id.")
    return found


def within(prompts: Sequence[JudgePrompt], tier: str) -> list[JudgePrompt]:
    """The prompts that keep to the words of a tier; all of them for an empty tier.

    Raises StoryscopeError where no prompt does.
    """
    if not tier:
        return list(prompts)
    smaller = TIERS[: TIERS.index(tier) + 1]
    kept = [one for one in prompts if one.tier in smaller]
    if not kept:
        raise StoryscopeError(f"No prompt keeps to the words of the tier {tier!r}.", "Use another set, or no tier.")
    return kept


def _prompt(file: str, number: int, raw: Any) -> JudgePrompt:  # noqa: ANN401 - whatever JSON holds
    values = cast("dict[str, object]", raw) if isinstance(raw, dict) else {}
    texts = {name: values.get(name, "") for name in ("id", "category", "text", "tier")}
    good = all(isinstance(one, str) for one in texts.values()) and texts["tier"] in ("", *TIERS)
    if not good or not all(str(texts[name]).strip() for name in ("id", "category", "text")):
        what = f"Entry {number} of {file} has no id, category or text, or another tier than {', '.join(TIERS)}."
        raise StoryscopeError(what, 'Write it as {"id": "a1", "category": "Plot", "text": "One day, a fox"}.')
    return JudgePrompt(*(str(texts[name]) for name in ("id", "category", "text", "tier")))
