"""Ranked offers for everybody: a function over batches of baskets."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from scipy.sparse import csr_array

from guanxi.core.flow.looks.known import Flags, Known, Layout, Numbers, Ways
from guanxi.core.models import ItemModel
from guanxi.core.models.adoption import AdoptionModel, relative
from guanxi.core.models.fitting import Array

TOP = 5
CHUNK_CELLS = 2_000_000  # persons × items scored at once: 16 MB a matrix
POPULARITY = 0.02  # share of plain popularity in a score, so that nobody is without a candidate
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


def scored(model: ItemModel, known: Known) -> Array:
    """Relative scores of the items open to each person (of those owned: without meaning), shape (persons, items)."""
    scores = model.scores(known.inputs)
    np.maximum(scores, 0.0, out=scores)
    scores += POPULARITY * model.popularity_
    scores *= known.open_
    return relative(scores, known.open_)


@dataclass(frozen=True, slots=True)
class Offers:
    """Turns baskets (see basket.sql) into ranked offers; `worth` is a newcomer's yearly contribution in an item."""

    layout: Layout
    model: ItemModel
    adoption: AdoptionModel
    worth: Array

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Return up to five offers for each basket, likeliest first, beside the worth of all of them together."""
        parts = [self._offers(numbers, known) for numbers, known in self.chunks(batch)]
        columns = [np.concatenate(column) for column in zip(*parts, strict=True)]
        return pa.record_batch([pa.array(c, type=f.type) for c, f in zip(columns, OFFER, strict=True)], schema=OFFER)

    def chances(self, known: Known) -> Array:
        """Probability of a first purchase within the horizon for each person and item, 0 where it is owned."""
        chance = self.adoption.probability(scored(self.model, known), known.traits)
        chance *= known.open_
        return chance

    def chunks(self, batch: pa.RecordBatch) -> Iterator[tuple[NDArray[np.int32], Known]]:
        """Cut a batch into pieces whose scores fit the memory."""
        size = max(1, CHUNK_CELLS // self.layout.items)
        for start in range(0, max(batch.num_rows, 1), size):
            part = batch.slice(start, size)
            codes = part.column("codes")
            row = np.repeat(np.arange(part.num_rows), codes.value_lengths().to_numpy())
            names = ("age", "silence", "recent", "fresh", "p_alive")
            ways = Ways(*(part.column(name).to_numpy().astype(np.float64) for name in names))
            known = self.layout.known(row, codes.flatten().to_numpy().astype(np.int64), ways)
            yield part.column("customer_no").to_numpy(), known

    def _offers(self, numbers: NDArray[np.int32], known: Known) -> tuple[NDArray[np.generic], ...]:
        """Rank the offers of one piece; columns in the order of OFFER."""
        chance = self.chances(known)
        total = np.einsum("ij,j->i", chance, self.worth)  # unlike a product of BLAS, the same in every place
        best, likely = _best(chance)
        person, place = np.nonzero(likely > 0)
        item, likely = best[person, place], likely[person, place]
        because = _because(known, self.model, best)[person, place]
        return numbers[person], place + 1, item, likely, likely * self.worth[item], because, total[person]


def _best(chance: Array) -> tuple[Numbers, Array]:
    """Take the largest values out of each row, largest first, the first of equals; their columns and values."""
    top, rows = min(TOP, chance.shape[1]), np.arange(len(chance))
    best = np.empty((len(rows), top), dtype=np.int64)
    likely = np.empty((len(rows), top))
    for place in range(top):
        best[:, place] = chance.argmax(axis=1)
        likely[:, place] = chance[rows, best[:, place]]
        chance[rows, best[:, place]] = 0.0
    return best, likely


def _because(known: Known, model: ItemModel, best: Numbers) -> Numbers:
    """For each offer the owned item that, with its goods, speaks most for it; -1 where nothing is owned."""
    groups, speaks = _voices(known.inputs, model, best)
    items = model.weights_.shape[1]
    row, item = groups // items, groups % items
    owned = ~known.open_[row, item]
    row, item, speaks = row[owned], item[owned], speaks[owned]
    chosen = np.full(best.shape, -1, dtype=np.int64)
    if len(row):
        begins: Flags = np.concatenate([[True], row[1:] != row[:-1]])
        strongest = np.maximum.reduceat(speaks, np.flatnonzero(begins), axis=0)
        where, place = np.nonzero(speaks == strongest[np.cumsum(begins) - 1])
        # later writes win: go backwards, so that the first of equals stays
        chosen[row[where[::-1]], place[::-1]] = item[where[::-1]]
    return chosen


def _voices(inputs: csr_array, model: ItemModel, best: Numbers) -> tuple[Numbers, Array]:
    """How much each person's inputs, summed over those of one item, speak for each of her offers.

    Returns the groups (row × items + item, ascending) and their sums, shape (groups, offers).
    """
    row = np.repeat(np.arange(inputs.shape[0]), np.diff(inputs.indptr))
    key = row * model.weights_.shape[1] + model.parents_[inputs.indices]
    order = np.argsort(key, kind="stable")
    key, row = key[order], row[order]
    spoken = model.weights_[inputs.indices[order][:, None], best[row]] * inputs.data[order][:, None]
    if not len(key):
        return key, spoken
    starts = np.flatnonzero(np.concatenate([[True], key[1:] != key[:-1]]))
    return key[starts], np.add.reduceat(spoken, starts, axis=0)
