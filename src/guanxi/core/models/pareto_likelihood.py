"""The likelihood of Pareto/NBD with its gradient and Hessian, in log-parameters.

A customer's likelihood is Γ(r+x)/Γ(r) α^r β^s · [G(T) + F(t_x)] with A(t) = (α+t)^-(r+x) (β+t)^-s, G = A·g (the next to
happen after T is a purchase) and F = A·f (the next to happen after t_x is a death): both parts positive, and each a
function of x and one time only.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from scipy.special import digamma, expit, gammaln, polygamma

from guanxi.core.models.cells import AT_A_TIME, levels
from guanxi.core.models.fitting import Array, total
from guanxi.core.models.pareto_table import Grid, Polynomials

CORNERS = np.triu_indices(4)
TOGETHER = 16 * AT_A_TIME


class _Side(NamedTuple):
    """ln F or ln G at the places of a grid: value, slopes (places, 4) and the ten corners of the bends."""

    value: Array
    slopes: Array
    bends: Array


class _Block(NamedTuple):
    """Some customers: where they stand in the grids of t_x and T, and how many they are."""

    last: Grid
    now: Grid
    n: Array


class ParetoLikelihood:
    """The mean log-likelihood of a customer at (ln r, ln α in mean ages, ln s, ln β in mean ages)."""

    def __init__(self, cells: Sequence[Array], age: float) -> None:
        """Take x, t_x, T and customers of each cell, and the mean age."""
        x, t_x, T, n = cells
        self.age, self.last = age, float(T.max(initial=0.0))
        n = n / n.sum()
        self.level, self.level_n = levels(x, n)
        self.blocks = list(_blocks(x, t_x, T, n))

    def curve(self, theta: Array) -> tuple[float, Array, Array]:
        """Return value, gradient and Hessian."""
        r, alpha, s, beta = np.exp(theta) * [1, self.age, 1, self.age]
        value, slope, bend = self._counting(r, alpha, s, beta)
        for block in self.blocks:
            part = self._waiting(block, r, alpha, s, beta)
            value, slope, bend = value + part[0], slope + part[1], bend + part[2]
        return value, slope, bend

    def _counting(self, r: float, alpha: float, s: float, beta: float) -> tuple[float, Array, Array]:
        """Return the part before the brackets: Γ(r+x)/Γ(r) α^r β^s."""
        x, n = self.level, self.level_n
        up, bent = digamma(r + x) - digamma(r), polygamma(1, r + x) - polygamma(1, r)
        of_r, of_s = r * (total(n, up) + float(np.log(alpha))), s * float(np.log(beta))
        value = total(n, gammaln(r + x) - gammaln(r)) + r * float(np.log(alpha)) + of_s
        bend = np.zeros((4, 4))
        bend[0, 0], bend[2, 2] = of_r + r * r * total(n, bent), of_s
        bend[0, 1] = bend[1, 0] = r
        bend[2, 3] = bend[3, 2] = s
        return value, np.array([of_r, r, of_s, s]), bend

    def _waiting(self, block: _Block, r: float, alpha: float, s: float, beta: float) -> tuple[float, Array, Array]:
        """Return ln [G(T) + F(t_x)] over a block: a mixture, whose bend is the mean bend and the spread of slopes."""
        ways = Polynomials(block.now.of_x, self.last, r, alpha, s, beta, bends=True)
        dies = _side(ways.spread(ways.dies, block.last), block.last, r, alpha, s, beta)
        buys = _side(ways.spread(ways.buys, block.now), block.now, r, alpha, s, beta)
        value, slope, bend = 0.0, np.zeros(4), np.zeros((4, 4))
        gone_at, left_at = np.zeros(block.last.size), np.zeros(block.now.size)
        for start in range(0, block.n.size, TOGETHER):
            rows = slice(start, start + TOGETHER)
            last, now, n = block.last.at[rows], block.now.at[rows], block.n[rows]
            ahead = buys.value[now]
            odds = dies.value[last] - ahead
            gone = expit(odds)
            value += total(n, ahead + np.maximum(odds, 0) + np.log1p(np.exp(-np.abs(odds))))
            gap = dies.slopes[last] - buys.slopes[now]
            bend += np.einsum("ci,cj->ij", gap * (n * gone * (1 - gone))[:, None], gap)
            gone_at += np.bincount(last, n * gone, gone_at.size)
            left_at += np.bincount(now, n * (1 - gone), left_at.size)
        for side, weight in ((dies, gone_at), (buys, left_at)):
            slope += np.einsum("pi,p->i", side.slopes, weight)
            corners = np.einsum("ip,p->i", side.bends, weight)
            bend[CORNERS] += corners
            bend.T[CORNERS] += np.where(CORNERS[0] == CORNERS[1], 0.0, corners)
        return value, slope, bend


def _blocks(x: Array, t_x: Array, T: Array, n: Array) -> Iterator[_Block]:
    """Cut the customers where a table would be too large, so that places do not fill the memory."""
    last, now = Grid(x, t_x), Grid(x, T)
    if x.size <= TOGETHER or (last.gathered and now.gathered):
        yield _Block(last, now, n)
        return
    for start in range(0, x.size, TOGETHER):
        rows = slice(start, start + TOGETHER)
        yield _Block(Grid(x[rows], t_x[rows]), Grid(x[rows], T[rows]), n[rows])


def _side(chance: Array, grid: Grid, r: float, alpha: float, s: float, beta: float) -> _Side:
    """Return ln A·f (or A·g) with its derivatives in log-parameters, from those of ln f in k = r+x, s and ℓ."""
    f, f_k, f_s, f_l, f_kk, f_ks, f_kl, f_ss, f_sl, f_ll = chance
    k, to_buy, to_die = r + grid.level, np.log(alpha + grid.time), np.log(beta + grid.time)
    u, v = alpha / (alpha + grid.time), beta / (beta + grid.time)
    slopes = [r * (f_k - to_buy), -(k + f_l) * u, s * (f_s - to_die), (f_l - s) * v]
    bends = [
        slopes[0] + r * r * f_kk, -r * u * (1 + f_kl), r * s * f_ks, r * v * f_kl,
        slopes[1] * (1 - u) + u * u * f_ll, -s * u * f_sl, -u * v * f_ll,
        slopes[2] + s * s * f_ss, s * v * (f_sl - 1),
        slopes[3] * (1 - v) + v * v * f_ll,
    ]  # fmt: skip
    value = f - k * to_buy - s * to_die
    return _Side(value, np.stack(slopes, axis=1), np.stack(bends))
