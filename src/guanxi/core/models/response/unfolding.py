"""Effects that come in parts over months, learned while they come: what is thought, moved by what was seen so far."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

import numpy as np

from guanxi.core.kernel.errors import InputError
from guanxi.core.models.fitting import Array

UNEVEN = 0.5  # doubt of when an effect comes: of each part, in shares of the whole thought
DIFFER = 0.15  # by how much people are thought to differ for each standard deviation of a feature, in the same shares
LEAST = 0.1  # of the outcome's variance, below which nobody's is believed to be


@dataclass(frozen=True, slots=True)
class Thought:
    """What is thought of an action before measuring: its whole effect and how unsure that is, and when it comes.

    `shares` (J,) of the effect in each part, `lengths` (J,) of the parts in shares of the whole time.
    """

    effect: float
    unsure: float
    shares: Array
    lengths: Array


@dataclass(frozen=True, slots=True)
class Seen:
    """What came within one part for n people drawn by lot.

    `outcome` (n,), what else was done for them since then taken off; `pattern` (n,) in what multiples of the action's
    usual effect theirs is thought; `features` (n, p), standardised; `got` (n,) it, 0 or 1, and by what `chance`.
    """

    outcome: Array
    pattern: Array
    features: Array
    got: Array
    chance: Array


class UnfoldingResponse:
    """An action's effect on each person over a whole time, from parts of that time that have passed.

    In part j a person's effect is pattern × level_j + (1, features) @ b_j. Level and b are normal around what is
    thought; a level that turns out half of what was thought in one part is expected to be half in those to come, as far
    as it is known when effects come (`UNEVEN`). Each part speaks by a regression of what came on got − chance times
    these terms, what people look like partialled out, each weighing 1 ÷ its variance.

    `fit` learns `levels_` (J,). Robins (1994), structural nested mean models; Nie & Wager (2021), Quasi-oracle
    estimation of heterogeneous treatment effects, eq. 4, with a normal prior in place of a penalty.
    """

    levels_: Array

    def __init__(self, thought: Thought) -> None:
        self.thought = thought

    def fit(self, seen: Mapping[int, Seen], features: int) -> Self:
        """Learn from what was `seen` of each part, by its number; return itself. InputError: no such part."""
        parts, terms = len(self.thought.shares), features + 2
        mean, cov = _prior(self.thought, terms)
        precision = np.linalg.inv(cov)
        told = precision @ mean
        for part, one in seen.items():
            if not 0 <= part < parts:
                raise InputError(f"part {part} of an effect thought to come in {parts}", "number parts from 0")
            place = slice(part * terms, (part + 1) * terms)
            sharp, found = _evidence(one)
            precision[place, place] += sharp
            told[place] += found
        cov = np.linalg.inv(precision)
        each = (cov @ told).reshape(parts, terms)
        self.levels_, self._mean = each[:, 0], each.sum(axis=0)
        self._cov = cov.reshape(parts, terms, parts, terms).sum(axis=(0, 2))
        return self

    def effects(self, pattern: Array, features: Array) -> tuple[Array, Array]:
        """Return the effect over the whole time on people of this `pattern` (n,) and look, and its sd; (n,) each."""
        terms = _terms(pattern, features)
        return terms @ self._mean, np.sqrt(np.maximum(((terms @ self._cov) * terms).sum(axis=1), 0.0))


def _terms(pattern: Array, features: Array) -> Array:
    return np.column_stack([pattern, np.ones(len(pattern)), features])


def _prior(thought: Thought, terms: int) -> tuple[Array, Array]:
    """Mean and covariance of the levels and differences of all parts, part by part."""
    parts, whole = len(thought.shares), abs(thought.effect)
    cov = np.zeros((parts, terms, parts, terms))
    own = np.diag(thought.lengths**2)
    cov[:, 0, :, 0] = thought.unsure**2 * np.outer(thought.shares, thought.shares) + (UNEVEN * whole) ** 2 * own
    alike = (DIFFER * whole) ** 2 * (np.outer(thought.lengths, thought.lengths) + UNEVEN**2 * own)
    for term in range(1, terms):
        cov[:, term, :, term] = alike
    mean = np.zeros((parts, terms))
    mean[:, 0] = thought.effect * thought.shares
    return mean.ravel(), cov.reshape(parts * terms, parts * terms)


def _evidence(seen: Seen) -> tuple[Array, Array]:
    """What one part says of its level and differences: precision, and precision times mean."""
    looks = np.column_stack([np.ones(len(seen.outcome)), seen.features, seen.features**2])
    weight = 1 / _variance(looks, seen.outcome)
    lever = _terms(seen.pattern, seen.features) * (seen.got - seen.chance)[:, None]
    both = np.column_stack([lever, seen.outcome])
    root = np.sqrt(weight)[:, None]
    both -= looks @ np.linalg.lstsq(looks * root, both * root)[0]
    lever, outcome = both[:, :-1], both[:, -1]
    weighed = lever.T * weight
    return weighed @ lever, weighed @ outcome


def _variance(looks: Array, outcome: Array) -> Array:
    """Variance of the outcome of people who look like this, never far below everybody's."""
    rest = outcome - looks @ np.linalg.lstsq(looks, outcome)[0]
    square = rest**2
    floor = max(LEAST * float(square.mean()), np.finfo(np.float64).tiny)
    return np.maximum(looks @ np.linalg.lstsq(looks, square)[0], floor)
