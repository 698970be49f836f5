"""The small language that situations are written in, and how it is read.

A situation opens with `# name | kind | A=agent P=thing`: what it is called, the kind of question that it poses, and who
or what may play its parts. A line `label: one / another` holds ways to tell what is so; `> label why, label but` says
how ends are joined to it, and the lines after that hold the ends that can be said of each part, `A: one ; another`. An
end lacks its subject, which is the part, or has * where the part is named. In all texts a part's letter stands for it,
heA, himA and hisA are its pronouns, (a|b) is either, and [a] may be left out.
"""

import re
from dataclasses import dataclass

from workbench.stories.situations.pools import POOLS

_OPTIONAL = re.compile(r"\[([^\[\]]*)\]")
_CHOICE = re.compile(r"\(([^()]*)\)")
_SLOT = re.compile(r"^(he|him|his)?([A-Z])('s|d|b)?$")
JOINS = ("why", "so", "but", "and")


@dataclass(frozen=True, slots=True)
class Part:
    """One mention in a template: of the role `role` as `form` (name, he, him, his, 's, past or bare)."""

    role: str
    form: str


Template = tuple["str | Part | tuple[Template, ...]", ...]
"""Words, mentions, and choices between templates."""


@dataclass(frozen=True, slots=True)
class Link:
    """Contexts (by label) with the way they are joined, and the ends that each role may have there."""

    contexts: tuple[tuple[str, str], ...]
    ends: dict[str, tuple[Template, ...]]


@dataclass(frozen=True, slots=True)
class Situation:
    """A kind of thing that happens: its parts, ways to tell it, and what can be said of whom."""

    name: str
    kind: str
    roles: dict[str, str]
    told: dict[str, tuple[Template, ...]]
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class State:
    """Ways to say that somebody is so, and ways to say what goes with it; both lack their subject."""

    name: str
    is_so: tuple[Template, ...]
    goes_with: tuple[Template, ...]
    needs: tuple[str, ...]


PARAMETERS = {"P": "thing", "X": "outing", "V": "act", "B": "beast"}
"""What a state may speak of, and the pool that it comes from."""


def read(text: str) -> list[Situation]:
    """The situations of a text; raises ValueError for a line that means nothing."""
    return [_situation(block) for block in re.split(r"^# ", text, flags=re.MULTILINE) if block.strip()]


def read_states(text: str) -> tuple[State, ...]:
    """The states of a text, one in a line: `name: is so / is so | goes with it / goes with it`."""
    roles = dict.fromkeys((*PARAMETERS, "A"), "")
    found: list[State] = []
    for line in text.strip().splitlines():
        name, _, rest = line.partition(": ")
        is_so, goes_with = (tuple(template(way, roles) for way in side.split(" / ")) for side in rest.split(" | "))
        spoken = re.split(r"[^A-Za-z]+", rest)
        needs = tuple(role for role in PARAMETERS if role in spoken or f"{role}d" in spoken)
        found.append(State(name, is_so, goes_with, needs))
    return tuple(found)


def _situation(block: str) -> Situation:
    head, *lines = [line.strip() for line in block.strip().splitlines() if line.strip()]
    name, kind, cast = (part.strip() for part in head.split("|"))
    roles = dict(one.split("=") for one in cast.split())
    if any(len(role) != 1 or pool.rstrip("2") not in POOLS for role, pool in roles.items()):
        raise ValueError(f"{name}: unknown part in {cast!r}")
    told: dict[str, tuple[Template, ...]] = {}
    links: list[Link] = []
    for line in lines:
        if line.startswith(">"):
            contexts = [one.split() for one in re.split(r"[,|]", line[1:])]
            links.append(Link(tuple((label, join) for label, join in contexts), {}))
            continue
        label, _, rest = line.partition(": ")
        if len(label) == 1 and links:
            links[-1].ends[label] = tuple(template(one, roles) for one in rest.split(" ; "))
        else:
            told[label] = tuple(template(one, roles) for one in rest.split(" / "))
    for link in links:
        for label, join in link.contexts:
            if label not in told or join not in JOINS:
                raise ValueError(f"{name}: nothing is called {label!r}, or is joined by {join!r}")
    return Situation(name, kind, roles, told, tuple(links))


def template(text: str, roles: dict[str, str]) -> Template:
    """The template that a text spells.

    >>> template("A ran", {"A": "kid"})
    (Part(role='A', form='name'), 'ran')
    """
    return _sequence(_OPTIONAL.sub(r"(\1|)", text).strip(), roles)


def _sequence(text: str, roles: dict[str, str]) -> Template:
    found: list[str | Part | tuple[Template, ...]] = []
    depth, at = 0, 0
    for index, letter in enumerate(text):
        if letter == "(":
            if depth == 0:
                found += _words(text[at:index], roles)
                at = index + 1
            depth += 1
        elif letter == ")":
            depth -= 1
            if depth == 0:
                found.append(tuple(_sequence(one, roles) for one in _split(text[at:index])))
                at = index + 1
    if depth:
        raise ValueError(f"brackets of {text!r} do not match")
    return tuple(found + _words(text[at:], roles))


def _split(text: str) -> list[str]:
    parts, depth, at = list[str](), 0, 0
    for index, letter in enumerate(text):
        depth += (letter == "(") - (letter == ")")
        if letter == "|" and depth == 0:
            parts.append(text[at:index])
            at = index + 1
    return [*parts, text[at:]]


def _words(text: str, roles: dict[str, str]) -> "list[str | Part | tuple[Template, ...]]":
    found: list[str | Part | tuple[Template, ...]] = []
    for word in text.replace(",", " , ").replace(". ", " . ").split():
        match = _SLOT.match(word)
        if match and match[2] in roles:
            found.append(Part(match[2], (match[1] or "") + (match[3] or "") or "name"))
        else:
            found.append(word)
    return found
