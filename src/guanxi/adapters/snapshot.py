"""One published run in an in-memory DuckDB: Parquet files as views, read by many threads at once."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path
from threading import BoundedSemaphore, local
from types import MappingProxyType
from typing import Any

import duckdb
import pyarrow.parquet as pq

from guanxi.core.ports import NOTHING
from guanxi.core.sqlfiles import literal
from guanxi.core.tables import PUBLISHED, Table

NO_TABLES: Mapping[str, str] = MappingProxyType({})
_AT_ONCE = 8  # queries that run at the same time; others wait, so that memory stays within its bound


class DuckSnapshot:
    """Snapshot port on DuckDB.

    `files`: Parquet files by published table (of `tables`); what an older run has not is empty. `prepared`: small
    tables made once at opening, by queries over the published ones. After opening, nothing but `files` can be read and
    no setting changed.
    """

    def __init__(
        self,
        run_id: str,
        as_of: date,
        files: Mapping[str, Path],
        prepared: Mapping[str, str] = NO_TABLES,
        *,
        tables: Sequence[Table] = PUBLISHED,
        memory: str = "640MB",
        threads: int = 1,
    ) -> None:
        self.run_id, self.as_of = run_id, as_of
        settings: dict[str, str | bool | int | float | list[str]] = {"memory_limit": memory, "threads": threads}
        self._connection = duckdb.connect(":memory:", config=settings)
        self._mine = local()
        self._turn = BoundedSemaphore(_AT_ONCE)
        for table in tables:
            self._connection.execute(f"CREATE VIEW {table.name} AS {_shown(table, files.get(table.name))}")
        for name, query in prepared.items():
            self._connection.execute(f"CREATE TABLE {name} AS {query}")
        self._close_doors(list(files.values()))

    def rows(self, query: str, given: Mapping[str, object] = NOTHING) -> list[dict[str, Any]]:
        """Answer a SELECT; ValueError for any other statement."""
        if not _only_reads(query):
            raise ValueError("A snapshot answers one SELECT and nothing else.")
        with self._turn:
            answer = self._cursor().execute(query, dict(given))
            names = [column[0] for column in answer.description or ()]
            return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]

    def close(self) -> None:
        """Let go of the files and the memory."""
        self._connection.close()

    def _cursor(self) -> duckdb.DuckDBPyConnection:
        """The connection of the thread that asks, to the one database."""
        if not hasattr(self._mine, "cursor"):
            self._mine.cursor = self._connection.cursor()
        cursor: duckdb.DuckDBPyConnection = self._mine.cursor
        return cursor

    def _close_doors(self, files: list[Path]) -> None:
        """From here on read these files and nothing else, write nothing, change no setting."""
        allowed = ", ".join(literal(str(file)) for file in files)
        for setting in (
            f"allowed_paths = [{allowed}]",
            "parquet_metadata_cache = true",  # the files never change
            "temp_directory = ''",
            "enable_external_access = false",
            "lock_configuration = true",
        ):
            self._connection.execute(f"SET {setting}")


def _shown(table: Table, file: Path | None) -> str:
    """Query that shows a file with the table's declared columns; what it has not is empty."""
    if file is None:
        return table.empty_query()
    there = set(pq.read_schema(file).names)
    columns = [c.name if c.name in there else f"CAST(NULL AS {c.sql_type}) AS {c.name}" for c in table.columns]
    return f"SELECT {', '.join(columns)} FROM read_parquet({literal(str(file))})"


@lru_cache(maxsize=512)
def _only_reads(query: str) -> bool:
    """Whether a text is one SELECT."""
    statements = duckdb.extract_statements(query)
    return [statement.type for statement in statements] == [duckdb.StatementType.SELECT]
