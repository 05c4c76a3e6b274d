"""How likely somebody buys an item for the first time: item scores turned into calibrated probabilities.

The level comes from Good & Toulmin (1956), "The number of new species, and the increase in population coverage, when
a sample is increased", Biometrika 43: what was seen once, twice, … says how much is still to be seen.
"""

from typing import Self

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq

from guanxi.core.models.fitting import Array, Curve, climb

MOST = 6  # times seen, beyond which the alternating series adds nothing
FLOOR = 0.01  # of the mean score of what somebody has not got: the least that a score can be
LEAST_SCORE, REACH = float(np.log(FLOOR)), 7.6  # the lowest relative score; from there to twenty times the mean
PULL = 1e-4  # of a normal prior around the fallback, in pairs
LEAST_SLOPE, MOST_SLOPE, WIDEST = 0.05, 10.0, 40.0
AT_A_TIME = 60_000  # pairs whose likelihood is worked out in the processor's cache
MOST_LOGIT = 600.0  # beyond which the odds are as good as none


def still_unseen(person: NDArray[np.int64], times: NDArray[np.int64], ahead: Array) -> Array:
    """Return how many items each person is expected to buy first within `ahead` times the span observed.

    `person` and `times`: one entry for each item somebody bought, with how often; `ahead` of shape (persons,), at
    most 1 (the series does not converge beyond). Good & Toulmin (1956), eq. 17: -Σ_k (-ahead)^k n_k; never below 0.
    """
    small = times <= MOST
    seen = np.bincount(person[small] * MOST + times[small] - 1, minlength=len(ahead) * MOST).reshape(-1, MOST)
    back, series = -np.minimum(ahead, 1.0), np.zeros(len(ahead))
    for times_seen in range(MOST, 0, -1):  # by Horner's rule
        series = (series + seen[:, times_seen - 1]) * back
    return np.asarray(np.maximum(-series, 0.0))


def relative(scores: Array, open_: NDArray[np.bool_]) -> Array:
    """Return the logarithm of each score against the person's mean over what is open to them, in place of `scores`."""
    np.maximum(scores, 0.0, out=scores)
    mean = np.einsum("ij,ij->i", scores, open_) / np.maximum(open_.sum(axis=1), 1)
    scores /= np.maximum(mean, 1e-300)[:, None]
    scores += FLOOR
    return np.log(scores, out=scores)


def bend(score: Array) -> Array:
    """Return how much of the way to the highest scores each score is gone with the upper slope (see AdoptionModel)."""
    above = score - LEAST_SCORE
    inside = np.clip(above, 0.0, REACH)
    inside *= inside
    inside /= 2 * REACH
    above -= REACH
    np.maximum(above, 0.0, out=above)
    inside += above
    return inside


