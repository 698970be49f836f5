"""Features: what is done to the order of a story and to its ends. Each is an operation on the steps.

`NEEDS` names those that take a plot of their kind: another one is `Unsuited`.
"""

from collections.abc import Callable

from workbench.stories.clauses import Clause, Verb
from workbench.stories.voice.constructions import Remark, Thought
from workbench.stories.voice.ending_well import bad_ending, happy_ending, twist
from workbench.stories.voice.finding import CORE, PEOPLE, Workshop, event, feeling, plain, standalone, weighty, whole
from workbench.stories.voice.framing import circular, cliffhanger, letter, moral_told, story_within
from workbench.stories.voice.settings import Unsuited
from workbench.stories.voice.shapes import subject_of
from workbench.stories.voice.steps import LOOSE_LEADS, Step, clauses_in, speeches_in

Feature = Callable[[list[Step], Workshop], list[Step]]
NEEDS: dict[str, str] = {
    "happy ending": "the last tone that the plot sounds is a warm one",
    "bad ending": "the last tone that the plot sounds is a cold one",
}
"""What the plot itself must bring; a cue ("feature", value) on a late beat says that it does, too."""
THOUGHTS = (
    *("what now?", "what can I do?", "why me?", "what will come next?", "I must think.", "let me see."),
    *("I will not forget this day.", "this is not easy.", "nobody knows how I feel.", "is it always like this?"),
)
CALLS = ("look at that!", "what a day!", "oh no!", "I will remember this!", "just look!", "well, well.", "who knows?")
"""What fits any story where nobody says or thinks enough."""
_BEFORE = frozenset({"opening", "setting", "background"})
_SPOKEN = frozenset("want like love need hope".split())


