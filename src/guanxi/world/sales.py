"""From packs to order lines: trips to a channel on a day, products, prices, what goes back or is never paid."""

from dataclasses import dataclass, fields
from datetime import date
from typing import Self

import numpy as np

from guanxi.world.brand import CATEGORIES, STORE, STORE_CITY, TMALL, Flags, Floats, Ints, Products, sales_weeks
from guanxi.world.life import Life
from guanxi.world.people import MONTH, People

PAID, RETURNED, PARTLY, CANCELLED, UNPAID = range(5)
STATES = ("paid", "returned", "partly returned", "cancelled", "unpaid")


@dataclass(frozen=True, slots=True)
class Lines:
    """Order lines by column.

    `day` counts from the first day, `second` within the day (local time); money in fen: `unit` price of a pack,
    `paid` at first, `back` given back; `channel` and `state` as in SOURCES and STATES.
    """

    order: Ints
    person: Ints
    product: Ints
    category: Ints
    packs: Ints
    unit: Ints
    paid: Ints
    back: Ints
    state: Ints
    day: Ints
    second: Ints
    channel: Ints
    store: Ints

    @property
    def kept(self) -> Ints:
        """Money really kept, in fen."""
        return self.paid - self.back

    def pick(self, rows: Ints | Flags) -> Self:
        """Return some of the lines."""
        return type(self)(**{field.name: getattr(self, field.name)[rows] for field in fields(self)})

    def __len__(self) -> int:
        return len(self.order)


def sell(people: People, life: Life, goods: Products, start: date, rng: np.random.Generator) -> Lines:
    """Turn what people bought from us into order lines, ordered by time."""
    week, person, category, packs = np.concatenate(life.bought, axis=1)
    trips, order = np.unique(week * len(people) + person, return_inverse=True)
    trip_week, trip_person = np.divmod(trips, len(people))
    weeks = int(trip_week.max(initial=0)) + 1
    factor, sale_day = sales_weeks(start, weeks)
    channel = _channel(people.channels[trip_person], factor[trip_week], rng)
    day = trip_week * 7 + _day(people.weekday[trip_person], sale_day[trip_week], start, rng)
    product, unit = _goods(people, goods, person, category, day[order], factor[week], rng)
    lines = Lines(
        order=order, person=person, product=product, category=category, packs=packs, unit=unit, paid=unit * packs,
        back=np.zeros_like(unit), state=np.zeros_like(unit), day=day[order], second=_second(len(trips), rng)[order],
        channel=channel[order], store=_store(people.city[person], rng),
    )  # fmt: skip
    return _in_time(_with_mishaps(_tmall_alone(lines), rng))


def _channel(chances: Floats, factor: Floats, rng: np.random.Generator) -> Ints:
    """The trip's channel; on sales days the flagship store draws more."""
    chances = chances.copy()
    chances[:, TMALL] *= np.where(factor < 0.85, 2.0, 1.0)
    steps = np.cumsum(chances, axis=1)
    return np.asarray((rng.random(len(steps))[:, None] * steps[:, -1:] > steps).sum(axis=1))


def _day(habit: Ints, sale_day: Ints, start: date, rng: np.random.Generator) -> Ints:
    """The day in the week: the sales day, the usual weekday, or any."""
    usual = (habit - start.weekday()) % 7
    day = np.where(rng.random(len(habit)) < 0.55, usual, rng.integers(0, 7, len(habit)))
    return np.where((sale_day >= 0) & (rng.random(len(habit)) < 0.6), sale_day, day)


def _second(trips: int, rng: np.random.Generator) -> Ints:
    """Time of day in seconds: around noon and in the evening, from 9:00 to 22:50."""
    noon = rng.random(trips) < 0.4
    hour = np.where(noon, rng.normal(12.5, 1.8, trips), rng.normal(20.3, 1.6, trips))
    return np.asarray(np.clip(hour, 9, 22.8) * 3600, dtype=np.int64) + rng.integers(0, 120, trips)


