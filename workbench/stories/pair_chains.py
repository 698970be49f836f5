"""Minimal pairs that take more than one step: false beliefs, giving back, who was last, what is inside what."""

from dataclasses import dataclass

from workbench.stories.clauses import Entity
from workbench.stories.pair_stage import Case, Plain, four_people, name_of, people

HIDING_PLACES = ("box", "car", "bed", "house", "garden", "room")
HIDDEN = ("hat", "book", "cake", "toy", "flower", "ball")
OUTER_PLACES = ("house", "garden", "park", "school", "room")
HOLDERS = ("box", "car", "bed")


@dataclass(slots=True, eq=False)
class _Search:
    """A thing that is put and moved, and somebody who believes what they have seen of it."""

    case: Case
    thing: Entity
    seeker: Entity
    moves: int = 0

    def there(self, there: bool) -> None:
        """The seeker is there for the next move, or away."""
        self.case.given("is there", self.seeker, "yes" if there else "no")

    def put(self, who: Entity, where: Entity, other: Entity | None = None) -> None:
        """Somebody puts the thing somewhere; with `other`, where is what changes."""
        case, thing, seeker = self.case, self.thing, self.seeker
        name, self.moves = f"move {self.moves}", self.moves + 1
        if other is None:
            case.given(name, thing, where)
        else:
            case.change(name, thing, where, other)
            where = case.which(where, other)
        case.follows("place", thing, lambda world: world.get(name, thing))
        # Whoever is there to see it believes what is so; whoever is away goes on believing what they did.
        case.follows(
            "believes where",
            seeker,
            lambda world: (
                world.get("believes where", seeker)
                if world.get("is there", seeker) == "no"
                else world.get("place", thing)
            ),
        )
        deed = f"{who.noun} put the {thing.noun} in the {where.noun}"
        there = "away" if case.world.get("is there", seeker) == "no" else "there"
        if who is seeker:
            case.tell(Plain(f"{deed}."))
        elif case.chance(0.5):
            case.tell(Plain(f"When {seeker.noun} was {there}, {deed}."))
        else:
            case.tell(Plain(f"{deed} when {seeker.noun} was {there}."))


def false_belief(case: Case) -> None:
    """A puts a thing somewhere; others move it while A is there or away: where is it, and where will A look for it.

    What changes is whether A saw the last move, where A put the thing, or where it was moved to.
    """
    a, b, c = people(case)
    thing = case.thing(case.pick(*HIDDEN))
    one, two = case.two(*HIDING_PLACES)
    rest = [noun for noun in HIDING_PLACES if noun not in (one, two)]
    case.rng.shuffle(rest)
    first, second, third, passing = (case.world.place(noun) for noun in (one, two, *rest[:2]))
    mover, other_mover = (b, c) if case.chance(0.5) else (c, b)
    changes = ("saw it", "put it", "moved it")[int(case.rng.random() * 3)]
    answers = {"saw it": (first, second), "put it": (first, second), "moved it": (second, third)}[changes]
    case.opening()
    case.both(mover, *answers)
    case.verbs = ("put", "was", "looked", "thought")
    search = _Search(case, thing, a)
    search.put(a, first, second if changes == "put it" else None)
    if case.chance(0.5):  # an earlier move, to a place that is nobody's answer unless A saw it
        search.there(changes != "put it" and case.chance(0.5))
        search.put(other_mover, passing)
    if changes == "saw it":
        case.change("is there", a, "yes", "no")
        search.put(mover, second)
    elif changes == "put it":
        search.there(False)
        search.put(mover, third)
    else:
        search.there(case.chance(0.5))
        search.put(mover, second, third)
    case.aside(*answers, mover)
    if changes == "moved it":
        case.ask(f"Where was the {thing.noun}?", lambda world: name_of(world, world.get("place", thing)))
        end = (f"The {thing.noun} was still in the", f"You could see the {thing.noun} in the")[case.chance(0.5)]
        case.tell(Plain(end, name_of(case.world, case.world.get("place", thing))))
        return
    case.ask(f"Where will {a.noun} look?", lambda world: name_of(world, world.get("believes where", a)))
    ends = (
        f"Then {a.noun} wanted the {thing.noun} back and looked in the",
        f"Then {a.noun} looked for the {thing.noun} in the",
        f"{a.noun} thought that the {thing.noun} was in the",
    )
    case.tell(Plain(ends[int(case.rng.random() * 3)], name_of(case.world, case.world.get("believes where", a))))


def give_back(case: Case) -> None:
    """Two things of two owners; a third plays with both, and gives one back to whose it is."""
    a, b, c, d = four_people(case)
    one, two = case.two("ball", "toy", "car", "book", "hat")
    thing, other = case.thing(one), case.thing(two)
    case.opening()
    case.change("owner", thing, a, b)
    case.given("owner", other, d)
    lends = case.chance(0.5)
    if lends:
        mine = f"{case.which(a, b).noun} gave the {one} to {c.noun}."
        others = f"{d.noun} gave the {two} to {c.noun}."
    else:
        mine, others = f"The {one} was {case.which(a, b).noun}'s.", f"The {two} was {d.noun}'s."
    meet = f"{a.noun} and {b.noun}" if case.chance(0.5) else f"{b.noun} and {a.noun}"
    place = ("in the park", "at school", "in the garden", "outside")[int(case.rng.random() * 4)]
    case.tell(Plain(f"{meet} were {place} with {c.noun} and {d.noun}."))
    case.tell(*(Plain(line) for line in ((mine, others) if case.chance(0.5) else (others, mine))))
    for owned in (thing, other):
        case.follows("holder", owned, lambda _world: c.id)
    case.follows("given back to", thing, lambda world: world.get("owner", thing))
    case.follows("holder", thing, lambda world: world.get("given back to", thing))
    case.verbs = ("gave", "was")
    plays = (f"{c.noun} played with the {one} and the {two}.", f"{c.noun} had the {two} and the {one} all day.")
    case.tell(Plain(plays[case.chance(0.5)]))
    case.aside(a, b)
    owner = case.world.entities[case.world.get("holder", thing)]
    case.ask(f"Who got the {one} back?", lambda world: name_of(world, world.get("holder", thing)))
    case.tell(Plain(f"Then {c.noun} gave the {one} back to", owner.noun))


