"""Composing a story: labels are drawn independently, a plot is acted out for them, told, and checked against them."""

import hashlib
import json
import random
import re
from collections.abc import Callable

from workbench.records import Cue, Fact, Story
from workbench.seeding import python_random
from workbench.stories.aggregating import aggregate
from workbench.stories.arcs_giving import kindness, promises, sharing
from workbench.stories.arcs_harm import forgiveness, honesty
from workbench.stories.arcs_heeding import carefulness, listening, patience
from workbench.stories.arcs_trying import asking_for_help, courage, perseverance
from workbench.stories.asides import aside
from workbench.stories.interludes import interlude
from workbench.stories.lexicon import BOYS, GIRLS, known
from workbench.stories.lines import line
from workbench.stories.morals import MORALS, decided_by_the_way, known_moral, moral_of
from workbench.stories.occasions import again, opening
from workbench.stories.plot import LeftOpen, Plot
from workbench.stories.straying import lag, strays, survey, topic_cues
from workbench.stories.telling import Teller
from workbench.stories.tones import detail, ending, weather
from workbench.stories.topics import TONES, TOPICS, known_label
from workbench.stories.world import Impossible

ARCS = {
    "honesty": honesty,
    "sharing": sharing,
    "kindness": kindness,
    "courage": courage,
    "perseverance": perseverance,
    "patience": patience,
    "listening": listening,
    "asking for help": asking_for_help,
    "promises": promises,
    "forgiveness": forgiveness,
    "carefulness": carefulness,
}
LABELS = {"topic": tuple(TOPICS), "tone": TONES, "moral": (*MORALS, "none")}
"""Every value of each label family; a story's three labels are drawn independently and uniformly."""

_canonical = json.JSONEncoder(sort_keys=True).encode
_NAME = re.compile(rf"(?:{'|'.join(BOYS + GIRLS)})\b")  # no capital stands inside a word
ELSEWHERE = (
    *(
        "it / be / time to go home",
        "mom / come / with food",
        "it / be / time to eat",
        "xy / think / about other things",
    ),
    *("it / be / time for something new", "mom / have / no time to wait"),
)
"""Why a thread is left where it is."""
LONGEST = 125
"""Fewer than so many tokens: a story and its start token fit a context of 128 with room to spare."""
_ATTEMPTS = 200
_HOPELESS, _SHORTEST_LINE = 8, 5
"""One more sentence of its own topic hardly ever brings a telling back from so far; and it takes so many tokens."""


def compose(
    seed: int,
    index: int,
    tier: str = "minuscule",
    topic: str | None = None,
    tone: str | None = None,
    moral: str | None = None,
    style: str | None = None,
    feature: str | None = None,
    grammar: str | None = None,
    persona: str | None = None,
    point_of_view: str | None = None,
    initial_letter: str | None = None,
    initial_word_class: str | None = None,
    paragraphs: int | str | None = None,
) -> Story:
    """Story number `index` of the stream `seed`: the same arguments give the same bytes.

    Labels that are not given are drawn; the other axes are told plainly where they are not given. The story's recipe
    holds exactly these arguments, so `compose(**json.loads(story.recipe))` rebuilds it.

    Raises:
        StoryscopeError: an unknown tier or label value, a value of an axis that the tier cannot honour.
    """
    known(tier)
    recipe: dict[str, str | int] = {"seed": seed, "index": index, "tier": tier}
    given = {"topic": topic, "tone": tone, "moral": moral}
    voiced = {"style": style, "feature": feature, "grammar": grammar, "persona": persona}
    voiced |= {
        "point_of_view": point_of_view,
        "initial_letter": initial_letter,
        "initial_word_class": initial_word_class,
    }
    voiced["paragraphs"] = None if paragraphs is None else str(paragraphs)
    asked = {axis: value for axis, value in voiced.items() if value}
    if asked:
        from workbench.stories.axes_of_story import check  # the voices that few stories have

        check(tier, {**asked, "moral": moral})
        recipe.update(asked)
    if tier != "minuscule":
        from workbench.stories.deep.writing import write  # the deep tiers know more words than most callers need

        return write(recipe, given, asked)
    rng = python_random(seed, "story", index)
    labels: dict[str, str] = {}
    for axis, value in given.items():
        drawn = LABELS[axis][int(rng.random() * len(LABELS[axis]))]
        if value is not None:
            known_moral(value) if axis == "moral" else known_label(axis, value, LABELS[axis])
            recipe[axis] = value
        labels[axis] = value or drawn
    for _ in range(_ATTEMPTS * (20 if asked else 1)):
        story = _attempt(rng, labels, recipe)
        if story is not None and _honours(story, asked):
            return story
    raise AssertionError(f"no telling of {labels} keeps its labels after {_ATTEMPTS} attempts")


