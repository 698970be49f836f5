"""The little stories behind minimal pairs: who has a thing, where it or somebody is, who is meant, who likes what."""

from workbench.stories.clauses import Entity, Full, contrast
from workbench.stories.pair_stage import Case, four_people, name_of, people

OUTINGS = ("to the park", "to the garden", "to the water", "home", "outside", "to school")
PLAYTHINGS = ("ball", "toy", "car", "book", "hat", "flower")
SPOTS = ("bed", "tree", "car")
ROOMS = ("park", "garden", "house", "school", "room")
BEASTS = ("dog", "cat", "bird", "bear")


def meet(case: Case, a: Entity, b: Entity, c: Entity | None = None) -> None:
    """A first sentence that names everybody, with the two candidates in either order."""
    one, two = (a, b) if case.chance(0.5) else (b, a)
    case.opening()
    if c is not None and case.chance(0.6):
        case.tell(case.say(one, "go", case.pick(*OUTINGS), "with", two, "and", c))
    elif c is not None:
        case.tell(case.say(c, case.pick("play", "run", "be"), "outside with", one, "and", two))
    else:
        case.tell(case.say(one, "go", case.pick(*OUTINGS), "with", two))


def who_has(case: Case, thing: Entity, one: Entity, two: Entity) -> None:
    """Asks which of two has the thing."""
    case.aside(one, two)
    holder = case.world.entities[case.world.get("holder", thing)]
    case.ask(f"Who had the {thing.noun}?", lambda world: name_of(world, world.get("holder", thing)))
    target = Full(holder, target=True)
    case.tell(
        case.say("the one who", "have", thing, "was", target)
        if case.chance(0.6)
        else case.say(thing, "be", "with", target)
    )


def given_to(case: Case) -> None:
    """A gives the thing to B or to C."""
    a, b, c = people(case)
    thing = case.thing(case.pick(*PLAYTHINGS))
    meet(case, b, c, a)
    case.given("holder", thing, a)
    case.tell(case.say(a, "have", thing))
    case.change("given to", thing, b, c)
    case.follows("holder", thing, lambda world: world.get("given to", thing))
    case.verbs = ("gave", "took")
    case.tell(case.say(a, case.pick("give", "take", "give"), thing, "to", case.which(b, c)))
    who_has(case, thing, b, c)


def gave_or_took(case: Case) -> None:
    """A gives the thing to B, or takes it from B."""
    a, b, _ = people(case)
    thing = case.thing(case.pick(*PLAYTHINGS))
    meet(case, a, b)
    case.change("deed with", thing, "give", "take")
    case.follows("holder", thing, lambda world: (b if world.get("deed with", thing) == "give" else a).id)
    case.verbs = ("had",)
    case.tell(case.say(a, case.turn("give", "take"), thing, case.turn("to", "from"), b))
    who_has(case, thing, a, b)


def found_it(case: Case) -> None:
    """Somebody lost a thing; one of two others finds and keeps it."""
    a, b, c = people(case)
    thing = case.thing(case.pick(*PLAYTHINGS))
    meet(case, b, c)
    case.given("lost", thing, "yes")
    case.change("found by", thing, b, c)
    case.follows("lost", thing, lambda world: "no" if world.get("found by", thing) else "yes")
    case.follows("holder", thing, lambda world: world.get("found by", thing))
    case.verbs = ("found",)
    case.tell(case.say(a, "lose", thing))
    spot = case.pick("in the garden", "near the tree", "in the park")
    case.tell(case.say(case.which(b, c), "find", thing, spot))
    who_has(case, thing, b, c)


def passed_on(case: Case) -> None:
    """A gives the thing to B, who gives it to C or D; what is told last is not always what happened last."""
    a, b, c, d = four_people(case)
    thing = case.thing(case.pick(*PLAYTHINGS))
    meet(case, c, d)
    case.given("given to", thing, b)
    case.follows("holder", thing, lambda world: world.get("given to", thing))
    case.change("passed to", thing, c, d)
    case.follows("holder", thing, lambda world: world.get("passed to", thing))
    case.verbs = ("gave",)
    first = case.say(a, "give", thing, "to", b)
    second = case.say(b, "give", thing, "to", case.which(c, d))
    case.tell(first, second)
    who_has(case, thing, c, d)


def put_in(case: Case) -> None:
    """A thing is put in one of two places, another one elsewhere; then it is found."""
    a, b, _ = people(case)
    one, two = case.two(*SPOTS)
    third = next(noun for noun in SPOTS if noun not in (one, two))
    thing, other = (case.thing(noun) for noun in case.two("hat", "book", "flower", "toy", "ball"))
    first, second, elsewhere = case.thing(one), case.thing(two), case.thing(third)
    case.opening()
    case.both(b, first, second)
    case.change("put under", thing, first, second)
    case.given("put under", other, elsewhere)
    case.follows("place", thing, lambda world: world.get("put under", thing))
    case.verbs = ("put",)
    case.either_order(
        case.say(a, "put", thing, "under", case.which(first, second)), case.say(a, "put", other, "under", elsewhere)
    )
    case.aside(first, second, b)
    found = Full(case.which(first, second), target=True)
    case.tell(case.say(b, case.pick("find", "see"), thing, "under", found))
    case.ask(f"Where was the {thing.noun}?", lambda world: name_of(world, world.get("place", thing)))


