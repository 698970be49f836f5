"""What each deed needs and what it changes: every event's preconditions and effects, keyed by its verb."""

from collections.abc import Callable

from workbench.stories.clauses import Entity, Item
from workbench.stories.conditions import has_or_free, last_word, need, object_of, present, things_in, usable, words_of
from workbench.stories.hearing import describe
from workbench.stories.world import ATTRIBUTE, FLYERS, LIVING, SIZE, SWIMMERS, World

EMOTIONS = frozenset({"sad", "happy", "scared", "excited", "tired", "hungry", "alone", "sorry"})
_PLACES = frozenset("park garden house room school tree water car".split())
Change = tuple[str, str, str]
Rule = Callable[[World, Entity, tuple[Item, ...]], list[Change]]


def _give(world: World, who: Entity, items: tuple[Item, ...]) -> list[Change]:
    named = things_in(items)
    things = [entity for _, entity in named if entity.kind in ("thing", "toy")]
    takers = [entity for word, entity in named if entity.kind in LIVING and word != "and not to"]
    if not things:
        return []
    usable(world, things[0])
    has_or_free(world, who, things[0])
    holder = takers[0].id if takers else things[0].owner.id if things[0].owner else ""
    return [("holder", things[0].id, holder)]


def _take(world: World, who: Entity, items: tuple[Item, ...]) -> list[Change]:
    named = things_in(items)
    taken = next((entity for word, entity in named if not word), None)
    if taken is not None and taken.kind in LIVING:  # "took Tim home"
        usable(world, taken)
        return [change for one in (who, taken) for change in _go(world, one, items)]
    thing = object_of(items)
    if thing is None:
        return _go(world, who, items) if who.kind in LIVING else []
    usable(world, thing)
    return [("holder", thing.id, who.id), *(_go(world, who, items) if who.kind in LIVING else [])]


def _get(world: World, who: Entity, items: tuple[Item, ...]) -> list[Change]:
    words = words_of(items)
    if words[:1] == ["to"]:  # "got to play with it": the deed is inside
        return []
    return _be(world, who, items) if words and not things_in(items) else _take(world, who, items)


def _have(world: World, who: Entity, items: tuple[Item, ...]) -> list[Change]:
    if items and isinstance(items[0], str) and items[0].startswith("to go away"):
        need(world.get("leaves", who) != "yes", "has to leave already")
        return [("leaves", who.id, "yes")]
    if not items or not isinstance(items[0], Entity) or items[0].kind not in ("thing", "toy"):
        return []
    usable(world, items[0])
    has_or_free(world, who, items[0])
    return [("holder", items[0].id, who.id)]


def _find(world: World, who: Entity, items: tuple[Item, ...]) -> list[Change]:
    thing = object_of(items[:1])
    if thing is None:
        return []
    need(world.get("eaten", thing) != "yes", "eaten")
    present(world, thing)
    found = [("lost", thing.id, "no")] if world.get("lost", thing) == "yes" else []
    return [*found, ("holder", thing.id, who.id)] if thing.kind != "animal" else found


def _lose(world: World, who: Entity, items: tuple[Item, ...]) -> list[Change]:
    thing = object_of(items)
    if thing is None:
        return []
    usable(world, thing)
    return [("lost", thing.id, "yes"), ("holder", thing.id, "")]


def _break(world: World, who: Entity, items: tuple[Item, ...]) -> list[Change]:
    thing = who if who.kind not in LIVING else object_of(items)
    if thing is None:
        return []
    usable(world, thing)
    need(thing.kind not in LIVING, "alive")
    return [("broken", thing.id, "yes")]


def _eat(world: World, who: Entity, items: tuple[Item, ...]) -> list[Change]:
    thing = object_of(items)
    if thing is None or thing.kind == "animal":
        return []
    need(world.get("eaten", thing) != "yes", "eaten already")
    need(world.get("lost", thing) != "yes", "lost")
    return [("eaten", thing.id, "yes"), ("holder", thing.id, "")]


