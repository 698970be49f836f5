"""Scenes: small situations with two candidates, where a rule of how things are decides which one is meant.

Each scene states facts, acts, and ends in a clause that the rule allows of exactly one candidate: the answer. A story
uses scenes for what happens in it. An item is a scene whose answer is blanked, and its twin is the same scene with
`flip` turned, so that the rule picks the other candidate. Candidates, facts and frames are drawn; the rule decides.
"""

from collections.abc import Callable, Collection

from workbench.stories import (
    scenes_animals,
    scenes_between,
    scenes_binding,
    scenes_choosing,
    scenes_company,
    scenes_days,
    scenes_feelings,
    scenes_finding,
    scenes_fitting,
    scenes_giving,
    scenes_helping,
    scenes_knowing,
    scenes_likes,
    scenes_lives,
    scenes_people,
    scenes_tastes,
    scenes_text,
    scenes_things,
)
from workbench.stories.staging import Scene, Stage, Unsuitable

__all__ = ["BY_NATURE", "KINDS", "SCENES", "Scene", "Schema", "Stage", "Unsuitable", "draw_scene"]

Schema = Callable[[Stage], Scene]
TABLES = (
    scenes_people.CONTRASTS,
    scenes_lives.LIVES,
    scenes_between.BETWEEN,
    scenes_company.COMPANY,
    scenes_things.THINGS,
    scenes_tastes.TASTES,
)
"""Scenes written as text, by name."""

SCENES: dict[str, Schema] = {
    schema.__name__: schema
    for schema in (
        *(scenes_likes.taste, scenes_likes.doing, scenes_likes.beast_taste),
        *(scenes_choosing.choosing, scenes_choosing.places, scenes_choosing.loved),
        *(scenes_giving.giving, scenes_giving.given, scenes_giving.holding, scenes_giving.taking),
        *(scenes_giving.returning, scenes_giving.meals, scenes_giving.eating),
        *(scenes_helping.asking, scenes_helping.skill, scenes_helping.helping, scenes_helping.promise),
        *(scenes_knowing.where_is, scenes_knowing.sight, scenes_knowing.lesson, scenes_knowing.permission),
        *(scenes_feelings.moods, scenes_feelings.luck, scenes_feelings.comfort, scenes_feelings.harm),
        *(scenes_feelings.feeling, scenes_days.race, scenes_days.effort, scenes_days.weather),
        *(scenes_days.night, scenes_days.care),
        *(scenes_fitting.fit, scenes_fitting.fitting, scenes_fitting.seeing, scenes_fitting.using),
        *(scenes_finding.reaching, scenes_finding.where, scenes_finding.which, scenes_finding.wet_things),
        *(scenes_animals.fright, scenes_animals.scary, scenes_animals.tame, scenes_animals.feeding),
        *(scenes_binding.fetching, scenes_binding.sizes, scenes_binding.whose, scenes_binding.surprise),
        scenes_binding.visit,
        *(scenes_animals.nature, scenes_animals.company, scenes_animals.abilities),
        *(schema for table in TABLES for schema in scenes_text.schemas(table)),
    )
}
"""Every scene by name."""

_KINDS: dict[str, tuple[str, ...]] = {
    "preference": ("taste", "doing", "choosing", "places"),
    "fear": ("beast_taste", "fright", "scary", "tame"),
    "give-receive": ("giving", "given"),
    "possession": ("holding", "taking"),
    "lost-found": ("returning",),
    "hunger": ("meals", "eating", "feeding"),
    "help": ("asking", "helping", "comfort"),
    "knowledge": ("where_is", "sight", "lesson"),
    "ability": ("skill",),
    "promise": ("promise",),
    "permission": ("permission",),
    "emotion-cause": ("moods", "luck", "comfort", "harm", "feeling", "loved"),
    "contest": ("race",),
    "tiredness": ("effort",),
    "weather": ("weather", "wet_things"),
    "night": ("night",),
    "care": ("care",),
    "fit": ("fit", "fitting"),
    "size": ("seeing", "using", "sizes"),
    "location": ("reaching", "where", "fetching"),
    "property": ("which", "nature", "company", "whose"),
    "surprise": ("surprise",),
    "company": ("visit",),
    "action-subject": ("abilities",),
}


def _kinds() -> dict[str, tuple[str, ...]]:
    kinds = dict(_KINDS)
    for table in TABLES:
        for name, text in table.items():
            kinds[text.kind] = (*kinds.get(text.kind, ()), name)
    return kinds


KINDS: dict[str, tuple[str, ...]] = _kinds()
"""The kinds of questions that scenes pose, and which scenes may pose them."""

BY_NATURE = frozenset({"nature", "company", "abilities"})
"""Scenes whose answer lies in what the candidates are, not in what is told: for stories, and for items if asked for."""

_NAMES = tuple(SCENES)


def draw_scene(stage: Stage, exclude: Collection[str] = (), kinds: Collection[str] | None = None) -> Scene:
    """A scene that the story so far has room for; `exclude` names scenes not to use, `kinds` restricts what is posed.

    Raises Unsuitable if none of many tries fits.
    """
    names = _NAMES if kinds is None else [name for kind in kinds for name in KINDS[kind]]
    for _ in range(40):
        name = names[int(stage.rng.random() * len(names))]
        if name in exclude:
            continue
        try:
            scene = SCENES[name](stage)
        except Unsuitable:
            continue
        if kinds is None or scene.kind in kinds:
            return scene
    raise Unsuitable("no scene fits the story so far")
