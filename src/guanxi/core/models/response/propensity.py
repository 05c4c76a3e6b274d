"""The chance of each arm as people's features tell it, where it was not drawn by lot."""

from typing import Self

import numpy as np
from numpy.typing import ArrayLike
from scipy.linalg import cho_factor, cho_solve

from guanxi.core.models.fitting import Array
from guanxi.core.models.response.basis import Basis
from guanxi.core.models.response.trial import Codes, arm_codes, numbers

STEPS, ARRIVED = 50, 1e-9  # of Newton's method; promised gain in log-likelihood below which it has arrived


class Propensity:
    """Multinomial logit of the arm on features, held towards the same chances for all.

    `held`: precision of the normal prior of each coefficient of a standardised feature. `fit` learns `coefficients_`
    (A, columns), against nothing. McCullagh & Nelder (1989), Generalized Linear Models (2nd ed.), §5.2.4.
    """

    coefficients_: Array

    def __init__(self, held: float = 1.0) -> None:
        self.held = held

    def fit(self, x: ArrayLike, arm: ArrayLike, arms: int) -> Self:
        """Learn from features (n, p) and arms given (n,), 0 to `arms`, by Newton's method; return itself."""
        features = numbers("x", x, 2)
        codes = arm_codes(arm, arms, len(features))
        self._basis = Basis().fit(features)
        X = self._basis.of(features)
        share = np.bincount(codes, minlength=arms + 1) / len(codes)
        b = np.zeros((arms, X.shape[1]))
        b[:, 0] = np.log(share[1:] / share[0])
        prior = np.tile(np.append(1e-6, np.full(X.shape[1] - 1, self.held)), arms)
        met = np.asarray(codes[:, None] == np.arange(1, arms + 1), dtype=np.float64)
        for _ in range(STEPS):
            chances = _chances(X, b)[:, 1:]
            slope = ((met - chances).T @ X).ravel() - prior * b.ravel()
            step = cho_solve(cho_factor(_curvature(X, chances) + np.diag(prior)), slope)
            b = b + step.reshape(b.shape) * min(1.0, 4.0 / max(1e-12, float(np.abs(step).max())))
            if step @ slope < ARRIVED:
                break
        self.coefficients_ = b
        return self

    def predict(self, x: ArrayLike) -> Array:
        """Return the chances of nothing and every arm for features (n, p) → (n, A + 1)."""
        return _chances(self._basis.of(numbers("x", x, 2)), self.coefficients_)


def _chances(X: Array, b: Array) -> Array:
    eta = np.hstack([np.zeros((len(X), 1)), X @ b.T])
    odds = np.exp(eta - eta.max(axis=1, keepdims=True))
    return np.asarray(odds / odds.sum(axis=1, keepdims=True))


def _curvature(X: Array, chances: Array) -> Array:
    """Curvature of the log-likelihood, (A columns, A columns), arm by arm."""
    arms = range(chances.shape[1])
    blocks = []
    for one in arms:
        weights = [chances[:, one] * ((one == other) - chances[:, other]) for other in arms]
        blocks.append([(X * weight[:, None]).T @ X for weight in weights])
    return np.block(blocks)


def out_of_fold(x: Array, arm: Codes, arms: int, fold: Codes, held: float) -> Array:
    """Return each person's chances as learned from the other folds, (n, A + 1)."""
    chances = np.empty((len(x), arms + 1))
    for number in np.unique(fold):
        mine = fold == number
        chances[mine] = Propensity(held).fit(x[~mine], arm[~mine], arms).predict(x[mine])
    return chances
