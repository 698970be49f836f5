"""Arcs about what one was told or trusted with: patience, listening to a warning, carefulness."""

from workbench.stories.clauses import Clause, Node, Verb, cause, contrast, sequence
from workbench.stories.plot import Plot, quote, say, wish


def patience(p: Plot) -> None:
    """Something good is not there yet: one waits, or does not."""
    x, y = p.x, p.y
    case = p.roll(4)
    thing = p.thing(("cake", "flower", "box", "food")[case])
    thing.unique = True
    use = (Verb("eat", thing), Verb("take", thing, "home"), Verb("open", thing), Verb("eat", thing))[case]
    p.beat("want", say(x, "ask", "to", use) if p.chance(0.15) else wish(p, x, use))
    reason = ("it is not time to eat", "it is still so small", "you can open it at home", "it is not time to eat")[case]
    asked = p.any(
        lambda: quote(p.mom, p.pick("you have to wait", reason, f"no, {reason}", "wait"), to=x),
        lambda: quote(p.mom, reason, to=x),
        lambda: say(p.mom, "tell", x, "to wait"),
        lambda: say(p.mom, "say", "that it was not time"),
        lambda: say(p.mom, "say", "it would take a long time"),
    )
    p.beat("obstacle", p.deed("be_told_to_wait", asked, x, p.mom))
    if p.chance(0.4):
        p.beat(
            "temptation",
            p.any(
                lambda: say(x, "look", "at", thing, "again and again"),
                lambda: say(x, "think", "about", thing),
                lambda: say("it", "be", p.pick("hard", "so hard", "very hard"), "for", x),
                lambda: quote(y, "it would be fun", to=x),
                lambda: say(x, "ask", p.mom, "again and again"),
            ),
        )
    if p.upheld:
        waits = p.any(
            lambda: say(x, "wait", "and waited"),
            lambda: say(x, "play", "with", y, "and waited"),
            lambda: say(x, "read", "a book and waited"),
            lambda: say(x, "wait", p.pick("all day", "for a long time")),
            lambda: say(x, "take", thing, negative=True),
            lambda: say(x, "put", "the toys away and waited"),
            lambda: say(x, "help", p.mom, p.pick("and waited", "and did not ask again")),
        )
        p.beat("choice", p.deed("wait_well", waits, x))
        good = (
            lambda: say(x, "get", "to eat", thing, "with", y),
            lambda: say(thing, "be", p.pick("so big", "very big", "red and big")),
            lambda: say(p.mom, "give", thing, "to", x),
            lambda: say(x, "eat", "with", y),
        )[case]()
        p.beat("outcome", good, lead=p.pick("", "then", "after that,"))
        p.beat(
            "outcome",
            p.any(
                lambda: say(thing, "be", "so good") if case != 2 else say("there", "be", "a new toy in", thing),
                lambda: p.do("smile", x),
                lambda: say(p.mom, "be", "happy with", x),
                lambda: say(x, "think", "it was good to wait"),
            ),
        )
        return
    grabs = p.deed("not_wait", Clause(x, use if case in (0, 2) else Verb("take", thing)), x)
    node: Node = grabs
    if p.chance(0.55):
        lead = p.any(
            lambda: say(x, "want", "to wait", negative=True),
            lambda: say("it", "take", "too long"),
            lambda: say(p.mom, "look", "away"),
        )
        node = sequence(lead, grabs, "R. E.", "R, so E", "R and E")
    p.beat("choice", node)
    bad = (
        lambda: say(thing, "be", p.pick("bad", "not good", "wet and cold")),
        lambda: say(thing, "be", p.pick("too small", "still so small")),
        lambda: (
            sequence(say(thing, "fall"), say(thing, "break"), "R and E")
            if p.chance(0.4)
            else say("there", "be", p.pick("not much", "just an old hat", "just a book"), "in", thing)
        ),
        lambda: say(x, "feel", p.pick("bad all night", "very bad")),
    )[case]()
    p.beat("outcome", bad, lead=p.pick("", "", "but") if case < 3 else "")
    if p.chance(0.6):
        p.beat(
            "outcome",
            p.any(
                lambda: p.do("be_sad", x if case < 3 else p.mom),
                lambda: p.do("be_sad", p.mom),
                lambda: say(y, "get", "no", thing.noun),
            ),
        )


