"""What actions change as pictures: how well people are ranked, group by group, and what policies would bring."""

from collections.abc import Mapping
from typing import Any

import altair as alt

from guanxi.adapters.charts.theme import (
    ACCENT,
    INK,
    LOOK_COLOURS,
    NARROW,
    QUIET,
    UNKNOWN_COLOUR,
    WIDE,
    Chart,
    framed,
    plot,
)
from guanxi.core.kernel.figures import money, short
from guanxi.core.kernel.words import Language, Words
from guanxi.core.models.response import Deciles, PolicyValue, Qini

HEIGHT = 260  # pixels of the field
HEADS = 1_000  # people an amount is told for
_TITLES: dict[str, Words] = {
    "qini": {"zh": "先给谁，效果更大吗？", "en": "Does it pay to choose whom to treat?"},
    "deciles": {"zh": "说效果大的人，效果真的大吗？", "en": "Did those said to respond most respond most?"},
    "policies": {"zh": "换一种做法，能带来多少", "en": "What each policy would bring"},
}
_NOTES: dict[str, Words] = {
    "qini": {
        "zh": "从效果最大的人开始，每千人增加多少；虚线是随机挑人，阴影是90%区间。相对Qini：{relative}",
        "en": "Gain per 1,000 people, those said to respond most first; dashed: chosen by lot; shaded: 90% interval. "
        "Relative Qini: {relative}",
    },
    "deciles": {
        "zh": "按预计效果从大到小分组，每千人的效果；竖线是90%区间",
        "en": "Groups by the effect said, the greatest first; effect per 1,000 people with its 90% interval",
    },
    "policies": {
        "zh": "每千人的净结果，用同一批实验数据估计；横线是90%区间",
        "en": "Net outcome per 1,000 people, from the same trial; lines: 90% interval",
    },
}
_WATCHED: Words = {
    "zh": "。这些数据不是随机实验，只能参考",
    "en": ". These people were not drawn by lot: read with care",
}
_SHARE: Words = {"zh": "触达的人数占比", "en": "share of people treated"}
_GAIN: Words = {"zh": "每千人增加", "en": "gain per 1,000 people"}
_EFFECT: Words = {"zh": "每千人的效果", "en": "effect per 1,000 people"}
_GROUP: Words = {"zh": "组", "en": "group"}
_FOUND: Words = {"zh": "实际", "en": "found"}
_SAID: Words = {"zh": "预计", "en": "said"}


def qini_chart(marks: Qini, language: Language, currency: str = "", width: int = WIDE) -> Chart:
    """What treating so many people gains, those said to respond most first, beside choosing by lot.

    `currency` where the outcome is money, in whole units.
    """
    end = float(marks.curve[-1, 1])
    rows = [
        {"share": share, "gain": HEADS * g, "low": HEADS * low, "high": HEADS * high, "lot": HEADS * end * share}
        for share, g, low, high in marks.curve.tolist()
    ]
    ticks = alt.Axis(values=[0, 0.25, 0.5, 0.75, 1], format=".0%", grid=False)
    across = alt.X("share:Q", title=_SHARE[language], axis=ticks)
    up = _amounts("gain", _title(_GAIN, language, currency))
    base = plot(rows).encode(x=across)
    layers = [
        base.mark_area(color=ACCENT, opacity=0.16).encode(y=alt.Y("low:Q"), y2="high:Q"),
        base.mark_line(color=QUIET, strokeDash=[5, 4]).encode(y=alt.Y("lot:Q")),
        base.mark_line(color=ACCENT, strokeWidth=2.6).encode(y=up),
    ]
    relative = f"{marks.relative.value:.2f} ({marks.relative.low:.2f} … {marks.relative.high:.2f})"
    note = _NOTES["qini"][language].format(relative=relative)
    return _framed(alt.layer(*layers).properties(height=HEIGHT), "qini", note, marks.design, language, width)


