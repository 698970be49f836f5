"""Indirect speech: what was said in quotes, told as "said that", "asked if", "told ... to"."""

import re
from collections.abc import Sequence

from workbench.stories.clauses import Clause, Entity, Full, Item, Of, Relation, Speech, Verb
from workbench.stories.voice.constructions import Reported
from workbench.stories.voice.finding import PEOPLE, Workshop, feeling, plain, whole
from workbench.stories.voice.settings import Unsuited
from workbench.stories.voice.shapes import subject_of
from workbench.stories.voice.steps import Step, speeches_in
from workbench.stories.voice.verbal import Forms

_TOKEN = re.compile(r"[A-Za-z']+|,")
_BACK = {
    **{"am": "was", "is": "was", "are": "were", "have": "had", "has": "had", "do": "did", "does": "did"},
    **{"will": "would", "can": "could", "may": "might", "must": "had to", "shall": "would"},
    **{"don't": "didn't", "can't": "couldn't", "won't": "wouldn't", "i'm": "", "it's": "", "you're": "", "let's": ""},
}
_PAST = frozenset({"was", "were", "had", "did", "would", "could", "might", "should", "didn't"})
_BEFORE_FINITE = frozenset({"i", "you", "we", "they"})
_WH = frozenset({"what", "where", "who", "why", "how", "when"})
_REFUSE = frozenset(
    {"we", "us", "our", "oh", "wow", "hey", "please", "yes", "no", "hello", "hooray", "look", "thank", "let"}
)
"""Words that are better left in quotes."""
_HANGING = frozenset("while until before after when if what that how than who where why because".split())
"""Where these stand inside, a further clause hangs on."""
_HERE = {"this": "the", "here": "there", "today": "that day", "tomorrow": "the next day", "now": "then"}


def indirect_speech(steps: list[Step], shop: Workshop) -> list[Step]:
    """Speech is reported; where there is none, a wish or a feeling is said: "Tim said that he was hungry"."""
    done: list[Step] = []
    for step in steps:
        speeches = speeches_in(step.node)
        if isinstance(step.node, Speech) and not step.fixed:
            reported = report(step.node, shop.forms)
            if reported is not None:
                step = step.turned(reported, "said")
        elif len(speeches) == 1 and isinstance(step.node, Relation):
            pass  # speech that something else hangs on keeps its quotes
        done.append(step)
    wishes = [index for index, step in enumerate(done) if _wish(step, shop) is not None]
    count = sum("said" in step.marks for step in done)
    for index in shop.rng.sample(wishes, min(len(wishes), max(0, 2 - count))):
        clause = _wish(done[index], shop)
        assert clause is not None
        speaker = subject_of(clause)
        assert speaker is not None
        inner = Clause(speaker, clause.verb, clause.negative, clause.modal, clause.facts)
        done[index] = done[index].turned(Reported(None, speaker, "say", None, ("that", inner)), "said")
        count += 1
    if not count:
        raise Unsuited("nobody says anything")
    return done


def _wish(step: Step, shop: Workshop) -> Clause | None:
    node = step.node
    if step.fixed or not isinstance(node, Clause) or not plain(node) or not whole(node.verb.items):
        return None
    who = subject_of(node)
    if who is None or who.kind not in PEOPLE or step.role in ("opening", "setting"):
        return None
    return node if feeling(node, shop) or node.verb.base in ("want", "like", "love", "need", "hope") else None


def report(speech: Speech, forms: Forms) -> Reported | None:
    """Reported speech; None where it would not come out right.

    Statements, "Can you ...?", wh-questions and commands of plain words are known.
    """
    pieces: list[Item] = []
    if speech.mark == "!" and len(speech.words) == 1 and len(str(speech.words[0]).split()) < 3:
        return None
    strings = [piece for piece in speech.words if isinstance(piece, str)]
    if not strings or not isinstance(speech.words[0], str) or any(mark in text for text in strings for mark in ".!?:;"):
        return None
    tokens = [token.lower() for text in strings for token in _TOKEN.findall(text)]
    name = speech.to.noun.lower() if speech.to is not None else ""
    if (
        _REFUSE & set(tokens)
        or "," in tokens
        or name in tokens
        or ("you" in tokens or "your" in tokens)
        and not speech.to
    ):
        return None
    first = tokens[0]
    if _HANGING & set(tokens[1:]):
        return None
    if speech.mark == "?":
        return _question(speech, tokens, forms)
    if first in _BEFORE_FINITE or first in ("it", "he", "she", "there", "the", "my", "your"):
        body = _reported_words(speech, speech.words, forms, finite=True)
        return None if body is None else Reported(speech, speech.speaker, *_address(speech), ("that", *body))
    negated = tokens[:2] == ["do", "not"]
    command = negated or (first in forms.all_bases and speech.to is not None)
    if not command or speech.to is None:
        return None
    words = list(speech.words)
    assert isinstance(words[0], str)
    words[0] = words[0][len("do not") :].strip() if negated else words[0]
    pieces += ["not to"] if negated else ["to"]
    body = _reported_words(speech, [word for word in words if word], forms, finite=False)
    return None if body is None else Reported(speech, speech.speaker, "tell", speech.to, (*pieces, *body))


