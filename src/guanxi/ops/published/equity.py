"""The way down from a figure of the customer equity statement to the people whose parts add up to it."""

from typing import Any

from guanxi.core.ports import Snapshot
from guanxi.core.tables.accounted import Figure
from guanxi.ops.published.sql import text_of

_AS_SHOWN = ("opening", "closing")


def total(people: Snapshot, figure: Figure) -> tuple[int, float]:
    """How many have a part in a figure, and what it comes to."""
    query, given = _asked("equity_figure", figure)
    row = people.rows(query, given)[0]
    return int(row["people"]), row["total"] / figure.whole


def parts(people: Snapshot, figure: Figure, after: str, most: int) -> tuple[list[dict[str, Any]], str]:
    """Some of them, the largest part first, beyond a place that a page before gave; and the next place, or nothing."""
    query, given = _asked("equity_people", figure)
    rows = people.rows(query, given | _place(after) | {"most": most + 1})
    place = f"{abs(rows[most - 1]['part'])!r}~{rows[most - 1]['customer_id']}" if len(rows) > most else ""
    told = [
        row | {"part": row["part"] / figure.whole} | {name: row[name] / 100 for name in _AS_SHOWN}
        for row in rows[:most]
    ]
    return told, place


def names(run: Snapshot, rows: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Name and owner of those who are in a run, by id."""
    found = run.rows(text_of("named"), {"among": [row["customer_id"] for row in rows]})
    return {row["customer_id"]: row for row in found}


def _asked(name: str, figure: Figure) -> tuple[str, dict[str, object]]:
    """A query about a figure, and what to give with it."""
    group = "TRUE" if figure.kind == "all" else f"{figure.kind} = $member"
    given: dict[str, object] = {} if figure.kind == "all" else {"member": figure.member}
    return text_of(name).format(line=figure.line, group=group), given


def _place(after: str) -> dict[str, object]:
    """Read a place; the beginning where it makes no sense."""
    size, tilde, customer = after.partition("~")
    try:
        return {"size": float(size), "after": customer} if tilde else {"size": None, "after": ""}
    except ValueError:
        return {"size": None, "after": ""}
