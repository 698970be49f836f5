"""What happens when a direction is used: steering, erasing, and instruments under a planted confound."""

from collections.abc import Mapping, Sequence
from typing import Any

import plotly.graph_objects as go

from apps.figures.theme import LIGHT, Palette, colour_bar, empty, figure, grid_ticks, plain, scale_of

Row = Mapping[str, Any]


def steering_curve(
    rows: Sequence[Row], measure: str, value: str, palette: Palette = LIGHT, *, height: int = 320
) -> go.Figure:
    """Draw the share of continuations in which `value` is read, over strength: steered beside random directions."""
    own = [row for row in rows if row["measure"] == measure and row["value"] == value]
    if not own:
        return empty("This was not read of the continuations.", palette, height=height)
    loss = measure == "loss"
    made = figure(palette, height=height, x="strength (mean norms)", y="nats per token" if loss else "share read")
    plain_row = next(row for row in own if row["arm"] == "none")
    colours = {"steer": palette.primary, "random": palette.muted}
    for arm, words in (("steer", "steered"), ("random", "random directions")):
        line = [plain_row, *sorted((row for row in own if row["arm"] == arm), key=lambda row: row["strength"])]
        made.add_scatter(
            x=[row["strength"] for row in line],
            y=[row["share"] for row in line],
            error_y={
                "type": "data",
                "symmetric": False,
                "array": [row["ci95"][1] - row["share"] for row in line],
                "arrayminus": [row["share"] - row["ci95"][0] for row in line],
                "thickness": 1.2,
                "width": 3,
            },
            mode="lines+markers",
            line={"color": colours[arm], "width": 2.4},
            name=words,
            customdata=[row["n"] for row in line],
            hovertemplate=f"{words}: %{{y:{'.3f' if loss else '.1%'}}}, n = %{{customdata}}<extra></extra>",
        )
    if not loss:
        made.update_yaxes(tickformat=".0%", rangemode="tozero")
    return made


def erasure_matrix(
    rows: Sequence[Row], hook_read: str, palette: Palette = LIGHT, *, arm: str = "leace", height: int | None = None
) -> go.Figure:
    """Draw erased label (y) by label read anew (x): the change of accuracy; a selective eraser is a diagonal."""
    own = [row for row in rows if row["arm"] == arm and row["hook_read"] == hook_read]
    if not own:
        return empty("Nothing was erased in this way.", palette)
    erased = list(dict.fromkeys(str(row["erased"]) for row in own))
    measured = list(dict.fromkeys(str(row["measured"]) for row in own))
    cell = {(row["erased"], row["measured"]): row for row in own}
    made = figure(palette, height=height or 150 + 44 * len(erased), x="read anew", y="erased")
    bound = max(0.05, *(abs(row["change"]) for row in own))
    made.add_heatmap(
        z=[[cell[one, other]["change"] for other in measured] for one in erased],
        x=list(range(len(measured))),
        y=list(range(len(erased))),
        customdata=[[_erased_hover(cell[one, other]) for other in measured] for one in erased],
        colorscale=scale_of(palette.effect),
        zmin=-bound,
        zmax=bound,
        xgap=3,
        ygap=3,
        texttemplate="%{z:+.0%}",
        hovertemplate="%{customdata}<extra></extra>",
        colorbar=colour_bar("change of accuracy", form=".0%"),
    )
    grid_ticks(made, [plain(name) for name in measured], [plain(name) for name in erased])
    return made


def _erased_hover(row: Row) -> str:
    return (
        f"<b>{plain(row['erased'])}</b> erased ({plain(row['arm'])}, rank {row['rank']}), "
        f"{plain(row['measured'])} read<br>"
        f"accuracy {row['accuracy']:.1%} (95% {row['ci95'][0]:.1%}–{row['ci95'][1]:.1%}, n = {row['n']:,}), "
        f"majority {row['majority']:.1%}<br>"
        f"change {row['change']:+.1%} (95% {row['change_ci95'][0]:+.1%} to {row['change_ci95'][1]:+.1%})"
    )


def confound_units(
    rows: Sequence[Row], instrument: str, palette: Palette = LIGHT, *, learned: str = "confounded", height: int = 380
) -> go.Figure:
    """Draw every claiming unit: area where it was chosen (x) against clean stories (y); fooled ones apart."""
    own = [row for row in rows if (row["instrument"], row["learned"]) == (instrument, learned) and row["claimed"]]
    if not own:
        return empty("No unit of this kind claims the label.", palette, height=height)
    made = figure(palette, height=height, x="AUROC where it was chosen", y="AUROC on clean stories")
    kinds = (
        ("holds", palette.right, [row for row in own if row["holds"] and not row["fooled"]]),
        ("does not hold", palette.muted, [row for row in own if not row["holds"] and not row["fooled"]]),
        ("fooled: follows the tied label", palette.wrong, [row for row in own if row["fooled"]]),
    )
    for words, colour, those in kinds:
        made.add_scatter(
            x=[row["auroc_learned"] for row in those],
            y=[row["auroc_clean"] for row in those],
            mode="markers",
            marker={"color": colour, "size": 7},
            name=f"{words} ({len(those)})",
            customdata=[(plain(row["unit"]), row["auroc_confounder"]) for row in those],
            hovertemplate="<b>%{customdata[0]}</b> %{x:.3f} → %{y:.3f}<br>"
            "for the tied label %{customdata[1]:.3f}<extra></extra>",
        )
    made.add_hline(y=0.5, line={"dash": "dot", "color": palette.muted, "width": 1.2})
    return made
