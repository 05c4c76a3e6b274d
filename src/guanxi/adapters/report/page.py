"""Fills the report's template: figures, charts and the customers' words, which are always escaped."""

import base64
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from importlib import resources
from pathlib import Path
from typing import Any

import pyarrow as pa
from jinja2 import Environment, StrictUndefined

from guanxi.adapters import charts
from guanxi.adapters.charts.theme import Chart
from guanxi.adapters.report.method import method
from guanxi.core.kernel.figures import count, money, percent
from guanxi.core.kernel.words import LANGUAGES, QUADRANT_ADVICE, QUADRANT_NAMES, STAGE_NAMES, Language, Words

_ORDER = ("cash_cow", "growth_stock", "low_yield", "sleeping_gold")  # as they lie on the map
_SUMS = ("customers", "revenue_12m", "value_12m", "clv", "headroom")


@dataclass(frozen=True, slots=True)
class Report:
    """What a report shows of one run.

    `appraisal` needs as_of, uplift_score, vitality, quadrant, stage, orders, wallet_share and the points_ columns;
    `best` rows carry customer_id, quadrant, stage, uplift_score, value_12m, headroom, next_category, reason_zh and
    reason_en; `loads` rows load_id, file, rows, loaded, quarantined, repeated; `options` is the
    manifest's; `notes` say what the data could not carry.
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
    version: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart drawn in each language."""

    svg: dict[Language, str]
    titles: Words


def write(report: Report, path: Path, language: Language = "zh") -> Path:
    """Write the report as one HTML file; both languages are in it, `language` is shown first."""
    text = _environment().from_string(_resource("report.html")).render(_contents(report, language))
    path.write_text(text, encoding="utf-8")
    return path


def _environment() -> Environment:
    """Templates in which every value is escaped and an unknown name is an error."""
    return Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, keep_trailing_newline=True)


def _resource(name: str) -> str:
    """Read a file of this package."""
    return resources.files("guanxi.adapters.report").joinpath(name).read_text(encoding="utf-8")


def _font() -> str:
    """The page's own Chinese font, for machines that have none; the last choice, so that others keep theirs."""
    packed = resources.files("guanxi.adapters.report").joinpath("NotoSansSC-Regular.woff2").read_bytes()
    data = base64.b64encode(packed).decode("ascii")
    return f'@font-face {{ font-family: "Guanxi Sans SC"; src: url(data:font/woff2;base64,{data}) format("woff2"); }}\n'


def _contents(report: Report, language: Language) -> dict[str, Any]:
    """Everything the template names."""
    rows = {str(row["quadrant"]): row for row in report.summary.to_pylist()}
    return {
        "report": report,
        "language": language,
        "css": _font() + _resource("report.css"),
        "totals": {name: _total(row[name] for row in rows.values()) for name in _SUMS},
        "quadrants": [rows[quadrant] for quadrant in _ORDER if quadrant in rows],
        "names": QUADRANT_NAMES,
        "advice": QUADRANT_ADVICE,
        "stages": STAGE_NAMES,
        "charts": _pictures(report),
        "method": method(report.options, rows, report.currency),
        "money": partial(_money, report.currency),
        "count": count,
        "measured": _measured,
    }


def _total(figures: Iterable[float | None]) -> float | None:
    """Add up what is known; nothing where nothing is."""
    known = [figure for figure in figures if figure is not None]
    return sum(known) if known else None


def _money(currency: str, value: float | None, language: Language) -> str:
    """Write an amount; an absent one as a dash."""
    return "–" if value is None else money(value, language, currency)


def _measured(measure: str, value: float | None) -> str:
    """Write a measurement: a share as a percentage, else four digits; an absent one as a dash."""
    if value is None:
        return "–"
    if measure.endswith("_share"):
        return percent(value)
    return f"{value:,.0f}" if value == int(value) or abs(value) >= 1000 else f"{value:,.4g}"


def _pictures(report: Report) -> dict[str, Picture]:
    """Every chart of the report."""
    appraisal, summary, currency = report.appraisal, report.summary, report.currency
    drawings: dict[str, Callable[[Language], Chart]] = {
        "treasure_map": lambda language: charts.treasure_map(appraisal, summary, language, currency),
        "value_by_quadrant": lambda language: charts.value_by_quadrant(summary, language, currency),
        "lifecycle_stages": lambda language: charts.lifecycle_stages(appraisal, language),
        "wallet_shares": lambda language: charts.wallet_shares(appraisal, language),
        "score_composition": lambda language: charts.score_composition(appraisal, language),
        "next_categories": lambda language: charts.next_categories(report.next_category, language, currency),
    }
    return {name: _drawn(draw) for name, draw in drawings.items()}


def _drawn(draw: Callable[[Language], Chart]) -> Picture:
    """Draw a chart in each language."""
    drawn: dict[Language, Chart] = {language: draw(language) for language in LANGUAGES}
    titles: Words = {language: str(chart.description) for language, chart in drawn.items()}
    return Picture({language: charts.to_svg(chart) for language, chart in drawn.items()}, titles)
