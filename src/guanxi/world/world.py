"""The simulated brand as a whole: people, their weeks, what was sold, and who they are in each source."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from guanxi.core.kernel.errors import InputError
from guanxi.world.brand import Products, products, sales_weeks
from guanxi.world.life import Life, live
from guanxi.world.people import People, draw_people
from guanxi.world.records import Records, draw_records
from guanxi.world.sales import Lines, sell
from guanxi.world.signals import Events, signal

LEAST_PEOPLE = 50


@dataclass(frozen=True, slots=True)
class World:
    """A maternity brand with known truth, from `start` to `end` (both included, whole weeks)."""

    seed: int
    start: date
    end: date
    people: People
    life: Life
    goods: Products
    lines: Lines
    records: Records
    events: Events

    @property
    def weeks(self) -> int:
        """How many weeks were simulated."""
        return ((self.end - self.start).days + 1) // 7


def simulate(people: int, years: float, seed: int, end: date) -> World:
    """Simulate a maternity brand of `people` people over `years` years until `end`; the same seed, the same brand.

    Nothing in it follows guanxi's own models: people buy when stocks run out, which the child's age drives; they shop
    around, follow friends and sales days, lose patience, are won over by rivals, or their child outgrows the shop.
    Raises InputError below 50 people or a quarter of a year.
    """
    weeks = round(years * 365.25) // 7
    if people < LEAST_PEOPLE or weeks < 13:
        raise InputError(
            f"A brand of {people} people over {years} years is too small to simulate.",
            f"Use at least {LEAST_PEOPLE} people and a quarter of a year.",
        )
    start = end - timedelta(days=weeks * 7 - 1)
    who, how, what, names, seen = (np.random.default_rng((seed, part)) for part in range(5))
    crowd = draw_people(people, weeks * 7, who)
    goods = products()
    life = live(crowd, weeks, sales_weeks(start, weeks)[0], how)
    lines = sell(crowd, life, goods, start, what)
    return World(seed, start, end, crowd, life, goods, lines, draw_records(crowd, names), signal(crowd, life, seen))
