"""Panels of past origins from purchase days, made in plain Python: what `feature.sql` and `outcome.sql` make."""

from collections.abc import Sequence
from datetime import date

import numpy as np

from guanxi.core.models.fitting import Array
from guanxi.core.models.panel import FEATURES, Origin, Panel

Days = dict[int, float]
"""Money by day of purchase, ascending; days counted from anywhere."""


def counted(customers: Sequence[dict[date, float]]) -> list[Days]:
    return [{day.toordinal(): money for day, money in days.items()} for days in customers]


def features(days: Days, horizon: int) -> dict[str, float]:
    """What is known today, day 0, of somebody with purchases on `days` (up to 0)."""
    first, last = min(days), max(days)
    ages = [day - first for day in days]
    row: dict[str, float] = {"x": len(days) - 1, "t_x": last - first, "T": -first}
    row |= {"age_sum": sum(ages), "age_squares": sum(age * age for age in ages)}
    for name, part in (("whole", 1), ("half", 2), ("quarter", 4), ("eighth", 8)):
        lately = [money for day, money in days.items() if -day * part < horizon]
        row |= {f"bought_{name}": len(lately), f"spent_{name}": sum(lately)}
    row |= {"money": sum(days.values()), "first_money": days[first], "last_money": days[last]}
    return {name: row[name] for name in FEATURES}


def panel(customers: Sequence[Days], today: int, origins: tuple[Origin, ...]) -> Panel:
    """The panel of customers as known at each origin before `today`, ordered by origin and customer."""
    rows, who = [], []
    for origin in sorted(origins, key=lambda each: each.number):
        at = today - origin.days_back
        for number, days in enumerate(customers):
            known = {day - at: money for day, money in days.items() if day <= at}
            if known:
                came = [money for day, money in days.items() if origin.number and at < day <= at + origin.horizon]
                rows.append((features(known, origin.horizon), len(came), sum(came)))
                who.append((origin.number, number))
    columns = {name: np.array([row[name] for row, _, _ in rows], dtype=np.float64) for name in FEATURES}
    numbers = np.array(who, dtype=np.float64).reshape(-1, 2)
    came_all = np.array([(count, money) for _, count, money in rows], dtype=np.float64).reshape(-1, 2)
    return Panel(origins, numbers[:, 0], numbers[:, 1], columns, came_all[:, 0], came_all[:, 1])


def came(customers: Sequence[Days], today: int, horizon: int) -> tuple[Array, Array]:
    """Purchases and money in (today, today + horizon] of everybody known by today."""
    known = [days for days in customers if min(days) <= today]
    later = [[money for day, money in days.items() if today < day <= today + horizon] for days in known]
    return np.array([len(each) for each in later], dtype=float), np.array([sum(each) for each in later], dtype=float)


def simulated(customers: int, span: int, seed: int = 3) -> list[Days]:
    """A brand of `span` days: people acquired all along, buying at rates of their own until they leave unseen."""
    rng = np.random.default_rng(seed)
    people = []
    for _ in range(customers):
        start, life, mean = int(rng.integers(0, span)), rng.exponential(200), rng.gamma(5.0, 6.0)
        day, days = float(start), {start: float(rng.gamma(4.0, mean / 4.0))}
        gap = 1 / rng.gamma(0.9, 1 / 40)
        while (day := day + rng.exponential(gap)) < min(start + life, span):
            days[int(day)] = float(rng.gamma(4.0, mean / 4.0))
        people.append(days)
    return people
