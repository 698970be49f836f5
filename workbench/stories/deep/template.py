"""Sentences written as data: "{x} [walk] to the door && [look] outside".

A pool is a text with one way of saying per line. In a way of saying

- `[verb]` is a finite verb by its base form; `[!verb]` denies it, `[could verb]` gives it a modal, `[verb*]` agrees with
  plural words. What stands before it is the subject, what follows is the rest of the clause.
- `{x}` is an entity of the cast, `{x!}` the same by name, `{xy}` two of them, `{x's hat}` something of hers, `{t.noun}`
  a bare noun, `{x.kid}` boy or girl, `{in place}` and `{to place}` a place with its preposition, `{act}` what the topic
  does. Everything with a colon is drawn from the wordbook: `{animal:small}`, `{adj:person:+}`, `{adv:calm}`.
- `(...)` is a clause inside a clause: "{x} [see] that ({t} [be] gone)".
- `&&` joins two deeds of one subject; `>so>`, `>because>`, `>but>`, `>and>`, `>then>`, `>when>` and `>while>` join two
  clauses; `//` ends a sentence.
- `x: Come here!` is speech, `x>y whisper: Come here.` speech to somebody with its verb.
- `<at last,>` opens a sentence; `@out`, `@dry`, `@away`, ... in front say where it can be true.
"""

import re
from functools import cache
from typing import cast

from workbench.stories.deep.forms import ClauseForm, Form, JoinForm, Ref, Slot, SpeechForm, Token, Way

JOINS = ("so", "because", "but", "and", "then", "when", "while")
_JOIN = re.compile(r" >(" + "|".join(JOINS) + r")> ")
_SPEECH = re.compile(r"^(\w+)(?:>(\w+))?(?: (\w+))?: (.+)([.!?])$")
_LEAD = re.compile(r"^<([^>]+)> ")
_TAG = re.compile(r"^@([\w-]+) ")
_AND = re.compile(r",? and (?:then )?\[")
_COORDINATING = re.compile(r", (and|but|so|then) ")
_SUBORDINATING = re.compile(
    r"(?:,? (because|when|while|until|till|before|after|though|although|as if|as|if|where|since|so that|that|which|who|what"
    r"|how|whenever|than)|, (for)) "
)
_TOKEN = re.compile(r"\{([^}]*)\}|\[([^\]]*)\]|(\()|(\))")
_REF = re.compile(r"^(\w+)(!|\.\w+|'s .+)?$")
_MODALS = ("could", "would", "might", "should", "must")


@cache
def pool(text: str) -> tuple[Way, ...]:
    """The ways of a pool: one per line, empty lines and lines that begin with # left out.

    Raises:
        ValueError: a line cannot be read.
    """
    lines = (line.strip() for line in text.splitlines())
    return tuple(way(line) for line in lines if line and not line.startswith("#"))


@cache
def way(line: str) -> Way:
    """One way of saying.

    Raises:
        ValueError: the line cannot be read.
    """
    text = line
    tags: set[str] = set()
    while match := _TAG.match(text):
        tags.add(match.group(1))
        text = text[match.end() :]
    sentences: list[tuple[str, Form]] = []
    for sentence in text.split(" // "):
        lead = ""
        if match := _LEAD.match(sentence):
            lead = match.group(1)
            sentence = sentence[match.end() :]
        sentences.append((lead, _form(sentence, line)))
        _check(sentences[-1][1], line)
    return Way(line, frozenset(tags), tuple(sentences), _hour(text), text.startswith(_PLAIN))


_STRAY = frozenset("{}[]()<>|")
_PLAIN = ("there [be", "it [be", "the light [be")
HOURS = ("", "day", "evening", "night", "next", "later")
"""The times that a line can speak of; a story does not go back."""
_TIMES = (
    (
        "later",
        r"\b(?:(?:weeks?|months?|years?|days?) (?:after|later)|(?:two|three) days|years|week after|the next week|next time)\b",
    ),
    ("next", r"\b(?:the next (?:day|morning)|next (?:day|morning)|in the morning|the day after)\b"),
    (
        "night",
        r"\b(?:that night|at night|in bed|all night|whole night|before bed|the night|to bed|asleep in|midnight)\b",
    ),
    ("evening", r"\b(?:evening|supper|until dark)\b"),
    ("day", r"\b(?:noon|afternoon|lunch|that morning)\b"),
)


