"""What more or less of one resource would bring: the whole curve, from some customers."""

from dataclasses import dataclass

import numpy as np

from guanxi.core.models.allocation.dual import COLD, bound, smooth_prices, units
from guanxi.core.models.allocation.problem import Choices
from guanxi.core.models.allocation.solve import DEAR, SAMPLE, possible, some_of
from guanxi.core.models.fitting import Array


@dataclass(frozen=True, slots=True)
class ReturnCurve:
    """Worth of the best plan at each `amount` of a resource, and what one more of it is worth there; (amounts,)."""

    amount: Array
    worth: Array
    price: Array


def return_curve(choices: Choices, resource: int, amounts: Array) -> ReturnCurve:
    """Trace the best plan's worth over amounts of one resource, all others as they are; concave and rising.

    Of at most SAMPLE customers, evenly drawn, scaled up: bounds, which whole plans of many customers nearly reach.
    """
    asked = possible(choices)
    some = some_of(asked, SAMPLE)
    share = some.customers / max(asked.customers, 1)
    unit = units(some)
    low, prices = np.zeros(len(unit)), np.zeros(len(unit))
    worth, price = np.zeros(len(amounts)), np.zeros(len(amounts))
    for place in np.argsort(amounts)[::-1]:  # from plenty to little: prices rise from where they were
        capacity = asked.capacity.copy()
        capacity[resource] = amounts[place]
        part = some.rows(slice(None), capacity * share)
        prices = smooth_prices(part, prices, low, DEAR * unit, COLD)
        worth[place], price[place] = bound(part, prices) / max(share, 1e-300), prices[resource]
    return ReturnCurve(np.asarray(amounts, dtype=np.float64), worth, price)
