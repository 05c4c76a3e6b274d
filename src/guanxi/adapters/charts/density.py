"""Many customers as few points: counts on a grid that is laid from the quadrants' cuts outward."""

from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from guanxi.adapters.charts.theme import QUADRANT_COLOURS

Floats = npt.NDArray[np.float64]

WIDTH, HEIGHT = 860, 660  # pixels of the map
MARGIN = 106  # pixels above and below the points, where the quadrants' labels stand
SIDE = 14  # pixels left and right of the points
CELL = 14  # pixels of one cell of the grid


@dataclass(frozen=True, slots=True)
class Frame:
    """Where score and vitality lie on the map: score linear, vitality by log1p(v / bend).

    `potential_cuts`: the cut of potential above and below the vitality cut.
    """

    low: float
    high: float
    potential_cuts: tuple[float, float]
    top: float
    vitality_cut: float
    bend: float

    @classmethod
    def around(cls, score: Floats, vitality: Floats, potential_cuts: tuple[float, float], vitality_cut: float) -> Self:
        """Frame in which each cut lies near the middle and all but the last thousandth of customers fits."""
        low, high = _around(score, potential_cuts)
        top = float(np.quantile(vitality, 0.999)) if len(vitality) else 1.0
        top = max(top, 2.5 * vitality_cut, 1e-6)
        return cls(low, high, potential_cuts, top, vitality_cut, _bend(vitality_cut, top))

    def x(self, score: Floats) -> Floats:
        """Pixels from the left."""
        return SIDE + (WIDTH - 2 * SIDE) * (np.clip(score, self.low, self.high) - self.low) / (self.high - self.low)

    def y(self, vitality: Floats) -> Floats:
        """Pixels from the top."""
        reach = np.log1p(np.clip(vitality, 0, self.top) / self.bend) / np.log1p(self.top / self.bend)
        return np.asarray(HEIGHT - MARGIN - (HEIGHT - 2 * MARGIN) * reach)

    def cuts(self) -> tuple[Floats, float]:
        """Pixels of the cuts: of potential above and below the vitality cut, and of vitality."""
        return self.x(np.array(self.potential_cuts)), float(self.y(np.array([self.vitality_cut]))[0])


def _around(score: Floats, cuts: tuple[float, float]) -> tuple[float, float]:
    """Range of scores, widened so that something of the width is left on either side of the cuts."""
    least, most = min(cuts), max(cuts)
    low, high = np.quantile(score, [0.001, 0.999]) if len(score) else (least, most)
    below, above = max(least - float(low), 1.0), max(float(high) - most, 1.0)
    below, above = max(below, above * 3 / 7), max(above, below * 3 / 7)
    return least - below, most + above


def _bend(cut: float, top: float) -> float:
    """The bend that puts the cut at half the height; found by halving, since height falls with the bend."""
    low, high = top * 1e-9, top * 1e6
    for _ in range(100):
        middle = float(np.sqrt(low * high))
        if np.log1p(max(cut, 0.0) / middle) / np.log1p(top / middle) > 0.5:
            low = middle
        else:
            high = middle
    return max(middle, top * 1e-6)


def cells(appraisal: pa.Table, frame: Frame) -> list[dict[str, object]]:
    """Count customers per cell: middle (pixels), people, and the quadrant most of them are in."""
    vitality = _column(appraisal, "vitality")
    x, y = frame.x(_column(appraisal, "uplift_score")), frame.y(vitality)
    quadrant, vital = _quadrant_numbers(appraisal), vitality >= frame.vitality_cut
    (upper, lower), level = frame.cuts()
    above = _counted(x[vital], np.minimum(y[vital], level - 1e-6), quadrant[vital], (upper, level))
    return above + _counted(x[~vital], np.maximum(y[~vital], level), quadrant[~vital], (lower, level))


def _counted(
    x: Floats, y: Floats, quadrant: npt.NDArray[np.int64], cuts: tuple[float, float]
) -> list[dict[str, object]]:
    """Count the customers on one side of the vitality cut."""
    column, left = _grid(x, cuts[0])
    row, top = _grid(y, cuts[1])
    place = (row * 1000 + column) * len(QUADRANT_COLOURS) + quadrant
    found, people = np.unique(place, return_counts=True)
    counts: dict[int, list[int]] = {}
    for number, count in zip(found.tolist(), people.tolist(), strict=True):
        spot, kind = divmod(number, len(QUADRANT_COLOURS))
        counts.setdefault(spot, [0] * len(QUADRANT_COLOURS))[kind] += count
    names = list(QUADRANT_COLOURS)
    return [
        {
            "px": left + (spot % 1000 + 0.5) * CELL,
            "py": top + (spot // 1000 + 0.5) * CELL,
            "people": sum(mix),
            "quadrant": names[mix.index(max(mix))],
        }
        for spot, mix in counts.items()
    ]


def _grid(pixels: Floats, cut: float) -> tuple[npt.NDArray[np.int64], float]:
    """Cell numbers along one direction, and where cell 0 begins, so that no cell lies across the cut."""
    start = cut - CELL * np.ceil(cut / CELL)
    return np.floor((pixels - start) / CELL).astype(np.int64), float(start)


def _column(table: pa.Table, name: str) -> Floats:
    """A column as floats, absent values as 0."""
    values: Floats = table[name].to_numpy(zero_copy_only=False).astype(np.float64)
    return np.nan_to_num(values)


def _quadrant_numbers(appraisal: pa.Table) -> npt.NDArray[np.int64]:
    """Each customer's quadrant as its place in the order of QUADRANT_COLOURS."""
    order = pa.array(list(QUADRANT_COLOURS))
    return np.asarray(pc.index_in(appraisal["quadrant"], value_set=order).to_numpy(), dtype=np.int64)
