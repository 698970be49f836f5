"""How things are: which properties go with which relation being so or not so, for either of its two participants.

One table serves twice: scenes phrase reasons and consequences with its claims, and `explains` proves from the world's
facts, not from how the scene was made, that a claim fits one candidate and not the other.
"""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from workbench.stories.clauses import Entity
from workbench.stories.rules_causes import accounts_for
from workbench.stories.world import LIVING, World

if TYPE_CHECKING:
    from workbench.stories.staging import Scene


@dataclass(slots=True, frozen=True)
class Rule:
    """A relation and what goes with it: +1 with its being so, -1 with its not being so.

    `of` are claims about the relation's subject, `by` about the other one (the container, the feared).
    """

    of: dict[str, int]
    by: dict[str, int] = field(default_factory=dict[str, int])


def _signs(plus: str, minus: str = "") -> dict[str, int]:
    """Claims separated by semicolons, with their signs."""
    goes = {name.strip(): 1 for name in plus.split(";") if name.strip()}
    return goes | {name.strip(): -1 for name in minus.split(";") if name.strip()}


RULES: dict[str, Rule] = {
    # people and what they like
    "likes": Rule(
        _signs(
            "wants; glad; agrees; asks; does; finds fun; goes near; misses",
            "refuses; sorry; asks other; does other; finds dull; stops; goes home; flees; scared; relieved",
        )
    ),
    "does": Rule(_signs("likes; finds fun", "dislikes; likes other; finds dull; finds other fun")),
    "goes near": Rule(_signs("likes animals; brave; wants; likes", "fears; dislikes animals; dislikes")),
    "chooses": Rule(
        {},
        _signs(
            "fun; good; better; new; shiny; kind; loved",
            "dull; bad; old; wet; too small; too big; unkind; tired; dark; cold; unloved",
        ),
    ),
    # giving and having: the giver is the subject, the one given to the other
    "gives": Rule(
        _signs("done with it; rich; kind; sorry; full; warm; gives; lacks"),
        _signs("wants it; needy; sad; asked; hungry; cold; has; thanks"),
    ),
    "holder": Rule({}, _signs("shares; has it", "asks for it; waits")),
    "takes": Rule(
        _signs("sorry; gives back; has; unkind; wants it; needy"), _signs("hurt; lacks; would not share; too long")
    ),
    "finds for": Rule(_signs("gives"), _signs("thanks; careless")),
    "has food": Rule(_signs("shares; full", "hungry")),
    "ate": Rule(_signs("full", "hungry")),
    "eats": Rule(_signs("hungry; likes it", "full; dislikes it")),
    # help, knowledge, ability
    "asks": Rule(_signs("unable; thanks"), _signs("able; kind; helps")),
    "asks where": Rule(_signs("not knowing; wants it"), _signs("knowing")),
    "knows where": Rule(_signs("knowing", "not knowing")),
    "can": Rule(
        _signs(
            "big; fast; brave; skilled; fresh; helps; glad; does it",
            "small; scared; tired; unskilled; asks for help; sorry; wants to",
        )
    ),
    "teaches": Rule(_signs("skilled; kind"), _signs("unskilled; asked")),
    "helps": Rule(_signs("is thanked; kind; able"), _signs("thanks; needy")),
    "lets down": Rule(_signs("sorry"), _signs("let down")),
    "may": Rule(_signs("was good; grown; fresh", "was bad; small; tired")),
    # feelings
    "feels": Rule(_signs("good luck; friends", "bad luck; no friends")),
    "has luck": Rule(_signs("happy", "sad")),
    "comforts": Rule(_signs("kind; comforts"), _signs("sad; better")),
    "harms": Rule(_signs("sorry"), _signs("hurt")),
    "does good to": Rule(_signs("does good"), _signs("enjoys")),
    "does harm to": Rule(_signs("does harm"), _signs("suffers")),
    "wins": Rule(_signs("fast", "slow")),
    "worked": Rule(_signs("tired", "fresh")),
    "got wet": Rule(_signs("wet", "dry")),
    "braves the dark": Rule(_signs("brave", "scared")),
    "does well": Rule(_signs("careful", "careless")),
    # things and animals
    "fits in": Rule(_signs("small", "big"), _signs("big", "small")),
    "sees": Rule({}, _signs("big; near; seen", "small; away; hidden")),
    "can use": Rule({}, _signs("small; dry; new", "big; wet; old")),
    "reaches": Rule(_signs("", "small; scared; tired"), _signs("", "high")),
    "fears": Rule(_signs("scared; small; flees", "brave"), _signs("scary; big; chases; bad", "small; kind")),
    "comes to": Rule(_signs("brave", "scared")),
    "surprises": Rule(_signs("gives"), _signs("gets")),
    "seeks": Rule(_signs("lonely"), _signs("good company")),
    "is fed": Rule(_signs("hungry", "full")),
}
"""Relation -> what goes with it."""

