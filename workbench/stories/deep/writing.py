"""Composing a deep story: labels are drawn, a plot is acted out for them, told, and checked against them."""

import hashlib
import json
import re
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from random import Random

from workbench.errors import StoryscopeError
from workbench.records import Cue, Fact, Story
from workbench.seeding import python_random
from workbench.stories.axes_of_story import voice_of
from workbench.stories.clauses import Clause
from workbench.stories.deep import casting, sayings, tones
from workbench.stories.deep.arcs import ARCS
from workbench.stories.deep.asides import ASIDES
from workbench.stories.deep.morals import MORALS, known_moral, moral_of
from workbench.stories.deep.setting import scores
from workbench.stories.deep.subplots import TWISTS, subplot
from workbench.stories.deep.tale import Tale
from workbench.stories.deep.topics import SETTINGS
from workbench.stories.topics import known_label
from workbench.stories.voice import Telling, Unsuited, tell
from workbench.stories.wordbook import Book, book
from workbench.stories.world import Impossible

LABELS = {"topic": tuple(SETTINGS), "tone": tones.TONES, "moral": (*MORALS, "none")}
"""Every value of each label family; a story's three labels are drawn independently and uniformly."""
LENGTHS = {"tiny": (60, 250, 5), "simple": (60, 400, 9)}
"""Tier: fewest words, most words, most paragraphs."""
_ATTEMPTS = 300
_WORD = re.compile(r"[A-Za-z]+")


def write(recipe: dict[str, str | int], given: Mapping[str, str | None], asked: Mapping[str, str]) -> Story:
    """The story of a recipe (seed, index, tier): `given` are labels that are not drawn, `asked` the other axes.

    Raises:
        StoryscopeError: an unknown label, or axes that no plot could be told with.
    """
    tier = str(recipe["tier"])
    rng = python_random(int(recipe["seed"]), tier, int(recipe["index"]))
    labels: dict[str, str] = {}
    for axis, values in LABELS.items():
        drawn = values[int(rng.random() * len(values))]
        value = given.get(axis)
        if value is not None:
            known_moral(value) if axis == "moral" else known_label(axis, value, values)
            recipe[axis] = value
        labels[axis] = value or drawn
    paragraphs = LENGTHS[tier][2]
    count = 1 + int(rng.random() * paragraphs)
    count = int(asked.get("paragraphs", count))
    job = _Job(book(tier), labels, recipe, count, asked)
    for _ in range(_ATTEMPTS):
        story = _attempt(rng, job)
        if story is not None:
            return story
    what = f"No story of {labels} can be told with {dict(asked)}."
    raise StoryscopeError(what, "Ask for fewer axes at once.")


@dataclass(frozen=True, slots=True)
class _Job:
    """What a story is to be: its words, labels, recipe, number of paragraphs, and the axes that were asked for."""

    words: Book
    labels: Mapping[str, str]
    recipe: Mapping[str, str | int]
    count: int
    asked: Mapping[str, str]


def _attempt(rng: Random, job: _Job) -> Story | None:
    """Act and tell once; None when the telling came out with other labels than drawn."""
    topic, tone, moral = job.labels["topic"], job.labels["tone"], job.labels["moral"]
    tier = job.words.tier
    shortest, longest, most = LENGTHS[tier]
    fullness = min(1.0, (job.count - 0.5) / (most - 0.5))
    t = Tale(rng, job.words, SETTINGS[topic], tone, upheld=rng.random() < 0.5, fullness=fullness)
    try:
        _act(t, moral, tones.channels(rng, tone, fullness), job)
    except Impossible:
        return None  # what should have come next could not happen
    if moral_of(t.world.trace)[0] != moral:
        return None
    if not tones.rules(t.beats, tone):
        return None
    cast = list(t.world.entities.values())
    try:
        voice = voice_of(tier, {**job.asked, "paragraphs": str(job.count)}, cast, moral, tone)
        told = tell(t.beats, cast, voice, rng)
    except Unsuited:
        return None
    if not shortest <= told.text.count(" ") + 1 <= longest:
        return None
    found = scores(SETTINGS, told.text)
    if any(score >= found[topic] for name, score in found.items() if name != topic):
        return None
    return _story(t, told, job)