# What one is told not to do: (the deed in words, the safe way, what happens to those who do it).
DANGERS: tuple[tuple[str, str, str], ...] = (
    ("go near the water", "play near the house", "fall into the water"),
    ("run in the house", "play with toys", "fall over a box"),
    ("play with the old dog", "play with the cat", "have to run from the dog"),
    ("go up the tree", "look at the tree", "fall from the tree"),
    ("go out in the rain", "read inside", "get wet and cold"),
    ("jump on the bed", "sleep in the bed", "fall from the bed"),
    ("eat the old food", "eat a little cake", "feel very bad"),
    ("open the box", "look at the box", "see something bad in the box"),
    ("go near the bear", "look at the bear from the house", "have to run from the bear"),
    ("run around in the dark", "play with a book", "fall down in the dark"),
    ("put things on the bed", "put the toys in a box", "have no bed to sleep in"),
)


def listening(p: Plot) -> None:
    """A warning, and what comes of hearing or not hearing it."""
    x, y = p.x, p.y
    danger, safe, harm = DANGERS[p.roll(len(DANGERS))]
    warner = p.mom if p.chance(0.6) else y
    warning = p.any(
        lambda: quote(warner, f"do not {danger}", mark=p.pick(".", "!"), to=x),
        lambda: say(warner, "tell", x, f"not to {danger}"),
        lambda: say(warner, "say", p.pick("it was bad to", "it was not good to"), danger),
        lambda: quote(warner, p.pick("it is not good to", "it is bad to"), danger, to=x),
        lambda: say(warner, "ask", x, f"not to {danger}"),
    )
    p.beat("warning", p.deed("be_warned", warning, x, warner))
    if p.upheld:
        heed: Node = p.deed("heed", _said(p, safe), x)
        if p.chance(0.6):
            lead = p.any(
                lambda: say(x, "stop"),
                lambda: say(x, "think", "about", warner),
                lambda: say(x, "say", "yes"),
                lambda: say(x, "want", "to do it"),
            )
            heed = (
                contrast(lead, heed, "R. But E.", "R, but E")
                if lead.verb.base == "want"
                else sequence(lead, heed, "R. Then E.", "R and E", "R. E.")
            )
        p.beat("choice", heed)
        if p.chance(0.6):
            other = y if warner is not y else p.world.child()
            base, rest = harm.split(" ", 1)
            p.beat(
                "outcome",
                contrast(say(other, "do", "it"), say(other, base, rest), "R and E", "R. E.")
                if p.chance(0.5)
                else say(other, base, rest),
                lead=p.pick("", "then"),
            )
            p.beat(
                "outcome",
                p.any(lambda: say(x, "help", other), lambda: say(other, "be", "sorry"), lambda: p.do("cry", other)),
            )
        else:
            p.beat(
                "outcome",
                p.any(
                    lambda: say(x, "have", p.pick("a good day", "fun", "a good time")),
                    lambda: say(warner, "smile", "at", x),
                    lambda: say(x, "be", p.pick("a little sad", "happy about it")),
                    lambda: quote(warner, "that is good", to=x),
                ),
            )
        return
    ignore: Node = p.deed("ignore", _said(p, danger), x)
    style = p.rng.random()
    if style < 0.4:
        lead = p.any(lambda: say(x, "laugh"), lambda: say(x, "think", "it was fun"), lambda: say(x, "say", "yes"))
        ignore = sequence(lead, ignore, "R. Then E.", "R and E", "R. E.")
    elif style < 0.7:
        ignore = cause(
            say(x, "want", p.pick("to see", "to have fun", "to play")), ignore, "R, so E", "E because R", "R. So E."
        )
    p.beat("choice", ignore)
    fell = _said(p, harm)
    p.beat(
        "outcome",
        sequence(fell, p.do(p.pick("cry", "be_scared"), x), "R and E", "R. E.") if p.chance(0.6) else fell,
        lead=p.pick("", "", "then"),
    )
    p.beat(
        "outcome",
        p.any(
            lambda: say(warner, "come", "to help", x),
            lambda: say(warner, "have", "to take", x, "home"),
            lambda: p.do("say_sorry", x, warner),
            lambda: say(x, "think", "it was still fun"),
            lambda: say(warner, "hug", x),
        ),
    )


