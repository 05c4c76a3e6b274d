"""BG/NBD: how often customers buy while they live, and whether they still do.

Fader, Hardie & Lee (2005), "Counting Your Customers the Easy Way", Marketing Science 24(2), 275-284. Purchases
come at a personal rate λ ~ Gamma(r, α); after each purchase a customer leaves with a personal chance p ~ Beta(a, b).
"""

from typing import Self

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betaln, digamma, expit, gammaln

from guanxi.core.kernel.errors import InputError, NotEnoughDataError
from guanxi.core.models.fitting import Array, columns, counts, maximise, total
from guanxi.core.models.still_to_come import purchases_if_alive

REPEATERS = 10  # fewer buyers with a repeat purchase say nothing about four parameters
LOW, HIGH = np.log([1e-5, 1e-7, 1e-5, 1e-5]), np.log([1e5, 1e7, 1e5, 1e5])  # r, α in mean ages, a, b


class BetaGeoNBD:
    """Repeat purchases and life of customers who may leave unseen after any purchase (BG/NBD).

    `fit` learns `r_`, `alpha_` (in the caller's unit of time), `a_`, `b_`, `log_likelihood_` and `customers_`.
    """

    r_: float
    alpha_: float
    a_: float
    b_: float
    log_likelihood_: float
    customers_: float

    def fit(self, x: ArrayLike, t_x: ArrayLike, T: ArrayLike, weights: ArrayLike | None = None) -> Self:
        """Learn the four parameters by maximum likelihood (paper, eq. 6) and return the model itself.

        `x` repeat purchases, `t_x` age at the last of them (0 if none), `T` age now; `weights` customers in each
        cell; all of shape (cells,), times in one unit. Raises NotEnoughDataError when too few customers repeat.
        """
        x, t_x, T = histories(x, t_x, T)
        n = counts(weights, x)
        _require_repeats(x, n)
        age = float(np.average(T, weights=n)) or 1.0
        chance = _Likelihood(x, t_x / age, T / age, n)
        purchases = total(n, x)
        rate = purchases / max(total(n, T) / age, 1e-12)
        starts = [np.log([r, r / rate / 2, a, b]) for r, a, b in ((0.3, 0.8, 2.5), (2.0, 0.3, 3.0))]
        theta = maximise(chance.gain, starts, LOW, HIGH)
        r, alpha, a, b = (float(value) for value in np.exp(theta))
        self.r_, self.alpha_, self.a_, self.b_ = r, alpha * age, a, b
        self.customers_ = float(n.sum())
        # the chance of x purchases at exact moments has the unit 1/time^x: give it in the caller's unit
        self.log_likelihood_ = chance.gain(theta)[0] * self.customers_ - float(np.log(age) * purchases)
        return self

    def p_alive(self, x: ArrayLike, t_x: ArrayLike, T: ArrayLike) -> Array:
        """Return the chance in [0, 1] that each customer still lives at age T, shape (cells,).

        Fader, Hardie & Lee (2008), "Computing P(alive) Using the BG/NBD Model", eq. 6; 1 where x = 0.
        """
        x, t_x, T = histories(x, t_x, T)
        waited = np.log1p((T - t_x) / (self.alpha_ + t_x))
        odds_gone = np.log(self.a_ / (self.b_ + np.maximum(x, 1) - 1)) + (self.r_ + x) * waited
        return np.where(x > 0, expit(-odds_gone), 1.0)

    def expected_purchases(self, horizon: ArrayLike, x: ArrayLike, t_x: ArrayLike, T: ArrayLike) -> Array:
        """Return the purchases expected in (T, T + horizon], shape (cells,), never negative (paper, eq. 10).

        `horizon` ≥ 0 in the unit of time of the fit, one for all or one for each cell.
        """
        x, t_x, T = histories(x, t_x, T)
        ahead, x, t_x, T = columns(horizon=horizon, x=x, t_x=t_x, T=T)
        alive = self.p_alive(x, t_x, T)
        return alive * purchases_if_alive(ahead / (self.alpha_ + T), x, self.r_, self.a_, self.b_)


