"""How strong the item model's ridge is, and how likely a first purchase: what one horizon ago would have said best."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple, Self

import numpy as np
from scipy.sparse import csr_array

from guanxi.core.flow.looks.known import Flags, Known, Layout, Numbers
from guanxi.core.flow.looks.offers import scored
from guanxi.core.models import ItemModel
from guanxi.core.models.adoption import AdoptionModel
from guanxi.core.models.fitting import Array

PAIRS = 1_000_000  # persons × items from which the chance of a first purchase is learned
RIDGES = (100.0, 300.0, 1_000.0, 3_000.0, 10_000.0, 30_000.0)  # persons
START = 2  # of the ridges: the first one tried, and the one used where the past is too short to choose
TRIED = 250  # goods that speak while ridges are tried: with more or none the same ridge is best, and each try costs n³
LEAST = 50  # adoptions that an origin must have seen
FALLBACK = np.array([1.0, 0.0, 0.0, 0.0, 1.0])  # of the traits: as many as Good & Toulmin say, if alive


class Past(NamedTuple):
    """The persons drawn as known one horizon ago, and what each then bought first, shape (persons, items)."""

    known: Known
    bought: Flags


class Chosen(NamedTuple):
    """The ridge, the chance learned with it, how many items were adopted for each one expected, and what to tell."""

    ridge: float
    adoption: AdoptionModel
    ratio: float
    told: dict[str, object]


def chosen(layout: Layout, past: Past) -> Chosen:
    """Choose the ridge under which what was bought first since the origin was likeliest; say how it was calibrated."""
    adoptions, before = int(past.bought.sum()), past.known.inputs
    if adoptions < LEAST or before.sum(axis=0)[: layout.items].astype(bool).sum() < 2:
        reason = f"{adoptions} first purchases in the last horizon by customers of a horizon before"
        return Chosen(RIDGES[START], AdoptionModel(FALLBACK), 1.0, {"calibration": "Good-Toulmin", "because": reason})
    trial = Trial.of(layout, past)
    coarse = trial.of_inputs(layout.without_goods_after(TRIED))

    @cache
    def tried(place: int) -> AdoptionModel:
        return coarse.adoption(RIDGES[place], None if place == START else tried(START))

    at = _top(lambda place: tried(place).log_likelihood_)
    adoption = trial.adoption(RIDGES[at], tried(at))
    expected = float(trial.few.unseen.sum())
    ratio = min(max(float(trial.bought.sum()) / max(expected, 1e-9), 0.25), 4.0)
    told = {"calibration": "rolling origin", "adoptions": adoptions, "adopted_for_expected": ratio}
    return Chosen(RIDGES[at], adoption, ratio, told)


@dataclass(frozen=True, slots=True)
class Trial:
    """What the item model needs of the past, and some persons on whom to see what it says of their first purchases."""

    gram: Array
    sums: Array
    persons: int
    parents: Numbers
    few: Known
    bought: Flags

    @classmethod
    def of(cls, layout: Layout, past: Past) -> Self:
        """Add up the past."""
        before = past.known.inputs
        gram, sums = (before.T @ before).toarray(), np.asarray(before.sum(axis=0), dtype=np.float64)
        few, bought = some(past.known, layout), past.bought[:: _step(past.known, layout)]
        return cls(gram, sums, before.shape[0], layout.parents, few, bought)

    def of_inputs(self, kept: Numbers) -> Self:
        """Let these inputs alone speak."""
        few = self.few._replace(inputs=csr_array(self.few.inputs[:, kept]))
        gram = self.gram[np.ix_(kept, kept)]
        return type(self)(gram, self.sums[kept], self.persons, self.parents[kept], few, self.bought)

    def adoption(self, ridge: float, near: AdoptionModel | None) -> AdoptionModel:
        """Learn the chance of a first purchase from what an item model of this ridge says, beginning at `near`."""
        model = ItemModel(ridge).fit(self.gram, self.persons, self.sums, self.parents)
        return AdoptionModel().fit(scored(model, self.few), self.few.traits, self.few.open_, self.bought, near)


def _top(height: Callable[[int], float]) -> int:
    """The ridge, by its place, from which neither the next stronger nor the next weaker one is better."""
    at = START
    for step in (1, -1):
        while 0 <= at + step < len(RIDGES) and height(at + step) > height(at):
            at += step
    return at


def _step(known: Known, layout: Layout) -> int:
    """Of how many persons drawn one is enough to learn a handful of coefficients from."""
    return max(1, known.inputs.shape[0] * layout.items // PAIRS)


def some(known: Known, layout: Layout) -> Known:
    """Every so many of the persons."""
    part = slice(None, None, _step(known, layout))
    inputs = csr_array(known.inputs[part])
    return Known(inputs, known.open_[part], known.traits[part], known.unseen[part])
