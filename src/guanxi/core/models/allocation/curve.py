"""What more or less of one resource would bring: the whole curve, from some customers."""

from dataclasses import dataclass

import numpy as np

from guanxi.core.models.allocation.dual import COLD, bound, smooth_prices, units
from guanxi.core.models.allocation.problem import Choices
from guanxi.core.models.allocation.solve import DEAR, SAMPLE, Allocation, possible, some_of
from guanxi.core.models.fitting import Array


@dataclass(frozen=True, slots=True)
class ReturnCurve:
    """Worth of the best plan at each `amount` of a resource, and what one more of it is worth there; (amounts,)."""

    amount: Array
    worth: Array
    price: Array


def return_curve(choices: Choices, resource: int, amounts: Array, known: Allocation | None = None) -> ReturnCurve:
    """Trace the best plan's worth over amounts of one resource, all others as they are; concave and rising.

    Of at most SAMPLE customers, evenly drawn, scaled up: bounds, which whole plans of many customers nearly reach.
    `known`: the plan of the amount there is; the curve passes through its bound.
    """
    asked = possible(choices)
    some = some_of(asked, SAMPLE)
    share = some.customers / max(asked.customers, 1)
    found = [] if known is None else [known.prices]
    found += _prices(some, resource, amounts, asked.capacity, share)
    lines = [_line(some, asked.capacity * share, resource, prices) for prices in found]
    scale = 1 / max(share, 1e-300)
    if known is not None and (there := lines[0][0] + lines[0][1] * asked.capacity[resource] * share) > 0:
        scale = known.bound / there
    bounds = np.array([[free + slope * amount * share for free, slope in lines] for amount in amounts])
    lowest = bounds.argmin(axis=1)
    price = np.array([lines[line][1] for line in lowest])
    return ReturnCurve(np.asarray(amounts, dtype=np.float64), bounds.min(axis=1) * scale, price)


def _prices(some: Choices, resource: int, amounts: Array, capacity: Array, share: float) -> list[Array]:
    """Prices of everything at each amount, from plenty to little: they rise from where they were."""
    unit = units(some)
    low, prices = np.zeros(len(unit)), np.zeros(len(unit))
    found = []
    for amount in np.sort(amounts)[::-1]:
        there = capacity.copy()
        there[resource] = amount
        prices = smooth_prices(some.rows(slice(None), there * share), prices, low, DEAR * unit, COLD)
        found.append(prices)
    return found


def _line(some: Choices, capacity: Array, resource: int, prices: Array) -> tuple[float, float]:
    """The bound at these prices whatever there is of the resource: worth without any of it, and of one more.

    At any amount the lowest of such lines bounds the best plan: prices found for one amount serve the others too.
    """
    without = capacity.copy()
    without[resource] = 0.0
    return bound(some.rows(slice(None), without), prices), float(prices[resource])
