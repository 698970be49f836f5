"""What the SimpleStories recipe may ask of a story: the axes of that data set, in the same numbers, in our own words.

Counts per axis (theme 63, topic 48, style 23, feature 26, grammar 31, persona 23) and how often grammar and persona
stay empty follow the data set's card; its authors' values are not repeated here.
"""

import random
from typing import Final

THEMES: Final = tuple(
    """honesty; sharing; kindness; courage; perseverance; patience; listening; asking for help; promises; forgiveness;
    carefulness; teamwork; gratitude; not judging by looks; responsibility; being content; curiosity; friendship;
    loneliness; belonging; jealousy; trust; growing up; saying goodbye; moving on; first love; grief; hope; fear; pride;
    humility; greed; generosity; freedom; justice; loyalty; betrayal; family; growing old; memory; imagination;
    ambition; failure; rivalry; revenge; peace; wisdom; luck; change; identity; respect; empathy; guilt; sacrifice;
    temptation; faith; home; beauty; truth and lies; keeping secrets; self-control; second chances;
    caring for nature""".replace("\n", " ").split(";")
)
TOPICS: Final = tuple(
    """pets; rain; garden; cooking; school; swimming; forest; night; birthday; ball games; cleaning up; car trips; sea;
    market; building; music; snow; moving house; farm; grandparents; a show; a race; gifts; camping; painting;
    lost things; trains; space travel; robots; dragons; a castle; pirates; a library; a hospital; a bakery; a circus;
    mountains; deserts; islands; rivers; caves; magic; inventions; detectives; sports; dreams; festivals;
    the future""".replace("\n", " ").split(";")
)
STYLES: Final = tuple(
    """playful; lyrical; plain; humorous; suspenseful; solemn; dreamlike; fable-like; adventurous; heartwarming;
    melancholy; mysterious; satirical; epic; minimalist; conversational; nostalgic; surreal; gothic; hopeful;
    fairy tale; tall tale; slice of life""".replace("\n", " ").split(";")
)
FEATURES: Final = tuple(
    """dialogue; plot twist; bad ending; flashback; foreshadowing; in medias res; story within a story; inner monologue;
    a letter; cliffhanger; circular ending; irony; symbolism; unreliable narrator; a running joke; repetition;
    two points of view; a moral stated at the end; a countdown; an unanswered question; a talking object; a prophecy;
    a misunderstanding; a role reversal; vivid senses; a list""".replace("\n", " ").split(";")
)
GRAMMAR: Final = tuple(
    """past tense; present tense; future tense; past perfect; present perfect; past continuous; present continuous;
    passive voice; active voice only; questions; exclamations; commands; negation; relative clauses; conditionals;
    comparatives; superlatives; indirect speech; direct speech; gerunds; infinitives; participles; modal verbs;
    adverbs of manner; prepositional phrases; compound sentences; complex sentences; short sentences; plural nouns;
    possessives; conjunctions""".replace("\n", " ").split(";")
)
PERSONAS: Final = tuple(
    """a child; a grandparent; a teacher; an animal; a sailor; a scientist; a poet; a detective; a farmer; a traveller;
    a shopkeeper; a nurse; a gardener; a musician; a king or queen; a thief; a ghost; a toy; a weather reporter;
    a new neighbour; a baker; someone very old; someone who is always late""".replace("\n", " ").split(";")
)
WORD_CLASSES: Final = ("noun", "verb", "adjective", "adverb")
PARAGRAPHS: Final = tuple(range(1, 10))

# How often English words begin with each letter, in percent; what is rare stays rare, so that no odd names are forced.
INITIALS: Final[dict[str, float]] = {
    **{"a": 11.7, "b": 4.4, "c": 5.2, "d": 3.2, "e": 2.8, "f": 4.0, "g": 1.6, "h": 4.2, "i": 7.3, "j": 0.5, "k": 0.9},
    **{"l": 2.4, "m": 3.8, "n": 2.3, "o": 7.6, "p": 4.3, "q": 0.2, "r": 2.8, "s": 6.7, "t": 16.0, "u": 1.2, "v": 0.8},
    **{"w": 5.5, "x": 0.1, "y": 0.8, "z": 0.1},
}

AXIS_VALUES: Final[dict[str, tuple[str, ...]]] = {
    name: tuple(value.strip() for value in values)
    for name, values in (
        ("theme", THEMES),
        ("topic", TOPICS),
        ("style", STYLES),
        ("feature", FEATURES),
        ("grammar", GRAMMAR),
        ("persona", PERSONAS),
    )
}
"""Axis: its values. `draw_axes` adds the first letter, the class of the first word and the number of paragraphs."""

_EMPTY = {"grammar": 1 / 2, "persona": 2 / 3}


def draw_axes(rng: random.Random) -> dict[str, str]:
    """One value of every axis, drawn independently; the empty text where an axis asks for nothing."""
    drawn = {name: rng.choice(values) for name, values in AXIS_VALUES.items()}
    for name, share in _EMPTY.items():
        if rng.random() < share:
            drawn[name] = ""
    drawn["initial_letter"] = rng.choices(list(INITIALS), list(INITIALS.values()))[0]
    drawn["initial_word_class"] = rng.choice(WORD_CLASSES)
    drawn["paragraphs"] = str(rng.choice(PARAGRAPHS))
    return drawn
