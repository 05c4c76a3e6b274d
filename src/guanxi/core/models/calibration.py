"""Which weights to propose: learned on past days, judged only on days whose growth they have not seen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from guanxi.core.models.fitting import Array
from guanxi.core.models.marks import Day, marks
from guanxi.core.models.ranking import Ranked, capture, ranking_weights

RIDGES = (0.0001, 0.001, 0.01)  # how firmly weights are held together; which of them is the past's own choice


@dataclass(frozen=True, slots=True)
class Lesson:
    """A past day, `days_back` before today: standings of the candidates with what came, and other scores by name."""

    days_back: int
    ranked: Ranked
    others: Mapping[str, Array]


@dataclass(frozen=True, slots=True)
class Lift:
    """Share of a day's growth held by a score's first fifth; the lead over it of the score in question, low to high."""

    score: str
    capture: float
    lead: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Calibrated:
    """Weights by candidate; how the way of learning did on days it had not seen, best first; days so judged."""

    weights: Array
    ridge: float
    lifts: tuple[Lift, ...]
    judged: tuple[int, ...]


def calibrate(lessons: Sequence[Lesson], horizon: int, latest: int) -> Calibrated:
    """Learn weights from the `latest` lessons nearest to today, in the way that did best where it had not looked.

    A day is judged by weights learned on days at least `horizon` before it, so that no growth is seen twice.
    """
    ordered = sorted(lessons, key=lambda lesson: lesson.days_back)
    seen = {lesson.days_back: _before(lesson, ordered, horizon) for lesson in ordered}
    judged = [lesson for lesson in ordered if seen[lesson.days_back]]
    ridge = max(RIDGES, key=lambda one: _mean([_learned(seen[day.days_back], one, day)[0] for day in judged], -one))
    lifts: tuple[Lift, ...] = ()
    if judged:
        nearest = judged[0]
        own = _learned(seen[nearest.days_back], ridge, nearest)[1]
        lifts = compare({"calibrated": own, **nearest.others}, nearest.ranked.gain)
    weights = ranking_weights([lesson.ranked for lesson in ordered[:latest]], ridge)
    return Calibrated(weights, ridge, lifts, tuple(lesson.days_back for lesson in judged))


def _before(lesson: Lesson, lessons: Sequence[Lesson], horizon: int) -> list[Ranked]:
    """What was known of growth on a lesson's day."""
    return [other.ranked for other in lessons if other.days_back >= lesson.days_back + horizon]


def _learned(seen: Sequence[Ranked], ridge: float, lesson: Lesson) -> tuple[float, Array]:
    """The capture, and the score, of weights learned on other days."""
    score = (lesson.ranked.standings * ranking_weights(seen, ridge)).sum(axis=1)
    return capture(score, lesson.ranked.gain), score


def _mean(values: Sequence[float], otherwise: float) -> float:
    return float(np.mean(values)) if values else otherwise


def compare(scores: Mapping[str, Array], gain: Array) -> tuple[Lift, ...]:
    """Scores beside the first of them on one day, the best first; its lead over each, with a 90 % interval."""
    found = marks([Day(np.arange(len(gain)), scores, gain)])[: len(scores)]
    lifts = [Lift(mark.score, mark.share, mark.lead, mark.low, mark.high) for mark in found]
    return tuple(sorted(lifts, key=lambda lift: -lift.capture))
