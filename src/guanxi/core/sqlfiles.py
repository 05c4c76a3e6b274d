"""SQL files of a stage: file name = table name; `$name` is replaced by a value as a literal."""

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from functools import cache
from importlib import resources

from guanxi.core.ports import Progress, Warehouse

_PLACE = re.compile(r"\$([a-z_][a-z0-9_]*)")

Value = str | int | float | date | bool | None


def literal(value: Value) -> str:
    """Write a value as a portable SQL literal."""
    match value:
        case None:
            text = "NULL"
        case bool():
            text = "TRUE" if value else "FALSE"
        case int():
            text = str(value)
        case float():
            text = f"CAST({value!r} AS DOUBLE)"
        case datetime():
            text = f"TIMESTAMP '{value:%Y-%m-%d %H:%M:%S.%f}'"
        case date():
            text = f"DATE '{value.isoformat()}'"
        case _:
            text = "'" + value.replace("'", "''") + "'"
    return text


def fill(text: str, values: Mapping[str, Value]) -> str:
    """Replace every `$name` by its value's literal; KeyError names a value that is missing."""
    return _PLACE.sub(lambda place: literal(values[place.group(1)]), text)


@cache
def text_of(package: str, table: str) -> str:
    """Read the SQL file of a table in a stage's package."""
    return resources.files(package).joinpath(f"{table}.sql").read_text(encoding="utf-8")


def query(package: str, table: str, values: Mapping[str, Value]) -> str:
    """Read a table's SQL file and fill in the values."""
    return fill(text_of(package, table), values)


@cache
def _files() -> dict[str, str]:
    """Every table made by a SQL file, with the file's text."""
    stages = resources.files("guanxi.core.flow")
    found = [file for stage in stages.iterdir() if stage.is_dir() for file in stage.iterdir()]
    return {f.name.removesuffix(".sql"): f.read_text(encoding="utf-8") for f in found if f.name.endswith(".sql")}


def names() -> list[str]:
    """Names of all tables that SQL files make."""
    return sorted(_files())


def find(table: str) -> str | None:
    """Text of the SQL file that makes a table, its `$name` places unfilled; None when no file does."""
    return _files().get(table)


def make(
    warehouse: Warehouse,
    package: str,
    tables: Iterable[str],
    values: Mapping[str, Value],
    progress: Progress,
    *,
    views: Collection[str] = (),
) -> None:
    """Make tables of a stage's package in order, each from its file; tell the progress.

    `views`: those among them that are read once, and so need not be stored.
    """
    for table in tables:
        progress.step(table)
        warehouse.create(table, query(package, table, values), stored=table not in views)
