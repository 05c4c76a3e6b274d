"""The 1/10 sample of CDNOW as its papers count it: purchase days of each customer."""

import csv
from collections import defaultdict
from datetime import date

import pytest
from tests.shared import DATA

SAMPLE = DATA / "cdnow" / "cdnow_sample.csv"
END = date(1997, 9, 30)  # of the 39 weeks on which the papers fit
needs_cdnow = pytest.mark.skipif(not SAMPLE.exists(), reason="the CDNOW sample is not at ../shared/data/cdnow")


def money_by_day(to: date = END) -> list[dict[date, float]]:
    """Return money by purchase day, one mapping a customer, days ascending."""
    customers: dict[str, dict[date, float]] = defaultdict(dict)
    with SAMPLE.open(newline="") as file:
        for row in csv.DictReader(file):
            day = date.fromisoformat(row["date"])
            if day <= to:
                days = customers[row["sample_id"]]
                days[day] = days.get(day, 0.0) + float(row["dollar_value"])
    return [dict(sorted(days.items())) for days in customers.values()]


def first_and_repeat_days(to: date = END) -> list[list[date]]:
    """Return the purchase days of each customer, ascending."""
    return [list(days) for days in money_by_day(to)]
