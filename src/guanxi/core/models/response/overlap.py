"""What can be learned from actions that were not drawn by lot: from those only who might have got any of them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from guanxi.core.kernel.errors import InputError, NotEnoughDataError
from guanxi.core.kernel.words import Words
from guanxi.core.models.fitting import Array
from guanxi.core.models.response.propensity import out_of_fold
from guanxi.core.models.response.regression import folds_of
from guanxi.core.models.response.trial import Codes, Mask, Trial, arm_codes, numbers

FOLDS, SEED = 5, 0
UNEVEN = 0.1  # standardised difference above which arms are not alike (Austin 2011)
FEW = 0.3  # of an arm's people, below which weights rest on a handful
MANY_OUT = 0.1  # of all people, outside the overlap


@dataclass(frozen=True, slots=True)
class Overlap:
    """People whose chances of every arm are at least the bound, as a trial of the design "observational".

    `kept` (n,) says who they are, `outside` how many are not; `effective` (A + 1,): people each arm amounts to when
    weighted; `balance`: standardised differences of features before and after weighting, (A, p) each; `warnings`
    in both languages; `propensity` (n, A + 1) of everybody.
    """

    trial: Trial
    kept: Mask
    outside: int
    effective: Array
    balance: tuple[Array, Array]
    warnings: tuple[Words, ...]
    propensity: Array


def observed(
    x: ArrayLike, arm: ArrayLike, outcome: ArrayLike, arms: int | None = None, bound: float = 0.02, held: float = 1.0
) -> Overlap:
    """Return the part of what was observed that can be read like a trial, if features `x` (n, p) tell who got what.

    Chances are learned out of fold. Crump, Hotz, Imbens & Mitnik (2009), Dealing with limited overlap in estimation of
    average treatment effects, Biometrika 96; balance as Austin (2011), An introduction to propensity score methods,
    Multivariate Behavioral Research 46. InputError: bad shapes or codes; NotEnoughDataError: no overlap.
    """
    features, outcomes = numbers("x", x, 2), numbers("outcome", outcome, 1)
    count = int(numbers("arm", arm, 1).max(initial=0)) if arms is None else arms
    codes = arm_codes(arm, count, len(outcomes))
    if len(features) != len(codes):
        raise InputError(f"x has {len(features)} rows for {len(codes)} people", "give one row a person")
    if np.bincount(codes, minlength=count + 1).min() < 2 * FOLDS:
        raise NotEnoughDataError(f"an arm was given to fewer than {2 * FOLDS} people", "wait for more, or leave it out")
    chances = out_of_fold(features, codes, count, folds_of(codes, FOLDS, SEED), held)
    kept = np.asarray(chances.min(axis=1) >= bound)
    if np.bincount(codes[kept], minlength=count + 1).min() < 2:
        raise NotEnoughDataError(
            "hardly anybody could have got any of the arms: their features decided who got what",
            "draw by lot who gets what, at least for some",
        )
    trial = Trial(codes[kept], outcomes[kept], chances[kept], "observational")
    effective = np.array([_effective(trial.weight(code)) for code in range(count + 1)])
    balance = _balance(features, codes, np.ones(len(codes))), _balance(features[kept], trial.arm, _met(trial))
    warnings = _warnings(trial, len(codes), effective, balance[1])
    return Overlap(trial, kept, int((~kept).sum()), effective, balance, warnings, chances)


def _met(trial: Trial) -> Array:
    return np.asarray(1 / trial.propensity[np.arange(len(trial.arm)), trial.arm])


def _effective(weight: Array) -> float:
    """How many people weights amount to (Kish 1965)."""
    return float(weight.sum() ** 2 / np.square(weight).sum())


def _balance(x: Array, arm: Codes, weight: Array) -> Array:
    """Differences of every feature between each arm and nothing, in standard deviations; shape (A, p)."""
    arms = int(arm.max())
    means = np.array([np.average(x[arm == code], axis=0, weights=weight[arm == code]) for code in range(arms + 1)])
    spread = np.array([x[arm == code].var(axis=0) for code in range(arms + 1)])
    usual = np.sqrt((spread[1:] + spread[0]) / 2)
    return np.asarray(np.divide(means[1:] - means[0], usual, out=np.zeros_like(usual), where=usual > 0))


def _warnings(trial: Trial, people: int, effective: Array, after: Array) -> tuple[Words, ...]:
    """What a reader must know before trusting the trial."""
    found: list[Words] = []
    out = 1 - len(trial.arm) / people
    if out > MANY_OUT:
        found.append(
            {
                "zh": f"{out:.0%} 的客户不在可比范围内，结论不适用于他们",
                "en": f"{out:.0%} of the people are beyond comparison; what is found does not hold for them",
            }
        )
    few = np.flatnonzero(effective < FEW * np.bincount(trial.arm, minlength=len(effective)))
    found += [_few(int(arm), float(effective[arm])) for arm in few]
    uneven = int((np.abs(after) > UNEVEN).any(axis=0).sum())
    if uneven:
        found.append(
            {
                "zh": f"加权后仍有 {uneven} 个特征在各组之间不平衡",
                "en": f"{uneven} features still differ between the arms after weighting",
            }
        )
    return tuple(found)


def _few(arm: int, effective: float) -> Words:
    return {
        "zh": f"第 {arm} 组加权后只相当于 {effective:.0f} 人，结果取决于少数人",
        "en": f"arm {arm} amounts to {effective:.0f} people when weighted: a few decide the result",
    }