def _act(t: Tale, moral: str, channels: dict[str, str], job: _Job) -> None:
    """Act the plot out: where it opens, what the day is like, the moral's arc with what else happens, how it ends.

    Raises Impossible where the next thing cannot happen.
    """
    count = job.count
    feature = job.asked.get("feature", "")
    goes_on = tones.for_feature(t.rng, feature, t.tone, channels)
    casting.cast(t)
    casting.opening(t, channels)
    woven = tones.of_thread(t, channels) if goes_on else t.tone
    strand = tones.thread(t, woven) if goes_on and t.chance(0.25 + 0.5 * t.fullness) else ("", "", "")
    if strand[0]:
        t.tell("thread", strand[0], woven)
    parts: list[Callable[[], None]] = []
    if "see" in channels:
        parts.append(lambda: tones.see(t, channels["see"]))
    if strand[1] and woven == t.tone and t.more(0.8):
        parts.append(lambda: t.tell("thread", strand[1], woven))
    parts += [lambda: _by_the_way(t, t.setting.scenes)] * (1 + (count > 3) + (count > 6))
    if t.more(0.6):
        parts.append(lambda: t.tell("detail", t.setting.notes))
    others = [one for one in ASIDES if one != moral]
    for other in t.rng.sample(others, 1 + (count > 1) + (count > 3)):
        parts.append(lambda pool=ASIDES[other]: _by_the_way(t, pool))
    t.rng.shuffle(parts)
    if t.setting.name == "car trips":  # what is noticed on the way, then a stop
        parts.insert(min(2, len(parts)), lambda: casting.stop(t))
    smaller = (1 + (count > 6)) if count > 3 else int(t.chance(0.3 * count - 0.3))
    endings = [_weave(t, parts, subplot(t)) for _ in range(smaller)]
    # What matters comes last, but for how a smaller plot ends; a day that has ended in the arc is not gone back to.
    if moral == "none":
        _weave(t, parts, subplot(t, main=True))
    else:
        parts.append(lambda: ARCS[moral](t))
        if endings and t.chance(0.35):
            parts.remove(endings[0])
            parts.append(endings[0])
    for number, part in enumerate(parts):
        t.ending = number == len(parts) - 1
        part()
    t.ending = True
    if t.wanted and moral not in _TASKS and not t.spent & {"two_wishes", "job"}:
        t.maybe(0.6, "outcome", sayings.AFTER_ALL)
    casting.home(t)
    if feature == "twist":
        t.tell("twist", TWISTS)
    if strand[2]:
        t.tell("thread", strand[2], woven)
    if "end" in channels and (not goes_on or not strand[2] or channels["end"] != woven or t.more(0.6)):
        tones.end(t, channels["end"])
        if feature in tones.ENDINGS:
            t.beats[-1].cues = (*t.beats[-1].cues, ("feature", feature))


_TASKS = frozenset({"perseverance", "asking for help", "teamwork"})
_LATER = ("a little later,", "after a while,", "soon,", "by and by,")
_STATES = frozenset({"be", "have", "know", "lie", "say"})


def _by_the_way(t: Tale, pool: str) -> None:
    """A small scene; now and then words lead over to it."""
    first = len(t.beats)
    t.tell("detail", pool)
    beat = t.beats[first]
    happens = isinstance(beat.node, Clause) and beat.node.verb.base not in _STATES
    if happens and not beat.lead and t.chance(0.35):
        t.beats[first] = replace(beat, lead=t.pick(*_LATER))


def _weave(t: Tale, parts: list[Callable[[], None]], plot: Iterator[None]) -> Callable[[], None]:
    """Put a small plot between the parts: how it begins, and later how it ends; returns the latter."""
    begins = t.roll(len(parts) + 1)
    parts.insert(begins, lambda: next(plot, None))

    def end() -> None:
        deque(plot, 0)

    parts.insert(begins + 1 + t.roll(len(parts) - begins), end)
    return end


def _story(t: Tale, told: Telling, job: _Job) -> Story:
    labels, recipe = job.labels, job.recipe
    facts = _facts(t, told)
    cues = list(told.cues)
    deeds = {f"did {deed}" for deed in MORALS.get(labels["moral"], ())}
    for fact in facts:
        if fact.relation in deeds and fact.told == "told":
            sentence = told.sentences[fact.sentence]
            cues.append(Cue(sentence.start, sentence.end, "moral", labels["moral"]))
    words = SETTINGS[labels["topic"]].words
    for match in _WORD.finditer(told.text):
        if match.group().lower() in words:
            cues.append(Cue(match.start(), match.end(), "topic", labels["topic"]))
    canonical = json.dumps(recipe, sort_keys=True)
    return Story(
        id=hashlib.sha256(f"{canonical}\n{told.text}".encode()).hexdigest()[:16],
        text=told.text,
        topic=labels["topic"],
        tone=labels["tone"],
        moral=labels["moral"],
        style=str(recipe.get("style", "")),
        feature=str(recipe.get("feature", "dialogue" if '"' in told.text else "")),
        grammar=str(recipe.get("grammar", "past tense")),
        persona=str(recipe.get("persona", "")),
        point_of_view=str(recipe.get("point_of_view", "third person")),
        paragraphs=told.paragraphs,
        sentences=told.sentences,
        mentions=told.mentions,
        facts=facts,
        cues=tuple(sorted(cues, key=lambda cue: (cue.start, cue.end, cue.axis, cue.value))),
        recipe=canonical,
        source="storyscope world",
        group=_group(t, told.text),
    )


def _facts(t: Tale, told: Telling) -> tuple[Fact, ...]:
    """The world's log as the record: what was true before (-1), and by which sentence each change has happened."""
    latest = len(told.sentences) - 1
    facts: list[Fact] = []
    for index in range(len(t.world.log) - 1, -1, -1):
        entry = t.world.log[index]
        is_told = "told" if index in told.told else "hidden"
        if entry.lasting:
            facts.append(Fact(-1, entry.relation, entry.subject, entry.value, is_told))
            continue
        latest = min(latest, told.told.get(index, latest))
        facts.append(Fact(latest, entry.relation, entry.subject, entry.value, is_told))
    facts.reverse()
    return tuple(facts)


def _group(t: Tale, text: str) -> str:
    """A hash of the text with its names masked: stories that differ in names alone are near duplicates."""
    for number, entity in enumerate(one for one in t.world.entities.values() if one.named):
        text = re.sub(rf"\b{entity.noun}\b", f"@{number}", text)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