def _hour(text: str) -> str:
    plain = "" if _SPEECH.match(text) else text  # what is said can speak of any time
    return next((hour for hour, pattern in _TIMES if re.search(pattern, plain)), "")


def _form(text: str, line: str) -> Form:
    speech = _SPEECH.match(text)
    if speech:
        speaker, to, tag, words, mark = speech.groups()
        assert mark in (".", "!", "?")
        return SpeechForm(speaker, to or "", tag or ("ask" if mark == "?" else "say"), phrase(words), mark)
    pieces = _JOIN.split(text)
    form = _parts(pieces[0], line)
    for kind, piece in zip(pieces[1::2], pieces[2::2], strict=True):
        form = JoinForm(kind, form, _parts(piece, line))
    return form


def _check(form: Form, line: str, first: bool = True) -> None:
    """Only the first clause of a sentence has words before its subject."""
    if isinstance(form, JoinForm):
        late = form.kind == "when"  # it is told first, or last
        _check(form.first, line, first and not late)
        _check(form.second, line, first and late)
    elif isinstance(form, ClauseForm):
        if form.opener and not first:
            raise ValueError(f"words before the second subject of {line!r}")
        for token in form.rest:
            if isinstance(token, ClauseForm):
                _check(token, line, False)


def _parts(text: str, line: str) -> Form:
    """A sentence as one would write it: cut at the conjunction after its first verb where it has several verbs."""
    text = _AND.sub(r" && [", text, count=1) if " && " not in text else text
    outline = _outline(text)
    if outline.startswith("when ") and outline.count("[") > 1 and "[" in (head := outline.partition(", ")[0]):
        return JoinForm("when", _parts(text[5 : len(head)], line), _parts(text[len(head) + 2 :], line))
    if outline.startswith("while ") and outline.count("[") > 1 and "[" in (head := outline.partition(", ")[0]):
        return JoinForm("while", _parts(text[len(head) + 2 :], line), _parts(text[6 : len(head)], line))
    if outline.count("[") < 2:
        return _deeds(text, line)
    for match in _COORDINATING.finditer(outline):
        if "[" in outline[: match.start()] and "[" in outline[match.end() :]:
            left, right = text[: match.start()], text[match.end() :]
            kind = match.group(1)
            if kind == "and" and right.startswith("then {"):
                kind, right = "then", right[5:]
            return JoinForm(kind, _parts(left, line), _parts(right, line))
    for match in _subordinate(text):
        word = match.group(1) or ""
        if word in JOINS:
            left, right = _parts(text[: match.start()], line), _parts(text[match.end() :], line)
            return JoinForm(word, right, left) if word == "when" else JoinForm(word, left, right)
    return _deeds(text, line)


def _subordinate(text: str) -> list[re.Match[str]]:
    """The conjunctions that stand after a text's first verb and before another."""
    outline = _outline(text)
    return [
        match
        for match in _SUBORDINATING.finditer(outline)
        if outline.count("[", 0, match.start()) == 1
        and "[" in outline[match.end() :]
        and "&&" not in outline[match.end() : outline.index("[", match.end())]
        and "&&" not in outline[: match.start()]
    ]


def _embedded(text: str) -> str:
    """The text with what follows a conjunction after its first verb in brackets."""
    for match in _subordinate(text):
        word, right = match.group(1) or ", for", text[match.end() :]
        bare = word in ("that", "which", "who") and right.startswith("[")  # the word itself is who does it
        return f"{text[: match.start()]} ({word} {right})" if bare else f"{text[: match.start()]} {word} ({right})"
    return text


def _outline(text: str) -> str:
    """The text with everything inside braces and round brackets blanked, so that what is left is its own clauses."""
    depth = 0
    out: list[str] = []
    for letter in text:
        depth -= letter in ")}"
        out.append("." if depth else letter)
        depth += letter in "({"
    return "".join(out)


