"""Ledgers: rows that guanxi books itself, as loads of their own; nothing is taken back, corrections are new rows."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from guanxi.core.arrays import arrow
from guanxi.core.kernel.errors import InputError
from guanxi.core.tables import Table
from guanxi.handover.loads import Load, LoadStore

LEDGER = "ledger"  # the mapping of a load that was booked, not imported
SOURCE = "guanxi"

Row = Mapping[str, object]


def book(store: LoadStore, table: Table, rows: Iterable[Row], name: str) -> Load | None:
    """Append rows to a canonical table as a load of this name; call it while holding the workspace's lock.

    None, and no load, where there are no rows.
    """
    booked = arrow(table, (_exact(table, row) for row in rows))
    if not booked.num_rows:
        return None
    staging = store.begin(Path(name))
    number = pa.array([staging.number] * booked.num_rows, pa.int32())
    pq.write_table(booked.append_column("load_number", number), staging.file(table.name), compression="zstd")
    counts = {"rows": booked.num_rows, "loaded": booked.num_rows, "quarantined": 0, "repeated": 0, "updated": 0}
    origin = {"file": name, "sha256": "", "size": 0, "table": table.name, "mapping": LEDGER, "source": SOURCE}
    return store.commit(staging, {**origin, **counts, "tables": {table.name: booked.num_rows}})


def refuse_undo(load: Load) -> None:
    """Refuse to take back what was booked."""
    if load.mapping == LEDGER:
        raise InputError(
            f"{load.load_id} was booked, not imported, and stays. 这是入账记录，不能撤销。",
            "Book a correction, for example `guanxi invest … --money -5`. 请用新的记录更正。",
        )


def _exact(table: Table, row: Row) -> Row:
    """Money to four places, as the table keeps it."""
    money = {column.name for column in table.columns if column.kind == "money"}
    return {
        name: Decimal(f"{value:.4f}") if name in money and value is not None else value for name, value in row.items()
    }
