"""The little stories behind minimal pairs, by the fact that changes."""

from collections.abc import Callable

from workbench.stories.clauses import Cued, Entity, Full, cause, contrast
from workbench.stories.pair_stage import Case, name_of, people
from workbench.stories.rules import fits
from workbench.stories.scenes_fitting import BIGNESS

_OUTINGS = ("to the park", "to the garden", "to the water", "home", "outside", "to school")
_PLAYTHINGS = ("ball", "toy", "car", "book", "hat", "flower")


def _meet(case: Case, a: Entity, b: Entity, c: Entity | None = None) -> None:
    """A first sentence that names everybody, with the two candidates in either order."""
    one, two = (a, b) if case.rng.random() < 0.5 else (b, a)
    if c is not None and case.rng.random() < 0.6:
        case.nodes.append(case.say(one, "go", case.pick(*_OUTINGS), "with", two, "and", c))
    elif c is not None:
        case.nodes.append(case.say(c, case.pick("play", "run", "be"), "outside with", one, "and", two))
    else:
        case.nodes.append(case.say(one, "go", case.pick(*_OUTINGS), "with", two))


def _holder_of(case: Case, thing: Entity) -> None:
    """Asks who has the thing."""
    holder = case.world.entities[case.world.get("holder", thing)]
    target = Full(holder, target=True)
    case.question = lambda world: name_of(world, world.get("holder", thing))
    case.nodes.append(case.say("the one who", "have", thing, "was", target))


def given_to(case: Case) -> None:
    """A gives the thing to B or to C."""
    a, b, c = people(case)
    thing = case.thing(case.pick(*_PLAYTHINGS))
    _meet(case, b, c, a)
    case.world.lasting("holder", thing.id, a.id)
    taker = case.which(b, c)
    case.nodes.append(case.say(a, "have", thing))
    case.world.become("holder", thing.id, taker.id)
    base = case.pick("give", "take", "give")
    case.verbs = ("gave", "took")
    case.nodes.append(case.say(a, base, thing, "to", taker))
    _holder_of(case, thing)


def gave_or_took(case: Case) -> None:
    """A gives the thing to B, or takes it from B."""
    a, b, _ = people(case)
    thing = case.thing(case.pick(*_PLAYTHINGS))
    _meet(case, a, b)
    case.world.become("holder", thing.id, case.which(b, a).id)
    case.verbs = ("had",)
    gave = case.say(a, case.turn("give", "take"), thing, case.turn("to", "from"), b)
    case.nodes.append(gave)
    _holder_of(case, thing)


def found_it(case: Case) -> None:
    """Somebody lost a thing; one of two others finds and keeps it."""
    a, b, c = people(case)
    thing = case.thing(case.pick(*_PLAYTHINGS))
    _meet(case, b, c)
    case.world.lasting("lost", thing.id, "yes")
    case.world.become("holder", thing.id, case.which(b, c).id)
    case.verbs = ("found",)
    case.nodes.append(case.say(a, "lose", thing))
    case.nodes.append(
        case.say(case.which(b, c), "find", thing, case.pick("in the garden", "near the tree", "in the park"))
    )
    _holder_of(case, thing)


def put_in(case: Case) -> None:
    """A thing is put in one of two places, another one elsewhere; then it is found."""
    a, b, _ = people(case)
    one, two = case.two("bed", "tree", "car")
    third = next(noun for noun in ("bed", "tree", "car") if noun not in (one, two))
    thing, other = (case.thing(noun) for noun in case.two("hat", "book", "flower", "toy", "ball"))
    place = case.which(case.thing(one), case.thing(two))
    elsewhere = case.thing(third)
    case.world.become("under", thing.id, place.id)
    case.world.become("under", other.id, elsewhere.id)
    case.verbs = ("put",)
    puts = [case.say(a, "put", thing, "under", place), case.say(a, "put", other, "under", elsewhere)]
    case.nodes += puts if case.rng.random() < 0.5 else puts[::-1]
    case.nodes.append(case.say(b, case.pick("find", "see"), thing, "under", Full(place, target=True)))
    case.question = lambda world: name_of(world, world.get("under", thing))


