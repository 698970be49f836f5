"""Arcs about what one gives to others: sharing, kindness, promises."""

from workbench.stories.clauses import Clause, Entity, Full, Speech, Together, Verb, cause, contrast, sequence, when
from workbench.stories.plot import PLAYTHINGS, Plot, quote, say, wish


def sharing(p: Plot) -> None:
    """One has a thing, the other wants it: it is shared, or kept."""
    x, y = (p.x, p.y)
    food = p.chance(0.3)
    thing = p.thing("cake" if food else p.noun(PLAYTHINGS, x), x)
    use = Verb("eat", thing) if food else Verb("play", "with", thing)
    p.beat(
        "background",
        p.any(
            lambda: say(x, "have", thing),
            lambda: say(x, "come", p.pick("with", "out with", "back with"), thing),
            lambda: say(x, "be", "excited about" if food else "happy with", thing),
            lambda: say(x, "love", thing) if food else say(x, "play", "with", thing),
            lambda: wish(p, x, use),
        ),
    )
    asking = p.any(
        lambda: say(y, "want", "to", use, "too"),
        lambda: say(y, "come", "and asked", x, "for", thing),
        lambda: p.do("ask_for", y, thing, x),
        lambda: quote(y, "can I eat it with you" if food else "can I play too", mark="?", tag="ask"),
        lambda: say(y, "have", f"no {thing.noun}"),
        lambda: say(y, "look", "at", thing, "for a long time"),
    )
    p.beat("want", p.deed("want_theirs", asking, y, x, thing))
    (_shares if p.upheld else _keeps)(p, x, y, thing, use, food)


def _shares(p: Plot, x: Entity, y: Entity, thing: Entity, use: Verb, food: bool) -> None:
    both = Together((x, y))
    together = "yes, we can eat it together" if food else "yes, we can play together"
    share = p.any(
        lambda: say(x, "share", thing, "with", y),
        lambda: quote(x, p.pick("yes, we can share", "we can share it", together), to=y),
        lambda: say(x, "share", thing),
        lambda: say(x, "say", "that", Clause(y, use, modal="could")),
        lambda: say(x, "ask", y, "to", use),
    )
    p.beat("choice", p.deed("let_share", share, x, y, thing))
    if p.chance(0.7):
        p.beat(
            "outcome",
            p.any(
                lambda: say(both, "have", "so much fun" if not food else "a good time"),
                lambda: say(both, use.base, "together"),
                lambda: say(x, "think", "it was more fun to", "eat together" if food else "play together"),
                lambda: quote(y, "you are so kind", to=x),
                lambda: p.do("smile", y),
                lambda: say(y, "be", "happy to have", x, "for a friend"),
                lambda: say(y, "want", "to share with", x, "too"),
            ),
        )
        return
    p.beat(
        "outcome",
        p.any(
            lambda: contrast(say(y, "run", "with", thing), say(thing, "fall", "into the water"), "R and E", "R, but E"),
            lambda: say(p.beast(), "take", thing, "away"),
            lambda: say(x, "be", "still hungry") if food else say(thing, "break"),
        ),
        lead=p.pick("", "but then", "then"),
    )
    if p.chance(0.6):
        p.beat("outcome", sequence(p.do("be_sad", x), say(y, "hug", x), "R. E.", "R, and then E", "R. Then E."))


def _keeps(p: Plot, x: Entity, y: Entity, thing: Entity, use: Verb, food: bool) -> None:
    keep = p.any(
        lambda: quote(x, p.pick("no, it is my", "it is my"), thing.noun, mark=p.pick("!", "."), to=y),
        lambda: p.do("refuse", x, y),
        lambda: say(x, "want", "to share", negative=True),
        lambda: say(x, "take", thing, "and ran away"),
        lambda: say(x, "hide", thing),
        lambda: say(x, "look", "away and", "ate" if food else "played", "alone"),
        lambda: say(x, "say", "that", Clause(y, use, modal="could", negative=True)),
    )
    p.beat("choice", p.deed("keep_for_oneself", keep, x, y, thing))
    case = p.roll(4)
    if case == 0:
        p.beat(
            "outcome",
            cause(p.do("be_sad", y), say(y, "go", "home"), "R, so E", "R. So E.", "R and E"),
            p.do("be_alone", x),
        )
    elif case == 1:
        p.beat("outcome", say(y, "play", p.pick("with other friends", "with a dog", "outside")), p.do("be_sad", x))
    elif case == 2:
        alone = Clause(x, Verb(use.base, *use.items, "alone"))
        p.beat(
            "outcome",
            contrast(alone, say("it", "be", p.pick("not fun", "no fun", "not so good")), "R but E", "R, but E"),
        )
    else:
        lost = say(p.beast(), "eat", thing) if food else say(thing, "break")
        p.beat("outcome", lost, lead=p.pick("", "then", "but then"))
        p.beat("outcome", say(x, "have", "no", thing.noun, "to share anymore"))


