"""Which kinds of taking part go with later contribution, beyond past purchases: weights and half-life."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import nnls

from guanxi.core.kernel.errors import NotEnoughDataError
from guanxi.core.models.fitting import Array

LEAST_TIMES = 500  # interactions, of all kinds
LEAST_PERSONS = 100  # who took part
SURE = 1.645  # standard errors by which the gain must exceed nothing
CUT = 0.99  # of contributions; beyond, a few great ones would decide
_REMEDY = "Import more interactions, or leave the weights as they are set."


@dataclass(frozen=True, slots=True)
class Weights:
    """Learned weights by kind, on the scale of an average interaction = 1, and the half-life in days.

    `gain`: share of the squared error of contribution, foretold from purchases alone, that taking part removes in the
    latest past window, which the weights it is measured with had not seen; `margin`: its standard error.
    """

    by_kind: dict[str, float]
    half_life: float
    gain: float
    margin: float


@dataclass(frozen=True, slots=True)
class Past:
    """Rows (origin, person): `origin_no` (1 = the latest), `purchases` (rows, features), `later` contribution.

    `doings`: by half-life in days an array (rows, kinds) of decayed counts; `times` (kinds,): interactions counted.
    """

    origin_no: NDArray[np.int64]
    purchases: Array
    later: Array
    kinds: Sequence[str]
    doings: Mapping[float, Array]
    times: Array


def learn_weights(past: Past) -> Weights:
    """Learn non-negative weights from all origins, with the half-life that foretells the latest one best.

    Contribution after an origin, cut at its 99th percentile, is regressed on purchases before it; what they leave
    unexplained on what they leave unexplained of the doings (Frisch & Waugh 1933), by non-negative least squares
    (Lawson & Hanson 1974). Raises NotEnoughDataError where too few took part, or where it foretells nothing.
    """
    _require_enough(past)
    later = np.minimum(past.later, np.quantile(past.later, CUT))
    told = {half_life: _gain(past, later, half_life) for half_life in past.doings}
    best = max(told, key=lambda half_life: told[half_life][0])
    gain, margin = told[best]
    if not gain > SURE * margin:
        raise NotEnoughDataError("What people do foretells no contribution beyond their purchases.", _REMEDY)
    weights, _ = _fit(past.purchases, past.doings[best], later)
    scale = float((weights * past.times).sum()) / float(past.times.sum())
    by_kind = {kind: float(f"{weight / scale:.3g}") for kind, weight in zip(past.kinds, weights, strict=True)}
    return Weights(by_kind, best, gain, margin)


def _require_enough(past: Past) -> None:
    """Refuse to learn from next to nothing."""
    times = int(past.times.sum())
    if times < LEAST_TIMES:
        raise NotEnoughDataError(f"Only {times:,} interactions; at least {LEAST_TIMES:,} are needed.", _REMEDY)
    persons = int((next(iter(past.doings.values())).sum(axis=1) > 0).sum())
    if persons < LEAST_PERSONS:
        raise NotEnoughDataError(f"Only {persons:,} people took part; at least {LEAST_PERSONS} are needed.", _REMEDY)
    if np.unique(past.origin_no).size < 2 or not past.later.any():
        raise NotEnoughDataError("The history is too short to look ahead from two past days.", _REMEDY)


def _gain(past: Past, later: Array, half_life: float) -> tuple[float, float]:
    """Return the share of squared error removed at the latest origin by weights of the others, and its error."""
    test = past.origin_no == past.origin_no.min()
    learned = np.logical_not(test)
    doings = past.doings[half_life]
    weights, base = _fit(past.purchases[learned], doings[learned], later[learned])
    left = later[test] - _times(past.purchases[test], base)
    plain, _ = _rest(past.purchases[learned], later[learned][:, None])
    before = (later[test] - _times(past.purchases[test], plain[:, 0])) ** 2
    saved = before - (left - _times(doings[test], weights)) ** 2
    mean = float(before.mean()) or 1.0
    return float(saved.mean()) / mean, float(saved.std()) / np.sqrt(saved.size) / mean


def _fit(purchases: Array, doings: Array, later: Array) -> tuple[Array, Array]:
    """Return weights of the doings, and the coefficients of purchases that go with them."""
    _, rest = _rest(purchases, np.column_stack([doings, later]))
    spread = np.sqrt((rest[:, :-1] ** 2).mean(axis=0))
    scale = np.where(spread > 0, spread, 1.0)
    scaled = rest[:, :-1] / scale
    gram, aim = _gram(scaled, scaled), _gram(scaled, rest[:, -1:])[:, 0]
    root = np.linalg.cholesky(gram + 1e-9 * len(later) * np.eye(len(gram)))
    weights = nnls(root.T, np.linalg.solve(root, aim))[0] / scale
    base, _ = _rest(purchases, (later - _times(doings, weights))[:, None])
    return weights, base[:, 0]


def _rest(known: Array, columns: Array) -> tuple[Array, Array]:
    """Return coefficients of least squares of columns on what is known, and what they leave unexplained."""
    ridge = 1e-9 * (known**2).sum(axis=0)
    found = np.linalg.solve(_gram(known, known) + np.diag(ridge), _gram(known, columns))
    told = np.stack([_times(known, column) for column in found.T], axis=1)
    return np.asarray(found, dtype=np.float64), columns - told


def _gram(left: Array, right: Array) -> Array:
    """Return Σ left · right over rows, the same on any number of cores."""
    return np.array([[float((a * b).sum()) for b in right.T] for a in left.T])


def _times(rows: Array, weights: Array) -> Array:
    """Return rows · weights, the same on any number of cores."""
    return np.asarray((rows * weights).sum(axis=1))
