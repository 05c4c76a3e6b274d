"""What goes with what: a linear item model in closed form.

Steck (2019), "Embarrassingly Shallow Autoencoders for Sparse Data" (EASE^R), WWW '19, eq. 8.
"""

from typing import Self

import numpy as np
from numpy.typing import ArrayLike
from scipy.linalg import cho_factor, cho_solve

from guanxi.core.kernel.errors import InputError, NotEnoughDataError
from guanxi.core.models.fitting import Array, columns


class ItemModel:
    """Scores of items (categories or products) from the other items a customer has, by ridge regression (EASE^R).

    `l2` is the ridge strength in customers: what fewer than about `l2` customers share counts little. `fit` learns
    `weights_` (items × items, zero diagonal: row = what somebody has, column = what it speaks for) and `popularity_`
    (share of customers who have each item).
    """

    weights_: Array
    popularity_: Array

    def __init__(self, l2: float = 100.0) -> None:
        self.l2 = l2

    def fit(self, gram: ArrayLike, n: float) -> Self:
        """Learn the weights from the Gram matrix XᵀX of customers × items and return the model itself.

        `gram` of shape (items, items): customers who have both items; `n` customers in all. Raises
        NotEnoughDataError when there are no two items to compare.
        """
        together = _checked(gram, self.l2)
        items = len(together)
        if n < 1 or np.count_nonzero(np.diag(together)) < 2:
            message = f"{items} items of {n:,.0f} customers leave nothing to compare."
            raise NotEnoughDataError(message, "Give orders a category: at least two must have been bought.")
        inverse = cho_solve(cho_factor(together + self.l2 * np.eye(items)), np.eye(items))
        self.weights_ = -inverse / np.diag(inverse)
        np.fill_diagonal(self.weights_, 0.0)
        self.popularity_ = np.diag(together) / n
        return self

    def scores(self, X: ArrayLike) -> Array:
        """Return the score of every item for each customer, shape (customers, items) like `X` (what each one has)."""
        return np.asarray(np.asarray(X, dtype=np.float64) @ self.weights_)


def _checked(gram: ArrayLike, l2: float) -> Array:
    """Return the Gram matrix as floats; raises InputError unless it is square and symmetric and l2 positive."""
    (together,) = columns(gram=gram)
    if not l2 > 0:
        raise InputError(f"l2 = {l2!r} is not allowed.", "Use a ridge strength above 0, in customers.")
    if together.ndim != 2 or together.shape[0] != together.shape[1] or not np.allclose(together, together.T):
        raise InputError(f"gram of shape {together.shape} is no Gram matrix.", "Give a square symmetric matrix.")
    return together
