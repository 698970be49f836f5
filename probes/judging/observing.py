"""What can be seen of a completion without understanding it: said again, never ended, spelled oddly, tense, quotes.

Works on any English prose for children. Words are known by the largest tier of the lexicon, by their endings and by
textstat's list of easy words; everything counted here is about the completion, with the prompt as what came before.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from workbench.reading.cutting import tokens_of
from workbench.reading.lexis import words
from workbench.reading.reading import Reading, read
from workbench.stories.words import split_sentences, split_words

_END: Final = re.compile(r"""[.!?…]["”’')\]]*\s*\Z""")
_MARK_OF_END: Final = re.compile(r"<\|[^|>]{1,40}\|>")
_ANEW: Final = re.compile(r"(?:\A|\n)\s*(?:Once upon a time|Once there was|Summary:|Story:|Words:|Features:)")
_SUFFIXES: Final = (
    *("'s", "s", "es", "ed", "d", "ing", "er", "est", "ly", "y", "ful", "less", "ness", "like", "ish", "able", "en"),
    *("ies", "ied", "ier", "iest", "ily", "iness", "r", "st", "th", "ment", "ion", "or", "ous", "al", "self", "selves"),
)
_COMMON: Final = frozenset(
    "meow wow yay hmm um uh oops yum mmm aww okay ok tv mr mrs dr ms cannot grandma grandpa mommy daddy mama papa mum "
    "mummy mom dad auntie kitty bunny doggy puppy teddy yucky yummy zoom vroom whoosh splash ribbit woof beep boo ha "
    "favourite colour colourful colours grey theatre centre neighbour cozy cosy pajamas pyjamas squirrel butterfly "
    "butterflies rainbow balloon dinosaur playground sandwich spaghetti pizza laundry caterpillar dolphin octopus "
    "magic magical amazing awesome adventure adventures treasure princess dragon robot superhero genie gonna".split()
)


@dataclass(frozen=True, slots=True)
class Observed:
    """One completion as the rules see it. Shares are of the completion; lists hold the words or spans meant.

    `repeated` is the share of its sentences that were said before, `looped` of its four-word runs, `same` the most
    often that one sentence is said. `past` and `present` count the verbs of its narration, `again` is whether it
    begins another story. `reading` is the reader's, of prompt and completion together, from `since` on.
    """

    prompt: str
    completion: str
    since: int
    reading: Reading
    words: int
    sentences: int
    repeated: float
    looped: float
    same: int
    strange: tuple[str, ...]
    past: int
    present: int
    open_quotes: int
    ended: bool
    again: bool

    @property
    def mixed_tense(self) -> float:
        """The share of the rarer tense among the verbs of the narration."""
        both = self.past + self.present
        return min(self.past, self.present) / both if both else 0.0


def observe(prompt: str, completion: str) -> Observed:
    """Read a completion after its prompt; never fails on any two strings.

    What follows a mark such as <|endoftext|> is another story, and is not looked at.
    """
    prompt, whole = mended(prompt), mended(completion)
    parted = _MARK_OF_END.split(whole, maxsplit=1)
    text = parted[0]
    again = len(parted) > 1 and bool(parted[1].strip())
    found = _ANEW.search(text, 1)
    if found is not None and found.start() > 0:
        again, text = True, text[: found.start()]
    reading = read(prompt + text, "simple", max(1, len(prompt)))
    sentences = [plain for one in split_sentences(text) if (plain := " ".join(split_words(one)))]
    before = {" ".join(split_words(one)) for one in split_sentences(prompt)}
    counts = Counter(sentences)
    grams = [tuple(run) for run in _runs(split_words(text), 4)]
    told = [clause for clause in reading.clauses if clause.start >= len(prompt) and clause.spoken < 0]
    tenses = Counter(clause.tense for clause in told if not clause.modal)
    return Observed(
        prompt=prompt,
        completion=text,
        since=len(prompt),
        reading=reading,
        words=sum(any(map(str.isalpha, word)) for word in split_words(text)),
        sentences=len(sentences),
        repeated=1 - len(set(sentences) - before) / len(sentences) if sentences else 0.0,
        looped=1 - len(set(grams)) / len(grams) if grams else 0.0,
        same=max(counts.values(), default=0),
        strange=tuple(strange_words(text, prompt)),
        past=tenses["past"],
        present=tenses["third"] + tenses["present"],
        open_quotes=_open_quotes(text, prompt),
        ended=bool(_END.search(text.strip() or " ")) or len(parted) > 1,
        again=again,
    )


