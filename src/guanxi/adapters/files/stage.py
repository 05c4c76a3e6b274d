"""Where raw rows come to rest: one Parquet file of texts, and beside it the rows that could not be split."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from guanxi.core.kernel.errors import InputError

BAD_SCHEMA = pa.schema(
    [
        ("file", pa.string()),
        ("line", pa.int64()),
        ("column", pa.string()),
        ("value", pa.string()),
        ("reason", pa.string()),
    ]
)
MOST_COLUMNS = 16_384  # what a spreadsheet can hold; more is not a table of orders or customers
_SHOWN = 200  # characters of a bad value that are kept
_MANY_BAD = 1_000_000  # bad rows rest in memory; more than this and mostly bad is no table


class BadRow(NamedTuple):
    """A row that could not be split: physical line, column ('' where none is to blame), value, reason."""

    line: int
    column: str
    value: str
    reason: str


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of one file: `rows` met, of which the good ones stand in `columns` (one text array per header cell).

    `ordinals`: 0-based place of each good row among the rows met; `lines`: its physical 1-based line.
    """

    rows: int
    ordinals: NDArray[np.int64]
    lines: NDArray[np.int64]
    columns: Sequence[pa.Array]
    bad: Sequence[BadRow] = field(default_factory=list)


def shown(value: str) -> str:
    """Shorten a value for a person to read, its NUL characters made visible."""
    return value[:_SHOWN].replace("\0", "␀")


def usable_header(names: Sequence[str], label: str) -> tuple[str, ...]:
    """Check the names of the columns; they are kept as written, with their places. Raises InputError."""
    if len(names) > MOST_COLUMNS:
        raise InputError(
            f"{label} has {len(names):,} columns; at most {MOST_COLUMNS:,} can be read.",
            "Check the delimiter, or export fewer columns.",
        )
    if not any(name.strip() for name in names):
        raise InputError(f"{label}: the header row is blank.", "The first row that is not blank must name the columns.")
    if any("\0" in name for name in names):
        raise InputError(
            f"{label}: the header row holds NUL characters; this is no text table, or it is UTF-16 without a mark.",
            "Name its encoding (for example utf-16-le), or save it as UTF-8 CSV.",
        )
    return tuple(names)


class Stage:
    """Writes blocks to the target; leaves no target behind when the reading fails."""

    def __init__(self, target: Path, header: tuple[str, ...]) -> None:
        self.target = target
        self.rows = 0
        self._bad: list[pa.RecordBatch] = []
        self._bad_rows = 0
        cells = [f"c{place}" for place in range(len(header))]
        numbers = ["row_no", "line"]
        fields = [("member", pa.string()), *((name, pa.int64()) for name in numbers)]
        self._schema = pa.schema([*fields, *((name, pa.string()) for name in cells)])
        self._writer = pq.ParquetWriter(
            target,
            self._schema,
            compression="lz4",
            use_dictionary=["member", *cells],
            column_encoding=dict.fromkeys(numbers, "DELTA_BINARY_PACKED"),
            write_statistics=False,
        )

    def __enter__(self) -> Self:
        """Begin to write."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the target; remove it where the reading failed."""
        self._writer.close()
        if kind is not None:
            self.target.unlink(missing_ok=True)

    @property
    def bad(self) -> pa.Table:
        """The rows that could not be split: file, line, column, value, reason."""
        return pa.Table.from_batches(self._bad, schema=BAD_SCHEMA)

    def take(self, label: str, member: str, block: Block) -> None:
        """Write the block's good rows and keep its bad ones; `label` names the file in the bad rows."""
        good = len(block.lines)
        if good:
            member_column = pa.repeat(pa.scalar(member, pa.string()), good)
            numbers = [pa.array(block.ordinals + (self.rows + 1)), pa.array(block.lines)]
            rows = pa.Table.from_arrays([member_column, *numbers, *block.columns], schema=self._schema)
            self._writer.write_table(rows, row_group_size=good)
        self.rows += block.rows
        if block.bad:
            self._keep_bad(label, block.bad)

    def _keep_bad(self, label: str, bad: Sequence[BadRow]) -> None:
        """Remember bad rows, unless nearly everything is bad and the file is not what it seemed."""
        columns = zip(*bad, strict=True)
        arrays = [pa.array([label] * len(bad), pa.string())]
        arrays += [pa.array(cells, kind.type) for cells, kind in zip(columns, list(BAD_SCHEMA)[1:], strict=True)]
        self._bad.append(pa.RecordBatch.from_arrays(arrays, schema=BAD_SCHEMA))
        self._bad_rows += len(bad)
        if self._bad_rows > _MANY_BAD and self._bad_rows * 2 > self.rows:
            raise InputError(
                f"{label}: {self._bad_rows:,} of {self.rows:,} rows do not fit the header; "
                f"line {bad[-1].line}: {bad[-1].reason}.",
                "Check that the first line is the header, and the file's encoding and delimiter.",
            )
