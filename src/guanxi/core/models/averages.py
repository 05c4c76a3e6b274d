"""What stands for a model where the data carry none: averages, shrunk, in the shape of the models."""

from typing import Self

import numpy as np
from numpy.typing import ArrayLike

from guanxi.core.models.fitting import Array, columns, counts, total

SILENCE_BANDS = (90, 180, 365)  # days since the last purchase
YEAR = 365.0


class RepeatRate:
    """Purchases by the brand's daily rate, and life by the share of repeat buyers among those silent as long.

    Times in days. `fit` learns `alive_` (of each band of silence) and `rate_` (purchases a day).
    """

    alive_: Array
    rate_: float

    def fit(self, x: ArrayLike, t_x: ArrayLike, T: ArrayLike, weights: ArrayLike | None = None) -> Self:
        """Count, with one pseudo-count each way, and return the model itself."""
        x, t_x, T = columns(x=x, t_x=t_x, T=T)
        n = counts(weights, x)
        band = np.searchsorted(SILENCE_BANDS, T - t_x)
        people = np.bincount(band, n, len(SILENCE_BANDS) + 1)
        repeaters = np.bincount(band, n * (x > 0), len(SILENCE_BANDS) + 1)
        self.alive_ = np.asarray((repeaters + 1) / (people + 2))
        self.rate_ = (total(n, x) + 0.5) / (total(n, T) + YEAR)
        return self

    def p_alive(self, x: ArrayLike, t_x: ArrayLike, T: ArrayLike) -> Array:
        """Return the share of repeat buyers among those silent as long, shape (cells,)."""
        x, t_x, T = columns(x=x, t_x=t_x, T=T)
        return self.alive_[np.searchsorted(SILENCE_BANDS, T - t_x)]

    def expected_purchases(self, horizon: ArrayLike, x: ArrayLike, t_x: ArrayLike, T: ArrayLike) -> Array:
        """Return life × rate × `horizon` (days), shape (cells,)."""
        return np.asarray(self.p_alive(x, t_x, T) * self.rate_ * np.asarray(horizon, dtype=np.float64))

    def discounted_purchases(
        self, months: float, yearly_rate: float, x: ArrayLike, t_x: ArrayLike, T: ArrayLike
    ) -> Array:
        """Return the purchases of the coming `months`, each discounted from its middle, shape (cells,)."""
        middles = (np.arange(round(months)) + 0.5) / 12
        worth = float(((1 + yearly_rate) ** -middles).sum())
        return self.expected_purchases(YEAR / 12, x, t_x, T) * worth


class MeanSpend:
    """Money at a purchase: the mean of a customer's own purchases and one average purchase.

    `fit` learns `mean_`, the money of an average purchase.
    """

    mean_: float

    def fit(self, money: ArrayLike, purchases: ArrayLike) -> Self:
        """Learn the mean from the money and the number of all purchases of each customer, shape (customers,)."""
        whole, count = (float(np.asarray(values, dtype=np.float64).sum()) for values in (money, purchases))
        self.mean_ = max(whole, 0.0) / max(count, 1.0)
        return self

    def expected_spend(self, x: ArrayLike, m: ArrayLike) -> Array:
        """Return the money expected at a coming purchase given `x` purchases of mean `m`, shape (cells,)."""
        x, m = columns(x=x, m=m)
        return np.asarray((self.mean_ + x * m) / (1 + x))
