"""Styles: what each does to the steps, and what it guarantees of the text (`GUARANTEES`, in words and as a check)."""

from collections.abc import Callable

from workbench.stories.clauses import Clause, Node, Relation
from workbench.stories.voice.constructions import Remark
from workbench.stories.voice.finding import CORE, LIVING, Workshop, event, plain, state
from workbench.stories.voice.lines_of_style import (
    ASIDES,
    CALLS,
    IMAGES,
    NOIR,
    NOIR_OPENINGS,
    REFRAINS,
    SOUNDS,
    SUSPENSE,
)
from workbench.stories.voice.settings import Unsuited
from workbench.stories.voice.shapes import subject_of, with_items
from workbench.stories.voice.steps import Phrase, Step, clauses_in
from workbench.stories.voice.teller import VoicedTeller

Style = Callable[[list[Step], Workshop], list[Step]]


def _sprinkled(steps: list[Step], shop: Workshop, lines: tuple[str, ...], least: int, role: str) -> list[Step]:
    """The steps with `least` of the lines put between them, each at most once, spread over the story."""
    if len(steps) < least or len(lines) < least:
        raise Unsuited("it is too short for its style")
    chosen = shop.rng.sample(lines, least)
    # What belongs to the very beginning or end stays together, and so does what is looked back on.
    first = sum(step.rank < 0 for step in steps)
    last = len(steps) - sum(step.rank > 0 for step in steps)
    size = max(1.0, (last - first) / least)
    done = list(steps)
    for part in reversed(range(least)):
        place = min(last, first + int(size * part + 1 + shop.rng.random() * (size - 1)))
        while 0 < place < last and steps[place - 1].role == steps[place].role == "flashback":
            place += 1
        text = chosen[part]
        mark = text[-1] if text[-1] in "!?" else "."
        done.insert(place, Step(role, Remark((text.rstrip("!?"),), mark), fixed=True))
    return done


def _lines(shop: Workshop, pairs: tuple[tuple[str, str], ...]) -> tuple[str, ...]:
    return tuple(shop.say(*pair) for pair in pairs)


def as_it_is(steps: list[Step], shop: Workshop) -> list[Step]:
    """Nothing is added."""
    return [_shorter(step) for step in steps] if shop.voice.style in ("plain", "minimalist") else steps


def _shorter(step: Step) -> Step:
    """Joins become full stops; "very" goes."""

    def shorten(node: Node) -> Node:
        if isinstance(node, Relation):
            first, second = shorten(node.first), shorten(node.second)
            return Relation(node.kind, first, second, ("R. E.", "R. E."))
        if isinstance(node, Clause):
            items = tuple(item.removeprefix("very ") if isinstance(item, str) else item for item in node.verb.items)
            return with_items(node, items) if type(node) is Clause else node
        return node

    if isinstance(step.node, Phrase) or step.fixed:
        return step
    return step.turned(shorten(step.node))


def bare(step: Step) -> bool:
    """Whether the step only adds to the picture: it tells no fact and carries no label."""
    return not step.cues and not any(clause.facts for clause in clauses_in(step.node))


def lively(steps: list[Step], shop: Workshop) -> list[Step]:
    """Sounds of what happens, and sentences that end in "!"."""
    done: list[Step] = []
    sounds = loud = 0
    for step in steps:
        made = next((c.verb.base for c in clauses_in(step.node) if plain(c) and c.verb.base in SOUNDS), "")
        sound = tuple(text for text in SOUNDS.get(made, ()) if shop.sayable(text))
        if sound and sounds < 3 and done and not step.fixed and shop.chance(0.8):
            done.append(Step("sound", Remark((shop.pick(*sound),), "!"), fixed=True))
            sounds += 1
        if isinstance(step.node, Clause) and event(step.node) and not step.mark and shop.chance(0.45):
            step = step.turned(step.node)
            step.mark = "!"
            loud += 1
        done.append(step)
    calls = _lines(shop, CALLS)
    missing = 3 - sounds - loud
    return _sprinkled(done, shop, calls, missing, "sound") if missing > 0 else done


