"""`storyscope corpus find`: the search of the stories page on the command line."""

from dataclasses import dataclass
from typing import Any

from apps import story_search
from apps.story_search import Query
from workbench import artifacts
from workbench.config import option
from workbench.errors import StoryscopeError
from workbench.progress import SILENT, Progress
from workbench.records import AXES


@dataclass(frozen=True, kw_only=True)
class FindStoriesConfig:
    """What to look for, and how much of it to show."""

    words: str = option("", 'what must occur: dog "had a ball" -sad swim*')
    corpus: str = option("", "the stories: a name, an id prefix or a path; empty: the newest")
    topic: str = option("", "only stories of this topic")
    tone: str = option("", "only stories of this tone")
    moral: str = option("", "only stories of this moral")
    split: str = option("", "train, validation or test; empty: all")
    n: int = option(10, "how many are shown")

    def __post_init__(self) -> None:
        """Raise StoryscopeError for a number below 0."""
        if self.n < 0:
            raise StoryscopeError(f"n={self.n} is negative.", "Give 0 or more.")


@dataclass(frozen=True)
class FoundStories:
    """How many stories match, and the first of them."""

    summary: dict[str, Any]


def find_stories(config: FindStoriesConfig, _: Progress = SILENT) -> FoundStories:
    """Search the stories of a corpus; raises StoryscopeError if it is not there, or has no such label or split."""
    corpus = artifacts.resolve("corpus", config.corpus)
    labels = tuple((axis, value) for axis in AXES if (value := str(getattr(config, axis))))
    known = story_search.choices(corpus)
    for axis, value in labels:
        if value not in known[axis]:
            raise StoryscopeError(f"No story here has {axis} {value!r}.", f"Use one of: {', '.join(known[axis])}.")
    query = Query(config.words, labels, config.split)
    counted = story_search.found(corpus, query)
    rows = story_search.search(corpus, query, limit=config.n).select(["id", "split", "text", *AXES]).to_pylist()
    return FoundStories({"corpus": corpus.label, "found": counted.total, "labels": counted.labels, "stories": rows})
