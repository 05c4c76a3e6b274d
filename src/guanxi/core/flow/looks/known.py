"""What a person is known to have and to do, as rows for the item model and for the chance of buying something new."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from guanxi.core.models.adoption import still_unseen
from guanxi.core.models.fitting import Array

CODE = 64  # a code is an input times this, plus the days it was bought on, at most 63
COUNT = 3**-0.5  # of the logarithm of one and the days an item was bought: its counted twin, beside 1 for having it
AGAIN = 0.3  # of the logarithm of the days a good was bought, beside 1 for having it

Numbers = NDArray[np.int64]
Flags = NDArray[np.bool_]


class Ways(NamedTuple):
    """How persons have been buying: days since the first and the last purchase, purchases and new items of late."""

    age: Array
    silence: Array
    recent: Array
    fresh: Array
    alive: Array  # p_alive


class Known(NamedTuple):
    """Persons × inputs, which items are still open to each, traits, and how many items each is expected to add."""

    inputs: csr_array
    open_: Flags
    traits: Array
    unseen: Array


@dataclass(frozen=True, slots=True)
class Layout:
    """The inputs' places: items, then goods, then how often each item was bought; `goods` is each good's item."""

    items: int
    goods: Numbers
    horizon: int

    @property
    def parents(self) -> Numbers:
        """The item of each input."""
        return np.concatenate([np.arange(self.items), self.goods, np.arange(self.items)])

    def without_goods_after(self, most: int) -> Numbers:
        """The places of all inputs but the goods that come after the first `most`."""
        goods = self.items + len(self.goods)
        return np.concatenate([np.arange(min(self.items + most, goods)), np.arange(goods, goods + self.items)])

    def known(self, row: Numbers, codes: Numbers, ways: Ways) -> Known:
        """Put together what codes (each of a person's row, in any order) and ways say."""
        place, days = codes // CODE, codes % CODE
        an_item = place < self.items
        open_ = np.ones((len(ways.age), self.items), dtype=np.bool_)
        open_[row[an_item], place[an_item]] = False
        ahead = self.horizon / np.maximum(ways.age, self.horizon)
        unseen = still_unseen(row[an_item], days[an_item], ahead)
        inputs = self._inputs(row, place, days, an_item, len(ways.age))
        return Known(inputs, open_, self._traits(ways, unseen, open_.sum(axis=1)), unseen)

    def _inputs(self, row: Numbers, place: Numbers, days: Numbers, an_item: Flags, persons: int) -> csr_array:
        """Persons × inputs; each row's inputs in order, so that sums do not depend on the order of codes."""
        twin = place[an_item] + self.items + len(self.goods)
        had = np.where(an_item, 1.0, 1 + AGAIN * np.log(days))
        value = np.concatenate([had, np.log1p(days[an_item]) * COUNT])
        where = (np.concatenate([row, row[an_item]]), np.concatenate([place, twin]))
        made = csr_array((value, where), shape=(persons, len(self.parents)))
        made.sort_indices()
        return made

    def _traits(self, ways: Ways, unseen: Array, room: Numbers) -> Array:
        """What makes somebody try new things, in logarithms; shape (persons, 5)."""
        columns = (
            (unseen + 1) / (room + 1),
            (ways.fresh + 1) / (room + 1),
            1 + ways.recent,
            1 + ways.silence / self.horizon,
            np.maximum(ways.alive, 1e-9),
        )
        return np.asarray(np.log(np.stack(columns, axis=1)))
