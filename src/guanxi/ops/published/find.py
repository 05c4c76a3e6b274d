"""Lists of people: a page at a time, as fast at the end as at the beginning; how many; all their ids."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from guanxi.core.ports import Snapshot
from guanxi.ops.published.filter import ANY, Filter, Span
from guanxi.ops.published.once import once_a_run
from guanxi.ops.published.sql import text_of

__all__ = ["ANY", "EVERYBODY", "Choice", "Filter", "Listed", "Order", "Page", "Span", "choices", "count", "ids", "page"]

EVERYBODY = Filter()
_STRETCH = 50_000  # people whose ids are asked for at once
_PLACE = 100  # letters that a place has at most


class Order(StrEnum):
    """What a list may be ordered by, the greatest first; who has none comes last."""

    SCORE = "uplift_score"
    VALUE = "value_12m"
    CLV = "clv"
    SPEND = "revenue_12m"
    HEADROOM = "headroom"
    QUIET = "quiet"


_BEYOND = "{height} <= $height AND ({height} < $height OR no > $no)"
_LOWEST = "CAST('-Infinity' AS DOUBLE)"
_HEIGHTS = {
    order: f"coalesce({order.value}, {_LOWEST})" if order in {Order.HEADROOM, Order.QUIET} else order.value
    for order in Order
}
"""What a place in an order is told by: a figure, lowest where it is empty."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One person in a list."""

    customer_id: str
    name: str | None
    owner: str | None
    quadrant: str
    stage: str
    uplift_score: float
    value_12m: float
    clv: float
    revenue_12m: float
    headroom: float | None
    quiet: float | None
    next_category: str | None
    next_purchase: date | None


@dataclass(frozen=True, slots=True)
class Page:
    """Some people of a list, and where the next ones begin; `next` is empty after the last."""

    rows: list[Listed]
    next: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One word of a filter's field (`owner`, `next_category`, `bought`), with the people it would leave."""

    field: str
    word: str
    people: int


def page(
    snapshot: Snapshot, wanted: Filter = EVERYBODY, order: Order = Order.SCORE, after: str = "", limit: int = 50
) -> Page:
    """People in an order, those after the place that a page before gave as `next`.

    ValueError when `after` is no such place.
    """
    conditions, given = wanted.conditions()
    if after:
        conditions, given = f"{conditions} AND {_BEYOND}", given | _place(after)
    query = text_of("page").format(wanted=conditions.format(height=_HEIGHTS[order]), height=_HEIGHTS[order])
    found = snapshot.rows(query, given | {"most": limit + 1})
    places = [json.dumps([row.pop("height"), row.pop("no")]) for row in found]
    return Page([Listed(**row) for row in found[:limit]], places[limit - 1] if len(found) > limit else "")


def count(snapshot: Snapshot, wanted: Filter = EVERYBODY) -> int:
    """How many people a filter lets through."""
    conditions, given = wanted.conditions()
    return int(snapshot.rows(text_of("count").format(wanted=conditions), given)[0]["people"])


def ids(snapshot: Snapshot, wanted: Filter = EVERYBODY) -> Iterator[str]:
    """Ids of all people a filter lets through, in their order, never many at once in memory."""
    conditions, given = wanted.conditions()
    query = text_of("ids").format(wanted=conditions)
    last = int(snapshot.rows(text_of("last"))[0]["no"])
    for start in range(0, last, _STRETCH):
        for row in snapshot.rows(query, given | {"start": start, "stop": start + _STRETCH}):
            yield row["customer_id"]


@once_a_run
def choices(snapshot: Snapshot) -> list[Choice]:
    """What owners and categories a filter can name, the most people first."""
    return [Choice(**row) for row in snapshot.rows(text_of("choices"))]


def _place(after: str) -> dict[str, object]:
    """Read a place that a page gave."""
    place: Any = json.loads(after[:_PLACE])
    match place:
        case [float() | int() as height, int() as no]:
            return {"height": float(height), "no": no}
    raise ValueError(f"{after!r} is no place in a list")
