"""Stock ways to say common events: what happened is the same, the words differ."""

from collections.abc import Callable

from workbench.stories.clauses import Clause, Entity, Speech, Verb
from workbench.stories.world import World

Arguments = tuple[Entity, ...]
Phrase = Callable[[Arguments], "Verb | Speech"]

PHRASES: dict[str, tuple[Phrase, ...]] = {
    "hug": (lambda a: Verb("hug", a[1]),),
    "fall": (lambda a: Verb("fall", "down"), lambda a: Verb("fall")),
    "cry": (lambda a: Verb("cry"),),
    "smile": (
        lambda a: Verb("smile"),
        lambda a: Verb("be", "happy"),
        lambda a: Verb("feel", "happy"),
        lambda a: Verb("be", "very happy"),
    ),
    "be_sad": (
        lambda a: Verb("be", "sad"),
        lambda a: Verb("feel", "sad"),
        lambda a: Verb("be", "very sad"),
        lambda a: Verb("look", "sad"),
        lambda a: Verb("feel", "very sad"),
    ),
    "be_scared": (
        lambda a: Verb("be", "scared"),
        lambda a: Verb("feel", "scared"),
        lambda a: Verb("be", "very scared"),
    ),
    "get_hungry": (
        lambda a: Verb("be", "hungry"),
        lambda a: Verb("get", "hungry"),
        lambda a: Verb("be", "very hungry"),
        lambda a: Verb("want", "food"),
    ),
    "be_alone": (
        lambda a: Verb("be", "alone"),
        lambda a: Verb("play", "alone"),
        lambda a: Verb("go", "home alone"),
    ),
    "ask_help": (
        lambda a: Verb("ask", a[1], "for help"),
        lambda a: Verb("ask", a[1], "to help"),
        lambda a: Verb("go", "to", a[1], "for help"),
        lambda a: Speech(a[0], ("can you help me",), "?", "ask", a[1]),
    ),
    "ask_for": (
        lambda a: Verb("ask", a[2], "for", a[1]),
        lambda a: Verb("ask", "for", a[1]),
        lambda a: Speech(a[0], ("can I have the", a[1].noun), "?", "ask", a[2]),
        lambda a: Speech(a[0], ("can I have your", a[1].noun), "?", "ask", a[2]),
    ),
    "refuse": (
        lambda a: Speech(a[0], ("no",), "!", "say", a[1]),
        lambda a: Verb("say", "no"),
        lambda a: Speech(a[0], ("no, you can not",), ".", "say", a[1]),
        lambda a: Speech(a[0], ("I do not want to",), ".", "say", a[1]),
    ),
    "say_sorry": (
        lambda a: Speech(a[0], ("I am sorry",), ".", "say", a[1]),
        lambda a: Speech(a[0], ("I am so sorry",), "!", "say", a[1]),
        lambda a: Verb("say", "sorry to", a[1]),
        lambda a: Verb("come", "to", a[1], "and said sorry"),
        lambda a: Speech(a[0], (f"I am sorry, {a[1].noun}",), ".", "say", a[1]),
    ),
}


def phrase(world: World, name: str, *arguments: Entity) -> Clause | Speech:
    """One way of saying the event; the first argument is who does it."""
    frames = PHRASES[name]
    said = frames[int(world.rng.random() * len(frames))](arguments)
    return said if isinstance(said, Speech) else Clause(arguments[0], said)