class AdoptionModel:
    """Probability of a first purchase: logit = intercept + slope(s) · relative score s + coefficients · traits.

    The slope runs from one value where scores are lowest to another where they are highest (`slopes_`): the best
    offers are bought more often than a straight line says. Neither is negative, so that a person's order of items is
    that of the scores. Before `fit` the model is the stated fallback: slopes 1 and the coefficients given.
    """

    def __init__(self, coefficients: Array | None = None) -> None:
        self.intercept_ = 0.0
        self.slopes_ = np.ones(2)
        self.coefficients_: Array = np.zeros(0) if coefficients is None else coefficients
        self.log_likelihood_ = -np.inf  # mean over pairs

    def fit(
        self,
        score: Array,
        traits: Array,
        open_: NDArray[np.bool_],
        bought: NDArray[np.bool_],
        near: "AdoptionModel | None" = None,
    ) -> Self:
        """Learn from what was `bought` of what was open, shapes (persons, items); traits (persons, traits).

        `near`: a model fitted on like scores, from which to begin.
        """
        centre, spread = traits.mean(axis=0), traits.std(axis=0)
        spread = np.where(spread > 0, spread, 1.0)
        known = np.concatenate([np.ones((len(traits), 1)), (traits - centre) / spread], axis=1)
        pairs, curve = max(int(open_.sum()), 1), _curve(score, known, open_, bought)
        wide = np.full(known.shape[1] + 2, WIDEST)
        start = np.zeros(len(wide))
        start[:2], start[2] = 1.0, np.log((bought.sum() + 0.5) / pairs)
        if near is not None:
            level = near.intercept_ + float((near.coefficients_ * centre).sum())
            start = np.concatenate([near.slopes_, [level], near.coefficients_ * spread])
        low, high = -wide, wide
        low[:2], high[:2] = LEAST_SLOPE, MOST_SLOPE
        found = climb(curve, start, low, high)
        self.log_likelihood_ = curve(found)[0]
        self.slopes_ = found[:2]
        self.coefficients_ = found[3:] / spread
        self.intercept_ = float(found[2] - (self.coefficients_ * centre).sum())
        return self

    def levelled(self, score: Array, traits: Array, open_: NDArray[np.bool_], expected: float) -> Self:
        """Move the intercept until these persons are expected to buy `expected` items first in all."""
        goal = min(max(expected, 1e-9), 0.999 * max(int(open_.sum()), 1))
        against = np.exp(np.minimum(self._against(score, traits, 0.0)[open_], MOST_LOGIT))  # odds of not buying

        def missing(intercept: float) -> float:
            return float((1 / (1 + against * np.exp(-intercept))).sum()) - goal

        if missing(-WIDEST) < 0 < missing(WIDEST):
            self.intercept_ = float(brentq(missing, -WIDEST, WIDEST, xtol=1e-12))
        else:
            self.intercept_ = -WIDEST if missing(0.0) > 0 else WIDEST
        return self

    def probability(self, score: Array, traits: Array) -> Array:
        """Return the probability of a first purchase for each person and item, shape of `score` (relative scores)."""
        odds = self._against(score, traits, self.intercept_)
        np.minimum(odds, MOST_LOGIT, out=odds)
        np.exp(odds, out=odds)
        odds += 1.0
        return np.asarray(np.divide(1.0, odds, out=odds))

    def _against(self, score: Array, traits: Array, intercept: float) -> Array:
        """Return the logarithm of the odds of not buying."""
        level = intercept + np.einsum("ij,j->i", traits, self.coefficients_)
        odds = score * -self.slopes_[0]
        bent = bend(score)
        bent *= self.slopes_[0] - self.slopes_[1]
        odds += bent
        odds -= level[:, None]
        return np.asarray(odds)


def _curve(score: Array, known: Array, open_: NDArray[np.bool_], bought: NDArray[np.bool_]) -> Curve:
    """Mean log-likelihood of a logistic regression over the open pairs: the curve to climb."""
    pairs, hits = max(int(open_.sum()), 1), bought & open_
    upper = bend(score)
    lower = score - upper
    speaks = [lower[hits].sum(), upper[hits].sum()]
    came = np.concatenate([speaks, np.einsum("i,ij->j", hits.sum(axis=1), known)])
    usual, pull = np.zeros(len(came)), np.full(len(came), PULL)
    usual[:2], pull[2] = 1.0, 0.0  # slopes as in the fallback; the level is the data's own
    size = max(1, AT_A_TIME // score.shape[1])
    parts = [slice(start, start + size) for start in range(0, len(score), size)]

    def curve(theta: Array) -> tuple[float, Array, Array]:
        sums = [_expected(theta, (lower[rows], upper[rows]), known[rows], open_[rows]) for rows in parts]
        value, slope, turn = (np.sum(each, axis=0) for each in zip(*sums, strict=True))
        apart = pull * (theta - usual)
        height = float((came * theta).sum() - value) / pairs - float((apart * (theta - usual)).sum()) / 2
        return height, (came - slope) / pairs - apart, -turn / pairs - np.diag(pull)

    return curve


def _expected(
    theta: Array, score: tuple[Array, Array], known: Array, open_: NDArray[np.bool_]
) -> tuple[float, Array, Array]:
    """Sum of ln(1 + e^η) over open pairs, its gradient (what is expected to be bought, by trait) and its Hessian."""
    lower, upper = score
    eta = theta[0] * lower + theta[1] * upper + np.einsum("ij,j->i", known, theta[2:])[:, None]
    small = np.exp(-np.abs(eta))
    value = float(((np.maximum(eta, 0.0) + np.log1p(small)) * open_).sum())
    chance = np.where(eta > 0, 1.0, small) / (1 + small) * open_
    sure = chance * (1 - chance)
    speaks = [(chance * lower).sum(), (chance * upper).sum()]
    slope = np.concatenate([speaks, np.einsum("i,ij->j", chance.sum(axis=1), known)])
    turn = np.empty((len(theta), len(theta)))
    for place, one in enumerate(score):
        weighed = sure * one
        turn[place, 2:] = turn[2:, place] = np.einsum("i,ij->j", weighed.sum(axis=1), known)
        for other, two in enumerate(score[: place + 1]):
            turn[place, other] = turn[other, place] = (weighed * two).sum()
    turn[2:, 2:] = np.einsum("i,ij,ik->jk", sure.sum(axis=1), known, known)
    return value, slope, turn
