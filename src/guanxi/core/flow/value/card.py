"""The value card: what a run publishes about its models, their fit, and their proof on the brand's own past."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

import numpy as np
import pyarrow as pa

from guanxi.core.arrays import arrow
from guanxi.core.models.fitting import Array
from guanxi.core.models.panel import Origin, Panel
from guanxi.core.models.purchase import PurchaseModel
from guanxi.core.ports import Warehouse
from guanxi.core.tables import TABLES

MOST = 10  # repeat purchases told one by one
WEEK = 7

Row = Mapping[str, object]


def write(warehouse: Warehouse, name: str, rows: Iterable[Row]) -> None:
    """Make a published table from rows, in its declared columns; what a row does not say is empty."""
    warehouse.write(name, arrow(TABLES[name], rows))


def dated(rows: Sequence[Row], origins: Sequence[Origin], as_of: date) -> list[Row]:
    """Rows of `value_card` with the day and the horizon of their origin."""
    known = {origin.number: origin for origin in origins}
    made: list[Row] = []
    for row in rows:
        origin = known[int(str(row["origin_no"]))]
        when = {"origin": as_of - timedelta(days=origin.days_back), "horizon_days": origin.horizon}
        made.append({**row, **when})
    return made


def frequency(models: Mapping[str, PurchaseModel], today: Panel) -> list[Row]:
    """Rows of `value_frequency`: how many persons made 0, 1, … repeat purchases, and how many each model expects."""
    ages, persons = np.unique(today.features["T"], return_counts=True)
    seen = np.bincount(np.minimum(today.features["x"], MOST + 1).astype(np.int64), minlength=MOST + 2)
    made: list[Row] = []
    for name, model in models.items():
        expected = [float((persons * model.newcomer_probability(n, ages)).sum()) for n in range(MOST + 1)]
        expected.append(max(float(persons.sum()) - sum(expected), 0.0))
        made += [{"model": name, "x": n, "actual": float(seen[n]), "expected": expected[n]} for n in range(MOST + 2)]
    return made


def tracking(model: PurchaseModel, days: pa.Table, back: int, as_of: date) -> list[Row]:
    """Rows of `value_tracking`: cumulative repeat purchases by week, and those that `model` expects.

    `days` (days_ago, acquired, repeats; the first day first) counts first and repeat purchases of the persons drawn
    who were acquired `back` days ago or earlier.
    """
    span = int(days["days_ago"][0].as_py()) if days.num_rows else 0
    since = span - np.asarray(days["days_ago"].to_numpy(), dtype=np.float64)
    acquired, repeats = (np.asarray(days[name].to_numpy(), dtype=np.float64) for name in ("acquired", "repeats"))
    cohort = acquired > 0
    made: list[Row] = []
    for week in range(1, span // WEEK + 1):
        now = float(week * WEEK)
        made.append(
            {
                "week": week,
                "day": as_of - timedelta(days=span - week * WEEK),
                "actual": float(repeats[since <= now].sum()),
                "expected": _expected(model, now - since[cohort], acquired[cohort]),
                "ahead": int(span - week * WEEK < back),
            }
        )
    return made


def _expected(model: PurchaseModel, ages: Array, persons: Array) -> float:
    """Repeat purchases expected of cohorts of these ages (days; not yet acquired below 0)."""
    here = ages > 0
    return float((persons[here] * model.newcomer_purchases(ages[here])).sum()) if here.any() else 0.0
