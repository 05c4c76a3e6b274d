"""The follow-up of an appraisal as of a past date."""

from datetime import date, datetime, time, timedelta

from guanxi.core.ports import Progress, Warehouse
from guanxi.core.sqlfiles import make


def run(warehouse: Warehouse, as_of: date, days: int, progress: Progress) -> None:
    """Make `score_decile_followup` from table `appraisal` and the order lines of (as_of, as_of + days]."""
    since = datetime.combine(as_of + timedelta(days=1), time())
    values = {"since": since, "until": since + timedelta(days=days)}
    make(warehouse, __package__, ("score_decile_followup",), values, progress)
