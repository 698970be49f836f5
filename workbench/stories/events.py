"""What happens when something is done: every event's preconditions and effects, keyed by its verb.

A plot is a row of event terms (who, verb, what). `perform` acts them out in the order they happen: each checks the
world first and then changes it. A plot whose next event cannot happen (the toy is broken, the bird has flown away,
somebody else has the hat) is dropped and another one is drawn, so nothing impossible is ever told.
"""

from collections.abc import Callable

from workbench.stories.clauses import Clause, Entity, Full, Item, Node, Relation, Subject, Together
from workbench.stories.conditions import MEETING, has_or_free, meet, need, present, things_in, usable
from workbench.stories.surroundings import notice
from workbench.stories.world import FLYERS, LIVING, SIZE, SWIMMERS, World

EMOTIONS = frozenset({"sad", "happy", "scared", "excited", "tired", "hungry", "alone"})
Change = tuple[str, str, str]
Rule = Callable[[World, Entity, tuple[Item, ...]], list[Change]]


def perform(world: World, node: Node) -> None:
    """Act out all that `node` says happened, in its order, and attach the facts to the clauses that tell it.

    Speech, negations, wishes and possibilities change nothing, but one speaks to those who are there.

    Raises:
        Impossible: a precondition fails.
    """
    if isinstance(node, Clause):
        if node.negative or node.modal:
            return
        items, base = node.verb.items, node.verb.base
        changes = notice(world, node)
        rule = EVENTS.get(base)
        if rule is not None:
            actors = _actors(node.subject)
            if base in MEETING:
                meet(world, [*actors, *[entity for _, entity in things_in(items)]])
            for actor in actors:
                # one after the other: what the first has done can make it impossible for the second
                changed = rule(world, actor, items)
                if changed:
                    _become(world, node, changed)
        if changes:
            _become(world, node, changes)
    elif isinstance(node, Relation):
        perform(world, node.first)
        perform(world, node.second)
    elif node.to is not None:
        meet(world, [node.speaker, node.to])


def _become(world: World, clause: Clause, changes: list[Change]) -> None:
    clause.facts = (*clause.facts, *[world.become(*change) for change in changes])


def _actors(subject: Subject) -> tuple[Entity, ...]:
    if isinstance(subject, Entity):
        return (subject,)
    if isinstance(subject, Full):
        return (subject.entity,)
    return subject.members if isinstance(subject, Together) else ()


# --- rules: check, then the changes


def _object(items: tuple[Item, ...]) -> Entity | None:
    """The thing or animal that the verb acts on, not a person and not a place."""
    for _, entity in things_in(items):
        if entity.kind not in ("child", "adult", "place"):
            return entity
    return None


def _give(world: World, who: Entity, items: tuple[Item, ...]) -> list[Change]:
    named = things_in(items)
    things = [entity for _, entity in named if entity.kind in ("thing", "toy")]
    takers = [entity for _, entity in named if entity.kind in LIVING]
    if not things:
        return []
    usable(world, things[0])
    has_or_free(world, who, things[0])
    holder = takers[0].id if takers else things[0].owner.id if things[0].owner else ""
    return [("holder", things[0].id, holder)]


def _take(world: World, who: Entity, items: tuple[Item, ...]) -> list[Change]:
    thing = _object(items)
    if thing is None or thing.kind == "animal":
        if "home" in items:  # "took Tim home"
            return [("at", entity.id, "home") for entity in (who, *(entity for _, entity in things_in(items)))]
        return []
    usable(world, thing)
    return [("holder", thing.id, who.id)]


def _have(world: World, who: Entity, items: tuple[Item, ...]) -> list[Change]:
    if items and isinstance(items[0], str) and items[0].startswith("to go away"):
        need(world.get("leaves", who) != "yes", "has to leave already")
        return [("leaves", who.id, "yes")]
    if not items or not isinstance(items[0], Entity) or items[0].kind == "animal":
        return []
    usable(world, items[0])
    has_or_free(world, who, items[0])
    return [("holder", items[0].id, who.id)]


def _find(world: World, who: Entity, items: tuple[Item, ...]) -> list[Change]:
    thing = _object(items[:1])
    if thing is None:
        return []
    need(world.get("eaten", thing) != "yes", "eaten")
    present(world, thing)
    found = [("lost", thing.id, "no")] if world.get("lost", thing) == "yes" else []
    return [*found, ("holder", thing.id, who.id)] if thing.kind != "animal" else found


def _lose(world: World, who: Entity, items: tuple[Item, ...]) -> list[Change]:
    thing = _object(items)
    if thing is None:
        return []
    usable(world, thing)
    return [("lost", thing.id, "yes"), ("holder", thing.id, "")]


def _break(world: World, who: Entity, items: tuple[Item, ...]) -> list[Change]:
    thing = who if who.kind not in LIVING else _object(items)
    if thing is None:
        return []
    usable(world, thing)
    need(thing.kind not in LIVING, "alive")
    return [("broken", thing.id, "yes")]