def _store(city: Ints, rng: np.random.Generator) -> Ints:
    """A store in the person's city (a whole table of chances is not needed: one city has two)."""
    first = {town: STORE_CITY.index(town) for town in set(STORE_CITY)}
    place = np.array([first.get(town, 0) for town in range(int(city.max(initial=0)) + 1)])[city]
    return np.asarray(place + ((city == 0) & (rng.random(len(city)) < 0.4)))


def _goods(
    people: People, goods: Products, person: Ints, category: Ints, day: Ints, factor: Floats, rng: np.random.Generator
) -> tuple[Ints, Ints]:
    """The product that fits the child, purse and habit, and the price of a pack that day."""
    age = (day - people.due[person]) / MONTH
    size = np.zeros(len(person), dtype=np.int64)
    for c, kind in enumerate(CATEGORIES):
        of = category == c
        size[of] = np.digitize(age[of], [months for months, _ in kind.sizes[1:]])
    moves = rng.choice((-1, 0, 1), len(person), p=(0.08, 0.84, 0.08))
    line = people.line[person] ^ (rng.random(len(person)) < 0.1)
    product = goods.at[category, np.clip(people.tier[person] + moves, 0, 2), line, size]
    coupon = np.where(rng.random(len(person)) < 0.3 * people.bargains[person], 0.93, 1.0)
    return product, np.round(goods.price[product] * factor * coupon / 10).astype(np.int64) * 10


def _tmall_alone(lines: Lines) -> Lines:
    """On Tmall every product of a trip is an order of its own, some seconds apart."""
    tmall = lines.channel == TMALL
    order, second = lines.order.copy(), lines.second.copy()
    order[tmall] = int(order.max(initial=0)) + 1 + np.arange(tmall.sum())
    second[tmall] += lines.category[tmall] * 7
    return _changed(lines, order=order, second=second)


def _with_mishaps(lines: Lines, rng: np.random.Generator) -> Lines:
    """Goods given back whole or in part, and orders that were cancelled or never paid before the real one."""
    fate = rng.random(len(lines))
    state = np.select([fate < 0.025, (fate < 0.035) & (lines.channel != STORE)], [RETURNED, PARTLY], PAID)
    some = np.round(lines.paid * rng.uniform(0.1, 0.6, len(lines)) / 10).astype(np.int64) * 10
    lines = _changed(lines, state=state, back=np.select([state == RETURNED, state == PARTLY], [lines.paid, some], 0))
    chance = rng.random(int(lines.order.max(initial=0)) + 1)[lines.order]
    parts = [lines]
    for fate_state, low, high in ((CANCELLED, 0.0, 0.02), (UNPAID, 0.02, 0.05)):
        again = lines.pick((chance >= low) & (chance < high) & (lines.channel != STORE))
        order = again.order + (int(parts[-1].order.max(initial=0)) + 1)
        paid = again.unit * again.packs * (fate_state == CANCELLED)
        second = again.second - 1800 + again.person % 600
        parts.append(_changed(again, order=order, paid=paid, back=paid, second=second,
                              state=np.full(len(again), fate_state)))  # fmt: skip
    return Lines(**{f.name: np.concatenate([getattr(part, f.name) for part in parts]) for f in fields(Lines)})


def _in_time(lines: Lines) -> Lines:
    """Sort by time and number the orders in that order."""
    lines = lines.pick(np.lexsort((lines.product, lines.order, lines.second, lines.day)))
    _, first, which = np.unique(lines.order, return_index=True, return_inverse=True)
    rank = np.empty(len(first), dtype=np.int64)
    rank[np.argsort(first)] = np.arange(len(first))
    return _changed(lines, order=rank[which])


def _changed(lines: Lines, **columns: Ints) -> Lines:
    """Return the lines with some columns replaced."""
    return Lines(**{field.name: columns.get(field.name, getattr(lines, field.name)) for field in fields(Lines)})
