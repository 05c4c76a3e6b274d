"""The engine for those who outgrow one machine: Spark, over Parquet folders."""

import os
import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pyarrow as pa
import pyarrow.parquet as pq
import sqlglot
from sqlglot import exp

from guanxi.adapters.warehouse.missing import missing
from guanxi.adapters.warehouse.shelf import Entry, Shelf
from guanxi.adapters.warehouse.spark_session import open_session
from guanxi.adapters.warehouse.transpile import to_dialect
from guanxi.core.kernel.errors import NotFoundError
from guanxi.core.ports import BatchFunction
from guanxi.core.tables import Table

_SAVED_ROWS = 32_768  # row group of a saved file: so many rows are unpacked to find one person


class SparkWarehouse:
    """Warehouse port on Spark; `folder` (seen by every worker) holds the tables, None keeps them for this unit only.

    Joins the running Spark session or starts one on `master`. SettingsError when pyspark or Java is missing.
    """

    def __init__(
        self, folder: Path | None, *, read_only: bool = False, master: str = "local[*]", memory: str = "4g"
    ) -> None:
        self._passing = folder is None
        self._read_only = read_only
        root = folder or Path(tempfile.mkdtemp(prefix="guanxi-"))
        self._shelf = Shelf(root.absolute(), read_only=read_only)
        self._shown: set[str] = set()
        self._start = (master, re.sub(r"i?b$", "", memory.lower()))
        self._opened: tuple[Any, bool] | None = None

    @property
    def session(self) -> Any:
        """The Spark session, started when first needed."""
        if self._opened is None:
            self._opened = open_session(*self._start)
        return self._opened[0]

    def __enter__(self) -> Self:
        """Begin the unit of work."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Keep all of it, or none, and stop the session if it is ours."""
        try:
            if kind is None and not self._read_only:
                self._shelf.keep()
        finally:
            self._shelf.forget()
            if self._passing:
                shutil.rmtree(self._shelf.root, ignore_errors=True)
            if self._opened is not None and self._opened[1]:
                self._opened[0].stop()

    def mount(self, name: str, files: Sequence[Path], table: Table, extra: str = "") -> None:
        """Show Parquet files as view `name`, or an empty view with the table's columns (and `extra` ones)."""
        if files:
            self._put(name, Entry("files", tuple(str(file.absolute()) for file in files)))
        else:
            query = table.empty_query().replace(" WHERE 1 = 0", f"{extra} WHERE 1 = 0")
            self.create(name, query, stored=False)

    def create(self, name: str, query: str, *, stored: bool = True) -> None:
        """Make table or view `name` from a query."""
        if stored:
            self._store(name, self._frame(query))
        else:
            self._put(name, Entry("view", query=query))

    def read(self, query: str) -> pa.Table:
        """Answer a query as an Arrow table."""
        return self._frame(query).toArrow()

    def write(self, name: str, rows: pa.Table) -> None:
        """Make table `name` from rows."""
        room = self._shelf.room(name)
        room.mkdir()
        pq.write_table(_typed(rows), room / "part-00000.parquet", coerce_timestamps="us")
        self._put(name, Entry("table", (self._shelf.place_of(room),)))

    def map_batches(self, name: str, query: str, function: BatchFunction, schema: pa.Schema) -> None:
        """Map the query's batches, where they lie, into table `name`."""
        from pyspark.sql.pandas.types import from_arrow_schema

        def mapped(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
            for batch in batches:
                yield function(batch).cast(schema)

        wanted = from_arrow_schema(schema, prefer_timestamp_ntz=True)
        self._store(name, self._frame(query).mapInArrow(mapped, wanted))

    def save(self, query: str, path: Path) -> int:
        """Write the query's rows, in its order, as one Parquet file.

        Spark writes one part for each range of the order, in the order of their names; they are
        joined here batch by batch.
        """
        with tempfile.TemporaryDirectory(prefix=".parts-", dir=path.parent) as folder:
            self._frame(query).write.mode("overwrite").parquet(folder)
            return _join_parts(sorted(Path(folder).glob("part-*.parquet")), path)

    def tables(self) -> list[str]:
        """Names of the tables and views it holds."""
        return sorted(self._shelf.entries)

    def require(self, name: str) -> None:
        """Raise NotFoundError when there is no table of that name."""
        if name not in self._shelf.entries:
            raise NotFoundError(*missing(name, self.tables()))

    def _store(self, name: str, frame: Any) -> None:
        """Write a frame's rows to the shelf as table `name`."""
        room = self._shelf.room(name)
        frame.write.parquet(str(room))
        self._put(name, Entry("table", (self._shelf.place_of(room),)))
        self._shown.add(name)
        self.session.read.schema(frame.schema).parquet(str(room)).createOrReplaceTempView(name)

    def _put(self, name: str, entry: Entry) -> None:
        """Note where a table is; Spark hears of it when a query asks for it."""
        self._shelf.put(name, entry)
        self._shown.discard(name)

    def _frame(self, query: str) -> Any:
        """Plan a query of DuckDB's dialect on Spark."""
        self._show_all(query)
        return self.session.sql(to_dialect(query, "spark"))

    def _show_all(self, query: str) -> None:
        """Show Spark every table that a query names, and what the views among them read."""
        for name in _named(query):
            entry = self._shelf.entries.get(name)
            if entry is None:
                continue
            if entry.kind == "view":
                self._show_all(entry.query)
            if name not in self._shown:
                self._shown.add(name)
                self._show(name, entry)

    def _show(self, name: str, entry: Entry) -> None:
        """Show Spark one table or view."""
        if entry.kind == "view":
            self.session.sql(f"CREATE OR REPLACE TEMPORARY VIEW {name} AS {to_dialect(entry.query, 'spark')}")
        else:
            places = [str(place) for place in self._shelf.folders(name)]
            self.session.read.parquet(*places).createOrReplaceTempView(name)


@lru_cache(maxsize=512)
def _named(query: str) -> frozenset[str]:
    """Names of the tables that a query reads."""
    tree = sqlglot.parse_one(query, read="duckdb")
    own = {part.alias for part in tree.find_all(exp.CTE)}
    return frozenset(table.name for table in tree.find_all(exp.Table)) - own


def _typed(rows: pa.Table) -> pa.Table:
    """Give columns without any value a type, as DuckDB does; Spark knows no untyped column."""
    fields = [f.with_type(pa.int32()) if pa.types.is_null(f.type) else f for f in rows.schema]
    return rows.cast(pa.schema(fields))


def _join_parts(parts: Sequence[Path], path: Path) -> int:
    """Join Parquet parts, in their order, to one file that is on disk when this returns; count the rows."""
    schema = pq.read_schema(parts[0]).remove_metadata()
    count = 0
    with path.open("wb") as file:
        with pq.ParquetWriter(file, schema, compression="zstd") as writer:
            for part in parts:
                for batch in pq.ParquetFile(part).iter_batches(_SAVED_ROWS):
                    writer.write_batch(batch.cast(schema))
                    count += batch.num_rows
        file.flush()
        os.fsync(file.fileno())
    return count
