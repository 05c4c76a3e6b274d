"""A past day as a lesson: what could be known then, and the growth that came."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from guanxi.core.arrays import floats
from guanxi.core.flow.hindsight.stage import Columns, one_in, window, yardsticks
from guanxi.core.models.ranking import Ranked
from guanxi.core.ports import Progress, Warehouse
from guanxi.core.sqlfiles import make

DRAWN = 30_000  # persons that a dozen weights need at most; standings were settled over everybody before
KNOWN = ("y.silence", "y.orders", "y.spent", "y.usual", "y.recent", "a.growth")


@dataclass(frozen=True, slots=True)
class Past:
    """A past day: `ranked` standings with the gain of contribution that came, and yardsticks by name, (persons,)."""

    day: date
    ranked: Ranked
    yardsticks: Columns


def lesson(warehouse: Warehouse, as_of: date, horizon: int, terms: Sequence[str], progress: Progress) -> Past:
    """Read standings of `terms` (columns of table `term`) beside the growth of contribution that came.

    Growth is what somebody brought in the `horizon` days after `as_of` beyond the `horizon` days up to it, at least 0.
    Reads `term`, `yardstick` and the sales up to the end of the horizon.
    """
    make(warehouse, __package__, ("afterwards",), window(as_of, horizon), progress)
    rows = warehouse.read(
        f"SELECT t.*, {_named()} FROM term AS t JOIN yardstick AS y ON y.customer_no = t.customer_no"
        " JOIN afterwards AS a ON a.customer_no = t.customer_no"
        f" WHERE t.customer_no % {one_in(warehouse, DRAWN)} = 0 ORDER BY y.customer_id"
    )
    standings = np.stack([floats(rows, name) for name in terms], axis=1)
    known = {name.partition(".")[2]: floats(rows, name) for name in KNOWN}
    return Past(as_of, Ranked(standings, known["growth"]), yardsticks(known))


def _named() -> str:
    """The columns known, under names that no term can have."""
    return ", ".join(f'{name} AS "{name}"' for name in KNOWN)
