"""The arc of each moral."""

from collections.abc import Callable

from workbench.stories.deep.arcs_having import being_content, gratitude
from workbench.stories.deep.arcs_heeding import carefulness, listening, patience, responsibility
from workbench.stories.deep.arcs_honesty import honesty
from workbench.stories.deep.arcs_kindness import kindness
from workbench.stories.deep.arcs_seeing import curiosity, not_judging_by_looks
from workbench.stories.deep.arcs_sharing import sharing
from workbench.stories.deep.arcs_trust import forgiveness, promises
from workbench.stories.deep.arcs_trying import asking_for_help, courage, perseverance, teamwork
from workbench.stories.deep.tale import Tale

ARCS: dict[str, Callable[[Tale], None]] = {
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
    "teamwork": teamwork,
    "gratitude": gratitude,
    "not judging by looks": not_judging_by_looks,
    "responsibility": responsibility,
    "being content": being_content,
    "curiosity": curiosity,
}
"""Moral: what acts it out, upheld or violated as the tale says."""
