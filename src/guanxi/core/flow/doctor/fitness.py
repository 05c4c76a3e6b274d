"""What the queries counted, with the shares that judgements hang on."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from guanxi.core.kernel.options import AppraisalOptions
from guanxi.core.kernel.words import Words
from guanxi.core.models.purchase import REPEATERS
from guanxi.core.ports import Warehouse

Row = dict[str, Any]

COUNTED = ("line_fitness", "customer_fitness", "category_fitness", "sign_fitness")
NO_PRICE = 0.9  # share of paid lines without a price from which there are no prices
FEW_RETURN = 0.01  # share of buyers who came back below which nothing is learned of how people come back
STALE = 60  # days without a new buyer, and a quarter of the history, from which nobody new comes
BY_CHANCE = 0.05  # stretches without sales as long as this one that chance alone would make


@dataclass(frozen=True, slots=True)
class Finding:
    """One row of table `doctor`."""

    measure: str
    kind: str  # measurement, look or advice
    value: float | None
    note: Words
    state: str | None = None  # good, care or bad


@dataclass(frozen=True, slots=True)
class Fitness:
    """Counts by name (0 where there is nothing), the history's ends, its gaps and its suspicious days."""

    counts: dict[str, float]
    first_day: date | None
    last_day: date | None
    gaps: list[Row]
    days: list[Row]
    options: AppraisalOptions
    appraised: bool

    def __getitem__(self, name: str) -> float:
        """Count of this name."""
        return self.counts[name]

    def share(self, part: str, whole: str) -> float:
        """One count in another; 0 where there is nothing."""
        return self.counts[part] / self.counts[whole] if self.counts[whole] else 0.0

    @property
    def span(self) -> int:
        """Days from the first order to the last."""
        return (self.last_day - self.first_day).days if self.first_day and self.last_day else 0

    @property
    def unpriced(self) -> float:
        """Share of paid lines without a price; all of them where revenue merely repeats the quantity."""
        return 1.0 if self.share("as_quantity", "paid") > NO_PRICE else self.share("free", "paid")

    @property
    def priceless(self) -> bool:
        """Whether the lines have no prices at all."""
        return self["paid"] > 0 and self.unpriced >= NO_PRICE

    @property
    def returning(self) -> bool:
        """Whether enough buyers came back to learn from."""
        return self["repeaters"] >= REPEATERS and self.share("repeaters", "buyers") >= FEW_RETURN

    @property
    def cohort(self) -> bool:
        """Whether nobody new has come for long: all buyers began together."""
        return self["buyers"] > 0 and self["newest"] >= max(STALE, self["span"] / 4)

    @property
    def selected(self) -> bool:
        """Whether hardly anybody bought only once: the customers were selected."""
        return self["buyers"] >= 100 and self["usual"] >= 4 and self.share("repeaters", "buyers") >= 0.97

    @property
    def begun_before(self) -> bool:
        """Whether most buyers were there in the first tenth of the history: they had been customers before."""
        return not self.cohort and self["span"] >= 180 and self.share("early", "buyers") > 0.5

    @property
    def lost_days(self) -> int:
        """Days in the gaps that chance does not explain."""
        return sum(int(gap["days"]) for gap in self.gaps)


def read(warehouse: Warehouse, options: AppraisalOptions, *, appraised: bool) -> Fitness:
    """Read what the stage's queries counted."""
    tables = (*COUNTED, "look_fitness") if appraised else COUNTED
    found: Row = {}
    for table in tables:
        found |= warehouse.read(f"SELECT * FROM {table}").to_pylist()[0]
    first, last = found.pop("first_day"), found.pop("last_day")
    sold = warehouse.read("SELECT count(*) AS days, sum(orders) AS orders FROM sales_day").to_pylist()[0]
    counts = {name: float(value or 0) for name, value in {**found, "orders": sold["orders"]}.items()}
    span = (last - first).days + 1 if first else 0
    gaps = warehouse.read("SELECT * FROM sales_gap ORDER BY days DESC, first_day").to_pylist()
    odd = [gap for gap in gaps if _odd(gap, sold["days"], span)]
    days = warehouse.read("SELECT * FROM suspicious_day ORDER BY times DESC, day").to_pylist()
    return Fitness(counts, first, last, odd, days, options, appraised)


def _odd(gap: Row, sold: int, span: int) -> bool:
    """Whether a stretch without sales is longer than chance would make any, by the share of days with sales."""
    days = float(gap["days"])
    without = 1 - min(sold / max(span - days, 1.0), 1.0)
    return bool(span * without**days < BY_CHANCE)
