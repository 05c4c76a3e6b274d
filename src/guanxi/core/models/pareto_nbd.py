"""Pareto/NBD: how often customers buy while they live, and whether they still do.

Schmittlein, Morrison & Colombo (1987), "Counting Your Customers", Management Science 33(1), 1-24; Fader & Hardie
(2005), "A Note on Deriving the Pareto/NBD Model and Related Expressions", brucehardie.com/notes/009. Purchases come at
a personal rate λ ~ Gamma(r, α) until a life ends that is exponential with a personal rate μ ~ Gamma(s, β).
"""

from collections.abc import Mapping
from typing import Self

import numpy as np
from numpy.typing import ArrayLike

from guanxi.core.models.cells import by_slices, slices
from guanxi.core.models.fitting import Array, Curve, ascend_from_sample, columns, counts, total
from guanxi.core.models.pareto_counts import at_least, exactly
from guanxi.core.models.pareto_likelihood import ParetoLikelihood
from guanxi.core.models.pareto_table import Grid, Polynomials
from guanxi.core.models.purchase import Purchases, histories, mean_age, require_chance, require_repeats

LOW, HIGH = np.log([1e-4, 1e-6, 1e-4, 1e-6]), np.log([1e4, 1e6, 1e4, 1e6])  # r, α in mean ages, s, β in mean ages


FAR = 690.0  # logarithm of a time later than any
HALVINGS = 60  # of a time: to the last digit
PRECISE = 1e-9  # of a count so large that nobody counts it one by one


