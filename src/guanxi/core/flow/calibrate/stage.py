"""A past day as a lesson: what could be known then, and what came."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import numpy as np
import pyarrow as pa

from guanxi.core.models.fitting import Array
from guanxi.core.models.ranking import Ranked, quintile_sum
from guanxi.core.ports import Progress, Warehouse
from guanxi.core.sqlfiles import Value, make

DRAWN = 30_000  # persons that a dozen weights need at most; standings were settled over everybody before


@dataclass(frozen=True, slots=True)
class Past:
    """A past day: `ranked` standings with the gain of contribution that came, and yardsticks by name, (persons,)."""

    day: date
    ranked: Ranked
    yardsticks: dict[str, Array]


def run(warehouse: Warehouse, as_of: date, horizon: int, terms: Sequence[str], progress: Progress) -> Past:
    """Make table `growth` and read it: standings of `terms` (columns of table `term`) and gross growth of contribution.

    Growth is what somebody brought in the `horizon` days after `as_of` beyond the `horizon` days up to it, at least 0.
    """
    until = datetime.combine(as_of + timedelta(days=1), time())
    ahead = timedelta(days=horizon)
    values: dict[str, Value] = {"until": until, "since": until - ahead, "later": until + ahead}
    make(warehouse, __package__, ("growth",), values, progress)
    persons = warehouse.read("SELECT count(*) AS n FROM growth")["n"][0].as_py()
    every = max(1, -(-int(persons) // DRAWN))
    rows = warehouse.read(f"SELECT * FROM growth WHERE customer_no % {every} = 0 ORDER BY customer_id")
    standings = np.stack([_floats(rows, name) for name in terms], axis=1)
    return Past(as_of, Ranked(standings, _floats(rows, "gain")), _yardsticks(rows))


def _yardsticks(rows: pa.Table) -> dict[str, Array]:
    """Scores that anybody could think of, to be beaten."""
    spent, usual, recent = (_floats(rows, name) for name in ("all_money", "usual_money", "recent_money"))
    return {
        "rfm": quintile_sum(_floats(rows, "last_silence"), _floats(rows, "all_orders"), spent),
        "spend": spent,
        "usual_less_recent": usual - recent,
        "usual": usual,
    }


def _floats(rows: pa.Table, name: str) -> Array:
    """A column as floats."""
    return np.asarray(rows.column(name).to_numpy(), dtype=np.float64)
