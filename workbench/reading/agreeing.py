"""How a reading agrees with the record of the same text, axis by axis.

Every comparison is one that the text decides. Where the record says more than the text does, the difference is
coverage, not agreement.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from workbench.reading.claims import CLAIMS, LOOSE, RELATIONS, UNCLAIMED, Axis
from workbench.reading.lexis import ATTRIBUTES
from workbench.reading.morals import DEEDS, moral_of
from workbench.reading.phrases import Phrase
from workbench.reading.reading import Reading
from workbench.records import Story

_CLAIMED: Final = frozenset(RELATIONS)
_Read = tuple[str, bool]


class Agreement:
    """Compares stories with their readings and keeps the count of every axis."""

    def __init__(self, tier: str = "minuscule") -> None:
        unknown = UNCLAIMED if tier != "minuscule" else {}
        self.unclaimed = unknown
        self.axes = {
            name: Axis(name, claim) for name, claim in CLAIMS.items() if name.removesuffix(LOOSE) not in unknown
        }
        self.untold: Counter[str] = Counter()
        self.stories = 0
        self.unread = 0
        self.problems: Counter[str] = Counter()

    def add(self, story: Story, reading: Reading) -> None:
        """Compare one story with its reading."""
        self.stories += 1
        self.unread += len(reading.unread)
        self.problems.update(problem.kind for problem in reading.problems)
        self._surface(story, reading)
        known = self._mentions(story, reading)
        self._facts(story, reading, known)
        self._moral(story, reading)

    def _surface(self, story: Story, reading: Reading) -> None:
        axes, surface = self.axes, reading.surface
        recipe: dict[str, Any] = json.loads(story.recipe) if story.recipe.startswith("{") else {}
        mine = {(one.start, one.end): one for one in reading.sentences}
        for number, sentence in enumerate(story.sentences):
            found = mine.get((sentence.start, sentence.end))
            axes["sentences"].there += 1
            axes["sentences"].note(found is not None, story, (sentence.start, sentence.end), "no such sentence", number)
            if found is not None:
                axes["paragraphs"].there += 1
                axes["paragraphs"].note(
                    found.paragraph == sentence.paragraph, story, sentence.paragraph, found.paragraph, number
                )
        checks: tuple[tuple[str, str, Callable[[str], bool]], ...] = (
            (
                "dialogue",
                story.feature if story.sentences and story.feature in ("", "dialogue") else "-",
                lambda said: surface.dialogue == (said == "dialogue"),
            ),
            ("tense", _tense(story.grammar), lambda said: surface.tense == said),
            (
                "point of view",
                _person(story.point_of_view) if _plain(story) else "-",
                lambda said: surface.person == said,
            ),
            (
                "grammar",
                story.grammar if not story.grammar.endswith(" tense") else "-",
                lambda said: said in surface.grammar,
            ),
            ("style", story.style or "-", lambda said: said in surface.styles),
            (
                "initial letter",
                str(recipe.get("initial_letter") or "-"),
                lambda said: surface.initial_letter == said.lower(),
            ),
            (
                "initial word class",
                str(recipe.get("initial_word_class") or "-"),
                lambda said: surface.initial_word_class == said,
            ),
        )
        for name, said, same in checks:
            if said not in ("-",) and (said or name == "dialogue"):
                axes[name].there += 1
                axes[name].note(same(said), story, said, surface)

    # --- mentions

    def _mentions(self, story: Story, reading: Reading) -> dict[str, str]:
        """Compare the coreference chains; returns {entity of the record: being of the reading}."""
        mine = {(phrase.start, phrase.end): phrase for phrase in reading.phrases if phrase.being is not None}
        known: dict[str, str] = {}
        taken: dict[str, str] = {}
        starts = [sentence.start for sentence in story.sentences]
        back = story.state_after(len(story.sentences))
        for mention in story.mentions:
            axis = self.axes[_AXIS_OF_FORM[mention.form]]
            axis.there += 1
            phrase = mine.get((mention.start, mention.end))
            entity = canonical(mention.entity)
            if phrase is None or phrase.being is None:
                if mention.form in ("name", "group"):
                    axis.note(False, story, mention.entity, "not read", _sentence(starts, mention.start))
                continue
            being = phrase.being.id
            if phrase.sure and (mention.form != "pronoun" or being == "narrator"):
                known.setdefault(entity, being)
                taken.setdefault(being, entity)
            if not phrase.sure or (being == "narrator" and not _plain(story)):
                continue
            if known.get(entity) == "narrator" != being:
                continue  # the narrator is called by name in what others say
            self._attributes(story, mention.entity, phrase, back, taken)
            same = known.get(entity, being) == being and taken.get(being, entity) == entity
            axis.note(same, story, mention.entity, being, _sentence(starts, mention.start))
        return known

    def _attributes(
        self,
        story: Story,
        entity: str,
        phrase: Phrase,
        state: Mapping[tuple[str, str], str],
        taken: Mapping[str, str],
    ) -> None:
        """Compare what the phrase itself says of its being: size, colour, age, whose it is."""
        said = [(ATTRIBUTES[word], word) for word in phrase.words if word in ATTRIBUTES]
        owner = phrase.owner.being if phrase.owner is not None and phrase.owner.sure else None
        if owner is not None:
            said.append(("owner", taken.get(owner.id, owner.id)))
        for relation, word in said:
            recorded = state.get((relation, entity))
            if recorded is not None:
                same = _SAME.get(recorded, recorded) == _SAME.get(word, word)
                self.axes[f"fact: {relation}"].note(same, story, f"{entity}: {recorded}", word)

    # --- facts

    def _facts(self, story: Story, reading: Reading, known: dict[str, str]) -> None:
        back = {being: entity for entity, being in known.items()}
        self._untold(story)
        if [(one.start, one.end) for one in story.sentences] != [(one.start, one.end) for one in reading.sentences]:
            return
        for sentence, changed in _by_sentence(reading, back):
            after = story.state_after(sentence)
            for (relation, subject), (value, plain) in changed.items():
                said = after.get((relation, subject))
                if said is not None and (value in back or value not in reading.beings):
                    read = back.get(value, value)
                    same = _SAME.get(said, said) == _SAME.get(read, read)
                    axis = self.axes.get(f"fact: {relation}" + ("" if plain else LOOSE))
                    if axis is not None:
                        axis.note(same, story, f"{subject}: {said}", read, sentence)

    def _untold(self, story: Story) -> None:
        for fact in story.facts:
            name = f"fact: {fact.relation}"
            if name in self.axes and fact.relation in RELATIONS:
                self.axes[name].there += fact.told == "told"
            elif name not in self.axes:
                self.untold[fact.relation.split(" ")[0]] += 1

    def _moral(self, story: Story, reading: Reading) -> None:
        axis = self.axes.get("moral")
        if axis is None or not story.moral:
            return
        axis.there += 1
        found = moral_of(reading)
        if found is None:
            return
        axis.note(found.moral == story.moral, story, story.moral, f"{found.moral} ({found.why})")
        if found.moral == story.moral != "none":
            self.axes["upheld"].there += 1
            said = _upheld(story)
            if said is not None:
                self.axes["upheld"].note(said == found.upheld, story, said, found.upheld)


_SAME: Final = {"little": "small"}
_AXIS_OF_FORM: Final = {"name": "names", "noun": "nouns", "pronoun": "pronouns", "group": "groups"}


def canonical(entity: str) -> str:
    """A group's id whatever the order of its members.

    >>> canonical("tim+sam")
    'sam+tim'
    """
    return "+".join(sorted(entity.split("+")))


def _by_sentence(reading: Reading, back: dict[str, str]) -> Iterator[tuple[int, dict[tuple[str, str], _Read]]]:
    """For each sentence what it changes of beings that the record knows; what changes twice in one is not plain."""
    rows: dict[int, dict[tuple[str, str], _Read]] = {}
    for fact, plain in zip(reading.facts, reading.plain, strict=True):
        if fact.subject in back and fact.relation in _CLAIMED:
            row, key = rows.setdefault(fact.sentence, {}), (fact.relation, back[fact.subject])
            row[key] = fact.value, plain and key not in row
    yield from rows.items()


def _sentence(starts: Sequence[int], place: int) -> int:
    return sum(start <= place for start in starts) - 1


def _plain(story: Story) -> bool:
    """Whether nobody but the narrator speaks outside of quotes: no frame, no style, no letter."""
    return not (story.persona or story.style) and story.feature in ("", "dialogue")


def _tense(grammar: str) -> str:
    return {"past tense": "past", "present tense": "present"}.get(grammar, "past" if grammar else "-")


def _person(point_of_view: str) -> str:
    return "first" if point_of_view.startswith("first") else "third" if point_of_view.startswith("third") else "-"


def _upheld(story: Story) -> bool | None:
    for fact in story.facts:
        deed = fact.relation.removeprefix("did ")
        if deed != fact.relation and story.moral in DEEDS and deed in DEEDS[story.moral]:
            return deed == DEEDS[story.moral][0]
    return None
