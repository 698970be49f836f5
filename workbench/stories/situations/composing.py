"""Scenes as stories: short texts of one scene each, with the same record as any story of the world writer."""

import hashlib
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from workbench.errors import StoryscopeError
from workbench.records import Cue, Fact, Mention, Sentence, Story
from workbench.seeding import python_random
from workbench.stories import plots
from workbench.stories.items import stage_scene
from workbench.stories.lexicon import known
from workbench.stories.scenes import SCENES, Unsuitable
from workbench.stories.situations import rounds
from workbench.stories.situations.realising import cast_of, entity_of, plan, realise
from workbench.stories.situations.tables import situations
from workbench.stories.words import split_words

SHARES = (("situation", 0.53), ("round", 0.80), ("acted", 0.92), ("roll call", 1.0))
"""Which make of scene a text is, as a running sum; "acted" scenes are those that stories have by the way."""
PLAIN = "plain"
"""The tone of scenes, and of no story."""
RUN = 8
"""So many words in a row are no coincidence of everyday words any more, or hardly ever."""
_DRAWS = 1000
"""Draws before a scene is given up that always shares words with the file to avoid."""
CLAIM = "claim"
"""The axis of the cue that covers what is said after the first mention of whoever the scene is about to decide on."""
_ENDS = (0.5, 0.85)
_NAMES = tuple(SCENES)
Record = tuple[str, str, int, tuple[Sentence, ...], tuple[Mention, ...], tuple[Fact, ...]]
"""Topic, text, where the claim starts, sentences, mentions, facts."""


def compose(seed: int, index: int, tier: str = "minuscule", form: str = "scenes", attempt: int = 0) -> Story:
    """Scene number `index` of the stream `seed`, or with a mix such as "scenes:0.9" perhaps a whole story.

    The same arguments give the same bytes; the record's recipe holds them. A scene's topic is the kind of its question;
    its tone is "plain", its moral "none". Raises StoryscopeError for another tier or an unknown form.
    """
    share = share_of(form, tier)
    rng = python_random(seed, "scenes", index, attempt)
    if rng.random() >= share:
        return plots.compose(seed, index, tier)
    topic, text, claim, sentences, mentions, facts = _record(rng)
    told: dict[str, int | str] = {"seed": seed, "index": index, "tier": tier, "form": form}
    recipe = json.dumps(told | ({"attempt": attempt} if attempt else {}), sort_keys=True)
    digest = hashlib.sha256(text.encode()).hexdigest()[:16]
    return Story(
        id=hashlib.sha256(f"{recipe}\n{text}".encode()).hexdigest()[:16],
        text=text,
        topic=topic,
        tone=PLAIN,
        moral="none",
        style="",
        feature="",
        grammar="past tense",
        persona="",
        point_of_view="third person",
        paragraphs=1,
        sentences=sentences,
        mentions=mentions,
        facts=facts,
        cues=(Cue(claim, len(text), CLAIM, topic),),
        recipe=recipe,
        source="storyscope world",
        group=digest,
    )


def share_of(form: str, tier: str) -> float:
    """The share of scenes in a form: 1 for "scenes", 0.9 for "scenes:0.9"."""
    known(tier)
    name, _, share = form.partition(":")
    try:
        part = float(share) if share else 1.0
    except ValueError:
        part = -1.0
    if name != "scenes" or not 0 < part <= 1:
        raise StoryscopeError(f"form={form!r} is unknown.", "Use stories, scenes, or for example scenes:0.9.")
    if tier != "minuscule":
        raise StoryscopeError(f"There are no scenes of the tier {tier!r}.", "Use --tier minuscule.")
    return part


def composer_of(form: str, tier: str, avoid: str = "", *, plain: bool) -> "Scenes":
    """The composer of a form; raises StoryscopeError for an unknown one, and unless the stories are told `plain`ly."""
    share_of(form, tier)
    if not plain:
        raise StoryscopeError(
            "Scenes have no axes to ask for, and --avoid no shards.", "Leave out axes, confounds and shards, or --form."
        )
    return Scenes(form, runs_in(Path(avoid)) if avoid else frozenset())


