"""What a completion is judged by: three published rubrics as data. The completion is judged, never the prompt.

`tinystories`: grammar, creativity, consistency and plot from 1 to 10, and the age group of who would write so (arXiv
2305.07759). `simplestories`: originality, coherence, grammar and quality from 0 to 100 (arXiv 2504.09184).
`tinyscale`: TinyScaleLab's 18 criteria in six categories as statements that are not, half or wholly true; a completion
is judged by those of its prompt's category. The statements are worded here; the columns are TinyScaleLab's.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

from workbench.errors import StoryscopeError

RubricName = Literal["tinyscale", "tinystories", "simplestories"]
AGE_GROUPS: Final = ("3 or under", "4-5", "6-7", "8-9", "10-12", "13-16")
"""The age groups of the rubric `tinystories`; their scores are their places, from 0."""


@dataclass(frozen=True, slots=True)
class Criterion:
    """One thing to judge: a statement, and the scores it may be given, lowest first.

    `category` is that of the prompts it applies to, empty for all. `labels` name the scores where they are no numbers.
    """

    id: str
    statement: str
    scores: tuple[float, ...]
    category: str = ""
    labels: tuple[str, ...] = ()

    @property
    def span(self) -> float:
        """The highest score minus the lowest."""
        return self.scores[-1] - self.scores[0]


@dataclass(frozen=True, slots=True)
class Rubric:
    """A set of criteria, and what every judge is told of penalties."""

    name: str
    criteria: tuple[Criterion, ...]
    penalties: str

    def of(self, category: str) -> tuple[Criterion, ...]:
        """The criteria for a completion of a prompt of this category."""
        return tuple(one for one in self.criteria if one.category in ("", category))

    def criterion(self, id: str) -> Criterion:
        """A criterion by its id."""
        return next(one for one in self.criteria if one.id == id)

    @property
    def categories(self) -> tuple[str, ...]:
        """The categories that criteria are bound to, in order; none where all criteria serve all prompts."""
        return tuple(dict.fromkeys(one.category for one in self.criteria if one.category))


_HALVES: Final = (0.0, 0.5, 1.0)
_PENALTIES: Final = (
    "A completion that is empty or only repeats the prompt meets no criterion. One that says the same again and again, "
    "or begins another story, cannot wholly meet a criterion of grammar, plot or context."
)


def _halves(column: str, statement: str) -> Criterion:
    return Criterion(f"{column}_score", statement, _HALVES, column.rsplit("_", 1)[0])


_TINYSCALE: Final = Rubric(
    "tinyscale",
    (
        _halves("Grammar_A", "What is said aloud is set and punctuated as dialogue should be."),
        _halves("Grammar_B", "The completion keeps to one tense from its first to its last sentence."),
        _halves("Grammar_C", "Its sentences are whole, clear and make sense one by one."),
        _halves("Grammar_E", "Every pronoun and name points to somebody or something that the reader can tell."),
        _halves("Grammar_D", "Its words are those of a story for small children."),
        _halves("Creativity_A", "Something happens that the prompt did not lead one to expect."),
        _halves("Creativity_B", "What the characters do and feel is not what they always do and feel."),
        _halves("Creativity_C", "It makes a situation that is new."),
        _halves("Creativity_D", "It has details that belong to this story only."),
        _halves("Plot_A", "It has a beginning, a middle and an end that a child can follow."),
        _halves("Plot_B", "What goes wrong is dealt with and not forgotten."),
        _halves("Plot_C", "It is told neither in haste nor at length."),
        _halves("Plot_D", "It stays with its main matter from beginning to end."),
        _halves("Factual Knowledge_A", "All that it says about the world, and that the prompt asks for, is true."),
        _halves("Reasoning_A", "What it says follows from what the prompt says."),
        _halves("Context-Tracking_A", "All of it fits the prompt."),
        _halves("Context-Tracking_B", "It keeps apart who and what there is, and what each is like."),
        _halves("Context-Tracking_C", "One thing follows from another throughout."),
    ),
    _PENALTIES,
)
_TEN: Final = tuple(float(score) for score in range(1, 11))
_HUNDRED: Final = tuple(float(score) for score in range(101))
_TINYSTORIES: Final = Rubric(
    "tinystories",
    (
        Criterion("grammar", "The grammar of the completion: 1 broken, 10 without a fault.", _TEN),
        Criterion("creativity", "How creative the completion is: 1 nothing of its own, 10 very.", _TEN),
        Criterion("consistency", "How well it fits the beginning and itself: 1 not at all, 10 wholly.", _TEN),
        Criterion("plot", "How well its plot makes sense: 1 there is none, 10 wholly.", _TEN),
        Criterion(
            "age group",
            "The age of a child who could have written the completion.",
            tuple(float(place) for place in range(len(AGE_GROUPS))),
            labels=AGE_GROUPS,
        ),
    ),
    _PENALTIES,
)
_SIMPLESTORIES: Final = Rubric(
    "simplestories",
    (
        Criterion("originality", "How original the completion is: 0 not at all, 100 wholly.", _HUNDRED),
        Criterion("coherence", "How well it hangs together and goes on from the prompt: 0 to 100.", _HUNDRED),
        Criterion("grammar", "How right its grammar is: 0 to 100.", _HUNDRED),
        Criterion("quality", "How good it is as a whole: 0 to 100.", _HUNDRED),
    ),
    _PENALTIES,
)
RUBRICS: Final = {one.name: one for one in (_TINYSCALE, _TINYSTORIES, _SIMPLESTORIES)}


def rubric_named(name: str, categories: Iterable[str] = ()) -> Rubric:
    """A rubric by name, checked against the categories of the prompts.

    Raises StoryscopeError for an unknown name, and for a category that none of its criteria judges.
    """
    if name not in RUBRICS:
        raise StoryscopeError(f"There is no rubric {name!r}.", f"Use one of: {', '.join(RUBRICS)}.")
    rubric = RUBRICS[name]
    lost = sorted({category for category in categories if not rubric.of(category)})
    if lost:
        what = f"The rubric {name} has no criterion for prompts of {', '.join(lost)}."
        raise StoryscopeError(what, "Use --rubric tinystories or simplestories, or other prompts.")
    return rubric
