"""Arcs about what is hard: courage, perseverance, asking for help."""

from workbench.stories.clauses import Clause, Entity, Node, Together, Verb, cause, contrast, sequence
from workbench.stories.plot import PLAYTHINGS, Plot, quote, say, wish


def courage(p: Plot) -> None:
    """Somebody fears a thing and has a reason to meet it: goes, or runs."""
    x, y = p.x, p.y
    case = p.roll(5)
    for relation, spoilt in (("wet", 1), ("climbs", 2)):  # who has just swum is not scared of the water
        if case == spoilt and p.world.get(relation, x) == "yes":
            case = 0
    feared, face, flee, where = _feared(p, case)
    fear = p.any(
        lambda: say(x, "be", p.pick("scared of", "very scared of", "always scared of"), feared),
        lambda: say(x, "like", feared, negative=True),
        lambda: say(x, "go", "near", feared, negative=True, modal="would"),
        lambda: say(x, "think", "that", Clause(feared, Verb("be", "bad"))),
    )
    p.beat("background", p.deed("fear", fear, x, feared))
    missing: Entity | None = None
    if case < 3:
        missing = p.beast(y, "cat", "dog") if p.chance(0.3) else p.thing(p.noun(("ball", "hat", "toy", "book"), y), y)
        there = say(missing, "be", *where)
        goal: Node = there if p.chance(0.4) else sequence(there, p.do("cry", y), "R and E", "R. E.")
    elif case == 3:
        missing = p.thing(p.noun(("hat", "ball", "toy", "book"), y), y)
        goal = say(feared, "take", missing)
    else:
        goal = say(feared, "run", "after", y)
    p.beat("want", goal, lead=p.pick("", "then"))
    if p.chance(0.35):
        p.beat("want", quote(y, p.pick("can you help me", "who can help me"), mark="?", tag="ask"))
    if p.upheld:
        act = p.deed("face", Clause(x, face), x, feared)
        style = p.rng.random()
        if style < 0.45:
            act = contrast(p.do("be_scared", x), act, "R, but E", "R. But E.", "R but E")
        elif style < 0.7:
            act = cause(say(x, "want", "to help", y), act, "R, so E", "R. So E.", "E because R")
        p.beat("choice", act)
        if missing is not None and p.chance(0.65):
            _brings_back(p, x, y, missing)
        p.beat(
            "outcome",
            p.any(
                lambda: say(y, "say", "that", Clause(x, Verb("be", "so good"))),
                lambda: p.do("hug", y, x),
                lambda: say(x, "be", "scared anymore", negative=True),
                lambda: say(x, "be", "not so scared after that"),
                lambda: quote(y, "you did it", mark="!", to=x),
                lambda: sequence(p.do("fall", x), say(y, "help", x), "R and E", "R. E."),
            ),
        )
        return
    act = p.deed("flee", Clause(x, flee), x, feared)
    p.beat("choice", cause(p.do("be_scared", x), act, "R, so E", "R. So E.", "E because R") if p.chance(0.5) else act)
    p.beat(
        "outcome",
        p.any(
            lambda: p.do("be_sad", y),
            lambda: say(y, "have", "to go alone") if case < 3 else say(y, "cry"),
            lambda: say(p.mom, "have", "to go and help", y),
            lambda: say(x, "feel", p.pick("bad about it", "bad all night")),
            lambda: contrast(say(y, "ask", "for help"), say(x, "be", "not there"), "R, but E", "R. But E."),
        ),
    )


def _brings_back(p: Plot, x: Entity, y: Entity, missing: Entity) -> None:
    if missing.kind == "animal":
        back = say(x, "take", missing, "back to", y)
    else:
        back = say(x, "get", missing, *(("back",) if p.chance(0.5) else ("for", y)))
    p.beat("outcome", back, lead=p.pick("", "then"))


def _feared(p: Plot, case: int) -> tuple[Entity, Verb, Verb, tuple[str | Entity, ...]]:
    """What is feared, how it is faced, how one flees from it, and where that puts a missing thing."""
    if case == 0:
        room = p.world.entities.get("room") or p.thing("room", None, "dark")
        room.unique = True
        return room, Verb("go", "into", room), Verb("run", "back to bed"), ("in", room)
    if case == 1:
        water = p.world.place("water")
        return water, Verb("jump", "into", water), Verb("run", "away from", water), ("in", water)
    if case == 2:
        tree = p.world.entities.get("tree") or p.thing("tree", None, "big")
        tree.unique = True
        return tree, Verb("go", "up", tree), Verb("go", "home"), ("up in", tree)
    beast = p.beast(None, "dog") if case == 3 else p.beast(None, "bear")
    beast.unique = True
    if case == 3:
        return beast, Verb("go", "up to", beast), Verb("run", "home"), ()
    return beast, Verb("look", "at", beast, "and did not run"), Verb("hide", "under the bed"), ()


