"""Arcs that begin with a harm: honesty (is it owned up to?) and forgiveness (is it let go?)."""

from workbench.stories.clauses import Clause, Entity, Node, Together, Verb, cause, contrast, sequence
from workbench.stories.plot import FRAGILE, Plot, quote, say


def accident(p: Plot, doer: Entity, owner: Entity) -> Entity:
    """`doer` harms a thing of `owner`'s: eats it up, loses it, wets it or breaks it. Tells it; returns the thing."""
    way = p.roll(5)
    lead = p.pick("", "", "", "then")
    if way == 0:
        thing = p.thing("cake", owner)
        harm = say(doer, "eat", *(("all of", thing) if p.chance(0.5) else (thing,)))
        reason: Node | None = p.do("get_hungry", doer) if p.chance(0.6) else None
        node: Node = harm if reason is None else cause(reason, harm, "R, so E", "E because R", "R. E.")
    elif way == 1:
        thing = p.thing(p.noun(_belongings(owner, "ball", "hat", "book", "toy"), owner), owner)
        harm = say(doer, "lose", thing)
        play = say(doer, "play", "with", thing, p.pick("in the park", "outside", "near the water", "in the garden"))
        node = sequence(play, harm, "R and E", "R. E.", "R. Then E.") if p.chance(0.7) else harm
    elif way == 2:
        thing = p.thing(p.noun(_belongings(owner, "hat", "book", "box", "toy"), owner), owner)
        harm = say(thing, "fall", p.pick("into the water", "in the water"))
        run = say(doer, p.pick("run", "play"), "with", thing, "near the water")
        node = sequence(run, harm, "R and E", "R. Then E.", "R, and then E")
    else:
        thing = p.thing(p.noun(_belongings(owner, *FRAGILE), owner), owner)
        harm = say(doer, "break", thing)
        reason = p.any(
            lambda: say(doer, "want", "to", Verb("see", thing)),
            lambda: say(doer, "play", "with", thing),
            lambda: say(doer, "jump", "on", thing),
            lambda: say(doer, "take", thing, p.pick("down", "outside", "out")),
            lambda: say(doer, "fall", p.pick("on", "over"), thing),
        )
        node = sequence(reason, harm, "R. E.", "R and E", "R, and then E", "R. Then E.") if p.chance(0.75) else harm
    if p.chance(0.35):
        p.beat("background", p.any(lambda: say(owner, "have", thing), lambda: say(owner, "love", thing)))
        lead = p.pick("", "but", "then")
    p.deed("harm", harm, doer, owner, thing)
    p.beat("mishap", node, lead=lead)
    return thing


def _belongings(owner: Entity, *nouns: str) -> tuple[str, ...]:
    """The nouns that can be its: a grown-up has no toys."""
    return tuple(noun for noun in nouns if noun not in ("toy", "car", "ball")) if owner.kind == "adult" else nouns


def _did(p: Plot, thing: Entity) -> str:
    """Owning up in so many words."""
    for state, words in (("broken", "I broke it"), ("lost", "I lost it"), ("eaten", "I ate it")):
        if p.world.get(state, thing) == "yes" and p.chance(0.5):
            return words
    return "I did it"


def _excuse(p: Plot, thing: Entity) -> str:
    if p.world.get("eaten", thing) == "yes":
        return p.pick("I was so hungry", "it was bad of me")
    return p.pick("I was not careful", "I did not want to do that", "it was bad of me")


def _who_did(p: Plot, thing: Entity) -> str:
    """The question that fits what the owner finds."""
    if p.world.get("lost", thing) == "yes":
        return f"did you see my {thing.noun}"
    if p.world.get("eaten", thing) == "yes":
        return f"who ate my {thing.noun}"
    return "who did this"


def honesty(p: Plot) -> None:
    """Somebody does harm that nobody saw, is asked, and owns up or lies; it ends well or badly either way."""
    x = p.x
    owner = p.y if p.chance(0.6) else p.mom
    thing = accident(p, x, owner)
    if p.chance(0.4):
        p.beat(
            "reaction",
            p.any(
                lambda: p.do("be_scared", x),
                lambda: say(x, "know", "it was bad"),
                lambda: say(x, "feel", "bad"),
                lambda: say(owner, "see", "it", negative=True),
                lambda: quote(x, p.pick("what can I do", "what did I do"), mark="?", tag="ask"),
                lambda: say(x, "think", "about", owner),
            ),
        )
    asked = p.chance(0.7)
    if asked:
        p.beat(
            "question",
            p.any(
                lambda: quote(owner, "where is my", thing.noun, mark="?", tag="ask"),
                lambda: quote(owner, _who_did(p, thing), mark="?", tag="ask", to=x),
                lambda: say(owner, "ask", x, "about", thing),
                lambda: say(owner, "look", "for", thing),
                lambda: say(owner, "come", "to look at", thing),
            ),
            lead=p.pick("", "", "then", "after that,"),
        )
    if p.upheld:
        _owns_up(p, x, owner, thing)
    else:
        _lies(p, x, owner, thing, asked)


