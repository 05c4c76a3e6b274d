"""Effects that come in parts over months, learned while they come: what is thought, moved by what was seen so far."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Self

import numpy as np

from guanxi.core.kernel.errors import InputError
from guanxi.core.models.fitting import Array

UNEVEN = 0.5  # doubt of when an effect comes: of each part, in shares of the whole thought
DIFFER = 0.15  # by how much people are thought to differ for each standard deviation of a feature, in the same shares
IDLE = 0.5  # of the most that its doubt leaves room for: the chance thought that an action does nothing at all
KNOWN = 10_000.0  # people from whose outcomes it is known half how much those who look alike vary
LEAST = 0.1  # of the outcome's variance, below which nobody's is believed to be


@dataclass(frozen=True, slots=True)
class Thought:
    """What is thought of an action before measuring: its whole effect and how unsure that is, and when it comes.

    `unsure` above 0; `shares` (J,) of the effect in each part; `lengths` (J,) of the parts in shares of the whole time.
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
    these terms, what people look like partialled out, each weighing 1 ÷ its variance. That people differ (b) is one
    hypothesis, that they do not a second, that the action does nothing at all a third; what is told is their mean, each
    by how likely what was seen makes it. Before anything is seen the thought stands. InputError: it is without doubt.

    `fit` learns `odds_` (3,), how likely each hypothesis is: nothing, alike, differ. Robins (1994),
    structural nested mean models; Nie & Wager (2021), Quasi-oracle estimation of heterogeneous treatment effects,
    eq. 4, with a normal prior in place of a penalty; Hoeting et al. (1999), Bayesian model averaging, eqs. 1-5.
    """

    odds_: Array

    def __init__(self, thought: Thought) -> None:
        if not thought.unsure > 0:
            raise InputError(f"an effect thought of with a doubt of {thought.unsure:g}", "state a doubt above 0")
        self.thought = thought

    def fit(self, seen: Mapping[int, Seen], features: int) -> Self:
        """Learn from what was `seen` of each part, by its number; return itself. InputError: no such part."""
        parts, terms = len(self.thought.shares), features + 2
        sharp, found = np.zeros((parts * terms,) * 2), np.zeros(parts * terms)
        usual = float(np.mean([one.outcome.var() for one in seen.values()])) if seen else 0.0
        for part, one in seen.items():
            if not 0 <= part < parts:
                raise InputError(f"part {part} of an effect thought to come in {parts}", "number parts from 0")
            place = slice(part * terms, (part + 1) * terms)
            sharp[place, place], found[place] = _evidence(one, usual)
        nothing, thought = _without_nothing(self.thought)
        chance = np.array([nothing, *[(1 - nothing) / 2] * 2])
        alike, differ = (_Hypothesis.of(thought, sharp, found, free) for free in (1, terms))
        self._hypotheses = [_Hypothesis.nothing(parts, terms), alike, differ]
        likely = np.log(chance) + np.array([one.likely for one in self._hypotheses])
        self.odds_ = np.exp(likely - likely.max()) / np.exp(likely - likely.max()).sum()
        self._each = np.einsum("h,hjt->jt", self.odds_, np.array([one.each for one in self._hypotheses]))
        return self

    @property
    def levels_(self) -> Array:
        """What is believed of each part, in money for once the usual pattern; shape (J,)."""
        return np.asarray(self._each[:, 0])

    def parts(self, pattern: Array, features: Array) -> Array:
        """Return the effect in each part on people of this `pattern` (n,) and look; shape (n, J)."""
        return np.asarray(_terms(pattern, features) @ self._each.T)

    def effects(self, pattern: Array, features: Array) -> tuple[Array, Array]:
        """Return the effect over the whole time on people of this `pattern` (n,) and look, and its sd; (n,) each."""
        terms = _terms(pattern, features)
        each = [(terms @ one.each.sum(axis=0), ((terms @ one.cov) * terms).sum(axis=1)) for one in self._hypotheses]
        mean = sum(odds * told for odds, (told, _) in zip(self.odds_, each, strict=True))
        square = sum(odds * (told**2 + var) for odds, (told, var) in zip(self.odds_, each, strict=True))
        return np.asarray(mean), np.sqrt(np.maximum(np.asarray(square - mean**2), 0.0))


@dataclass(frozen=True, slots=True)
class _Hypothesis:
    """What one hypothesis tells: terms of `each` part (J, p), covariance of their sums, how `likely` it is (log)."""

    each: Array
    cov: Array
    likely: float

    @classmethod
    def nothing(cls, parts: int, terms: int) -> Self:
        """The action does nothing at all."""
        return cls(np.zeros((parts, terms)), np.zeros((terms, terms)), 0.0)

    @classmethod
    def of(cls, thought: Thought, sharp: Array, found: Array, free: int) -> Self:
        """What is thought, moved by the evidence, with the first `free` terms of each part not nought."""
        parts = len(thought.shares)
        terms = len(found) // parts
        kept = np.flatnonzero(np.arange(len(found)) % terms < free)
        mean, cov = _prior(thought, free)
        sharp, prior = sharp[np.ix_(kept, kept)], np.linalg.inv(cov)
        after = np.linalg.inv(prior + sharp)
        heard = prior @ mean + found[kept]
        told = after @ heard
        likely = 0.5 * (heard @ told - mean @ prior @ mean - np.linalg.slogdet(np.eye(len(kept)) + cov @ sharp)[1])
        each, spread = np.zeros((parts, terms)), np.zeros((terms, terms))
        each[:, :free] = told.reshape(parts, free)
        spread[:free, :free] = after.reshape(parts, free, parts, free).sum(axis=(0, 2))
        return cls(each, spread, float(likely))


def _terms(pattern: Array, features: Array) -> Array:
    return np.column_stack([pattern, np.ones(len(pattern)), features])


def _without_nothing(thought: Thought) -> tuple[float, Thought]:
    """The chance that an action does nothing, and the thought if it does something: both together are the thought."""
    second = thought.effect**2 + thought.unsure**2
    nothing = IDLE * thought.unsure**2 / second
    effect = thought.effect / (1 - nothing)
    return nothing, replace(thought, effect=effect, unsure=float(np.sqrt(second / (1 - nothing) - effect**2)))


def _prior(thought: Thought, terms: int) -> tuple[Array, Array]:
    """Mean and covariance of the levels and differences of all parts, part by part."""
    parts, whole = len(thought.shares), abs(thought.effect) or thought.unsure
    cov = np.zeros((parts, terms, parts, terms))
    own = np.diag(thought.lengths**2)
    cov[:, 0, :, 0] = thought.unsure**2 * np.outer(thought.shares, thought.shares) + (UNEVEN * whole) ** 2 * own
    paying = np.where(thought.shares > 0, thought.lengths, 0.0)  # what comes beside says nothing of the rest
    alike = (DIFFER * whole) ** 2 * (np.outer(paying, paying) + UNEVEN**2 * own)
    for term in range(1, terms):
        cov[:, term, :, term] = alike
    mean = np.zeros((parts, terms))
    mean[:, 0] = thought.effect * thought.shares
    return mean.ravel(), cov.reshape(parts * terms, parts * terms)


def _evidence(seen: Seen, usual: float) -> tuple[Array, Array]:
    """What one part says of its level and differences: precision, and precision times mean.

    A part in which nothing varies counts as if it varied as is `usual`; where nothing ever did, nothing is said.
    """
    looks = np.column_stack([np.ones(len(seen.outcome)), seen.features, seen.features**2])
    lever = _terms(seen.pattern, seen.features) * (seen.got - seen.chance)[:, None]
    variance = _variance(looks, seen.outcome) if np.ptp(seen.outcome) else np.full(len(looks), usual)
    if not variance.any():
        return np.zeros((lever.shape[1],) * 2), np.zeros(lever.shape[1])
    left = _left(looks, np.column_stack([lever, seen.outcome]), variance)
    return left[:-1, :-1], left[:-1, -1]


def _left(looks: Array, told: Array, variance: Array) -> Array:
    """Weighted products of columns (n, p) with each other, what people look like partialled out; shape (p, p).

    Frisch & Waugh (1933), by the Schur complement of all products: people are very many, columns few.
    """
    columns = np.column_stack([looks, told])
    products = (columns.T / variance) @ columns
    k = looks.shape[1]
    return np.asarray(products[k:, k:] - products[k:, :k] @ np.linalg.lstsq(products[:k, :k], products[:k, k:])[0])


def _variance(looks: Array, outcome: Array) -> Array:
    """Variance of the outcome of people who look like this: everybody's, moved as far as so many people can tell."""
    n, terms = looks.shape
    products = looks.T @ looks
    square = (outcome - looks @ np.linalg.lstsq(products, looks.T @ outcome)[0]) ** 2
    square *= n / max(n - terms, 1.0)  # what fitted itself to the looks
    usual, own = float(square.mean()), looks @ np.linalg.lstsq(products, looks.T @ square)[0]
    return np.asarray(np.maximum(usual + (own - usual) * n / (n + KNOWN), LEAST * usual))