def _fall(world: World, who: Entity, items: tuple[Item, ...]) -> list[Change]:
    if who.kind not in LIVING:
        need(world.get("eaten", who) != "yes", "eaten")
        need(world.get("lost", who) != "yes", "lost")
    return [("wet", who.id, "yes")] if _into_water(items) else [("down", who.id, "yes")]


def _into_water(items: tuple[Item, ...]) -> bool:
    return any(entity.noun == "water" and last_word(before) in ("in", "into") for before, entity in things_in(items))


def _play(world: World, who: Entity, items: tuple[Item, ...]) -> list[Change]:
    need(who.kind in LIVING, "not alive")
    for _, entity in things_in(items):
        if entity.kind not in ("child", "adult", "place"):
            usable(world, entity)
    return []


def _put(world: World, who: Entity, items: tuple[Item, ...]) -> list[Change]:
    named = things_in(items)
    if not named or named[0][0] or named[0][1].kind in ("child", "adult", "place"):
        return []
    thing = named[0][1]
    usable(world, thing)
    if len(named) < 2 or named[1][1] is thing or "not" in named[1][0]:
        return [("holder", thing.id, "")] if "down" in words_of(items) else []
    word, where = last_word(named[1][0]), named[1][1]
    if word in ("in", "into", "inside"):
        need(SIZE.get(thing.noun, 1) - SIZE.get(where.noun, 3) < 2, "does not fit")
        return [("inside", thing.id, where.id), ("holder", thing.id, "")]
    return [("on" if word == "on" else "near", thing.id, where.id), ("holder", thing.id, "")]


def _go(world: World, who: Entity, items: tuple[Item, ...]) -> list[Change]:
    if who.kind not in LIVING:  # "the ball went high up"
        return []
    words = words_of(items)
    if "home" in words:
        return [("at", who.id, "home")]
    named = things_in(items)
    if "away" in words and "from" not in words:
        present(world, who)
        company = [entity for before, entity in named if before.endswith("with") and entity.kind in LIVING]
        return [("at", entity.id, "away") for entity in (who, *company)]
    if _into_water(items) or (named and named[0][1].noun == "water" and "in" in words):
        return [("wet", who.id, "yes")]
    if any(entity.noun == "tree" and last_word(before) in ("up", "into", "in") for before, entity in named):
        return [("climbs", who.id, "yes")] if "up" in words else []
    for before, entity in named:
        if entity.noun in _PLACES and last_word(before) in ("to", "into", "up", "in") and "not" not in before:
            return [("at", who.id, entity.id)]
    if words[:1] == ["out"] and world.get("at", who) == "home":
        return [("at", who.id, "out")]
    return []


def _fly(world: World, who: Entity, items: tuple[Item, ...]) -> list[Change]:
    need(who.noun in FLYERS, f"a {who.noun} cannot fly")
    return _go(world, who, items)


def _come(world: World, who: Entity, items: tuple[Item, ...]) -> list[Change]:
    need(who.kind in LIVING, "cannot move")
    there = _go(world, who, items)
    return there or ([("at", who.id, "back")] if world.get("at", who) in ("home", "away") else [])


def _swim(world: World, who: Entity, items: tuple[Item, ...]) -> list[Change]:
    need(who.noun in SWIMMERS | {"dog", "bear"} or who.kind in ("child", "adult"), f"a {who.noun} cannot swim")
    return [*_go(world, who, items), ("wet", who.id, "yes")]


def _open(world: World, who: Entity, items: tuple[Item, ...]) -> list[Change]:
    thing = object_of(items)
    if thing is None:
        return []
    usable(world, thing)
    need(world.get("open", thing) != "yes", "open already")
    return [("open", thing.id, "yes")]


def _share(world: World, who: Entity, items: tuple[Item, ...]) -> list[Change]:
    thing = object_of(items)
    if thing is None:
        return []
    usable(world, thing)
    has_or_free(world, who, thing)
    return [("shared", thing.id, "yes")]


