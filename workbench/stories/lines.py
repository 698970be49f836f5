"""Short clauses written as data: "x / be / very sad for {y}".

Three parts: who, the verb's base form, the rest. Who is x, y, xy (both), mom, beast, place, or plain words. `!`
before the verb negates it, `*` after it makes plain words plural ("there / be* / many people"), `could` and `would`
may stand before it, and `leave` and `move` become what the animal's kind does. Braces in the rest name entities: {y},
{beast}, {x's room}, {hat} (a thing of the story).
"""

import re
from dataclasses import dataclass
from functools import cache

from workbench.stories.clauses import Clause, Entity, Item, Of, Subject, Together, Verb
from workbench.stories.lexicon import VERBS
from workbench.stories.plot import Plot

_MOVES = {"bird": "fly", "fish": "swim"}
_BRACES = re.compile(r"\{([^}]*)\}")


@dataclass(frozen=True, slots=True)
class _Line:
    subject: str
    base: str
    negative: bool
    modal: str
    plural: bool
    rest: tuple[tuple[bool, str], ...]  # (is an entity, text)


@cache
def _parse(spec: str) -> _Line:
    subject, verb, *more = (part.strip() for part in spec.split("/"))
    rest = more[0] if more else ""
    modal = ""
    for word in ("could ", "would "):
        if verb.startswith(word):
            modal, verb = word.strip(), verb[len(word) :]
    negative, plural = verb.startswith("!"), verb.endswith("*")
    base = verb.strip("!*")
    if base not in VERBS and base not in ("leave", "move"):
        raise ValueError(f"no verb {base!r} in {spec!r}")
    pieces = _BRACES.split(rest)
    items = tuple((bool(i % 2), piece.strip()) for i, piece in enumerate(pieces) if piece.strip())
    return _Line(subject, base, negative, modal, plural, items)


def line(p: Plot, spec: str) -> Clause:
    """The clause that `spec` describes, with the plot's own people and things."""
    parsed = _parse(spec)
    subject: Subject = _entity(p, parsed.subject) or parsed.subject
    items: list[Item] = [_named(p, text) if is_entity else text for is_entity, text in parsed.rest]
    base = parsed.base
    if base in ("leave", "move"):
        if base == "leave":
            items.insert(0, "away")
        base = _MOVES.get(subject.noun, "run") if isinstance(subject, Entity) else "run"
    return Clause(subject, Verb(base, *items), parsed.negative, parsed.modal, (), "", parsed.plural)


def one_of(p: Plot, specs: tuple[str, ...]) -> Clause:
    """One of the lines."""
    return line(p, specs[int(p.rng.random() * len(specs))])


def _entity(p: Plot, key: str) -> Entity | Together | None:
    if key == "x":
        return p.x
    if key == "y":
        return p.y
    if key == "xy":
        return Together((p.x, p.y))
    if key == "mom":
        return p.mom
    if key == "beast":
        return p.beast()
    if key in ("dog", "cat", "fish", "bird", "bear"):
        return p.beast(None, key)
    if key == "pet":
        return p.beast(p.x, "dog", "cat", "fish")
    if key == "place":
        return p.here
    return None


def _named(p: Plot, text: str) -> Item:
    if "'s " in text:
        owner, noun = text.split("'s ", 1)
        return Of(p.x if owner == "x" else p.y if owner == "y" else p.mom, noun)
    return _entity(p, text) or p.thing(text)