def flashback(steps: list[Step], shop: Workshop) -> list[Step]:
    """How it began is told after the middle, as what had happened before."""
    early = [
        step
        for step in steps[: max(3, len(steps) // 2)]
        if step.role in _BEFORE and clauses_in(step.node) and not speeches_in(step.node)
    ][:3]
    events = [step for step in early if any(plain(clause) for clause in clauses_in(step.node))]
    later = [step for step in steps if step not in early]
    if not events or len(later) < 4:
        raise Unsuited("there is nothing to look back to")
    middle = max(2, len(later) // 2)
    places = sorted(range(2, len(later)), key=lambda one: abs(one - middle))
    place = next((one for one in places if all(map(standalone, clauses_in(later[one].node)))), middle)
    hero = shop.hero
    thought = Clause(hero, Verb("think", "of how it " + shop.say("had all begun", "all began")))
    back = [Step("flashback", Remark((thought,)), fixed=True)]
    for step in early:
        back.append(Step("flashback", step.node, step.cues, earlier=True, fixed=True))
    words = shop.pick("but that was before", "that was how it had begun")
    now = shop.pick("but that was before", "that was how it began")
    back.append(Step("flashback", Remark((shop.say(words, now),)), fixed=True))
    return later[:place] + back + later[place:]


def in_medias_res(steps: list[Step], shop: Workshop) -> list[Step]:
    """It opens in the middle; then comes how it had begun."""
    middle = [
        index
        for index, step in enumerate(steps)
        if 2 <= index <= (2 * len(steps)) // 3
        and step.role in CORE
        and not step.lead.startswith("but")
        and isinstance(step.node, Clause)
        and event(step.node)
        and standalone(step.node)
        and (who := subject_of(step.node)) is not None
        and who.kind in PEOPLE
    ]
    if not middle or len(steps) < 5:
        raise Unsuited("nothing in the middle to open with")
    place = middle[int(shop.rng.random() * len(middle))]
    first = Step(steps[place].role, steps[place].node, steps[place].cues, opener="", fixed=True)
    how = shop.pick("but that was not how it had begun", "it had all begun long before that", "it had begun like this")
    now = shop.pick("but that was not how it began", "it all began long before that", "it began like this")
    told = [first, Step("flashback", Remark((shop.say(how, now),)), fixed=True)]
    for index, step in enumerate(steps[:place]):
        earlier = index < 2 and bool(clauses_in(step.node)) and not speeches_in(step.node)
        role = "flashback" if earlier else step.role
        told.append(Step(role, step.node, step.cues, step.lead, earlier=earlier, fixed=earlier))
    back = shop.pick("and so it came to that moment", "and that was where this story began")
    told.append(
        Step("flashback", Remark((shop.say(back, back.replace("came", "comes").replace("was", "is")),)), fixed=True)
    )
    return told + steps[place + 1 :]


def foreshadowing(steps: list[Step], shop: Workshop) -> list[Step]:
    """Early on, something that will happen is said to come: "Tim did not know it yet, but he would lose the ball"."""
    coming = [
        clause
        for step in steps[max(3, len(steps) // 3) :]
        if step.role in CORE
        for clause in clauses_in(step.node)
        if event(clause) and standalone(clause) and (who := subject_of(clause)) is not None and who.kind in PEOPLE
    ]
    if not coming or len(steps) < 5:
        raise Unsuited("nothing comes that could be told before")
    coming = weighty(coming)
    clause = coming[int(shop.rng.random() * len(coming))]
    will = Clause(clause.subject, clause.verb, modal="would")
    knows = Clause(shop.hero, Verb("know", "it yet"), negative=True)
    remark = Remark(
        (knows, ", but soon", will) if shop.chance(0.5) else (knows, ", but before the day was over", ",", will)
    )
    if shop.voice.tense == "present":
        remark = Remark((knows, ", but soon", will))
    return [*steps[:2], Step("foreshadowing", remark, fixed=True), *steps[2:]]


def inner_monologue(steps: list[Step], shop: Workshop) -> list[Step]:
    """What the hero and others want and feel is thought in so many words."""
    return _voiced(steps, shop, "think", 2)


def dialogue(steps: list[Step], shop: Workshop) -> list[Step]:
    """There are at least two speeches; where the plot has fewer, somebody says what he wants or feels."""
    missing = 2 - sum(len(speeches_in(step.node)) for step in steps)
    return _voiced(steps, shop, "say", missing) if missing > 0 else steps


def _voiced(steps: list[Step], shop: Workshop, verb: str, least: int) -> list[Step]:
    """Wishes and feelings put into somebody's mouth or mind; then plain worries, until there are `least`."""
    done = list(steps)
    fitting = [index for index, step in enumerate(done) if _wish(step, shop) is not None]
    count = 0
    for index in shop.rng.sample(fitting, min(len(fitting), max(least, 2))):
        clause = _wish(done[index], shop)
        assert clause is not None
        who = subject_of(clause)
        assert who is not None
        done[index] = done[index].turned(Thought(who, (clause,), verb=verb, tells=()), verb)
        count += 1
    said = shop.rng.sample(THOUGHTS if verb == "think" else CALLS, max(0, least - count))
    places = [
        index for index in range(1, len(done)) if verb not in done[index - 1].marks and done[index].role != "opening"
    ]
    if len(places) < len(said):
        raise Unsuited("too little happens")
    for text, place in zip(said, sorted(shop.rng.sample(places, len(said)), reverse=True), strict=True):
        thought = Thought(shop.hero, ((text[:-1],),), text[-1], verb)
        done.insert(place, Step("thought" if verb == "think" else "dialogue", thought, fixed=True, marks=[verb]))
    return done


def _wish(step: Step, shop: Workshop) -> Clause | None:
    node = step.node
    if step.fixed or not isinstance(node, Clause) or node.modal or not whole(node.verb.items) or step.role in _BEFORE:
        return None
    if step.lead and step.lead not in LOOSE_LEADS:
        return None
    who = subject_of(node)
    if who is None or who.kind not in PEOPLE or (node.negative and node.verb.base == "know"):
        return None
    return node if feeling(node, shop) or node.verb.base in _SPOKEN else None


FEATURES: dict[str, Feature] = {
    "dialogue": dialogue,
    "inner monologue": inner_monologue,
    "flashback": flashback,
    "in medias res": in_medias_res,
    "foreshadowing": foreshadowing,
    "story within a story": story_within,
    "letter": letter,
    "cliffhanger": cliffhanger,
    "circular": circular,
    "moral told": moral_told,
    "twist": twist,
    "happy ending": happy_ending,
    "bad ending": bad_ending,
}
"""Every feature that a story can have."""