def decile_chart(groups: Deciles, language: Language, currency: str = "", width: int = WIDE) -> Chart:
    """The effect found in each group with its interval, and the effect said of it as a dot."""
    columns = zip(*(getattr(groups, name).tolist() for name in ("found", "said", "low", "high")), strict=True)
    labels = [str(place) for place in range(1, len(groups.found) + 1)]
    rows = [
        {"label": label}
        | {name: HEADS * value for name, value in zip(("found", "said", "low", "high"), row, strict=True)}
        for label, row in zip(labels, columns, strict=True)
    ]
    names = [_FOUND[language], _SAID[language]]
    legend = alt.Legend(title=None, orient="top", direction="horizontal", symbolType="circle", offset=6)
    scale = alt.Scale(domain=names, range=[ACCENT, LOOK_COLOURS["wallet"]])
    across = alt.X("label:N", sort=labels, title=_GROUP[language], axis=alt.Axis(labelAngle=0, ticks=False))
    up = _amounts("figure", _title(_EFFECT, language, currency))
    colour = alt.Color("series:N", scale=scale, legend=legend)
    bars = plot([row | {"figure": row["found"], "series": names[0]} for row in rows]).encode(x=across)
    dots = plot([row | {"figure": row["said"], "series": names[1]} for row in rows]).encode(x=across)
    layers = [
        bars.mark_bar(opacity=0.9).encode(y=up, color=colour),
        bars.mark_rule(color=QUIET, strokeWidth=1.3).encode(y=alt.Y("low:Q"), y2="high:Q"),
        dots.mark_circle(size=62, opacity=1).encode(y=up, color=colour),
    ]
    chart = alt.layer(*layers).properties(height=HEIGHT)
    return _framed(chart, "deciles", _NOTES["deciles"][language], groups.design, language, width)


def policy_chart(
    values: Mapping[str, PolicyValue],
    names: Mapping[str, Words],
    language: Language,
    currency: str = "",
    width: int = WIDE,
) -> Chart:
    """What each policy brings less its cost, doubly robust, with its interval, the best first; `names` of policies."""
    best = sorted(values, key=lambda policy: -values[policy].dr.value)
    rows: list[dict[str, Any]] = []
    for policy in best:
        dr = values[policy].dr
        told = money(HEADS * dr.value, language, currency) if currency else short(HEADS * dr.value, language)
        figures = {"value": HEADS * dr.value, "low": HEADS * dr.low, "high": HEADS * dr.high}
        rows.append(figures | {"label": names[policy][language], "text": told})
    labels = [row["label"] for row in rows]
    limit = 110 if width == NARROW else 240
    axis = alt.Axis(domain=False, ticks=False, labelColor=INK, labelLimit=limit)
    base = plot(rows).encode(y=alt.Y("label:N", sort=labels, title=None, axis=axis))
    hidden = alt.Scale(zero=False, padding=24)
    across = alt.X("value:Q", axis=None, scale=hidden)
    layers = [
        base.mark_rule(color=UNKNOWN_COLOUR, strokeWidth=5).encode(
            x=alt.X("low:Q", axis=None, scale=hidden), x2="high:Q"
        ),
        base.mark_circle(color=ACCENT, size=90, opacity=1).encode(x=across),
        base.mark_text(dy=-13, color=INK, fontSize=12).encode(x=across, text="text:N"),
    ]
    chart = alt.layer(*layers).properties(height=44 * max(len(rows), 1))
    designs = {value.design for value in values.values()}
    design = "observational" if "observational" in designs else "randomised"
    return _framed(chart, "policies", _NOTES["policies"][language], design, language, width)


def _amounts(field: str, title: str) -> alt.Y:
    """Upright axis of amounts for 1,000 people."""
    return alt.Y(f"{field}:Q", title=title, axis=alt.Axis(format=",.4~r", domain=False, ticks=False))


def _title(words: Words, language: Language, currency: str) -> str:
    return f"{words[language]} ({currency})" if currency else words[language]


def _framed(chart: Chart, name: str, note: str, design: str, language: Language, width: int) -> Chart:
    """Put the title above, and a warning where people were not drawn by lot."""
    watched = _WATCHED[language] if design == "observational" else ""
    return framed(chart, _TITLES[name][language], note + watched, width)
