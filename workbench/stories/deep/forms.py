"""What a way of saying is made of, once it is read: references, slots, clauses, speech, joins."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

Mark: TypeAlias = Literal[".", "!", "?"]


@dataclass(slots=True, frozen=True)
class Ref:
    """An entity of the cast; `form` is entity, full, of, noun, plural, name, kid, in, to."""

    key: str
    form: str
    noun: str = ""


@dataclass(slots=True, frozen=True)
class Slot:
    """Words drawn from the wordbook: kind and conditions."""

    parts: tuple[str, ...]


@dataclass(slots=True, frozen=True)
class ClauseForm:
    """A finite clause: who, does what, and the rest."""

    subject: "tuple[Token, ...]"
    base: str
    negative: bool
    modal: str
    plural: bool
    rest: "tuple[Token, ...]"
    opener: "tuple[Token, ...]" = ()  # words before the subject, where the sentence begins with them


@dataclass(slots=True, frozen=True)
class SpeechForm:
    """Direct speech."""

    speaker: str
    to: str
    tag: str
    words: "tuple[Token, ...]"
    mark: Mark


@dataclass(slots=True, frozen=True)
class JoinForm:
    """Two forms and the relation between them."""

    kind: str
    first: "Form"
    second: "Form"


Token: TypeAlias = "str | Ref | Slot | ClauseForm"
Form: TypeAlias = "ClauseForm | SpeechForm | JoinForm"


@dataclass(slots=True, frozen=True)
class Way:
    """One way of saying: its sentences, each with the words that open it, and the conditions under which it is true.

    `hour` is the time that it speaks of: "" any, then in order day, evening, night, next, later. A `plain` one begins
    as so many sentences do: "there was", "it was".
    """

    text: str
    tags: frozenset[str]
    sentences: tuple[tuple[str, Form], ...]
    hour: str = ""
    plain: bool = False