def _deeds(text: str, line: str) -> Form:
    first, *more = text.split(" && ")
    form = _clause(phrase(_embedded(first)), line)
    if not more:
        return form
    if len(more) > 1:
        raise ValueError(f"two && in {line!r}")
    second = _clause((*form.subject, *phrase(_embedded(more[0]))), line)  # the opener belongs to the first deed
    return JoinForm("deeds", form, second)


def phrase(text: str) -> "tuple[Token, ...]":
    """Words with references, slots and clauses inside, cut into tokens; a finite verb outside a clause stays marked."""
    stack: list[list[Token]] = [[]]
    end = 0
    for match in _TOKEN.finditer(text):
        _words(stack[-1], text[end : match.start()])
        end = match.end()
        braces, verb, opened, closed = match.groups()
        if braces is not None:
            stack[-1].append(_reference(braces))
        elif verb is not None:
            stack[-1].append(f"\0{verb}")
        elif opened:
            stack.append([])
        elif closed:
            inner = stack.pop()
            stack[-1].append(_clause(tuple(inner), text))
    _words(stack[-1], text[end:])
    if len(stack) != 1:
        raise ValueError(f"brackets in {text!r}")
    return tuple(stack[-1])


def _words(tokens: list[Token], text: str) -> None:
    text = text.strip()
    if text:
        if not _STRAY.isdisjoint(text):
            raise ValueError(f"stray marks in {text!r}")
        tokens.append(text)


def _reference(text: str) -> Token:
    if ":" in text:
        return Slot(tuple(text.split(":")))
    if text.startswith(("in ", "to ")):
        return Ref(text[3:], text[:2])
    match = _REF.match(text)
    if not match:
        raise ValueError(f"no reference: {text!r}")
    key, form = match.groups()
    if form is None:
        return Ref(key, "entity")
    if form == "!":
        return Ref(key, "full")
    if form.startswith("'s "):
        return Ref(key, "of", form[3:])
    return Ref(key, form[1:])


def _clause(tokens: "tuple[Token, ...]", line: str) -> ClauseForm:
    verbs = [i for i, token in enumerate(tokens) if isinstance(token, str) and token.startswith("\0")]
    if len(verbs) != 1:
        raise ValueError(f"{len(verbs)} finite verbs in a clause of {line!r}")
    place = verbs[0]
    marked = cast("str", tokens[place])[1:]
    modal = ""
    first, _, rest = marked.partition(" ")
    if first in _MODALS:
        modal, marked = first, rest
    negative, plural = marked.startswith("!"), marked.endswith("*")
    base = marked.strip("!*")
    if not base.isalpha():
        raise ValueError(f"no verb {base!r} in {line!r}")
    if place == 0:
        raise ValueError(f"no subject in {line!r}")
    subject, opener = tokens[:place], tokens[:0]
    if len(subject) > 1 and isinstance(subject[-1], Ref) and subject[-1].form in ("entity", "full", "of"):
        both = len(subject) > 2 and isinstance(subject[-3], Ref) and subject[-2] == "and"
        cut = -3 if both else -1
        subject, opener = subject[cut:], subject[:cut]
        last = opener[-1] if opener else ""
        inner = isinstance(last, str) and last.rpartition(" ")[2] in _PREPOSITIONS and not last.endswith(" on")
        if inner or not all(isinstance(token, str | Slot) for token in opener):
            raise ValueError(f"what stands before the subject of {line!r}")
    refs = [token for token in subject if isinstance(token, Ref) and token.form not in ("noun", "name", "kid")]
    if refs and not (len(subject) == 1 or (len(subject) == 3 and subject[1] == "and")):
        raise ValueError(f"no plain subject in {line!r}")
    plural = plural or tokens[place - 1] in _PLURALS
    return ClauseForm(subject, base, negative, modal, plural, tokens[place + 1 :], opener)


_PREPOSITIONS = frozenset("in of on at to behind under from with for over by near between a an the and".split())
_PLURALS = frozenset({"they", "we", "you", "they all", "both", "both of them"})
