"""What was forecast beside what really came: by count, week by week, by history, by tenth of the forecast."""

from collections.abc import Sequence
from datetime import date, timedelta
from math import log10, sqrt
from typing import Any

import altair as alt
import pyarrow as pa

from guanxi.adapters.charts.theme import ACCENT, NARROW, QUIET, WIDE, Chart, framed, plot, written
from guanxi.core.kernel.figures import short
from guanxi.core.kernel.words import FORECAST_NAMES, Language, Words
from guanxi.core.models.interval import LIKELY

ACTUAL_COLOUR = "#9db4c0"
FORECAST_COLOURS = ("#d6921a", "#12936b", "#8a63a8")
HEIGHT = 250  # pixels of the field
_APART = 7  # pixels between the dots of different models
_CAME: Words = {"zh": "实际", "en": "what came"}
_FORECAST: Words = {"zh": "预测", "en": "forecast"}
_UNSEEN: Words = {"zh": "之后：预测时看不到", "en": "later: unseen by the forecast"}
_TITLES: dict[str, Words] = {
    "frequency": {"zh": "回头买了几次的人各有多少", "en": "How many customers came back how often"},
    "tracking": {"zh": "复购一周周累计起来，跟得上吗？", "en": "Repeat purchases, added up week by week"},
    "conditional": {"zh": "以前买得多的，后来真买得多吗？", "en": "Do those who bought more go on buying more?"},
    "calibration": {"zh": "预测会多买的，真的多买了吗？", "en": "Did those forecast to buy more buy more?"},
}
_NOTES: dict[str, Words] = {
    "frequency": {
        "zh": "柱：实际客户数；点：模型认为该有的客户数。越贴近越好",
        "en": "Bars: customers; dots: what the models say there should be. The closer the better",
    },
    "tracking": {
        "zh": "实线：实际累计复购次数；虚线：模型预期。灰底部分模型拟合时没有看到",
        "en": "Solid: what came; dashed: what the model expects. The shaded part was not seen by the fit",
    },
    "conditional": {
        "zh": "按当时已复购的次数分组，看之后人均又买了几次",
        "en": "Mean purchases afterwards, by the repeat purchases known at the time",
    },
    "calibration": {
        "zh": "客户按当时预测的消费从高到低分十组；细线：光凭运气也会有的浮动",
        "en": "Ten groups by spend forecast, the highest first; thin lines: what chance alone moves",
    },
}
_AXES: dict[str, Words] = {
    "repeats": {"zh": "复购次数", "en": "repeat purchases"},
    "known": {"zh": "当时已复购次数", "en": "repeat purchases known at the time"},
    "customers": {"zh": "客户数", "en": "customers"},
    "purchases": {"zh": "购买次数", "en": "purchases"},
    "each": {"zh": "之后人均购买次数", "en": "purchases a customer afterwards"},
    "tenths": {"zh": "预测最高 → 最低", "en": "highest forecast → lowest"},
    "growth": {"zh": "人均增长", "en": "growth a customer"},
    "contribution": {"zh": "人均贡献", "en": "contribution a customer"},
    "silent": {"zh": "没买的比例 %", "en": "share who bought nothing, %"},
    "rank": {"zh": "推荐名次", "en": "rank of the offer"},
    "bought": {"zh": "买了的比例 %", "en": "share bought, %"},
    "scores": {"zh": "潜力分最高 → 最低", "en": "highest score → lowest"},
    "quiets": {"zh": "最可能不来 → 最不可能", "en": "likeliest to stay away → least"},
    "rooms": {"zh": "钱包空间最大 → 最小", "en": "most room → least"},
}


