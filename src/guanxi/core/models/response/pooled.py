"""The effect an arm has on everybody, or on everybody of a stratum."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from guanxi.core.kernel.errors import InputError
from guanxi.core.models.fitting import Array
from guanxi.core.models.response.estimates import Mean
from guanxi.core.models.response.shrinkage import Shrunk, shrink
from guanxi.core.models.response.trial import Codes, Trial, check_arm

BORROWED = 5.0  # people's worth of the arm's own variance in that of a stratum, which may be nought by chance


@dataclass(frozen=True, slots=True)
class Effects:
    """Effects of the arms on each person: `tau` and `sd` (n, A), `provenance` of each arm (A,), and the `design`.

    In the unit of the outcome. `provenance`: "pooled" or "personal"; `design`: "randomised" or "observational".
    """

    tau: Array
    sd: Array
    provenance: NDArray[np.str_]
    design: str


def difference(trial: Trial, arm: int) -> Mean:
    """Return the effect of an arm on the mean outcome, each person weighing 1 ÷ the chance of what they got.

    Weighted means (Hájek 1971) with the variance of their linear approximation; with equal chances the difference of
    means. InputError: no such arm.
    """
    check_arm(trial, arm)
    (mean, variance), (nothing, doubt) = (_level(trial, code) for code in (arm, 0))
    return Mean(mean - nothing, float(np.sqrt(variance + doubt)))


def _level(trial: Trial, arm: int) -> tuple[float, float]:
    """Mean outcome under an arm, and its variance."""
    who = trial.arm == arm
    w, y = 1 / trial.propensity[who, arm], trial.outcome[who]
    mean, n = float(w @ y / w.sum()), len(y)
    return mean, float(np.square(w * (y - mean)).sum() / w.sum() ** 2 * n / (n - 1))


class PooledResponse:
    """Effects of the arms on everybody, or by stratum, the strata of each arm drawn together.

    `fit` learns `tau_` and `sd_` (A,) of everybody, `strata_` (labels), `between_` (A,) the spread of effects
    between strata, and `design_`.
    """

    tau_: Array
    sd_: Array
    strata_: NDArray[Any]
    between_: Array
    design_: str

    def fit(self, trial: Trial, strata: ArrayLike | None = None) -> Self:
        """Learn from a trial, and a label of each person's stratum (n,) where given; return itself."""
        found = [difference(trial, arm) for arm in range(1, trial.arms + 1)]
        self.tau_, self.sd_ = np.array(found).T
        self.strata_, place = np.unique(_labels(strata, len(trial.arm)), return_inverse=True)
        self.design_ = trial.design
        self._shrunk: Sequence[Shrunk] = []
        if len(self.strata_) > 1:
            levels = [_levels(trial, place, len(self.strata_), arm) for arm in range(trial.arms + 1)]
            self._shrunk = [_together(levels[0], level) for level in levels[1:]]
        self.between_ = np.array([one.between for one in self._shrunk] or [0.0] * trial.arms)
        return self

    def effects(self, strata: ArrayLike) -> Effects:
        """Return the effects on people of these strata (n,); a stratum not seen gets the middle of the others."""
        labels = np.atleast_1d(np.asarray(strata))
        provenance = np.full(len(self.tau_), "pooled")
        if not self._shrunk:
            shape = (len(labels), len(self.tau_))
            tau, sd = np.broadcast_to(self.tau_, shape), np.broadcast_to(self.sd_, shape)
            return Effects(tau.copy(), sd.copy(), provenance, self.design_)
        place = np.minimum(np.searchsorted(self.strata_, labels), len(self.strata_) - 1)
        seen = self.strata_[place] == labels
        tau = np.array([np.where(seen, one.mean[place], one.middle) for one in self._shrunk]).T
        unseen = [np.hypot(one.middle_sd, one.between) for one in self._shrunk]
        sd = np.array([np.where(seen, one.sd[place], far) for one, far in zip(self._shrunk, unseen, strict=True)]).T
        return Effects(tau, sd, provenance, self.design_)


def _labels(strata: ArrayLike | None, people: int) -> NDArray[Any]:
    labels = np.zeros(people, dtype=np.int64) if strata is None else np.asarray(strata)
    if labels.shape != (people,):
        raise InputError(f"strata have shape {labels.shape} for {people} people", "give one label a person")
    return labels


def _levels(trial: Trial, place: Codes, strata: int, arm: int) -> tuple[Array, Array]:
    """Mean outcome of each stratum under an arm and its variance; infinite where nobody was given it."""
    who = trial.arm == arm
    w, y, at = 1 / trial.propensity[who, arm], trial.outcome[who], place[who]
    total = np.bincount(at, weights=w, minlength=strata)
    there = total > 0
    mean = np.divide(np.bincount(at, weights=w * y, minlength=strata), total, out=np.zeros(strata), where=there)
    usual = np.square(y - y.mean()).mean()
    counts = np.bincount(at, minlength=strata)
    parts = np.bincount(at, weights=np.square(w * (y - mean[at])), minlength=strata)
    size = np.bincount(at, weights=np.square(w), minlength=strata)
    own = np.divide(parts, size, out=np.zeros(strata), where=there)  # the outcome's variance within the stratum
    drawn = (counts * own + BORROWED * usual) / (np.maximum(counts - 1, 0) + BORROWED)
    return mean, np.divide(drawn * size, np.square(total), out=np.full(strata, np.inf), where=there)


def _together(nothing: tuple[Array, Array], given: tuple[Array, Array]) -> Shrunk:
    """Effects of the strata, drawn together."""
    sd = np.sqrt(nothing[1] + given[1])
    if not np.any(sd > 0):
        raise InputError("all outcomes are the same", "an effect cannot be learned from an outcome that does not vary")
    return shrink(given[0] - nothing[0], np.maximum(sd, sd[sd > 0].min() * 1e-3))
