"""How good a forecast was: what was forecast at a past origin beside what came."""

import numpy as np
from numpy.typing import NDArray

from guanxi.core.models.fitting import Array, total

TOP = 0.1  # of customers, by forecast, whose share of the money is told
TENTHS = 10
MOST = 10  # repeat purchases told one by one
LEAST = 1e-9  # purchases forecast: nought would be infinitely wrong

Row = dict[str, object]


def deviances(actual: Array, expected: Array) -> Array:
    """Return each customer's Poisson deviance 2·(y·log(y/μ) - (y - μ)), shape (customers,); 0 is perfect."""
    expected = np.maximum(expected, LEAST)
    told = actual > 0
    logs = np.zeros_like(expected)
    np.log(np.divide(actual, expected, where=told, out=np.ones_like(expected)), where=told, out=logs)
    return np.asarray(2 * (actual * logs - (actual - expected)))


def gini(actual: Array, forecast: Array) -> float:
    """Return how well `forecast` orders customers by `actual`: 1 as well as can be, 0 as chance would (normalised)."""
    perfect = _concentration(actual, actual)
    return _concentration(actual, forecast) / perfect if perfect > 0 else 0.0


def top_share(actual: Array, forecast: Array) -> float:
    """Return the share of `actual` held by the tenth of customers forecast highest."""
    first = np.argsort(-forecast, kind="stable")[: round(TOP * len(actual))]
    return float(actual[first].sum()) / (float(actual.sum()) or 1.0)


def coverage(actual: Array, low: Array, high: Array) -> float:
    """Return the share of customers whose `actual` lies within [low, high]."""
    return float(((low <= actual) & (actual <= high)).mean()) if len(actual) else 0.0


def scores(purchases: Array, expected: Array, revenue: Array, expected_revenue: Array) -> Row:
    """Return the columns of `value_card` for one forecast at one origin; all arrays of shape (customers,)."""
    return {
        "customers": len(purchases),
        "actual_purchases": float(purchases.sum()),
        "forecast_purchases": float(expected.sum()),
        "total_error": _error(expected, purchases),
        "deviance": float(deviances(purchases, expected).mean()),
        "mae": float(np.abs(purchases - expected).mean()),
        "rmse": float(np.sqrt(np.square(purchases - expected).mean())),
        "gini": gini(purchases, expected),
        "top_share": top_share(revenue, expected_revenue),
        "actual_revenue": float(revenue.sum()),
        "forecast_revenue": float(expected_revenue.sum()),
        "revenue_error": _error(expected_revenue, revenue),
        "revenue_rmse": float(np.sqrt(np.square(revenue - expected_revenue).mean())),
        "revenue_gini": gini(revenue, expected_revenue),
        "coverage": None,
    }


def tenths(expected: Array, purchases: Array, forecast: Array, revenue: Array, covered: NDArray[np.bool_]) -> list[Row]:
    """Return rows of `value_calibration`: tenths of customers by the revenue forecast, 1 the lowest."""
    order = np.argsort(forecast, kind="stable")
    rows: list[Row] = []
    for tenth, who in enumerate(np.array_split(order, TENTHS), start=1):
        sums = {
            "forecast_purchases": expected, "actual_purchases": purchases,
            "forecast_revenue": forecast, "actual_revenue": revenue,
        }  # fmt: skip
        row: Row = {"decile": tenth, "customers": len(who)}
        row |= {name: float(values[who].sum()) for name, values in sums.items()}
        rows.append(row | {"coverage": float(covered[who].mean()) if len(who) else None})
    return rows


def by_frequency(x: Array, purchases: Array, expected: Array) -> list[Row]:
    """Return rows of `value_conditional`: mean purchases that came and were expected, by repeat purchases before."""
    level = np.minimum(x, MOST)
    rows: list[Row] = []
    for count in np.unique(level):
        who = level == count
        means = {"actual": float(purchases[who].mean()), "expected": float(expected[who].mean())}
        rows.append({"x": int(count), "customers": int(who.sum()), **means})
    return rows


def _error(forecast: Array, actual: Array) -> float | None:
    came = float(actual.sum())
    return float(forecast.sum()) / came - 1 if came > 0 else None


def _concentration(actual: Array, forecast: Array) -> float:
    """Return the area between the curve of `actual` gathered in the order of `forecast` and the diagonal."""
    n, whole = len(actual), float(actual.sum())
    if n == 0 or whole <= 0:
        return 0.0
    ranked = actual[np.argsort(-forecast, kind="stable")]
    gathered = total(ranked, np.arange(n, 0, -1.0))  # Σ of the running sums
    return gathered / whole / n - (n + 1) / 2 / n
