"""What was learned from past origins without any formula: how often customers buy again, and for how much.

Two learners, because how often and how much hang on different things. They see proportions only (`design`) and know
nothing of the purchase models: two forecasts that err for different reasons make a better one together.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from guanxi.core.models.design import purse, rhythm
from guanxi.core.models.fitting import Array
from guanxi.core.models.learner import Learner
from guanxi.core.models.panel import Panel

Features = Mapping[str, Array]


@dataclass(frozen=True, slots=True)
class Lesson:
    """Customers at one past origin, `horizon` days before what came of them was known.

    `unit`: money of an average purchase; `spend` (customers,): money of a purchase by the formula.
    """

    rows: Panel
    horizon: float
    unit: float
    spend: Array

    def keep(self, who: NDArray[np.bool_]) -> "Lesson":
        """Return the lesson of some of the customers."""
        return Lesson(self.rows.keep(who), self.horizon, self.unit, self.spend[who])


class Learned:
    """Purchases and money of a purchase, learned from lessons; levels are left to the formulas."""

    def __init__(self, seed: int = 0) -> None:
        self.often = Learner("poisson", seed)
        self.much = Learner("gamma", seed)

    def fit(self, lessons: list[Lesson]) -> Self:
        """Learn from past origins; return itself."""
        bought = [lesson.rows.purchases for lesson in lessons]
        offsets = [np.full(len(y), np.log(max(y.mean(), 1e-9))) for y in bought]
        seen = [rhythm(lesson.rows.features, lesson.horizon, lesson.unit) for lesson in lessons]
        self.often.fit(np.vstack(seen), np.concatenate(bought), np.concatenate(offsets))
        self._fit_much([lesson.keep((lesson.rows.purchases > 0) & (lesson.rows.revenue > 0)) for lesson in lessons])
        return self

    def purchases(self, features: Features, horizon: float, unit: float) -> Array:
        """Return purchases to come in means of the brand, shape (customers,)."""
        return np.exp(self.often.log_ratio(rhythm(features, horizon, unit)))

    def money(self, features: Features, horizon: float, unit: float, spend: Array) -> Array:
        """Return the money of a purchase to come, shape (customers,); `spend` what the formula says of it."""
        return spend * np.exp(self.much.log_ratio(purse(features, horizon, unit, spend)))

    def _fit_much(self, buyers: list[Lesson]) -> None:
        seen = [purse(lesson.rows.features, lesson.horizon, lesson.unit, lesson.spend) for lesson in buyers]
        count = [lesson.rows.purchases for lesson in buyers]
        worth = [lesson.rows.revenue / lesson.rows.purchases / lesson.unit for lesson in buyers]
        offsets = [np.log(lesson.spend / lesson.unit) for lesson in buyers]
        self.much.fit(np.vstack(seen), np.concatenate(worth), np.concatenate(offsets), np.concatenate(count))
