"""The gallery's stories are what their commands print, and bear the labels that stand above them."""

import ast
import re
from pathlib import Path

from workbench.records import Story
from workbench.stories.plots import compose

GALLERY = Path(__file__).parents[1] / "docs" / "GALLERY.md"
ENTRY = re.compile(
    r"^### .+?\n\nTopic: (.+?); tone: (.+?); moral: (.+?); (\d) .+?\n\n```sh\n(.+?)\n```\n\n```text\n(.+?)\n```",
    re.M | re.S,
)
STALE = "Run the entry's command and paste what it prints into docs/GALLERY.md."


def told_again(command: str) -> Story:
    """The story of an entry's command, whose arguments are literals."""
    source = command.removeprefix("python -c '").removesuffix("'")
    call = next(
        node
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "compose"
    )
    seed, index, tier = (ast.literal_eval(argument) for argument in call.args)
    axes = {str(keyword.arg): ast.literal_eval(keyword.value) for keyword in call.keywords}
    return compose(seed, index, tier, **axes)


def test_every_entry_tells_its_story_again() -> None:
    entries = ENTRY.findall(GALLERY.read_text())
    assert len(entries) == 30
    for topic, tone, moral, paragraphs, command, text in entries:
        story = told_again(command)
        assert story.text == text, STALE
        labels = (story.topic, story.tone, story.moral, str(story.paragraphs))
        assert labels == (topic, tone, moral, paragraphs)


def test_the_gallery_shows_the_range() -> None:
    entries = ENTRY.findall(GALLERY.read_text())
    for tier in range(3):
        ten = entries[10 * tier : 10 * tier + 10]
        assert len({entry[0] for entry in ten}) >= 6
        assert len({entry[1] for entry in ten}) >= 6
        assert len({entry[5].split()[0] for entry in ten}) >= 4