def went_to(case: Case) -> None:
    """Somebody goes to one of two places, another elsewhere; one of them is found."""
    a, b, c = people(case)
    one, two = case.two("park", "garden", "house", "school", "room")
    third = case.pick(*(noun for noun in ("park", "garden", "house", "school", "room") if noun not in (one, two)))
    mine, others = case.which(case.world.place(one), case.world.place(two)), case.world.place(third)
    case.world.become("at", a.id, mine.id)
    case.world.become("at", b.id, others.id)
    case.verbs = ("went", "ran")
    base = case.pick("go", "run")
    first, second = case.say(a, base, "to", mine), case.say(b, base, "to", others)
    if case.rng.random() < 0.5:
        first, second = second, first
    case.nodes.append(contrast(first, second, "R but E", "R, but E", "R. E."))
    case.nodes.append(case.say(c, case.pick("find", "see"), a, "in", Full(mine, target=True)))
    case.question = lambda world: name_of(world, world.get("at", a))


_LUCK = (("find", "lose"), ("love", "lose"), ("get", "break"), ("find", "break"), ("make", "break"))


def _feels(case: Case, who: Entity) -> None:
    case.question = lambda world: world.get("feels", who)
    case.nodes.append(
        case.say(
            who,
            case.pick("be", "feel"),
            *(("very",) if case.rng.random() < 0.3 else ()),
            Cued(case.turn("happy", "sad"), "answer", "feels"),
        )
    )


def lucky(case: Case) -> None:
    """Something good or bad happens to somebody, who is glad or sad of it."""
    a, b, _ = people(case)
    _meet(case, a, b)
    good, bad = _LUCK[int(case.rng.random() * len(_LUCK))]
    thing = case.thing(
        case.pick("toy", "car", "hat", "book") if bad == "break" else case.pick("ball", "toy", "hat", "book", "car")
    )
    case.world.become(
        "broken" if bad == "break" and case.turned else "lost" if case.turned else "holder",
        thing.id,
        "yes" if case.turned else a.id,
    )
    case.world.become(
        "feels", a.id, "sad" if case.world.get("lost", thing) or case.world.get("broken", thing) else "happy"
    )
    case.verbs = ("felt", "was")
    case.nodes.append(case.say(a, case.turn(good, bad), thing))
    _feels(case, a)


def day(case: Case) -> None:
    """A good or a bad day, many friends or no friends, something kind or something bad."""
    a, b, _ = people(case)
    _meet(case, a, b)
    form = int(case.rng.random() * 4)
    events = (
        ("have", "a", case.turn("good", "bad"), "day"),
        ("have", case.turn("many", "no"), "friends"),
        ("get", case.turn("many", "no"), case.pick("toys", "things")),
        ("have", case.turn("much", "no"), "fun"),
    )
    base, *words = events[form]
    if form == 3:
        words.insert(0, "so") if not case.turned else words.insert(0, "just")
    case.world.become("luck", a.id, case.turn("good", "bad"))
    case.world.become("feels", a.id, "happy" if case.world.get("luck", a) == "good" else "sad")
    case.nodes.append(case.say(a, base, *words))
    _feels(case, a)


def treated(case: Case) -> None:
    """Somebody is kind or bad to another, who is glad or sad."""
    a, b, _ = people(case)
    form = int(case.rng.random() * 3)
    words = (
        ("say", "something", case.turn("kind", "bad"), "to", b),
        ("be", case.turn("good", "bad"), "to", b),
        ("be", case.turn("kind", "bad"), "to", b),
    )[form]
    _meet(case, a, b)
    case.world.become("treats " + b.id, a.id, case.turn("good", "bad"))
    case.world.become("feels", b.id, "happy" if case.world.get("treats " + b.id, a) == "good" else "sad")
    base, *items = words
    case.nodes.append(case.say(a, str(base), *items))
    _feels(case, b)


