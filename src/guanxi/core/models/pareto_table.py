"""The race at very many (purchases, time): polynomials in ℓ = ln (β+t)/(α+t), one for each number of purchases.

ln f and ln g are analytic in ℓ within ±iπ whatever the parameters (the chances have no zero and no pole there), so that
Chebyshev's polynomials come down to the last digit at a known, small order.
"""

import numpy as np
from numpy.typing import NDArray

from guanxi.core.models.cells import AT_A_TIME, levels, place_among
from guanxi.core.models.fitting import Array
from guanxi.core.models.pareto_race import race

DIGITS = 39.0  # powers of e to come down to
PAIRED = 1024  # customers at a time whose polynomials stand side by side


class Grid:
    """Customers' numbers of purchases and one of their times as places: the table of both, or one place for each.

    `level`, `time` of the places broadcast to one shape; `at` holds the place of each customer in it, flattened.
    """

    def __init__(self, x: Array, t: Array) -> None:
        """Tabulate where customers are many for their distinct values, as whole days make them."""
        self.of_x, distinct = levels(x)[0], levels(t)[0]
        row = place_among(self.of_x)(x)
        self.tabulated = self.of_x.size * distinct.size <= 2 * x.size + AT_A_TIME
        self.row: NDArray[np.int64] = row
        self.level, self.time = (self.of_x[:, None], distinct) if self.tabulated else (x, t)
        self.at = row * distinct.size + place_among(distinct)(t) if self.tabulated else np.arange(x.size)
        self.size = self.of_x.size * distinct.size if self.tabulated else x.size


class Polynomials:
    """ln f and ln g of every level as polynomials in ℓ, over times from 0 to `last`."""

    def __init__(self, of_x: Array, last: float, r: float, alpha: float, s: float, beta: float, *, bends: bool) -> None:
        """Take the race at Chebyshev's nodes."""
        self.alpha, self.beta = alpha, beta
        ends = self._odds(np.array([0.0, last]))
        self.middle, self.half = float(ends.mean()), max(abs(float(ends[1] - ends[0])) / 2, 1e-9)
        order = int(DIGITS / np.arcsinh(np.pi / self.half)) + 5  # Bernstein's ellipse through ±iπ
        self.order = np.arange(order)
        angle = (self.order + 0.5) * np.pi / order
        self.nodes = np.cos(np.outer(self.order, angle)) * np.where(self.order, 2, 1)[:, None] / order
        self.dies, self.buys = race(r + of_x, s, self.middle + self.half * np.cos(angle), bends=bends)

    def spread(self, values: Array, grid: Grid) -> Array:
        """Return `values` at the nodes, shape (quantities, levels, nodes), at the places of a grid."""
        if grid.tabulated:
            return np.asarray(values @ self._basis(grid.time).T)
        result = np.empty((len(values), grid.size))
        for start in range(0, grid.size, PAIRED):
            rows = slice(start, start + PAIRED)
            result[:, rows] = np.einsum("qcp,cp->qc", values[:, grid.row[rows]], self._basis(grid.time[rows]))
        return result

    def _basis(self, t: Array) -> Array:
        """Return how much each node counts at each time, shape (times, nodes)."""
        at = np.arccos(np.clip((self._odds(t) - self.middle) / self.half, -1, 1))
        return np.asarray(np.cos(np.outer(at, self.order)) @ self.nodes)

    def _odds(self, t: Array) -> Array:
        return np.log((self.beta + t) / (self.alpha + t))
