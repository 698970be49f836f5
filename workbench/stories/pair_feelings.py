"""The little stories behind minimal pairs: feelings and their causes, tones, and how morals come out."""

from workbench.stories.clauses import Cued, Entity
from workbench.stories.morals import MORALS
from workbench.stories.pair_cases import meet
from workbench.stories.pair_stage import STORY, Case, Plain, people
from workbench.stories.world import World

_LUCK = (("find", "lose"), ("love", "lose"), ("get", "break"), ("find", "break"), ("make", "break"))
_GOOD = frozenset({"find", "love", "get", "make", "good", "many", "much", "kind", "uphold"})


def _mood(value: str) -> str:
    return "happy" if value in _GOOD else "sad"


def _feels(case: Case, who: Entity, relation: str, subject: Entity | str) -> None:
    """How somebody feels after the fact, and the question about it."""
    case.follows("feels", who, lambda world: _mood(world.state[relation, _key(subject)]))
    case.ask(f"How did {who.noun} feel?", lambda world: world.get("feels", who))
    words = ("very",) if case.chance(0.3) else ()
    answer = Cued(case.world.get("feels", who), "answer", "feels")
    case.tell(case.say(who, _how(case), *words, answer))


def _how(case: Case) -> str:
    return "be" if case.chance(0.5) else "feel"


def _key(subject: Entity | str) -> str:
    return subject.id if isinstance(subject, Entity) else subject


def lucky(case: Case) -> None:
    """Something good or bad happens to somebody, who is glad or sad of it."""
    a, b, _ = people(case)
    meet(case, a, b)
    good, bad = _LUCK[int(case.rng.random() * len(_LUCK))]
    nouns = ("toy", "car", "hat", "book") if bad == "break" else ("ball", "toy", "hat", "book", "car")
    thing = case.thing(case.pick(*nouns))
    case.change("fate of " + thing.id, a, good, bad)
    case.verbs = ("felt", "was")
    case.tell(case.say(a, case.turn(good, bad), thing))
    _feels(case, a, "fate of " + thing.id, a)


def day(case: Case) -> None:
    """A good or a bad day, many friends or no friends, many things or none."""
    a, b, _ = people(case)
    meet(case, a, b)
    forms = (
        ("a day", "have", ("a",), ("good", "bad"), ("day",)),
        ("friends", "have", (), ("many", "no"), ("friends",)),
        ("things", "get", (), ("many", "no"), (("toys", "things")[case.chance(0.5)],)),
        ("fun", "have", (), ("much", "no"), ("fun",)),
    )
    what, base, before, (good, bad), after = forms[int(case.rng.random() * len(forms))]
    case.change("has of " + what, a, good, bad)
    case.tell(case.say(a, base, *before, case.turn(good, bad), *after))
    _feels(case, a, "has of " + what, a)


def treated(case: Case) -> None:
    """Somebody is kind or bad to another, who is glad or sad."""
    a, b, _ = people(case)
    forms = (("say", "something", "kind"), ("be", "", "good"), ("be", "", "kind"))
    base, before, good = forms[int(case.rng.random() * len(forms))]
    meet(case, a, b)
    case.change("treats " + b.id, a, good, "bad")
    case.tell(case.say(a, base, *((before,) if before else ()), case.turn(good, "bad"), "to", b))
    _feels(case, b, "treats " + b.id, a)


def caused(case: Case) -> None:
    """Something good and something bad happen; what somebody then feels tells which one is the cause."""
    a, b, _ = people(case)
    meet(case, a, b)
    found, lost = (case.thing(noun) for noun in case.two("ball", "toy", "hat", "book", "car"))
    case.given("finds", a, found)
    case.given("loses", a, lost)
    case.change("feels", a, "happy", "sad")
    case.follows("cause", a, lambda world: world.get("finds" if world.get("feels", a) == "happy" else "loses", a))
    case.verbs = ("found", "lost", "was")
    case.either_order(case.say(a, "find", found), case.say(a, "lose", lost))
    case.ask(f"What was it about for {a.noun}?", lambda world: world.get("cause", a))
    cause = case.world.entities[case.world.get("cause", a)]
    case.tell(Plain(f"{a.noun} was {case.turn('happy', 'sad')} because of the", cause.noun))


# --- tone: the same little story in two tones

