"""What core asks of the outside: small protocols that adapters fulfil."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any, Protocol

import pyarrow as pa

BatchFunction = Callable[[pa.RecordBatch], pa.RecordBatch]
NOTHING: Mapping[str, object] = MappingProxyType({})


class Warehouse(Protocol):
    """Holds tables and runs queries written in DuckDB's dialect (the portable subset of ADR 0002).

    A warehouse is one unit of work: what was created is kept when its context ends well and
    forgotten when it ends with an error.
    """

    def create(self, name: str, query: str, *, stored: bool = True) -> None:
        """Make table `name` from a query, replacing an older one; a view when not `stored`."""

    def read(self, query: str) -> pa.Table:
        """Answer a query whose result is small."""

    def write(self, name: str, rows: pa.Table) -> None:
        """Make table `name` from rows, replacing an older one."""

    def map_batches(self, name: str, query: str, function: BatchFunction, schema: pa.Schema) -> None:
        """Make table `name` by a function over the query's Arrow batches; every row seen once, order free.

        Several batches may be with the function at once.
        """

    def save(self, query: str, path: Path) -> int:
        """Write the query's rows, in its order, as one Parquet file; return how many."""


class Snapshot(Protocol):
    """One published run, read by many at once; tables go by their published names."""

    run_id: str
    as_of: date

    def rows(self, query: str, given: Mapping[str, object] = NOTHING) -> list[dict[str, Any]]:
        """Answer a SELECT whose result is small; `$name` in it stands for a value given."""


class Clock(Protocol):
    """Tells the time, so that nothing else asks the machine for it."""

    def now(self) -> datetime:
        """Return the present moment in UTC."""


class Progress(Protocol):
    """Hears which step began, so that a person can see how far a long command is."""

    def step(self, name: str) -> None:
        """Note that the step of this name begins."""
