"""Verb groups: tense, person, number, negation, modals, aspect and voice, from the five forms of the wordbook."""

from dataclasses import dataclass
from functools import cache

from workbench.errors import StoryscopeError
from workbench.stories.wordbook import book, forms

PERFECT, PROGRESSIVE = "perfect", "progressive"
MODALS = {"could": "can", "would": "will", "might": "may", "must": "must", "should": "should"}
"""Each modal of a telling in the past and what it is in the present."""
_BE = ("was", "been", "being", "is")
_HAVE = ("had", "had", "having", "has")
_DO = ("did", "done", "doing", "does")


@dataclass(frozen=True, slots=True)
class Agreement:
    """What a finite verb agrees with: person 1 or 3, and number."""

    person: int = 3
    plural: bool = False


THIRD = Agreement()


class Forms:
    """The forms of a tier's verbs; a verb that the tier lacks takes the regular ones."""

    def __init__(self, tier: str) -> None:
        self._book = book(tier)
        self._known: dict[str, tuple[str, str, str, str]] = {"be": _BE, "have": _HAVE, "do": _DO}
        self.bases: dict[str, str] = {
            past: base
            for past, base in sorted((verb.past, verb.base) for verb in self._book.verbs())
            if past != base and past not in _NOT_PAST
        }
        """The base of every past form that can be nothing else in a story."""
        names = {name.word.lower() for name in self._book.names()}
        self.participles = frozenset(verb.participle for verb in self._book.verbs()) | {"been", "had", "done"}
        self.lower = frozenset(self._book.types()) - names - {"i"}
        self.all_bases = frozenset(verb.base for verb in self._book.verbs())
        self.thirds = {verb.third: verb.base for verb in self._book.verbs()}
        self._plurals = frozenset(noun.plural for noun in self._book.nouns() if noun.plural != noun.word) | {"people"}

    def is_plural(self, words: str) -> bool:
        """Whether a subject in plain words is plural by its last word: "no friends"."""
        return words.rpartition(" ")[2] in self._plurals

    def of(self, base: str) -> tuple[str, str, str, str]:
        """Past, participle, -ing and third person."""
        known = self._known.get(base)
        if known is None:
            try:
                verb = self._book.verb(base)
                known = (verb.past, verb.participle, verb.ing, verb.third)
            except StoryscopeError:
                past = forms.past(base)
                known = (past, past, forms.ing(base), forms.third(base))
            self._known[base] = known
        return known

    def finite(self, base: str, tense: str, agreement: Agreement) -> str:
        """One finite form: "ran", "runs", "were", "am"."""
        if base == "be":
            return _be(tense, agreement)
        past, _, _, third = self.of(base)
        if tense == "past":
            return past
        return third if agreement.person == 3 and not agreement.plural else base


def _be(tense: str, agreement: Agreement) -> str:
    if agreement.plural:
        return "were" if tense == "past" else "are"
    if tense == "past":
        return "was"
    return "am" if agreement.person == 1 else "is"


@dataclass(frozen=True, slots=True)
class Group:
    """How a verb stands: all that decides the words of a verb group but the verb itself."""

    tense: str = "past"
    agreement: Agreement = THIRD
    negative: bool = False
    modal: str = ""
    aspect: str = ""
    passive: bool = False


def verb_group(forms: Forms, base: str, how: Group) -> list[str]:
    """The words of a verb group in order; the first is the finite one, "not" comes second.

    A plain negation takes "do": ["did", "not", "run"].
    """
    chain = [base]  # from the last verb to the first, each with the form that the one before it asks for
    words: list[str] = []
    if how.passive:
        words.append(forms.of(base)[1])
        chain = ["be"]
    if how.aspect == PROGRESSIVE:
        words.append(forms.of(chain[0])[2])
        chain = ["be"]
    elif how.aspect == PERFECT:
        words.append(forms.of(chain[0])[1])
        chain = ["have"]
    if how.modal:
        words.append(chain[0])
        first = how.modal if how.tense == "past" else MODALS.get(how.modal, how.modal)
    elif how.negative and chain == [base] and base != "be":
        words.append(base)
        first = forms.finite("do", how.tense, how.agreement)
    else:
        first = forms.finite(chain[0], how.tense, how.agreement)
    return [first, *(["not"] if how.negative else []), *reversed(words)]


@cache
def forms_of(tier: str) -> Forms:
    """The verb forms of a tier."""
    return Forms("tiny" if tier == "minuscule" else tier)


_NOT_PAST = frozenset({"ground", "wound", "bore"})
"""Past forms that are other words more often."""
