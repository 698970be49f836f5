"""The axes of a story beside topic, tone and moral: what each can be in each tier, and which do not go together.

`AXES` is the one table; `storyscope generate --list-axes` prints it. Every value is honoured by the telling or refused
here, or, where it depends on the plot that was drawn, by `voice.Unsuited`, upon which another plot is drawn.
"""

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from workbench.errors import StoryscopeError
from workbench.records import Story
from workbench.seeding import python_random
from workbench.stories.clauses import Beat, Entity
from workbench.stories.voice.features import FEATURES, NEEDS
from workbench.stories.voice.finding import LIVING, entities_in
from workbench.stories.voice.keeping import GUARANTEES
from workbench.stories.voice.openings import LETTER_WEIGHTS, WORD_CLASSES, letters
from workbench.stories.voice.personas import PERSONAS, personas
from workbench.stories.voice.settings import Unsuited, Voice
from workbench.stories.voice.weaving import WEAVERS

ANY = "any"
"""Given for an axis: a value is drawn for every story."""
POINTS_OF_VIEW = ("third person", "first person", "first person friend", "first person animal", "first person grown-up")
TOLD_BY_PLOT = tuple(NEEDS)
"""Features that take a plot of their kind."""
_DEEP = ("tiny", "simple")
_PATIENCE = 12
"""How often other values are drawn for a story that cannot be told as asked."""


@dataclass(frozen=True, slots=True)
class Axis:
    """One axis: its values in each tier, whether a text alone shows which value it has, and what it means."""

    name: str
    values: Mapping[str, tuple[str, ...]]
    checkable: bool
    help: str

    def of(self, tier: str) -> tuple[str, ...]:
        """The values that a tier can be told in."""
        return self.values.get(tier, ())


def _axis(name: str, minuscule: tuple[str, ...], deep: tuple[str, ...], help: str, checkable: bool = True) -> Axis:
    return Axis(name, {"minuscule": minuscule, **dict.fromkeys(_DEEP, deep)}, checkable, help)


AXES: dict[str, Axis] = {
    axis.name: axis
    for axis in (
        _axis("style", (), tuple(GUARANTEES), "how the words are chosen; each guarantees something of the text"),
        _axis("feature", ("dialogue",), tuple(FEATURES), "what is done with the order, the ends and the voices"),
        _axis("grammar", ("past tense",), tuple(WEAVERS), "a construction that is woven in, at least once"),
        Axis(
            "persona",
            {tier: personas(tier) for tier in _DEEP},
            True,
            "who tells it to whom: a frame and a few words of their own",
        ),
        _axis("point_of_view", ("third person",), POINTS_OF_VIEW, 'who says "I" in the story'),
        Axis(
            "initial_letter",
            {"minuscule": tuple("abilmst"), **{tier: letters(tier) for tier in _DEEP}},
            True,
            "the first letter of the text; drawn as often as English words begin with it",
        ),
        _axis("initial_word_class", (), WORD_CLASSES, "the word class of the first word"),
        Axis(
            "paragraphs",
            {"minuscule": ("1",), "tiny": tuple("12345"), "simple": tuple("123456789")},
            True,
            "how many paragraphs",
        ),
    )
}
"""Every axis by its name."""


@dataclass(frozen=True, slots=True)
class _Clash:
    """Two values (or any of several) that cannot be told together, and why."""

    first: tuple[str, tuple[str, ...]]
    second: tuple[str, tuple[str, ...]]
    why: str