@dataclass(frozen=True, slots=True)
class Scenes:
    """The composer of a form, as a corpus wants it; none of its scenes holds a run of words of `avoid`."""

    form: str
    avoid: frozenset[tuple[str, ...]] = frozenset()

    def __call__(self, seed: int, index: int, tier: str) -> Story:
        """Story number `index`."""
        for attempt in range(_DRAWS):
            story = compose(seed, index, tier, self.form, attempt)
            if story.tone != PLAIN or self.avoid.isdisjoint(_runs(story.text)):
                return story
        what = f"{_DRAWS} scenes drawn for place {index} all share {RUN} words in a row with the file to avoid."
        raise StoryscopeError(what, "Leave --avoid out, or name a file of test sentences.")


def runs_in(file: Path) -> frozenset[tuple[str, ...]]:
    """All runs of `RUN` words in a file of WinoGrande questions (JSON, either option filled in) or of lines.

    Raises StoryscopeError for a file that cannot be read.
    """
    try:
        text = file.read_text(encoding="utf-8")
        rows = json.loads(text) if file.suffix == ".json" else text.splitlines()
        lines = [
            row if isinstance(row, str) else row["sentence"].replace("_", row[option])
            for row in rows
            for option in ("option1", "option2")
        ]
    except (OSError, ValueError, KeyError, TypeError) as error:
        what = f"{file} cannot be read as test sentences ({type(error).__name__})."
        raise StoryscopeError(what, "Give JSON with sentence, option1 and option2, or plain lines.") from error
    return frozenset(run for line in lines for run in _runs(line))


def _runs(text: str) -> Iterator[tuple[str, ...]]:
    words = split_words(text)
    return (tuple(words[at : at + RUN]) for at in range(len(words) - RUN + 1))


def _record(rng: random.Random) -> Record:
    roll = rng.random()
    make = next(name for name, until in SHARES if roll < until)
    if make == "acted":
        return _acted(rng)
    if make in ("round", "roll call"):
        told = (rounds.draw if make == "round" else rounds.draw_roll_call)(rng)
        facts = [Fact(-1, "state", who, state) for who, state in told.states]
        text, mentions, topic, claim = told.told.text, told.told.mentions, make, told.claim
    else:
        drawn = situations()[int(rng.random() * len(situations()))]
        cast, roll = cast_of(drawn, rng), rng.random()
        ends = 1 + sum(roll >= until for until in _ENDS)
        one = realise(drawn, plan(drawn, rng, ends), cast, rng)
        people = {role: who for role, who in cast.items() if ":" not in who}
        facts = [Fact(-1, drawn.name, entity_of(who), role) for role, who in people.items()]
        text, mentions, topic, claim = one.text, one.mentions, drawn.kind, one.targets[0][1]
    return topic, text, claim, _sentences(text), tuple(mentions), tuple(facts)


def _sentences(text: str) -> tuple[Sentence, ...]:
    """Sentences end at full stops: scenes have no other end marks and no direct speech."""
    found: list[Sentence] = []
    start = 0
    while start < len(text):
        end = text.index(".", start) + 1
        found.append(Sentence(start, end, 0, "scene"))
        start = end + 1
    return tuple(found)


def _acted(rng: random.Random) -> Record:
    while True:
        name, number, flip = _NAMES[int(rng.random() * len(_NAMES))], rng.getrandbits(60), rng.random() < 0.5
        try:
            scene, teller = stage_scene(SCENES[name], number, flip)
        except Unsuitable:
            continue
        facts = [
            Fact(-1, entry.relation, entry.subject, entry.value, "told" if at in teller.told else "hidden")
            for at, entry in enumerate(scene.world.log)
        ]
        claim = teller.targets[0][1]
        if claim + 2 >= len(teller.text):
            continue  # nothing is said after it
        return scene.kind, teller.text, claim, tuple(teller.sentences), tuple(teller.mentions), tuple(facts)