def kindness(p: Plot) -> None:
    """Somebody is in need and has not asked: help, or pass by; sometimes it comes back."""
    x, y = (p.x, p.y)
    animal = p.chance(0.45)
    needy = p.beast(None, "dog", "cat", "bird", "bear") if animal else y
    p.beat(
        "background",
        p.any(
            lambda: say(x, "see", needy),
            lambda: sequence(say(x, "go", "out"), say(x, "see", needy), "R and E"),
            lambda: say(needy, "be", p.pick("near the house", "near the tree", "out in the garden")),
            lambda: say(x, "come", "to", needy),
            lambda: say(x, "find", needy, "near the tree") if animal else say(x, "look", "for", needy),
        ),
        lead=p.pick("", "then", ""),
    )
    case = p.roll(5)
    state = (
        lambda: p.do("get_hungry", needy),
        lambda: say(needy, "be", p.pick("wet and cold", "very cold", "cold")),
        lambda: say(needy, "be", p.pick("all alone", "alone")),
        lambda: say(needy, "fall", "down"),
        lambda: p.do("be_sad", needy),
    )[case]()
    p.beat("need", p.deed("be_in_need", state, needy, x))
    if p.upheld:
        _aids(p, x, needy, case, animal)
    else:
        _passes_by(p, x, needy, animal)


def _aids(p: Plot, x: Entity, needy: Entity, case: int, animal: bool) -> None:
    aid = (
        lambda: say(x, "give", needy, p.pick("food", "fish") if animal else p.pick("food", "cake")),
        lambda: say(x, "take", needy, p.pick("home", "into the house", "inside")),
        lambda: say(x, "play", "with", needy),
        lambda: say(x, "help", needy, "get up"),
        lambda: say(x, "hug", needy),
    )[case]()
    p.deed("aid", aid, x, needy)
    if p.chance(0.35):
        p.beat("choice", sequence(say(x, "go", "to", needy), aid, "R and E", "R. E.", "R. Then E."))
    elif p.chance(0.3):
        p.beat(
            "choice", cause(say(x, "want", p.pick("to help", "to be kind")), aid, "R, so E", "E because R", "R. So E.")
        )
    else:
        p.beat("choice", aid)
    if p.chance(0.7):
        p.beat(
            "outcome",
            p.any(
                lambda: say(needy, "look", "at", x) if animal else p.do("smile", needy),
                lambda: say(needy, "be", p.pick("not sad anymore", "happy again", "so happy")),
                lambda: say(Together((x, needy)), "be", "friends"),
                lambda: say(needy, "want", "to be with", x, "every day"),
                lambda: say(needy, "come", "back to", x, "every day"),
                lambda: say(x, "feel", "good about it"),
            ),
        )
    else:
        p.beat(
            "outcome",
            say(needy, "fly" if needy.noun == "bird" else "run" if animal else "go", "away"),
            lead=p.pick("", "but then"),
        )
    if not animal and p.chance(0.4):
        trouble = p.any(lambda: say(x, "fall"), lambda: say(x, "be", "sad"), lambda: say(x, "be", "alone"))
        p.beat("return", when(trouble, say(needy, "come", "to help", x), "When R, E", "E when R"), lead="")


