"""A mapping laid over one file: every canonical name with the positions of the columns it is made of."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from guanxi.core.flow.ingest.contacts import PhoneReader
from guanxi.core.flow.ingest.expression import (
    Cell,
    Constant,
    Derived,
    Expression,
    MissingColumnError,
    cells,
    key_of,
    parse,
    positions,
)
from guanxi.core.flow.ingest.mapping import Mapping
from guanxi.core.kernel.errors import InputError
from guanxi.core.kernel.nearest import did_you_mean
from guanxi.core.tables import TABLES, Table

MULTIPLE = {"cancelled_when"}
"""Names whose expressions all count, not only the first filled one."""

_DEFAULTS: dict[str, dict[str, str]] = {
    "order_line": {"quantity": "1", "status": "paid"},
    "investment": {"money": "0", "minutes": "0"},
    "consent": {"channel": "*"},
    "declared_spend": {"category": "*"},
    "membership": {"kind": "membership"},
}
DIGEST_IDS = {
    "interaction": "interaction_id", "contact": "contact_id", "investment": "booking_id", "membership": "membership_id",
}  # fmt: skip
"""Ids that the content of the row gives where the file has none."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What an import depends on besides the file and its mapping.

    `zone`: of times that name none; `region`: of bare telephone numbers; `currency`: of earlier loads, empty when
    there are none; `now`: the present in UTC; `source`: overrides the mapping's.
    """

    now: datetime
    read_phones: PhoneReader
    zone: str = "UTC"
    region: str = "CN"
    currency: str = ""
    source: str = ""
    date_order: str = ""
    keep_repeats: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """How this file becomes rows of `table`."""

    mapping: Mapping
    table: Table
    header: tuple[str, ...]
    targets: dict[str, tuple[Expression, ...]]
    source: str
    line_key: tuple[int, ...] = ()
    fill: tuple[int, ...] = ()
    notes: tuple[str, ...] = field(default=())

    @property
    def used(self) -> list[int]:
        """Positions of all columns that are read."""
        found = {i for parts in self.targets.values() for part in parts for i in cells(part)}
        return sorted(found | set(self.line_key) | set(self.fill))

    def named(self, position: int) -> str:
        """The column's name as the file writes it."""
        return self.header[position].strip()

    def cell(self, target: str) -> int | None:
        """Position of the column that alone makes a target."""
        parts = self.targets.get(target, ())
        return parts[0].position if parts and isinstance(parts[0], Cell) else None


def lay(mapping: Mapping, header: tuple[str, ...], terms: Terms) -> Reading:
    """Lay a mapping over a header; InputError names what the file or the mapping lacks.

    A preset passes over columns that this version of the export does not have; a mapping made by hand must fit.
    """
    known = positions(header)
    table = TABLES[mapping.table]
    targets = {}
    for name, texts in mapping.columns.items():
        found = [part for text in texts if (part := _parse(name, text, header, mapping.preset)) is not None]
        found = [part for part in found if not isinstance(part, Derived) or part.name in mapping.columns]
        if found:
            targets[name] = tuple(found)
    for name, value in _DEFAULTS.get(table.name, {}).items():
        targets.setdefault(name, (Constant(value),))
    if table.name == "product" and "name" not in targets and "product_id" in targets:
        targets["name"] = targets["product_id"]
    reading = Reading(
        mapping=mapping,
        table=table,
        header=header,
        targets=targets,
        source=terms.source or mapping.source or "shop",
        line_key=_positions(mapping.line_key, known),
        fill=_positions(mapping.fill, known),
        notes=_twice(header, known, targets),
    )
    _require(reading)
    return reading


def _parse(target: str, text: str, header: tuple[str, ...], lenient: bool) -> Expression | None:
    """Read one expression, or nothing where a preset names a column of another version."""
    try:
        return parse(text, positions(header))
    except MissingColumnError as error:
        if lenient:
            return None
        raise InputError(
            f"{target}: {error.message}{did_you_mean(error.column, header)}", f"{_COLUMNS}: {_columns(header)}"
        ) from error


_COLUMNS = "Columns of the file 文件中的列"


def _columns(header: tuple[str, ...]) -> str:
    """The file's columns as it writes them."""
    return ", ".join(name.strip() for name in header if name.strip())


def _positions(names: Sequence[str], known: dict[str, int]) -> tuple[int, ...]:
    """Positions of those names that are there."""
    return tuple(known[key_of(name)] for name in names if key_of(name) in known)


def _twice(
    header: tuple[str, ...], known: dict[str, int], targets: dict[str, tuple[Expression, ...]]
) -> tuple[str, ...]:
    """Note used columns whose name the header has more than once."""
    names = [key_of(name) for name in header]
    used = {i for parts in targets.values() for part in parts for i in cells(part)}
    return tuple(
        f"column {header[i].strip()!r} occurs {names.count(name)} times; the first one is read 同名列取第一列"
        for name, i in known.items()
        if i in used and names.count(name) > 1
    )


def demanded(table: str) -> tuple[str, ...]:
    """Columns that a mapping of this table has to fill, because nothing else does."""
    filled = {"source", "line_no", "first_seen_at", DIGEST_IDS.get(table, ""), *_DEFAULTS.get(table, {})}
    filled |= {"order_line": {"order_id"}, "product": {"name"}}.get(table, set())
    return tuple(column.name for column in TABLES[table].columns if column.required and column.name not in filled)


def _require(reading: Reading) -> None:
    """Refuse a mapping that cannot fill what every row must have."""
    given = set(reading.targets) | {"source", "line_no", "first_seen_at", DIGEST_IDS.get(reading.table.name, "")}
    if "customer_key" in given or "ordered_at" in given:
        given.add("order_id")
    if {"unit_price", "order_total"} & given:
        given.add("revenue")
    missing = [column.name for column in reading.table.columns if column.required and column.name not in given]
    if missing:
        raise InputError(
            f"The mapping {reading.mapping.name!r} says nothing about {', '.join(missing)} of {reading.table.name}."
            f" 映射缺少: {', '.join(missing)}",
            f"Add 请加上 --map {missing[0]}=COLUMN. {_COLUMNS}: {_columns(reading.header)}",
        )


__all__ = ["DIGEST_IDS", "MULTIPLE", "Reading", "Terms", "demanded", "lay"]