def went_to(case: Case) -> None:
    """Somebody goes to one of two places, another elsewhere; one of them is found."""
    a, b, c = people(case)
    one, two = case.two(*ROOMS)
    free = [noun for noun in ROOMS if noun not in (one, two)]
    third = case.world.place(free[int(case.rng.random() * len(free))])
    first, second = case.world.place(one), case.world.place(two)
    case.opening()
    case.both(c, first, second)
    case.change("goes to", a, first, second)
    case.given("goes to", b, third)
    case.follows("place", a, lambda world: world.get("goes to", a))
    case.verbs = ("went", "ran")
    base = case.pick("go", "run")
    mine, others = case.say(a, base, "to", case.which(first, second)), case.say(b, base, "to", third)
    if case.chance(0.5):
        mine, others = others, mine
    case.tell(contrast(mine, others, "R but E", "R, but E", "R. E."))
    case.aside(first, second, b)
    case.tell(case.say(c, case.pick("find", "see"), a, "in", Full(case.which(first, second), target=True)))
    case.ask(f"Where was {a.noun}?", lambda world: name_of(world, world.get("place", a)))


def other_one(case: Case) -> None:
    """Of two who were named, the one who did not give is the one given to."""
    a, b, _ = people(case)
    thing = case.thing(case.pick(*PLAYTHINGS))
    meet(case, a, b)
    case.change("giver of", thing, a, b)
    case.follows("holder", thing, lambda world: _other(world.get("giver of", thing), a, b))
    case.verbs = ("gave", "got", "found")
    giver, taker = case.which(a, b), case.which(b, a)
    target = Full(taker, target=True)
    base = case.pick("give", "get", "find")
    if case.chance(0.25):
        case.tell(case.say(giver, base, thing, "to" if base == "give" else "for", target))
    else:
        case.tell(case.say(giver, "give", thing, "away"))
        case.aside(a, b)
        case.tell(case.say("the one who", "get", thing, "was", target))
    case.ask(f"Who got the {thing.noun}?", lambda world: name_of(world, world.get("holder", thing)))


def new_one(case: Case) -> None:
    """There is a new boy or girl, who has one of two names; another one is spoken of too."""
    four = four_people(case)
    a, b = next((one, two) for one in four for two in four if one is not two and one.gender == two.gender)
    c = next(child for child in four if child is not a and child is not b)
    kind = "boy" if a.gender == "m" else "girl"
    meet(case, a, b, c)
    case.change("is the new", kind, a, b)
    case.follows("called", kind, lambda world: world.state["is the new", kind])
    case.verbs = ("was",)
    place = case.pick("in the park", "at school", "in the garden", "near the water", "outside")
    case.tell(case.say(f"the new {kind}", "be", case.which(a, b)))
    case.tell(case.say(c, case.pick("play", "be", "run"), place))
    case.aside(a, b)
    target = Full(case.which(a, b), target=True)
    case.tell(case.say(c, case.pick("see", "like", "find"), f"the new {kind}, who was", target))
    case.ask(f"Who was the new {kind}?", lambda world: name_of(world, world.state["called", kind]))


def helper(case: Case) -> None:
    """A helps B, or B helps A."""
    a, b, _ = people(case)
    meet(case, a, b)
    case.change("helper of", "deed", a, b)
    case.follows("helped", "deed", lambda world: _other(world.state["helper of", "deed"], a, b))
    with_what = (case.pick("with the toys", "with the food", "in the garden"),) if case.chance(0.5) else ()
    case.verbs = ("got", "gave", "asked")
    case.tell(case.say(a, case.turn("give", "get"), "help", case.turn("to", "from"), b))
    case.tell(case.say("the one who", "help", *with_what, "was", Full(case.which(a, b), target=True)))
    case.ask("Who helped?", lambda world: name_of(world, world.state["helper of", "deed"]))


def preference(case: Case) -> None:
    """Of two things somebody does not like one, and so takes the other."""
    a, _, _ = people(case)
    beasts = case.chance(0.4) if case.argument not in (*PLAYTHINGS, *BEASTS) else case.argument in BEASTS
    one, two = (case.thing(noun) for noun in case.two(*(BEASTS if beasts else PLAYTHINGS)))
    case.opening()
    case.tell(case.say(a, case.pick("see", "find", "have"), one, "and", two))
    liked, other = case.which(one, two), case.which(two, one)
    case.verbs = ("like", "want", "scared")
    if case.chance(0.5):
        case.change("likes", a, one, two)
        case.follows("takes", a, lambda world: world.get("likes", a))
        first = case.say(a, case.pick("like", "want", "love"), liked)
    else:
        case.change("dislikes", a, two, one)
        case.follows("takes", a, lambda world: _other(world.get("dislikes", a), one, two))
        if beasts and case.chance(0.5):
            first = case.say(a, "be", "scared of", other)
        else:
            first = case.say(a, case.pick("like", "want"), other, no=True)
    case.tell(first, case.say(a, *(("play", "with") if case.chance(0.6) else ("look", "at")), Full(liked, target=True)))
    case.ask(f"What did {a.noun} like?", lambda world: name_of(world, world.get("takes", a)))


def _other(identity: str, a: Entity, b: Entity) -> str:
    return b.id if identity == a.id else a.id