def histories(x: ArrayLike, t_x: ArrayLike, T: ArrayLike) -> tuple[Array, Array, Array]:
    """Return checked purchase histories; raises InputError where the last purchase is later than the age."""
    x, t_x, T = columns(x=x, t_x=t_x, T=T)
    late = t_x > T * (1 + 1e-12)
    if late.any():
        where = f"t_x = {t_x[late].flat[0]:g} with T = {T[late].flat[0]:g}"
        raise InputError(f"A last purchase lies after the end of its history: {where}.", "Give t_x between 0 and T.")
    return x, np.where(x > 0, np.minimum(t_x, T), 0.0), T


def _require_repeats(x: Array, n: Array) -> None:
    buyers, repeaters = float(n.sum()), float(n[x > 0].sum())
    remedy = "Import a longer history, or use averages until more customers have come back."
    if buyers == 0:
        raise NotEnoughDataError("There are no buyers to learn purchase rhythms from.", remedy)
    if repeaters == 0:
        raise NotEnoughDataError(f"None of {buyers:,.0f} buyers has bought again.", remedy)
    if repeaters < REPEATERS:
        message = f"Only {repeaters:,.0f} of {buyers:,.0f} buyers bought again; at least {REPEATERS} are needed."
        raise NotEnoughDataError(message, remedy)


class _Likelihood:
    """The likelihood of the cells, at log-parameters.

    Gamma functions and logarithms are taken once for each distinct count and age, not once for each cell.
    """

    def __init__(self, x: Array, t_x: Array, T: Array, n: Array) -> None:
        self.x, self.n = x, n / n.sum()
        self.t_x, self.T = _Distinct(t_x), _Distinct(T)
        self.levels = _Distinct(x)
        self.level_n: Array = np.bincount(self.levels.which, self.n).astype(np.float64)
        self.before = np.maximum(x, 1) - 1
        self.repeats = x > 0

    def gain(self, theta: Array) -> tuple[float, Array]:
        """Return the mean log-likelihood of a customer and its gradient."""
        r, alpha, a, b = np.exp(theta)
        x, n = self.x, self.n
        log_T, log_t = self.T.log(alpha), self.t_x.log(alpha)
        # how much likelier to have left right after t_x than to have lived to T, as a logarithm
        odds = np.where(self.repeats, np.log(a) - np.log(b + self.before) + (r + x) * (log_T - log_t), -np.inf)
        gone = n * expit(odds)
        alive = n - gone
        value = total(n, np.logaddexp(0, odds) - (r + x) * log_T) + r * theta[1]
        slope = self._counting_slopes(r, a, b)
        slope[0] += theta[1] - total(alive, log_T) - total(gone, log_t)
        slope[1] += r / alpha - total(r + x, alive * self.T.inverse(alpha) + gone * self.t_x.inverse(alpha))
        slope[2] += float(gone.sum()) / a
        slope[3] -= total(gone, 1 / (b + self.before))
        return float(value + self._counting(r, a, b)), slope * np.exp(theta)

    def _counting(self, r: float, a: float, b: float) -> float:
        x = self.levels.distinct
        rates = gammaln(r + x) - gammaln(r)
        return total(self.level_n, rates + betaln(a, b + x) - betaln(a, b))

    def _counting_slopes(self, r: float, a: float, b: float) -> Array:
        x, n = self.levels.distinct, self.level_n
        whole = total(n, digamma(a + b) - digamma(a + b + x))
        lived = total(n, digamma(b + x) - digamma(b))
        return np.array([total(n, digamma(r + x) - digamma(r)), 0.0, whole, whole + lived])


class _Distinct:
    """A column of few distinct values, and functions of it computed once for each."""

    def __init__(self, values: Array) -> None:
        self.distinct, which = np.unique(values, return_inverse=True)
        self.which = which.ravel()

    def log(self, plus: float) -> Array:
        return np.asarray(np.log(plus + self.distinct)[self.which])

    def inverse(self, plus: float) -> Array:
        return np.asarray((1 / (plus + self.distinct))[self.which])
