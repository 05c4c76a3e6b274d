"""A plan as pictures: what each budget would bring, plainer policies beside it, and what goes where."""

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import pyarrow as pa

from guanxi.adapters.charts.summaries import lying, stacked
from guanxi.adapters.charts.theme import (
    ACCENT,
    LOOK_COLOURS,
    QUADRANT_COLOURS,
    QUIET,
    WIDE,
    Chart,
    framed,
    plot,
    quadrant_scale,
    written,
)
from guanxi.core.kernel.figures import count, money
from guanxi.core.kernel.words import POLICY_NAMES, QUADRANT_NAMES, Language, Words

HEIGHT = 260  # pixels of the field
_TITLES: dict[str, Words] = {
    "curve": {"zh": "预算再多，还能多赚多少", "en": "What more budget would bring"},
    "policies": {"zh": "同样的钱和工时，换个做法呢", "en": "The same money and hours, spent otherwise"},
    "where": {"zh": "安排给谁、做什么", "en": "Who gets what"},
}
_NOTES: dict[str, Words] = {
    "curve": {
        "zh": "每个预算下最优方案的预计净得；工时等其他限制不变。竖线是本计划的预算",
        "en": "Expected net contribution of the best plan for each budget, hours as they are. The line: this plan's "
        "budget",
    },
    "policies": {"zh": "预计净得，用同一套效果估计", "en": "Expected net contribution, under the same effects"},
    "where": {"zh": "每种行动的人数，按象限", "en": "Customers by action, parted by quadrant"},
}
_BUDGET: Words = {"zh": "预算", "en": "budget"}
_NET: Words = {"zh": "预计净得", "en": "expected net"}


def return_curve(curve: pa.Table, budget: float, language: Language, currency: str, width: int = WIDE) -> Chart:
    """Net contribution by budget (from plan_curve), with the plan's own budget marked."""
    rows = sorted(curve.to_pylist(), key=lambda row: row["budget"])
    across = alt.X(
        "budget:Q", title=_BUDGET[language], axis=_amounts([row["budget"] for row in rows], language, currency)
    )
    up = alt.Y("net:Q", title=_NET[language], axis=_amounts([row["net"] for row in rows], language, currency))
    line = plot(rows).mark_line(strokeWidth=2.6, color=ACCENT).encode(x=across, y=up)
    mark = plot([{"budget": budget}]).mark_rule(color=QUIET, strokeDash=[5, 4]).encode(x="budget:Q")
    chart = alt.layer(line, mark).properties(height=HEIGHT)
    return framed(chart, _TITLES["curve"][language], _NOTES["curve"][language], width)


def _amounts(values: Sequence[float], language: Language, currency: str) -> alt.Axis:
    """Round amounts from the least to the greatest, written as the language writes money."""
    low, high = min([0.0, *values]), max([1.0, *values])
    raw = (high - low) / 4
    lead = 10.0 ** len(str(int(raw))) / 10
    step = next(lead * times for times in (1, 2, 5, 10) if lead * times >= raw)
    ticks = {round(step * place): money(step * place, language, currency) for place in range(round(high / step) + 1)}
    axis = written(ticks).copy()
    axis.domain, axis.ticks = False, False
    return axis


def policies(table: pa.Table, language: Language, currency: str, width: int = WIDE) -> Chart:
    """Net contribution of the plan and of plainer policies (from plan_policy), the best first."""
    rows = sorted(table.to_pylist(), key=lambda row: -row["net"])
    bars = [
        (
            POLICY_NAMES[row["policy"]][language],
            max(row["net"], 0.0),
            money(row["net"], language, currency),
            LOOK_COLOURS["cross_buy"] if row["policy"] == "plan" else ACCENT,
        )
        for row in rows
    ]
    return framed(lying(bars, width, 1.5), _TITLES["policies"][language], _NOTES["policies"][language], width)


def who_gets_what(
    summary: Sequence[Mapping[str, Any]], names: Mapping[str, Words], language: Language, width: int = WIDE
) -> Chart:
    """Customers by action, parted by quadrant; rows: quadrant, action_id, customers."""
    totals: dict[str, int] = {}
    for row in summary:
        totals[row["action_id"]] = totals.get(row["action_id"], 0) + row["customers"]
    rows: list[dict[str, Any]] = []
    for action in sorted(totals, key=lambda action: -totals[action]):
        start = 0.0
        for quadrant in QUADRANT_COLOURS:
            people = sum(r["customers"] for r in summary if (r["action_id"], r["quadrant"]) == (action, quadrant))
            text = count(people, language) if people >= 0.07 * max(totals.values()) else ""
            label = f"{names[action][language]}  {count(totals[action], language)}"
            piece = {"label": label, "part": QUADRANT_NAMES[quadrant][language], "text": text}
            rows.append(piece | {"start": start, "end": start + people})
            start += people
    bars = stacked(rows, quadrant_scale(language), float(max(totals.values(), default=1)), width)
    return framed(bars, _TITLES["where"][language], _NOTES["where"][language], width)
