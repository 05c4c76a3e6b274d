"""What of people effects may go with: their features, standardised, and a bend in those that are continuous."""

from collections.abc import Sequence
from typing import Self

import numpy as np

from guanxi.core.models.fitting import Array
from guanxi.core.models.response.trial import Codes

RARE = (0.005, 0.995)  # quantiles beyond which a continuous feature counts as no further: there one may not guess
CONTINUOUS = 8  # different values from which on a feature may bend


class Basis:
    """Columns of a regression: 1, every feature, and max(feature - knot, 0) of those with more than 8 values.

    All are standardised on the people seen; the rare ends of what is continuous count as no further out. `fit` learns
    `part_` (columns,): 0 for the constant, 1 for features, 2 for bends.
    """

    part_: Codes

    def fit(self, x: Array, knots: Sequence[float] = (0.5,)) -> Self:
        """Learn means, spreads, quantiles and reach of features (n, p); one that never varies counts for nothing."""
        varied = np.array([len(np.unique(column)) > CONTINUOUS for column in x.T], dtype=bool)
        self._low, self._high = np.where(varied, np.quantile(x, RARE, axis=0), [x.min(axis=0), x.max(axis=0)])
        self._bent = np.flatnonzero(varied)
        self._knots = np.quantile(x[:, self._bent], knots, axis=0)
        raw = self._raw(x)
        self._mean, spread = raw.mean(axis=0), raw.std(axis=0)
        level = spread <= 1e-12 * np.maximum(1e-300, np.abs(raw).max(axis=0))
        self._scale = np.where(level, np.inf, spread)
        self.part_ = np.repeat([0, 1, 2], [1, x.shape[1], len(knots) * len(self._bent)])
        return self

    @property
    def features(self) -> int:
        """How many features people have, p."""
        return len(self._low)

    def of(self, x: Array) -> Array:
        """Return the columns of people, features (n, p) → (n, columns)."""
        table = np.empty((len(x), len(self.part_)))
        table[:, 0] = 1
        table[:, 1:] = (self._raw(x) - self._mean) / self._scale
        return table

    def _raw(self, x: Array) -> Array:
        inside = np.clip(x, self._low, self._high)
        return np.hstack([inside, *(np.maximum(inside[:, self._bent] - knot, 0) for knot in self._knots)])