def came_last(case: Case) -> None:
    """Several come to a place one after the other; the one who came last is waited for."""
    a, b, c = people(case)
    place = case.pick("park", "garden", "house", "school")
    case.opening()
    case.given("came after " + a.id, "both", "yes")
    case.change("later of two", place, c, b)
    case.follows("last at", place, lambda world: world.state["later of two", place])
    pair = (f"{b.noun} and {c.noun}", f"{c.noun} and {b.noun}")[case.chance(0.5)]
    later, sooner = case.which(c, b), case.which(b, c)
    lines = (f"{pair} came to the {place} after {a.noun}.", f"{later.noun} came after {sooner.noun}.")
    if case.chance(0.3):
        lines = (f"{pair} came to the {place} after {a.noun}, and {later.noun} came after {sooner.noun}.",)
    case.tell(*(Plain(line) for line in lines))
    case.verbs = ("came",)
    last = case.world.entities[case.world.state["last at", place]]
    end = ("So they had to wait for", "The one they all had to wait for was", f"{a.noun} had to wait and wait for")
    case.tell(Plain(end[int(case.rng.random() * 3)], last.noun))
    case.ask("Who came after all the others?", lambda world: name_of(world, world.state["last at", place]))


def had_it_last(case: Case) -> None:
    """A thing goes from hand to hand, told in order or not: who had it last."""
    a, b, c, d = four_people(case)
    thing = case.thing(case.pick("ball", "toy", "car", "book", "hat"))
    case.opening()
    case.given("gave first", thing, a)
    case.given("got first", thing, b)
    case.change("got then", thing, c, d)
    case.follows("last at", thing, lambda world: world.get("got then", thing))
    meet = f"{c.noun} and {d.noun}" if case.chance(0.5) else f"{d.noun} and {c.noun}"
    case.tell(Plain(f"{meet} were there too."))
    first = f"{a.noun} gave the {thing.noun} to {b.noun}"
    then = f"{b.noun} gave the {thing.noun} to {case.which(c, d).noun}"
    told = (f"{first}. Then {then}.", f"After {first}, {then}.", f"{then} after {first}.")
    case.tell(Plain(told[int(case.rng.random() * 3)]))
    case.verbs = ("gave",)
    last = case.world.entities[case.world.get("last at", thing)]
    end = (f"The one who had the {thing.noun} after that was", f"So the {thing.noun} was with")
    case.tell(Plain(end[case.chance(0.5)], last.noun))
    case.ask(f"Who had the {thing.noun} after all that?", lambda world: name_of(world, world.get("last at", thing)))


def inside_inside(case: Case) -> None:
    """A thing is in a box and the box is in a house; another is elsewhere: where one must go for the thing."""
    a, b, _ = people(case)
    thing = case.thing(case.pick("hat", "book", "cake", "toy", "flower", "ball"))
    one, two = case.two(*HOLDERS)
    near, far = case.two(*OUTER_PLACES)
    box, other = case.thing(one), case.thing(two)
    here, there = case.world.place(near), case.world.place(far)
    case.opening()
    case.both(a, here, there)
    rest = [noun for noun in OUTER_PLACES if noun not in (near, far)]
    third = case.world.place(rest[int(case.rng.random() * len(rest))])
    if case.chance(0.5):
        elsewhere = there
        case.given("inside", box, here)
        case.change("put in", thing, box, other)
    else:
        elsewhere = third
        case.change("inside", box, here, there)
        case.given("put in", thing, box)
    case.given("inside", other, elsewhere)
    case.follows("place", thing, lambda world: world.state["inside", world.get("put in", thing)])
    mine = f"the {one} was in the {name_of(case.world, case.world.get('inside', box))}"
    others = f"the {two} was in the {elsewhere.noun}"
    parts = (mine, others) if case.chance(0.5) else (others, mine)
    places = f"{parts[0]} and {parts[1]}."
    put = f"{b.noun} put the {thing.noun} in the {name_of(case.world, case.world.get('put in', thing))}."
    lines = (places[0].upper() + places[1:], put)
    case.tell(*(Plain(line) for line in (lines if case.chance(0.6) else lines[::-1])))
    case.aside(here, there, b)
    case.verbs = ("put", "was", "went")
    end = (f"To get the {thing.noun}, {a.noun} went to the", f"{a.noun} had to look for the {thing.noun} in the")
    case.tell(Plain(end[case.chance(0.5)], name_of(case.world, case.world.get("place", thing))))
    case.ask(f"Where was the {thing.noun}?", lambda world: name_of(world, world.get("place", thing)))
