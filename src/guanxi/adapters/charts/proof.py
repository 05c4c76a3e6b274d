"""Policies in a known world as a picture: what each has brought beyond doing nothing, month by month."""

from collections.abc import Mapping, Sequence

import altair as alt

from guanxi.adapters.charts.theme import ACCENT, INK, QUIET, UNKNOWN_COLOUR, WIDE, Chart, framed, plot
from guanxi.core.kernel.words import Language, Words

HEIGHT = 320  # pixels of the field
LABEL = 0.045  # of the height that a name takes
_TITLE: Words = {"zh": "同样的预算，各种做法带来多少", "en": "What each policy brings with the same budget"}
_NOTE: Words = {
    "zh": "比什么都不做每人累计多赚多少（模拟世界，{seeds}次的平均）；阴影是95%区间",
    "en": "Profit a person beyond doing nothing, added up, in the simulated world (mean of {seeds}); shaded: 95%",
}
_MONTH: Words = {"zh": "月", "en": "month"}
_PROFIT: Words = {"zh": "每人累计净得", "en": "profit a person, added up"}
_STRONG = {"guanxi": ACCENT, "oracle": INK}


def proof_chart(
    curves: Mapping[str, Sequence[tuple[float, float, float]]],
    names: Mapping[str, Words],
    seeds: int,
    language: Language,
    width: int = WIDE,
) -> Chart:
    """Draw (mean, low, high) of each policy by month; `names` of policies."""
    rows = [
        {"month": month, "profit": mean, "low": low, "high": high, "policy": policy, "name": names[policy][language]}
        for policy, curve in curves.items()
        for month, (mean, low, high) in enumerate(curve, start=1)
    ]
    across = alt.X("month:Q", title=_MONTH[language], axis=alt.Axis(tickMinStep=1, grid=False))
    up = alt.Y("profit:Q", title=_PROFIT[language], axis=alt.Axis(domain=False, ticks=False))
    domain = list(curves)
    colour = alt.Color(
        "policy:N",
        scale=alt.Scale(domain=domain, range=[_STRONG.get(one, UNKNOWN_COLOUR) for one in domain]),
        legend=None,
    )
    base = plot(rows).encode(x=across)
    named = plot(_apart(curves, names, language)).mark_text(align="left", dx=6, fontSize=11)
    strong = base.transform_filter(alt.FieldOneOfPredicate(field="policy", oneOf=list(_STRONG)))
    layers = [
        strong.mark_area(opacity=0.15).encode(y=alt.Y("low:Q"), y2="high:Q", color=colour),
        base.mark_line(strokeWidth=2).encode(y=up, color=colour, detail="policy:N"),
        named.encode(x=across, y=alt.Y("profit:Q"), text="name:N", color=alt.value(QUIET)),
    ]
    chart = alt.layer(*layers).properties(height=HEIGHT)
    return framed(chart, _TITLE[language], _NOTE[language].format(seeds=seeds), width)


def _apart(
    curves: Mapping[str, Sequence[tuple[float, float, float]]], names: Mapping[str, Words], language: Language
) -> list[dict[str, object]]:
    """Where each policy's name is written: at the end of its line, or above the name below it."""
    ends = sorted(curves, key=lambda name: curves[name][-1][0])
    points = [point for curve in curves.values() for line in curve for point in line]
    room, rows, lowest = LABEL * (max(points) - min(points)), [], float("-inf")
    for name in ends:
        lowest = max(curves[name][-1][0], lowest + room)
        rows.append({"month": len(curves[name]), "profit": lowest, "name": names[name][language]})
    return rows
