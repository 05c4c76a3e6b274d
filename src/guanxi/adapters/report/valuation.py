"""Fills the value page's template: the total, how good past forecasts were, charts, parameters, fallbacks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa

from guanxi.adapters import charts
from guanxi.adapters.report import paper
from guanxi.core.kernel.figures import percent
from guanxi.core.kernel.words import FORECAST_NAMES, LANGUAGES, Language, Words

_CHARTS = {
    "frequency": charts.frequency,
    "tracking": charts.tracking,
    "conditional": charts.conditional,
    "calibration": charts.calibration,
}
_ORDER = ("r", "alpha", "s", "beta", "a", "b", "p", "q", "v")  # as the papers name parameters
_MEANING: dict[str, Words] = {
    "bg_nbd": {
        "zh": "平均每天购买 r ÷ alpha 次；每次购买后离开的机会平均为 a ÷ (a + b)",
        "en": "mean purchases a day r ÷ alpha; mean chance of leaving after a purchase a ÷ (a + b)",
    },
    "mbg_nbd": {
        "zh": "与 BG/NBD 相同，但首次购买后也可能离开",
        "en": "as BG/NBD, but customers may leave after their first purchase too",
    },
    "pareto_nbd": {
        "zh": "平均每天购买 r ÷ alpha 次；随时可能离开，平均每天的离开速度为 s ÷ beta",
        "en": "mean purchases a day r ÷ alpha; leaving at any time, at a mean rate of s ÷ beta a day",
    },
    "gamma_gamma": {
        "zh": "每次购买的金额；全体平均为 p · v ÷ (q − 1)",
        "en": "money of a purchase; over all customers p · v ÷ (q − 1)",
    },
}


@dataclass(frozen=True, slots=True)
class Valuation:
    """What the value page shows.

    `tables` holds the value_ tables of core/tables by name, any of them empty; `checks` are rows of value_card
    averaged over the checks (forecast, chosen, checks, total_error, deviance, gini, top_share, revenue_error,
    revenue_gini, coverage); `said` are the sentences under the total, `choice` why a forecast was chosen, `notes`
    what the data could not carry; `memberships` by kind: alpha, beta, log_likelihood and customers of the renewals, or
    the plain share.
    """

    brand: str
    as_of: date
    currency: str
    tables: Mapping[str, pa.Table]
    checks: Sequence[Mapping[str, Any]] = ()
    said: Sequence[Words] = ()
    choice: Sequence[Words] = ()
    notes: Sequence[Words] = ()
    memberships: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    span: Words = field(default_factory=lambda: {"zh": "12个月", "en": "12 months"})
    version: str = ""


def write(valuation: Valuation, path: Path, language: Language = "zh") -> Path:
    """Write the value page as one HTML file; both languages are in it, `language` is shown first."""
    return paper.write("value.html", _contents(valuation), path, language)


def _contents(valuation: Valuation) -> dict[str, Any]:
    """Everything the template names."""
    tables = {name: table.to_pylist() for name, table in valuation.tables.items()}
    return {
        "report": valuation,
        "total": next(iter(tables["value_total"]), None),
        "error": next((row["revenue_error"] for row in valuation.checks if row["chosen"]), None),
        "card": tables["value_card"],
        "days": sorted({row["origin"] for row in tables["value_card"]}),
        "kept": {kind: _renewed(facts) for kind, facts in valuation.memberships.items()},
        "parameters": _by_model(tables["value_parameter"]),
        "groups": sorted(tables["value_calibration"], key=lambda row: -row["decile"]),
        "charts": {name: _picture(draw, valuation.tables[f"value_{name}"]) for name, draw in _CHARTS.items()},
        "names": FORECAST_NAMES,
        "meaning": _MEANING,
        "units": {"days": {"zh": "天", "en": "days"}, "currency": dict.fromkeys(LANGUAGES, valuation.currency)},
        "money": partial(paper.amount, valuation.currency),
        "percent": _share,
        "figure_of": _figure,
        "digits": _digits,
    }


def _picture(draw: Any, table: pa.Table) -> paper.Picture | None:
    """Draw a chart of a table; nothing where the table has no row."""
    return paper.drawn(lambda tongue, width: draw(table, tongue, width)) if table.num_rows else None


def _renewed(facts: Mapping[str, Any]) -> float:
    """The chance that somebody's first term is renewed: 1 - α ÷ (α + β), or the plain share."""
    return float(facts["share"] if "share" in facts else facts["beta"] / (facts["alpha"] + facts["beta"]))


def _by_model(rows: Sequence[Mapping[str, Any]]) -> dict[str, list[Mapping[str, Any]]]:
    """Group parameters by their model."""
    found: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        found.setdefault(row["model"], []).append(row)
    return {model: sorted(own, key=lambda row: _place(row["parameter"])) for model, own in found.items()}


def _place(parameter: str) -> tuple[int, str]:
    """Where a parameter stands among those of its model."""
    return (_ORDER.index(parameter) if parameter in _ORDER else len(_ORDER), parameter)


def _share(value: float | None) -> str:
    """Write a share, with its sign where it is below nought; an absent one as a dash."""
    if value is None:
        return "–"
    return f"-{percent(-value)}" if value < 0 else percent(value)


def _digits(value: float | None) -> str:
    """Write a mark with three decimals; an absent one as a dash."""
    return "–" if value is None else f"{value:.3f}"


def _figure(value: float) -> str:
    """Write a parameter with four digits."""
    return f"{value:,.1f}" if 1000 <= abs(value) < 1e6 else f"{value:,.4g}"
