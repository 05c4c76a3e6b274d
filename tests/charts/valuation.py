"""A valuation in the columns that charts and page read: a simulated brand, forecast by a model fitted to it."""

from datetime import date, timedelta
from typing import Any

import numpy as np
import pyarrow as pa

from guanxi.core.models import BetaGeoNBD

START, SEEN, END = date(2025, 1, 1), 390, 755  # first day, days that the fit sees, days in all
Lives = list[list[int]]


def simulated(people: int, model: BetaGeoNBD, seed: int) -> Lives:
    """Live through BG/NBD customers' days of purchase, the first of each within the first 240 days."""
    draw = np.random.default_rng(seed)
    lives = []
    for _ in range(people):
        rate, leaving = draw.gamma(model.r_) / model.alpha_, draw.beta(model.a_, model.b_)
        days = [int(draw.integers(0, 240))]
        at = float(days[0])
        while draw.random() >= leaving:
            at += draw.exponential(1 / max(rate, 1e-9))
            if at >= END:
                break
            days.append(int(at))
        lives.append(sorted(set(days)))
    return lives


def brand_model() -> BetaGeoNBD:
    """The rhythm that the simulated brand follows."""
    model = BetaGeoNBD()
    model.r_, model.alpha_, model.a_, model.b_ = 0.8, 60.0, 0.6, 2.4
    return model


def histories(lives: Lives, until: int) -> tuple[np.ndarray[Any, Any], ...]:
    """Return x, t_x, T in days, as known at the end of a day."""
    known = [[day for day in days if day <= until] for days in lives]
    x, t_x, T = zip(*((len(days) - 1, days[-1] - days[0], until - days[0]) for days in known), strict=True)
    return np.array(x), np.array(t_x, dtype=float), np.array(T, dtype=float)


def valuation(people: int = 600, seed: int = 11) -> dict[str, pa.Table]:
    """Make every table of a valuation."""
    lives = simulated(people, brand_model(), seed)
    x, t_x, T = histories(lives, SEEN)
    model = BetaGeoNBD().fit(x, t_x, T)
    ahead = model.expected_purchases(END - SEEN, x, t_x, T)
    came = np.array([sum(SEEN < day <= END for day in days) for days in lives])
    twin = simulated(people, model, seed + 1)
    return {
        "value_card": pa.Table.from_pylist(card(ahead.sum(), float(came.sum()), people)),
        "value_parameter": pa.Table.from_pylist(parameters(model)),
        "value_frequency": pa.Table.from_pylist(frequencies(x, histories(twin, SEEN)[0])),
        "value_tracking": pa.Table.from_pylist(weeks(lives, twin)),
        "value_conditional": pa.Table.from_pylist(by_history(x, came, ahead)),
        "value_calibration": pa.Table.from_pylist(tenths(came, ahead)),
        "value_total": pa.Table.from_pylist([total(float(ahead.sum()))]),
    }


def empty() -> dict[str, pa.Table]:
    """Make the tables of a brand whose data carry no model: none has a row."""
    return {name: table.slice(0, 0) for name, table in valuation(60).items()}


def card(forecast: float, actual: float, people: int) -> list[dict[str, Any]]:
    """Two checks of the past, five forecasts each; the mixed one is chosen."""
    quality = {"bg_nbd": 0.05, "mbg_nbd": 0.06, "pareto_nbd": 0.04, "learned": 0.09, "mixed": 0.03}
    return [
        {
            "origin_no": origin, "origin": START + timedelta(SEEN - 90 * (origin - 1)), "horizon_days": 365,
            "forecast": name, "chosen": int(name == "mixed"), "customers": people, "actual_purchases": int(actual),
            "forecast_purchases": forecast, "total_error": error * (-1) ** origin, "deviance": 1.5 + error,
            "mae": 0.75, "rmse": 1.6, "gini": 0.69 - error, "top_share": 0.5, "actual_revenue": 100 * actual,
            "forecast_revenue": 100 * forecast, "revenue_error": 1.5 * error, "revenue_rmse": 180.0,
            "revenue_gini": 0.6, "coverage": 0.91 if name == "mixed" else None,
        }
        for origin in (1, 2)
        for name, error in quality.items()
    ]  # fmt: skip


def parameters(model: BetaGeoNBD) -> list[dict[str, Any]]:
    """What was learnt of the rhythm."""
    found = {"r": (model.r_, ""), "alpha": (model.alpha_, "days"), "a": (model.a_, ""), "b": (model.b_, "")}
    return [
        {"model": "bg_nbd", "parameter": name, "value": value, "low": 0.8 * value, "high": 1.25 * value,
         "unit": unit, "log_likelihood": model.log_likelihood_}
        for name, (value, unit) in found.items()
    ]  # fmt: skip


def frequencies(x: np.ndarray[Any, Any], expected: np.ndarray[Any, Any]) -> list[dict[str, Any]]:
    """Customers by repeat purchases, 11 standing for more than ten."""
    each = [np.bincount(np.minimum(counts, 11), minlength=12) for counts in (x, expected)]
    return [
        {"model": "bg_nbd", "x": count, "actual": int(each[0][count]), "expected": float(each[1][count])}
        for count in range(12)
    ]


def weeks(lives: Lives, twin: Lives) -> list[dict[str, Any]]:
    """Cumulative repeat purchases by week."""
    rows = []
    for week in range(END // 7 + 1):
        counts = [sum(1 for days in some for day in days[1:] if day <= 7 * week) for some in (lives, twin)]
        rows.append(
            {"week": week, "day": START + timedelta(7 * week), "actual": counts[0], "expected": float(counts[1]),
             "ahead": int(7 * week > SEEN)}
        )  # fmt: skip
    return rows


def by_history(
    x: np.ndarray[Any, Any], came: np.ndarray[Any, Any], ahead: np.ndarray[Any, Any]
) -> list[dict[str, Any]]:
    """Means of what came and of what was expected, by repeat purchases known."""
    level = np.minimum(x, 10)
    return [
        {"x": int(count), "customers": int((level == count).sum()), "actual": float(came[level == count].mean()),
         "expected": float(ahead[level == count].mean())}
        for count in np.unique(level)
    ]  # fmt: skip


def tenths(came: np.ndarray[Any, Any], ahead: np.ndarray[Any, Any]) -> list[dict[str, Any]]:
    """Sums by tenth of the forecast."""
    groups = np.array_split(np.argsort(ahead, kind="stable"), 10)
    return [
        {"decile": place, "customers": len(group), "forecast_purchases": float(ahead[group].sum()),
         "actual_purchases": int(came[group].sum()), "forecast_revenue": 100 * float(ahead[group].sum()),
         "actual_revenue": 100.0 * int(came[group].sum()), "coverage": 0.9}
        for place, group in enumerate(groups, 1)
    ]  # fmt: skip


def total(purchases: float) -> dict[str, Any]:
    """The next twelve months of the whole brand."""
    return {"horizon_days": 365, "purchases": purchases, "purchases_low": 0.9 * purchases,
            "purchases_high": 1.1 * purchases, "revenue": 100 * purchases, "revenue_low": 88 * purchases,
            "revenue_high": 113 * purchases}  # fmt: skip