def _honours(story: Story, asked: dict[str, str]) -> bool:
    """Whether a story happens to be told as asked; what `minuscule` cannot be told in is refused before."""
    return story.text.lower().startswith(asked.get("initial_letter", "")) and (
        "feature" not in asked or '"' in story.text
    )


def _attempt(rng: random.Random, labels: dict[str, str], recipe: dict[str, str | int]) -> Story | None:
    """Act and tell once; None when the telling came out with other labels than drawn."""
    topic, tone, moral = labels["topic"], labels["tone"], labels["moral"]
    plot = Plot(rng, TOPICS[topic], upheld=rng.random() < 0.5)
    tones = _channels(rng, tone)
    try:
        _act(plot, topic, moral, tones)
    except Impossible:
        return None  # what should have come next could not happen
    found, _ = moral_of(plot.world.trace)
    if found != moral or decided_by_the_way(plot.world.trace, moral):
        return None
    told = _tell(plot, topic)
    if told is None and plot.strays:
        try:
            plot.slip_in("opening", again(plot, topic))  # one more look at what the story is about
        except Impossible:
            return None
        told = _tell(plot, topic)
    if told is None:
        return None
    teller, cues = told
    text, sentences = teller.text, teller.sentences
    facts = _facts(plot, teller.told, len(sentences))
    deeds = {f"did {deed}" for deed in MORALS.get(moral, ())}
    for fact in facts:
        if fact.relation in deeds and fact.told == "told":
            sentence = sentences[fact.sentence]
            cues.append(Cue(sentence.start, sentence.end, "moral", moral))
    canonical = _canonical(recipe)
    return Story(
        id=hashlib.sha256(f"{canonical}\n{text}".encode()).hexdigest()[:16],
        text=text,
        topic=topic,
        tone=tone,
        moral=moral,
        style="",
        feature="dialogue" if '"' in text else "",
        grammar="past tense",
        persona="",
        point_of_view="third person",
        paragraphs=1,
        sentences=tuple(sentences),
        mentions=tuple(teller.mentions),
        facts=facts,
        cues=tuple(sorted((*teller.cues, *cues), key=lambda cue: (cue.start, cue.end, cue.axis))),
        recipe=canonical,
        source="storyscope world",
        group=_group(text),
    )


def _tell(plot: Plot, topic: str) -> tuple[Teller, list[Cue]] | None:
    """The telling and its topic cues; None when too long or straying to another topic (by little: `plot.strays`)."""
    plot.strays = False
    teller = Teller(plot.rng)
    for beat in aggregate(plot.beats, plot.rng):
        teller.tell(beat)
    length, scores = survey(teller.parts)
    if length >= LONGEST:
        return None
    if not strays(scores, topic):
        return teller, list(topic_cues(teller.parts, topic))
    plot.strays = lag(scores, topic) < _HOPELESS and length < LONGEST - _SHORTEST_LINE
    return None


