"""Personas: who tells the story to whom. A frame before and after it, and a word or two of their own in between.

The "I" of a frame is the teller's, who is nobody in the story; a narrator of the story itself tells of long ago.
"""

from dataclasses import dataclass

from workbench.stories.clauses import Clause, Item, Of, Verb
from workbench.stories.voice.constructions import Remark
from workbench.stories.voice.finding import Workshop, sayable
from workbench.stories.voice.references import KIN
from workbench.stories.voice.settings import Unsuited
from workbench.stories.voice.steps import Step
from workbench.stories.wordbook import forms


@dataclass(frozen=True, slots=True)
class Persona:
    """The sentences of a frame. `mine` opens a story that happened to the persona; `says` stand in between."""

    opens: tuple[str, ...]
    closes: tuple[str, ...]
    mine: tuple[str, ...]
    says: tuple[str, ...]


PERSONAS: dict[str, Persona] = {
    "child": Persona(
        ("I am only little, but I know a good story.", "my friend told me this story at school."),
        ("I think that is the best story I know.", "that is all I know about it."),
        ("I am only little, but this is my very own story.", "nobody believes me, but this happened to me."),
        ("it is true!", "can you believe it?", "that is so funny!"),
    ),
    "teacher": Persona(
        (
            "good morning, class. today I will read you a story.",
            "sit down, children, and listen. this is a story for my class.",
        ),
        ("now, class, what can we learn from that?", "think about it, class, and write it down."),
        ("good morning, class. this happened to me when I was as old as you.",),
        ("listen well, class.", "are you all listening?", "put up your hand if you know why."),
    ),
    "grandparent": Persona(
        (
            "come here, my dear, and sit on my knee. I will tell you an old story.",
            "many years ago, my dear, my own grandma told me this.",
        ),
        ("and now, my dear, it is time for bed.", "yes, my dear, that is how it was in the old days."),
        (
            "come here, my dear. this happened to me many years ago.",
            "when I was small, my dear, the world was different.",
        ),
        ("oh, my dear.", "those were the days, my dear.", "yes, yes, my dear."),
    ),
    "sailor": Persona(
        (
            "hey there! sit down, my friends, and hear an old sailor.",
            "I have sailed all the seas, but I have never heard a better story.",
        ),
        ("and that is as true as the sea is deep.", "and now the wind calls me back to my ship."),
        ("hey there! long before I went to sea, this happened to me.",),
        ("hold on to the ropes!", "by the wind and the waves!", "up with the sails!"),
    ),
    "scientist": Persona(
        (
            "I am a scientist, and I write down what I see. these are my notes.",
            "here are my notes about a strange day.",
        ),
        ("so much for my notes. more work is needed.", "that is all that I know for sure."),
        ("I am a scientist now, and this is how I learned to look twice.",),
        ("I made a note of that.", "how strange!", "I looked twice to be sure."),
    ),
    "farmer": Persona(
        (
            "the cows are fed, so I have time to tell you a story.",
            "sit down by the barn, and I will tell you something.",
        ),
        ("and now the cows are waiting for me.", "well, the hay will not cut itself."),
        ("I was not always a farmer. this happened to me before I had a farm.",),
        ("well, well.", "as sure as hens lay eggs.", "first the seed, then the bread."),
    ),
    "detective": Persona(
        ("I am a detective, and this was work for me.", "I am a detective. this is the story as I found it."),
        ("and with that, my work was done.", "so I closed my book. my work was done."),
        ("I am a detective now. this was where it all started.",),
        ("I looked twice at that.", "I wrote that down at once.", "a good detective sees these things."),
    ),
    "cook": Persona(
        (
            "while the soup is on the fire, I will tell you a story.",
            "a good story is like a good soup, so taste this one.",
        ),
        ("and now the soup is ready.", "there, and now let us eat."),
        ("I was not always a cook. this happened to me before I could cook an egg.",),
        ("stir it well!", "a pinch of salt here.", "now it gets hot."),
    ),
}
"""Every persona that can tell."""


def framed(steps: list[Step], shop: Workshop) -> list[Step]:
    """The steps in the persona's frame, with one or two of its sayings between them."""
    persona = PERSONAS[shop.voice.persona]
    mine = shop.voice.narrator is not None
    if mine and not persona.mine:
        raise Unsuited(f"a {shop.voice.persona} does not tell of itself")
    opens = persona.mine if mine else persona.opens
    opening = opens[int(shop.rng.random() * len(opens))]
    closing = persona.closes[int(shop.rng.random() * len(persona.closes))]
    done = list(steps)
    first = sum(step.rank < 0 for step in steps)
    last = len(steps) - sum(step.rank > 0 for step in steps)
    room = max(1, last - first - 1)
    for half, saying in enumerate(shop.rng.sample(persona.says, 1 + int(room > 9))):
        place = first + 1 + int((half + shop.rng.random()) * room / (1 + int(room > 9)))
        done.insert(min(place + half, last + half), _framing(saying, shop))
    before = [_framing(text, shop) for text in _sentences(opening)]
    after = [_framing(text, shop) for text in _sentences(closing)]
    return before + done + after


def witnessed(steps: list[Step], shop: Workshop) -> list[Step]:
    """An animal or a grown-up of the story says who tells it: "I am a dog, and this is what I saw"."""
    me = shop.voice.narrator
    assert me is not None
    child = next((entity for entity in shop.cast if entity.kind == "child"), None)
    if me.kind == "animal" and not me.named:
        who: tuple[Item, ...] = (f"am {forms.article(me.noun)} {me.noun}",)
    elif me.noun in KIN and child is not None:
        who = ("am", Of(child, me.noun.lower()))
    else:
        who = (shop.say("was", "am") + " there all the time",)
    saw = (", and this is what", Clause(me, Verb("see")))
    all_of_it = Remark(("that is all that", Clause(me, Verb("see"))))
    return [
        Step("opening", Remark((me, *who, *saw)), fixed=True, rank=-2),
        *steps,
        Step("ending", all_of_it, fixed=True, rank=2),
    ]


def _sentences(text: str) -> list[str]:
    """The sentences of a line.

    >>> _sentences("ahoy! sit down.")
    ['ahoy!', 'sit down.']
    """
    return text.replace(". ", ".\n").replace("! ", "!\n").replace("? ", "?\n").split("\n")


def _framing(text: str, shop: Workshop) -> Step:
    return Step("frame", Remark((text[:-1],), text[-1]), (("persona", shop.voice.persona),), fixed=True)


def personas(tier: str) -> tuple[str, ...]:
    """The personas whose words a tier has: there is no scientist in tiny."""
    return tuple(
        name
        for name, one in PERSONAS.items()
        if all(sayable(tier, text) for text in (*one.opens, *one.closes, *one.mine, *one.says))
    )