def _passes_by(p: Plot, x: Entity, needy: Entity, animal: bool) -> None:
    pass_by = p.any(
        lambda: say(x, "look", "away"),
        lambda: say(x, "run", "home"),
        lambda: say(x, "help", needy, negative=True),
        lambda: say(x, "stop", negative=True),
        lambda: quote(x, p.pick("I have no time", "I want to play")),
        lambda: say(x, "go", "home to play"),
    )
    p.beat("choice", p.deed("pass_by", pass_by, x, needy))
    if p.chance(0.5) and (not animal):
        p.beat("return", when(say(x, "want", "help"), say(needy, "come", negative=True), "When R, E"), lead="")
    p.beat(
        "outcome",
        p.any(
            lambda: say("no one", "come", "to help", needy),
            lambda: say(needy, "be", "alone all night"),
            lambda: p.do("be_sad", needy),
            lambda: say(x, "feel", "bad about it", p.pick("that night", "all day", "at home")),
            lambda: say(p.mom, "help", needy),
            lambda: say(x, "think", "about", needy, "all night"),
        ),
    )


def promises(p: Plot) -> None:
    """A promise, something that pulls away from it, and whether it is kept."""
    x, y = (p.x, p.y)
    act, spoken, kept, broken = _promised(p, x, y)  # may first tell what there is to be promised
    promise: Clause | Speech = quote(x, f"I will {spoken}", to=y) if p.chance(0.5) else say(x, "promise", "to", act)
    p.beat("promise", p.deed("promise", promise, x, y))
    pull = p.any(
        lambda: say("the rain", "come"),
        lambda: say(x, "be", p.pick("very tired", "so tired", "tired")),
        lambda: say(p.mom, "ask", x, p.pick("to come to the park", "to go out")),
        lambda: say(x, "find", "a", p.pick("new toy", "red ball", "good book")),
        lambda: say(x, "want", "to", p.pick("play", "sleep", "swim", "read")),
    )
    if p.upheld:
        deed = p.deed("keep_promise", kept, x, y)
        p.beat("choice", contrast(pull, deed, "R, but E", "R. But E."))
        p.beat(
            "outcome",
            p.any(
                lambda: p.do("smile", y),
                lambda: say(y, "be", "happy with", x),
                lambda: quote(y, "you are a good friend", to=x),
                lambda: say(y, "say", "that", Clause(x, Verb("be", "a good friend"))),
                lambda: say(x, "be", "happy and so was", Full(y)),
                lambda: quote(
                    y, p.pick("you came", "I knew it") if kept.verb.base == "come" else "I knew it", mark="!"
                ),
            ),
        )
        return
    p.beat("temptation", pull)
    p.beat("choice", p.deed("break_promise", broken, x, y))
    if p.chance(0.5):
        p.beat(
            "choice",
            p.any(lambda: say(x, "come", negative=True), lambda: say(x, "be", "at home")),
        )
    p.beat(
        "outcome",
        p.any(
            lambda: p.do("be_sad", y),
            lambda: p.do("cry", y),
            lambda: say(y, "want", "to be friends anymore", negative=True),
            lambda: quote(y, "you said you would", to=x),
            lambda: say(x, "feel", "bad"),
        ),
    )


def _promised(p: Plot, x: Entity, y: Entity) -> tuple[Verb, str, Clause, Clause]:
    """What is promised: the act, its words in speech, how keeping it is told, how breaking it is told."""
    case = p.roll(5)
    if case == 0:
        beast = p.beast(y, "dog", "cat", "fish")
        food = Verb("give", "food to", beast)
        return (food, f"give food to your {beast.noun}", Clause(x, food), say(beast, "have", "no food all day"))
    if case == 1:
        thing = p.thing(p.noun(("book", "ball", "hat", "toy"), y), y)
        p.world.lasting("holder", thing.id, x.id)
        p.beat("background", say(x, "have", thing))
        back = say(x, "give", Full(thing), p.pick("back", "back that day"))
        return (
            Verb("give", thing, "back"),
            f"give your {thing.noun} back",
            back,
            say(x, "give", Full(thing), "back", negative=True),
        )
    if case == 2:
        visit = say(x, "come", p.pick("to see", "to the house to see"), y)
        return (
            Verb("come", "to see", y),
            "come to see you",
            visit,
            say(y, "wait", p.pick("all day", "and waited", "at home")),
        )
    if case == 3:
        help_ = say(x, "help", y, p.pick("all day", "every day", "with all the things"))
        return (Verb("help", y), "help you", help_, say(y, "have", p.pick("no help", "to do it all alone")))
    play = say(x, "play", "with", y)
    return (Verb("play", "with", y), "play with you after school", play, say(y, "have", "to play alone"))
