"""What every model of purchases can say, and the part of it that is the same for all of them."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Protocol, Self

import numpy as np
from numpy.typing import ArrayLike

from guanxi.core.kernel.errors import InputError, NotEnoughDataError
from guanxi.core.models.fitting import Array, Fitted, columns, total

REPEATERS = 10  # fewer buyers with a repeat purchase say nothing about four parameters
HALVINGS = 60  # of a time: to the last digit
ONE_BY_ONE = 256  # counts up to here are added up one by one, beyond in steps of an eighth of a standard deviation


class PurchaseModel(Protocol):
    """Repeat purchases and life of customers. `x` repeat purchases, `t_x` age at the last of them, `T` age now."""

    log_likelihood_: float
    customers_: float
    covariance_: Array | None
    at_bound_: tuple[str, ...]

    @property
    def parameters_(self) -> dict[str, float]:
        """The parameters by name, in the caller's unit of time."""

    def fit(
        self,
        x: ArrayLike,
        t_x: ArrayLike,
        T: ArrayLike,
        weights: ArrayLike | None = None,
        start: Mapping[str, float] | None = None,
    ) -> Self:
        """Learn the parameters by maximum likelihood, perhaps from `start`: those of another day."""

    def p_alive(self, x: ArrayLike, t_x: ArrayLike, T: ArrayLike) -> Array:
        """Return the chance that each customer still lives at age T."""

    def purchases_if_alive(self, horizon: ArrayLike, x: ArrayLike, T: ArrayLike) -> Array:
        """Return the purchases expected in (T, T + horizon] of somebody alive at age T."""

    def expected_purchases(self, horizon: ArrayLike, x: ArrayLike, t_x: ArrayLike, T: ArrayLike) -> Array:
        """Return the purchases expected in (T, T + horizon]."""

    def probability(self, n: ArrayLike, horizon: ArrayLike, x: ArrayLike, t_x: ArrayLike, T: ArrayLike) -> Array:
        """Return the chance of exactly n purchases in (T, T + horizon]."""

    def purchase_interval(
        self, horizon: ArrayLike, x: ArrayLike, t_x: ArrayLike, T: ArrayLike, level: float = 0.9
    ) -> tuple[Array, Array]:
        """Return the counts between which purchases in (T, T + horizon] fall with chance `level`."""

    def next_purchase(self, x: ArrayLike, t_x: ArrayLike, T: ArrayLike, chance: float = 0.5) -> Array:
        """Return the time until the chance of having bought again reaches `chance`."""

    def waiting(self, x: ArrayLike, T: ArrayLike) -> tuple[Array, Array]:
        """Return of somebody alive at T the chance to buy ever again, and ln W.

        W(x, T) falls in T: of those who buy again, the share W(x, T + h) / W(x, T) still waits for it after h.
        """

    def newcomer_purchases(self, t: ArrayLike) -> Array:
        """Return the repeat purchases expected in (0, t] of somebody just acquired."""

    def newcomer_probability(self, n: ArrayLike, t: ArrayLike) -> Array:
        """Return the chance of exactly n repeat purchases in (0, t] of somebody just acquired."""

    def draws(self, count: int, seed: int) -> list[Self]:
        """Return models whose parameters are drawn around the fit."""


