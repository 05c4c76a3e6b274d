"""Two engines' answers side by side: rows equal, doubles to 1e-9."""

import math
from typing import Any

import pyarrow as pa

RELATIVE = 1e-9
ABSOLUTE = 1e-12


def assert_same(left: pa.Table, right: pa.Table, name: str = "query") -> None:
    """Compare two tables as bags of rows: names, kinds of columns, every value."""
    assert left.column_names == right.column_names, f"{name}: other columns"
    kinds = [(f.name, _kind(f.type), _kind(g.type)) for f, g in zip(left.schema, right.schema, strict=True)]
    assert not [k for k in kinds if k[1] != k[2]], f"{name}: other types {[k for k in kinds if k[1] != k[2]]}"
    assert left.num_rows == right.num_rows, f"{name}: {left.num_rows} rows and {right.num_rows} rows"
    for one, other in zip(_rows(left), _rows(right), strict=True):
        for column, a, b in zip(left.column_names, one, other, strict=True):
            assert _equal(a, b), f"{name}.{column}: {a!r} and {b!r} in rows\n{one}\n{other}"


def _kind(kind: pa.DataType) -> str:
    """What a type means, widths aside: DuckDB adds integers up in 128 bits, Spark in 64."""
    if pa.types.is_integer(kind) or (pa.types.is_decimal(kind) and kind.scale == 0):
        return "whole"
    if pa.types.is_decimal(kind):
        return f"decimal of {kind.scale} places"
    if pa.types.is_list(kind):
        return f"list of {_kind(kind.value_type)}"
    return str(kind)


def _rows(table: pa.Table) -> list[tuple[Any, ...]]:
    """Rows in one order on every engine: by what is exact, then by doubles without their last digits."""
    rows = list(zip(*(map(_unordered, column.to_pylist()) for column in table.columns), strict=True))
    floats = [pa.types.is_floating(field.type) for field in table.schema]

    def place(row: tuple[Any, ...]) -> tuple[Any, ...]:
        exact = tuple(_key(v) for v, f in zip(row, floats, strict=True) if not f)
        return exact + tuple(_key(_shortened(v)) for v, f in zip(row, floats, strict=True) if f)

    return sorted(rows, key=place)


def _unordered(value: Any) -> Any:
    """A list stands for a set: the subset promises no order in it."""
    return sorted(value) if isinstance(value, list) else value


def _shortened(value: float | None) -> float | None:
    return None if value is None else float(f"{value:.7g}")


def _key(value: Any) -> tuple[bool, Any]:
    """NULL after everything else."""
    return (value is None, 0 if value is None else value)


def _equal(a: Any, b: Any) -> bool:
    if isinstance(a, float) and isinstance(b, float):
        return math.isclose(a, b, rel_tol=RELATIVE, abs_tol=ABSOLUTE) or (math.isnan(a) and math.isnan(b))
    return bool(a == b)
