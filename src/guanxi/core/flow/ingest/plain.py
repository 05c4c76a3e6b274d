"""Rows of every table but order_line: typed values as canonical columns (view `line`)."""

from datetime import datetime

from guanxi.core.flow.ingest.reading import DIGEST_IDS, Reading, Terms
from guanxi.core.ports import Warehouse
from guanxi.core.sqlfiles import literal


def make_line(warehouse: Warehouse, reading: Reading, terms: Terms) -> None:
    """Make `line` from the usable rows of `keyed`, with row_no, part and the unit that a later load replaces."""
    made = [f"row_no, part, {_unit(reading)} AS unit"]
    for column in reading.table.columns:
        value = _value(reading, column.name, terms)
        made.append(f"CAST({value} AS {column.sql_type}) AS {column.name}")
    warehouse.create("line", f"SELECT {', '.join(made)} FROM keyed WHERE bad IS NULL", stored=False)


def _unit(reading: Reading) -> str:
    """Text of the row's key."""
    parts = [_plain(reading, name) for name in reading.table.key if name != "source"]
    return f"concat_ws(chr(31), {', '.join(f'CAST({part} AS VARCHAR)' for part in parts)})"


def _plain(reading: Reading, name: str) -> str:
    if name in reading.targets:
        return f"x_{name}"
    return "base" if name == DIGEST_IDS.get(reading.table.name) else "NULL"


def _value(reading: Reading, name: str, terms: Terms) -> str:
    """Where a canonical column comes from."""
    if name == "source":
        return literal(reading.source)
    if name == "phone_written" and "phone" in reading.targets:
        return "x_phone_written"
    if name == "first_seen_at":
        seen = [f"x_{n}" for n in ("first_seen_at", "registered_at") if n in reading.targets]
        return f"coalesce({', '.join([*seen, literal(arrival(terms))])})"
    if name == "id_space" and name not in reading.targets:
        ids = [f"x_{n}" for n in ("open_id", "member_id") if n in reading.targets]
        return f"CASE WHEN coalesce({', '.join(ids)}) IS NOT NULL THEN {literal(reading.source)} END" if ids else "NULL"
    return _plain(reading, name)


def arrival(terms: Terms) -> datetime:
    """Begin of the day of the import: when a record without any date was first seen."""
    return terms.now.replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
