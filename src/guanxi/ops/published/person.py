"""One person of a run: who she is, what the four looks gave, what may come next."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from guanxi.core.kernel.options import LOOKS
from guanxi.core.ports import Snapshot
from guanxi.ops.published.sql import text_of


@dataclass(frozen=True, slots=True)
class Identity:
    """One source record; identifiers in the clear, to be masked by who shows them."""

    source: str
    customer_key: str
    name: str | None
    phone: str | None
    email: str | None
    owner: str | None
    evidence: str | None


@dataclass(frozen=True, slots=True)
class Points:
    """Points of the score from one look, and from its terms where it has several."""

    look: str
    points: float
    terms: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class NextCategory:
    """A category not bought yet, with the chance of a first purchase and what speaks for it."""

    rank: int
    category: str
    probability: float
    expected_contribution: float | None
    reason: str | None
    product_id: str | None
    product: str | None


@dataclass(frozen=True, slots=True)
class Category:
    """A category bought in the last 365 days, and what is probably spent in it anywhere; None: unknown."""

    category: str
    spend: float
    wallet: float | None
    share: float | None


@dataclass(frozen=True, slots=True)
class LifeEvent:
    """One event in the life of the person's child."""

    event: str
    date: date
    status: str
    months: int
    categories: str | None


@dataclass(frozen=True, slots=True)
class StageEntry:
    """One entry into a lifecycle stage."""

    entered: date
    stage: str
    from_stage: str | None


@dataclass(frozen=True, slots=True)
class Person:
    """All that a run says of one person; `figures` is the row of table `appraisal`."""

    customer_id: str
    figures: Mapping[str, Any]
    identities: list[Identity]
    points: list[Points]
    next_categories: list[NextCategory]
    categories: list[Category]
    life_events: list[LifeEvent]
    stages: list[StageEntry]

    @property
    def name(self) -> str | None:
        """The name lists show: the first in the order of letters."""
        return min((one.name for one in self.identities if one.name), default=None)

    @property
    def owner(self) -> str | None:
        """The adviser responsible, likewise."""
        return min((one.owner for one in self.identities if one.owner), default=None)

    @property
    def value(self) -> tuple[float, float, float]:
        """Contribution expected in the next 12 months, and the ends of its 90 % interval."""
        low, middle, high = (float(self.figures[f"value_12m{end}"]) for end in ("_low", "", "_high"))
        return middle, low, high


def known(snapshot: Snapshot, customer_id: str) -> bool:
    """Whether a run knows somebody of that id."""
    return bool(snapshot.rows("SELECT 1 AS one FROM appraisal WHERE customer_id = $id", {"id": customer_id}))


def names(snapshot: Snapshot, among: list[str]) -> dict[str, dict[str, Any]]:
    """Name and owner of those of some ids whom a run knows, by id."""
    return {row["customer_id"]: row for row in snapshot.rows(text_of("named"), {"among": among})}


def person(snapshot: Snapshot, customer_id: str, *, history: bool = True) -> Person | None:
    """Everything a run says of one person, categories and stages of the past where they are wanted; None: unknown."""
    asked = {"customer_id": customer_id}
    found = snapshot.rows(text_of("person"), asked)
    if not found:
        return None
    terms = snapshot.rows(text_of("points"), asked)
    return Person(
        customer_id,
        found[0],
        [Identity(**row) for row in snapshot.rows(text_of("identities"), asked)],
        [_points(found[0], look, terms) for look in LOOKS],
        [NextCategory(**row) for row in snapshot.rows(text_of("next_categories"), asked)],
        [Category(**row) for row in snapshot.rows(text_of("categories"), asked)] if history else [],
        [LifeEvent(**row) for row in snapshot.rows(text_of("life_events"), asked)],
        [StageEntry(**row) for row in snapshot.rows(text_of("stages"), asked)] if history else [],
    )


def _points(figures: Mapping[str, Any], look: str, terms: list[dict[str, Any]]) -> Points:
    """What one look gave."""
    own = {str(row["term"]): float(row["points"]) for row in terms if row["look"] == look}
    return Points(look, float(figures[f"points_{look}"]), own)
