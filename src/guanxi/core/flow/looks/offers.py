"""Ranked offers for everybody: a function over batches of baskets."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple, Self

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

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
    voices = Voices.of(known, model)
    chosen = np.full(best.shape, -1, dtype=np.int64)
    for place in range(best.shape[1] if len(voices.row) else 0):
        chosen[:, place] = voices.loudest(best[:, place])
    return chosen


class Voices(NamedTuple):
    """What each person has, in groups of one item with its goods, and how loudly it speaks for every item.

    `entry`, `cell`, `value`: an input's person, the begin of its row among the weights laid out in one line, its value;
    `starts`, `row`, `item`: where each group begins, its person and its item; `owned`: groups that count.
    """

    weights: Array
    entry: Numbers
    cell: Numbers
    value: Array
    starts: Numbers
    owned: Flags
    row: Numbers
    item: Numbers
    persons: int

    @classmethod
    def of(cls, known: Known, model: ItemModel) -> Self:
        """Put the inputs of one person and item side by side; an item that is not owned is silent with its goods."""
        inputs, items = known.inputs, model.weights_.shape[1]
        entry = np.repeat(np.arange(inputs.shape[0]), np.diff(inputs.indptr))
        key = entry * items + model.parents_[inputs.indices]
        order = np.argsort(key, kind="stable")
        key, cell = key[order], inputs.indices[order] * np.int64(items)
        starts = np.flatnonzero(np.concatenate([[True], key[1:] != key[:-1]])) if len(key) else order
        row, item = key[starts] // items, key[starts] % items
        owned = ~known.open_[row, item]
        group = (starts, owned, row[owned], item[owned])
        return cls(model.weights_.ravel(), entry[order], cell, inputs.data[order], *group, inputs.shape[0])

    def loudest(self, offer: Numbers) -> Numbers:
        """Of each person the item that speaks most for the person's offer, the first of equals; -1 where none is."""
        spoken = self.weights.take(self.cell + offer[self.entry]) * self.value
        speaks = np.add.reduceat(spoken, self.starts)[self.owned]
        begins = np.flatnonzero(np.concatenate([[True], self.row[1:] != self.row[:-1]]))
        strongest = np.maximum.reduceat(speaks, begins)
        where = np.flatnonzero(speaks == np.repeat(strongest, np.diff(begins, append=len(speaks))))[::-1]
        chosen = np.full(self.persons, -1)
        chosen[self.row[where]] = self.item[where]  # later writes win, so the first of equals stays
        return chosen
