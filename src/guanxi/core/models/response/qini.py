"""How well people are ranked by their effects: the Qini curve, deciles, and the slope of what came on what was said."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from guanxi.core.kernel.errors import InputError
from guanxi.core.models.fitting import Array
from guanxi.core.models.interval import LIKELY
from guanxi.core.models.response.estimates import Estimate, Slope, from_draws
from guanxi.core.models.response.evidence import scores, slope_of
from guanxi.core.models.response.pooled import difference
from guanxi.core.models.response.trial import Codes, Trial, check_arm, check_expected, check_people, numbers

POINTS = 101  # of a curve that is kept


@dataclass(frozen=True, slots=True)
class Qini:
    """How well a ranking finds those whom an arm changes.

    `curve` (101, 4): share of people treated, best first, and g(share) with the bounds of its 90 % interval. g is the
    outcome gained by treating them, per head of all people. `auuc`: area under g. `q`: area between g and the straight
    line of a ranking by lot. `relative`: q ÷ (|g(1)| / 2), the same in parts of the area under that line.
    """

    curve: Array
    auuc: Estimate
    q: Estimate
    relative: Estimate
    design: str


@dataclass(frozen=True, slots=True)
class Deciles:
    """Groups of people by effect, best first: `people`, the effect `said` and `found`, its sd and 90 % bounds."""

    people: Array
    said: Array
    found: Array
    sd: Array
    low: Array
    high: Array
    design: str


@dataclass(frozen=True, slots=True)
class _Ranked:
    """People of nothing and an arm, best first: what each stands for, (2, n), outcomes, and the last of each tie."""

    weight: Array
    outcome: Array
    last: Codes

    def gains(self, times: Array) -> tuple[Array, Array]:
        """Shares of people and g at the end of each tie, from nought on, each person counted so many `times`."""
        held = self.weight * times
        nothing, given = np.cumsum(held, axis=1)[:, self.last]
        without, with_it = np.cumsum(held * self.outcome, axis=1)[:, self.last]
        ratio = np.divide(given, nothing, out=np.zeros_like(given), where=nothing > 0)
        g = np.where(nothing > 0, with_it - without * ratio, 0.0) / given[-1]
        people = np.cumsum(times)[self.last]
        return np.append(0.0, people / people[-1]), np.append(0.0, g)


def qini(tau: ArrayLike, trial: Trial, arm: int = 1, draws: int = 200, seed: int = 7) -> Qini:
    """Mark a ranking by `tau` (n,) on people of a trial that were given nothing or `arm`; the highest first.

    g(share) = (R_t - R_c N_t / N_c) / N: outcomes and numbers of the treated and the others among the first so many,
    each person weighing 1 ÷ the chance of what they got. Equal ranks are entered together. Radcliffe (2007), Using
    control groups to target on predicted lift, Direct Marketing Analytics Journal 1, pp. 14-21. Intervals: 90 % of
    bootstrap `draws`. InputError: no such arm, or not one effect a person.
    """
    ranked = _ranked(tau, trial, arm)
    n, at = len(ranked.outcome), np.linspace(0, 1, POINTS)
    share, g = ranked.gains(np.ones(n))
    marks, curves, random = np.empty((draws, 3)), np.empty((draws, POINTS)), np.random.default_rng(seed)
    for draw in range(draws):
        times = np.bincount(random.integers(0, n, n), minlength=n).astype(np.float64)
        drawn = ranked.gains(times)
        marks[draw], curves[draw] = _marks(*drawn), np.interp(at, *drawn)
    low, high = np.quantile(curves, [0.05, 0.95], axis=0)
    auuc, q, relative = (from_draws(value, drawn) for value, drawn in zip(_marks(share, g), marks.T, strict=True))
    return Qini(np.column_stack([at, np.interp(at, share, g), low, high]), auuc, q, relative, trial.design)


def _ranked(tau: ArrayLike, trial: Trial, arm: int) -> _Ranked:
    """Order the people of nothing and an arm."""
    check_arm(trial, arm)
    said = numbers("tau", tau, 1)
    check_people("tau", said, trial)
    who = np.flatnonzero((trial.arm == 0) | (trial.arm == arm))
    order = who[np.argsort(-said[who], kind="stable")]
    last = np.flatnonzero(np.append(np.diff(said[order]) != 0, True))
    weight = np.array([trial.weight(code)[order] for code in (0, arm)])
    return _Ranked(weight, trial.outcome[order], last)


def _marks(share: Array, g: Array) -> tuple[float, float, float]:
    """Area under the curve, area above the straight line, and the latter in parts of the area under the line."""
    auuc = float(np.trapezoid(g, share))
    line = float(g[-1]) / 2
    return auuc, auuc - line, (auuc - line) / abs(line) if line else 0.0


def uplift_by_decile(tau: ArrayLike, trial: Trial, arm: int = 1, groups: int = 10) -> Deciles:
    """Return the effect said by `tau` (n,) and found in the trial, by groups of people of one size, best first.

    People of whom the same is said are shared out by lot: the order in which they are given may be that of their arms.
    InputError: no such arm, not one effect a person, or a group without people of nothing or of the arm.
    """
    check_arm(trial, arm)
    said = numbers("tau", tau, 1)
    check_people("tau", said, trial)
    parts = np.array_split(np.lexsort((np.random.default_rng(0).random(len(said)), -said)), groups)
    if any(np.bincount(trial.arm[part], minlength=trial.arms + 1)[[0, arm]].min() < 2 for part in parts):
        raise InputError(f"{groups} groups leave one without people to compare", "ask for fewer groups")
    found, sd = np.array([difference(trial.among(part), arm) for part in parts]).T
    means = np.array([said[part].mean() for part in parts])
    people = np.array([len(part) for part in parts], dtype=np.float64)
    return Deciles(people, means, found, sd, found - LIKELY * sd, found + LIKELY * sd, trial.design)


def calibration(tau: ArrayLike, trial: Trial, expected: ArrayLike, arm: int = 1) -> Slope:
    """Return the slope of doubly-robust scores of an arm's effect on `tau` (n,): 1 where what was said came.

    `expected` (n, A + 1): outcomes forecast under nothing and every arm. InputError: no such arm, shapes that differ.
    """
    check_arm(trial, arm)
    said, table = numbers("tau", tau, 1), numbers("expected", expected, 2)
    check_people("tau", said, trial)
    check_expected(table, trial)
    return slope_of(scores(trial, table)[:, arm - 1], said)
