"""The embedded engine: one DuckDB file, or memory alone."""

import tempfile
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Self

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from guanxi.adapters.warehouse.missing import missing
from guanxi.core.kernel.durable import settle
from guanxi.core.kernel.errors import BusyError, NotFoundError
from guanxi.core.ports import BatchFunction
from guanxi.core.sqlfiles import literal
from guanxi.core.tables import Table

_BATCH_ROWS = 122_880  # DuckDB's row group: one batch is then one unit of its storage
_SAVED_GROUP = f"ROW_GROUP_SIZE {_BATCH_ROWS}, ROW_GROUP_SIZE_BYTES '8MB'"  # so much is unpacked to find one person

_Config = dict[str, str | bool | int | float | list[str]]


class DuckWarehouse:
    """Warehouse port on DuckDB; `path` None keeps everything in memory.

    Raises BusyError when another process holds the file.
    """

    def __init__(self, path: Path | None, *, read_only: bool = False, memory: str = "", threads: int = 0) -> None:
        self.path = path
        settings: _Config = {"preserve_insertion_order": "false"}
        if memory:
            settings["memory_limit"] = memory
        if threads:
            settings["threads"] = threads
        if path is not None:
            settings["temp_directory"] = str(path.with_suffix(".spill"))
        self._read_only = read_only and path is not None
        self.connection = self._connect(settings)

    def _connect(self, settings: _Config) -> duckdb.DuckDBPyConnection:
        """Open the file, or say plainly who is in the way."""
        name = ":memory:" if self.path is None else str(self.path)
        try:
            connection = duckdb.connect(name, read_only=self._read_only, config=settings)
        except duckdb.IOException as error:
            if "lock" not in str(error).lower():
                raise
            raise BusyError(
                f"{self.path} is in use by another process. 另一个进程正在使用。",
                "Wait until it has ended, then try again. 请等它结束后再试。",
            ) from error
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute("SET enable_progress_bar = false")
        return connection

    def __enter__(self) -> Self:
        """Begin the unit of work."""
        if not self._read_only:
            self.connection.execute("BEGIN TRANSACTION")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Keep all of it, or none, and close."""
        try:
            if not self._read_only:
                self.connection.execute("COMMIT" if kind is None else "ROLLBACK")
        except duckdb.Error:
            if kind is None:
                raise
        finally:
            self.connection.close()

    def mount(self, name: str, files: Sequence[Path], table: Table, extra: str = "") -> None:
        """Show Parquet files as view `name`, or an empty view with the table's columns (and `extra` ones)."""
        if files:
            paths = ", ".join(literal(str(file)) for file in files)
            query = f"SELECT * FROM read_parquet([{paths}])"
        else:
            query = table.empty_query().replace(" WHERE 1 = 0", f"{extra} WHERE 1 = 0")
        self.create(name, query, stored=False)

    def create(self, name: str, query: str, *, stored: bool = True) -> None:
        """Make table or view `name` from a query, which may read the table it replaces."""
        kind = "TABLE" if stored else "VIEW"
        self._drop(name, "VIEW" if stored else "BASE TABLE")
        self.connection.execute(f"CREATE OR REPLACE {kind} {name} AS {query}")

    def read(self, query: str) -> pa.Table:
        """Answer a query as an Arrow table."""
        return self.connection.sql(query).to_arrow_table()

    def write(self, name: str, rows: pa.Table) -> None:
        """Make table `name` from rows."""
        self.connection.register("written_rows", rows)
        try:
            self.create(name, "SELECT * FROM written_rows")
        finally:
            self.connection.unregister("written_rows")

    def map_batches(self, name: str, query: str, function: BatchFunction, schema: pa.Schema) -> None:
        """Stream the query through the function into table `name`, on as many threads as the engine has.

        The mapped rows rest in a Parquet file in between: a statement that still streams would stop
        the same transaction from writing.
        """
        threads = int(self.connection.sql("SELECT current_setting('threads') AS n").fetchall()[0][0])
        reader = self.connection.sql(query).to_arrow_reader(_BATCH_ROWS)
        with tempfile.TemporaryDirectory(prefix="guanxi-") as folder:
            resting = Path(folder) / "mapped.parquet"
            with pq.ParquetWriter(resting, schema, compression="lz4") as writer:
                for batch in _mapped(reader, function, threads):
                    writer.write_batch(batch)
            self.create(name, f"SELECT * FROM read_parquet({literal(str(resting))})")

    def save(self, query: str, path: Path) -> int:
        """Write the query's rows, in its order, as one Parquet file."""
        target = literal(str(path))
        answer = self.connection.execute(
            f"COPY ({query}) TO {target} (FORMAT parquet, COMPRESSION zstd, {_SAVED_GROUP})"
        ).fetchone()
        settle(path)
        return int(answer[0]) if answer else 0

    def tables(self) -> list[str]:
        """Names of the tables and views it holds."""
        found = self.connection.execute(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = 'main' ORDER BY 1"
        ).fetchall()
        return [str(row[0]) for row in found]

    def require(self, name: str) -> None:
        """Raise NotFoundError when there is no table of that name."""
        if name not in self.tables():
            raise NotFoundError(*missing(name, self.tables()))

    def _drop(self, name: str, kind: str) -> None:
        """Remove a table or view of that name, where it is of that kind: a view never replaces a table."""
        found = self.connection.execute(
            "SELECT table_type FROM information_schema.tables WHERE table_schema = 'main' AND table_name = ?",
            [name],
        ).fetchall()
        if (kind,) in found:
            self.connection.execute(f"DROP {kind.removeprefix('BASE ')} {name}")


def _mapped(batches: Iterable[pa.RecordBatch], function: BatchFunction, threads: int) -> Iterator[pa.RecordBatch]:
    """Map batches on several threads, in their order, and never many ahead of who takes them."""
    waiting: deque[Future[pa.RecordBatch]] = deque()
    with ThreadPoolExecutor(threads) as pool:
        for batch in batches:
            waiting.append(pool.submit(function, batch))
            if len(waiting) > threads:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
