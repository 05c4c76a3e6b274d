"""Shifted-beta-geometric: how long customers on contract keep renewing.

Fader & Hardie (2007), "How to Project Customer Retention", Journal of Interactive Marketing 21(1), 76-90. At the end
of every term a customer leaves with a personal chance θ ~ Beta(α, β); those who stay are those with a small θ, so the
share renewed rises from term to term.
"""

from typing import Self

import numpy as np
from numpy.typing import ArrayLike

from guanxi.core.kernel.errors import NotEnoughDataError
from guanxi.core.models.fitting import Array, Fitted, ascend, columns, counts, total

ENDED = 30  # fewer terms that were renewed or not say little about two parameters
LOW, HIGH = np.log([1e-4, 1e-4]), np.log([1e5, 1e5])


class ShiftedBetaGeometric(Fitted):
    """Renewals of customers who differ in how easily they leave (sBG).

    `fit` learns `alpha_`, `beta_`, `log_likelihood_`, `customers_` and `covariance_` (of the log-parameters).
    """

    NAMES = ("alpha", "beta")

    alpha_: float
    beta_: float

    def fit(self, survived: ArrayLike, lost: ArrayLike, weights: ArrayLike | None = None) -> Self:
        """Learn the two parameters by maximum likelihood (paper, appendix) and return the model itself.

        `survived` renewals made so far, `lost` 1 for a customer who left at the next one and 0 for one of whom that is
        not known yet, `weights` customers in each cell; all of shape (cells,). Count only ends of terms at which a
        loss would be known as well as a renewal: renewals known sooner than losses would bias the share upwards.
        Raises NotEnoughDataError when fewer than 30 terms have ended, or when nobody left or nobody renewed.
        """
        survived, lost = columns(survived=survived, lost=lost)
        n = counts(weights, survived)
        renewed, left = _by_turn(survived, lost, n)
        _require_ends(renewed, left)
        share, customers = float(left.sum() / (renewed.sum() + left.sum())), float(n.sum())
        likelihood = _Likelihood(renewed / customers, left / customers)
        top = ascend(likelihood.curve, np.log([share, 1 - share]), LOW, HIGH)
        self.learn(top, np.ones(2), customers)
        return self

    def retention_rate(self, t: ArrayLike) -> Array:
        """Return the chance to renew at the `t`-th end of a term (1 = the first), shape of `t`: S(t) / S(t - 1)."""
        (t,) = columns(t=t)
        return np.asarray((self.beta_ + t - 1) / (self.alpha_ + self.beta_ + t - 1))

    def survival(self, t: ArrayLike, survived: ArrayLike = 0.0) -> Array:
        """Return the chance to make `t` more renewals after `survived` ones, shape of both: S(t), begun anew."""
        return _survival(self, t, survived)

    def renewals_expected(self, horizon: int, survived: ArrayLike = 0.0) -> Array:
        """Return the renewals expected at the next `horizon` ends of terms after `survived` ones, shape (cells,)."""
        return _renewals(self, horizon, survived)


class SteadyRetention:
    """One and the same share renewed at every end of a term: for data that carry no model.

    `fit` learns `share_`, drawn towards one half by one renewal and one loss.
    """

    share_: float

    def fit(self, survived: ArrayLike, lost: ArrayLike, weights: ArrayLike | None = None) -> Self:
        """Count renewals and losses (as `ShiftedBetaGeometric.fit`) and return the model itself."""
        survived, lost = columns(survived=survived, lost=lost)
        n = counts(weights, survived)
        renewed, left = total(n, survived), total(n, lost)
        self.share_ = (renewed + 1) / (renewed + left + 2)
        return self

    def retention_rate(self, t: ArrayLike) -> Array:
        """Return the share renewed, whatever `t`."""
        (t,) = columns(t=t)
        return np.full_like(t, self.share_)

    def survival(self, t: ArrayLike, survived: ArrayLike = 0.0) -> Array:
        """Return the chance to make `t` more renewals, shape of both."""
        return _survival(self, t, survived)

    def renewals_expected(self, horizon: int, survived: ArrayLike = 0.0) -> Array:
        """Return the renewals expected at the next `horizon` ends of terms, shape (cells,)."""
        return _renewals(self, horizon, survived)


Retention = ShiftedBetaGeometric | SteadyRetention


def _survival(model: Retention, t: ArrayLike, survived: ArrayLike) -> Array:
    t, survived = columns(t=t, survived=survived)
    chance = np.ones_like(t)
    for turn in range(1, int(t.max(initial=0)) + 1):
        chance *= np.where(turn <= t, model.retention_rate(survived + turn), 1.0)
    return chance


def _renewals(model: Retention, horizon: int, survived: ArrayLike) -> Array:
    (survived,) = columns(survived=survived)
    chance, expected = np.ones_like(survived), np.zeros_like(survived)
    for turn in range(1, horizon + 1):
        chance = chance * model.retention_rate(survived + turn)
        expected = expected + chance
    return expected


def _by_turn(survived: Array, lost: Array, n: Array) -> tuple[Array, Array]:
    """Count customers who renewed and who left at each end of a term, the first one first."""
    turns = int(survived.max(initial=0)) + 1
    reached = np.bincount(survived.astype(np.int64), n, turns)
    left = np.bincount(survived.astype(np.int64), n * lost, turns)
    renewed = np.append(np.cumsum(reached[::-1])[::-1][1:], 0.0)
    return np.asarray(renewed, dtype=np.float64), np.asarray(left, dtype=np.float64)


def _require_ends(renewed: Array, left: Array) -> None:
    ended = float(renewed.sum() + left.sum())
    remedy = "Import memberships over more terms; until then a plain share stands for the chance to renew."
    if ended < ENDED:
        raise NotEnoughDataError(f"Only {ended:,.0f} terms have ended; at least {ENDED} are needed.", remedy)
    if not left.sum() or not renewed.sum():
        what = "renewed" if not left.sum() else "lost"
        raise NotEnoughDataError(f"All of the {ended:,.0f} terms that ended were {what}.", remedy)


class _Likelihood:
    """The likelihood of renewals and losses by turn, at log-parameters: each end of a term is one draw.

    P(renewed at turn t) = (β + t - 1) / (α + β + t - 1); the products over t are the paper's beta functions.
    """

    def __init__(self, renewed: Array, left: Array) -> None:
        self.renewed, self.left, self.ends = renewed, left, renewed + left
        self.before = np.arange(len(renewed), dtype=np.float64)

    def curve(self, theta: Array) -> tuple[float, Array, Array]:
        """Return the mean log-likelihood of a customer, its gradient and its Hessian."""
        alpha, beta = np.exp(theta)
        stay, both = beta + self.before, alpha + beta + self.before
        left, share, square = float(self.left.sum()), total(self.ends, 1 / both), total(self.ends, 1 / both**2)
        value = total(self.renewed, np.log(stay)) + left * theta[0] - total(self.ends, np.log(both))
        slope = np.array([left - alpha * share, beta * (total(self.renewed, 1 / stay) - share)])
        cross = alpha * beta * square
        of_beta = slope[1] - beta**2 * (total(self.renewed, 1 / stay**2) - square)
        return float(value), slope, np.array([[alpha * (alpha * square - share), cross], [cross, of_beta]])
