"""What a relationship is worth: purchases still to come, discounted, times what each of them brings.

Fader, Hardie & Lee (2005), "RFM and CLV: Using Iso-Value Curves for Customer Base Analysis", Journal of Marketing
Research 42(4), 415-430, eq. 1: purchases and money per purchase are independent, so expectations multiply. The horizon
is finite, and purchases count from the middle of their month rather than continuously.
"""

import numpy as np
from numpy.typing import ArrayLike

from guanxi.core.kernel.errors import InputError
from guanxi.core.models.by_age import by_age
from guanxi.core.models.fitting import Array
from guanxi.core.models.gamma_gamma import GammaGamma
from guanxi.core.models.purchase import PurchaseModel, histories

DAYS = 365.0  # of a year, for models whose unit of time is the day


def discounted_purchases(
    model: PurchaseModel,
    months: float,
    yearly_rate: float,
    x: ArrayLike,
    t_x: ArrayLike,
    T: ArrayLike,
    year: float = DAYS,
) -> Array:
    """Return the purchases expected in the coming `months`, discounted from the middle of each, shape (cells,).

    `yearly_rate` ≥ 0 (0.1 = ten percent a year); `year` the length of a year in the model's unit of time; the last
    month may be a part of one. Raises InputError where a rate or horizon is negative.
    """
    _require_amount("months", months)
    _require_amount("yearly_rate", yearly_rate)
    x, t_x, T = histories(x, t_x, T)
    edges = np.append(np.arange(1.0, np.ceil(months)), months)
    middles = (edges + np.append(0.0, edges[:-1])) / 2
    worth = (1 + yearly_rate) ** (-middles / 12)
    weights = worth - np.append(worth[1:], 0.0)  # of the purchases up to each edge: Σ worth · difference, by parts

    def if_alive(level: Array, age: Array) -> Array:
        value = np.zeros_like(age)
        for edge, weight in zip(edges / 12 * year, weights, strict=True):
            value += weight * model.purchases_if_alive(edge, level, age)
        return value

    ahead = by_age(if_alive, x.ravel(), T.ravel(), model.parameters_["alpha"], months / 12 * year).reshape(x.shape)
    return np.maximum(model.p_alive(x, t_x, T) * ahead, 0.0)


def expected_contribution(
    model: PurchaseModel,
    spend: GammaGamma,
    horizon: ArrayLike,
    x: ArrayLike,
    t_x: ArrayLike,
    T: ArrayLike,
    m: ArrayLike,
) -> Array:
    """Return the money expected of each customer in (T, T + horizon], shape (cells,); times a margin: contribution.

    `m` mean money of the `x` repeat purchases (ignored where x = 0), in the unit of money of the fit of `spend`.
    """
    return model.expected_purchases(horizon, x, t_x, T) * spend.expected_spend(x, m)


def customer_lifetime_value(
    model: PurchaseModel,
    spend: GammaGamma,
    x: ArrayLike,
    t_x: ArrayLike,
    T: ArrayLike,
    m: ArrayLike,
    *,
    months: float = 36,
    yearly_rate: float = 0.1,
    year: float = DAYS,
) -> Array:
    """Return the discounted money expected of each customer, shape (cells,); times a margin: customer lifetime value.

    Arguments as in `discounted_purchases` and `expected_contribution`.
    """
    return discounted_purchases(model, months, yearly_rate, x, t_x, T, year) * spend.expected_spend(x, m)


def _require_amount(name: str, value: float) -> None:
    if not 0 <= value < np.inf:
        raise InputError(f"{name} = {value!r} is not allowed.", f"Give {name} as a number of at least 0.")
