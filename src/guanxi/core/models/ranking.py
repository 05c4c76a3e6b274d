"""Weights that put those first who will grow, learned from what came after past days."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize

from guanxi.core.kernel.errors import NotEnoughDataError
from guanxi.core.models.fitting import Array

LEAST_GROWN = 100  # persons who grew, over all origins, below which nothing is learned
RARE = 0.001  # of persons: a gain beyond what so many exceed counts as much as theirs
SMALL = 0.02  # a weight below this share says nothing and is left out


@dataclass(frozen=True, slots=True)
class Ranked:
    """One past day: standings of shape (persons, terms), 0 to 1, and the gross growth that came, shape (persons,)."""

    standings: Array
    gain: Array


def ranking_weights(origins: Sequence[Ranked], ridge: float = 0.0) -> Array:
    """Learn weights of shape (terms,), at least 0 and adding up to 1, that rank persons by the growth to come.

    Maximises the listwise likelihood of where each unit of growth falls, exp(s_i) / sum exp(s_j) for the scores s =
    standings · w of one day (Cao et al. 2007, "Learning to rank: from pairwise to listwise approach"; the same as
    Poisson regression of growth given each day's total, so that season and the brand's own trend cancel). Convex in w
    >= 0. `ridge` holds the scale of w down. Raises NotEnoughDataError where too few persons grew.
    """
    grown = sum(int((one.gain > 0).sum()) for one in origins)
    if grown < LEAST_GROWN:
        raise NotEnoughDataError(
            f"Only {grown} customers grew after the past days looked at. 过去增长的客户太少，学不出权重。",
            f"At least {LEAST_GROWN} are needed 至少需要这么多; import more history 请导入更长的历史.",
        )
    shares = [_shares(one.gain) for one in origins]
    terms = origins[0].standings.shape[1]

    def curve(weights: Array) -> tuple[float, Array]:
        value, gradient = ridge * float(weights @ weights), 2 * ridge * weights
        for one, share in zip(origins, shares, strict=True):
            part, slope = _listwise(one.standings, share, weights)
            value += part / len(origins)
            gradient = gradient + slope / len(origins)
        return value, gradient

    found = minimize(curve, np.ones(terms), jac=True, bounds=[(0, None)] * terms, method="L-BFGS-B")
    weights = np.asarray(found.x, dtype=np.float64)
    total = weights.sum()
    if total <= 0:
        return np.full(terms, 1 / terms)
    weights[weights < SMALL * total] = 0
    return np.asarray(weights / weights.sum(), dtype=np.float64)


def _shares(gain: Array) -> Array:
    """Each person's share of the day's growth, the rarest gains held down."""
    held = np.minimum(gain, np.quantile(gain, 1 - RARE, method="higher"))
    return np.asarray(held / max(float(held.sum()), 1e-300), dtype=np.float64)


def _listwise(standings: Array, share: Array, weights: Array) -> tuple[float, Array]:
    """Minus log-likelihood of one day and its gradient."""
    scores = (standings * weights).sum(axis=1)
    chance = np.exp(scores - scores.max())
    total = chance.sum()
    value = float(scores.max() + np.log(total) - (share * scores).sum())
    return value, ((chance / total - share)[:, None] * standings).sum(axis=0)


def capture(score: Array, gain: Array, top: float = 0.2) -> float:
    """Share of all growth that comes from the `top` share of persons by score; ties in the order given."""
    total = float(gain.sum())
    best = np.argsort(-score, kind="stable")[: round(len(score) * top)]
    return float(gain[best].sum()) / total if total > 0 else 0.0


def quintile_sum(recency: Array, frequency: Array, money: Array) -> Array:
    """RFM: the sum of three quintiles, 1 to 5 each; `recency` in days since the last purchase."""
    places = [np.argsort(np.argsort(column, kind="stable"), kind="stable") for column in (-recency, frequency, money)]
    return np.asarray(sum(np.floor(5 * place / len(place)) + 1 for place in places), dtype=np.float64)
