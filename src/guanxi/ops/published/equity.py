"""The way down from a figure of the customer equity statement to the people whose parts add up to it."""

from dataclasses import dataclass
from typing import Any

from guanxi.core.kernel.errors import NotFoundError
from guanxi.core.ports import Snapshot
from guanxi.core.tables.accounted import EQUITY_PERSON
from guanxi.ops.published.sql import text_of

GROUPS = ("all", "quadrant", "years", "channel")
LINES = tuple(column.name for column in EQUITY_PERSON.columns if column.kind != "text")
HUNDREDTHS = tuple(column.name for column in EQUITY_PERSON.columns if column.unit == "hundredths")
_AS_SHOWN = ("opening", "closing")


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: the way of grouping, the group, the line. NotFoundError: the statement has no such figure."""

    kind: str
    member: str
    line: str

    def __post_init__(self) -> None:
        if self.kind not in GROUPS or self.line not in LINES:
            raise NotFoundError("The statement has no such figure. 权益表里没有这个数。")

    @property
    def unit(self) -> float:
        """What one whole of it is counted in."""
        return 100.0 if self.line in HUNDREDTHS else 1.0

    def asked(self, name: str) -> tuple[str, dict[str, object]]:
        """A query about it, and what to give with it."""
        group = "TRUE" if self.kind == "all" else f"{self.kind} = $member"
        return text_of(name).format(line=self.line, group=group), {} if self.kind == "all" else {"member": self.member}


def total(people: Snapshot, figure: Figure) -> tuple[int, float]:
    """How many have a part in a figure, and what it comes to."""
    query, given = figure.asked("equity_figure")
    row = people.rows(query, given)[0]
    return int(row["people"]), row["total"] / figure.unit


def parts(people: Snapshot, figure: Figure, after: str, most: int) -> tuple[list[dict[str, Any]], str]:
    """Some of them, the largest part first, beyond a place that a page before gave; and the next place, or nothing."""
    query, given = figure.asked("equity_people")
    rows = people.rows(query, given | _place(after) | {"most": most + 1})
    place = f"{abs(rows[most - 1]['part'])!r}~{rows[most - 1]['customer_id']}" if len(rows) > most else ""
    told = [
        row | {"part": row["part"] / figure.unit} | {name: row[name] / 100 for name in _AS_SHOWN} for row in rows[:most]
    ]
    return told, place


def names(run: Snapshot, rows: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Name and owner of those who are in a run, by id."""
    found = run.rows(text_of("named"), {"among": [row["customer_id"] for row in rows]})
    return {row["customer_id"]: row for row in found}


def _place(after: str) -> dict[str, object]:
    """Read a place; the beginning where it makes no sense."""
    size, tilde, customer = after.partition("~")
    try:
        return {"size": float(size), "after": customer} if tilde else {"size": None, "after": ""}
    except ValueError:
        return {"size": None, "after": ""}
