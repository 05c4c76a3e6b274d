"""The formula and the learner as one forecast: counts by their arithmetic mean, money by their geometric one."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Self

import numpy as np

from guanxi.core.models.fitting import Array
from guanxi.core.models.scorecard import deviances

WEIGHTS = (0.0, 0.25, 0.5, 0.75, 1.0)  # of the learner
WORTH = 0.01  # of the deviance: smaller gains are as often as not chance
USUAL = 0.75  # what served brands of every kind


@dataclass(frozen=True, slots=True)
class Said:
    """What formula and learner say of customers: purchases, and money of a purchase; all of shape (customers,)."""

    expected: Array
    spend: Array
    learned: Array
    learned_spend: Array


@dataclass(frozen=True, slots=True)
class Mix:
    """Weights of the learner for counts and money, and scales that leave the formula's totals as they are."""

    count: float = USUAL
    money: float = USUAL
    learned_scale: float = 1.0
    money_scale: float = 1.0

    def settled(self, said: Said) -> Self:
        """Return the mix with scales by which it forecasts, of all these customers, the formula's totals."""
        scale = float(said.expected.sum()) / max(float(said.learned.sum()), 1e-300)
        plain = replace(self, learned_scale=scale, money_scale=1.0)
        whole = float((said.expected * said.spend).sum())
        return replace(plain, money_scale=whole / max(float(plain.of(said)[1].sum()), 1e-300))

    def of(self, said: Said) -> tuple[Array, Array]:
        """Return (purchases, revenue) of each customer."""
        learned = said.learned * self.learned_scale
        expected = (1 - self.count) * said.expected + self.count * learned
        formula, other = said.expected * said.spend, learned * said.learned_spend
        revenue = formula ** (1 - self.money) * other**self.money * self.money_scale
        return expected, revenue


def chosen(past: list[tuple[Said, Array, Array]]) -> Mix:
    """Return the mix that past origins speak for: what was said, purchases and revenue that came, of each.

    Weights of least deviance, drawn halfway to the usual ones; the formula alone where the mix would not have been
    clearly better.
    """

    def count_missed(weight: float) -> Array:
        mix = Mix(weight, 0.0)
        return np.concatenate([deviances(came, mix.settled(said).of(said)[0]) for said, came, _ in past])

    count = _weight(count_missed)

    def money_missed(weight: float) -> Array:
        mix = Mix(count, weight)
        forecasts = [mix.settled(said).of(said)[1] for said, _, _ in past]
        means = [max(float(came.mean()), 1e-300) for _, _, came in past]
        told = zip(past, forecasts, means, strict=True)
        return np.concatenate([deviances(came / mean, forecast / mean) for (_, _, came), forecast, mean in told])

    return Mix(count, _weight(money_missed) if count else 0.0)


def _weight(missed: Callable[[float], Array]) -> float:
    """Return the learner's weight; 0 where the mix would not have been better by WORTH than the formula alone."""
    misses = {weight: float(missed(weight).mean()) for weight in WEIGHTS}
    weight = (min(misses, key=lambda at: misses[at]) + USUAL) / 2
    return weight if float(missed(weight).mean()) < (1 - WORTH) * misses[0.0] else 0.0