def _be(world: World, who: Entity, items: tuple[Item, ...]) -> list[Change]:
    words = words_of(items)
    changes: list[Change] = []
    for place, word in enumerate(words):
        if word in ("not", "no", "always"):
            break
        if word in EMOTIONS:
            need(who.kind in LIVING, "only the living feel")
            last = place == len(words) - 1 and len(items) == 1
            need(not last or word != "excited" or world.get("feels", who) != "excited", "is excited already")
            return [*changes, ("feels", who.id, word)]
        if word == "wet":
            changes.append(("wet", who.id, "yes"))
        elif word in _LOOKS and words[place + 1 :][:1] in ([], ["and"]) and "too" not in words[:place]:
            changes += describe(world, who, word)
    return changes or _stands(world, who, items, words)


_LOOKS = frozenset(word for word, relation in ATTRIBUTE.items() if relation in ("size", "colour", "age"))


def _stands(world: World, who: Entity, items: tuple[Item, ...], words: list[str]) -> list[Change]:
    """Where somebody or something is."""
    living = who.kind in LIVING
    if living and "home" in words and "not" not in words:
        return [("at", who.id, "home")]
    for before, entity in things_in(items)[:1]:
        if last_word(before) in ("in", "at", "up") and who is not entity and "not" not in words:
            if living and entity.noun not in _PLACES:
                return []
            usable(world, who)
            left = [("holder", who.id, "")] if not living and world.get("holder", who) else []
            return [*left, ("at", who.id, entity.id)]
    return []


def _feel(world: World, who: Entity, items: tuple[Item, ...]) -> list[Change]:
    return [change for change in _be(world, who, items) if change[0] in ("feels", "wet")]


def _scare(world: World, who: Entity, items: tuple[Item, ...]) -> list[Change]:  # noqa: ARG001 - rules share parameters
    return [("feels", entity.id, "scared") for _, entity in things_in(items)[:1] if entity.kind in LIVING]


def _feels(emotion: str) -> Rule:
    def rule(world: World, who: Entity, items: tuple[Item, ...]) -> list[Change]:
        need(who.kind in LIVING, "only the living feel")
        return [("feels", who.id, emotion)] if world.get("feels", who) != emotion else []

    return rule


def _acts(world: World, who: Entity, items: tuple[Item, ...]) -> list[Change]:
    need(who.kind in LIVING, "not alive")
    present(world, who)
    return []


def _hug(world: World, who: Entity, items: tuple[Item, ...]) -> list[Change]:
    named = things_in(items)
    if not named:
        return []
    relation = f"hugged {named[0][1].id}"
    need(world.get(relation, who) != "yes", "one hug is told")
    return [(relation, who.id, "yes")]


def _sees(world: World, who: Entity, items: tuple[Item, ...]) -> list[Change]:
    _acts(world, who, items)
    for _, entity in things_in(items):
        need(world.get("eaten", entity) != "yes", "eaten")
        present(world, entity)
    return []


EVENTS: dict[str, Rule] = {
    "give": _give,
    "take": _take,
    "get": _get,
    "have": _have,
    "find": _find,
    "lose": _lose,
    "break": _break,
    "eat": _eat,
    "fall": _fall,
    "play": _play,
    "read": _play,
    "put": _put,
    "hide": _acts,
    "go": _go,
    "run": _go,
    "come": _come,
    "fly": _fly,
    "swim": _swim,
    "open": _open,
    "share": _share,
    "be": _be,
    "feel": _feel,
    "look": _feel,
    "smile": _feels("happy"),
    "laugh": _feels("happy"),
    "cry": _feels("sad"),
    "hug": _hug,
    "help": _acts,
    "jump": _go,
    "sleep": _acts,
    "wait": _acts,
    "see": _sees,
    "scare": _scare,
}
"""Verb: its rule. Verbs of saying, wanting and thinking change nothing and are not listed."""
