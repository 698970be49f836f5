"""The little stories behind minimal pairs: what fits, who did it, when it was, what it is about."""

from workbench.stories.clauses import Cued, Entity, cause
from workbench.stories.pair_cases import PLAYTHINGS, meet
from workbench.stories.pair_stage import STORY, Case, Plain, name_of, people
from workbench.stories.rules import fits
from workbench.stories.scenes_fitting import BIGNESS
from workbench.stories.world import World

INNERS = ("cake", "book", "flower", "hat", "cat", "dog", "fish")
OUTERS = ("box", "bed", "car", "hat")


def _inner_and_outer(case: Case) -> tuple[str, str]:
    inner = case.pick(*INNERS)
    near = [big for big in OUTERS if big != inner and abs(BIGNESS[big] - BIGNESS[inner]) <= 2]
    return inner, case.pick(*near)


def fit(case: Case) -> None:
    """A thing does not go into another, because of the one or the other."""
    a, b, _ = people(case)
    inner, outer = (case.thing(noun) for noun in _inner_and_outer(case))
    case.opening()
    if case.chance(0.7):
        one, two = (inner, outer) if case.chance(0.5) else (outer, inner)
        case.tell(case.say(b, ("have", "see", "find")[int(case.rng.random() * 3)], one, "and", two))
    case.given("fits in " + outer.id, inner, "no")
    case.change("blamed", inner, inner, outer)
    verb = case.pick("get", "put")
    case.verbs = ("go", "get", "put")
    nodes = (
        case.say(a, verb, inner, case.pick("in", "into", "inside"), outer, no=True, modal="could"),
        case.say(inner, "go", case.pick("into", "inside"), outer, no=True, modal="could"),
    )

    case.follows("size of blamed", inner, lambda world: _wrong_size(world, world.entities[world.get("blamed", inner)]))
    size = Cued(case.world.get("size of blamed", inner), "answer", "size")
    reason = case.say(case.which(inner, outer), "be", "too", size)
    deed = nodes[int(case.rng.random() * 2)]
    case.tell(cause(reason, deed, ("E because R", "E. R.", "E as R")[int(case.rng.random() * 3)]))
    case.ask("Was something too big or too small?", lambda world: world.get("size of blamed", inner))


def _wrong_size(world: World, blamed: Entity) -> str:
    return next(word for word in ("big", "small") if fits(world, "fits in", word, blamed))


def misfit(case: Case) -> None:
    """A thing does not go into another, because one of them is too big or too small: which one."""
    a, b, _ = people(case)
    inner, outer = (case.thing(noun) for noun in _inner_and_outer(case))
    case.opening()
    if case.chance(0.7):
        one, two = (inner, outer) if case.chance(0.5) else (outer, inner)
        case.tell(case.say(b, ("have", "see", "find")[int(case.rng.random() * 3)], one, "and", two))
    case.given("fits in " + outer.id, inner, "no")
    case.change("too", STORY, "big", "small")
    case.follows(
        "blamed",
        inner,
        lambda world: next(one.id for one in (inner, outer) if fits(world, "fits in", world.state["too", STORY], one)),
    )
    way = ("into", "inside")[case.chance(0.5)]
    base = ("get", "put")[case.chance(0.5)]
    case.verbs = (base,)
    case.tell(case.say(a, base, inner, way, outer, no=True, modal="could"))
    blamed = case.world.entities[case.world.get("blamed", inner)]
    case.tell(Plain(f"What was too {case.turn('big', 'small')} was the", blamed.noun))
    case.ask(
        f"What was too big or too small for the {inner.noun} to go in?",
        lambda world: name_of(world, world.get("blamed", inner)),
    )


def was_left(case: Case) -> None:
    """Two are in a room with a thing; one goes out, and then the thing breaks or is eaten."""
    a, b, _ = people(case)
    eaten = case.chance(0.4) if case.argument not in ("cake", "box", "toy", "car", "book") else case.argument == "cake"
    thing = case.thing("cake" if eaten else case.pick("box", "toy", "car", "book"))
    one, two = (a, b) if case.chance(0.5) else (b, a)
    case.opening()
    place = case.pick("room", "house", "garden", "school")
    case.tell(Plain(f"{one.noun} and {two.noun} were in the {place} with the {thing.noun}."))
    case.change("went away from", thing, a, b)
    case.follows("alone with", thing, lambda world: b.id if world.get("went away from", thing) == a.id else a.id)
    case.follows("done by", thing, lambda world: world.get("alone with", thing))
    away = ("out", "away", "home")[int(case.rng.random() * 3)]
    case.verbs = ("went", "ate", "broke")
    case.tell(Plain(f"Then {case.which(a, b).noun} went {away}."))
    doer = case.world.entities[case.world.get("done by", thing)]
    case.ask(f"Who {'ate' if eaten else 'broke'} the {thing.noun}?", lambda w: name_of(w, w.get("done by", thing)))
    case.tell(Plain(f"The one who {'ate' if eaten else 'broke'} the {thing.noun} after that was", doer.noun))


