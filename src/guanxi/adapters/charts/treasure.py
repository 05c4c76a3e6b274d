"""The treasure map 用户资产寻宝图: potential against vitality, four quadrants, every customer on it."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

import altair as alt
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from guanxi.adapters.charts.density import HEIGHT, MARGIN, SIDE, WIDTH, Frame, cells
from guanxi.adapters.charts.theme import INK, LINE, QUADRANT_COLOURS, QUIET, Chart, framed, plot, written
from guanxi.core.kernel.figures import count, money, percent
from guanxi.core.kernel.words import QUADRANT_NAMES, Language, Words

_TITLE: Words = {"zh": "用户资产寻宝图", "en": "Treasure map of customer assets"}
_SUBTITLE: Words = {
    "zh": "截至 {day}，共 {people} 位客户。每个圆点是一群相近的客户，圆点越大人越多",
    "en": "As of {day}, {people} customers. Each dot is a group of similar customers; the larger, the more",
}
_NOT_YET: Words = {
    "zh": "底色是买过的人的分界；蓝色区域里的绿点还没买过：他们将带来的都是增长",
    "en": "The ground shows buyers' cuts; green dots on blue have not bought yet: whatever they bring is growth",
}
_POTENTIAL: Words = {"zh": "增值潜力分 →", "en": "Value-uplift potential score →"}
_VITALITY: Words = {"zh": "活力：未来12个月预期贡献 →", "en": "Vitality: contribution expected in the next 12 months →"}
_PEOPLE: Words = {"zh": "人数", "en": "People"}
_FIGURES: Words = {
    "zh": "{people} 人，{share}\n未来12个月贡献 {value}\n钱包空间 {headroom}",
    "en": "{people} people, {share}\nNext 12 months {value}\nRoom in wallets {headroom}",
}
_CORNERS = {  # left or right, upper or lower
    "cash_cow": (0, 0),
    "growth_stock": (1, 0),
    "low_yield": (0, 1),
    "sleeping_gold": (1, 1),
}
_EDGES = {"width": WIDTH, "height": HEIGHT, "side": SIDE, "margin": MARGIN}  # from which a page reads a place back
_SCORE_STEPS = (1, 2, 5, 10, 20)


def treasure_map(appraisal: pa.Table, summary: pa.Table, language: Language, currency: str = "") -> Chart:
    """Draw customers by potential (score) and vitality (expected contribution of 12 months).

    `appraisal` needs uplift_score, vitality, quadrant (and as_of for the subtitle), one row a customer;
    `summary` is the run's quadrant_summary. Customers are counted on a grid first, so a million cost no more
    marks than a thousand.
    """
    rows = {str(row["quadrant"]): row for row in summary.to_pylist()}
    score = appraisal["uplift_score"].to_numpy(zero_copy_only=False)
    vitality = appraisal["vitality"].to_numpy(zero_copy_only=False)
    frame = Frame.around(score, vitality, *_cut_figures(rows))
    layers: list[Chart] = [_ground(frame), _cuts(frame), _points(appraisal, frame, language, currency)]
    layers += [mark for quadrant in _CORNERS for mark in _label(quadrant, rows, language, currency)]
    subtitle = _SUBTITLE[language].format(day=_day(appraisal), people=count(appraisal.num_rows, language))
    subtitle += f"\n{_NOT_YET[language]}" if _promising(appraisal) else ""
    map_ = alt.layer(*layers).properties(width=WIDTH, height=HEIGHT, usermeta={"frame": asdict(frame) | _EDGES})
    return framed(map_, _TITLE[language], subtitle)


def _cut_figures(rows: Mapping[str, Mapping[str, Any]]) -> tuple[tuple[float, float], float]:
    """The cuts of potential above and below the vitality cut, and that one."""
    upper, lower = (rows.get(quadrant, {}) for quadrant in ("growth_stock", "sleeping_gold"))
    potential = (float(upper.get("potential_cut", 50.0)), float(lower.get("potential_cut", 50.0)))
    return potential, float(upper.get("vitality_cut", 0.0))


def _promising(appraisal: pa.Table) -> bool:
    """Whether some who never bought are growth stocks: their potential is high wherever the cut of buyers lies."""
    if "orders" not in appraisal.column_names:
        return False
    new = pc.and_(pc.equal(appraisal["orders"], 0), pc.equal(appraisal["quadrant"], "growth_stock"))
    return bool(pc.any(new).as_py())


def _day(appraisal: pa.Table) -> str:
    """The day of the appraisal, where the table has rows and says so."""
    known = "as_of" in appraisal.column_names and appraisal.num_rows
    return str(appraisal["as_of"][0].as_py()) if known else "–"


def _across(axis: Any = alt.Undefined) -> alt.X:
    """Position from the left in pixels."""
    return alt.X("px:Q", scale=alt.Scale(domain=[0, WIDTH], nice=False), axis=axis)


def _down(axis: Any = alt.Undefined) -> alt.Y:
    """Position from the top in pixels."""
    return alt.Y("py:Q", scale=alt.Scale(domain=[HEIGHT, 0], nice=False), axis=axis)


def _ground(frame: Frame) -> alt.Chart:
    """A faint field of colour under each quadrant."""
    across, y = frame.cuts()
    fields = []
    for quadrant, (right, low) in _CORNERS.items():
        x = float(across[low])
        sides = {"px": (0, x)[right], "x2": (x, WIDTH)[right], "py": (0, y)[low], "y2": (y, HEIGHT)[low]}
        fields.append({**sides, "quadrant": quadrant})
    ground: alt.Chart = (
        plot(fields).mark_rect(opacity=0.075).encode(x=_across(), x2="x2:Q", y=_down(), y2="y2:Q", color=_colour())
    )
    return ground


def _cuts(frame: Frame) -> Chart:
    """The lines between high and low: one of vitality, and on either side of it one of potential."""
    (upper, lower), y = frame.cuts()
    ends = [{"px": float(upper), "py": 0, "y2": y}, {"px": float(lower), "py": y, "y2": HEIGHT}]
    upright = plot(ends).mark_rule(color=LINE, strokeWidth=1.2).encode(x=_across(), y=_down(), y2="y2:Q")
    level = plot([{"py": y}]).mark_rule(color=LINE, strokeWidth=1.2).encode(y=_down())
    return alt.layer(upright, level)


def _colour() -> alt.Color:
    """Colour of the quadrant."""
    scale = alt.Scale(domain=list(QUADRANT_COLOURS), range=list(QUADRANT_COLOURS.values()))
    return alt.Color("quadrant:N", scale=scale, legend=None)


def _points(appraisal: pa.Table, frame: Frame, language: Language, currency: str) -> alt.Chart:
    """One dot a cell, its area growing with the people in it."""
    across = written(_score_ticks(frame)).copy()
    across.title, across.grid = _POTENTIAL[language], False
    down = written(_money_ticks(frame, language, currency)).copy()
    down.title, down.grid = _VITALITY[language], False
    spots = cells(appraisal, frame)
    points: alt.Chart = (
        plot(spots)
        .mark_circle(opacity=0.85)
        .encode(x=_across(across), y=_down(down), size=_size(spots, language), color=_colour())
    )
    return points


def _size(spots: Sequence[Mapping[str, object]], language: Language) -> alt.Size:
    """Area by people; the fullest fiftieth of cells share the largest dot, lest one crowd dwarf all others."""
    people = np.array([spot["people"] for spot in spots] or [1], dtype=np.float64)
    most = _round_up(float(np.quantile(people, 0.98)))
    label = f"(datum.value < {most} ? '' : '≥ ') + datum.label"
    legend = alt.Legend(
        title=_PEOPLE[language], orient="bottom", direction="horizontal", offset=8,
        values=sorted({1, max(most // 10, 1), most // 2 or 1, most}), labelExpr=label,
    )  # fmt: skip
    scale = alt.Scale(type="sqrt", domain=[0, most], range=[2, 150], clamp=True)
    return alt.Size("people:Q", scale=scale, legend=legend)


def _round_up(value: float) -> int:
    """The next larger of 2, 4, 10, 20, 40, 100 and so on."""
    steps: list[int] = [lead * int(10**power) for power in range(12) for lead in (2, 4, 10)]
    return next(step for step in steps if step >= value)


def _score_ticks(frame: Frame) -> dict[int, str]:
    """Round scores, five to ten of them."""
    span = frame.high - frame.low
    step = next((s for s in _SCORE_STEPS if span / s <= 9), 50)
    scores = np.arange(np.ceil(frame.low / step) * step, frame.high, step, dtype=np.float64)
    return {round(pixel): f"{score:g}" for pixel, score in zip(frame.x(scores), scores, strict=True)}


def _money_ticks(frame: Frame, language: Language, currency: str) -> dict[int, str]:
    """Round amounts from 0 to the top, at least 30 pixels apart."""
    steps = [0.0, *(lead * 10.0**power for power in range(-2, 12) for lead in (1, 2, 5))]
    amounts = np.array([amount for amount in steps if amount <= frame.top])
    ticks: dict[int, str] = {}
    for pixel, amount in sorted(zip(frame.y(amounts).tolist(), amounts.tolist(), strict=True), reverse=True):
        if not ticks or min(ticks) - pixel >= 30:
            ticks[round(pixel)] = money(amount, language, currency)
    return ticks


def _label(
    quadrant: str, rows: Mapping[str, Mapping[str, Any]], language: Language, currency: str
) -> tuple[alt.Chart, alt.Chart]:
    """Name and figures of a quadrant, in its corner."""
    right, low = _CORNERS[quadrant]
    x, y = (WIDTH - 18 if right else 18), (HEIGHT - MARGIN + 30 if low else 26)
    align, colour = ("right" if right else "left"), QUADRANT_COLOURS[quadrant]
    name = _text(QUADRANT_NAMES[quadrant][language], x, y, align=align, fontSize=18, color=colour)
    figures = _text(_figures(quadrant, rows, language, currency), x, y + 22, align=align, fontSize=12.5, color=QUIET)
    return name, figures


def _text(text: str, x: float, y: float, **mark: Any) -> alt.Chart:
    """Words at a place in pixels; a line break in them begins a new line."""
    style: dict[str, Any] = {"baseline": "middle", "lineBreak": "\n", "lineHeight": 17, "color": INK} | mark
    lines = plot([{"text": text}]).mark_text(**style)
    placed: alt.Chart = lines.encode(x=alt.value(x), y=alt.value(y), text="text:N")
    return placed


def _figures(quadrant: str, rows: Mapping[str, Mapping[str, Any]], language: Language, currency: str) -> str:
    """People and their share, value and headroom of a quadrant, as three lines."""
    row = rows.get(quadrant, {})
    everybody = sum(int(other["customers"]) for other in rows.values())
    people = int(row.get("customers") or 0)
    return _FIGURES[language].format(
        people=count(people, language),
        share=percent(people / everybody if everybody else 0.0),
        value=money(float(row.get("value_12m") or 0), language, currency),
        headroom="—" if row.get("headroom") is None else money(float(row["headroom"]), language, currency),
    )
