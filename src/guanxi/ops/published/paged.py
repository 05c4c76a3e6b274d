"""Rows a page at a time: the place that a page gave, and the place that the next begins after."""

from typing import Any

Rows = list[dict[str, Any]]


def beyond(after: str) -> dict[str, object]:
    """What to give a query that goes on after a place; from the beginning where the place makes no sense."""
    size, tilde, customer = after.partition("~")
    try:
        return {"size": float(size), "after": customer} if tilde else {"size": None, "after": ""}
    except ValueError:
        return {"size": None, "after": ""}


def cut(rows: Rows, most: int) -> tuple[Rows, str]:
    """Of one row more than asked for those of this page, and the next place, or nothing; `size` orders them."""
    last = rows[most - 1] if len(rows) > most else None
    return rows[:most], f"{last['size']!r}~{last['customer_id']}" if last else ""