def frequency(value_frequency: pa.Table, language: Language, width: int = WIDE) -> Chart:
    """Customers by repeat purchases: what is, and what each model expects (model, x, actual, expected)."""
    rows = sorted(value_frequency.to_pylist(), key=lambda row: (row["model"], row["x"]))
    models = list(dict.fromkeys(row["model"] for row in rows))
    bars = [_place(row["x"], row["actual"], rows) for row in rows if row["model"] == models[0]]
    dots = [
        _place(row["x"], row["expected"], rows) | {"series": FORECAST_NAMES[row["model"]][language]} for row in rows
    ]
    chart = beside(bars, dots, ("repeats", "customers"), language, width)
    return framed(chart, _TITLES["frequency"][language], _NOTES["frequency"][language], width)


def conditional(value_conditional: pa.Table, language: Language, width: int = WIDE) -> Chart:
    """Mean purchases after the latest check's day, by what was known then (x, customers, actual, expected)."""
    rows = sorted(value_conditional.to_pylist(), key=lambda row: row["x"])
    bars = [_place(row["x"], row["actual"], rows) for row in rows]
    dots = [_place(row["x"], row["expected"], rows) | {"series": _FORECAST[language]} for row in rows]
    chart = beside(bars, dots, ("known", "each"), language, width)
    return framed(chart, _TITLES["conditional"][language], _NOTES["conditional"][language], width)


def calibration(value_calibration: pa.Table, language: Language, width: int = WIDE) -> Chart:
    """Purchases that came and that were forecast, by tenth of the forecast, highest first (from value_calibration)."""
    rows = sorted(value_calibration.to_pylist(), key=lambda row: -row["decile"])
    bars, dots = [], []
    for place, row in enumerate(rows, 1):
        came, chance = float(row["actual_purchases"]), LIKELY * sqrt(float(row["actual_purchases"]))
        bars.append({"label": str(place), "figure": came, "low": max(came - chance, 0.0), "high": came + chance})
        dots.append({"label": str(place), "figure": row["forecast_purchases"], "series": _FORECAST[language]})
    chart = beside(bars, dots, ("tenths", "purchases"), language, width)
    return framed(chart, _TITLES["calibration"][language], _NOTES["calibration"][language], width)


