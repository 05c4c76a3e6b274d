"""The race at very many (purchases, time): polynomials in ℓ = ln (β+t)/(α+t), one for each number of purchases.

ln f and ln g are analytic in ℓ within ±iπ whatever the parameters (the chances have no zero and no pole there), so that
Chebyshev's polynomials come down to the last digit at a known, small order.
"""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from guanxi.core.models.cells import AT_A_TIME, levels, place_among
from guanxi.core.models.fitting import Array
from guanxi.core.models.pareto_race import race

DIGITS = 39.0  # powers of e to come down to
SPARSE = 8  # times as many pairs of values as customers are looked through for those that occur


class Grid:
    """Customers' numbers of purchases and one of their times as places: the pairs that occur, or one for each.

    Places stand in the order of `row`, the place of their purchases among the distinct `of_x`; `level` and `time` are
    theirs; `at` holds the place of each customer. `column`: that of `time` among `of_t`, if customers are gathered.
    """

    def __init__(self, x: Array, t: Array) -> None:
        """Gather customers where they are many for their distinct values, as whole days make them."""
        self.of_x, self.of_t = levels(x)[0], levels(t)[0]
        row, pairs = place_among(self.of_x)(x), self.of_x.size * self.of_t.size
        self.gathered = pairs <= SPARSE * x.size + AT_A_TIME
        self.at: NDArray[np.int64] = np.empty_like(row)
        self.column: NDArray[np.int64] = row
        if self.gathered:
            self._gather(row * self.of_t.size + place_among(self.of_t)(t), pairs)
        else:
            order = np.argsort(row, kind="stable")
            self.row, self.time = row[order], t[order]
            self.at[order] = np.arange(order.size)
        self.level, self.size = self.of_x[self.row], self.row.size

    def _gather(self, pair: NDArray[np.int64], pairs: int) -> None:
        there = np.zeros(pairs, dtype=np.bool_)
        there[pair] = True
        (found,) = np.nonzero(there)
        place = np.empty(pairs, dtype=np.int64)
        place[found] = np.arange(found.size)
        self.at = place[pair]
        self.row, self.column = np.divmod(found, self.of_t.size)
        self.time = self.of_t[self.column]

    def rows(self) -> Iterator[slice]:
        """Cut the places into slices of one level each."""
        ends = np.searchsorted(self.row, np.arange(self.of_x.size + 1))
        return (slice(first, end) for first, end in pairwise(ends.tolist()))


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
        """Return `values` at the nodes, shape (quantities, levels, nodes), at the places of a grid.

        By einsum: BLAS would share out such small products, wait longer than it works, and round by position.
        """
        result = np.empty((len(values), grid.size))
        known = self._basis(grid.of_t) if grid.gathered else None
        for level, places in enumerate(grid.rows()):
            basis = self._basis(grid.time[places]) if known is None else known[grid.column[places]]
            result[:, places] = np.einsum("qn,tn->qt", values[:, level], basis)
        return result

    def _basis(self, t: Array) -> Array:
        """Return how much each node counts at each time, shape (times, nodes)."""
        at = np.arccos(np.clip((self._odds(t) - self.middle) / self.half, -1, 1))
        return np.asarray(np.einsum("to,on->tn", np.cos(np.outer(at, self.order)), self.nodes))

    def _odds(self, t: Array) -> Array:
        return np.log((self.beta + t) / (self.alpha + t))