def mended(text: str) -> str:
    """The text with quotes that were decoded as Mac Roman made quotes again, and no lone surrogates.

    >>> mended("she said, \u201a\u00c4\u00faHi!\u201a\u00c4\u00f9")
    'she said, “Hi!”'
    """
    text = text.encode("utf-8", "replace").decode("utf-8")
    for wrong, right in (("‚Äú", "“"), ("‚Äù", "”"), ("‚Äô", "’"), ("‚Äò", "‘")):
        text = text.replace(wrong, right)
    return text


def strange_words(text: str, prompt: str) -> list[str]:
    """Words that are no English word here and no name: unknown, and not made of a known word and an ending.

    A word with a capital inside a sentence is a name, unless it is one of the prompt's names grown longer.
    """
    names = {token.lower for token in tokens_of(prompt) if token.kind == "word" and token.text[0].isupper()}
    said = {token.lower for token in tokens_of(prompt) if token.kind == "word"}
    found: list[str] = []
    for token in tokens_of(text):
        low = token.lower
        if token.kind != "word" or low in said or is_word(low):
            continue
        grown = any(len(name) > 2 and low.startswith(name) and low != f"{name}s" for name in names | set(_KIN))
        if token.text[0].islower() or grown or _GARBLED.search(low):
            found.append(token.text)
    return found


_KIN: Final = ("mama", "mommy", "mom", "dad", "daddy")
_GARBLED: Final = re.compile(r"(..+?)\1\1|[^aeiouy]{6}|(.)\2\2")


@cache
def is_word(low: str) -> bool:
    """Whether a lower-case word is known, or is made of a known word and an ending."""
    if words("simple").knows(low) or low in _COMMON or low in _easy():
        return True
    if "-" in low:
        return all(is_word(part) for part in low.split("-") if part)
    if "'" in low or "’" in low:
        return is_word(re.split("['’]", low)[0])
    for suffix in _SUFFIXES:
        stem = low.removesuffix(suffix)
        if stem != low and len(stem) > 2 and any(_base(one) for one in (stem, stem + "e", stem + "y", stem[:-1])):
            return True
    return any(low.startswith(prefix) and _base(low[len(prefix) :]) for prefix in ("un", "re", "dis", "over"))


def _base(word: str) -> bool:
    return len(word) > 2 and (words("simple").knows(word) or word in _easy() or word in _COMMON)


@cache
def _easy() -> frozenset[str]:
    """Dale and Chall's words that most children of ten know, from textstat."""
    from importlib.resources import files

    text = files("textstat").joinpath("resources", "en", "easy_words.txt").read_text(encoding="utf-8")
    return frozenset(text.lower().split())


def _runs(tokens: Sequence[str], n: int) -> list[Sequence[str]]:
    return [tokens[start : start + n] for start in range(len(tokens) - n + 1)]


def _open_quotes(text: str, prompt: str) -> int:
    """Paragraphs whose quotes do not close, the last one aside; the first goes on from the prompt's last."""
    first = prompt.rsplit("\n", 1)[-1]
    paragraphs = [part for part in (first + text).split("\n") if part.strip()]
    return sum(part.count('"') % 2 or part.count("“") != part.count("”") for part in paragraphs[:-1])
