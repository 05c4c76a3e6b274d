"""What people told of their whole spending teaches of the others': cross-fitted, blended, with honest intervals."""

from typing import Self

import numpy as np

from guanxi.core.models.fitting import Array
from guanxi.core.models.wallet import Ridge, WalletShare

ENOUGH = 30  # statements from which anything is learned
MANY = 300  # statements from which intervals may differ by level
FOLDS = 5
STRENGTHS = (0.02, 0.1, 0.5, 2.0)
EDGES = (0.1, 0.9)


class SaidWallet:
    """The logarithm of wallet over own spend, learned from people who told their wallet.

    The estimate without statements, beside what is usual, is put on the statements' level; a ridge on all signs is
    mixed in by what it earns out of fold. `fit` learns `weight` (of the ridge) and `error` (root mean square, out of
    fold). Can be pickled.
    """

    def __init__(self, share: WalletShare) -> None:
        self.share = share

    def fit(self, signs: Array, told: Array) -> Self:
        """Learn from the signs of people who told and `told`, the logarithm (≥ 0) of wallet over own spend."""
        fold = np.arange(len(told), dtype=np.float64) % FOLDS
        plain, full = self._plain(signs), self._full(signs)
        self.line, level = _crossed(plain, told, fold, (0.001,))
        self.ridge, learned = _crossed(full, told, fold, STRENGTHS)
        step, miss = learned - level, told - level
        earned = float((step * miss).sum()) / max(float((step * step).sum()), 1e-12)
        self.weight = float(np.clip(earned, 0, 1)) * len(told) / (len(told) + ENOUGH)
        guess = level + self.weight * step
        self.error = float(np.sqrt(((told - guess) ** 2).mean()))
        self._note_misses(guess, told - guess)
        return self

    def predict(self, signs: Array) -> tuple[Array, Array, Array]:
        """Return the logarithm of wallet over own spend (≥ 0): middle, low and high end of 80 %."""
        guess = self._guess(signs)
        level = np.searchsorted(self.cuts, guess)
        low, middle, high = (np.maximum(guess + self.misses[level, k], 0.0) for k in range(3))
        return middle, low, high

    def _guess(self, signs: Array) -> Array:
        level = self.line.predict(self._plain(signs))
        return level + self.weight * (self.ridge.predict(self._full(signs)) - level)

    def _plain(self, signs: Array) -> Array:
        return np.stack([-np.log(self.share.share(signs)), self.share.below_usual(signs)], axis=1)

    def _full(self, signs: Array) -> Array:
        return np.concatenate([self._plain(signs), self.share.ways(signs), signs], axis=1)

    def _note_misses(self, guess: Array, miss: Array) -> None:
        """Keep the quantiles of the misses out of fold, by level of the guess where there are many statements."""
        self.cuts = np.quantile(guess, (1 / 3, 2 / 3)) if len(guess) >= MANY else np.empty(0)
        level = np.searchsorted(self.cuts, guess)
        rows = [miss[level == k] for k in range(len(self.cuts) + 1)]
        self.misses = np.array([_quantiles(part if len(part) >= ENOUGH else miss) for part in rows])


def _quantiles(miss: Array) -> Array:
    """The conformal 10 % and 90 % points (with the finite sample's correction) and the median between."""
    n = len(miss)
    low, high = (np.clip(edge + np.sign(edge - 0.5) / (n + 1) * 0.9, 0, 1) for edge in EDGES)
    return np.asarray(np.quantile(miss, (low, 0.5, high)))


def _crossed(X: Array, y: Array, fold: Array, strengths: tuple[float, ...]) -> tuple[Ridge, Array]:
    """Fit a ridge of the strength that errs least out of fold; return it with its guesses out of fold."""
    found = []
    even = np.ones_like(y)
    for strength in strengths:
        guess = np.zeros_like(y)
        for part in range(FOLDS):
            out = fold == part
            guess[out] = Ridge(strength).fit(X[~out], y[~out], even[~out]).predict(X[out])
        found.append((float(((y - guess) ** 2).mean()), strength, guess))
    _, strength, guess = min(found, key=lambda trial: trial[:2])
    return Ridge(strength).fit(X, y, even), guess
