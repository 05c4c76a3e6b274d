"""What people do in the app besides buying: visits, views, check-ins, shares, reviews, questions, events."""

from dataclasses import dataclass

import numpy as np

from guanxi.world.brand import YOUNGEST, Floats, Ints, use_by_month
from guanxi.world.life import Life
from guanxi.world.people import MONTH, People

KINDS = ("visit", "view", "check_in", "share", "review", "ask", "attend")
PER_VISIT = (1.0, 0.9, 0.22, 0.03, 0.025, 0.04, 0.008)  # how often each kind happens on a visit, on average


@dataclass(frozen=True, slots=True)
class Events:
    """App events by column, ordered by time; `topic` is a category, -1 where an event has none."""

    person: Ints
    day: Ints
    second: Ints
    kind: Ints
    topic: Ints

    def __len__(self) -> int:
        return len(self.person)


def signal(people: People, life: Life, rng: np.random.Generator) -> Events:
    """Turn weekly visits into single events."""
    week, person, visits = np.concatenate(life.visits, axis=1)
    visitor, day = np.repeat(person, visits), np.repeat(week * 7, visits)
    day = day + rng.integers(0, 7, len(day))
    second = (np.clip(rng.normal(20, 3, len(day)), 8, 22.7) * 3600).astype(np.int64)
    times = np.stack([_times(kind, len(visitor), rng) for kind in range(len(KINDS))], axis=1)
    visit, kind = np.nonzero(times)
    again = times[visit, kind]
    visit, kind = np.repeat(visit, again), np.repeat(kind, again)
    topic = np.where(kind == 0, -1, _topics(people, visitor, day, rng)[visit])
    second = np.minimum(second[visit] + kind * 40 + rng.integers(0, 30, len(visit)), 23 * 3600 - 1)
    order = np.lexsort((kind, visitor[visit], second, day[visit]))
    return Events(visitor[visit][order], day[visit][order], second[order], kind[order], topic[order])


def _times(kind: int, visits: int, rng: np.random.Generator) -> Ints:
    """How often a kind of event happens on each visit."""
    if kind == 0:
        return np.ones(visits, dtype=np.int64)
    return np.asarray(rng.poisson(PER_VISIT[kind], visits), dtype=np.int64)


def _topics(people: People, visitor: Ints, day: Ints, rng: np.random.Generator) -> Ints:
    """The category on the visitor's mind: what the child needs about now or will need next month."""
    curve: Floats = use_by_month()
    month = np.clip((day - people.due[visitor]) / MONTH + rng.integers(0, 2, len(day)) - YOUNGEST, 0, len(curve) - 1)
    steps = np.cumsum(np.sqrt(curve) + 0.02, axis=1)[month.astype(np.int64)]
    return np.asarray((rng.random(len(day))[:, None] * steps[:, -1:] > steps).sum(axis=1))
