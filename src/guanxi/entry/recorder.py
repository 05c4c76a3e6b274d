"""A warehouse that remembers which query made which table, so that a run can explain itself."""

from pathlib import Path

import pyarrow as pa

from guanxi.core.ports import BatchFunction, Warehouse


class Recorder:
    """Warehouse port around another one; `queries` maps table names to the SQL that made them."""

    def __init__(self, inner: Warehouse) -> None:
        self.inner = inner
        self.queries: dict[str, str] = {}

    def create(self, name: str, query: str, *, stored: bool = True) -> None:
        """Remember the query and run it."""
        self.queries[name] = query
        self.inner.create(name, query, stored=stored)

    def read(self, query: str) -> pa.Table:
        """Answer a query."""
        return self.inner.read(query)

    def write(self, name: str, rows: pa.Table) -> None:
        """Note that the table came from a model, and make it."""
        self.queries[name] = f"-- {name} is written by a model in Python, not by a query ({rows.num_rows} rows)"
        self.inner.write(name, rows)

    def map_batches(self, name: str, query: str, function: BatchFunction, schema: pa.Schema) -> None:
        """Remember the query that feeds the function, and run both."""
        self.queries[name] = f"-- mapped in Python by {function.__module__}\n{query}"
        self.inner.map_batches(name, query, function, schema)

    def save(self, query: str, path: Path) -> int:
        """Write the query's rows as one Parquet file."""
        return self.inner.save(query, path)
