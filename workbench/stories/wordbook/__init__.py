"""The wordbook: the words of every tier with their forms, kinds, tags, topics, sizes and tones.

The data are hand-made tables in `data/` (one word a line; `tables.HEADERS` names the columns) and `tags.py` says what
every kind and tag means. `book(tier)` answers with the tier's words and those of the tiers below it:

    nouns        a word has a kind, topics and tags by which the world acts (a `fragile` thing breaks)
    verbs        five forms; tags for grammar, for what the act is like, and for the tones that it goes with
    adjectives   what they can be said of, pleasant or unpleasant, comparative and superlative
    adverbs, names, particles (the closed classes)

A new word is one new line in a table, its cells for regular forms left empty; the tests hold it to the rules.
A word may stand in several tables and, as a noun, under two kinds (`chicken` on the farm and on the plate).
"""

from workbench.stories.wordbook.books import Book, book
from workbench.stories.wordbook.entries import Adjective, Adverb, Entry, Name, Noun, Particle, Verb
from workbench.stories.wordbook.tags import TIERS, TONES, TOPICS

__all__ = [
    "TIERS",
    "TONES",
    "TOPICS",
    "Adjective",
    "Adverb",
    "Book",
    "Entry",
    "Name",
    "Noun",
    "Particle",
    "Verb",
    "book",
]
