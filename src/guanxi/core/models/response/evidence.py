"""Whether effects that were learned for each person are there: what they said beside what came, out of fold."""

from dataclasses import dataclass

import numpy as np

from guanxi.core.models.fitting import Array
from guanxi.core.models.response.estimates import Slope
from guanxi.core.models.response.trial import Trial

WEIGHTS = np.linspace(0, 1, 201)  # of what was learned, each as likely as the other before the data


@dataclass(frozen=True, slots=True)
class Verdict:
    """How what was said held out of fold: `slope`, `log_odds` against the same effect for all, `weight` and its sd."""

    slope: Slope
    log_odds: float
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
        return Verdict(slope, 0.0, 0.0, 0.0)
    fit = -0.5 * np.square((slope.slope - WEIGHTS) / slope.sd)
    likely = np.exp(fit - fit.max())
    log_odds = float(fit.max() - fit[0] + np.log(likely.mean()))
    weight = float(likely @ WEIGHTS / likely.sum())
    spread = float(np.sqrt(likely @ np.square(WEIGHTS - weight) / likely.sum()))
    return Verdict(slope, log_odds, weight, spread)


def richer(score: Array, plain: Array, rich: Array) -> float:
    """Return the log odds of `rich` against `plain` as what explains scores, all (n,), some weight of one or the other.

    Both are held against the same two moments, the products of scores with what each says, and their joint covariance
    (White 1980), because the odds of either against nothing say little of which of two that are alike is right.
    """
    said = np.column_stack([plain - plain.mean(), rich - rich.mean()])
    spread = said.std(axis=0)
    if np.any(spread <= 1e-9 * np.maximum(1e-300, np.abs(said).max(axis=0))):
        return float(np.sign(spread[1] - spread[0]) * np.inf) if np.any(spread > 0) else 0.0
    said = said / spread
    rest = score - score.mean()
    S, r = said.T @ said, said.T @ rest
    left = rest - said @ np.linalg.lstsq(S, r)[0]
    V = np.linalg.pinv((said * np.square(left)[:, None]).T @ said, rcond=1e-9, hermitian=True)
    fits = []
    for place in (0, 1):
        away = r[:, None] - S[:, [place]] * spread[place] * WEIGHTS
        fit = -0.5 * np.einsum("iw,ij,jw->w", away, V, away)
        fits.append(float(fit.max() + np.log(np.exp(fit - fit.max()).mean())))
    return fits[1] - fits[0]
