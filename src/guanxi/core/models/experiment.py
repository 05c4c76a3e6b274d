"""What an experiment says: differences between arms from sums alone, stratified, and narrowed by the past."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log, sqrt

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

BROKEN = 0.001  # a split as odd as this, or odder, is not chance
LEVEL = 0.05


@dataclass(frozen=True, slots=True)
class Sums:
    """Sufficient statistics of one arm in one stratum: people, outcome y, contribution before x; they add up."""

    n: float = 0.0
    y: float = 0.0
    yy: float = 0.0
    x: float = 0.0
    xx: float = 0.0
    xy: float = 0.0

    def __add__(self, other: "Sums") -> "Sums":
        return Sums(
            self.n + other.n, self.y + other.y, self.yy + other.yy, self.x + other.x, self.xx + other.xx,
            self.xy + other.xy,
        )  # fmt: skip

    @classmethod
    def of(cls, y: ArrayLike, x: ArrayLike | None = None) -> "Sums":
        """Sum arrays of outcomes and of what came before, shape (people,)."""
        y = np.asarray(y, dtype=np.float64)
        x = np.zeros_like(y) if x is None else np.asarray(x, dtype=np.float64)
        return cls(float(y.size), float(y.sum()), float(y @ y), float(x.sum()), float(x @ x), float(x @ y))

    @property
    def mean(self) -> float:
        """Mean outcome."""
        return self.y / self.n

    def within(self) -> tuple[float, float, float]:
        """Sums of squares about the means: of y, of x, and of both."""
        return self.yy - self.y**2 / self.n, self.xx - self.x**2 / self.n, self.xy - self.x * self.y / self.n

    def variance(self, theta: float) -> float:
        """Variance of y − theta · x."""
        y, x, xy = self.within()
        return max(y - 2 * theta * xy + theta**2 * x, 0.0) / (self.n - 1)


Strata = Mapping[str, tuple[Sums, Sums]]  # treated and control by stratum


@dataclass(frozen=True, slots=True)
class Difference:
    """Treated less control: the mean difference with its standard deviation, 95 % interval and p-value.

    `always_low`, `always_high`: valid however often it is looked at; `narrowed`: share of the variance that the past
    explained away; `treated`, `control`: people compared; `base`: the control's mean, with the treated's strata.
    """

    mean: float
    sd: float
    low: float
    high: float
    p_value: float
    always_low: float
    always_high: float
    narrowed: float
    treated: int
    control: int
    base: float


def difference(strata: Strata, *, past: bool = True, information: float = 1.0) -> Difference | None:
    """Compare arms within strata, weighted by the people treated; None where no stratum has two people in both.

    `past` takes off what contribution before foretells (CUPED: Deng, Xu, Kohavi & Walker 2013, eq. 5), with one slope
    within arms and strata. `information`: the share of the planned people seen so far, for the always-valid interval
    (Waudby-Smith, Arbour, Sinha, Kennedy & Ramdas 2024, eq. 14, tuned to the planned size).
    """
    usable = [(t, c) for t, c in strata.values() if t.n >= 2 and c.n >= 2]
    if not usable:
        return None
    theta = _slope(usable) if past else 0.0
    people = sum(t.n for t, _ in usable)
    mean = sum(t.n * (t.mean - c.mean - theta * (t.x / t.n - c.x / c.n)) for t, c in usable) / people
    variance = _variance(usable, theta, people)
    plain = _variance(usable, 0.0, people)
    sd = sqrt(variance)
    freedom = _freedom(usable, theta, people, variance)
    half = sd * float(stats.t.ppf(1 - LEVEL / 2, freedom))
    wide = sd * always_valid(information)
    p_value = 2 * float(stats.t.sf(abs(mean) / sd, freedom)) if sd else float(mean == 0)
    return Difference(
        mean, sd, mean - half, mean + half, p_value, mean - wide, mean + wide,
        1 - variance / plain if plain else 0.0, int(people), int(sum(c.n for _, c in usable)),
        sum(t.n * c.mean for t, c in usable) / people,
    )  # fmt: skip


def spread_alike(strata: Strata) -> float:
    """The sd of `difference` if outcomes spread alike in both arms of a stratum (Student 1908); 0 if none is known.

    An arm of few people, in which perhaps nobody bought, tells little of how much it varies.
    """
    usable = [(t, c) for t, c in strata.values() if t.n >= 2 and c.n >= 2]
    theta, people = _slope(usable), sum(t.n for t, _ in usable)
    variance = 0.0
    for t, c in usable:
        shared = ((t.n - 1) * t.variance(theta) + (c.n - 1) * c.variance(theta)) / (t.n + c.n - 2)
        variance += (t.n / people) ** 2 * shared * (1 / t.n + 1 / c.n)
    return sqrt(variance)


def _slope(usable: Sequence[tuple[Sums, Sums]]) -> float:
    """The slope of y on x within arms and strata."""
    parts = [arm.within() for pair in usable for arm in pair]
    x = sum(part[1] for part in parts)
    return sum(part[2] for part in parts) / x if x > 0 else 0.0


def _variance(usable: Sequence[tuple[Sums, Sums]], theta: float, people: float) -> float:
    """Variance of the stratified difference."""
    return sum((t.n / people) ** 2 * (t.variance(theta) / t.n + c.variance(theta) / c.n) for t, c in usable)


def _freedom(usable: Sequence[tuple[Sums, Sums]], theta: float, people: float, variance: float) -> float:
    """Degrees of freedom (Welch 1947; Satterthwaite 1946)."""
    fourth = sum(
        ((t.n / people) ** 2 * arm.variance(theta) / arm.n) ** 2 / (arm.n - 1) for t, c in usable for arm in (t, c)
    )
    return variance**2 / fourth if fourth > 0 else 1e9


def always_valid(information: float = 1.0, level: float = LEVEL) -> float:
    """Half the width of an always-valid interval, in standard deviations, at a share of the planned information."""
    tuned = -2 * log(level) + log(-2 * log(level) + 1)
    k = max(tuned * information, 1e-9)
    return sqrt(2 * (k + 1) / k * log(sqrt(k + 1) / level))


def proportions(treated: Sums, control: Sums) -> tuple[float, float]:
    """95 % interval of a difference of shares: Newcombe (1998), method 10, from Wilson's intervals of both."""
    (p, low_p, high_p), (q, low_q, high_q) = _wilson(treated), _wilson(control)
    return p - q - sqrt((p - low_p) ** 2 + (high_q - q) ** 2), p - q + sqrt((high_p - p) ** 2 + (q - low_q) ** 2)