def lyrical(steps: list[Step], shop: Workshop) -> list[Step]:
    """Deeds and feelings get an image; images of light and air stand between them."""
    done: list[Step] = []
    images = 0
    for step in steps:
        node = step.node
        if isinstance(node, Clause) and not step.fixed and plain(node) and images < 4:
            image = _image(node, shop)
            if image is not None and shop.chance(0.8):
                step = step.turned(with_items(node, (*node.verb.items, image)))
                images += 1
        done.append(step)
    return _sprinkled(done, shop, _lines(shop, IMAGES["air"]), max(2, 3 - images), "image")


def _image(clause: Clause, shop: Workshop) -> str | None:
    who = subject_of(clause)
    if who is None or who.kind not in LIVING:
        return None
    if clause.verb.base in ("run", "go", "come", "walk", "hurry", "race") and not state(clause):
        return (
            shop.pick("like the wind", "like a leaf in the wind")
            if clause.verb.base in ("run", "hurry", "race")
            else None
        )
    if clause.verb.base in ("cry", "weep"):
        return shop.pick("like the rain", "like a cloud")
    if clause.verb.base in ("smile", "laugh"):
        return shop.pick(
            "like the sun", "like a little bell" if clause.verb.base == "laugh" else "like the morning sun"
        )
    if clause.verb.base in ("be", "feel") and len(clause.verb.items) == 1 and isinstance(clause.verb.items[0], str):
        word = clause.verb.items[0].removeprefix("very ").removeprefix("so ")
        return {
            "sad": "like a gray sky",
            "happy": "like a bird in spring",
            "scared": "like a leaf in a storm",
            "alone": "like a star in the night",
        }.get(word)
    if clause.verb.base in ("wait", "sit", "stand") and not clause.verb.items:
        return "like a stone"
    return None


def noir(steps: list[Step], shop: Workshop) -> list[Step]:
    """It opens with the kind of day that it was; short dry lines stand between what happened."""
    opening = Remark((shop.pick(*_lines(shop, NOIR_OPENINGS)),))
    lines = _sprinkled(steps, shop, _lines(shop, NOIR), 3, "remark")
    return [Step("opening", opening, fixed=True, rank=-1), *lines]


def refrain(steps: list[Step], shop: Workshop) -> list[Step]:
    """One sentence comes back, at least three times, the last time at the end."""
    if len(steps) < 6:
        raise Unsuited("it is too short for a refrain")
    text = _lines(shop, REFRAINS)[int(shop.rng.random() * len(REFRAINS))]
    line = Remark((text,))
    first = [step for step in steps if step.rank < 0]
    body = [step for step in steps if step.rank == 0]
    third = len(body) // 3
    parts = [body[:third], body[third : 2 * third], body[2 * third :]]
    sung = [step for part in parts for step in (*part, Step("refrain", line, fixed=True))]
    return [*first, *sung, *(step for step in steps if step.rank > 0)]


def fairy_tale(steps: list[Step], shop: Workshop) -> list[Step]:
    """Say: "Once upon a time" opens it, and "The end." ends it."""
    steps = sorted(steps, key=lambda step: step.rank)
    place = next((i for i, step in enumerate(steps) if step.role != "frame"), 0)
    frames, steps = steps[:place], steps[place:]
    first = steps[0]
    opener = "once upon a time,"
    if isinstance(first.node, Clause) and not first.opener and not isinstance(first.node.subject, str):
        rest = [first.turned(first.node), *steps[1:]]
        rest[0].opener = opener
    else:
        there = shop.say("there was a day that nobody has forgotten", "there is a day that nobody forgets")
        rest = [Step("opening", Remark((there,)), opener=opener, fixed=True, rank=-1), *steps]
    return [*frames, *rest, Step("ending", Remark(("the end",)), fixed=True, rank=5)]


