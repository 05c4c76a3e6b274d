"""The two learners of personal effects, fitted together because they share what they look at."""

from typing import Self

import numpy as np
from scipy.linalg import cho_factor, cho_solve

from guanxi.core.models.fitting import Array
from guanxi.core.models.response.outcome_model import (
    Curves,
    Kind,
    Stages,
    curves,
    deviation_sd,
    effect,
    leanings,
    level,
    stages,
    ties,
)
from guanxi.core.models.response.pooled import difference
from guanxi.core.models.response.trial import Codes, Trial

LEARNERS = ("response", "interacted")
LITTLE = 1e-6  # of the people, as a ridge that keeps columns that say the same apart


class Learners:
    """Effects in proportion to the outcome ("response"), and from one tied regression for each arm ("interacted").

    `kind`: of the outcome; `part` (columns,): of the basis.
    """

    def __init__(self, kind: Kind, part: Codes) -> None:
        self.kind = kind
        self.part = part

    _plan: Stages
    _curves: Curves

    def fit(self, X: Array, trial: Trial, near: "Learners | None" = None) -> Self:
        """Learn from columns (n, columns) and a trial; `near`: learners of nearly the same people, to start from.

        Those that start from others say no standard deviations.
        """
        y, arms = trial.outcome, range(1, trial.arms + 1)
        self._plan = near._plan if near else stages(self.kind, y, trial.arm)
        self._curves = curves(self._plan, X, y, trial.arm, trial.arms, near._curves if near else None)
        self._tied = [ties(self._curves, arm, self.part, near is None) for arm in arms]
        self._pooled = [difference(trial, arm).mean for arm in arms]
        gram = X.T @ X + LITTLE * len(X) * np.eye(X.shape[1])
        self._line = cho_solve(cho_factor(gram), X.T @ y) / (abs(float(y.mean())) or 1.0)
        if near is None:
            self._centre = [self.effects(X, arm).mean(axis=0) for arm in range(trial.arms)]
            self._leaning = [[one.mean(axis=0) for one in leanings(self._plan, X, tied)] for tied in self._tied]
        return self

    @property
    def bounds(self) -> tuple[float | None, float | None]:
        """Between what outcomes lie, for np.clip."""
        return (None, None) if self._plan.links == ("identity",) else (0.0, 1.0 if self.kind == "binary" else None)

    def nothing(self, X: Array) -> Array:
        """Return the outcome expected under nothing, shape (n,)."""
        return level(self._plan, X, self._curves, 0)

    def levels(self, X: Array) -> Array:
        """Return the outcome expected under nothing and every arm from its own people alone, shape (n, A + 1)."""
        return np.array([level(self._plan, X, self._curves, arm) for arm in range(len(self._tied) + 1)]).T

    def effects(self, X: Array, arm: int) -> Array:
        """Return what each learner says of the effect of arm number `arm` (from 0), shape (n, learners)."""
        return np.column_stack([self._pooled[arm] * (X @ self._line), effect(self._plan, X, self._tied[arm])])

    def deviations(self, X: Array, arm: int) -> Array:
        """Return what each learner says beyond the mean effect of the people it learned from, shape (n, learners)."""
        return np.asarray(self.effects(X, arm) - self._centre[arm])

    def deviation_sd(self, X: Array, arm: int) -> Array:
        """Return how unsure "interacted" is of its deviations, shape (n,)."""
        tied = self._tied[arm]
        return deviation_sd(leanings(self._plan, X, tied), self._leaning[arm], tied)
