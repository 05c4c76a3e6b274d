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


def proportions(features: Features, measure: Measure, spend: Array) -> Array:
    """Return what speaks for purchases to come and their money, shape (customers, 17); `spend` by the formula."""
    columns = [*_rhythm(features, measure), *_purse(features, measure, spend)]
    seen = np.empty((len(spend), len(columns)))
    for place, column in enumerate(columns):
        np.round(column, DIGITS, out=seen[:, place])
    return seen


def _rhythm(features: Features, measure: Measure) -> list[Array]:
    x, T, t_x = features["x"], features["T"], features["t_x"]
    age, repeats, silence = np.maximum(T, 1.0), np.maximum(x, 1.0), T - t_x
    centre = features["age_sum"] / repeats / age
    width = np.sqrt(np.maximum(features["age_squares"] / repeats / age**2 - centre**2, 0.0))
    missed = silence * (measure.r + x) / (measure.alpha + t_x)  # purchases that this silence would have seen
    rate = measure.log_rate(x, T)
    recent = [lately(features, part, measure) - rate for part in PARTS]
    silences = [silence / measure.horizon, silence / age]
    return [rate, missed, t_x / age, *silences, *recent, centre, width, T / measure.horizon]


def _purse(features: Features, measure: Measure, spend: Array) -> list[Array]:
    """What purchases were worth: against the brand's, the first and the last one against the customer's usual."""
    mean, unit = features["money"] / (features["x"] + 1), measure.unit
    first, last = (_log(features[f"{which}_money"], mean, unit) for which in ("first", "last"))
    recent = _log(features["spent_quarter"], features["bought_quarter"] * mean, unit)
    return [_log(mean, unit, unit), first, last, np.log(spend / unit), recent]


def lately(features: Features, part: str, measure: Measure) -> Array:
    """Return the logarithm of the rate within the last part of the horizon, shape (customers,)."""
    window = PARTS[part] * measure.horizon
    first = features["T"] < window  # the first purchase lies within: it is no repeat
    bought = np.maximum(features[f"bought_{part}"] - first, 0.0)
    return measure.log_rate(bought, np.minimum(features["T"], window))


def _log(money: Array, against: Array | float, unit: float) -> Array:
    """Return the logarithm of a ratio of amounts, calm where both are small."""
    calm = 0.2 * unit
    return np.asarray(np.log((np.maximum(money, 0.0) + calm) / (np.maximum(against, 0.0) + calm)))