def _place(x: int, figure: float | None, rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """One count and its figure; the last of many counts stands for all above it."""
    last = x == max(row["x"] for row in rows) and x >= 10
    return {"label": f"{x}+" if last else str(x), "figure": figure}


def beside(
    bars: Sequence[dict[str, Any]],
    dots: Sequence[dict[str, Any]],
    axes: tuple[str, str],
    language: Language,
    width: int,
) -> Chart:
    """Bars of what came (label, figure, and low and high of chance where told), and dots (label, figure, series)."""
    labels = [row["label"] for row in bars]
    series = list(dict.fromkeys(row["series"] for row in dots))
    top = max((float(row.get("high", row["figure"]) or 0) for row in [*bars, *dots]), default=0.0)
    across = alt.X(
        "label:N",
        sort=labels,
        title=_AXES[axes[0]][language],
        axis=alt.Axis(labelAngle=0, ticks=False),
        scale=alt.Scale(domain=labels, paddingInner=0.28, paddingOuter=0.14),
    )
    up = alt.Y("figure:Q", title=_AXES[axes[1]][language], axis=_amounts(top, language))
    legend = alt.Legend(
        title=None, orient="top", direction="horizontal", symbolType="circle", offset=6,
        columns=2 if width == NARROW else 0,
    )  # fmt: skip
    scale = alt.Scale(domain=[_CAME[language], *series], range=[ACTUAL_COLOUR, *FORECAST_COLOURS[: len(series)]])
    colour = alt.Color("series:N", scale=scale, legend=legend)
    standing = plot([dict(row, series=_CAME[language]) for row in bars]).encode(x=across)
    layers: list[alt.Chart] = [standing.mark_bar(opacity=0.9).encode(y=up, color=colour)]
    if bars and "low" in bars[0]:
        layers.append(standing.mark_rule(color=QUIET, strokeWidth=1.3).encode(y=alt.Y("low:Q"), y2="high:Q"))
    for place, name in enumerate(series):
        aside = _APART * (place - (len(series) - 1) / 2)
        marks = plot([row for row in dots if row["series"] == name]).mark_circle(size=62, opacity=1, xOffset=aside)
        layers.append(marks.encode(x=across, y=up, color=colour))
    return alt.layer(*layers).properties(height=HEIGHT)


def tracking(value_tracking: pa.Table, language: Language, width: int = WIDE) -> Chart:
    """Cumulative repeat purchases that came and that were expected, the unseen part shaded (from value_tracking)."""
    rows = sorted(value_tracking.to_pylist(), key=lambda row: row["day"])
    begin, end = rows[0]["day"], rows[-1]["day"]
    lines = [
        {"at": (row["day"] - begin).days, "figure": row[name], "series": words[language]}
        for name, words in (("actual", _CAME), ("expected", _FORECAST))
        for row in rows
        if row[name] is not None
    ]
    top = max((float(row["figure"]) for row in lines), default=0.0)
    colour = alt.Color(
        "series:N",
        scale=alt.Scale(domain=[_CAME[language], _FORECAST[language]], range=[ACCENT, FORECAST_COLOURS[0]]),
        legend=alt.Legend(title=None, orient="top", direction="horizontal", symbolType="stroke", symbolStrokeWidth=3),
    )
    axis = written(_calendar(begin, end, 4 if width == NARROW else 8)).copy()
    axis.grid = False
    across = alt.X("at:Q", title=None, axis=axis, scale=alt.Scale(domain=[0, max((end - begin).days, 1)], nice=False))
    up = alt.Y("figure:Q", title=_AXES["repeats"][language], axis=_amounts(top, language))
    drawn = [
        plot([row for row in lines if row["series"] == words[language]])
        .mark_line(strokeWidth=2.4, strokeDash=dash)
        .encode(x=across, y=up, color=colour)
        for words, dash in ((_CAME, [1, 0]), (_FORECAST, [6, 4]))
    ]
    ahead = [(row["day"] - begin).days for row in rows if row["ahead"]]
    chart = alt.layer(*_shade(ahead, (end - begin).days, language), *drawn).properties(height=HEIGHT)
    return framed(chart, _TITLES["tracking"][language], _NOTES["tracking"][language], width)


def _shade(ahead: Sequence[int], end: int, language: Language) -> list[alt.Chart]:
    """A field under the days that the fit did not see, and what it is called; nothing where it saw them all."""
    if not ahead:
        return []
    field = plot([{"at": min(ahead), "end": end, "text": _UNSEEN[language]}])
    shade = field.mark_rect(color=QUIET, opacity=0.12).encode(x="at:Q", x2="end:Q")
    words = field.mark_text(align="right", baseline="bottom", dx=-6, dy=-6, color=QUIET)
    return [shade, words.encode(x=alt.X("end:Q"), y=alt.value(HEIGHT), text="text:N")]


def _calendar(begin: date, end: date, most: int) -> dict[int, str]:
    """First days of months, quarters or years between two days, at most so many, by days from the beginning."""
    firsts = [begin + timedelta(days) for days in range((end - begin).days + 1) if (begin + timedelta(days)).day == 1]
    for every in (1, 2, 3, 6, 12, 24, 60):
        kept = [day for day in firsts if (12 * day.year + day.month - 1) % every == 0]
        if len(kept) <= most:
            break
    return {(day - begin).days: f"{day.year}-{day.month:02d}" for day in kept}


def _amounts(top: float, language: Language) -> alt.Axis:
    """Axis from 0 past the top in four or five round steps, written as the language writes figures."""
    if top < 8:
        return alt.Axis(format="~g", tickCount=5, domain=False, ticks=False)
    lead = 10 ** int(log10(top / 4))
    step = next(lead * times for times in (1, 2, 5, 10) if top / (lead * times) <= 5)
    axis = written({place: short(place, language) for place in range(0, int(top) + 2 * step, step)}).copy()
    axis.domain, axis.ticks = False, False
    return axis
