"""What a learner sees of a customer: the rhythm and the purse in proportions, which mean the same on every scale.

Rates are told against the brand's, drawn towards it as a short history demands; times in horizons or in the
customer's own age; money in average purchases. So what was learned at a shorter horizon, at an earlier age of the
brand or in another currency holds here: counts alone would not, they grow with every day.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from guanxi.core.models.fitting import Array

DIGITS = 6  # so that another unit of money or time, which changes the last bits, finds the same trees
PARTS = {"whole": 1.0, "half": 0.5, "quarter": 0.25, "eighth": 0.125}  # of the horizon
Features = Mapping[str, Array]


@dataclass(frozen=True, slots=True)
class Measure:
    """What proportions are told in: the horizon in days, the money of an average purchase, and the brand's rate.

    The rates of customers are taken to be spread as a Gamma law of shape `r` and rate `alpha` (days).
    """

    horizon: float
    unit: float
    r: float
    alpha: float

    def log_rate(self, purchases: Array, days: Array) -> Array:
        """Return the logarithm of the rate of somebody with so many repeat purchases in so many days, in brand means.

        The mean of the Gamma law after `purchases` in `days`: (r + purchases) / (alpha + days).
        """
        return np.asarray(np.log((self.r + purchases) / (self.alpha + days) * (self.alpha / self.r)))


def rhythm(features: Features, measure: Measure) -> Array:
    """Return what speaks for purchases to come, shape (customers, 15)."""
    x, T, t_x = features["x"], features["T"], features["t_x"]
    age, repeats, silence = np.maximum(T, 1.0), np.maximum(x, 1.0), T - t_x
    centre = features["age_sum"] / repeats / age
    width = np.sqrt(np.maximum(features["age_squares"] / repeats / age**2 - centre**2, 0.0))
    missed = silence * (measure.r + x) / (measure.alpha + t_x)  # purchases that this silence would have seen
    rate, mean, unit = measure.log_rate(x, T), features["money"] / (x + 1), measure.unit
    columns = [
        rate, missed, t_x / age, silence / measure.horizon, silence / age,
        *(lately(features, part, measure) - rate for part in PARTS), centre, width, T / measure.horizon,
        _log(mean, unit, unit), _log(features["first_money"], mean, unit), _log(features["last_money"], mean, unit),
    ]  # fmt: skip
    return np.round(np.column_stack(columns), DIGITS)


def lately(features: Features, part: str, measure: Measure) -> Array:
    """Return the logarithm of the rate within the last part of the horizon, shape (customers,)."""
    window = PARTS[part] * measure.horizon
    first = features["T"] < window  # the first purchase lies within: it is no repeat
    bought = np.maximum(features[f"bought_{part}"] - first, 0.0)
    return measure.log_rate(bought, np.minimum(features["T"], window))


def purse(features: Features, measure: Measure, spend: Array) -> Array:
    """Return what speaks for the money of a purchase to come, shape (customers, 17).

    The rhythm, what the formula says (`spend`), and what recent purchases were worth against the customer's usual.
    """
    usual = features["bought_quarter"] * features["money"] / (features["x"] + 1)
    recent = [np.log(spend / measure.unit), _log(features["spent_quarter"], usual, measure.unit)]
    return np.column_stack([rhythm(features, measure), np.round(np.column_stack(recent), DIGITS)])


def _log(money: Array, against: Array | float, unit: float) -> Array:
    """Return the logarithm of a ratio of amounts, calm where both are small."""
    calm = 0.2 * unit
    return np.asarray(np.log((np.maximum(money, 0.0) + calm) / (np.maximum(against, 0.0) + calm)))