def _channels(rng: random.Random, tone: str) -> dict[str, str]:
    """Which channels carry a tone and which tone each: `tone` has a strict majority, a lone other one may disagree."""
    names = ["weather", "detail", "ending"]
    if rng.random() < 0.35:
        names.remove(names[int(rng.random() * 2)])
        return dict.fromkeys(names, tone)
    channels = dict.fromkeys(names, tone)
    if rng.random() < 0.6:
        others = [other for other in TONES if other != tone]
        channels[names[int(rng.random() * 3)]] = others[int(rng.random() * len(others))]
    return channels


def _act(plot: Plot, topic: str, moral: str, tones: dict[str, str]) -> None:
    """Act the plot out: where it opens, what happens by the way, the moral's arc, how it ends.

    Raises Impossible where the next thing cannot happen.
    """
    rng = plot.rng
    first = opening(plot, topic)
    if "weather" in tones and rng.random() < 0.15:
        plot.tone_beat("setting", tones["weather"], weather(plot, tones["weather"], first=True))
        plot.opened_at()
        plot.beat("opening", first)
    else:
        plot.beat("opening", first, lead="one day," if rng.random() < 0.03 else "")
        plot.opened_at()
        if "weather" in tones:
            plot.tone_beat("setting", tones["weather"], weather(plot, tones["weather"]))
    if rng.random() < 0.25:
        plot.beat("opening", again(plot, topic))
    parts: list[Callable[[], None]] = [lambda: aside(plot, moral, topic)] * int(rng.random() < 0.3)
    if "detail" in tones:
        parts.append(lambda: plot.tone_beat("detail", tones["detail"], detail(plot, tones["detail"])))
    if rng.random() < 0.5:
        parts.append(lambda: _open_thread(plot, moral))
    if moral == "none":
        parts += [lambda: interlude(plot)] * (3 + plot.roll(2))
    else:
        parts += [lambda: interlude(plot)] * (1 + plot.roll(2))
    rng.shuffle(parts)
    if moral != "none":
        parts.insert(plot.roll(len(parts) + 1), lambda: ARCS[moral](plot))
    for part in parts:
        part()
    lead = plot.pick("", "", "", "then", "after that,")
    for node in ending(plot, tones["ending"]) if "ending" in tones else ():
        plot.tone_beat("ending", tones["ending"], node, lead=lead)
        lead = ""


def _open_thread(plot: Plot, moral: str) -> None:
    """Another moral begins, and stays undecided: its words are there, the deed that would decide it is not."""
    others = [other for other in ARCS if other != moral]
    plot.x, plot.y = plot.y, plot.x
    plot.open_thread = True
    try:
        ARCS[others[plot.roll(len(others))]](plot)
    except LeftOpen:
        if plot.chance(0.4):
            plot.beat("aside", line(plot, plot.pick(*ELSEWHERE)))
    finally:
        plot.open_thread = False
        plot.x, plot.y = plot.y, plot.x


def _facts(plot: Plot, told: dict[int, int], sentences: int) -> tuple[Fact, ...]:
    """The world's log as the record: what was true before (-1), and in which sentence each change has happened.

    A change has happened at the latest when something later is told, whatever the order of telling; one that is never
    told belongs to the sentence of the change after it.
    """
    log = plot.world.log
    latest = sentences - 1
    facts: list[Fact] = []
    for index in range(len(log) - 1, -1, -1):
        entry = log[index]
        is_told = "told" if index in told else "hidden"
        if entry.lasting:
            facts.append(Fact(-1, entry.relation, entry.subject, entry.value, is_told))
            continue
        latest = min(latest, told.get(index, latest))
        facts.append(Fact(latest, entry.relation, entry.subject, entry.value, is_told))
    facts.reverse()
    return tuple(facts)


def _group(text: str) -> str:
    """A hash of the text with its names masked in order: stories that differ in names alone are near duplicates."""
    seen: dict[str, str] = {}
    masked = _NAME.sub(lambda match: seen.setdefault(match.group(), f"@{len(seen)}"), text)
    return hashlib.sha256(masked.encode()).hexdigest()[:16]
