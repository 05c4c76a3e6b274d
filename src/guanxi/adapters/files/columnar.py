"""Parquet files as raw texts."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from guanxi.adapters.files.canonical import column_text
from guanxi.adapters.files.sources import Source
from guanxi.adapters.files.stage import Block, usable_header
from guanxi.adapters.files.typed import Rows, block_of
from guanxi.core.kernel.errors import InputError

_BATCH_ROWS = 65_536
_TROUBLE = (pa.ArrowException, OSError, ValueError, ArithmeticError)


class ParquetTable:
    """The rows of a Parquet file; a row's line is its number."""

    kind = "parquet"
    encoding = delimiter = ""

    def __init__(self, source: Source, path: Path) -> None:
        self.source = source
        self.member = source.member
        self._path = path
        try:
            with pq.ParquetFile(self._path) as file:
                names = file.schema_arrow.names
        except _TROUBLE as error:
            raise self._unreadable(error) from error
        self.header = usable_header(names, source.label)

    def blocks(self) -> Iterator[Block]:
        """Yield the rows in order."""
        try:
            yield from self._read()
        except _TROUBLE as error:
            raise self._unreadable(error) from error

    def _read(self) -> Iterator[Block]:
        """Write every batch as text."""
        rows = 0
        with pq.ParquetFile(self._path) as file:
            for batch in file.iter_batches(_BATCH_ROWS):
                places = np.arange(batch.num_rows)
                found = Rows(places, places + (rows + 1))
                rows += batch.num_rows
                yield block_of(self.header, found, [column_text(column) for column in batch.columns])

    def _unreadable(self, error: BaseException) -> InputError:
        """Say what Arrow could not read."""
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        return InputError(
            f"{self.source.label} is not a readable Parquet file ({reason}).", "Write or export it again."
        )