def _address(speech: Speech) -> tuple[str, Entity | None]:
    """The verb and whom it was said to: "told Sam" where "you" is in it."""
    if speech.to is not None and any("you" in str(word).lower() for word in speech.words if isinstance(word, str)):
        return "tell", speech.to
    return "say", None


def _question(speech: Speech, tokens: Sequence[str], forms: Forms) -> Reported | None:
    if speech.to is None or len(speech.words) != 1:
        return None
    text = str(speech.words[0])
    words = text.split()
    first, *rest = words
    if first.lower() in ("can", "will") and rest and rest[0].lower() in ("you", "i"):
        body = _reported_words(speech, [" ".join((rest[0], first, *rest[1:]))], forms, finite=True)
        return None if body is None else Reported(speech, speech.speaker, "ask", speech.to, ("if", *body))
    if (
        tokens[0] in ("what", "where")
        and len(words) > 2
        and words[1] in ("is", "are")
        and words[2] in ("my", "your", "the")
    ):
        order = " ".join((words[0].lower(), *words[2:], words[1]))
        body = _reported_words(speech, [order], forms, finite=True)
        return None if body is None else Reported(speech, speech.speaker, "ask", speech.to, body)
    return None


def _reported_words(speech: Speech, words: Sequence[Item], forms: Forms, finite: bool) -> tuple[Item, ...] | None:
    """The words with "I" and "you" as people and every finite verb one step back; None where that is unclear."""
    found: list[Item] = []
    before = ""
    due = finite  # a finite verb is still to come
    for piece in words:
        if not isinstance(piece, str):
            if isinstance(piece, (Verb, Entity, Full, Of)):
                found.append(piece)
                before = ""
                continue
            return None
        for token in _TOKEN.findall(piece):
            low = token.lower()
            item: Item
            if low in ("i", "me", "you"):
                person = speech.speaker if low != "you" else speech.to
                assert person is not None
                item = _Person(person, low == "i" or (low == "you" and due))
                due = due or low == "i"
            elif low in ("my", "your"):
                item = _Whose(speech.speaker if low == "my" else speech.to or speech.speaker)
            elif low in _BACK and (due or before in ("that", "what", "where")):
                if not _BACK[low]:
                    return None
                subject = next((one for one in reversed(found) if isinstance(one, _Person)), None)
                item = "was" if low in ("am", "are") and subject is not None else _BACK[low]
                due = False
            elif low in _PAST and due:
                one = any(isinstance(one, _Person) for one in found)
                item, due = "was" if low == "were" and one else token, False
            elif due and before in _BEFORE_FINITE and low in forms.all_bases:
                item, due = forms.of(low)[0], False
            elif due and low in forms.thirds:
                item, due = forms.of(forms.thirds[low])[0], False
            elif low in ("and", "but", "so", "because", "if"):
                return None  # a second clause: too much for plain words
            else:
                plain_word: str = low if not found and low in forms.lower else token
                item = _HERE.get(low, plain_word)
            found.append(item)
            before = low
    return None if due else tuple(_glued(found))


class _Person(Full):
    """Somebody in reported words, as subject or object."""

    __slots__ = ("is_subject",)

    def __init__(self, entity: Entity, is_subject: bool) -> None:
        super().__init__(entity)
        object.__setattr__(self, "is_subject", is_subject)


class _Whose(Of):
    """Somebody's, in reported words; the noun follows in the next item."""

    def __init__(self, owner: Entity) -> None:
        super().__init__(owner, "")


def _glued(items: Sequence[Item]) -> list[Item]:
    """Whose and its noun as one; neighbouring words as one; people by the case that they stand in."""
    out: list[Item] = []
    for item in items:
        if isinstance(item, str) and out and isinstance(out[-1], _Whose) and not out[-1].noun:
            out[-1] = Of(out[-1].owner, item)
        elif isinstance(item, str) and out and isinstance(out[-1], str):
            out[-1] = f"{out[-1]} {item}"
        elif isinstance(item, _Person):
            out.append(item.entity)
        else:
            out.append(item)
    return out
