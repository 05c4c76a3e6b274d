"""How much of a person's spending we see, learned by hiding part of what we see (self-masking).

People whose orders, or whose categories, are partly hidden with a known share look the way people look who buy part of
their needs elsewhere. A ridge regression learns the hidden share from signs that are comparable across people: volume,
rhythm, baskets, coverage of the categories that nearly everybody buys. How well it finds a *known* hidden share says
how much of the differences between people can be shares at all (Du, Kamakura & Mela 2007: volume with us says little).
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Self

import numpy as np
from scipy.special import betainc, betaincinv, ndtr, ndtri

from guanxi.core.kernel.errors import NotEnoughDataError
from guanxi.core.models.fitting import Array

VOLUME = ("log_own", "log_days", "log_orders", "weeks", "tenure", "silence")
BASKET = ("basket", "basket_spread", "lines_an_order", "price", "same_day", "large", "small")
RHYTHM = ("gap", "gap_spread", "gap_1", "gap_3", "gap_6", "gap_7", "gap_13", "gap_31")
COVERAGE = (
    "log_categories", "variety", "favourite", "once", "twice", "commonness", "missing",
    "top_2", "top_5", "top_10", "top_20", "top_40", "top_80", "top_160",
)  # fmt: skip
LIFE = ("child_unborn", "child_6", "child_12", "child_24", "child_36", "child_older")
SIGNS = (*VOLUME, *BASKET, *RHYTHM, *COVERAGE, *LIFE)
OWN = SIGNS.index("log_own")
FREE = [SIGNS.index(name) for name in (*BASKET, *LIFE)]  # signs that do not tell how much somebody buys from us

PRIOR = (2.0, 1.2)  # shares that people give a brand, as a Beta law, until somebody has told
LEAST = 0.02  # smallest share that is believed: a wallet of fifty times what we see
NARROW = 4.0  # standard deviations from the mean beyond which a sign says no more
STRENGTH = 0.005  # of the ridge, in shares of the rows
NATURAL = 0.85  # spread of coverage between people, against what shares would add, that needs no explanation
FLOOR = 0.02  # weight that the less likely way of buying elsewhere keeps
WIDEST = 1.5  # spread of shares by category, in times the prior's, that is believed
THIN = 3.0  # days bought at which the chance of which orders we see adds as much doubt as knowing nothing
SURE = 0.95
TAIL = float(ndtri(0.9))  # 80 % lie within this many standard deviations


class Masked(NamedTuple):
    """People as masks leave them: signs (rows, SIGNS), share kept, whether orders were hidden, who, days bought."""

    signs: Array
    kept: Array
    orders: Array
    person: Array
    days: Array


class Ridge:
    """A linear model of standardised signs, each cut at NARROW deviations."""

    def __init__(self, strength: float = STRENGTH) -> None:
        self.strength = strength

    def fit(self, X: Array, y: Array, weights: Array) -> Self:
        """Learn from rows X (rows, columns), targets and weights; a column without spread says nothing."""
        self.middle, self.spread = X.mean(axis=0), X.std(axis=0)
        Z = self._standard(X)
        share = weights / weights.sum()
        self.centre, self.level = np.einsum("n,nj->j", share, Z), float((share * y).sum())
        Z = Z - self.centre
        gram = np.einsum("ni,nj->ij", Z * share[:, None], Z) + self.strength * np.eye(Z.shape[1])
        self.weights = np.linalg.solve(gram, np.einsum("ni,n->i", Z, share * (y - self.level)))
        return self

    def predict(self, X: Array) -> Array:
        """Return the expected target of each row."""
        return np.asarray(np.einsum("nj,j->n", self._standard(X) - self.centre, self.weights)) + self.level

    def _standard(self, X: Array) -> Array:
        spread = np.where(self.spread < 1e-9, np.inf, self.spread)
        return np.asarray(np.clip((X - self.middle) / spread, -NARROW, NARROW))


class WalletShare:
    """Our share of each person's spending, from our own orders alone.

    Two ridges, one for people who go elsewhere with whole orders and one for people who go elsewhere with whole
    categories; the second counts as far as coverage differs between people by more than hidden shares would explain.
    `fit` learns `found` (correlation of each ridge with the share hidden, out of sample), `weight` (of both ways) and
    `trust` (correlation expected with the true shares). Can be pickled.
    """

    def fit(self, masked: Masked, today: Array) -> Self:
        """Learn from masked people and from `today`, the signs of the same people unmasked."""
        if len(today) < 2 or len(np.unique(masked.person)) < 2:
            raise NotEnoughDataError("Nobody has bought often enough.", "Import more orders of the last 12 months.")
        self.ridges: list[Ridge] = []
        self.found: list[float] = []
        for orders in (1.0, 0.0):
            rows = masked.orders == orders
            self._learn(Masked(*(np.asarray(column)[rows] for column in masked)), by_days=bool(orders))
        room = np.array([1 / found**2 - 1 for found in self.found])
        spread = float(np.clip(room[1] - NATURAL, FLOOR, WIDEST))  # of shares by category
        self.weight = np.array([max(1 - spread, FLOOR), spread])
        self.pull = self.weight / np.sqrt(room)
        self.trust = min(float(np.sqrt((self.weight**2 / room).sum() / self.weight.sum())), SURE)
        self.usual = Ridge().fit(today[:, FREE], today[:, OWN], np.ones(len(today)))
        raw = self._raw(today)
        self.middle, self.spread = raw.mean(axis=0), np.maximum(raw.std(axis=0), 1e-9)
        joined = self._joined(today)
        self.scale = (float(joined.mean()), max(float(joined.std()), 1e-9))
        return self

    def standing(self, signs: Array) -> Array:
        """Return where each person stands among all by share, in standard deviations."""
        return np.asarray((self._joined(signs) - self.scale[0]) / self.scale[1])

    def share(self, signs: Array, place: float = 0.0) -> Array:
        """Return the share of each person's wallet that is ours: the median, or `place` deviations beside it."""
        return self.shares(signs, (place,))[0]

    def shares(self, signs: Array, places: Sequence[float]) -> list[Array]:
        """Return the shares at several places."""
        days = np.exp(np.clip(signs[:, SIGNS.index("log_days")], 0.0, 6.0))
        unsure = np.sqrt(1 - self.trust**2 + THIN * self.weight[0] / self.weight.sum() / days)
        middle = self.trust * self.standing(signs)
        return [share_at(middle + unsure * place) for place in places]

    def ways(self, signs: Array) -> Array:
        """Return both ridges' standings, shape (people, 2), in standard deviations of today's people."""
        return np.asarray(np.clip((self._raw(signs) - self.middle) / self.spread, -NARROW, NARROW))

    def below_usual(self, signs: Array) -> Array:
        """Return the logarithm of what people with such baskets and children spend with us over own spend."""
        return np.asarray(self.usual.predict(signs[:, FREE]) - signs[:, OWN])

    def _learn(self, rows: Masked, *, by_days: bool) -> None:
        """Fit one ridge, and see out of sample how well it finds what was hidden."""
        target = betainc(*PRIOR, np.clip(rows.kept, 0, 1))
        weights = np.sqrt(rows.days) if by_days else np.ones_like(target)
        odd = np.unique(rows.person, return_inverse=True)[1] % 2 == 1
        guess = np.zeros_like(target)
        for part in (odd, ~odd):
            if part.any() and (~part).any():
                guess[part] = Ridge().fit(rows.signs[~part], target[~part], weights[~part]).predict(rows.signs[part])
        self.ridges.append(Ridge().fit(rows.signs, target, weights))
        self.found.append(_correlation(guess, target))

    def _raw(self, signs: Array) -> Array:
        return np.stack([ridge.predict(signs) for ridge in self.ridges], axis=1)

    def _joined(self, signs: Array) -> Array:
        return np.asarray((self.ways(signs) * self.pull).sum(axis=1))


def share_at(place: Array) -> Array:
    """Return the share below which as many people lie as of a normal variable below `place`."""
    return np.maximum(betaincinv(*PRIOR, ndtr(place)), LEAST)


def signs_of(columns: Mapping[str, Array]) -> Array:
    """Return the matrix of signs, shape (people, SIGNS)."""
    return np.stack([columns[name] for name in SIGNS], axis=1)


def _correlation(one: Array, other: Array) -> float:
    """Return the correlation, between 0.05 (nothing found) and SURE."""
    one, other = one - one.mean(), other - other.mean()
    size = float(np.sqrt((one * one).sum() * (other * other).sum()))
    return float(np.clip((one * other).sum() / size if size > 0 else 0.0, 0.05, SURE))
