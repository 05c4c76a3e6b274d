"""What is kept of a past day before later sales are read over it."""

from datetime import date, datetime, time, timedelta

from guanxi.core.models.fitting import Array
from guanxi.core.models.ranking import quintile_sum
from guanxi.core.ports import Progress, Warehouse
from guanxi.core.sqlfiles import Value, make

Columns = dict[str, Array]

OFFERED = 30_000  # persons whose offers are judged, at most


def remember_value(warehouse: Warehouse, progress: Progress) -> None:
    """Keep what was said of the horizon: make `said_value` from `customer_value`."""
    make(warehouse, __package__, ("said_value",), {}, progress)


def remember(warehouse: Warehouse, progress: Progress, *, offers: bool = False) -> None:
    """Keep what anybody could rank by: make `yardstick`; and `said_offer` where `offers` are to be judged."""
    make(warehouse, __package__, ("yardstick",), {}, progress)
    if offers:
        make(warehouse, __package__, ("said_offer",), {"every": one_in(warehouse, OFFERED)}, progress)


def one_in(warehouse: Warehouse, most: int) -> int:
    """Of how many known persons one is drawn, for at most so many in all."""
    persons = warehouse.read("SELECT count(*) AS n FROM yardstick")["n"][0].as_py()
    return max(1, -(-int(persons) // most))


def window(as_of: date, horizon: int) -> dict[str, Value]:
    """The moments between which the horizon lies, and its days."""
    since = datetime.combine(as_of + timedelta(days=1), time())
    return {"since": since, "until": since + timedelta(days=horizon), "horizon": horizon}


def yardsticks(columns: Columns) -> Columns:
    """Scores that anybody could think of, to be beaten; from silence, orders, spent, usual and recent."""
    spent, usual, recent = columns["spent"], columns["usual"], columns["recent"]
    return {
        "rfm": quintile_sum(columns["silence"], columns["orders"], spent),
        "recency": -columns["silence"],
        "spend": spent,
        "usual_less_recent": usual - recent,
        "usual": usual,
    }
