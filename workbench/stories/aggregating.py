"""Joining neighbouring beats into one sentence: what follows at once need not stand alone."""

import random
from collections.abc import Iterator, Sequence

from workbench.stories.clauses import Beat, Clause, Entity, Node, Relation, Subject

SHARE = 0.4
"""How often two neighbours that can be joined are."""
_SAME = ("R and E", "R and E", "R, and then E")
_OTHER = ("R, and E", "R and E", "When R, E")
_FELT = ("R, so E", "R, and E", "When R, E")
_SUDDEN = frozenset("give take run hide fall break eat open go come hug jump lose get help".split())
"""What happens at once, so that something else can happen "when" it does."""
_FEELINGS = frozenset({"be", "feel", "smile", "cry", "look"})
_TOGETHER = frozenset(
    {
        *(("choice", "outcome"), ("outcome", "outcome"), ("mishap", "reaction"), ("attempt", "reaction")),
        *(("question", "choice"), ("choice", "choice"), ("reaction", "sorry"), ("need", "choice")),
    }
)
"""Roles whose neighbours belong together; what merely stands side by side keeps its own sentence."""


def aggregate(beats: Sequence[Beat], rng: random.Random) -> Iterator[Beat]:
    """The beats, some neighbours joined. Beats that carry a cue keep to themselves, so that the span stays theirs."""
    index, last = 0, len(beats) - 1
    while index <= last:
        beat = beats[index]
        after = beats[index + 1] if index < last else None
        if after is not None and _can_join(beat, after) and rng.random() < SHARE:
            beat = Beat(after.role, _joined(beat.node, after.node, rng), (), beat.lead)
            index += 1
        if isinstance(beat.node, Relation) and beat.node.kind == "sequence" and beat.lead in _TIMES:
            beat = Beat(beat.role, beat.node, beat.cues)  # the join may say "then" itself
        yield beat
        index += 1


def _can_join(beat: Beat, after: Beat) -> bool:
    if beat.cues or after.cues or after.lead or (beat.role, after.role) not in _TOGETHER:
        return False
    return isinstance(beat.node, Clause) and isinstance(after.node, Clause)


def _joined(first: Node, second: Node, rng: random.Random) -> Relation:
    assert isinstance(first, Clause) and isinstance(second, Clause)
    same = _who(first.subject) is not None and _who(first.subject) is _who(second.subject)
    if same:
        styles = _SAME[:2] if first.negative or second.negative or second.verb.base in _STATES else _SAME
    else:
        lasting = first.verb.base in _STATES or first.negative or first.modal
        sudden = not lasting and first.verb.base in _SUDDEN
        if not lasting and not second.modal and second.verb.base in _FEELINGS and _who(second.subject) is not None:
            styles = _FELT if sudden else _FELT[:2]  # what was done is why
            return Relation("cause", first, second, (styles[int(rng.random() * len(styles))],))
        at_once = sudden and not second.negative and second.verb.base not in _STATES
        styles = _OTHER if at_once else _OTHER[:2]
    return Relation("sequence", first, second, (styles[int(rng.random() * len(styles))],))


_TIMES = frozenset({"then", "after that,"})
_STATES = frozenset({"be", "have", "want", "love", "like", "know", "feel"})


def _who(subject: Subject) -> Entity | None:
    return subject if isinstance(subject, Entity) else None
