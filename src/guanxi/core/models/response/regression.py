"""One regression for each arm, drawn towards the same effect for everybody as far as the data ask for it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cho_factor, cho_solve

from guanxi.core.models.fitting import Array
from guanxi.core.models.response.families import Family
from guanxi.core.models.response.trial import Codes

STEPS, ARRIVED = 25, 1e-8  # of Newton's method; promised gain in log-likelihood below which it has arrived
FREE, KNOWN = 10.0, 1.0  # sd of a constant and of a standardised feature's coefficient, before any data
LINEAR = (0.0, 0.02, 0.04, 0.07, 0.1, 0.15, 0.25, 0.4)  # sd of how an effect goes with a feature, on the link's scale
BENT = (0.0, 0.05, 0.1, 0.2)  # … and with a bend


@dataclass(frozen=True, slots=True)
class Curve:
    """A log-likelihood around its top as a parabola: -½ b'Hb + r'b, with the coefficients `top` it was drawn at."""

    H: Array
    r: Array
    top: Array


@dataclass(frozen=True, slots=True)
class Tied:
    """Coefficients under nothing and under an arm, (2, columns), and their covariance (2 columns, 2 columns)."""

    mean: Array
    covariance: Array


def climb(family: Family, X: Array, y: Array, start: Array | None = None) -> Curve:
    """Fit one arm's regression by Newton's method (Fisher's scoring) under a wide prior; X (n, columns), y (n,)."""
    columns = X.shape[1]
    prior = np.append(FREE**-2.0, np.full(columns - 1, KNOWN**-2.0))
    b = np.append(family.start(y), np.zeros(columns - 1)) if start is None else start
    for _ in range(STEPS):
        mean = family.mean(X @ b)
        slope, weight = family.pull(y, mean)
        spread = family.dispersion(y, mean, columns)
        H, gradient = (X * weight[:, None]).T @ X / spread, X.T @ slope / spread
        step = cho_solve(cho_factor(H + np.diag(prior)), gradient - prior * b)
        gain = float(step @ (gradient - prior * b))
        if gain < ARRIVED:
            break
        b = b + step * min(1.0, 4.0 / max(1e-12, float(np.abs(step).max())))
    return Curve(H, H @ b + gradient, b)


def tie(nothing: Curve, given: Curve, part: Codes, doubt: bool = True) -> Tied:
    """Tie an arm's regression to that of nothing: b_arm = b_nothing + d, d of each part normal around 0.

    How wide d is, is averaged over a grid by the marginal likelihood of both parabolas (MacKay 1992, Bayesian
    interpolation, Neural Computation 4, eq. 2.8). Without `doubt` the covariance stays empty.
    """
    scales = _scales(part)
    H = np.block([[nothing.H + given.H, given.H], [given.H, given.H]])
    r = np.concatenate([nothing.r + given.r, given.r])
    M = H * scales[:, :, None] * scales[:, None, :]
    M[:, range(len(r)), range(len(r))] += 1
    L = np.linalg.cholesky(M)
    inside = np.linalg.solve(M, (r * scales)[:, :, None])[:, :, 0]
    fit = 0.5 * (inside * r * scales).sum(axis=1) - np.log(np.diagonal(L, axis1=1, axis2=2)).sum(axis=1)
    weight = np.exp(fit - fit.max())
    weight /= weight.sum()
    means = inside * scales
    mean, columns = weight @ means, len(part)
    covariance = _covariance(M, scales, means - mean, weight) if doubt else np.zeros((0, 0))
    to_arms = np.kron(np.array([[1.0, 0.0], [1.0, 1.0]]), np.eye(columns))
    if doubt:
        covariance = to_arms @ covariance @ to_arms.T
    return Tied((to_arms @ mean).reshape(2, columns), covariance)


def _scales(part: Codes) -> Array:
    """Prior sd of the coefficients under nothing and of d, one row for each point of the grid."""
    grid = [(one, bent) for one in LINEAR for bent in (BENT if np.any(part == 2) else (0.0,))]
    base = np.where(part == 0, FREE, KNOWN)
    return np.array([np.concatenate([base, np.array([FREE, *point])[part]]) for point in grid])


def _covariance(M: Array, scales: Array, away: Array, weight: Array) -> Array:
    """Covariance of the mixture: within each point of the grid, and between them."""
    within = np.linalg.inv(M) * scales[:, :, None] * scales[:, None, :]
    return np.asarray(np.tensordot(weight, within, 1) + (away * weight[:, None]).T @ away)


def folds_of(strata: NDArray[np.int64], folds: int, seed: int) -> Codes:
    """Deal people into folds evenly within each stratum, by lot; shape (n,)."""
    lot = np.random.default_rng(seed).random(len(strata))
    order = np.lexsort((lot, strata))
    dealt = np.empty(len(strata), dtype=np.int64)
    dealt[order] = np.arange(len(strata)) % folds
    return dealt
