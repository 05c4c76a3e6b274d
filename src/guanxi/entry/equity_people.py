"""The way down from a figure of the customer equity statement to the customers who add up to it."""

from dataclasses import dataclass

import pyarrow.compute as pc

from guanxi.core.kernel.errors import InputError, NotFoundError
from guanxi.entry.accounting import FIGURES, HUNDREDTHS, KINDS, Row, Statement

_SHOWN = ("customer_id", "quadrant", "years", "channel", "flow", "opening", "closing")


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of the statement: of which group of customers, and which line."""

    kind: str
    member: str
    line: str = "closing"


def figure_of(text: str) -> Figure:
    """Read `all`, `KIND=GROUP` or either with `:LINE` at its end; InputError says what may stand where."""
    group, _, line = text.rpartition(":") if text.rpartition(":")[2] in FIGURES else (text, "", "closing")
    kind, equals, member = group.partition("=")
    if kind not in KINDS or (kind == "all") == bool(equals):
        raise InputError(
            f"--who {text!r} is no figure of the statement. 权益表里没有这个数。",
            f"Write all:LINE or KIND=GROUP:LINE 请这样写; KIND {', '.join(KINDS[1:])}; LINE {', '.join(FIGURES)}",
        )
    return Figure(kind, member if equals else "all", line)


def people_of(found: Statement, figure: Figure) -> list[Row]:
    """Everybody who has a part in a figure, the largest part first, each with their `part` of it.

    Amounts are in hundredths, as the statement's; parts add up to the figure. NotFoundError names the groups.
    """
    members = [row["member"] for row in found.groups(figure.kind)]
    if figure.member not in members:
        raise NotFoundError(
            f"The statement has no {figure.kind} {figure.member!r}. 权益表里没有这一组。",
            f"Groups 现有: {', '.join(repr(member) for member in members)}; LINE {', '.join(FIGURES)}",
        )
    people = found.people
    if figure.kind != "all":
        people = people.filter(pc.equal(people[figure.kind], figure.member))
    people = people.filter(pc.not_equal(people[figure.line], 0))
    rows: list[Row] = people.select(list(dict.fromkeys((*_SHOWN, figure.line)))).to_pylist()
    parts = [{**{name: row[name] for name in _SHOWN}, "part": row[figure.line]} for row in rows]
    return sorted(parts, key=lambda row: (-abs(row["part"]), row["customer_id"]))


def in_money(row: Row, line: str = "") -> Row:
    """A row with hundredths as money; `line` says of what its `part` is one."""
    hundredths = {*HUNDREDTHS, "part"} if line in HUNDREDTHS else {*HUNDREDTHS}
    return {name: value / 100 if name in hundredths else value for name, value in row.items()}
