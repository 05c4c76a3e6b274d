"""What a learner sees of a customer: the rhythm and the purse in proportions, which mean the same on every scale.

Times are told in horizons or in the customer's own age, money in average purchases of the brand, so that what was
learned at a shorter horizon, or in another currency, holds here.
"""

from collections.abc import Mapping

import numpy as np

from guanxi.core.models.fitting import Array

DIGITS = 6  # so that another unit of money, which changes the last bits, finds the same trees
Features = Mapping[str, Array]


def rhythm(features: Features, horizon: float, unit: float) -> Array:
    """Return what speaks for purchases to come, shape (customers, 15); `unit` the money of an average purchase."""
    x, T = features["x"], np.maximum(features["T"], 1.0)
    silence = features["T"] - features["t_x"]
    repeats = np.maximum(x, 1.0)
    centre = features["age_sum"] / repeats / T
    width = np.sqrt(np.maximum(features["age_squares"] / repeats / T**2 - centre**2, 0.0))
    mean = features["money"] / (x + 1)
    seen = [np.log1p(features[f"bought_{part}"]) for part in ("whole", "half", "quarter", "eighth")]
    columns = [
        np.log((x + 0.5) * horizon / (T + 0.5 * horizon)),
        features["t_x"] / T, silence / horizon, silence / T, silence * (x + 0.5) / T,
        *seen, centre, width, T / horizon,
        _log(mean, unit, unit), _log(features["first_money"], mean, unit), _log(features["last_money"], mean, unit),
    ]  # fmt: skip
    return np.round(np.column_stack(columns), DIGITS)


def purse(features: Features, horizon: float, unit: float, spend: Array) -> Array:
    """Return what speaks for the money of a purchase to come, shape (customers, 17).

    The rhythm, what the formula says (`spend`), and what recent purchases were worth against the customer's usual.
    """
    usual = features["bought_quarter"] * features["money"] / (features["x"] + 1)
    recent = [np.log(spend / unit), _log(features["spent_quarter"], usual, unit)]
    return np.column_stack([rhythm(features, horizon, unit), np.round(np.column_stack(recent), DIGITS)])


def _log(money: Array, against: Array | float, unit: float) -> Array:
    """Return the logarithm of a ratio of amounts, calm where both are small."""
    calm = 0.2 * unit
    return np.log((np.maximum(money, 0.0) + calm) / (np.maximum(against, 0.0) + calm))
