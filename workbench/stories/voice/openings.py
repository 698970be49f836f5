"""The first word: its letter and its word class, by an opening that is true of any story."""

from dataclasses import dataclass
from functools import cache

from workbench.stories.clauses import Clause, Relation
from workbench.stories.voice.constructions import Remark
from workbench.stories.voice.finding import Workshop, sayable
from workbench.stories.voice.settings import Unsuited
from workbench.stories.voice.steps import Step
from workbench.stories.wordbook import book

WORD_CLASSES = ("name", "noun", "adjective", "adverb", "verb-ing", "preposition", "pronoun")
LETTER_WEIGHTS: dict[str, float] = {
    letter: float(percent)
    for letter, percent in zip(
        "abcdefghijklmnopqrstuvwxyz",
        "11.7 4.4 5.2 3.2 2.8 4 1.6 4.2 7.3 .5 .9 2.4 3.8 2.3 7.6 4.3 .2 2.8 6.7 16 1.2 .8 5.5 .05 .8 .05".split(),
        strict=True,
    )
}
"""How often an English word begins with each letter, in percent."""
_LEADS = {
    "preposition": (
        *("in the morning,", "on that day,", "at the start of the day,"),
        *(
            "by the middle of the day,",
            "during that week,",
            "for once,",
            "under a wide sky,",
            "near the end of the week,",
        ),
        *("over the weekend,", "with a little luck,", "without any plan,", "to begin with,", "of all the days,"),
    ),
    "conjunction": ("after breakfast,", "before lunch,"),
    "adverb": ("once,", "early one day,", "long ago,", "soon after breakfast,", "again and again,"),
}
_LEADS_NOW = {
    "preposition": (
        *("in the morning,", "on this day,", "at the start of the day,"),
        *(
            "by the middle of the day,",
            "during this week,",
            "for once,",
            "under a wide sky,",
            "near the end of the week,",
        ),
        *("over the weekend,", "with a little luck,", "without any plan,", "to begin with,", "of all the days,"),
    ),
    "conjunction": ("after breakfast,", "before lunch,"),
    "adverb": ("early today,", "soon after breakfast,", "again and again,"),
}
_SENTENCES: dict[str, tuple[str, ...]] = {
    # "After" and "until" are prepositions here, but who reads the first word alone cannot know that.
    "conjunction": ("after every story comes another one", "until today nobody told this story"),
    "preposition": (
        *(
            "behind every story there is another one",
            "between two pages there is a whole world",
            "from here the story starts",
        ),
        *(
            "inside every story there is a secret",
            "like most stories, this one starts with a day",
            "through stories we see the world",
        ),
        *(
            "across the world people tell stories",
            "around every corner there is a story",
        ),
        *("up and down the street people tell this story", "past the last page there is always another story"),
        *(
            "down the road people still tell this story",
            "in every town there is a story like this",
        ),
        *("on some days there is a story everywhere", "at the start of every story there is a first word"),
        *(
            "with every story the world gets bigger",
            "beside every story there is a truth",
        ),
    ),
    "pronoun": (
        *(
            "everyone knows a story like this",
            "it is a true story",
            "nobody has told this story before",
            "they say that this is true",
        ),
        *("somebody must tell this story", "you will like this story", "all of this is true", "this is a true story"),
        *(
            "anyone can tell this story",
            "one of you may know this story",
            "something in this story is strange",
            "these things are true",
        ),
        *(
            "nothing in this story is a lie",
            "everything in this story is true",
            "what follows is a true story",
            "who knows this story already?",
        ),
        *("that is how the story goes", "those who listen will hear a story", "many know this story"),
    ),
    "adverb": (
        "here is a story",
        "now for a story",
        "today there is a story to tell",
    ),
}


@dataclass(frozen=True, slots=True)
class Opening:
    """A lead, or a whole sentence, whose first word is of the class."""

    words: str
    word_class: str
    lead: bool = False


@cache
def openings(tier: str, present: bool) -> tuple[Opening, ...]:
    """Every opening that the tier's words allow, in a fixed order."""
    words = book(tier)
    found = [
        Opening(text, word_class, True)
        for word_class, texts in (_LEADS_NOW if present else _LEADS).items()
        for text in texts
    ]
    found += [Opening(text, word_class) for word_class, texts in _SENTENCES.items() for text in texts]
    found += [Opening(f"{name.word} knows this story well", "name") for name in words.names()]
    found += [
        Opening(f"{noun.plural} can wait, but a good story can not", "noun")
        for noun in words.nouns()
        if noun.kind in ("animal", "food", "toy", "tool", "clothing", "vehicle", "instrument", "plant", "container")
        and not {"mass", "proper", "pair", "magic"} & noun.tags
        and noun.plural != noun.word
        and " " not in noun.plural
    ]
    found += [
        Opening(f"{one.word} things can make a good story", "adjective")
        for one in words.adjectives(of="thing")
        if one.kind in ("size", "colour", "age", "texture", "light", "shape", "worth", "sound")
        and " " not in one.word
        and not one.word.endswith("ing")
    ]
    begin = "begins" if present else "began"
    found += [
        Opening(f"{one.word}, the day {begin}", "adverb")
        for one in words.adverbs(kind="manner")
        if one.word.endswith("ly")
    ]
    found += [
        Opening(f"{verb.ing} can wait, but this story can not", "verb-ing")
        for verb in words.verbs()
        if verb.kind in ("motion", "play", "make", "rest", "mend", "wash", "search", "eat", "perception")
    ]
    return tuple(one for one in found if sayable(tier, one.words))


@cache
def letters(tier: str, word_class: str = "") -> tuple[str, ...]:
    """The letters that a story of the tier can begin with, in a word of the class."""
    found = {one.words[0].lower() for one in openings(tier, False) if word_class in ("", one.word_class)}
    return tuple(sorted(found & {one.words[0].lower() for one in openings(tier, True)} if not word_class else found))


def opened(steps: list[Step], shop: Workshop) -> list[Step]:
    """The steps with a first word as asked for.

    Raises Unsuited where no opening of the letter and class is known.
    """
    voice = shop.voice
    fitting = [
        one
        for one in openings("tiny" if voice.tier == "minuscule" else voice.tier, voice.tense == "present")
        if voice.initial_letter in ("", one.words[0].lower()) and voice.initial_word_class in ("", one.word_class)
    ]
    taken = {entity.noun for entity in shop.cast}
    fitting = [one for one in fitting if one.word_class != "name" or one.words.split()[0] not in taken]
    first = steps[0]
    takes_lead = isinstance(first.node, (Clause, Relation)) and not first.opener and not first.fixed
    if not takes_lead:
        fitting = [one for one in fitting if not one.lead]
    elif shop.chance(0.7):
        fitting = [one for one in fitting if one.lead] or fitting
    if not fitting:
        raise Unsuited("no opening begins so")
    classes = sorted({one.word_class for one in fitting})
    chosen_class = classes[int(shop.rng.random() * len(classes))]
    fitting = [one for one in fitting if one.word_class == chosen_class]
    chosen = fitting[int(shop.rng.random() * len(fitting))]
    if chosen.lead:
        step = first.turned(first.node)
        step.opener = chosen.words
        return [step, *steps[1:]]
    mark = chosen.words[-1] if chosen.words[-1] in "?!" else "."
    remark = Remark((chosen.words.rstrip("?!"),), mark)
    return [Step("opening", remark, fixed=True), *steps]
