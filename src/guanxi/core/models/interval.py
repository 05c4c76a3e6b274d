"""Intervals that cover: how far what came lay from what was forecast, by the level of the forecast.

Split conformal prediction on ratios (Lei et al. 2018, "Distribution-Free Predictive Inference for Regression",
JASA 113, eq. 2), in groups by level because a small forecast is missed by other factors than a large one.
"""

from typing import Self

import numpy as np
from numpy.typing import NDArray

from guanxi.core.models.fitting import Array

LIKELY = 1.6448536269514722  # standard deviations within which nine of ten lie
SURELY = 1.959963984540054  # … nineteen of twenty
LEVEL = 0.91  # of the past: brands change a little, and nine of ten must lie within in the time to come
GROUPS = 20  # by level of the forecast, at most
LEAST = 100  # customers in a group: fewer say little about a twentieth


class Spread:
    """The bounds between which 90 % of amounts fell, as functions of the forecast.

    `fit` learns `at_` (forecasts in mean forecasts, ascending), `low_` and `high_` (bounds there, never falling).
    """

    at_: Array
    low_: Array
    high_: Array

    def fit(self, forecast: Array, actual: Array) -> Self:
        """Learn from what was forecast and what came (in mean forecasts, ≥ 0, shape (customers,)); return itself."""
        groups = _groups(forecast)
        ratios = [_bounds(actual[who] / np.maximum(forecast[who], 1e-300)) for who in groups]
        low, high = np.array(ratios).T
        return self._keep(np.array([forecast[who].mean() for who in groups]), low, high)

    def presume(self, forecast: Array, low: Array, high: Array) -> Self:
        """Learn from bounds that a formula gives, each of shape (customers,), and return itself."""
        groups = _groups(forecast)
        at = np.array([forecast[who].mean() for who in groups])
        return self._keep(at, *(np.array([bound[who].mean() for who in groups]) / at for bound in (low, high)))

    def _keep(self, at: Array, low: Array, high: Array) -> Self:
        self.at_ = at
        self.low_, self.high_ = np.maximum.accumulate(low * at), np.maximum.accumulate(high * at)
        return self

    def around(self, forecast: Array) -> tuple[Array, Array]:
        """Return (low, high) around forecasts (in mean forecasts), 0 ≤ low ≤ forecast ≤ high, never falling in it.

        Beyond the forecasts seen, the bounds stay in the same proportion.
        """
        inside = np.clip(forecast, self.at_[0], self.at_[-1])
        share = forecast / np.maximum(inside, 1e-300)
        low = np.interp(inside, self.at_, self.low_) * share
        high = np.interp(inside, self.at_, self.high_) * share
        return np.minimum(low, forecast), np.maximum(high, forecast)


def _groups(forecast: Array) -> list[NDArray[np.intp]]:
    """Return customers in groups by level of the forecast, the lowest first."""
    order = np.argsort(forecast, kind="stable")
    return np.array_split(order, max(1, min(GROUPS, len(order) // LEAST)))


def _bounds(ratios: Array) -> tuple[float, float]:
    """Return the ratios between which LEVEL of them lie: from nought where many are nought, else the middle ones."""
    ranked, n = np.sort(ratios), len(ratios)
    tail = (1 - LEVEL) / 2
    if ranked[min(int(tail * n), n - 1)] <= 0:
        return 0.0, float(ranked[_place(LEVEL, n)])
    return float(ranked[max(int(tail * (n + 1)) - 1, 0)]), float(ranked[_place(1 - tail, n)])


def _place(share: float, n: int) -> int:
    """Return which of n ranked amounts a new one does not exceed with chance `share`."""
    return min(int(np.ceil(share * (n + 1))) - 1, n - 1)