def _said(p: Plot, words: str) -> Clause:
    """A clause of the main character from plain words, base form first."""
    base, rest = words.split(" ", 1)
    return say(p.x, base, rest)


def carefulness(p: Plot) -> None:
    """Something that can break is carried: with care, or not."""
    x, y = p.x, p.y
    owner = p.mom if p.chance(0.5) else y
    thing = p.thing(p.noun(("cake", "box", "flower", "hat", "book"), owner), owner)
    task = p.any(
        lambda: say(owner, "ask", x, "to take", thing, p.pick("home", "to the house", "to the car", "inside")),
        lambda: say(owner, "give", thing, "to", x),
        lambda: say(x, "want", "to take", thing, p.pick("home", "to the house")),
        lambda: say(x, "go", p.pick("home", "out"), "with", thing),
    )
    p.beat("task", p.deed("carry", task, x, thing), lead=p.pick("", "", "then"))
    way = p.roll(8)
    if way < 4:
        obstacle = (
            lambda: say("there", "be", p.pick("water all around", "so much water")),
            lambda: say("the rain", "come"),
            lambda: say(p.beast(None, "dog", "cat"), "run", "around", x),
            lambda: say(y, "want", p.pick("to run home", "to run", "to play")),
        )[way]()
        p.beat("obstacle", obstacle)
    if p.upheld:
        care = p.any(
            lambda: say(x, "look", "at", thing, "all the time"),
            lambda: say(x, "run", negative=True),
            lambda: say(x, "stop", "to look at", thing),
            lambda: say(x, "be", p.pick("very careful", "careful")),
            lambda: say(x, "take", p.pick("much time for it", "a long time")),
        )
        p.beat("choice", p.deed("take_care", care, x, thing))
        p.beat("outcome", say(owner, "get", thing) if p.chance(0.4) else say(thing, "be", "still good"))
        if p.chance(0.7):
            praise = p.pick("you are so good", "you can always help me", "you are so kind")
            p.beat(
                "outcome",
                p.any(lambda: p.do("smile", owner), lambda: quote(owner, praise, to=x), lambda: say(x, "feel", "good")),
            )
        return
    fast = p.any(
        lambda: say(x, "run", p.pick("fast", "very fast", "all the time")),
        lambda: say(x, "jump", "up and down"),
        lambda: say(x, "look", "at", p.beast(), "and not at", thing),
        lambda: say(x, "play", "with", y, "too"),
        lambda: say(x, "think", "about other things"),
    )
    p.beat("choice", p.deed("be_careless", fast, x, thing))
    p.beat(
        "outcome",
        p.any(
            lambda: sequence(say(x, "fall"), say(thing, "fall", "too"), "R and E", "R. Then E."),
            lambda: say(thing, "fall", p.pick("into the water", "down")),
            lambda: say(thing, "get", "all wet") if way < 2 else say(thing, "fall", "on", y),
        ),
        lead=p.pick("", "then"),
    )
    p.beat(
        "outcome",
        p.any(
            lambda: p.do("be_sad", owner),
            lambda: p.do("say_sorry", x, owner),
            lambda: p.do("cry", x),
            lambda: say(owner, "laugh", "about it"),
            lambda: say(owner, "say", "it was just a", thing.noun),
        ),
    )