class Purchases(Fitted, ABC):
    """The part of a purchase model that follows from `probability` and `p_alive` alone."""

    @abstractmethod
    def p_alive(self, x: ArrayLike, t_x: ArrayLike, T: ArrayLike) -> Array:
        """Return the chance that each customer still lives at age T."""

    @abstractmethod
    def probability(self, n: ArrayLike, horizon: ArrayLike, x: ArrayLike, t_x: ArrayLike, T: ArrayLike) -> Array:
        """Return the chance of exactly n purchases in (T, T + horizon]."""

    @abstractmethod
    def expected_purchases(self, horizon: ArrayLike, x: ArrayLike, t_x: ArrayLike, T: ArrayLike) -> Array:
        """Return the purchases expected in (T, T + horizon]."""

    def newcomer_purchases(self, t: ArrayLike) -> Array:
        """Return E[X(t)], the repeat purchases expected in (0, t] of somebody just acquired, shape of `t`."""
        return self.expected_purchases(t, 0.0, 0.0, 0.0)

    def newcomer_probability(self, n: ArrayLike, t: ArrayLike) -> Array:
        """Return P(X(t) = n), the chance of exactly n repeat purchases in (0, t] of somebody just acquired."""
        return self.probability(n, t, 0.0, 0.0, 0.0)

    def purchase_interval(
        self, horizon: ArrayLike, x: ArrayLike, t_x: ArrayLike, T: ArrayLike, level: float = 0.9
    ) -> tuple[Array, Array]:
        """Return the counts (low, high) between which purchases in (T, T + horizon] fall, each of shape (cells,).

        low is the least count not exceeded with chance (1 - level) / 2, high that with chance (1 + level) / 2:
        a predictive interval of the count, from the model's own probabilities.
        """
        require_chance(level)
        cells = columns(horizon=horizon, x=x, t_x=t_x, T=T)
        shape = cells[0].shape
        cells = tuple(np.atleast_1d(cell).ravel() for cell in cells)
        low, high = np.full(cells[0].size, -1.0), np.full(cells[0].size, -1.0)
        reached, open_, n, stride = np.zeros(cells[0].size), np.arange(cells[0].size), 0, 1
        while open_.size:
            here = self.probability(float(n), *(cell[open_] for cell in cells))
            reached[open_] += here * stride
            low[open_[(low[open_] < 0) & (reached[open_] >= (1 - level) / 2)]] = n
            left = (1 + level) / 2 - reached[open_]
            done = (left <= 1e-12) | ((left < 1e-3) & (here * (n + 1) < 1e-9))  # the tail of big steps may miss a bit
            high[open_[done]] = n
            open_ = open_[~done]
            stride = 1 if n < ONE_BY_ONE else max(1, int(np.sqrt(n) / 8))
            n += stride
        return low.reshape(shape), high.reshape(shape)

    def next_purchase(self, x: ArrayLike, t_x: ArrayLike, T: ArrayLike, chance: float = 0.5) -> Array:
        """Return the time from now until somebody has bought again with chance `chance`, shape (cells,).

        Infinite where that chance is never reached because the customer has probably left.
        """
        require_chance(chance)
        x, t_x, T = histories(x, t_x, T)
        never = self.p_alive(x, t_x, T) <= chance
        low, high = np.full(x.shape, -700.0), np.full(x.shape, 700.0)  # logarithms of time
        for _ in range(HALVINGS):
            middle = (low + high) / 2
            bought = 1 - self.probability(0.0, np.exp(middle), x, t_x, T) >= chance
            low, high = np.where(bought, low, middle), np.where(bought, middle, high)
        return np.where(never, np.inf, np.exp(high))


def histories(x: ArrayLike, t_x: ArrayLike, T: ArrayLike) -> tuple[Array, Array, Array]:
    """Return checked purchase histories; raises InputError where the last purchase is later than the age."""
    x, t_x, T = columns(x=x, t_x=t_x, T=T)
    if (t_x > T).any():
        late = t_x > T * (1 + 1e-12)
        if late.any():
            where = f"t_x = {t_x[late].flat[0]:g} with T = {T[late].flat[0]:g}"
            raise InputError(f"A last purchase lies after the end of its history: {where}.", "Give t_x up to T.")
        t_x = np.minimum(t_x, T)
    if ((t_x > 0) & (x == 0)).any():
        t_x = np.where(x > 0, t_x, 0.0)
    return x, t_x, T


def require_repeats(x: Array, n: Array) -> None:
    """Raise NotEnoughDataError, naming the cause, when too few of `n` customers with `x` purchases came back."""
    buyers, repeaters = float(n.sum()), float(n[x > 0].sum())
    remedy = "Import a longer history, or use averages until more customers have come back."
    if buyers == 0:
        raise NotEnoughDataError("There are no buyers to learn purchase rhythms from.", remedy)
    if repeaters == 0:
        raise NotEnoughDataError(f"None of {buyers:,.0f} buyers has bought again.", remedy)
    if repeaters < REPEATERS:
        message = f"Only {repeaters:,.0f} of {buyers:,.0f} buyers bought again; at least {REPEATERS} are needed."
        raise NotEnoughDataError(message, remedy)


def mean_age(T: Array, n: Array) -> float:
    """Return the mean age of `n` customers; raises NotEnoughDataError where nobody has any."""
    age = total(n, T) / float(n.sum())
    if age == 0:
        message = "All customers are new today: with no age, nobody shows how long customers stay."
        raise NotEnoughDataError(message, "Look at a later day.")
    return age


def require_chance(chance: float) -> None:
    """Raise InputError unless the chance lies between 0 and 1."""
    if not 0 < chance < 1:
        raise InputError(f"A chance of {chance!r} is not allowed.", "Give a number between 0 and 1, such as 0.9.")