def _owns_up(p: Plot, x: Entity, owner: Entity, thing: Entity) -> None:
    said = p.any(
        lambda: quote(x, _did(p, thing), to=owner),
        lambda: quote(x, p.pick("I am sorry, I did this", "it was me", "I am so sorry, it was me"), to=owner),
        lambda: say(x, "want", "to be good and told", owner, "about it"),
        lambda: say(x, "go", "to", owner, "and told all of it"),
        lambda: say(x, "tell", owner, p.pick("all of it", "all about it", "how it was")),
        lambda: say(x, "come", "to", owner, "and said sorry about", thing),
    )
    p.beat("choice", p.deed("own_up", said, x, owner))
    if p.chance(0.7):
        p.beat(
            "outcome",
            p.any(
                lambda: quote(owner, p.pick("it is good that you told me", "you are good to tell me"), to=x),
                lambda: sequence(p.do("be_sad", owner), p.do("hug", owner, x), "R. Then E.", "R. E."),
                lambda: contrast(
                    p.do("be_sad", owner), say(owner, "say", "it was good to know"), "R, but E", "R. But E."
                ),
                lambda: say(owner, "smile", "at", x),
                lambda: quote(owner, p.pick("you told me, and that is good", "I still love you"), to=x),
            ),
        )
        if p.chance(0.4):
            p.beat("outcome", say(Together((x, owner)), p.pick("make", "find", "get"), "a new", thing.noun, "together"))
    else:
        p.beat(
            "outcome",
            p.any(
                lambda: contrast(p.do("be_sad", owner), say(x, "be", "sad too"), "R and E", "R. E."),
                lambda: say(owner, "say", "no more that day"),
                lambda: say(owner, "cry", "for a long time"),
            ),
        )


def _lies(p: Plot, x: Entity, owner: Entity, thing: Entity, asked: bool) -> None:
    blamed = p.beast()
    said = p.any(
        lambda: quote(x, "I did not do it", to=owner),
        lambda: quote(x, p.pick(f"the {blamed.noun} did it", f"it was the {blamed.noun}"), to=owner),
        lambda: say(x, "tell", owner, "about it", negative=True),
        lambda: say(x, "say", "it was", blamed),
        lambda: quote(x, "I do not know about it" if asked else "all is good", to=owner),
    )
    p.beat("choice", p.deed("lie", said, x, owner))
    if p.chance(0.7):
        witness = p.mom if owner is not p.mom else p.y
        p.beat(
            "outcome",
            p.any(
                lambda: cause(
                    say(witness, "see", "it all"), say(owner, "know", "it was not so"), "R, so E", "E because R"
                ),
                lambda: say(owner, "find", "out what", Clause(x, Verb("do"))),
                lambda: contrast(say(owner, "look", "at", x), say(x, "look", "away"), "R, but E", "R and E"),
            ),
        )
        p.beat(
            "outcome",
            p.any(
                lambda: say(owner, "want", "to play with", x, "anymore", negative=True),
                lambda: p.do("be_sad", owner),
                lambda: say(owner, "think", "about", x, "for a long time"),
            ),
        )
    else:
        p.beat(
            "outcome",
            p.any(
                lambda: say(owner, "know", "who did it", negative=True),
                lambda: say(owner, "look", "for", thing, "for a long time"),
                lambda: say(owner, "be", "sad about", thing),
            ),
        )
    if p.chance(0.5):
        p.beat("outcome", say(x, "feel", p.pick("bad about it", "very bad", "bad all day", "bad in bed that night")))


def forgiveness(p: Plot) -> None:
    """A harm, a sorry, and whether it is let go."""
    x, y = (p.x, p.y)
    thing = accident(p, y, x)
    if p.chance(0.6):
        p.beat("reaction", p.any(lambda: p.do("be_sad", x), lambda: p.do("cry", x), lambda: say(x, "look", "at", y)))
    p.beat(
        "sorry",
        p.any(
            lambda: p.do("say_sorry", y, x),
            lambda: p.do("say_sorry", y, x),
            lambda: p.do("cry", y),
            lambda: quote(y, _excuse(p, thing), to=x),
        ),
        lead=p.pick("", "", "after that,"),
    )
    both = Together((x, y))
    if p.upheld:
        forgive = p.any(
            lambda: quote(x, p.pick("you are still my friend", f"it is just a {thing.noun}", "I still like you"), to=y),
            lambda: p.do("hug", x, y),
            lambda: say(x, "be", "still happy to play with", y),
            lambda: say(x, "tell", y, "not to be sad"),
            lambda: say(x, "say", "it was just a", thing.noun),
        )
        p.beat("choice", p.deed("forgive", forgive, x, y))
        p.beat(
            "outcome",
            p.any(
                lambda: say(both, "play", "together again"),
                lambda: say(both, "be", "friends again"),
                lambda: say(y, "give", "a new", thing.noun, "to", x),
                lambda: say(y, "want", "to be more careful"),
                lambda: say(both, "look", "for a new", thing.noun),
            ),
        )
        return
    harden = p.any(
        lambda: quote(x, p.pick("you are not my friend", "you are bad"), mark=p.pick(".", "!"), to=y),
        lambda: say(x, "want", "to play with", y, "anymore", negative=True),
        lambda: say(x, "look", "at", y, "anymore", negative=True),
        lambda: say(x, "run", "away from", y),
        lambda: say(x, "tell", y, "to go home"),
    )
    p.beat("choice", p.deed("not_forgive", harden, x, y))
    p.beat(
        "outcome",
        p.any(
            lambda: say(y, "go", "home alone"),
            lambda: say(x, "be", "alone all day"),
            lambda: p.do("be_sad", y),
            lambda: say(both, "be", p.pick("sad", "not friends anymore")),
            lambda: say(x, "play", "alone with", p.thing(p.noun(("ball", "book", "car"), x), x)),
        ),
    )
