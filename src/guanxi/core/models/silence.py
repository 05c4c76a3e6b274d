"""How likely a customer stays silent for a while, set right by the brand's own past."""

from collections.abc import Sequence
from typing import Self

import numpy as np
from scipy.special import expit, logit

from guanxi.core.models.fitting import Array
from guanxi.core.models.purchase import PurchaseModel

SURE = 1e-9  # chances nearer to 0 or 1 than this are taken as this
STEPS = 50
ENOUGH = 1e-12  # change of a coefficient at which Newton's steps end


class Silence:
    """The chance of no purchase in the coming `horizon` days: a purchase model's, corrected by what really happened.

    Platt (1999): a logistic regression on the model's own log-odds, here with the days of silence and the number of
    purchases beside them, drawn towards leaving the model as it is. Learned: `coefficients_` of (1, log-odds,
    ln(1 + silence), ln(1 + x)); `silent_` and `foretold_`, shares of those it learned from.
    """

    coefficients_: Array
    silent_: float
    foretold_: float

    def __init__(self, horizon: float) -> None:
        self.horizon = horizon
        self.coefficients_ = np.array([0.0, 1.0, 0.0, 0.0])
        self.silent_ = self.foretold_ = np.nan

    def fit(self, seen: Sequence[tuple[PurchaseModel, Array, Array, Array, Array, Array]]) -> Self:
        """Learn from past days: for each (model as fitted then, x, t_x, T, silent afterwards 0 or 1, customers).

        Without any the model is left as it is.
        """
        if not seen:
            return self
        rows = np.concatenate([self._rows(model, x, t_x, T) for model, x, t_x, T, _, _ in seen])
        silent = np.concatenate([came for *_, came, _ in seen])
        persons = np.concatenate([n for *_, n in seen])
        self.coefficients_ = _logistic(rows, silent, persons, self.coefficients_)
        told = expit(_times(rows, self.coefficients_))
        self.silent_ = float((persons * silent).sum() / persons.sum())
        self.foretold_ = float((persons * told).sum() / persons.sum())
        return self

    def chances(self, days: Sequence[float], model: PurchaseModel, x: Array, t_x: Array, T: Array) -> list[Array]:
        """Return for each of `days` the chance of no purchase in (T, T + days], shape (cells,).

        Their log-odds are corrected as those of the horizon.
        """
        rows = self._rows(model, x, t_x, T)
        corrected = _times(rows, self.coefficients_) - rows[:, 1]
        odds = [rows[:, 1] if ahead == self.horizon else _odds(model, ahead, x, t_x, T) for ahead in days]
        return [np.asarray(expit(alone + corrected)) for alone in odds]

    def _rows(self, model: PurchaseModel, x: Array, t_x: Array, T: Array) -> Array:
        """What the chance is made from, shape (cells, 4)."""
        odds = _odds(model, self.horizon, x, t_x, T)
        return np.column_stack([np.ones_like(x), odds, np.log1p(T - t_x), np.log1p(x)])


def _odds(model: PurchaseModel, days: float, x: Array, t_x: Array, T: Array) -> Array:
    """The model's own log-odds of no purchase within these days."""
    return np.asarray(logit(np.clip(model.probability(0.0, days, x, t_x, T), SURE, 1 - SURE)))


def _logistic(rows: Array, silent: Array, persons: Array, start: Array) -> Array:
    """Return coefficients by Newton's steps that never lead down, with one customer's worth of pull towards `start`."""
    pull = np.maximum(_variance(rows, persons), SURE)

    def height(at: Array) -> float:
        odds = _times(rows, at)
        fit = silent * odds - np.logaddexp(0.0, odds)
        return float((persons * fit).sum()) - float((pull * (at - start) ** 2).sum()) / 2

    found = start.copy()
    here = height(found)
    for _ in range(STEPS):
        told = expit(_times(rows, found))
        slope = np.array([float((persons * (silent - told) * column).sum()) for column in rows.T])
        weight = persons * told * (1 - told)
        bend = np.array([[float((weight * a * b).sum()) for b in rows.T] for a in rows.T])
        step = np.linalg.solve(bend + np.diag(pull), slope - pull * (found - start))
        while height(found + step) < here and np.abs(step).max() > ENOUGH:
            step = step / 2
        found, here = found + step, height(found + step)
        if np.abs(step).max() <= ENOUGH:
            break
    return found


def _variance(rows: Array, persons: Array) -> Array:
    """Variance of each column over customers; 1 of the constant."""
    share = persons / persons.sum()
    mean = np.array([float((share * column).sum()) for column in rows.T])
    spread = np.array([float((share * (column - m) ** 2).sum()) for column, m in zip(rows.T, mean, strict=True)])
    return np.concatenate([[1.0], spread[1:]])


def _times(rows: Array, weights: Array) -> Array:
    """Return rows · weights, the same on any number of cores."""
    return np.asarray((rows * weights).sum(axis=1))
