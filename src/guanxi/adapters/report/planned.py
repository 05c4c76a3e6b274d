"""Fills the plan page's template: what it is, what one more yuan would bring, who gets what, and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa

from guanxi.adapters import charts
from guanxi.adapters.report import paper
from guanxi.core.kernel.words import POLICY_NAMES, QUADRANT_NAMES, Language, Words

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class PlanPage:
    """What the plan page shows: `total` and `summary` rows, tables plan_policy and plan_curve, some `lines`, `said`.

    `actions`: names of the catalogue's actions by id.
    """

    brand: str
    as_of: date
    currency: str
    state: Words
    total: Row
    summary: Sequence[Row]
    policies: pa.Table
    curve: pa.Table
    lines: Sequence[Row]
    said: Sequence[Words]
    actions: Mapping[str, Words]
    version: str = ""


def write(plan: PlanPage, path: Path, language: Language = "zh") -> Path:
    """Write the plan page as one HTML file; both languages are in it, `language` is shown first."""
    return paper.write("planned.html", _contents(plan), path, language)


def _contents(plan: PlanPage) -> dict[str, Any]:
    """Everything the template names."""
    budget, currency = float(plan.total["budget"]), plan.currency
    drawings: dict[str, paper.Drawing] = {
        "curve": lambda tongue, width: charts.return_curve(plan.curve, budget, tongue, currency, width),
        "policies": lambda tongue, width: charts.policies(plan.policies, tongue, currency, width),
    }
    if plan.summary:
        drawings["where"] = lambda tongue, width: charts.who_gets_what(plan.summary, plan.actions, tongue, width)
    return {
        "report": plan,
        "charts": {name: paper.drawn(draw) for name, draw in drawings.items()},
        "policies": sorted(plan.policies.to_pylist(), key=lambda row: -row["net"]),
        "policy_names": POLICY_NAMES,
        "quadrants": QUADRANT_NAMES,
        "money": partial(paper.amount, currency),
    }
