"""The twenty-six topics of the deep tiers."""

from dataclasses import replace

from workbench.stories.deep import strokes_near, strokes_out
from workbench.stories.deep.noticed import NOTICED
from workbench.stories.deep.setting import Setting, read_settings
from workbench.stories.deep.topics_away import AWAY
from workbench.stories.deep.topics_near import NEAR
from workbench.stories.deep.topics_out import OUT

_ORDER = (
    *("pets", "rain", "garden", "cooking", "school", "swimming", "forest", "night", "birthday", "ball games"),
    *("cleaning up", "car trips", "sea", "market", "building", "music", "snow", "moving house", "farm"),
    *("grandparents", "a show", "a race", "gifts", "camping", "painting", "lost things"),
)
SCENES = {**strokes_near.NEAR, **strokes_out.OUT}
"""Topic: small scenes that happen there."""
_READ = read_settings(NEAR + OUT + AWAY)
SETTINGS: dict[str, Setting] = {
    name: replace(_READ[name], notes=f"{_READ[name].notes}\n{NOTICED[name]}", scenes=SCENES[name]) for name in _ORDER
}
"""Topic: where, with what, what one does there, and the words that it is recognised by."""
