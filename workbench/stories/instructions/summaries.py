"""What a story is about, in one or two sentences that are true of it: from its facts, or from its own key sentences."""

import random
from collections.abc import Mapping, Sequence

from workbench.records import Story
from workbench.stories.instructions.deeds import deciding_deed, deed_sentence, feeling_sentence
from workbench.stories.instructions.naming import names_of, without_pronouns
from workbench.stories.words import split_words

_FIRST = ("want", "goal", "need", "task", "mishap", "obstacle", "promise", "warning", "attempt", "scene", "opening")
_LAST = ("outcome", "choice", "return", "ending")
_LONGEST = 26  # types in one sentence of a summary
_FROM_FACTS = 0.75  # of the summaries that could be said from the facts


def summarise(story: Story, rng: random.Random) -> str:
    """One or two sentences, or the empty text for a story whose record knows too little.

    From the facts: the deed that decides the moral, and often how somebody felt after it. From the telling: a sentence
    on what was wanted or went wrong and one on what came of it, with names for pronouns. Either way nothing is said
    that the record does not hold, and no word is used that neither the smallest tier nor the story itself has.
    """
    names = names_of(story)
    fact = deciding_deed(story)
    deed = deed_sentence(story, fact, names, rng) if fact else None
    if fact and deed and rng.random() < _FROM_FACTS:
        after = feeling_sentence(story, fact, names, rng) if rng.random() < 0.6 else None
        return f"{deed} {after}" if after else deed
    told = [_one_of(story, names, roles, rng) for roles in (_FIRST, _LAST)]
    both = [one for one in dict.fromkeys(told) if one]
    return " ".join(both) if len(both) == 2 or (both and rng.random() < 0.5) else deed or " ".join(both)


def _one_of(story: Story, names: Mapping[str, str], roles: Sequence[str], rng: random.Random) -> str:
    """A sentence with one of these roles, the earlier ones preferred; the empty text if none can stand alone."""
    for role in roles:
        sentences = [one for one in story.sentences if one.role == role]
        rng.shuffle(sentences)
        for sentence in sentences:
            text = without_pronouns(story, sentence, names)
            if text and len(split_words(text)) <= _LONGEST:
                return text
    return ""