NATURE: dict[str, frozenset[str]] = {
    "can fly": frozenset({"bird"}),
    "can swim": frozenset({"fish"}),
    "can climb": frozenset({"cat"}),
    "can fetch": frozenset({"dog"}),
}
"""What one kind of animal is known for."""

CLAIM_FACTS: dict[str, tuple[str, str]] = {
    "big": ("size", "big"),
    "too big": ("size", "big"),
    "small": ("size", "small"),
    "too small": ("size", "small"),
    "new": ("age", "new"),
    "old": ("age", "old"),
    "wet": ("wet", "yes"),
    "kind": ("kind", "yes"),
    "unkind": ("kind", "no"),
    "hungry": ("feels", "hungry"),
    "tired": ("feels", "tired"),
    "scared": ("feels", "scared"),
    "sad": ("feels", "sad"),
    "hurt": ("feels", "sad"),
    "happy": ("feels", "happy"),
    "glad": ("feels", "happy"),
}
"""Claims that state a fact of the one they are about: (relation, value)."""

_YES = frozenset({"yes", "happy", "excited"})


def explains(scene: "Scene", candidate: Entity) -> bool:
    """Whether the scene's claim, made of `candidate`, fits the facts of its world by the scene's rule."""
    return fits(scene.world, scene.rule, scene.claim, candidate)


def fits(world: World, rule: str, claim: str, candidate: Entity) -> bool:
    """Whether the world's facts and the rule allow the claim of the candidate."""
    special = _SPECIAL.get(rule)
    if special is not None:
        return special(world, claim, candidate)
    known = RULES[rule]
    for (relation, subject), value in world.state.items():
        if relation != rule and not relation.startswith(rule + " "):
            continue
        sign = 1 if value in _YES else -1
        other = relation[len(rule) + 1 :]
        if rule == "holder":  # the thing is the subject; whoever holds it is the other one
            sign, other = (1 if value == candidate.id else -1), candidate.id
        if subject == candidate.id and known.of.get(claim) == sign:
            return True
        if other == candidate.id and known.by.get(claim) == sign:
            return True
    return False


def _lives(_world: World, claim: str, candidate: Entity) -> bool:
    return (candidate.kind in LIVING) == (claim == "lives")


def _is_a_child(_world: World, claim: str, candidate: Entity) -> bool:
    return (candidate.kind == "child") == (claim == "is a child")


def _by_nature(_world: World, claim: str, candidate: Entity) -> bool:
    return candidate.noun in NATURE[claim]


def _in_that_place(world: World, claim: str, candidate: Entity) -> bool:
    return world.get("place", candidate) == claim


def _of_that_look(world: World, claim: str, candidate: Entity) -> bool:
    return world.get("look", candidate) == claim


def _holds_that_thing(world: World, claim: str, candidate: Entity) -> bool:
    return world.state.get(("inside", claim)) == candidate.id


def _of_that_size(world: World, claim: str, candidate: Entity) -> bool:
    return world.get("size", candidate) == claim


_SPECIAL = {
    "causes": accounts_for,
    "lives": _lives,
    "is a child": _is_a_child,
    "by nature": _by_nature,
    "place": _in_that_place,
    "look": _of_that_look,
    "whose look": _of_that_look,
    "holds": _holds_that_thing,
    "size": _of_that_size,
}