class ParetoNBD(Purchases):
    """Repeat purchases and life of customers who may leave unseen at any time (Pareto/NBD).

    `fit` learns `r_`, `alpha_`, `s_`, `beta_` (alpha and beta in the caller's unit of time), `log_likelihood_`,
    `customers_`, `covariance_` of the log-parameters and `at_bound_`, the parameters that ran as far as they may:
    `s` or `beta` where nobody leaves, `r` and `alpha` where all buy at one rate.
    """

    NAMES = ("r", "alpha", "s", "beta")

    r_: float
    alpha_: float
    s_: float
    beta_: float

    def fit(
        self,
        x: ArrayLike,
        t_x: ArrayLike,
        T: ArrayLike,
        weights: ArrayLike | None = None,
        start: Mapping[str, float] | None = None,
    ) -> Self:
        """Learn the four parameters by maximum likelihood (note, eq. 18) and return the model itself.

        `x` repeat purchases, `t_x` age at the last of them (0 if none), `T` age now; `weights` customers in each
        cell; all of shape (cells,), times in one unit; `start`: parameters that may be near, as of another day.
        Raises NotEnoughDataError when too few customers repeat.
        """
        x, t_x, T = histories(x, t_x, T)
        n = counts(weights, x)
        require_repeats(x, n)
        customers = float(n.sum())
        age = mean_age(T, n)
        rate = max(total(n, x) / customers, 1e-6)
        scales = np.array([1, age, 1, age])
        starts = self.near(start, scales)
        starts += [np.log([r, r / rate / 2, s, b]) for r, s, b in ((0.5, 0.5, 0.5), (2.0, 0.5, 1.0))]

        def curve_of(rows: slice) -> Curve:
            return ParetoLikelihood([column[rows] for column in (x, t_x, T, n)], age).curve

        top = ascend_from_sample(curve_of, len(x), starts, LOW, HIGH)
        self.learn(top, scales, customers)
        return self

    def p_alive(self, x: ArrayLike, t_x: ArrayLike, T: ArrayLike) -> Array:
        """Return the chance in [0, 1] that each customer still lives at age T, shape (cells,) (note, eq. 36)."""
        x, t_x, T = histories(x, t_x, T)
        return self._p_alive(x.ravel(), t_x.ravel(), T.ravel()).reshape(x.shape) if x.size else np.zeros(x.shape)

    def purchases_if_alive(self, horizon: ArrayLike, x: ArrayLike, T: ArrayLike) -> Array:
        """Return the purchases expected in (T, T + horizon] of somebody alive at T, shape (cells,) (note, eq. 40)."""
        return by_slices(self._if_alive, *columns(horizon=horizon, x=x, T=T))

    def expected_purchases(self, horizon: ArrayLike, x: ArrayLike, t_x: ArrayLike, T: ArrayLike) -> Array:
        """Return the purchases expected in (T, T + horizon], shape (cells,), never negative (note, eq. 41).

        `horizon` ≥ 0 in the unit of time of the fit, one for all or one for each cell.
        """
        horizon, x, t_x, T = columns(horizon=horizon, x=x, t_x=t_x, T=T)
        return self.p_alive(x, t_x, T) * by_slices(self._if_alive, horizon, x, T)

    def newcomer_purchases(self, t: ArrayLike) -> Array:
        """Return E[X(t)], the repeat purchases expected in (0, t] of somebody just acquired (note, eq. 27)."""
        return self.purchases_if_alive(t, 0.0, 0.0)

    def waiting(self, x: ArrayLike, T: ArrayLike) -> tuple[Array, Array]:
        """Return (chance, ln W) of somebody alive at T, each of shape (cells,): the chance to buy ever again is g.

        W(x, T) = A(T)·g(T), as in the likelihood, is up to a factor for each x the chance to live at T, not to have
        bought, and to buy: of those who buy again, the share W(x, T + h) / W(x, T) still waits for it after h.
        """
        x, T = columns(x=x, T=T)
        now = Grid(x.ravel(), T.ravel())
        ways = Polynomials(now.of_x, float(T.max(initial=0.0)), self.r_, self.alpha_, self.s_, self.beta_, bends=False)
        again = ways.spread(ways.buys, now).ravel()[now.at].reshape(x.shape)
        aged = (self.r_ + x) * np.log1p(T / self.alpha_) + self.s_ * np.log1p(T / self.beta_)
        return np.exp(again), again - aged

    def probability(self, n: ArrayLike, horizon: ArrayLike, x: ArrayLike, t_x: ArrayLike, T: ArrayLike) -> Array:
        """Return the chance of exactly n purchases in (T, T + horizon], shape (cells,).

        Fader & Hardie (2014), "Deriving the Conditional PMF of the Pareto/NBD Model", brucehardie.com/notes/028:
        somebody alive at T starts anew with r + x, α + T, s and β + T in place of r, α, s and β.
        """
        x, t_x, T = histories(x, t_x, T)
        n, horizon, x, t_x, T = columns(n=n, horizon=horizon, x=x, t_x=t_x, T=T)
        if not n.any():
            return self._silence(horizon, x, t_x, T)
        alive = self.p_alive(x, t_x, T)
        given_life = exactly(n, horizon, self.r_ + x, self.alpha_ + T, self.s_, self.beta_ + T)
        return np.asarray(alive * given_life + np.where(n > 0, 0.0, 1 - alive))

    def _silence(self, horizon: Array, x: Array, t_x: Array, T: Array) -> Array:
        """Chance of none: the likelihood of the history made longer by the horizon, over that of the history."""
        still = np.exp(
            -(self.r_ + x) * np.log1p(horizon / (self.alpha_ + T)) - self.s_ * np.log1p(horizon / (self.beta_ + T))
        )
        alive, later = self.p_alive(x, t_x, T), self.p_alive(x, t_x, T + horizon)
        return np.where(later > 0, np.minimum(alive * still / np.where(later > 0, later, 1.0), 1.0), 1.0)

    def purchase_interval(
        self, horizon: ArrayLike, x: ArrayLike, t_x: ArrayLike, T: ArrayLike, level: float = 0.9
    ) -> tuple[Array, Array]:
        """Return the counts (low, high) between which purchases in (T, T + horizon] fall, each of shape (cells,).

        low is the least count not exceeded with chance (1 - level) / 2, high that with chance (1 + level) / 2.
        """
        require_chance(level)
        x, t_x, T = histories(x, t_x, T)
        cells = columns(horizon=horizon, alive=self.p_alive(x, t_x, T), x=x, T=T)
        ahead, alive, x, T = (cell.ravel() for cell in cells)
        ends = [self._quantile((1 + side * level) / 2, ahead, alive, x, T) for side in (-1, 1)]
        return ends[0].reshape(cells[0].shape), ends[1].reshape(cells[0].shape)

    def next_purchase(self, x: ArrayLike, t_x: ArrayLike, T: ArrayLike, chance: float = 0.5) -> Array:
        """Return the time from now until somebody has bought again with chance `chance`, shape (cells,).

        Infinite where that chance is never reached because the customer has probably left, or leaves before.
        """
        require_chance(chance)
        x, t_x, T = histories(x, t_x, T)
        alive = self.p_alive(x, t_x, T)
        low = np.log(chance * (self.alpha_ + T) / (self.r_ + x))  # without death, and at the first moment's rate
        high = np.full(x.shape, FAR)
        never = alive * self._at_least(1.0, np.exp(high), x, T) < chance
        for _ in range(HALVINGS):
            middle = (low + high) / 2
            bought = alive * self._at_least(1.0, np.exp(middle), x, T) >= chance
            low, high = np.where(bought, low, middle), np.where(bought, middle, high)
        return np.where(never, np.inf, np.exp(high))

    def _quantile(self, share: float, ahead: Array, alive: Array, x: Array, T: Array) -> Array:
        """Return the least n with P(X ≤ n) ≥ share: above it, purchases reach n + 1 with at most the rest's chance."""
        low, high = np.full(x.shape, -1.0), np.zeros(x.shape)
        open_ = np.flatnonzero(alive > 1 - share)
        high[open_] = np.ceil(self._if_alive(ahead[open_], x[open_], T[open_]))
        while open_.size:  # upwards in ever longer steps
            beyond = alive[open_] * self._at_least(high[open_] + 1, ahead[open_], x[open_], T[open_]) > 1 - share
            open_ = open_[beyond]
            low[open_], high[open_] = high[open_], 2 * high[open_] + 2
        while (open_ := np.flatnonzero(high - low > np.maximum(1.0, high * PRECISE))).size:
            middle = np.floor((low[open_] + high[open_]) / 2)
            beyond = alive[open_] * self._at_least(middle + 1, ahead[open_], x[open_], T[open_]) > 1 - share
            low[open_], high[open_] = np.where(beyond, middle, low[open_]), np.where(beyond, high[open_], middle)
        return high

    def _at_least(self, n: ArrayLike, horizon: ArrayLike, x: Array, T: Array) -> Array:
        n, horizon, x, T = columns(n=n, horizon=horizon, x=x, T=T)
        return at_least(n, horizon, self.r_ + x, self.alpha_ + T, self.s_, self.beta_ + T)

    def _p_alive(self, x: Array, t_x: Array, T: Array) -> Array:
        """A(T) / (G(T) + F(t_x)), as in the likelihood."""
        last, now = Grid(x, t_x), Grid(x, T)
        ways = Polynomials(now.of_x, float(T.max()), self.r_, self.alpha_, self.s_, self.beta_, bends=False)
        dies, buys = ways.spread(ways.dies, last).ravel(), ways.spread(ways.buys, now).ravel()
        alive = np.empty(x.size)
        for rows in slices(x.size):
            waited = T[rows] - t_x[rows]
            aged = (self.r_ + x[rows]) * np.log1p(waited / (self.alpha_ + t_x[rows]))
            aged += self.s_ * np.log1p(waited / (self.beta_ + t_x[rows]))
            alive[rows] = np.exp(-np.logaddexp(buys[now.at[rows]], dies[last.at[rows]] + aged))
        return np.minimum(alive, 1.0)

    def _if_alive(self, horizon: Array, x: Array, T: Array) -> Array:
        """(r+x) (β+T) / (α+T) · [1 - e^-(s-1)·w] / (s-1) with w = ln (1 + horizon / (β+T)), also where s = 1."""
        life = self.beta_ + T
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            w = np.log1p(horizon / life)
            power = (1 - self.s_) * w
            grown = np.where(np.abs(power) < 1e-300, w, w * np.expm1(power) / power)
        return np.asarray((self.r_ + x) * life / (self.alpha_ + T) * grown)
