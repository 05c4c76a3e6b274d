"""What the forecast learns from: customers as they were known on past days (origins), and what came afterwards."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from guanxi.core.models.fitting import Array

FEATURES = (
    "x", "t_x", "T", "age_sum", "age_squares",
    "bought_eighth", "bought_quarter", "bought_half", "bought_whole", "spent_quarter", "spent_whole",
    "money", "first_money", "last_money",
)  # fmt: skip
"""Columns of table `feature` that a forecast reads, for somebody known on the day of the origin.

x, t_x, T (days) as everywhere; age_sum and age_squares: sum of the ages (days since the first purchase) at which
repeat purchases were made, and of their squares; bought_… and spent_…: purchases and their money within the last
eighth, quarter, half and whole of the horizon; money of all purchases, of the first and of the last.
"""
OUTCOMES = ("purchases", "revenue")
"""Columns of table `outcome`: purchases and net revenue within the horizon after the origin."""


@dataclass(frozen=True, slots=True)
class Origin:
    """A day from which to look ahead: `days_back` before today, `horizon` days ahead; number 0 is today."""

    number: int
    days_back: int
    horizon: int


@dataclass(frozen=True, slots=True)
class Panel:
    """Rows (origin, customer), ordered by both: `features` by name, and what came (nothing yet at number 0).

    `origin_no` says which origin a row belongs to; every array has shape (rows,). `purchases` and `revenue` (at
    least 0) are those of (origin, origin + horizon]. `customer_no` is the same number at every origin.
    """

    origins: tuple[Origin, ...]
    origin_no: Array
    customer_no: Array
    features: Mapping[str, Array]
    purchases: Array
    revenue: Array

    def at(self, origin: Origin) -> "Panel":
        """Return the rows of one origin."""
        return self.keep(self.origin_no == origin.number, (origin,))

    def keep(self, rows: NDArray[np.bool_], origins: tuple[Origin, ...] | None = None) -> "Panel":
        """Return the rows chosen by a mask of shape (rows,)."""
        features = {name: values[rows] for name, values in self.features.items()}
        given = self.origins if origins is None else origins
        where = (self.origin_no[rows], self.customer_no[rows])
        return Panel(given, *where, features, self.purchases[rows], self.revenue[rows])

    @property
    def today(self) -> "Panel":
        """The rows known today."""
        return self.at(next(origin for origin in self.origins if origin.number == 0))

    @property
    def past(self) -> tuple[Origin, ...]:
        """The origins of which is known what came, the latest first."""
        return tuple(sorted((o for o in self.origins if o.number > 0), key=lambda o: o.days_back))
