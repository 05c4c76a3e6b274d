"""Colours, type and the frame that all charts share."""

import json
from collections.abc import Mapping, Sequence

import altair as alt

from guanxi.core.kernel.words import QUADRANT_NAMES, Language

FONT = "Noto Sans SC, PingFang SC, Microsoft YaHei, Guanxi Sans SC, Helvetica Neue, Arial, sans-serif"
INK = "#1f2a37"
QUIET = "#6b7684"
LINE = "#c9cfd6"
ACCENT = "#2f6f8f"

QUADRANT_COLOURS = {
    "growth_stock": "#12936b",
    "cash_cow": "#3566ad",
    "sleeping_gold": "#d6921a",
    "low_yield": "#8f98a3",
}
LOOK_COLOURS = {"wallet": "#d6921a", "cross_buy": "#12936b", "engagement": "#3566ad", "stage": "#8a63a8"}
UNKNOWN_COLOUR = "#b8bfc7"

Chart = alt.Chart | alt.LayerChart | alt.FacetChart


def plot(rows: Sequence[Mapping[str, object]]) -> alt.Chart:
    """Begin a chart of these rows."""
    return alt.Chart(alt.InlineData(values=[dict(row) for row in rows]))


def framed(chart: Chart, title: str, subtitle: str = "") -> Chart:
    """Put title and subtitle over a chart and give it the house's type and lines."""
    heading = alt.TitleParams(title, subtitle=subtitle) if subtitle else alt.TitleParams(title)
    dressed: Chart = (
        chart.properties(title=heading, description=title)
        .configure(font=FONT, background="white", padding=20, aria=False)
        .configure_view(stroke=None)
        .configure_title(
            anchor="start", color=INK, fontSize=19, fontWeight="normal", offset=16,
            subtitleColor=QUIET, subtitleFontSize=12.5, subtitlePadding=7,
        )
        .configure_axis(
            labelColor=QUIET, titleColor=QUIET, labelFontSize=12, titleFontSize=12.5, titleFontWeight="normal",
            domainColor=LINE, tickColor=LINE, gridColor=LINE, gridOpacity=0.45, labelLimit=240, labelPadding=7,
        )
        .configure_legend(
            labelColor=QUIET, titleColor=QUIET, labelFontSize=12, titleFontSize=12, titleFontWeight="normal",
            symbolStrokeWidth=0, symbolBaseFillColor=QUIET,
        )
    )  # fmt: skip
    return dressed


def written(ticks: Mapping[int, str]) -> alt.Axis:
    """Axis with ticks at these places, each labelled as given."""
    labels = json.dumps({str(place): text for place, text in ticks.items()}, ensure_ascii=False)
    return alt.Axis(values=list(ticks), labelExpr=f"{labels}[toString(datum.value)]")


def quadrant_scale(language: Language) -> alt.Scale:
    """Colour scale over the quadrants' names in this language."""
    names = [QUADRANT_NAMES[quadrant][language] for quadrant in QUADRANT_COLOURS]
    return alt.Scale(domain=names, range=list(QUADRANT_COLOURS.values()))
