"""The way down from a figure of the customer equity statement to the customers who add up to it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow.parquet as pq

from guanxi.adapters.snapshot import DuckSnapshot
from guanxi.core.kernel.errors import InputError, NotFoundError
from guanxi.core.kernel.words import EQUITY_KINDS
from guanxi.core.ports import Snapshot
from guanxi.core.tables.accounted import EQUITY_PERSON, FIGURES, HUNDREDTHS, Figure
from guanxi.entry.accounting import Row, Statement
from guanxi.ops.published.equity import parts, total


@dataclass(frozen=True, slots=True)
class Behind:
    """Who stands behind a figure: how many, what they come to, and those told, with their `part`; money is whole."""

    customers: int
    amount: float
    told: list[Row]


def figure_of(text: str) -> Figure:
    """Read `all`, `KIND=GROUP` or either with `:LINE` at its end; InputError says what may stand where."""
    group, _, line = text.rpartition(":") if text.rpartition(":")[2] in FIGURES else (text, "", "closing")
    kind, equals, member = group.partition("=")
    if kind not in EQUITY_KINDS or (kind == "all") == bool(equals):
        kinds = ", ".join(name for name in EQUITY_KINDS if name != "all")
        raise InputError(
            f"--who {text!r} is no figure of the statement. 权益表里没有这个数。",
            f"Write all:LINE or KIND=GROUP:LINE 请这样写; KIND {kinds}; LINE {', '.join(FIGURES)}",
        )
    return Figure(kind, member if equals else "all", line)


def people_of(found: Statement, figure: Figure, most: int = 0) -> Behind:
    """Those who have a part in a figure, the largest part first, all or at most some; NotFoundError names groups."""
    members = [row["member"] for row in found.groups(figure.kind)]
    if figure.member not in members:
        raise NotFoundError(
            f"The statement has no {figure.kind} {figure.member!r}. 权益表里没有这一组。",
            f"Groups 现有: {', '.join(repr(member) for member in members)}; LINE {', '.join(FIGURES)}",
        )
    with _read(found) as people:
        told, _ = parts(people, figure, "", most or found.people.num_rows)
        return Behind(*total(people, figure), told)


@contextmanager
def _read(found: Statement) -> Iterator[Snapshot]:
    """The people of a statement, to be asked as a page asks those of one that is kept."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / f"{EQUITY_PERSON.name}.parquet"
        pq.write_table(found.people.select(EQUITY_PERSON.names), file)
        snapshot = DuckSnapshot(file.stem, found.closing.as_of, {file.stem: file}, tables=(EQUITY_PERSON,))
        yield snapshot
        snapshot.close()


def in_money(row: Row) -> Row:
    """A row of the statement with hundredths as money."""
    return {name: value / 100 if name in HUNDREDTHS else value for name, value in row.items()}
