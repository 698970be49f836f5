"""Turning plain words: what a plot left in strings, from the past into the present, and from one speaker to another."""

import re

from workbench.stories.voice.verbal import MODALS, THIRD, Agreement, Forms

_WORD = re.compile(r"[A-Za-z']+")
_PLURALS = frozenset({"we", "you", "they", "these", "those", "people", "both", "all"})
_SINGULARS = frozenset({"he", "she", "it", "who", "that", "this", "one", "nobody", "something", "everything"})
_AFTER_THESE_BASE = frozenset(
    {"to", "not", "could", "would", "can", "will", "did", "do", "does", "didn't", "must", "should", "let"}
)
_AFTER_THESE_PARTICIPLE = frozenset(
    "be been was were is are am had has have got get feel felt look looked a an the my his her their its your "
    "very so too all being getting of in with from by some no new old more".split()
)
_BEFORE_FINITE = _PLURALS | _SINGULARS | {"and", "but", "then", "i"}
_DAYS = {"that day": "today", "that night": "tonight"} | {
    f"that {time}": f"this {time}" for time in ("morning", "afternoon", "evening", "week", "year", "winter", "summer")
}
_SAID = {
    "n't": "n't",
    "didn't": "doesn't",
    "wasn't": "isn't",
    "couldn't": "can't",
    "wouldn't": "won't",
    "hadn't": "hasn't",
}


def to_present(text: str, forms: Forms, subject: Agreement = THIRD, last: Agreement = THIRD, before: str = "") -> str:
    """Past forms in plain words, made present where they are plain to see.

    `subject` is what a verb after a leading "and" agrees with, `last` what one at the very start does; `before` is the
    word before. What cannot be a finite past (after "to", "had", an article) stays.
    """
    if "that " in text:
        for past, now in _DAYS.items():
            text = text.replace(past, now)
    out: list[str] = []
    start = True
    agreement = last
    end = 0
    for match in _WORD.finditer(text):
        word = match.group()
        out.append(text[end : match.start()])
        end = match.end()
        low = word.lower()
        if low in ("and", "but", "then") and start:
            agreement = subject
        elif low in ("i",):
            agreement = Agreement(1)
        elif low in _PLURALS:
            agreement = Agreement(3, True)
        elif low in _SINGULARS:
            agreement = THIRD if low not in ("who", "that") or start else agreement
        out.append(_present(low, word, before, forms, agreement))
        before, start = low, False
    return "".join(out) + text[end:]


def agreeing(text: str, said: str) -> str:
    """Words that follow "I" or "you" where a plot had a name: "is away" becomes "am away".

    >>> agreeing("is away", "I"), agreeing("was away", "you"), agreeing("is away", "Tim")
    ('am away', 'were away', 'is away')
    """
    first, space, rest = text.partition(" ")
    forms = {"I": _WITH_I, "you": _WITH_YOU}.get(said, {})
    return forms.get(first, first) + space + rest


def ours(text: str, bound: bool) -> str:
    """Say "we", "us" and "our" for "they", "them" and "their" in plain words, where they are the narrator and a friend.

    `bound` says that the two are the subject of the clause; else only what is near "them" is near us.

    >>> ours("their heads", True), ours("at them between two trees", False), ours("all of them", False)
    ('our heads', 'at us between two trees', 'all of them')
    >>> ours("went by behind them", False)
    'went by behind us'
    """
    if bound:
        return _THEY.sub(lambda match: _OURS[match.group()], text)
    return _NEAR_THEM.sub(r"\1 us", text)


_OURS = {"they": "we", "them": "us", "their": "our"}
_THEY = re.compile(r"\b(?:they|them|their)\b")
_NEAR_THEM = re.compile(r"\b(at|behind|between|without|past|above|with|toward|beside) them\b")
_WITH_I = {"is": "am", "has": "have", "does": "do"}
_WITH_YOU = {"is": "are", "was": "were", "has": "have", "does": "do"}


def _present(low: str, word: str, before: str, forms: Forms, agreement: Agreement) -> str:
    if before in _AFTER_THESE_BASE:
        return word
    if low in ("was", "were"):
        return forms.finite("be", "present", Agreement(agreement.person, low == "were" or agreement.plural))
    if low in MODALS:
        return MODALS[low]
    if low in _SAID:
        plural = agreement.plural or agreement.person == 1
        return "don't" if low == "didn't" and plural else _SAID[low]
    if low in ("had", "did") and before not in _AFTER_THESE_PARTICIPLE:
        return forms.finite("have" if low == "had" else "do", "present", agreement)
    base = forms.bases.get(low)
    if base is None or before in _AFTER_THESE_PARTICIPLE:
        return word
    if forms.of(base)[1] == low and before not in _BEFORE_FINITE:
        return word  # "one cake left", "a ball lost long ago": as likely a participle
    return forms.finite(base, "present", agreement)
