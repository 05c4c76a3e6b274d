"""Write a file, stage it, and look at what came out."""

from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from guanxi.adapters.files import RawFile, stage_raw


def stage(folder: Path, name: str, content: bytes, **options: Any) -> RawFile:
    """Stage these bytes under this name, and check that no row was dropped."""
    path = folder / name
    path.write_bytes(content)
    return staged(path, **options)


def staged(path: Path, **options: Any) -> RawFile:
    """Stage a file beside itself, and check that no row was dropped."""
    raw = stage_raw(path, path.parent / "raw.parquet", **options)
    kept = pq.read_metadata(raw.target)
    assert raw.rows == kept.num_rows + raw.bad.num_rows
    assert kept.num_columns == len(raw.header) + 3
    return raw


def cells(raw: RawFile) -> list[tuple[str, ...]]:
    """The good rows' cells."""
    table = pq.read_table(raw.target)
    columns = [table.column(f"c{place}").to_pylist() for place in range(len(raw.header))]
    return list(zip(*columns, strict=True))


def column(raw: RawFile, name: str) -> list[Any]:
    """One column of the target."""
    values: list[Any] = pq.read_table(raw.target, columns=[name]).column(name).to_pylist()
    return values


def bad(raw: RawFile) -> list[tuple[int, str, str, str]]:
    """The bad rows as (line, column, value, reason)."""
    return [(row["line"], row["column"], row["value"], row["reason"]) for row in raw.bad.to_pylist()]
