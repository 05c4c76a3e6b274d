"""Fills the report's template: figures, charts and the customers' words, which are always escaped."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa

from guanxi.adapters import charts
from guanxi.adapters.report import paper
from guanxi.adapters.report.method import method
from guanxi.core.kernel.figures import percent
from guanxi.core.kernel.words import (
    ABILITY_MARKS,
    ABILITY_NAMES,
    DOCTOR_NAMES,
    EQUITY_LINES,
    QUADRANT_ADVICE,
    QUADRANT_NAMES,
    STAGE_NAMES,
    Language,
    Words,
    brief,
)
from guanxi.core.tables.accounted import WORTH

_ORDER = ("cash_cow", "growth_stock", "low_yield", "sleeping_gold")  # as they lie on the map
_SUMS = ("customers", "revenue_12m", "value_12m", "clv", "headroom")
_ALONE = 720  # pixels of a picture that has the page's width to itself
_COUNTED: dict[str, Words] = {
    "rows": {"zh": "行数", "en": "Rows"},
    "loaded": {"zh": "载入", "en": "Loaded"},
    "quarantined": {"zh": "隔离", "en": "Quarantined"},
    "repeated": {"zh": "重复", "en": "Repeated"},
}


@dataclass(frozen=True, slots=True)
class Returned:
    """What came back of an earlier plan: the story `said`, `readings` of contribution, the statement's `total`.

    `channels` are the statement's rows by channel of the first purchase, each with its `name` in both languages.
    """

    said: Sequence[Words]
    readings: Sequence[Mapping[str, Any]]
    total: Mapping[str, Any]
    days: tuple[str, str]
    channels: Sequence[Mapping[str, Any]] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """What a report shows of one run.

    `appraisal` needs as_of, uplift_score, vitality, quadrant, stage, orders, wallet_share and the points_ columns;
    `best` rows carry customer_id, quadrant, stage, uplift_score, value_12m with its low and high, headroom,
    next_category, reason_zh and reason_en; `loads` rows load_id, file, rows, loaded, quarantined, repeated;
    `options` is the manifest's; `notes` say what the data could not carry, `outlook` what the customers will bring
    and how good past forecasts were; `loop` what came back of an earlier plan.
    """

    brand: str
    run_id: str
    as_of: date
    currency: str
    appraisal: pa.Table
    summary: pa.Table
    next_category: pa.Table
    best: Sequence[Mapping[str, Any]] = ()
    doctor: Sequence[Mapping[str, Any]] = ()
    loads: Sequence[Mapping[str, Any]] = ()
    options: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    notes: Sequence[Words] = ()
    outlook: Sequence[Words] = ()
    loop: "Returned | None" = None
    version: str = ""


def write(report: Report, path: Path, language: Language = "zh") -> Path:
    """Write the report as one HTML file; both languages are in it, `language` is shown first."""
    return paper.write("report.html", _contents(report), path, language)


def _contents(report: Report) -> dict[str, Any]:
    """Everything the template names."""
    rows = {str(row["quadrant"]): row for row in report.summary.to_pylist()}
    return {
        "report": report,
        "totals": {name: _total(row[name] for row in rows.values()) for name in _SUMS},
        "quadrants": [rows[quadrant] for quadrant in _ORDER if quadrant in rows],
        "names": QUADRANT_NAMES,
        "advice": QUADRANT_ADVICE,
        "stages": STAGE_NAMES,
        "charts": _pictures(report),
        "method": method(report.options, rows, report.currency),
        "money": partial(paper.amount, report.currency),
        "measured": _measured,
        "marks": ABILITY_MARKS,
        "abilities": ABILITY_NAMES,
        "judged": DOCTOR_NAMES,
        "counted": _COUNTED,
        "flows": {line: brief(EQUITY_LINES[line]) for line in WORTH},
    }


def _total(figures: Iterable[float | None]) -> float | None:
    """Add up what is known; nothing where nothing is."""
    known = [figure for figure in figures if figure is not None]
    return sum(known) if known else None


def _measured(measure: str, value: float | None) -> str:
    """Write a measurement: a share as a percentage, else four digits; an absent one as a dash."""
    if value is None:
        return "–"
    if measure.endswith("_share"):
        return percent(value)
    return f"{value:,.0f}" if value == int(value) or abs(value) >= 1000 else f"{value:,.4g}"


def _pictures(report: Report) -> dict[str, paper.Picture]:
    """Every chart of the report; the map is too dense for a telephone and scrolls there."""
    appraisal, summary, currency = report.appraisal, report.summary, report.currency
    small: dict[str, paper.Drawing] = {
        "lifecycle_stages": lambda tongue, width: charts.lifecycle_stages(appraisal, tongue, width),
        "wallet_shares": lambda tongue, width: charts.wallet_shares(appraisal, tongue, width),
        "score_composition": lambda tongue, width: charts.score_composition(appraisal, tongue, width),
        "next_categories": lambda tongue, width: charts.next_categories(report.next_category, tongue, currency, width),
    }
    pictures = {name: paper.drawn(draw) for name, draw in small.items()}
    pictures["value_by_quadrant"] = paper.drawn(
        lambda tongue, width: charts.value_by_quadrant(summary, tongue, currency, width), across=_ALONE
    )
    pictures["treasure_map"] = paper.drawn(
        lambda tongue, _: charts.treasure_map(appraisal, summary, tongue, currency), narrow=False
    )
    if report.loop:
        pictures |= _returned(report.loop, currency)
    return pictures


def _returned(loop: Returned, currency: str) -> dict[str, paper.Picture]:
    """Charts of what came back."""
    drawings: dict[str, paper.Drawing] = {
        "equity": lambda tongue, width: charts.equity_flow(loop.total, loop.days, tongue, currency, width)
    }
    if loop.readings:
        drawings["measured"] = lambda tongue, width: charts.measured(loop.readings, tongue, currency, width)
    return {name: paper.drawn(draw) for name, draw in drawings.items()}
