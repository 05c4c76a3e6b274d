"""Numbers that say how sure they are."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from guanxi.core.models.fitting import Array
from guanxi.core.models.interval import LIKELY


class Mean(NamedTuple):
    """A mean and its standard deviation, in the unit of the outcome."""

    mean: float
    sd: float


class Slope(NamedTuple):
    """A slope and its standard deviation; 1 where what was said is what came."""

    slope: float
    sd: float


@dataclass(frozen=True, slots=True)
class Estimate:
    """An estimate, its standard deviation, and the bounds of its 90 % interval."""

    value: float
    sd: float
    low: float
    high: float


def mean_of(contributions: Array) -> Estimate:
    """Estimate the mean of independent contributions, shape (n,), with a normal interval."""
    value, sd = float(contributions.mean()), float(contributions.std() / np.sqrt(len(contributions)))
    return Estimate(value, sd, value - LIKELY * sd, value + LIKELY * sd)


def from_draws(value: float, draws: Array) -> Estimate:
    """Put an interval around a value from its bootstrap draws, shape (draws,): the middle 90 % of them."""
    low, high = np.quantile(draws, [0.05, 0.95])
    return Estimate(value, float(draws.std()), float(low), float(high))