_LONG = ("past perfect", "relative clauses", "conditionals", "indirect speech", "participle clauses", "time clauses")
_CLASHES = (
    _Clash(
        ("point_of_view", POINTS_OF_VIEW[2:]),
        ("persona", tuple(PERSONAS)),
        "the story has two tellers then",
    ),
    _Clash(
        ("point_of_view", POINTS_OF_VIEW[1:]),
        ("feature", ("story within a story",)),
        "whoever tells the inner story is not in it",
    ),
    _Clash(("point_of_view", POINTS_OF_VIEW[1:]), ("feature", ("twist",)), "it is known from the start who tells it"),
    _Clash(("point_of_view", ("first person animal",)), ("feature", ("letter",)), "animals write no letters"),
    _Clash(("feature", ("moral told",)), ("moral", ("none",)), "there is no moral to tell"),
    _Clash(("style", ("minimalist",)), ("grammar", _LONG), "its sentences are too short for that"),
    _Clash(
        ("style", ("minimalist",)), ("feature", ("foreshadowing", "letter")), "its sentences are too short for that"
    ),
    _Clash(("style", ("plain", "minimalist")), ("grammar", ("exclamations",)), "it has no exclamations"),
    _Clash(
        ("style", ("plain", "minimalist")),
        ("persona", tuple(PERSONAS)),
        "its frame has long sentences and exclamations",
    ),
    _Clash(("style", ("fairy tale", "noir")), ("initial_letter", tuple(LETTER_WEIGHTS)), "its first words are fixed"),
    _Clash(("style", ("fairy tale", "noir")), ("initial_word_class", WORD_CLASSES), "its first words are fixed"),
    _Clash(("style", ("fairy tale",)), ("feature", ("in medias res",)), '"once upon a time" begins at the beginning'),
)


def check(tier: str, given: Mapping[str, str | None]) -> None:
    """Raise StoryscopeError for a value that the tier cannot be told in, or for two that do not go together."""
    for name, value in given.items():
        axis = AXES.get(name)
        if axis is None or not value:
            continue
        if value not in axis.of(tier):
            title = name.replace("_", " ")
            what = f"Tier {tier} cannot be told with {title} '{value}'."
            there = axis.of(tier)
            raise StoryscopeError(
                what, f"Use one of: {', '.join(there)}." if there else f"Leave {title} out, or take tier tiny."
            )
    clash = _clash(given)
    if clash is not None:
        what = f"{_named(given, clash.first)} does not go with {_named(given, clash.second)}: {clash.why}."
        raise StoryscopeError(what, "Leave one of the two out.")
    letter, word_class = given.get("initial_letter"), given.get("initial_word_class")
    if letter and word_class and letter not in letters(tier, word_class):
        what = f"No {word_class} of tier {tier} that opens a story begins with '{letter}'."
        raise StoryscopeError(what, f"Use one of: {', '.join(letters(tier, word_class))}.")


def _named(given: Mapping[str, str | None], side: tuple[str, tuple[str, ...]]) -> str:
    return f"{side[0].replace('_', ' ').capitalize()} '{given[side[0]]}'"


def _clash(given: Mapping[str, str | None]) -> _Clash | None:
    for clash in _CLASHES:
        if given.get(clash.first[0]) in clash.first[1] and given.get(clash.second[0]) in clash.second[1]:
            return clash
    present = given.get("grammar") == "present tense"
    if present and given.get("point_of_view") == "first person" and given.get("persona") not in (None, "", "child"):
        why = "they tell what happened long ago"
        return _Clash(("grammar", ("present tense",)), ("persona", tuple(PERSONAS)), why)
    return None


def drawn(tier: str, given: Mapping[str, str | None], rng: random.Random, **labels: str) -> dict[str, str]:
    """A value for every axis: what is given, what is drawn for "any", and the empty string for the rest.

    `labels` (the moral) are there for the clashes only. A value that clashes with another is drawn again.
    """
    values = {name: (given.get(name) or "") for name in AXES}
    wanted = [name for name, value in values.items() if value == ANY]
    for name in wanted:
        values[name] = ""
    for name in wanted:
        choices = AXES[name].of(tier)
        fitting = [value for value in choices if _clash({**labels, **values, name: value}) is None]
        if (
            name in ("initial_letter", "initial_word_class")
            and values.get("initial_word_class", "")
            and name == "initial_letter"
        ):
            fitting = [value for value in fitting if value in letters(tier, values["initial_word_class"])]
        if name == "initial_word_class" and values["initial_letter"]:
            fitting = [value for value in fitting if values["initial_letter"] in letters(tier, value)]
        if name == "initial_letter" and fitting:
            values[name] = rng.choices(fitting, [LETTER_WEIGHTS[letter] for letter in fitting])[0]
        elif fitting:
            values[name] = fitting[int(rng.random() * len(fitting))]
    return values


