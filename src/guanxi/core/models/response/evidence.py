"""Whether effects that were learned for each person are there: what they said beside what came, out of fold."""

from dataclasses import dataclass

import numpy as np

from guanxi.core.models.fitting import Array
from guanxi.core.models.response.estimates import Slope
from guanxi.core.models.response.trial import Trial

WEIGHTS = np.linspace(0, 1, 201)  # of what was learned, each as likely as the other before the data


@dataclass(frozen=True, slots=True)
class Verdict:
    """How what was learned held out of fold: `slope`, `odds` against the same effect for all, `weight` and its sd."""

    slope: Slope
    odds: float
    weight: float
    weight_sd: float


def scores(trial: Trial, expected: Array) -> Array:
    """Return doubly-robust scores of every arm's effect on each person, shape (n, A); their mean is the effect.

    `expected` (n, A + 1), best from a model that has not seen the person. Robins, Rotnitzky & Zhao (1994), Estimation
    of regression coefficients when some regressors are not always observed, JASA 89.
    """
    met = np.arange(len(trial.arm)), trial.arm
    by_arm = np.array(expected, dtype=np.float64)
    by_arm[met] += (trial.outcome - expected[met]) / trial.propensity[met]
    return np.asarray(by_arm[:, 1:] - by_arm[:, :1])


def slope_of(score: Array, said: Array) -> Slope:
    """Return the slope of scores (n,) on what was said (n,), with a sd that holds whatever the scores' spread.

    Chernozhukov, Demirer, Duflo & Fernández-Val (2018), Generic machine learning inference on heterogeneous treatment
    effects, NBER 24678, eq. 3.2 (best linear predictor); White (1980) for the sd. Without any spread: (0, infinite).
    """
    away, rest = said - said.mean(), score - score.mean()
    total = float(away @ away)
    if total <= 1e-18 * max(1e-300, float(said @ said)):
        return Slope(0.0, np.inf)
    slope = float(away @ rest) / total
    return Slope(slope, float(np.sqrt(np.square(away * (rest - slope * away)).sum())) / total)


def verdict(score: Array, said: Array) -> Verdict:
    """Judge what was said by its slope: a weight anywhere from 0 to 1 against none at all (a Bayes factor)."""
    slope = slope_of(score, said)
    if not np.isfinite(slope.sd) or slope.sd <= 0:
        return Verdict(slope, 1.0, 0.0, 0.0)
    fit = -0.5 * np.square((slope.slope - WEIGHTS) / slope.sd)
    likely = np.exp(fit - fit.max())
    odds = float(np.exp(min(700.0, fit.max() - fit[0]))) * float(likely.mean())
    weight = float(likely @ WEIGHTS / likely.sum())
    spread = float(np.sqrt(likely @ np.square(WEIGHTS - weight) / likely.sum()))
    return Verdict(slope, odds, weight, spread)
