"""Scenes by the way: a story stops at a small situation that fits what has happened so far."""

from workbench.stories.plot import Plot
from workbench.stories.scenes import Stage, Unsuitable, draw_scene
from workbench.stories.world import Impossible

_DECIDING = frozenset({"promise"})
"""Scenes that decide a moral: no story has them by the way."""
_SCENES = 12
"""Scenes tried at one place of a plot."""


def interlude(plot: Plot) -> None:
    """A situation with the story's people and things; one in which something cannot happen makes way for another."""
    x, y = (plot.x, plot.y) if plot.rng.random() < 0.7 else (plot.y, plot.x)
    stage = Stage(
        plot.world, plot.rng, x, y, plot.rng.random() < 0.5, False, plot.topic.things, plot.topic.beasts, plot.used
    )
    before = plot.mark()
    for _ in range(_SCENES):
        try:
            scene = draw_scene(stage, _DECIDING)
            lead = plot.pick("", "", "", "", "then")
            for node in scene.nodes:
                plot.beat("scene", node, lead=lead)
                lead = ""
        except Unsuitable:
            break  # the story has no room for one
        except Impossible:
            plot.back_to(before)
        else:
            return
    plot.back_to(before)