# What is tried, why it can fail, and how it is done at last.
TASKS: tuple[tuple[Verb, tuple[tuple[str, str], ...], Verb], ...] = (
    (
        Verb("jump", "over the box"),
        (("fall", "down"), ("be", "too small"), ("fall", "on the box"), ("be", "too tired")),
        Verb("jump", "over the box"),
    ),
    (
        Verb("make", "a cake"),
        (("have", "no time for it"), ("make", "the cake too wet"), ("put", "too much water in the cake")),
        Verb("make", "a very good cake"),
    ),
    (
        Verb("get", "the ball down from the tree"),
        (("fall", "down"), ("be", "too small"), ("be", "too tired"), ("be", "scared")),
        Verb("get", "the ball"),
    ),
    (
        Verb("read", "the big book"),
        (("get", "tired"), ("know", "too little"), ("want", "to play outside")),
        Verb("read", "all of the book"),
    ),
    (
        Verb("make", "a house for the bird"),
        (("make", "it too small"), ("have", "no box"), ("break", "the box")),
        Verb("make", "a good house for the bird"),
    ),
    (Verb("swim"), (("be", "too scared"), ("get", "too cold"), ("be", "too tired")), Verb("swim", "like a fish")),
)


_BLOWS = frozenset({"fall", "get", "break", "make", "put"})
"""What comes of a try, so that "tried and fell" is as good as "tried, but fell"."""


def perseverance(p: Plot) -> None:
    """Two failures, each for a reason, then another way, or no more."""
    x, y = p.x, p.y
    # Who has swum already need not learn it.
    verb, reasons, done = TASKS[p.roll(len(TASKS) - 1) if p.world.get("wet", x) == "yes" else p.roll(len(TASKS))]
    p.beat("want", wish(p, x, verb))
    first, second = p.rng.sample(reasons, 2)
    fail = p.deed("fail", say(x, *first), x)
    tried = ("R, but E", "R but E", "R. But E.")
    failed = ("R and E", *tried) if first[0] in _BLOWS else tried
    p.beat("attempt", contrast(say(x, "try", *(("hard",) if p.chance(0.15) else ())), fail, *failed))
    if p.chance(0.35):
        p.beat(
            "reaction",
            p.any(
                lambda: p.do("be_sad", x),
                lambda: say(y, "laugh", "at", x),
                lambda: quote(y, "you can do it", mark="!", to=x),
                lambda: say(y, "say", "it was too hard"),
            ),
        )
    fail = p.deed("fail", say(x, *second), x)
    again = p.any(
        lambda: say(x, "try", p.pick("again", "one more time", "again the day after")),
        lambda: say(x, "come", "back and tried again"),
        lambda: say(x, "stop", negative=True),
    )
    failed = ("R and E", *tried) if second[0] in _BLOWS and not again.negative else tried
    p.beat("attempt", contrast(again, fail, *failed), lead=p.pick("", "", "then"))
    if p.upheld:
        last = p.deed("succeed_at_last", Clause(x, done), x)
        way = p.any(
            lambda: say(x, "think", "for a long time"),
            lambda: say(x, "try", "every day"),
            lambda: say(x, "look", "at how", Clause(y, Verb("do", "it"))),
            lambda: say(y, "tell", x, "how to do it"),
            lambda: quote(x, "I can do it", mark="!"),
        )
        p.beat("choice", sequence(way, last, "R. Then E.", "R, and then E", "R. E.", "R. So E."))
        p.beat(
            "outcome",
            p.any(
                lambda: p.do("smile", x),
                lambda: quote(x, p.pick("I did it", "look, I did it"), mark="!"),
                lambda: say(y, "be", "so happy for", x),
                lambda: say(p.mom, "look", "at", x, "and smiled"),
            ),
        )
        return
    stop = p.any(
        lambda: say(x, "stop"),
        lambda: say(x, "want", "to do it anymore", negative=True),
        lambda: quote(x, p.pick("it is too hard", "I can not do it")),
        lambda: say(x, "go", "home"),
    )
    p.beat("choice", p.deed("stop_trying", stop, x))
    p.beat(
        "outcome",
        p.any(
            lambda: say(x, "look", "at", y, "and felt bad"),
            lambda: say(y, "do", "it"),
            lambda: p.do("be_sad", x),
            lambda: say(x, "think", "about it all day"),
            lambda: say(x, "play", "with other things"),
            lambda: say(x, "tell", p.mom, "that it was too hard"),
        ),
    )


