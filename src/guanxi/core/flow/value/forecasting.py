"""What is expected of each purchase history: models on distinct cells, stated fallbacks where data carry none."""

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from guanxi.core.kernel.errors import NotEnoughDataError
from guanxi.core.kernel.options import ValueOptions
from guanxi.core.models import BetaGeoNBD, GammaGamma

Array = NDArray[np.float64]
YEAR = 365.0
QUARTER = YEAR / 4
FAR = 3.0  # times the mean purchase
SILENCE_BANDS = (90, 180, 365)  # days since the last purchase


def forecast(cells: pa.Table, options: ValueOptions) -> tuple[pa.Table, dict[str, object]]:
    """Forecast every cell (x, t_x, T in days; persons, drawn): p_alive, purchases of a year, and discounted ones.

    Returns the table and the facts of the fit on the persons drawn. Without enough repeat purchases: empirical
    rates, and why.
    """
    x, t_x, T, n = (_floats(cells, name) for name in ("x", "t_x", "T", "drawn"))
    told = n > 0
    try:
        model = BetaGeoNBD().fit(x[told], t_x[told], T[told], weights=n[told])
    except NotEnoughDataError as reason:
        alive, rate = _empirical(x, t_x, T, n)
        ahead = {edge: alive * rate * edge for edge in _edges(options)}
        facts: dict[str, object] = {"model": "empirical repeat rate by recency", "because": reason.message}
    else:
        alive = model.p_alive(x, t_x, T)
        ahead = _ahead(model, x, T, alive, _edges(options))
        facts = {"model": "BG/NBD", "r": model.r_, "alpha_days": model.alpha_, "a": model.a_, "b": model.b_}
        facts |= {"log_likelihood": model.log_likelihood_, "buyers": int(n.sum()), "cells": int(told.sum())}
    columns = {name: cells[name] for name in ("x", "t_x", "T")}
    columns |= {"p_alive": pa.array(alive), "expected_purchases": pa.array(ahead[YEAR])}
    return pa.table(columns | {"discounted_purchases": pa.array(_discounted(ahead, options))}), facts


def spend_parameters(cells: pa.Table, mean_purchase: float) -> tuple[dict[str, float], dict[str, object]]:
    """Fit Gamma-Gamma on (x, total money of the repeat purchases; persons): its p, q, v in currency, and the facts.

    Without enough data, p = 1 and q = 2 make the same formula a mean of own purchases and one average purchase.
    """
    x, total, n = (_floats(cells, name) for name in ("x", "money", "persons"))
    try:
        model = GammaGamma().fit(x, total / x, weights=n)
        _require_sane(model, mean_purchase)
    except NotEnoughDataError as reason:
        facts: dict[str, object] = {"model": "shrunken mean", "because": reason.message, "mean": mean_purchase}
        return {"p": 1.0, "q": 2.0, "v": mean_purchase}, facts
    found = {"p": model.p_, "q": model.q_, "v": model.v_}
    return found, {"model": "Gamma-Gamma", **found, "log_likelihood": model.log_likelihood_, "buyers": int(n.sum())}


def _require_sane(model: GammaGamma, mean_purchase: float) -> None:
    """Refuse a fit whose mean purchase, which a newcomer is given, is far from what purchases were worth."""
    implied = model.p_ * model.v_ / (model.q_ - 1)
    if not mean_purchase / FAR < implied < mean_purchase * FAR:
        raise NotEnoughDataError(
            f"Gamma-Gamma puts the mean purchase at {implied:,.2f}, but purchases were worth {mean_purchase:,.2f}.",
            "Look for a few purchases of extreme size.",
        )


def _ahead(model: BetaGeoNBD, x: Array, T: Array, alive: Array, edges: list[float]) -> dict[float, Array]:
    """Expect purchases up to each edge: what somebody alive buys hangs on (x, T) alone, far fewer than the cells."""
    pairs, which = np.unique(np.column_stack([x, T]), axis=0, return_inverse=True)
    level, age = pairs.T
    sure = model.p_alive(level, age, age)
    of_alive = {edge: model.expected_purchases(edge, level, age, age) / sure for edge in edges}
    return {edge: alive * purchases[which.ravel()] for edge, purchases in of_alive.items()}


def _edges(options: ValueOptions) -> list[float]:
    """Ends of the quarters up to the horizon of clv, the horizon itself and one year."""
    horizon = options.clv_months * YEAR / 12
    quarters = [QUARTER * step for step in range(1, int(horizon / QUARTER) + 1)]
    return sorted({*quarters, horizon, YEAR})


def _discounted(ahead: dict[float, Array], options: ValueOptions) -> Array:
    """Add up the purchases of each quarter, discounted from its middle."""
    horizon = options.clv_months * YEAR / 12
    total, before, since = np.zeros_like(ahead[YEAR]), np.zeros_like(ahead[YEAR]), 0.0
    for edge in (edge for edge in ahead if edge <= horizon):
        middle = (since + edge) / 2 / YEAR
        total += (ahead[edge] - before) / (1 + options.discount_rate) ** middle
        before, since = ahead[edge], edge
    return np.maximum(total, 0.0)


def _empirical(x: Array, t_x: Array, T: Array, n: Array) -> tuple[Array, float]:
    """Share of repeat buyers among those silent as long, one pseudo-count each way, and the brand's daily rate."""
    band = np.searchsorted(SILENCE_BANDS, T - t_x)
    people = np.bincount(band, n, len(SILENCE_BANDS) + 1)
    repeaters = np.bincount(band, n * (x > 0), len(SILENCE_BANDS) + 1)
    alive = ((repeaters + 1) / (people + 2))[band]
    rate = (float(n @ x) + 0.5) / (float(n @ T) + YEAR)
    return alive, rate


def _floats(table: pa.Table, name: str) -> Array:
    """Read a column as floats."""
    return np.asarray(table[name].to_numpy(), dtype=np.float64)
