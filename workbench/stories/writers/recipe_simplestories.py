"""The SimpleStories recipe: every axis in the prompt, several stories per completion.

Source: Finke et al. 2025, "Parameterized Synthetic Text Generation with SimpleStories" (arXiv 2504.09184); the wording
of the prompt and the values of the axes are our own.
"""

import re
from collections.abc import Mapping

from workbench.seeding import python_random
from workbench.stories.writers.asking import Prompt, Recipe, prompt_id, tails
from workbench.stories.writers.prompt_axes import AXIS_VALUES, draw_axes

_SYSTEM = (
    "You write short stories in simple language that a young child understands. Each story is complete, makes sense "
    "from beginning to end, and is unlike the others in its people, its events and its first words."
)
_COUNT = "Write {stories} stories. Each of them follows all of these points:"
_LINES = {
    "theme": "The theme is {value}.",
    "topic": "It takes place around this topic: {value}.",
    "style": "The style is {value}.",
    "feature": "It uses this narrative feature: {value}.",
    "grammar": "It makes much use of {value}.",
    "persona": "It is told the way {value} would tell it, without saying so.",
    "initial": 'Its first word is of the class {initial_word_class} and begins with the letter "{initial_letter}".',
    "paragraphs": "It has {value} paragraphs, with an empty line between them.",
}
_LETTER = re.compile(r"[^\W\d_]")
_ONE_PARAGRAPH = "It has 1 paragraph."


def _draw(seed: int, number: int, stories: int) -> tuple[Prompt, dict[str, str]]:
    asked = draw_axes(python_random(seed, "simplestories", number))
    lines = [_COUNT.format(stories=stories) if stories > 1 else "Write a story that follows all of these points:"]
    for name, line in _LINES.items():
        if name == "initial":
            lines.append(f"- {line.format(**asked)}")
        elif asked[name]:
            text = _ONE_PARAGRAPH if (name, asked[name]) == ("paragraphs", "1") else line.format(value=asked[name])
            lines.append(f"- {text}")
    as_json, marked = tails(stories)
    return Prompt(_SYSTEM, "\n".join(lines), as_json, marked), asked


def _kept(text: str, asked: Mapping[str, str]) -> dict[str, bool]:
    letter = _LETTER.search(text)
    return {
        "initial_letter": letter is not None and letter.group().lower() == asked["initial_letter"],
        "paragraphs": len(paragraphs(text)) == int(asked["paragraphs"]),
    }


def paragraphs(text: str) -> list[str]:
    r"""The paragraphs of a text: what empty lines part; where there is none, what line breaks part.

    >>> paragraphs("One.\n\nTwo."), paragraphs("One.\nTwo."), paragraphs("One.")
    (['One.', 'Two.'], ['One.', 'Two.'], ['One.'])
    """
    parts = [part.strip() for part in re.split(r"\n\s*\n", text) if part.strip()]
    return parts if len(parts) > 1 else [line.strip() for line in text.splitlines() if line.strip()]


RECIPE = Recipe(
    name="simplestories",
    help="all axes of SimpleStories in the prompt, several stories per completion",
    per_completion=6,
    tier="",
    prompt_id=prompt_id(_SYSTEM, _COUNT, _LINES, tails(2), AXIS_VALUES),
    draw=_draw,
    columns={
        **{"theme": "moral", "topic": "topic", "style": "style", "feature": "feature", "grammar": "grammar"},
        "persona": "persona",
    },
    refuse=lambda _: "",
    kept=_kept,
    choices={axis: AXIS_VALUES[axis] for axis in ("theme", "topic", "style", "feature")},
)
"""The recipe; its `theme` fills the column `moral`."""
