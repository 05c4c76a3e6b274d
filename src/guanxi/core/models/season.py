"""The level and the season of the whole brand: by what factors totals came in above or below their forecasts."""

from typing import Self

import numpy as np

from guanxi.core.models.fitting import Array, total

MOST = 0.05  # of a level: what a total missed by more was the model's short history or a season that is over
SEASON = 0.2  # of a season, the same
YEARS = 2  # that must be known: one to say it, one to prove it
UNTESTED = 0.25  # by which a total may miss, as a logarithm, where no past origin tells
CHANCE = 0.1  # by which the total of one origin misses, as a logarithm, at least


class Level:
    """A factor on all forecasts, learned from past origins, drawn towards 1 and used only where it would have helped.

    `fit` learns `factor_` and `sd_` (of the logarithm of what comes against what is forecast with it).
    `season_`: a factor on the horizon alone (see `Season`).
    """

    factor_: float
    sd_: float
    season_: float = 1.0

    def fit(self, actual: Array, forecast: Array, weights: Array) -> Self:
        """Learn from totals at past origins, each of shape (origins,); `weights`: how much each is worth."""
        told = (actual > 0) & (forecast > 0)
        self.factor_, self.sd_ = 1.0, UNTESTED
        if not told.any():
            return self
        missed, weights = np.log(actual[told] / forecast[told]), weights[told] / weights[told].sum()
        if _helps(missed, weights):
            self.factor_ = float(np.exp(_shrunk(missed, weights)))
        left = missed - np.log(self.factor_)
        self.sd_ = float(np.sqrt(total(weights, np.square(left)) + CHANCE**2 / len(left)))
        return self


class Season:
    """A factor for the time of year that lies ahead, used only where last year's would have been forecast by it.

    `fit` learns `factor_`; 1 unless the same days of at least two earlier years are known.
    """

    factor_: float

    def fit(self, actual: Array, forecast: Array) -> Self:
        """Learn from totals of the same days one, two … years ago, each of shape (years,), the latest first."""
        self.factor_ = 1.0
        if len(actual) < YEARS or not ((actual > 0) & (forecast > 0)).all():
            return self
        missed = np.log(actual / forecast)
        if abs(missed[0] - _half(missed[1:])) < abs(missed[0]):
            self.factor_ = float(np.exp(_half(missed)))
        return self


def _half(missed: Array) -> float:
    """Return half of the mean, within SEASON either way."""
    return float(np.clip(missed.mean() / 2, -SEASON, SEASON))


def _shrunk(missed: Array, weights: Array) -> float:
    """Return half of the weighted mean, within MOST either way."""
    return float(np.clip(total(weights, missed) / max(float(weights.sum()), 1e-300) / 2, -MOST, MOST))


def _helps(missed: Array, weights: Array) -> bool:
    """Tell whether each origin would have been forecast better by what the others said."""
    if len(missed) < 2:
        return True
    without, rest = 0.0, np.arange(len(missed))
    for index, miss in enumerate(missed):
        others = rest != index
        without += weights[index] * abs(miss - _shrunk(missed[others], weights[others]))
    return without < total(weights, np.abs(missed))
