"""Scores beside each other on past days: how much each holds of what came, with paired bootstrap intervals."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from guanxi.core.models.fitting import Array

TOP = 0.2  # of persons, by score, whose share is told
DRAWS, SEED, LEVEL = 200, 7, 0.9
Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Day:
    """One past day: `who` (each person's place among the persons of all days), scores by name, and what came.

    Arrays of shape (persons,). The first score is the one in question; the others are what it must beat.
    """

    who: Counts
    scores: Mapping[str, Array]
    came: Array


class Mark(NamedTuple):
    """A score on one day (its number; None for the mean of all): share held by the first fifth, and Gini.

    `lead`: how far the score in question is ahead of it in share, low to high; `gini_lead` the same in Gini.
    """

    day: int | None
    score: str
    share: float
    lead: float
    low: float
    high: float
    gini: float
    gini_lead: float
    gini_low: float
    gini_high: float


def marks(days: Sequence[Day], top: float = TOP, draws: int = DRAWS, seed: int = SEED) -> list[Mark]:
    """Return every score's marks on every day, then their means over days.

    Intervals are of persons drawn anew with everything they did on all days (cluster bootstrap, Efron & Tibshirani
    1993, ch. 8); paired: all scores meet the same draws. Ties stand in the order given.
    """
    names = list(days[0].scores)
    ordered = [_Sorted(day) for day in days]
    drawn = np.stack([_measured(ordered, counts, top) for counts in _counts(days, draws, seed)])
    found = [mark for number in range(len(days)) for mark in _marks(number, names, drawn[:, number])]
    return found + _marks(None, names, drawn.mean(axis=1))


def _counts(days: Sequence[Day], draws: int, seed: int) -> Iterator[Counts]:
    """Everybody once, then how often each person is drawn."""
    persons = max((int(day.who.max(initial=-1)) for day in days), default=-1) + 1
    random = np.random.default_rng(seed)
    yield np.ones(persons, dtype=np.int64)
    for _ in range(draws):
        yield np.bincount(random.integers(0, persons, persons), minlength=persons)


def _measured(days: Sequence["_Sorted"], counts: Counts, top: float) -> Array:
    """Share and Gini of every score on every day, persons counted so often; shape (days, scores, 2)."""
    return np.array([day.measured(counts[day.day.who], top) for day in days])


class _Sorted:
    """A day with everybody in the order of each score, settled once for all draws."""

    def __init__(self, day: Day) -> None:
        self.day = day
        self.best = np.argsort(-day.came, kind="stable")
        self.orders = [np.argsort(-score, kind="stable") for score in day.scores.values()]

    def measured(self, weights: Counts, top: float) -> list[tuple[float, float]]:
        """Share and Gini of every score, persons counted so often."""
        came = self.day.came
        perfect = _gathered(weights[self.best], came[self.best], top)[1]
        found = [_gathered(weights[order], came[order], top) for order in self.orders]
        return [(share, area / perfect if perfect > 0 else 0.0) for share, area in found]


def _gathered(weights: Counts, came: Array, top: float) -> tuple[float, float]:
    """Share held by the first `top` of persons, in the order given, and area between their curve and the diagonal."""
    total = float((weights * came).sum())
    if total <= 0:
        return 0.0, 0.0
    upto = np.cumsum(weights)
    first = np.clip(round(top * upto[-1]) - (upto - weights), 0, weights)
    behind = upto[-1] - upto + weights / 2
    share = float((first * came).sum()) / total
    return share, float((weights * came * behind).sum()) / total / float(upto[-1]) - 0.5


def _marks(number: int | None, names: Sequence[str], drawn: Array) -> list[Mark]:
    """One day's marks from its draws, shape (draws + 1, scores, 2), the first of which is everybody once."""
    leads = drawn[:, :1] - drawn
    ends = np.quantile(leads[1:], [(1 - LEVEL) / 2, (1 + LEVEL) / 2], axis=0) if len(leads) > 1 else leads[[0, 0]]
    told = np.stack([drawn[0], leads[0], *ends], axis=1)  # scores × (mark, lead, low, high) × measures
    return [Mark(number, name, *told[place].T.ravel().tolist()) for place, name in enumerate(names)]