TONE_WORDS: dict[str, tuple[tuple[str, ...], tuple[str, ...], str]] = {
    "joyful": (("good", "fun"), ("laughed", "jumped", "smiled"), "happy"),
    "sad": (("bad", "wet"), ("cried", "fell"), "sad"),
    "tense": (("dark", "cold"), ("hid", "ran"), "scared"),
    "lonely": (("long", "cold"), ("waited", "looked"), "alone"),
    "calm": (("still", "long"), ("read", "slept"), "good"),
}
"""What a day is like in a tone, what one does in it, and what one then feels."""


def toned(case: Case) -> None:
    """A day and a deed that carry one tone or another; what is felt follows."""
    a, b, _ = people(case)
    one, two = case.two(*TONE_WORDS)
    case.change("tone", STORY, one, two)
    case.follows("feels", a, lambda world: TONE_WORDS[world.state["tone", STORY]][2])
    days, deeds, feeling = TONE_WORDS[case.turn(one, two)]
    kind, deed = int(case.rng.random() * 4), int(case.rng.random() * 6)
    where = ("in the park", "at school", "in the garden", "near the house", "in the room")[int(case.rng.random() * 5)]
    company = f"{a.noun} was {where} with {b.noun}." if case.chance(0.5) else f"{b.noun} was {where} with {a.noun}."
    when = ("The day was", "It was")[case.chance(0.5)]
    first = f"{when} {days[kind % len(days)]}."
    case.tell(*(Plain(text) for text in ((first, company) if case.chance(0.5) else (company, first))))
    case.verbs = ("felt", "was")
    case.ask(f"How did {a.noun} feel?", lambda world: world.get("feels", a))
    case.tell(Plain(f"{a.noun} {deeds[deed % len(deeds)]}. {a.noun} {('felt', 'was')[case.chance(0.5)]}", feeling))


# --- morals: the same start, upheld or violated

MORAL_DEEDS: dict[str, tuple[tuple[str, str, str], ...]] = {
    "honesty": (("{x} broke the {t}. Mom asked about it. {x} said", "yes", "no"),),
    "sharing": (
        ("{y} wanted to play with the {t} too. {x} said", "yes", "no"),
        ("{x} had a big cake. {y} got", "much", "no"),
    ),
    "kindness": (("{y} fell down. {x} was", "kind", "bad"), ("{y} was all alone. {x} was", "good", "bad")),
    "patience": (("Mom told {x} to wait with the {t}. {x}", "waited", "ran"),),
    "listening": (("Mom said no to the cold water. {x}", "stopped", "jumped"),),
    "promises": (
        ("{x} promised {y} to come. {x}", "came", "slept"),
        ("{x} promised to help {y}. {x}", "helped", "hid"),
    ),
    "perseverance": (("{x} could not get the {t} down. {x}", "tried", "stopped"),),
    "carefulness": (("{x} had to take the {t} home. {x} was", "careful", "fast"),),
}
"""Moral: how it begins, and the word that upholds or violates it."""
_OUTCOMES = {
    **dict.fromkeys(("sharing", "kindness", "promises"), "y"),
    **dict.fromkeys(("honesty", "patience", "listening"), "Mom"),
    **dict.fromkeys(("perseverance", "carefulness"), "x"),
}
"""Who is glad or sad of the deed."""


def moral(case: Case) -> None:
    """A deed upholds a moral or violates it; whom it touches is glad or sad."""
    x, y, _ = people(case)
    names = tuple(MORAL_DEEDS)
    name = case.pick(*names)
    deeds = MORAL_DEEDS[name]
    begin, up, down = deeds[int(case.rng.random() * len(deeds))]
    thing = case.thing(case.pick("box", "toy", "car", "book", "hat", "ball"))
    meet(case, x, y)
    upheld, violated = MORALS[name]
    case.change(name, x, upheld, violated)
    case.follows("upheld", STORY, lambda world: _held(world, name, x))
    touched = {"x": x, "y": y}.get(_OUTCOMES[name]) or case.world.grown_up("Mom")
    case.follows("feels", touched, lambda world: "happy" if world.state["upheld", STORY] == "yes" else "sad")
    tail = " cake" if begin.endswith("got") else ""
    case.tell(Plain(begin.format(x=x.noun, y=y.noun, t=thing.noun) + f" {case.turn(up, down)}{tail}."))
    case.ask(f"How did {touched.noun} feel?", lambda world: world.get("feels", touched))
    after = ("", "After that, ")[case.chance(0.4)]
    verb = ("felt", "was")[case.chance(0.5)]
    case.tell(Plain(f"{after}{touched.noun} {verb}", case.world.get("feels", touched)))


def _held(world: World, name: str, who: Entity) -> str:
    return "yes" if world.get(name, who) == MORALS[name][0] else "no"
