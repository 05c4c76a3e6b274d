"""A costly function of (x, T), smooth in T, for very many customers: polynomials in the age, one for each x."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from guanxi.core.models.cells import levels, place_among, slices
from guanxi.core.models.fitting import Array

Value = Callable[[Array, Array], Array]
"""A function of repeat purchases x and age T, arrays of one shape."""

NODES = 32  # of each polynomial
TAIL = 1e-12  # its last two terms, against the least value of the function; greater ones are no approximation
FEW = 2_000  # customers for whom nothing is gained


def by_age(value: Value, x: Array, T: Array, origin: float, reach: float) -> Array:
    """Return value(x, T), each of shape (cells,), to about 1e-12 of it.

    The polynomials (Chebyshev's) run in ln(1 + reach / (origin + T)), in which forecasts over up to `reach` are smooth.
    Customers whose x they do not serve well, and few customers, are computed one by one.
    """
    level = levels(x)[0]
    if x.size < max(FEW, 2 * NODES * level.size) or not reach > 0:
        return value(x, T)
    ends = _curved(np.array([T.max(), T.min()]), origin, reach)
    coefficients, served = _polynomials(value, level, ends, origin, reach)
    whole = _whole_ages(T, level.size)
    if whole is not None:
        table = np.einsum("ij,jk->ik", coefficients, _basis(_curved(whole, origin, reach), ends))
    which = place_among(level)
    result = np.empty(x.shape)
    for rows in slices(x.size):
        at = which(x[rows])
        if whole is not None:
            result[rows] = table[at, (T[rows] - whole[0]).astype(np.int64)]
        else:
            result[rows] = _sum_of(coefficients, at, _basis(_curved(T[rows], origin, reach), ends))
    if not served.all():
        rest = np.logical_not(served[which(x)])
        result[rest] = value(x[rest], T[rest])
    return result


def _curved(T: Array, origin: float, reach: float) -> Array:
    return np.log1p(reach / (origin + T))


def _polynomials(value: Value, level: Array, ends: Array, origin: float, reach: float) -> tuple[Array, Array]:
    """Return Chebyshev coefficients for each level, and whether they serve."""
    angle = (np.arange(NODES) + 0.5) * np.pi / NODES
    node = ends[0] + (np.cos(angle) + 1) / 2 * (ends[1] - ends[0])
    age = np.maximum(reach / np.expm1(node) - origin, 0.0)
    grid = value(np.repeat(level, NODES), np.tile(age, level.size)).reshape(level.size, NODES)
    cosines = np.cos(np.outer(np.arange(NODES), angle)) * (2 / NODES)
    cosines[0] /= 2
    coefficients = np.einsum("ij,kj->ik", grid, cosines)
    return coefficients, np.abs(coefficients[:, -2:]).max(axis=1) <= TAIL * np.abs(grid).min(axis=1)


def _sum_of(coefficients: Array, at: NDArray[np.int64], basis: Array) -> Array:
    """Return each customer's polynomial, the one for its level, at its own age."""
    value = np.zeros(at.size)
    for order in range(NODES):
        value += coefficients[:, order][at] * basis[order]
    return value


def _basis(curved: Array, ends: Array) -> Array:
    """Return Chebyshev's polynomials at each curved age, shape (NODES, ages)."""
    at = np.clip((2 * curved - ends[0] - ends[1]) / max(ends[1] - ends[0], 1e-300), -1, 1)
    basis = np.empty((NODES, at.size))
    basis[0], basis[1] = 1.0, at
    for order in range(2, NODES):
        basis[order] = 2 * at * basis[order - 1] - basis[order - 2]
    return basis


def _whole_ages(T: Array, levels: int) -> Array | None:
    """Return every whole age from the least to the greatest, where ages are whole and a table of them is small."""
    first, last = float(T.min()), float(T.max())
    if first != int(first) or (last - first + 1) * levels > T.size or (np.rint(T) != T).any():
        return None
    return np.arange(first, last + 1)
