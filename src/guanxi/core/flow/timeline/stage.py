"""The order in which what happened becomes a timeline."""

from datetime import date, datetime, time, timedelta

from guanxi.core.ports import Progress, Warehouse
from guanxi.core.sqlfiles import Value, make

MOST = 200  # events of one person: the newest
TABLES = ("deed", "crowded", "timeline")


def run(warehouse: Warehouse, as_of: date, progress: Progress) -> None:
    """Make `timeline`: the newest events of everybody by the end of day `as_of`; reads `customer_day` and `person`."""
    values: dict[str, Value] = {
        "as_of": as_of,
        "until": datetime.combine(as_of + timedelta(days=1), time()),
        "most": MOST,
    }
    make(warehouse, __package__, TABLES, values, progress, views=("timeline",))
