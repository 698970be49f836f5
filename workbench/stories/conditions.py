"""Preconditions: what must be so for something to happen. Each raises Impossible with the reason where it is not."""

from functools import lru_cache

from workbench.stories.clauses import Entity, Full, Item
from workbench.stories.world import LIVING, Impossible, World

MEETING = frozenset("give share hug help play smile laugh jump eat take put see look swim run hide read make".split())
"""Verbs that take company: those whom they name are in one place."""


def things_in(items: tuple[Item, ...]) -> list[tuple[str, Entity]]:
    """The entities of a verb phrase, each with the words that stand before it ("" for a plain object)."""
    found: list[tuple[str, Entity]] = []
    before = ""
    for item in items:
        if isinstance(item, str):
            before = item
        elif isinstance(item, (Entity, Full)):
            found.append((before, item if isinstance(item, Entity) else item.entity))
            before = ""
    return found


def need(condition: bool, reason: str) -> None:
    """Raise Impossible with the failed precondition."""
    if not condition:
        raise Impossible("event", reason)


def present(world: World, entity: Entity) -> None:
    """Whoever went away is not here."""
    if world.state.get(("at", entity.id)) == "away":
        raise Impossible("event", f"{entity.noun} has gone away")


def meet(world: World, entities: list[Entity]) -> None:
    """Those who act together, or on one another, are all here, or all at home; grown-ups are wherever they are needed.

    Whoever went away does neither.
    """
    places: set[str] = set()
    for entity in entities:
        if entity.kind in LIVING:
            present(world, entity)
            if entity.kind == "child":
                places.add("home" if world.state.get(("at", entity.id)) == "home" else "here")
    if len(places) > 1:
        raise Impossible("event", "one has gone home")


def usable(world: World, thing: Entity) -> None:
    """What is broken, lost, eaten or gone cannot be used."""
    for state in ("broken", "lost", "eaten"):
        if world.state.get((state, thing.id)) == "yes":
            raise Impossible("event", f"the {thing.noun} is {state}")
    if thing.kind == "animal":
        present(world, thing)


def has_or_free(world: World, who: Entity, thing: Entity) -> None:
    """`who` has the thing or nobody has."""
    if world.get("holder", thing) not in ("", who.id):
        raise Impossible("event", f"somebody else has the {thing.noun}")


def object_of(items: tuple[Item, ...]) -> Entity | None:
    """The thing or animal that the verb acts on, not a person and not a place."""
    for before, entity in things_in(items):
        if entity.kind not in ("child", "adult", "place") and last_word(before) in ("", "all", "of", "with"):
            return entity
    return None


def words_of(items: tuple[Item, ...]) -> list[str]:
    """The plain words of a verb phrase, in order."""
    return _split(" ".join([item for item in items if item.__class__ is str]))  # type: ignore[misc]


@lru_cache(maxsize=10_000)
def _split(words: str) -> list[str]:
    return words.split()


def last_word(words: str) -> str:
    """The preposition that stands before an entity."""
    return words.rpartition(" ")[2]
