"""What each person's outcome would be under nothing and under every arm, with effects tied to the same for all."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from guanxi.core.models.fitting import Array
from guanxi.core.models.response.families import Family, Link
from guanxi.core.models.response.regression import Curve, Tied, climb, tie
from guanxi.core.models.response.trial import Codes

Kind = Literal["binary", "count", "money"]
SOME = 10  # people with an amount above nought in each arm, from which on amounts are modelled apart
Curves = list[list[Curve]]
"""One list for each stage of the outcome, one parabola for each arm."""


@dataclass(frozen=True, slots=True)
class Stages:
    """The regressions an outcome needs: one, or two for money that is mostly nought (whether, then how much).

    `unit`: outcomes are divided by it, so that results scale with money (Duan et al. 1983, A comparison of alternative
    models for the demand for medical care, J. Business & Economic Statistics 1: the two-part model).
    """

    links: tuple[Link, ...]
    unit: float

    @property
    def families(self) -> tuple[Family, ...]:
        """How the outcome varies in each stage."""
        return tuple(Family(link) for link in self.links)

    def rows(self, stage: int, X: Array, y: Array) -> tuple[Array, Array]:
        """Return what one stage is fitted to, from one arm's columns and outcomes."""
        scaled = y / self.unit
        if len(self.links) == 1:
            return X, scaled
        return (X, (y > 0).astype(np.float64)) if stage == 0 else (X[y > 0], scaled[y > 0])


def stages(kind: Kind, y: Array, arm: Codes) -> Stages:
    """Choose the regressions for outcomes `y` (n,) of arms `arm` (n,)."""
    if kind == "binary":
        return Stages(("logit",), 1.0)
    if kind == "count":
        return Stages(("log",), 1.0)
    buyers = np.bincount(arm[y > 0], minlength=arm.max() + 1)
    if y.min() == 0 and buyers.min() >= SOME:
        return Stages(("logit", "amount"), float(y[y > 0].mean()))
    return Stages(("identity",), float(y.std()) or 1.0)


def curves(plan: Stages, X: Array, y: Array, arm: Codes, arms: int, start: Curves | None = None) -> Curves:
    """Fit every stage in every arm, from where another fit ended if given."""
    found: Curves = []
    for stage, family in enumerate(plan.families):
        row = []
        for code in range(arms + 1):
            who = arm == code
            begin = start[stage][code].top if start else None
            row.append(climb(family, *plan.rows(stage, X[who], y[who]), begin))
        found.append(row)
    return found


def ties(found: Curves, arm: int, part: Codes, doubt: bool = True) -> list[Tied]:
    """Tie the regressions of an arm to those of nothing, stage by stage."""
    return [tie(row[0], row[arm], part, doubt) for row in found]


def level(plan: Stages, X: Array, found: Curves, arm: int) -> Array:
    """Return the mean outcome under an arm from its own regressions, shape (n,)."""
    means = [family.mean(X @ row[arm].top) for family, row in zip(plan.families, found, strict=True)]
    return np.asarray(plan.unit * np.prod(means, axis=0))


def effect(plan: Stages, X: Array, tied: list[Tied]) -> Array:
    """Return the effect of an arm on each person, shape (n,)."""
    means = [family.mean(one.mean @ X.T) for family, one in zip(plan.families, tied, strict=True)]
    both = np.prod(means, axis=0)
    return np.asarray(plan.unit * (both[1] - both[0]))


def leanings(plan: Stages, X: Array, tied: list[Tied]) -> list[Array]:
    """Return how each person's effect leans on the coefficients of each stage, shapes (n, 2 columns)."""
    means = [family.mean(one.mean @ X.T) for family, one in zip(plan.families, tied, strict=True)]
    both = np.prod(means, axis=0)
    found = []
    for family, mean in zip(plan.families, means, strict=True):
        others = both / np.maximum(mean, 1e-300) if len(means) > 1 else 1.0
        slope = plan.unit * others * family.rise(mean)
        found.append(np.hstack([-slope[0][:, None] * X, slope[1][:, None] * X]))
    return found


def deviation_sd(leaning: list[Array], centre: list[Array], tied: list[Tied]) -> Array:
    """Return the sd of each person's effect less the mean one, which leans as `centre`; delta method, shape (n,)."""
    variance = np.zeros(len(leaning[0]))
    for rows, middle, one in zip(leaning, centre, tied, strict=True):
        away = rows - middle
        variance += np.einsum("ij,ij->i", away @ one.covariance, away)
    return np.sqrt(np.maximum(variance, 0.0))