def conversational(steps: list[Step], shop: Workshop) -> list[Step]:
    """The reader is spoken to as "you", three times."""
    return _sprinkled(steps, shop, _lines(shop, ASIDES), 3, "remark")


def suspenseful(steps: list[Step], shop: Workshop) -> list[Step]:
    """Three very short sentences hold the story up before what happens."""
    return _sprinkled(steps, shop, _lines(shop, SUSPENSE), 3, "remark")


class Chain(Phrase):
    """Three clauses or more with "and" between them."""

    def __init__(self, parts: list[Clause]) -> None:
        self.parts = parts

    def lay(self, teller: VoicedTeller) -> None:
        """Tell it; a subject that goes on is not said again."""
        for i, part in enumerate(self.parts):
            if i:
                teller.word("and")
            if i and subject_of(part) is not None and subject_of(part) is subject_of(self.parts[i - 1]):
                teller.second_predicate(self.parts[i - 1], part)
            else:
                teller.clause(part)

    def clauses(self) -> list[Clause]:
        """All."""
        return self.parts


def breathless(steps: list[Step], shop: Workshop) -> list[Step]:
    """Neighbouring sentences run on with "and ... and ..."."""
    del shop
    done: list[Step] = []
    index = chains = 0
    while index < len(steps):
        run = index
        while run < len(steps) and run - index < 4 and _runs_on(steps[run], run == index):
            run += 1
        if run - index >= 3:
            parts = [step.node for step in steps[index:run] if isinstance(step.node, Clause)]
            done.append(Step(steps[index].role, Chain(parts), fixed=True))
            chains += 1
            index = run
        else:
            done.append(steps[index])
            index += 1
    if not chains:
        raise Unsuited("nothing runs on")
    return done


def _runs_on(step: Step, first: bool) -> bool:
    if step.fixed or step.cues or step.opener or step.earlier or not isinstance(step.node, Clause):
        return False
    return first or not step.new_paragraph


def report(steps: list[Step], shop: Workshop) -> list[Step]:
    """What happened in order: "First, ... Next, ... Last, ..."."""
    places = [
        i
        for i, step in enumerate(steps)
        if isinstance(step.node, Clause) and not (step.fixed or step.lead or step.opener)
    ]
    if len(places) < 3:
        raise Unsuited("too little happens for a report")
    done = list(steps)
    inner = places[1:-1]
    middle = next((i for i in inner if steps[i].role in CORE), inner[len(inner) // 2])
    for place, word in ((places[0], "first,"), (middle, "next,"), (places[-1], "last,")):
        done[place] = done[place].turned(done[place].node)
        done[place].opener = word
    begins = shop.say("this is what happened that day", "this is what happens today")
    return [Step("opening", Remark((begins,)), fixed=True, rank=-1), *done]


def epithets(shop: Workshop) -> dict[str, str]:
    """For each named child or animal an adjective of its own letter: lucky Lily."""
    found: dict[str, str] = {}
    for entity in shop.cast:
        fitting = [
            one.word
            for one in shop.book.adjectives(of="person")
            if one.word[0] == entity.noun[0].lower() and one.polarity > 0 and one.kind in ("temper", "size", "worth")
        ]
        if entity.named and entity.kind in ("child", "animal") and fitting:
            found[entity.id] = fitting[int(shop.rng.random() * len(fitting))]
    return found


STYLES: dict[str, Style] = {
    "plain": as_it_is,
    "minimalist": as_it_is,
    "lively": lively,
    "lyrical": lyrical,
    "noir": noir,
    "refrain": refrain,
    "alliterative": as_it_is,
    "fairy tale": fairy_tale,
    "conversational": conversational,
    "suspenseful": suspenseful,
    "breathless": breathless,
    "report": report,
}
"""Every style that a story can be told in."""
