"""When the next purchase comes, in whole days, for very many customers: by looking it up in tables."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from guanxi.core.models.cells import levels
from guanxi.core.models.fitting import Array
from guanxi.core.models.purchase import PurchaseModel

MOST_DAYS = 3_650  # a purchase further away is none that anybody can wait for
AT_ONCE = 1_000_000  # numbers in a table


def days_until(model: PurchaseModel, x: Array, t_x: Array, T: Array, chances: Sequence[float]) -> tuple[Array, ...]:
    """Return, for each of `chances`, the whole days after which somebody has bought again with it, shape (cells,).

    `T` in whole days. NaN where the chance is not reached within ten years: the customer has probably left.
    """
    found = tuple(np.full(x.shape, np.nan) for _ in chances)
    if not x.size:
        return found
    alive, order, (level, many) = model.p_alive(x, t_x, T), np.argsort(x, kind="stable"), levels(x)
    first_row = np.cumsum(many) - many
    day = np.arange(T.min(), T.max() + MOST_DAYS + 1)
    step = max(1, AT_ONCE // day.size)
    for start in range(0, level.size, step):
        again, waiting = model.waiting(level[start : start + step, None], day)
        for place, of_level in enumerate(waiting):
            rows = order[int(first_row[start + place]) :][: int(many[start + place])]
            now = (T[rows] - day[0]).astype(np.int64)
            ever = alive[rows] * again[place, now]
            for days, chance in zip(found, chances, strict=True):
                days[rows] = _days(of_level, now, ever, chance)
    return found


def _days(waiting: Array, now: NDArray[np.int64], ever: Array, chance: float) -> Array:
    """Return the days from `now` until of those who buy again (with chance `ever`) so few still wait for it.

    `waiting`: logarithm of those who still wait on each day, falling.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        few = waiting[now] + np.log1p(-chance / ever)  # NaN where that many never buy
    days = np.searchsorted(-waiting, -few) - now
    return np.where((days <= MOST_DAYS) & (ever > chance), np.maximum(days, 1), np.nan)
