"""The way down from a figure of the customer equity statement to the people whose parts add up to it."""

from typing import Any

from guanxi.core.ports import Snapshot
from guanxi.core.tables.accounted import Figure
from guanxi.ops.published.paged import Rows, beyond, cut
from guanxi.ops.published.sql import text_of

_AS_SHOWN = ("opening", "closing")


def total(people: Snapshot, figure: Figure) -> tuple[int, float]:
    """How many have a part in a figure, and what it comes to."""
    query, given = _asked("equity_figure", figure)
    row = people.rows(query, given)[0]
    return int(row["people"]), row["total"] / figure.whole


def parts(people: Snapshot, figure: Figure, after: str, most: int) -> tuple[Rows, str]:
    """Some of them, the largest part first, beyond a place that a page before gave; and the next place, or nothing."""
    query, given = _asked("equity_people", figure)
    rows, place = cut(people.rows(query, given | beyond(after) | {"most": most + 1}), most)
    return [_whole(row, figure) for row in rows], place


def _whole(row: dict[str, Any], figure: Figure) -> dict[str, Any]:
    """A person's part as people read it."""
    told = {name: value for name, value in row.items() if name != "size"}
    return told | {"part": row["part"] / figure.whole} | {name: row[name] / 100 for name in _AS_SHOWN}


def _asked(name: str, figure: Figure) -> tuple[str, dict[str, object]]:
    """A query about a figure, and what to give with it."""
    group = "TRUE" if figure.kind == "all" else f"{figure.kind} = $member"
    given: dict[str, object] = {} if figure.kind == "all" else {"member": figure.member}
    return text_of(name).format(line=figure.line, group=group), given
