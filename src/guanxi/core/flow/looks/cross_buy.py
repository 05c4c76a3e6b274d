"""What somebody buys next: item scores, calibrated to the adoptions that were seen, in money."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from scipy.sparse import csr_array

from guanxi.core.models import ItemModel

Array = NDArray[np.float64]
TOP = 5
CHUNK_CELLS = 4_000_000  # persons × items scored at once: 32 MB
RIDGE = 300.0  # persons; below it the model loses to popularity on a grocer's 300 categories and 2,500 households
POPULARITY = 0.05  # share of plain popularity in a score, so that nobody is without a candidate
OFFER = pa.schema(
    [
        ("customer_no", pa.int32()),
        ("rank", pa.int64()),
        ("item", pa.int32()),
        ("probability", pa.float64()),
        ("expected_contribution", pa.float64()),
        ("because", pa.int32()),
        ("cross_buy", pa.float64()),
    ]
)


def item_model(gram: pa.Table, items: int, persons: int) -> ItemModel:
    """Fit the item model on the counted pairs; NotEnoughDataError when there is nothing to compare."""
    matrix = np.zeros((items, items))
    item, other = gram["item"].to_numpy(), gram["other"].to_numpy()
    matrix[item, other] = matrix[other, item] = gram["persons"].to_numpy()
    return ItemModel(l2=max(RIDGE, persons / 1000)).fit(matrix, persons)


@dataclass(frozen=True, slots=True)
class Offers:
    """Turns baskets (customer_no, p_alive, items) into ranked offers; a function over Arrow batches.

    `factor` turns an item's raw score into a probability, `worth` is a buyer's yearly contribution there.
    """

    weights: Array
    popularity: Array
    factor: Array
    worth: Array

    def calibrated(self, baskets: pa.Table, adopters: Array, every: int) -> "Offers":
        """Set the factors so that the persons (each standing for `every`) adopt as many items in all as was seen.

        An item's part of them lies halfway, in logarithms, between what was seen and what the scores alone expect:
        the adoptions of one horizon are few and follow the season.
        """
        expected = np.zeros(len(self.popularity))
        for batch in baskets.to_batches():
            for owned, alive, _ in self._chunks(batch):
                expected += alive @ self._raw(owned)
        expected *= every
        target = np.sqrt((adopters + 0.5) * expected)
        target *= adopters.sum() / max(target.sum(), 1e-300)
        factor = np.divide(target, expected, out=np.zeros_like(expected), where=expected > 0)
        return Offers(self.weights, self.popularity, factor, self.worth)

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Return up to five offers for each basket, likeliest first, beside the worth of all of them together."""
        parts = [self._offers(*chunk) for chunk in self._chunks(batch)]
        columns = [np.concatenate(column) for column in zip(*parts, strict=True)]
        return pa.record_batch([pa.array(c, type=f.type) for c, f in zip(columns, OFFER, strict=True)], schema=OFFER)

    def _chunks(self, batch: pa.RecordBatch) -> Iterator[tuple[csr_array, Array, NDArray[np.int32]]]:
        """Cut a batch into pieces whose scores fit the memory: owned items, p_alive, customer_no."""
        size = max(1, CHUNK_CELLS // len(self.popularity))
        for start in range(0, max(batch.num_rows, 1), size):
            part = batch.slice(start, size)
            items = part.column("items")
            ends = np.concatenate([[0], np.cumsum(items.value_lengths().to_numpy())])
            inside = items.flatten().to_numpy()
            owned = csr_array((np.ones(len(inside)), inside, ends), shape=(part.num_rows, len(self.popularity)))
            owned.sort_indices()  # sums then do not depend on the engine's order
            yield owned, part.column("p_alive").to_numpy(), part.column("customer_no").to_numpy()

    def _raw(self, owned: csr_array) -> Array:
        """Score every item for every person, 0 where it is owned already."""
        scores = np.asarray(owned @ self.weights)
        np.maximum(scores, 0.0, out=scores)
        scores += POPULARITY * self.popularity
        scores[np.repeat(np.arange(owned.shape[0]), np.diff(owned.indptr)), owned.indices] = 0.0
        return scores

    def _offers(self, owned: csr_array, alive: Array, numbers: NDArray[np.int32]) -> tuple[NDArray[np.generic], ...]:
        """Rank the offers of one piece; columns in the order of OFFER."""
        probability = self._raw(owned)
        probability *= self.factor
        np.minimum(probability, 1.0, out=probability)
        probability *= alive[:, None]
        total = np.einsum("ij,j->i", probability, self.worth)  # unlike a product of BLAS, the same in every place
        best, chance = _best(probability)
        kept = chance > 0
        person, place = np.nonzero(kept)
        item = best[kept]
        because = _because(owned, self.weights, best)[kept]
        worth = chance[kept] * self.worth[item]
        return numbers[person], place + 1, item, chance[kept], worth, because, total[person]


def _best(probability: Array) -> tuple[NDArray[np.int64], Array]:
    """Take the largest values out of each row, largest first, the first of equals; their columns and values."""
    top, rows = min(TOP, probability.shape[1]), np.arange(len(probability))
    best = np.empty((len(rows), top), dtype=np.int64)
    chance = np.empty((len(rows), top))
    for place in range(top):
        best[:, place] = probability.argmax(axis=1)
        chance[:, place] = probability[rows, best[:, place]]
        probability[rows, best[:, place]] = 0.0
    return best, chance


def _because(owned: csr_array, weights: Array, best: NDArray[np.int64]) -> NDArray[np.int64]:
    """For each offer the owned item that speaks most for it."""
    if owned.nnz == 0:
        return np.zeros(best.shape, dtype=np.int64)
    row = np.repeat(np.arange(owned.shape[0]), np.diff(owned.indptr))
    speaks = weights[owned.indices[:, None], best[row]]
    strongest = np.maximum.reduceat(speaks, owned.indptr[:-1], axis=0)
    chosen = np.zeros(best.shape, dtype=np.int64)
    where, place = np.nonzero(speaks == strongest[row])
    # later writes win: go backwards, so that the first of equals stays
    chosen[row[where[::-1]], place[::-1]] = owned.indices[where[::-1]]
    return chosen
