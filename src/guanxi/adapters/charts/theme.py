"""Colours, type and the frame that all charts share."""

import json
import unicodedata
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

WIDE, NARROW = 520, 358  # pixels of a picture, margins included: one of two on a desk, on a telephone
MARGIN = 12  # pixels around a picture; a telephone has little room to spare
NARROW_MARGIN = 4
_FIT = alt.AutoSizeParams(type="fit-x", contains="padding")
_TITLE_SIZE, _SUBTITLE_SIZE = 19.0, 12.5

Chart = alt.Chart | alt.LayerChart | alt.FacetChart


def plot(rows: Sequence[Mapping[str, object]]) -> alt.Chart:
    """Begin a chart of these rows."""
    return alt.Chart(alt.InlineData(values=[dict(row) for row in rows]))


def framed(chart: Chart, title: str, subtitle: str = "", width: int | None = None) -> Chart:
    """Put title and subtitle over a chart and give it the house's type and lines.

    With a `width` in pixels the whole picture is that wide and its headings are broken into lines that fit; without
    one the chart keeps the size it has.
    """
    margin = NARROW_MARGIN if width == NARROW else MARGIN
    room = width - 2 * margin if width else 10_000
    head = _lines(title, room / _TITLE_SIZE)
    below = [line for part in subtitle.split("\n") for line in _lines(part, room / _SUBTITLE_SIZE)]
    sized = chart.properties(width=width, autosize=_FIT) if width else chart
    dressed: Chart = (
        sized.properties(title=alt.TitleParams(head, subtitle=below), description=title)
        .configure(font=FONT, background="white", padding=margin, aria=False)
        .configure_view(stroke=None)
        .configure_title(
            anchor="start", color=INK, fontSize=_TITLE_SIZE, fontWeight="normal", offset=16,
            subtitleColor=QUIET, subtitleFontSize=_SUBTITLE_SIZE, subtitlePadding=7,
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


def _lines(text: str, room: float) -> list[str]:
    """Break a text so that no line is wider than `room` ems: Chinese anywhere, other words between them."""
    lines: list[str] = []
    line, used = "", 0.0
    for piece in _pieces(text):
        size = sum(_ems(character) for character in piece)
        if line and used + size > room and piece not in "，。；、）：":
            lines, line, used = [*lines, line.strip()], "", 0.0
        line, used = line + piece, used + size
    return [*lines, line.strip()]


def _pieces(text: str) -> list[str]:
    """What may not be broken: a Chinese character, or a word with the space after it."""
    pieces = [""]
    for character in text:
        pieces[-1] += character
        if character == " " or _ems(character) == 1:
            pieces.append("")
    return [piece for piece in pieces if piece]


def _ems(character: str) -> float:
    """Width of a character: one em for Chinese, little more than half for the others."""
    return 1.0 if unicodedata.east_asian_width(character) in "WF" else 0.54


def written(ticks: Mapping[int, str]) -> alt.Axis:
    """Axis with ticks at these places, each labelled as given."""
    labels = json.dumps({str(place): text for place, text in ticks.items()}, ensure_ascii=False)
    return alt.Axis(values=list(ticks), labelExpr=f"{labels}[toString(datum.value)]")


def quadrant_scale(language: Language) -> alt.Scale:
    """Colour scale over the quadrants' names in this language."""
    names = [QUADRANT_NAMES[quadrant][language] for quadrant in QUADRANT_COLOURS]
    return alt.Scale(domain=names, range=list(QUADRANT_COLOURS.values()))
