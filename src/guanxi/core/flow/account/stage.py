"""The order in which two appraisals become a customer equity statement."""

from datetime import date, datetime, time, timedelta

from guanxi.core.ports import Progress, Warehouse
from guanxi.core.sqlfiles import Value, make

TABLES = ("equity_change", "equity_channel", "equity_spending", "equity_person", "equity_statement")


def run(warehouse: Warehouse, opening_day: date, closing_day: date, progress: Progress) -> None:
    """Make `equity_person` and `equity_statement`: what relationships were worth on two days, and what moved it.

    Money is in whole hundredths, so that every sum balances to the cent: opening + revaluation + acquired + recovered +
    developed + declined + lost + others = closing. Reads `opening`, `restated` and `closing` (appraisals, the second of
    the opening day as it would be seen now), `opening_identity`, `identity` and the canonical `investment` and
    `order_line` (for the channel of the first purchase). Source: Wiesel, Skiera & Villanueva (2008), Customer Equity:
    An Integral Part of Financial Reporting, J. Marketing 72(2).
    """
    values: dict[str, Value] = {
        "since": datetime.combine(opening_day + timedelta(days=1), time()),
        "until": datetime.combine(closing_day + timedelta(days=1), time()),
    }
    make(warehouse, __package__, TABLES, values, progress)
