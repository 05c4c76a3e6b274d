"""What goes with what: a linear item model in closed form.

Steck (2019), "Embarrassingly Shallow Autoencoders for Sparse Data" (EASE^R), WWW '19, eq. 8, here with finer inputs
beside the items, and with centred columns.
"""

from itertools import pairwise
from typing import Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.linalg import cholesky
from scipy.linalg.lapack import dtrtri
from scipy.sparse import csr_array

from guanxi.core.kernel.errors import InputError, NotEnoughDataError
from guanxi.core.models.fitting import Array, columns


class ItemModel:
    """Scores of items (categories or products) from what else a customer has, by ridge regression (EASE^R).

    Items are the first inputs; more inputs may follow that are finer (a product, how often), each belonging to one
    item. Nothing that belongs to an item speaks for that item. `l2` is the ridge strength in customers, one for all or
    one for each input: what fewer than about `l2` customers share counts little. `fit` learns `weights_` (inputs ×
    items: row = what somebody has, column = what it speaks for), `intercept_` and `popularity_` (share of customers
    who have each item), and keeps `parents_` (the item of each input).
    """

    weights_: Array
    intercept_: Array
    popularity_: Array
    parents_: NDArray[np.int64]

    def __init__(self, l2: ArrayLike = 100.0) -> None:
        self.l2 = l2

    def fit(self, gram: ArrayLike, n: float, sums: ArrayLike | None = None, parents: ArrayLike | None = None) -> Self:
        """Learn the weights from the Gram matrix XᵀX of customers × inputs and return the model itself.

        `gram` of shape (inputs, inputs): customers who have both, where inputs are 0 or 1; `n` customers in all.
        `sums` of the inputs' columns centre them, so that an item many have needs no explaining; `parents` is the
        item of each input (default: every input is an item). Raises NotEnoughDataError when there are no two items
        to compare, InputError when the shapes do not fit together.
        """
        together = _checked(gram, self.l2)
        self.parents_ = _parents(parents, len(together))
        items = int(self.parents_.max(initial=-1)) + 1
        if n < 1 or np.count_nonzero(np.diag(together)[:items]) < 2:
            message = f"{items} items of {n:,.0f} customers leave nothing to compare."
            raise NotEnoughDataError(message, "Give orders a category: at least two must have been bought.")
        means = np.zeros(len(together)) if sums is None else np.asarray(sums, dtype=np.float64) / n
        system = together - n * np.outer(means, means)
        system[np.diag_indices_from(system)] += np.asarray(self.l2, dtype=np.float64)
        self.weights_ = _constrained(system, self.parents_, items)
        self.intercept_ = means[:items] - np.einsum("i,ij->j", means, self.weights_)
        self.popularity_ = np.diag(together)[:items] / n
        return self

    def fit_customers(self, X: csr_array, parents: ArrayLike | None = None) -> Self:
        """Learn the weights, centred, from the customers × inputs matrix itself and return the model."""
        return self.fit((X.T @ X).toarray(), X.shape[0], X.sum(axis=0), parents)

    def scores(self, X: ArrayLike | csr_array) -> Array:
        """Return the score of every item for each customer, shape (customers, items); rows of `X` hold the inputs."""
        given = X if isinstance(X, csr_array) else np.asarray(X, dtype=np.float64)
        return np.asarray(given @ self.weights_ + self.intercept_)


def _constrained(system: Array, parents: NDArray[np.int64], items: int) -> Array:
    """Solve every item's ridge regression on the inputs that do not belong to it, from one inverse.

    With P the inverse and I the inputs of item j, the weights are e_j - P[:, I] (P[I, I])⁻¹ e_j: eq. 8 of Steck where
    I is j alone. P is never written out: it is RᵀR, where R is the inverse of the system's Cholesky factor.
    """
    root = _root(system)
    order = np.argsort(parents, kind="stable")  # an item comes before what belongs to it
    starts = np.searchsorted(parents[order], np.arange(items + 1))
    groups = [order[start:end] for start, end in pairwise(starts)]
    half = np.empty((len(system), items))
    for item, own in enumerate(groups):
        part = root[:, own]
        alone = np.zeros(len(own))
        alone[0] = 1.0
        half[:, item] = part @ np.linalg.solve(part.T @ part, alone)
    weights: Array = -(root.T @ half)
    for item, own in enumerate(groups):
        weights[own, item] = 0.0
    return weights


def _root(system: Array) -> Array:
    """Invert the Cholesky factor of a symmetric positive definite matrix."""
    root, failed = dtrtri(cholesky(system, lower=True), lower=1)
    if failed:
        raise NotEnoughDataError("The Gram matrix has no inverse.", "Use a stronger ridge.")
    return np.asarray(root)


def _parents(parents: ArrayLike | None, inputs: int) -> NDArray[np.int64]:
    """Return the item of each input; raises InputError unless the first inputs are the items themselves."""
    if parents is None:
        return np.arange(inputs)
    given = np.asarray(parents, dtype=np.int64)
    items = int(given.max(initial=-1)) + 1
    if given.shape != (inputs,) or not np.array_equal(given[:items], np.arange(items)):
        message = f"parents of shape {given.shape} do not name an item for each of {inputs} inputs."
        raise InputError(message, "Give the items first, in order, and for each further input the item it belongs to.")
    return given


def _checked(gram: ArrayLike, l2: ArrayLike) -> Array:
    """Return the Gram matrix as floats; raises InputError unless it is square and symmetric and l2 positive."""
    (together,) = columns(gram=gram)
    if not np.min(l2) > 0:
        raise InputError(f"l2 = {l2!r} is not allowed.", "Use a ridge strength above 0, in customers.")
    if together.ndim != 2 or together.shape[0] != together.shape[1] or not np.allclose(together, together.T):
        raise InputError(f"gram of shape {together.shape} is no Gram matrix.", "Give a square symmetric matrix.")
    return together
