"""Reads Parquet tables of a run, or rows of the warehouse, through an in-memory engine."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from guanxi.adapters.warehouse.duckdb import DuckWarehouse
from guanxi.core.tables import TABLES


def rows(files: Mapping[str, Path], query: str) -> list[dict[str, Any]]:
    """Answer a query over Parquet files named as tables."""
    with DuckWarehouse(None) as memory:
        for name, path in files.items():
            memory.mount(name, [path], TABLES[name])
        found: list[dict[str, Any]] = memory.read(query).to_pylist()
        return found
