"""What a phrase can mean, judged by what stands around it: who can do such things, what "it" stands for, what fits."""

from typing import Final

from workbench.reading.lexis import ATTRIBUTES, FEELINGS
from workbench.reading.phrases import Being, Phrase, ReadClause

_ALIVE: Final = frozenset(
    "run eat sleep look come go cry swim fly jump hide laugh smile want like love see walk sit bark hear climb feel "
    "know think drink chase follow wake try help play".split()
)
_HANDLED: Final = frozenset(
    "give take get have share lose open break read make put hold carry drop throw catch mend fix buy bring wear".split()
)
_SEEN: Final = frozenset("see find hear catch carry open read break hold reach lift move".split())
_CARED: Final = frozenset({"help", "hug", "feed", "thank", "scare", "calm", "stroke", "pet", "chase"})
_GIVING: Final = frozenset({"give", "show", "tell", "bring", "feed", "offer", "send"})
_DAYS: Final = frozenset({"day", "night", "time", "birthday", "morning", "evening", "afternoon", "weather", "season"})
_IMPERSONAL: Final = frozenset(
    "dark night fun late early hard easy time true nice warm bright quiet strange sad better good bad sunny rainy "
    "windy snowy foggy stormy noon midnight spring summer autumn winter cold wet".split()
)


def impersonal(clause: ReadClause, phrase: Phrase) -> bool:
    """Whether "it" stands for nothing: "it was dark", "it was good to be home", "it took a long time"."""
    if not phrase.subject or clause.subject is not phrase:
        return False
    if clause.base in ("rain", "snow", "happen"):
        return True
    if clause.base == "take":
        return any(item.word in ("long", "too", "forever") for item in clause.items) or _takes_time(clause)
    if clause.base not in ("be", "get", "become", "feel", "seem", "grow"):
        return False
    noun = clause.object()
    first = next((item for item in clause.items if item.kind != "adv"), None)  # not "alone all night"
    if noun is not None and first is not None and first.phrase is noun:
        return noun.form == "name" or noun.head in _DAYS or clause.spoken >= 0
    adjective = next((item.word for item in clause.items if item.kind == "adj"), "")
    outside = any(item.word in ("outside", "inside", "around", "there") for item in clause.items)
    if clause.inner and not clause.inner[0].items and clause.inner[0].base in _SEEN:
        return False  # "it was hard to see"
    always = adjective in _IMPERSONAL and (clause.spoken >= 0 or adjective not in ("cold", "wet", "good", "bad", "sad"))
    return bool(clause.inner) or outside or always


def predicate(clause: ReadClause, phrase: Phrase) -> bool:
    """Whether the phrase only says what the subject is: "Tim was a quiet boy"."""
    return clause.base == "be" and phrase.det in ("a", "") and phrase.form == "noun" and _says_what(clause, phrase)


def _says_what(clause: ReadClause, phrase: Phrase) -> bool:
    subject = clause.subject
    return subject is not None and subject.head not in ("there", "it") and clause.object() is phrase


def arguments(clause: ReadClause) -> tuple[Being, ...]:
    """Who else takes part in what the clause says."""
    phrases = [clause.subject, *(item.phrase for item in clause.items)]
    beings = [phrase.being for phrase in phrases if phrase is not None and phrase.being is not None]
    return tuple(part for being in beings for part in being.members or (being,))


def _takes_time(clause: ReadClause) -> bool:
    noun = clause.object()
    return noun is not None and noun.head in _DAYS


def likely(found: list[Being], phrase: Phrase, clause: ReadClause) -> list[Being]:
    """Of several, those that can do, or be done, what the verb says; the most salient last."""
    found = [being for being in found if not being.vague] or found
    alive = [being for being in found if being.kind == "animal"]
    feels = any(item.word in FEELINGS for item in clause.items) and clause.base in ("be", "feel", "look", "get")
    receives = clause.base in _GIVING and clause.object() is phrase and len(clause.items) > 1
    receives = receives or (clause.base in _CARED and not phrase.subject)
    if alive and (receives or (phrase.subject and (clause.base in _ALIVE or feels))):
        return alive
    movable = [being for being in found if being.kind not in ("animal", "place", "weather", "time", "group")]
    if (clause.base in _HANDLED or phrase.possessive) and movable and not phrase.subject:
        return movable
    solid = [being for being in found if being.kind not in ("place", "weather", "time")]
    return solid or found


def compatible(being: Being, phrase: Phrase, owner: Being | None) -> bool:
    """Whether the phrase can mean the being: no other owner, no other size, colour or age."""
    if owner is not None and being.owner is not owner and not (being.owner is None and being.keeper is owner):
        return False
    if (being.gender == "p") != phrase.plural:
        return False
    mine = {ATTRIBUTES[word]: word for word in being.words if word in ATTRIBUTES}
    return all(mine.get(ATTRIBUTES.get(word, ""), word) == word for word in phrase.words)


def gather(phrase: Phrase, clause: ReadClause, rows: list[tuple[Phrase, ReadClause]]) -> None:
    """Add a phrase to `rows` after its possessor and its members."""
    if phrase.owner is not None:
        gather(phrase.owner, clause, rows)
    for member in phrase.members:
        gather(member, clause, rows)
    rows.append((phrase, clause))