def _eat(world: World, who: Entity, items: tuple[Item, ...]) -> list[Change]:
    thing = _object(items)
    if thing is None or thing.kind == "animal":
        return []
    need(world.get("eaten", thing) != "yes", "eaten already")
    need(world.get("lost", thing) != "yes", "lost")
    return [("eaten", thing.id, "yes"), ("holder", thing.id, "")]


def _fall(world: World, who: Entity, items: tuple[Item, ...]) -> list[Change]:
    if who.kind not in LIVING:
        need(world.get("eaten", who) != "yes", "eaten")
        need(world.get("lost", who) != "yes", "lost")
    text = " ".join(item for item in items if isinstance(item, str))
    return [("wet", who.id, "yes")] if "water" in text else [("down", who.id, "yes")]


def _play(world: World, who: Entity, items: tuple[Item, ...]) -> list[Change]:
    need(who.kind in LIVING, "not alive")
    for _, entity in things_in(items):
        if entity.kind not in ("child", "adult", "place"):
            usable(world, entity)
    return []


def _put(world: World, who: Entity, items: tuple[Item, ...]) -> list[Change]:
    named = things_in(items)
    if len(named) < 2 or named[0][1].kind in ("child", "adult"):
        return []
    thing, (word, where) = named[0][1], named[1]
    usable(world, thing)
    if word in ("in", "into", "inside"):
        need(SIZE.get(thing.noun, 1) - SIZE.get(where.noun, 3) < 2, "does not fit")
        return [("inside", thing.id, where.id), ("holder", thing.id, "")]
    return [("on" if word == "on" else "near", thing.id, where.id), ("holder", thing.id, "")]


def _go(world: World, who: Entity, items: tuple[Item, ...]) -> list[Change]:
    need(who.kind in LIVING, "cannot move")
    words = [item for item in items if isinstance(item, str)]
    if any(word.startswith(("home", "back home")) for word in words):
        return [("at", who.id, "home")]
    if any(word.startswith("away") and not word.startswith("away from") for word in words):
        present(world, who)
        company = [entity for before, entity in things_in(items) if before.endswith("with") and entity.kind in LIVING]
        return [("at", entity.id, "away") for entity in (who, *company)]
    if any("the water" in word and word.startswith("in") for word in words):
        return [("wet", who.id, "yes")]
    if any("up" in word and "tree" in word for word in words):
        return [("climbs", who.id, "yes")]
    if words and words[0].startswith("out") and world.get("at", who) == "home":
        return [("at", who.id, "out")]
    for before, entity in things_in(items):
        if entity.kind == "place" and before in ("to", "into", "up", "in"):
            return [("at", who.id, entity.id)]
    return []


def _fly(world: World, who: Entity, items: tuple[Item, ...]) -> list[Change]:
    need(who.noun in FLYERS, f"a {who.noun} cannot fly")
    return _go(world, who, items)


def _come(world: World, who: Entity, items: tuple[Item, ...]) -> list[Change]:
    need(who.kind in LIVING, "cannot move")
    return [("at", who.id, "back")] if world.get("at", who) in ("home", "away") else []


def _swim(world: World, who: Entity, items: tuple[Item, ...]) -> list[Change]:
    need(who.noun in SWIMMERS | {"dog", "bear"} or who.kind in ("child", "adult"), f"a {who.noun} cannot swim")
    return [*_go(world, who, items), ("wet", who.id, "yes")]


def _open(world: World, who: Entity, items: tuple[Item, ...]) -> list[Change]:
    thing = _object(items)
    if thing is None:
        return []
    usable(world, thing)
    need(world.get("open", thing) != "yes", "open already")
    return [("open", thing.id, "yes")]


def _share(world: World, who: Entity, items: tuple[Item, ...]) -> list[Change]:
    thing = _object(items)
    if thing is None:
        return []
    usable(world, thing)
    has_or_free(world, who, thing)
    return [("shared", thing.id, "yes")]


def _be(world: World, who: Entity, items: tuple[Item, ...]) -> list[Change]:
    words = " ".join([item for item in items if isinstance(item, str)]).split()
    if words and words[-1] in EMOTIONS:
        need(who.kind in LIVING, "only the living feel")
        need(words[-1] != "excited" or world.get("feels", who) != "excited", "is excited already")
        return [("feels", who.id, words[-1])]
    named = things_in(items)
    if named and who.kind not in ("child", "adult") and named[0][0] in ("in", "up in"):  # "the ball was in the tree"
        usable(world, who)
        left = [("holder", who.id, "")] if world.get("holder", who) else []
        return [*left, ("at", who.id, named[0][1].id)]
    return []


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
    "get": _take,
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
    "feel": _be,
    "look": _be,
    "smile": _feels("happy"),
    "laugh": _feels("happy"),
    "cry": _feels("sad"),
    "hug": _hug,
    "help": _acts,
    "jump": _go,
    "sleep": _acts,
    "wait": _acts,
    "see": _sees,
}
"""Verb: its rule. Verbs of saying, wanting and thinking change nothing and are not listed."""
