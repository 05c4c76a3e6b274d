"""What was learned from past origins: how often customers buy again, and for how much.

Two learners, because how often and how much hang on different things. The first starts from the rate of somebody who
lives, the second from Gamma-Gamma; neither is told what the purchase models think of life: two forecasts that err for
different reasons make a better one together.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from guanxi.core.models.design import Measure, proportions
from guanxi.core.models.fitting import Array
from guanxi.core.models.learner import Learner
from guanxi.core.models.panel import Panel

Features = Mapping[str, Array]


@dataclass(frozen=True, slots=True)
class Lesson:
    """Customers at one past origin and what came; `spend` (customers,): money of a purchase by the formula."""

    rows: Panel
    measure: Measure
    spend: Array

    def keep(self, who: NDArray[np.bool_]) -> "Lesson":
        """Return the lesson of some of the customers."""
        return Lesson(self.rows.keep(who), self.measure, self.spend[who])


class Learned:
    """Purchases and money of a purchase, learned from lessons; levels are left to the formulas."""

    def __init__(self, seed: int = 0) -> None:
        self.often = Learner("poisson", seed)
        self.much = Learner("gamma", seed)

    def fit(self, lessons: list[Lesson]) -> Self:
        """Learn from past origins; return itself."""
        seen = np.vstack([proportions(lesson.rows.features, lesson.measure, lesson.spend) for lesson in lessons])
        bought = np.concatenate([lesson.rows.purchases for lesson in lessons])
        self.often.fit(seen, bought, np.concatenate([_start(lesson) for lesson in lessons]))
        revenue = np.concatenate([lesson.rows.revenue / lesson.measure.unit for lesson in lessons])
        offset = np.concatenate([np.log(lesson.spend / lesson.measure.unit) for lesson in lessons])
        paid = (bought > 0) & (revenue > 0)
        self.much.fit(seen[paid], revenue[paid] / bought[paid], offset[paid], bought[paid])
        return self

    def of(self, features: Features, measure: Measure, spend: Array) -> tuple[Array, Array]:
        """Return purchases to come, up to a factor common to all, and the money of each, both of shape (customers,).

        `spend`: money of a purchase by the formula.
        """
        seen = proportions(features, measure, spend)
        often = np.exp(_alive(features, measure) + self.often.log_ratio(seen))
        return often, np.asarray(spend * np.exp(self.much.log_ratio(seen)))


def _alive(features: Features, measure: Measure) -> Array:
    """Return the logarithm of the purchases to come from somebody who lives, in means of the brand."""
    return measure.log_rate(features["x"], features["T"])


def _start(lesson: Lesson) -> Array:
    """Return where learning starts: the rate if alive, set to the level of what came at this origin."""
    start = _alive(lesson.rows.features, lesson.measure)
    came = max(float(lesson.rows.purchases.sum()), 1e-9)
    return np.asarray(start + np.log(came / float(np.exp(start).sum())))
