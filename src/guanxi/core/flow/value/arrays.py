"""Columns of tables as arrays."""

import numpy as np
import pyarrow as pa

from guanxi.core.models.fitting import Array


def floats(rows: pa.Table | pa.RecordBatch, name: str) -> Array:
    """Read a column as floats."""
    column = rows.column(name)
    plain = column.to_numpy() if isinstance(column, pa.ChunkedArray) else column.to_numpy(zero_copy_only=False)
    return np.asarray(plain, dtype=np.float64)
