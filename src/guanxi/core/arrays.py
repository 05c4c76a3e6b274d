"""Columns of tables as arrays, and rows as tables."""

from collections.abc import Iterable, Mapping

import numpy as np
import pyarrow as pa

from guanxi.core.models.fitting import Array
from guanxi.core.tables import Table

ARROW = {
    "text": pa.string(), "int": pa.int64(), "float": pa.float64(), "date": pa.date32(),
    "timestamp": pa.timestamp("us"), "money": pa.decimal128(18, 4), "bool": pa.bool_(),
}  # fmt: skip


def floats(rows: pa.Table | pa.RecordBatch, name: str) -> Array:
    """Read a column as floats; NaN where it is empty."""
    column = rows.column(name)
    plain = column.to_numpy() if isinstance(column, pa.ChunkedArray) else column.to_numpy(zero_copy_only=False)
    return np.asarray(plain, dtype=np.float64)


def arrow(table: Table, rows: Iterable[Mapping[str, object]]) -> pa.Table:
    """Put rows into a declared table's columns; what a row does not say is empty."""
    schema = pa.schema([(column.name, ARROW[column.kind]) for column in table.columns])
    return pa.Table.from_pylist([dict(row) for row in rows], schema=schema)
