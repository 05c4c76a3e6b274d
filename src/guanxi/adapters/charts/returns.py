"""What came back as pictures: differences measured, and what moved the worth of all relationships."""

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt

from guanxi.adapters.charts.theme import ACCENT, INK, LOOK_COLOURS, QUIET, UNKNOWN_COLOUR, WIDE, Chart, framed, plot
from guanxi.core.kernel.figures import money
from guanxi.core.kernel.words import EQUITY_LINES, Language, Words, brief
from guanxi.core.tables.accounted import WORTH

HEIGHT = 260  # pixels of the field
_TITLES: dict[str, Words] = {
    "measured": {"zh": "做过的人比没做的人多带来多少", "en": "What those treated brought beyond those left alone"},
    "equity": {"zh": "客户关系的总价值，怎么变的", "en": "What moved the worth of all relationships"},
}
_NOTES: dict[str, Words] = {
    "measured": {
        "zh": "每人贡献之差，按分组之后的月数；竖线是95%区间，跨过0就还没有证据",
        "en": "Difference of contribution a person, by months since the draw; lines: 95% interval; across 0: "
        "no evidence",
    },
    "equity": {"zh": "从 {first} 到 {last}", "en": "From {first} to {last}"},
}
_MONTHS: Words = {"zh": "分组之后的月数", "en": "months since the draw"}


def measured(readings: Sequence[Mapping[str, Any]], language: Language, currency: str, width: int = WIDE) -> Chart:
    """Differences of contribution with their intervals, from rows of experiment_reading of everybody."""
    rows = [
        {"months": str(row["months"]), "text": money(row["difference"], language, currency)}
        | {name: row[name] for name in ("difference", "low", "high")}
        for row in sorted(readings, key=lambda row: row["months"])
    ]
    across = alt.X("months:N", sort=None, title=_MONTHS[language], axis=alt.Axis(labelAngle=0, ticks=False))
    up = alt.Y("difference:Q", title=None, axis=alt.Axis(format=",.4~r", domain=False, ticks=False))
    base = plot(rows).encode(x=across)
    layers = [
        plot([{"nought": 0}]).mark_rule(color=QUIET, strokeDash=[5, 4]).encode(y=alt.Y("nought:Q")),
        base.mark_rule(color=UNKNOWN_COLOUR, strokeWidth=5).encode(y=alt.Y("low:Q"), y2="high:Q"),
        base.mark_circle(color=ACCENT, size=90, opacity=1).encode(y=up),
        base.mark_text(dx=9, align="left", color=INK, fontSize=12).encode(y=up, text="text:N"),
    ]
    chart = alt.layer(*layers).properties(height=HEIGHT)
    return framed(chart, _TITLES["measured"][language], _NOTES["measured"][language], width)


def equity_flow(
    total: Mapping[str, Any], days: tuple[str, str], language: Language, currency: str, width: int = WIDE
) -> Chart:
    """The statement as steps from opening to closing; amounts in hundredths, as equity_statement has them."""
    rows, level = [], 0.0
    for name in WORTH:
        amount = float(total[name]) / 100
        ends = name in {"opening", "closing"}
        start, level = (0.0, amount) if ends else (level, level + amount)
        kind = "end" if ends else "up" if amount >= 0 else "down"
        told = money(amount, language, currency)
        words = brief(EQUITY_LINES[name])
        rows.append(
            {"name": words[language], "from": start, "to": level, "top": max(start, level), "kind": kind, "text": told}
        )
    colours = alt.Scale(domain=["end", "up", "down"], range=[INK, ACCENT, LOOK_COLOURS["wallet"]])
    across = alt.X(
        "name:N", sort=None, title=None, axis=alt.Axis(labelAngle=0, labelFontSize=11, ticks=False, labelOverlap=False)
    )
    base = plot(rows).encode(x=across)
    bars = base.mark_bar(opacity=0.9).encode(
        y=alt.Y("from:Q", title=None, axis=None), y2="to:Q", color=alt.Color("kind:N", scale=colours, legend=None)
    )
    texts = base.mark_text(dy=-8, color=INK, fontSize=11).encode(y=alt.Y("top:Q"), text="text:N")
    chart = alt.layer(bars, texts).properties(height=HEIGHT)
    note = _NOTES["equity"][language].format(first=days[0], last=days[1])
    return framed(chart, _TITLES["equity"][language], note, width)