def asking_for_help(p: Plot) -> None:
    """A thing one cannot do alone, and whether one lets somebody help."""
    x, y = p.x, p.y
    case = p.roll(4)
    thing = p.thing(p.noun(("box", "car") if case == 3 else PLAYTHINGS, x), x)
    goal = (
        lambda: Verb("get", thing, "down from the tree"),
        lambda: Verb("get", thing, "out of the water"),
        lambda: Verb("find", thing),
        lambda: Verb("get", thing, p.pick("into the house", "up to the room")),
    )[case]()
    reason = (
        lambda: say(thing, "be", p.pick("too high", "too high up")),
        lambda: say("the water", "be", p.pick("too cold", "too high")),
        lambda: say(x, "see", thing, negative=True, modal="could"),
        lambda: say(thing, "be", "too big for", x),
    )[case]()
    p.deed("fail", reason, x)
    attempt = say(x, "try", "to", goal) if p.chance(0.6) else say(x, "want", "to", goal)
    p.beat("attempt", contrast(attempt, reason, "R, but E", "R. But E.", "R but E"), lead=p.pick("", "then"))
    if p.chance(0.35):
        p.beat(
            "reaction",
            p.any(
                lambda: p.do("be_sad", x), lambda: say(x, "try", "again and again"), lambda: say(x, "look", "around")
            ),
        )
    helper = y if p.chance(0.7) else p.mom
    both = Together((x, helper))
    if p.upheld:
        p.beat("choice", p.do("ask_help", x, helper))
        able = p.any(
            lambda: say(helper, "be", p.pick("big", "good at it", "very good at it")),
            lambda: say(helper, "know", "what to do"),
            lambda: say(helper, "say", "yes"),
            lambda: say(helper, "come"),
        )
        done = (
            say(helper, "help", x)
            if p.chance(0.3)
            else Clause(both, Verb(goal.base, *goal.items, *(("together",) if p.chance(0.4) else ())))
        )
        p.deed("be_helped", done, x, helper)
        p.beat("outcome", cause(able, done, "R, so E", "R. So E.", "R. E."))
        p.beat(
            "outcome",
            p.any(
                lambda: p.do("smile", x),
                lambda: say(x, "say", "it was kind of", helper),
                lambda: quote(x, p.pick("you are a good friend", "you are so kind", "we did it"), to=helper),
                lambda: say(both, "play", "with", thing),
                lambda: say(x, "share", thing, "with", helper),
                lambda: contrast(say(thing, "be", "wet" if case == 1 else "old"), say(x, "be", "happy"), "R, but E"),
            ),
        )
        return
    offer = p.any(
        lambda: quote(helper, p.pick("can I help you", "can I help"), mark="?", tag="ask", to=x),
        lambda: quote(helper, p.pick("I can help you", "I know how to do it", "I will help"), to=x),
        lambda: say(helper, p.pick("want", "come", "run"), "to help"),
    )
    p.beat("offer", offer)
    no = p.any(
        lambda: quote(x, p.pick("no, I can do it alone", "I want no help"), to=helper),
        lambda: say(x, "say", "no"),
        lambda: say(x, "want", "help", negative=True),
    )
    p.beat("choice", p.deed("refuse_help", no, x, helper))
    p.beat(
        "outcome",
        p.any(
            lambda: p.do("fall", x),
            lambda: say(x, "break", thing) if case == 3 else p.do("fall", x),
            lambda: sequence(say(x, "try", "all day"), say(x, "be", "very tired"), "R and E", "R. E."),
            lambda: sequence(say("it", "get", "dark"), say(x, "have", "no", thing.noun), "R and E", "R. E."),
        ),
        lead=p.pick("", "then"),
    )
    if p.chance(0.5):
        p.beat(
            "outcome",
            p.any(lambda: p.do("be_sad", x), lambda: say(helper, "go", "home"), lambda: say(x, "go", "home alone")),
        )