def _wilson(arm: Sums) -> tuple[float, float, float]:
    """A share with Wilson's (1927) interval."""
    z = float(stats.norm.ppf(1 - LEVEL / 2))
    share, n = arm.mean, arm.n
    middle, half = share + z**2 / (2 * n), z * sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
    return share, (middle - half) / (1 + z**2 / n), (middle + half) / (1 + z**2 / n)


def sample_ratio(seen: Sequence[float], expected: Sequence[float]) -> float:
    """p-value of people seen by arm against those expected; below BROKEN the split is broken and nothing may be read.

    Pearson's chi-square; with two arms and fewer than 1,000 people exactly, from the binomial distribution.
    """
    if len(seen) == 2 and sum(seen) < 1000:
        share = expected[0] / sum(expected)
        return float(stats.binomtest(int(seen[0]), int(sum(seen)), share).pvalue)
    scaled = np.asarray(expected, dtype=np.float64) * sum(seen) / sum(expected)
    return float(stats.chisquare(np.asarray(seen, dtype=np.float64), scaled).pvalue)


def detectable(treated: float, control: float, sd: float, *, past: float = 0.0, power: float = 0.8) -> float:
    """The smallest difference that an experiment of these sizes finds, as often as `power`, at the 5 % level.

    `sd` of the outcome; `past`: its correlation with contribution before, which narrows it (CUPED).
    """
    z = float(stats.norm.ppf(1 - LEVEL / 2) + stats.norm.ppf(power))
    return z * sd * sqrt(1 - past**2) * sqrt(1 / treated + 1 / control)


def people_needed(effect: float, sd: float, holdout: float = 0.5, *, past: float = 0.0, power: float = 0.8) -> int:
    """People in both arms together that find `effect`, as often as `power`, with this share held out."""
    z = float(stats.norm.ppf(1 - LEVEL / 2) + stats.norm.ppf(power))
    return int(np.ceil((z * sd / effect) ** 2 * (1 - past**2) / (holdout * (1 - holdout))))
