"""BG/NBD: how often customers buy while they live, and whether they still do.

Fader, Hardie & Lee (2005), "Counting Your Customers the Easy Way", Marketing Science 24(2), 275-284. Purchases
come at a personal rate λ ~ Gamma(r, α); after each purchase a customer leaves with a personal chance p ~ Beta(a, b).
"""

from collections.abc import Mapping
from functools import partial
from typing import ClassVar, Self

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betainc, betaln, xlogy

from guanxi.core.models.beta_geo_likelihood import Likelihood
from guanxi.core.models.by_age import by_age
from guanxi.core.models.cells import by_slices
from guanxi.core.models.fitting import Array, Curve, ascend_from_sample, columns, counts, total
from guanxi.core.models.purchase import Purchases, histories, mean_age, require_repeats
from guanxi.core.models.still_to_come import purchases_if_alive

LOW, HIGH = np.log([1e-5, 1e-7, 1e-5, 1e-5]), np.log([1e4, 1e7, 1e4, 1e4])  # r, α in mean ages, a, b


class BetaGeoNBD(Purchases):
    """Repeat purchases and life of customers who may leave unseen after any repeat purchase (BG/NBD).

    `fit` learns `r_`, `alpha_` (in the caller's unit of time), `a_`, `b_`, `log_likelihood_`, `customers_`,
    `covariance_` of the log-parameters and `at_bound_`, the parameters that ran as far as they may: `a` where nobody
    leaves, `r` and `alpha` where all buy at one rate.
    """

    NAMES = ("r", "alpha", "a", "b")
    AT_ONCE: ClassVar[int] = 0  # 1 where customers may leave right after the first purchase, too

    r_: float
    alpha_: float
    a_: float
    b_: float

    def fit(
        self,
        x: ArrayLike,
        t_x: ArrayLike,
        T: ArrayLike,
        weights: ArrayLike | None = None,
        start: Mapping[str, float] | None = None,
    ) -> Self:
        """Learn the four parameters by maximum likelihood (paper, eq. 6) and return the model itself.

        `x` repeat purchases, `t_x` age at the last of them (0 if none), `T` age now; `weights` customers in each
        cell; all of shape (cells,), times in one unit; `start`: parameters that may be near, as of another day.
        Raises NotEnoughDataError when too few customers repeat.
        """
        x, t_x, T = histories(x, t_x, T)
        n = counts(weights, x)
        require_repeats(x, n)
        customers = float(n.sum())
        age = mean_age(T, n)
        rate = total(n, x) / customers
        scales = np.array([1, age, 1, 1])
        starts = self.near(start, scales)
        starts += [np.log([r, r / rate / 2, a, b]) for r, a, b in ((0.3, 0.8, 2.5), (2.0, 0.3, 3.0))]

        def curve_of(rows: slice) -> Curve:
            return Likelihood([column[rows] for column in (x, t_x, T, n)], age, self.AT_ONCE).curve

        top = ascend_from_sample(curve_of, len(x), starts, LOW, HIGH)
        self.learn(top, scales, customers)
        return self

    def p_alive(self, x: ArrayLike, t_x: ArrayLike, T: ArrayLike) -> Array:
        """Return the chance in [0, 1] that each customer still lives at age T, shape (cells,).

        Fader, Hardie & Lee (2008), "Computing P(alive) Using the BG/NBD Model", eq. 6; 1 where x = 0.
        """
        return by_slices(self._p_alive, *histories(x, t_x, T))

    def _p_alive(self, x: Array, t_x: Array, T: Array) -> Array:
        chances = x + self.AT_ONCE
        odds = np.log(self.a_ / (self.b_ + np.maximum(chances, 1) - 1))
        odds += (self.r_ + x) * np.log1p((T - t_x) / (self.alpha_ + t_x))
        with np.errstate(over="ignore"):
            return np.where(chances > 0, 1 / (1 + np.exp(odds)), 1.0)

    def purchases_if_alive(self, horizon: ArrayLike, x: ArrayLike, T: ArrayLike) -> Array:
        """Return the purchases expected in (T, T + horizon] of somebody alive at T, shape (cells,) (paper, eq. 10)."""
        ahead, x, T = columns(horizon=horizon, x=x, T=T)
        return purchases_if_alive(ahead / (self.alpha_ + T), x, self.r_, self.a_, self.b_ + self.AT_ONCE)

    def expected_purchases(self, horizon: ArrayLike, x: ArrayLike, t_x: ArrayLike, T: ArrayLike) -> Array:
        """Return the purchases expected in (T, T + horizon], shape (cells,), never negative (paper, eq. 10).

        `horizon` ≥ 0 in the unit of time of the fit, one for all or one for each cell.
        """
        x, t_x, T = histories(x, t_x, T)
        alive = by_slices(self._p_alive, x, t_x, T)
        if np.ndim(horizon) > 0 or np.ndim(x) != 1:
            return alive * self.purchases_if_alive(horizon, x, T)
        (ahead,) = columns(horizon=horizon)
        alive *= by_age(partial(self.purchases_if_alive, ahead), x, T, self.alpha_, float(ahead))
        return alive

    def waiting(self, x: ArrayLike, T: ArrayLike) -> tuple[Array, Array]:
        """Return (chance, ln W) of somebody alive at T, each of shape (cells,): who lives buys again for certain.

        W(x, T), up to a factor for each x, is the chance of no purchase until T (paper, eq. 3, at r + x and α + T): of
        those who buy again, the share W(x, T + h) / W(x, T) still waits for it after h.
        """
        x, T = columns(x=x, T=T)
        return np.ones(x.shape), -(self.r_ + x) * np.log1p(T / self.alpha_)

    def probability(self, n: ArrayLike, horizon: ArrayLike, x: ArrayLike, t_x: ArrayLike, T: ArrayLike) -> Array:
        """Return the chance of exactly n purchases in (T, T + horizon], shape (cells,).

        Somebody alive at T starts anew with r + x, α + T, a and b + x in place of r, α, a and b: eq. 8 of the paper
        at those, its sum written as a regularised incomplete beta function.
        """
        x, t_x, T = histories(x, t_x, T)
        return by_slices(self._probability, *columns(n=n, horizon=horizon, x=x, t_x=t_x, T=T))

    def _probability(self, n: Array, horizon: Array, x: Array, t_x: Array, T: Array) -> Array:
        alive, ahead = self._p_alive(x, t_x, T), horizon / (self.alpha_ + T)
        shape, stay, share = self.r_ + x, self.b_ + x + self.AT_ONCE, ahead / (1 + ahead)
        log_none = -shape * np.log1p(ahead)
        none = alive * np.exp(log_none) + 1 - alive
        if not n.any():
            return none
        n_some = np.maximum(n, 1)
        lived = np.exp(betaln(self.a_, stay + n_some - 1) - betaln(self.a_, stay))  # through all purchases but the last
        just_n = np.exp(log_none + xlogy(n_some, share) - betaln(shape, n_some) - np.log(n_some))
        at_least_n = betainc(n_some, shape, share)
        chances = self.a_ + stay + n_some - 1
        some = alive * lived * ((chances - self.a_) * just_n + self.a_ * at_least_n) / chances
        return np.asarray(np.where(n > 0, some, none))
