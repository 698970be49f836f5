"""Every plot of the report, the explorer and your notebooks: pure functions from data to a Plotly figure.

>>> from apps.figures import KindScore, winogrande_by_kind
>>> winogrande_by_kind([KindScore(kind="fit", n=200, accuracy=0.61, lo=0.54, hi=0.68)]).layout.xaxis.tickformat
'.0%'
"""

from apps.figures.bars import (
    CardBar,
    feature_histogram,
    label_card_bars,
    logit_bars,
    next_token_bars,
)
from apps.figures.corpora import Measured, WordShare, corpus_curves, corpus_measures, corpus_shares
from apps.figures.curves import LossPoint, training_curves
from apps.figures.effects import EffectCell, attention_pattern, patching_heat_map
from apps.figures.growth import Grown, Law, Sized, growth_curves, scaling_curve
from apps.figures.lineage import LineageNode, lineage_graph
from apps.figures.probing import CONTROLS, ProbeCell, confusion_map, probe_heat_map, probe_layers
from apps.figures.scores import KindScore, winogrande_by_kind
from apps.figures.stories import Arc, StateSpan, found_labels, mention_arcs, state_timeline, story_lengths
from apps.figures.theme import DARK, LIGHT, Palette
from apps.figures.units import MapPoint, token_bars, unit_map

__all__ = [
    "CONTROLS",
    "DARK",
    "LIGHT",
    "Arc",
    "CardBar",
    "EffectCell",
    "Grown",
    "KindScore",
    "Law",
    "LineageNode",
    "LossPoint",
    "MapPoint",
    "Measured",
    "Palette",
    "ProbeCell",
    "Sized",
    "StateSpan",
    "WordShare",
    "attention_pattern",
    "confusion_map",
    "corpus_curves",
    "corpus_measures",
    "corpus_shares",
    "feature_histogram",
    "found_labels",
    "growth_curves",
    "label_card_bars",
    "lineage_graph",
    "logit_bars",
    "mention_arcs",
    "next_token_bars",
    "patching_heat_map",
    "probe_heat_map",
    "probe_layers",
    "scaling_curve",
    "state_timeline",
    "story_lengths",
    "token_bars",
    "training_curves",
    "unit_map",
    "winogrande_by_kind",
]