@dataclass(frozen=True)
class Asking:
    """A composer of stories with these axes: (name, value) pairs, where the value "any" is drawn for every story."""

    given: tuple[tuple[str, str], ...]

    def check(self, tier: str) -> None:
        """Raise StoryscopeError for a value that the tier cannot be told in, or for two that do not go together."""
        check(tier, {name: value for name, value in self.given if value != ANY})

    def __call__(self, seed: int, index: int, tier: str, **labels: str) -> Story:
        """Story number `index`, as `compose` tells it with the axes; its recipe names every value that was drawn.

        Where the labels of that number cannot be told so (a bad ending to a joyful story), others are drawn: first of
        the axes, then of topic, tone and moral, as far as `labels` leaves them open.

        Raises StoryscopeError where nothing that was drawn can be told so.
        """
        from workbench.stories.confounds import labels_of
        from workbench.stories.plots import compose

        rng = python_random(seed, "axes", index)
        families = labels_of(tier)
        refused: StoryscopeError | None = None
        for attempt in range(_PATIENCE):
            chosen = dict(labels)
            if attempt >= _PATIENCE // 4:
                for family, known in families.items():
                    chosen.setdefault(family, known[int(rng.random() * len(known))])
            values = {name: value for name, value in drawn(tier, dict(self.given), rng, **chosen).items() if value}
            if values.get("feature") == "moral told" and "moral" not in labels:
                morals = [moral for moral in families["moral"] if moral != "none"]
                chosen["moral"] = morals[int(rng.random() * len(morals))]
            try:
                return compose(seed, index, tier, **chosen, **values)
            except StoryscopeError as error:
                refused = error
        assert refused is not None
        raise refused


def voice_of(
    tier: str,
    values: Mapping[str, str],
    cast: Sequence[Entity],
    moral: str = "none",
    tone: str = "",
    beats: Sequence[Beat] = (),
) -> Voice:
    """The voice of the axes' values for a cast; its first two children are the hero and the friend.

    Of several animals or grown-ups the one that the beats tell of most is the narrator.

    Raises Unsuited where the cast has nobody who could tell it.
    """
    return Voice(
        tier=tier,
        narrator=_narrator(values.get("point_of_view", ""), cast, beats),
        grammar=values.get("grammar", ""),
        style=values.get("style", ""),
        feature=values.get("feature", ""),
        persona=values.get("persona", ""),
        initial_letter=values.get("initial_letter", ""),
        initial_word_class=values.get("initial_word_class", ""),
        paragraphs=int(values["paragraphs"]) if values.get("paragraphs") else None,
        moral=moral,
        tone=tone,
    )


def _narrator(point_of_view: str, cast: Sequence[Entity], beats: Sequence[Beat]) -> Entity | None:
    if point_of_view in ("", "third person"):
        return None
    children = [entity for entity in cast if entity.kind == "child"]
    kinds = {"first person animal": "animal", "first person grown-up": "adult"}
    kind = kinds.get(point_of_view)
    fitting = [entity for entity in cast if entity.kind == kind] if kind else children
    if kind:
        told = Counter(entity.id for beat in beats for entity in entities_in(beat.node))
        fitting.sort(key=lambda entity: -told[entity.id])
    place = 1 if point_of_view == "first person friend" else 0
    if len(fitting) <= place or fitting[place].kind not in LIVING:
        raise Unsuited(f"nobody is there for {point_of_view}")
    return fitting[place]
