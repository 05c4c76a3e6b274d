"""The likelihood of BG/NBD and MBG/NBD with its gradient and Hessian, in log-parameters."""

from collections.abc import Sequence

import numpy as np
from scipy.special import digamma, gammaln, polygamma

from guanxi.core.models.cells import levels, slices
from guanxi.core.models.fitting import Array


class Likelihood:
    """The mean log-likelihood of a customer at (ln r, ln α in mean ages, ln a, ln b).

    Chances of leaving so far: x after the repeat purchases, and one more where customers may leave `at_once` (1
    rather than 0) after the first. Sums over customers run over slices and pairwise: the same on any machine.
    """

    def __init__(self, cells: Sequence[Array], age: float, at_once: int) -> None:
        """Take x, t_x, T and customers of each cell, and the mean age."""
        self.x, self.t_x, self.T, n = (np.ascontiguousarray(column) for column in cells)
        self.n = n / n.sum()
        self.age, self.at_once = age, at_once
        self.level, self.level_n = levels(self.x, self.n)

    def curve(self, theta: Array) -> tuple[float, Array, Array]:
        """Return value, gradient and Hessian."""
        r, alpha, a, b = np.exp(theta) * [1, self.age, 1, 1]
        value, slope, bend = self._counting(r, alpha, a, b)
        for rows in slices(len(self.x)):
            part = self._waiting(rows, r, alpha, a, b)
            value, slope, bend = value + part[0], slope + part[1], bend + part[2]
        return float(value), slope, bend

    def _counting(self, r: float, alpha: float, a: float, b: float) -> tuple[float, Array, Array]:
        """Return the part that hangs on the number of purchases alone: Γ(r+x)/Γ(r) · α^r · B(a,b+x)/B(a,b)."""
        chances = self.level + self.at_once
        of_r, of_r1, of_r2 = _rising(r, self.level, self.level_n)
        of_b, of_b1, of_b2 = _rising(b, chances, self.level_n)
        of_ab, of_ab1, of_ab2 = _rising(a + b, chances, self.level_n)
        log_alpha = float(np.log(alpha))
        by = np.array([r, 1.0, a, b])
        slope = by * [of_r1 + log_alpha, r, -of_ab1, of_b1 - of_ab1]
        bend = np.zeros((4, 4))
        bend[0, 0], bend[2, 2], bend[3, 3], bend[2, 3], bend[3, 2] = of_r2, -of_ab2, of_b2 - of_ab2, -of_ab2, -of_ab2
        bend *= by[:, None] * by
        bend += np.diag(slope * [1, 0, 1, 1])
        bend[0, 1] = bend[1, 0] = r
        return of_r + r * log_alpha + of_b - of_ab, slope, bend

    def _waiting(self, rows: slice, r: float, alpha: float, a: float, b: float) -> tuple[float, Array, Array]:
        """Return the part of some customers that hangs on times: ln[(α+T)^-(r+x) + a/(b+chances-1) (α+t_x)^-(r+x)].

        `odds` is how much likelier to have left right after t_x than to have lived to T, as a logarithm.
        """
        x, n, chances = self.x[rows], self.n[rows], self.x[rows] + self.at_once
        shape, to_now, to_last = r + x, alpha + self.T[rows], alpha + self.t_x[rows]
        log_now, waited = np.log(to_now), np.log(to_now / to_last)
        now, last = alpha / to_now, alpha / to_last
        left = b / (b + np.maximum(chances, 1) - 1)
        with np.errstate(divide="ignore"):
            odds = np.where(chances > 0, np.log(a / b * left), -np.inf) + shape * waited
        small = np.exp(-np.abs(odds))
        gone = np.where(odds > 0, 1.0, small) / (1 + small)
        value = _sum(n, np.maximum(odds, 0) + np.log1p(small) - shape * log_now)
        n_gone = n * gone
        ways = np.stack([r * waited, shape * (now - last), np.ones_like(x), -left])  # slopes of the odds
        of_log, of_now = r * _sum(n, log_now), n * shape * now
        slope = np.einsum("ij,j->i", ways, n_gone) - [of_log, of_now.sum(), 0, 0]
        bend = np.einsum("ij,kj->ik", ways * (n_gone * (1 - gone)), ways)
        bend += np.diag(slope * [1, 1, 0, 1])
        bend[0, 1] += r * (_sum(n_gone, now - last) - _sum(n, now))
        bend[1, 0] = bend[0, 1]
        bend[1, 1] += _sum(n_gone, shape * (last**2 - now**2)) + _sum(of_now, now)
        bend[3, 3] += _sum(n_gone, left**2)
        return value, slope, bend


def _rising(base: float, steps: Array, n: Array) -> tuple[float, float, float]:
    """Return Σ n · ln(Γ(base+steps)/Γ(base)) and its first two derivatives by base."""
    return (
        _sum(n, gammaln(base + steps) - gammaln(base)),
        _sum(n, digamma(base + steps) - digamma(base)),
        _sum(n, polygamma(1, base + steps) - polygamma(1, base)),
    )


def _sum(weights: Array, values: Array) -> float:
    return float(np.einsum("i,i->", weights, values))
