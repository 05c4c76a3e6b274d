"""Gamma-Gamma: how much a customer spends at a purchase, drawn towards the brand's mean when purchases are few.

Fader & Hardie (2013), "The Gamma-Gamma Model of Monetary Value", brucehardie.com/notes/025; first in Fader, Hardie &
Lee (2005), "RFM and CLV", Journal of Marketing Research 42(4), 415-430. A purchase is worth z ~ Gamma(p, ν) with a
personal ν ~ Gamma(q, v); how often somebody buys says nothing about how much.
"""

from typing import Self

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betaln, digamma

from guanxi.core.kernel.errors import NotEnoughDataError
from guanxi.core.models.fitting import Array, columns, counts, maximise, total

BUYERS = 10  # fewer buyers with a value say nothing about three parameters
MEAN_EXISTS = 1.05  # the brand's mean p·v/(q-1) is finite for q > 1 only; keep a little away from it
LOW, HIGH = np.log([1e-4, MEAN_EXISTS, 1e-8]), np.log([1e6, 1e6, 1e12])


class GammaGamma:
    """Money per purchase of customers who differ in how much they spend (Gamma-Gamma).

    `fit` learns `p_`, `q_`, `v_` (in the caller's unit of money), `log_likelihood_` and `customers_`.
    """

    p_: float
    q_: float
    v_: float
    log_likelihood_: float
    customers_: float

    def fit(self, x: ArrayLike, m: ArrayLike, weights: ArrayLike | None = None) -> Self:
        """Learn the three parameters by maximum likelihood (note, eq. 1a) and return the model itself.

        `x` purchases behind each mean, `m` mean money of those purchases, `weights` customers in each cell; all of
        shape (cells,). Cells with x = 0 or m = 0 carry no value and are left out. Raises NotEnoughDataError when
        too few are left.
        """
        x, m = columns(x=x, m=m)
        n = counts(weights, x)
        told = (x > 0) & (m > 0) & (n > 0)
        x, m, n = x[told], m[told], n[told]
        _require_values(float(n.sum()))
        unit = float(np.average(m, weights=n))
        starts = [np.log(start) for start in ((2.0, 3.0, 1.0), (8.0, 4.0, 0.4), (0.5, 2.0, 2.0))]
        theta = maximise(lambda at: _gain(at, x, m / unit, n / n.sum()), starts, LOW, HIGH)
        p, q, v = (float(value) for value in np.exp(theta))
        self.p_, self.q_, self.v_ = p, q, v * unit
        self.customers_ = float(n.sum())
        mean = _gain(theta, x, m / unit, n / n.sum())[0]
        self.log_likelihood_ = (mean - float(np.log(unit))) * self.customers_  # a density: its unit is 1/money
        return self

    def expected_spend(self, x: ArrayLike, m: ArrayLike) -> Array:
        """Return the money expected at a coming purchase, shape (cells,), always positive (note, eq. 5).

        `x` purchases behind the mean `m`, in the unit of money of the fit; for x = 0 the brand's mean.
        """
        x, m = columns(x=x, m=m)
        seen = np.where(x > 0, x * m, 0.0)
        return self.p_ * (self.v_ + seen) / (self.p_ * x + self.q_ - 1)


def _require_values(buyers: float) -> None:
    remedy = "Import orders with amounts and a longer history, or use the average order value until then."
    if buyers == 0:
        raise NotEnoughDataError("No repeat purchase with money was found to learn order values from.", remedy)
    if buyers < BUYERS:
        message = f"Only {buyers:,.0f} buyers have repeat purchases with money; at least {BUYERS} are needed."
        raise NotEnoughDataError(message, remedy)


def _gain(theta: Array, x: Array, m: Array, n: Array) -> tuple[float, Array]:
    """Return the mean log-likelihood of a customer and its gradient at the log-parameters (note, eq. 1a)."""
    p, q, v = np.exp(theta)
    shape, money = p * x, m * x
    log_sum = np.log(v + money)
    each = -betaln(shape, q) + q * theta[2] + shape * np.log(money) - np.log(m) - (shape + q) * log_sum
    both = digamma(shape + q)
    slope = np.array(
        [
            total(n, x * (both - digamma(shape) + np.log(money) - log_sum)),
            total(n, both - digamma(q) + theta[2] - log_sum),
            total(n, q / v - (shape + q) / (v + money)),
        ]
    )
    return total(n, each), slope * np.exp(theta)