def fit(case: Case) -> None:
    """A thing does not go into another, because of the one or the other."""
    a = case.world.child()
    noun = case.pick("cake", "book", "flower", "hat", "cat", "dog", "fish")
    near = [
        big for big in ("box", "bed", "car", "hat", "house") if big != noun and abs(BIGNESS[big] - BIGNESS[noun]) <= 2
    ]
    inner, outer = case.thing(noun), case.thing(case.pick(*near))
    case.world.lasting("fits in " + outer.id, inner.id, "no")
    about = case.which(inner, outer)
    verb = case.pick("get", "put")
    case.verbs = ("go", "get", "put")
    nodes = (
        case.say(a, verb, inner, case.pick("in", "into", "inside"), outer, no=True, modal="could"),
        case.say(inner, "go", case.pick("into", "inside"), outer, no=True, modal="could"),
    )
    reason = case.say(about, "be", "too", Cued(case.turn("big", "small"), "answer", "size"))
    deed = nodes[int(case.rng.random() * 2)]
    style = case.pick("E because R", "E. R.", "E as R")
    case.nodes.append(cause(reason, deed, style))
    case.question = lambda world: next(word for word in ("big", "small") if fits(world, "fits in", word, about))


def other_one(case: Case) -> None:
    """Of two who were named, the one who did not give is the one given to."""
    a, b, _ = people(case)
    thing = case.thing(case.pick(*_PLAYTHINGS))
    _meet(case, a, b)
    giver, taker = case.which(a, b), case.which(b, a)
    case.world.become("holder", thing.id, taker.id)
    case.verbs = ("gave", "got", "made", "found")
    base = case.pick("give", "get", "find")
    case.nodes.append(case.say(giver, base, thing, "to" if base == "give" else "for", Full(taker, target=True)))
    case.question = lambda world: name_of(world, world.get("holder", thing))


def helper(case: Case) -> None:
    """A helps B, or B helps A."""
    a, b, _ = people(case)
    _meet(case, a, b)
    case.world.become("helped by", case.which(b, a).id, case.which(a, b).id)
    with_what = (case.pick("with the toys", "with the food", "in the garden"),) if case.rng.random() < 0.5 else ()
    case.verbs = ("got", "gave", "asked")
    case.nodes.append(case.say(a, case.turn("give", "get"), "help", case.turn("to", "from"), b))
    target = Full(case.which(a, b), target=True)
    case.nodes.append(case.say("the one who", "help", *with_what, "was", target))
    case.question = lambda world: name_of(world, world.get("helped by", a) or world.get("helped by", b))


def preference(case: Case) -> None:
    """Of two things somebody does not like one, and so takes the other."""
    a = case.world.child()
    pools = (("ball", "toy", "car", "book", "hat", "flower"), ("dog", "cat", "bird", "bear"))
    beasts = case.rng.random() < 0.4
    one, two = (case.thing(noun) for noun in case.two(*pools[beasts]))
    case.nodes.append(case.say(a, case.pick("see", "find", "have"), one, "and", two))
    liked, other = case.which(one, two), case.which(two, one)
    case.world.lasting("likes " + other.id, a.id, "no")
    case.verbs = ("like", "want", "scared")
    if beasts and case.rng.random() < 0.5:
        first = case.say(a, "be", "scared of", other)
    else:
        first = case.say(a, case.pick("like", "want"), other, no=True)
    second = case.say(a, *(("play", "with") if case.rng.random() < 0.6 else ("look", "at")), Full(liked, target=True))
    case.nodes += [first, second]
    case.question = lambda world: next(e.noun for e in (one, two) if world.get("likes " + e.id, a) != "no")


CASES: dict[str, tuple[Callable[[Case], None], ...]] = {
    "holder": (given_to, gave_or_took, found_it),
    "place": (put_in, went_to),
    "emotion": (lucky, day, treated),
    "fit": (fit,),
    "name": (other_one,),
    "helper": (helper,),
    "preference": (preference,),
}
"""Factor -> the cases that change it."""
