"""One feature in bars: how strongly it fires, what it writes, what it knows; and the next tokens of a prompt."""

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from apps.figures.theme import LIGHT, Palette, empty, figure, mix, plain

_BARS = 48
"""At most this many bars; neighbouring bins are merged until they fit."""


def feature_histogram(
    lower: Sequence[float],
    upper: Sequence[float],
    counts: Sequence[int],
    palette: Palette = LIGHT,
    *,
    density: float | None = None,
    threshold: float | None = None,
    height: int = 250,
) -> go.Figure:
    """Draw how many tokens fall in each bin [lower, upper] of the activation, side by side (both axes logarithmic).

    `density` is the share of tokens on which the feature is active; `threshold` the activation of the best F1.
    """
    bins = _merged([one for one in zip(lower, upper, counts, strict=True)])
    if not any(count for _, _, count in bins):
        return empty("This feature never fired on the tokens that were read: it is dead.", palette, height=height)
    made = figure(palette, height=height, x="activation (each bar a fixed factor wide)", y="tokens (log)")
    made.add_bar(
        x=list(range(len(bins))),
        y=[count or None for _, _, count in bins],
        width=0.92,
        customdata=[(_edge(low), _edge(high)) for low, high, _ in bins],
        marker={"color": [_shade(palette, low, high, bins) for low, high, _ in bins], "line": {"width": 0}},
        hovertemplate="%{y:,} tokens<br>activation %{customdata[0]} to %{customdata[1]}<extra></extra>",
        showlegend=False,
    )
    every = max(1, len(bins) // 8)
    ticks = list(range(0, len(bins), every))
    made.update_xaxes(tickvals=[tick - 0.5 for tick in ticks], ticktext=[_edge(bins[tick][0]) for tick in ticks])
    made.update_yaxes(type="log", dtick=1, tickformat="~s")
    if threshold is not None:
        at = next((index for index, (_, high, _) in enumerate(bins) if threshold <= high), len(bins) - 1)
        made.add_vline(
            x=at - 0.5,
            line={"dash": "dot", "color": palette.primary, "width": 1.5},
            annotation={"text": f"best rule: {threshold:.2g}", "font": {"size": 11, "color": palette.primary}},
        )
    if density is not None:
        made.update_layout(title={"text": f"above zero on {density:.2%} of tokens", "font": {"size": 12}, "x": 0})
        made.update_layout(margin={"t": 34})
    return made


def _merged(bins: list[tuple[float, float, int]]) -> list[tuple[float, float, int]]:
    """Join equally many neighbours, but never across zero, until at most _BARS bins are left."""
    size = -(-len(bins) // _BARS) or 1
    found: list[tuple[float, float, int]] = []
    for side in (
        [one for one in bins if one[1] < 0],
        [one for one in bins if one[0] <= 0 <= one[1]],
        [one for one in bins if one[0] > 0],
    ):
        parts = [side[at : at + size] for at in range(0, len(side), size)]
        found += [(part[0][0], part[-1][1], sum(count for _, _, count in part)) for part in parts]
    return found


def _edge(value: float) -> str:
    return f"{value:.2g}" if abs(value) != float("inf") else ("more" if value > 0 else "less")


def _shade(palette: Palette, low: float, high: float, bins: Sequence[tuple[float, float, int]]) -> str:
    if low <= 0 <= high:
        return palette.muted
    same = [index for index, one in enumerate(bins) if (one[0] > 0) == (low > 0) and not one[0] <= 0 <= one[1]]
    at = next(index for index, one in enumerate(bins) if one[0] == low)
    share = (same.index(at) + 1) / len(same)
    return mix(palette.activation, 0.35 + 0.65 * share) if low > 0 else mix(palette.effect, 0.35 * share)


def logit_bars(
    promoted: Sequence[tuple[str, float]],
    suppressed: Sequence[tuple[str, float]],
    palette: Palette = LIGHT,
    *,
    height: int | None = None,
) -> go.Figure:
    """Draw the tokens that a feature's output direction makes more and less likely (logit per unit of activation)."""
    if not promoted and not suppressed:
        return empty("No logit effects are stored for this feature.", palette)
    rows = sorted([*promoted, *suppressed], key=lambda item: item[1])
    bound = max(abs(value) for _, value in rows) or 1.0
    made = figure(palette, height=height or 80 + 18 * len(rows), x="effect on the logit, per unit of activation")
    made.add_bar(
        x=[value for _, value in rows],
        y=list(range(len(rows))),
        orientation="h",
        marker={"color": [mix(palette.effect, 0.5 + 0.5 * value / bound) for _, value in rows], "line": {"width": 0}},
        customdata=[plain(token) for token, _ in rows],
        hovertemplate="<b>%{customdata}</b> %{x:+.3f}<extra></extra>",
        showlegend=False,
    )
    made.update_yaxes(tickvals=list(range(len(rows))), ticktext=[plain(token, 20) for token, _ in rows], showgrid=False)
    made.update_layout(bargap=0.18)
    return made


def next_token_bars(tokens: Sequence[tuple[str, float]], palette: Palette = LIGHT, *, height: int = 290) -> go.Figure:
    """Draw the likeliest next tokens, most likely on top, with their probabilities (0..1)."""
    if not tokens:
        return empty("There is no next token.", palette, height=height)
    made = figure(palette, height=height, x="probability of the next token")
    made.add_bar(
        x=[value for _, value in tokens],
        y=list(range(len(tokens))),
        orientation="h",
        marker={"color": palette.primary, "line": {"width": 0}},
        text=[f"{value:.1%}" for _, value in tokens],
        textposition="outside",
        cliponaxis=False,
        customdata=[plain(token) for token, _ in tokens],
        hovertemplate="<b>%{customdata}</b> %{x:.2%}<extra></extra>",
        showlegend=False,
    )
    names = [plain(token, 20) for token, _ in tokens]
    made.update_yaxes(tickvals=list(range(len(tokens))), ticktext=names, showgrid=False, autorange="reversed")
    made.update_xaxes(range=[0, max(value for _, value in tokens) * 1.15], tickformat=".0%")
    made.update_layout(bargap=0.25)
    return made


@dataclass(frozen=True, slots=True, kw_only=True)
class CardBar:
    """How well one feature tells one label value: `auroc`, and at its best threshold; `null` is the shuffled AUROC."""

    label: str
    auroc: float
    null: float | None = None
    precision: float | None = None
    recall: float | None = None
    f1: float | None = None
    null_f1: float | None = None
    chance_f1: float | None = None
    n: int | None = None


def label_card_bars(cards: Sequence[CardBar], palette: Palette = LIGHT, *, height: int | None = None) -> go.Figure:
    """Draw AUROC by label value, best first, with the shuffled null as a tick and 0.5 (chance) as a line."""
    if not cards:
        return empty("No label card is stored for this feature.", palette)
    rows = sorted(cards, key=lambda card: abs(card.auroc - 0.5))
    made = figure(palette, height=height or 96 + 24 * len(rows), x="AUROC (0.5 = chance)")
    made.add_bar(
        x=[card.auroc - 0.5 for card in rows],
        base=0.5,
        y=list(range(len(rows))),
        orientation="h",
        marker={"color": palette.primary, "line": {"width": 0}},
        customdata=[_card_hover(card) for card in rows],
        hovertemplate="%{customdata}<extra></extra>",
        name="this feature",
    )
    nulls = [(index, card.null) for index, card in enumerate(rows) if card.null is not None]
    if nulls:
        made.add_scatter(
            x=[value for _, value in nulls],
            y=[index for index, _ in nulls],
            mode="markers",
            marker={"symbol": "line-ns-open", "size": 15, "color": palette.wrong, "line": {"width": 2}},
            name="shuffled labels (null)",
            hovertemplate="shuffled null %{x:.3f}<extra></extra>",
        )
    made.add_vline(x=0.5, line={"color": palette.muted, "width": 1})
    made.update_yaxes(
        tickvals=list(range(len(rows))), ticktext=[plain(card.label, 34) for card in rows], showgrid=False
    )
    low = min([card.auroc for card in rows] + [0.4])
    made.update_xaxes(range=[max(0.0, low - 0.03), 1.0])
    made.update_layout(bargap=0.3)
    return made


def _card_hover(card: CardBar) -> str:
    lines = [f"<b>{plain(card.label)}</b>", f"AUROC {card.auroc:.3f}"]
    if card.null is not None:
        lines.append(f"shuffled null {card.null:.3f}")
    if card.precision is not None and card.recall is not None:
        lines.append(f"at best F1: precision {card.precision:.2f}, recall {card.recall:.2f}")
    if card.f1 is not None:
        lines.append(f"F1 {card.f1:.2f}")
    if card.null_f1 is not None and card.chance_f1 is not None:
        lines.append(f"F1 of shuffled labels {card.null_f1:.2f}, of always firing {card.chance_f1:.2f}")
    if card.n is not None:
        lines.append(f"n = {card.n:,}")
    return "<br>".join(lines)
