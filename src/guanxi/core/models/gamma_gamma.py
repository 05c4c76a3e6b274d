"""Gamma-Gamma: how much a customer spends at a purchase, drawn towards the brand's mean when purchases are few.

Fader & Hardie (2013), "The Gamma-Gamma Model of Monetary Value", brucehardie.com/notes/025; first in Fader, Hardie &
Lee (2005), "RFM and CLV", Journal of Marketing Research 42(4), 415-430. A purchase is worth z ~ Gamma(p, ν) with a
personal ν ~ Gamma(q, v); how often somebody buys says nothing about how much.
"""

from typing import ClassVar, Self

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import digamma, gammaln, polygamma

from guanxi.core.kernel.errors import NotEnoughDataError
from guanxi.core.models.cells import by_slices, levels, slices
from guanxi.core.models.fitting import Array, Curve, Fitted, ascend_from_sample, columns, counts, total

BUYERS = 10  # fewer buyers with a value say nothing about three parameters
MEAN_EXISTS = 1.05  # the brand's mean p·v/(q-1) is finite for q > 1 only; keep a little away from it
LOW, HIGH = np.log([1e-4, MEAN_EXISTS, 1e-8]), np.log([1e6, 1e6, 1e12])  # p, q, v in typical purchases


class GammaGamma(Fitted):
    """Money per purchase of customers who differ in how much they spend (Gamma-Gamma).

    `fit` learns `p_`, `q_`, `v_` (in the caller's unit of money), `log_likelihood_`, `customers_`, `covariance_` of the
    log-parameters and `at_bound_`. The rule for q < 1, where the brand would have no mean: q stays at 1.05, and
    `at_bound_` names it.
    """

    NAMES = ("p", "q", "v")
    LEAST: ClassVar[dict[str, float]] = {"q": MEAN_EXISTS}

    p_: float
    q_: float
    v_: float

    def fit(self, x: ArrayLike, m: ArrayLike, weights: ArrayLike | None = None) -> Self:
        """Learn the three parameters by maximum likelihood (note, eq. 1a) and return the model itself.

        `x` purchases behind each mean, `m` mean money of those purchases, `weights` customers in each cell; all of
        shape (cells,). Cells with x = 0 or m = 0 carry no value and are left out. Raises NotEnoughDataError when
        too few are left.
        """
        x, m = columns(x=x, m=m)
        n = counts(weights, x)
        told = (x > 0) & (m > 0) & (n > 0)
        if not told.all():
            x, m, n = x[told], m[told], n[told]
        customers = float(n.sum())
        _require_values(customers)
        unit = float(np.exp(total(n, by_slices(np.log, m)) / customers))
        starts = [np.log(start) for start in ((2.0, 3.0, 1.0), (8.0, 4.0, 0.4), (0.5, 2.0, 2.0))]

        def curve_of(rows: slice) -> Curve:
            return _Likelihood(x[rows], m[rows], n[rows], unit).curve

        self.learn(ascend_from_sample(curve_of, len(x), starts, LOW, HIGH), np.array([1, 1, unit]), customers)
        return self

    def expected_spend(self, x: ArrayLike, m: ArrayLike) -> Array:
        """Return the money expected at a coming purchase, shape (cells,), always positive (note, eq. 5).

        `x` purchases behind the mean `m`, in the unit of money of the fit; for x = 0 the brand's mean.
        """
        return by_slices(self._expected_spend, *columns(x=x, m=m))

    def _expected_spend(self, x: Array, m: Array) -> Array:
        return self.p_ * (self.v_ + x * m) / (self.p_ * x + self.q_ - 1)


def _require_values(buyers: float) -> None:
    remedy = "Import orders with amounts and a longer history, or use the average order value until then."
    if buyers == 0:
        raise NotEnoughDataError("No repeat purchase with money was found to learn order values from.", remedy)
    if buyers < BUYERS:
        message = f"Only {buyers:,.0f} buyers have repeat purchases with money; at least {BUYERS} are needed."
        raise NotEnoughDataError(message, remedy)


class _Likelihood:
    """The mean log-likelihood of a customer at (ln p, ln q, ln v in units) (note, eq. 1a).

    Gamma functions are taken once for each number of purchases, ln(v + x·m) once for each customer.
    """

    def __init__(self, x: Array, m: Array, n: Array, unit: float) -> None:
        self.x, self.n, self.unit = np.ascontiguousarray(x), n / n.sum(), unit
        self.money = self.x * m
        self.level, self.level_n = levels(self.x, self.n)
        logs = by_slices(np.log, self.money)
        self.sizes, self.weighted_sizes = total(self.n, logs), total(self.n, self.x * logs)
        self.means = self.sizes - total(self.level_n, np.log(self.level))

    def curve(self, theta: Array) -> tuple[float, Array, Array]:
        """Return value, gradient and Hessian."""
        p, q, v = (float(value) for value in np.exp(theta) * [1, 1, self.unit])
        sums = np.zeros(6)
        for rows in slices(len(self.x)):
            sums += self._spending(rows, v)
        log, x_log, share, x_share, square, x_square = (float(value) for value in sums)
        value, slope, bend = self._counting(p, q)
        log_v = float(np.log(v))
        value += p * (self.weighted_sizes - x_log) + q * (log_v - log) - self.means
        by = np.array([p, q, 1.0])
        slope = by * np.add(slope, [self.weighted_sizes - x_log, log_v - log, q - p * x_share - q * share])
        bend[0, 2] = bend[2, 0] = -x_share
        bend[1, 2] = bend[2, 1] = 1 - share
        bend[2, 2] = p * (x_square - x_share) + q * (square - share)
        return value, slope, bend * by[:, None] * by + np.diag(slope * [1, 1, 0])

    def _spending(self, rows: slice, v: float) -> Array:
        """Return Σ n·ln(v + x·m), Σ n·share and Σ n·share², each also with n·x, where share = v / (v + x·m)."""
        n = np.stack([self.n[rows], self.n[rows] * self.x[rows]])
        with_v = v + self.money[rows]
        share = v / with_v
        return np.asarray(np.einsum("ij,kj->ki", n, np.stack([np.log(with_v), share, share**2])).ravel())

    def _counting(self, p: float, q: float) -> tuple[float, Array, Array]:
        """Return Σ n·ln[Γ(px+q) / Γ(px)Γ(q)] with its derivatives by p and q."""
        x, n = self.level, self.level_n
        value = total(n, gammaln(p * x + q) - gammaln(p * x) - gammaln(q))
        both, both_bent = digamma(p * x + q), polygamma(1, p * x + q)
        slope = np.array([total(n, x * (both - digamma(p * x))), total(n, both - digamma(q)), 0.0])
        bend = np.zeros((3, 3))
        bend[0, 0] = total(n, x**2 * (both_bent - polygamma(1, p * x)))
        bend[0, 1] = bend[1, 0] = total(n, x * both_bent)
        bend[1, 1] = total(n, both_bent - polygamma(1, q))
        return value, slope, bend
