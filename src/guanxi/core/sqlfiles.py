"""SQL files of a stage: file name = table name; `$name` is replaced by a value as a literal."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from importlib import resources

_PLACE = re.compile(r"\$([a-z_][a-z0-9_]*)")

Value = str | int | float | date | bool | None


def literal(value: Value) -> str:
    """Write a value as a portable SQL literal."""
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return f"CAST({value!r} AS DOUBLE)"
    if isinstance(value, datetime):
        return f"TIMESTAMP '{value:%Y-%m-%d %H:%M:%S.%f}'"
    if isinstance(value, date):
        return f"DATE '{value.isoformat()}'"
    return "'" + value.replace("'", "''") + "'"


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