def hungry_one(case: Case) -> None:
    """One of two is hungry, or wants a thing; then it is eaten, or taken."""
    a, b, _ = people(case)
    thing = case.thing("cake" if case.argument == "cake" else case.pick("cake", *PLAYTHINGS))
    meet(case, a, b)
    state = ("very hungry", "so hungry") if thing.noun == "cake" else ("just there for the ", "there to get the ")
    case.change("moved by", thing, a, b)
    case.follows("done by", thing, lambda world: world.get("moved by", thing))
    told = state[case.chance(0.5)] + (thing.noun if thing.noun != "cake" else "")
    verb = "ate" if thing.noun == "cake" else "took"
    case.verbs = ("ate", "took")
    case.tell(Plain(f"{case.which(a, b).noun} was {told}."))
    doer = case.world.entities[case.world.get("done by", thing)]
    case.ask(f"Who {verb} the {thing.noun}?", lambda world: name_of(world, world.get("done by", thing)))
    case.tell(Plain(f"The one who {verb} the {thing.noun} was", doer.noun))


# --- tense: the plural and I have a present form in this vocabulary

_PRESENT = {
    **{"play": "played", "run": "ran", "swim": "swam", "help": "helped", "look": "looked"},
    **{"sleep": "slept", "eat": "ate", "wait": "waited", "jump": "jumped"},
}
_WHERE = ("in the park", "in the garden", "near the water", "at home", "outside", "at school", "near the tree")
_BE = {("I", "present"): "am", ("I", "past"): "was", ("it", "present"): "is", ("it", "past"): "was"}
_NEXT = ("the dog", "the cat", "the sun", "the house", "the room", "the garden", "the day", "it")


def tense(case: Case) -> None:
    """A sentence in the present or in the past; the next verb goes on in the same tense."""
    a, b, _ = people(case)
    verb = tuple(_PRESENT)[int(case.rng.random() * len(_PRESENT))]
    case.change("tense", STORY, "present", "past")
    form = int(case.rng.random() * 4)
    who = (f"{a.noun} and {b.noun}", f"{a.noun} and {b.noun}", "I", "They")[form]
    said = case.turn(verb, _PRESENT[verb])
    where = _WHERE[int(case.rng.random() * len(_WHERE))]
    tail = ("", " every day", " with the dog", " with Mom", " with a friend", " together")[int(case.rng.random() * 6)]
    first = f"{who} {said} {where}{tail}."
    after = _NEXT[int(case.rng.random() * len(_NEXT))] if form != 2 else "I"
    many = form != 2 and case.chance(0.3)
    person = "they" if many else "I" if after == "I" else "it"

    def next_verb(tense_now: str) -> str:
        return {"present": "are", "past": "were"}[tense_now] if person == "they" else _BE[person, tense_now]

    case.follows("next verb", STORY, lambda world: next_verb(world.state["tense", STORY]))
    case.verbs = (*_PRESENT, *_PRESENT.values())
    subject = "They" if many else after[0].upper() + after[1:]
    middle = f" {subject}"
    case.ask("What comes then, in the time of the story?", lambda world: world.state["next verb", STORY])
    case.tell(Plain(first + middle, case.world.state["next verb", STORY]))


# --- topic: one word says what it is about

TOPIC_WORDS: dict[str, tuple[str, str]] = {
    "garden": ("garden", "flower"),
    "swimming": ("water", "fish"),
    "school": ("school", "book"),
    "forest": ("tree", "bear"),
    "cooking": ("food", "cake"),
    "night": ("room", "bed"),
    "ball games": ("park", "ball"),
}
"""Topic: the word that speaks for it, and what there is to see."""


def topic(case: Case) -> None:
    """Somebody is near what makes the topic, and sees what belongs to it."""
    a, b, _ = people(case)
    one, two = case.two(*TOPIC_WORDS)
    meet_first = case.chance(0.5)
    if meet_first:
        meet(case, a, b)
    else:
        case.opening()
    case.change("topic", STORY, one, two)
    case.follows("seen", a, lambda world: TOPIC_WORDS[world.state["topic", STORY]][1])
    where = ("near the", "around the")[case.chance(0.5)]
    base = ("was", "played", "ran")[int(case.rng.random() * 3)]
    with_whom = f" with {b.noun}" if case.chance(0.5) else ""
    word = TOPIC_WORDS[case.turn(one, two)][0]
    case.verbs = ("saw", "found", "liked")
    sees = ("saw the", "found the", "looked at the", "liked the")[int(case.rng.random() * 4)]
    case.tell(Plain(f"{a.noun} {base} {where} {word}{with_whom}. {a.noun} {sees}", TOPIC_WORDS[case.turn(one, two)][1]))
    case.ask(f"What did {a.noun} see?", lambda world: world.get("seen", a))
