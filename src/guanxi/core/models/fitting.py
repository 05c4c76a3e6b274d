"""What the models share: checked columns, and the climb to the top of a likelihood."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import minimize

from guanxi.core.kernel.errors import InputError

Array = NDArray[np.float64]
Gain = Callable[[Array], tuple[float, Array]]
"""A function to maximise: parameters → (value, gradient)."""

STEP = 1e-4  # of the central differences of an exact gradient, in log-parameters
POLISHES = 12  # Newton steps after the climb; two or three are usual


def columns(**given: ArrayLike) -> tuple[Array, ...]:
    """Return the named columns as float arrays of one common shape.

    Raises InputError when a column holds a missing, infinite or negative number, or lengths differ.
    """
    arrays = {name: np.asarray(values, dtype=np.float64) for name, values in given.items()}
    for name, values in arrays.items():
        wrong = ~np.isfinite(values) | (values < 0)
        if wrong.any():
            value = values[wrong].flat[0]
            raise InputError(f"{name} holds {value}.", f"Give finite numbers of at least 0 in {name}.")
    try:
        return tuple(np.broadcast_arrays(*arrays.values()))
    except ValueError:
        lengths = ", ".join(f"{name} {values.shape}" for name, values in arrays.items())
        raise InputError(f"The columns differ in length: {lengths}.", "Give columns of one length.") from None


def counts(weights: ArrayLike | None, like: Array) -> Array:
    """Return how many customers stand in each cell: `weights`, or one each."""
    if weights is None:
        return np.ones_like(like)
    return columns(weights=weights, cells=like)[0]


def total(weights: Array, values: Array) -> float:
    """Return Σ weights · values, summed pairwise: the same on any number of cores, which threaded BLAS is not."""
    return float((weights * values).sum())


def maximise(gain: Gain, starts: Sequence[Array], low: Array, high: Array) -> Array:
    """Return the parameters within [low, high] at which `gain` is greatest, climbing from the best of `starts`.

    A quasi-Newton climb (L-BFGS-B) comes near the top; Newton steps then settle it far below 1e-9 in the gain.
    """
    start = max((np.clip(start, low, high) for start in starts), key=lambda at: gain(at)[0])
    return _polish(gain, _climb(gain, start, low, high), low, high)


def _climb(gain: Gain, start: Array, low: Array, high: Array) -> Array:
    def loss(theta: Array) -> tuple[float, Array]:
        value, slope = gain(theta)
        return -value, -slope

    found = minimize(
        loss,
        start,
        jac=True,
        method="L-BFGS-B",
        bounds=list(zip(low, high, strict=True)),
        options={"maxiter": 1000, "maxfun": 2000, "ftol": 1e-13, "gtol": 1e-8},
    )
    return np.clip(found.x, low, high)


def _polish(gain: Gain, theta: Array, low: Array, high: Array) -> Array:
    """Take Newton steps while they bring the gradient nearer to zero."""
    slope = gain(theta)[1]
    for _ in range(POLISHES):
        free = (theta > low) & (theta < high)
        if not free.any():
            return theta
        curve = _curvature(gain, theta, free)
        if np.linalg.eigvalsh(curve)[-1] >= 0:  # not a hilltop: a ridge or a flat, nothing to settle
            return theta
        step = np.zeros_like(theta)
        step[free] = np.linalg.solve(-curve, slope[free])
        nearer = np.clip(theta + np.clip(step, -1, 1), low, high)
        slope_there = gain(nearer)[1]
        if not np.abs(slope_there[free]).max() < np.abs(slope[free]).max():
            return theta
        theta, slope = nearer, slope_there
    return theta


def _curvature(gain: Gain, theta: Array, free: NDArray[np.bool_]) -> Array:
    """Return the matrix of second derivatives over the free parameters."""
    rows = []
    for index in np.flatnonzero(free):
        nudge = np.zeros_like(theta)
        nudge[index] = STEP
        rows.append((gain(theta + nudge)[1] - gain(theta - nudge)[1])[free] / (2 * STEP))
    matrix = np.array(rows)
    return (matrix + matrix.T) / 2
