"""The treasure map: four quadrants, everybody on a grid, and who moved since the last run."""

from dataclasses import dataclass
from math import expm1, log1p

from guanxi.core.ports import Snapshot
from guanxi.core.tables.published import QUADRANTS
from guanxi.ops.published.once import once_a_run
from guanxi.ops.published.sql import text_of

_LEAST = 1e-6  # of an amount that a scale can begin with


@dataclass(frozen=True, slots=True)
class QuadrantFigures:
    """What one quadrant holds; `headroom` and `invested_12m` are None where nothing is known of them."""

    quadrant: str
    customers: int
    revenue_12m: float
    value_12m: float
    clv: float
    headroom: float | None
    invested_12m: float | None
    mean_score: float | None
    potential_cut: float
    vitality_cut: float


@dataclass(frozen=True, slots=True)
class Cell:
    """Customers who are alike: between which potential and vitality, how many, their value, most people's quadrant."""

    potential_low: float
    potential_high: float
    vitality_low: float
    vitality_high: float
    customers: int
    value_12m: float
    quadrant: str


@dataclass(frozen=True, slots=True)
class Movement:
    """People and value that went from one quadrant (`absent`: were not there) to another, or stayed."""

    from_quadrant: str
    to_quadrant: str
    customers: int
    value_12m: float
    clv: float


@dataclass(frozen=True, slots=True)
class Grid:
    """Cells of equal size: potential linear, vitality by log1p(v / bend), its cut at half the height."""

    low: float
    high: float
    top: float
    bend: float
    bins: int

    def potential(self, place: int) -> float:
        """Score at which a column begins."""
        return self.low + (self.high - self.low) * place / self.bins

    def vitality(self, place: int) -> float:
        """Vitality at which a row begins."""
        return self.bend * expm1(log1p(self.top / self.bend) * place / self.bins)


@once_a_run
def overview(snapshot: Snapshot) -> list[QuadrantFigures]:
    """The four quadrants: best first."""
    found = {row["quadrant"]: QuadrantFigures(**row) for row in snapshot.rows(text_of("overview"))}
    return [found[quadrant] for quadrant in QUADRANTS if quadrant in found]


@once_a_run
def movement(snapshot: Snapshot) -> list[Movement]:
    """Who moved between quadrants since the last run; nothing when there was none."""
    return [Movement(**row) for row in snapshot.rows(text_of("movement"))]


@once_a_run
def cells(snapshot: Snapshot, bins: int = 48) -> list[Cell]:
    """Everybody counted on a grid of `bins` times `bins`; an even number puts the vitality cut between two rows.

    The last row also holds the one in a thousand above it.
    """
    grid = _grid(snapshot, bins)
    if grid is None:
        return []
    given = {"low": grid.low, "high": grid.high, "top": grid.top, "bend": grid.bend, "bins": bins}
    return [
        Cell(
            grid.potential(row["place_x"]), grid.potential(row["place_x"] + 1),
            grid.vitality(row["place_y"]), grid.vitality(row["place_y"] + 1),
            row["customers"], row["value_12m"], row["quadrant"],
        )
        for row in snapshot.rows(text_of("cells"), given)
    ]  # fmt: skip


def _grid(snapshot: Snapshot, bins: int) -> Grid | None:
    """Lay the grid around everybody; None where there is nobody."""
    reach = snapshot.rows(text_of("reach"))[0]
    if reach["top"] is None:
        return None
    cut = max([quadrant.vitality_cut for quadrant in overview(snapshot)], default=0.0)
    top = max(reach["top"], 2.5 * cut, _LEAST)
    bend = max(cut * cut / (top - 2 * cut), top * _LEAST)  # log1p(cut / bend) is half of log1p(top / bend)
    return Grid(reach["low"], reach["high"], top, bend, bins)
