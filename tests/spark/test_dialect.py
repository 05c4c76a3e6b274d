"""Every construct of the portable subset (ADR 0002), answered by both engines, and the guard around it."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from importlib import resources
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from guanxi.adapters.warehouse.duckdb import DuckWarehouse
from guanxi.adapters.warehouse.portable import unportable
from guanxi.adapters.warehouse.spark import SparkWarehouse
from guanxi.adapters.warehouse.transpile import to_dialect
from guanxi.core import sqlfiles
from guanxi.core.kernel.errors import InputError
from guanxi.core.tables import CANONICAL, Table
from guanxi.handover.views import view_query
from tests.spark.compare import assert_same

TOY = pa.table(
    {
        "k": pa.array(["a", "a", "b", "b", "c", None]),
        "v": pa.array(["x-1", "客户 壹", "", None, "Ünï\\code", " 138 0013 8000 "]),
        "n": pa.array([7, -7, 0, None, 3, 10], pa.int64()),
        "i": pa.array([2, 3, None, 5, -2, 4], pa.int32()),
        "m": pa.array([Decimal(t) if t else None for t in ("10.0100", "-3.3333", "", "0.0001", "2.5000", "7.0000")])
        .cast(pa.decimal128(18, 4)),
        "f": pa.array([2.5, -0.5, None, 1e-3, 1e12, 3.5]),
        "t": pa.array(
            [datetime(2026, 6, 30, 23, 59, 59, 500000), datetime(2026, 7, 1), None, datetime(1969, 12, 31, 12),
             datetime(2024, 2, 29, 6, 30), datetime(2025, 12, 31)]
        ),
        "d": pa.array(
            [date(2026, 6, 30), date(2026, 7, 1), None, date(1969, 12, 31), date(2024, 2, 29), date(2025, 1, 1)]
        ),
        "b": pa.array([True, False, None, True, False, True]),
    }
)  # fmt: skip


def _named(text: str) -> dict[str, str]:
    """Queries of a file by the name above each."""
    parts = text.split("-- name: ")[1:]
    return {name: query.strip().rstrip(";") for name, _, query in (part.partition("\n") for part in parts)}


PORTABLE = _named(Path(__file__).with_name("portable.sql").read_text(encoding="utf-8"))

OUTSIDE = {
    "SELECT n / i AS a FROM toy": "guard the divisor",
    "SELECT n % i AS a FROM toy": "guard the divisor",
    "SELECT date_diff('day', t, t) AS a FROM toy": "cast both ends",
    "SELECT DATE '2026-01-01' - CAST(t AS DATE) AS a FROM toy": "an interval on Spark",
    "SELECT quantile_cont(f, 0.5) AS a FROM toy": "percentile_cont",
    "SELECT k FROM toy QUALIFY row_number() OVER (ORDER BY n) = 1": "QUALIFY",
    "SELECT hash(k) AS a FROM toy": "hash()",
    "SELECT approx_count_distinct(k) AS a FROM toy": "not in the portable subset",
    "SELECT first(k) AS a FROM toy": "first()",
    "SELECT any_value(k) AS a FROM toy": "any_value()",
    "SELECT list(k ORDER BY n) AS a FROM toy": "array_agg()",
    "SELECT round(f, 2) AS a FROM toy": "halves",
    "SELECT floor(f) AS a FROM toy": "whole number on Spark",
    "SELECT [x + 1 FOR x IN [1, 2]] AS a": "list",
    "SELECT row_number() OVER (PARTITION BY k) AS a FROM toy": "ORDER BY",
    "SELECT string_agg(k, ',') AS a FROM toy": "ORDER BY",
    "SELECT k FROM toy LIMIT 1": "LIMIT",
    "SELECT DISTINCT ON (k) k, n FROM toy ORDER BY k, n": "DISTINCT ON",
    "SELECT k FROM toy ASOF JOIN u ON toy.k = u.k AND toy.t >= u.t": "ASOF",
    "SELECT concat(k, v) AS a FROM toy": "concat()",
    "SELECT regexp_replace(v, 'a', 'b') AS a FROM toy": "'g'",
    "SELECT CAST(f / 2 AS BIGINT) AS a FROM toy": "floor() or round()",
    "SELECT CAST(n AS HUGEINT) AS a FROM toy": "no such integer",
    "SELECT random() AS a": "rand()",
    "SELECT current_date AS a": "current_date()",
    "SELECT k FROM toy TABLESAMPLE 10 PERCENT": "TABLESAMPLE",
}


@pytest.fixture(scope="module")
def engines(spark_session: Any) -> Iterator[tuple[DuckWarehouse, SparkWarehouse]]:
    """Both engines with the toy table."""
    with DuckWarehouse(None) as duck, SparkWarehouse(None) as spark:
        duck.write("toy", TOY)
        spark.write("toy", TOY)
        yield duck, spark


@pytest.mark.spark
@pytest.mark.parametrize("name", PORTABLE)
def test_both_engines_give_one_answer(name: str, engines: tuple[DuckWarehouse, SparkWarehouse]) -> None:
    duck, spark = engines
    assert_same(duck.read(PORTABLE[name]), spark.read(PORTABLE[name]), name)


@pytest.mark.parametrize("name", PORTABLE)
def test_the_guard_lets_the_portable_subset_pass(name: str) -> None:
    assert unportable(PORTABLE[name]) == []


@pytest.mark.parametrize("query", OUTSIDE)
def test_the_guard_names_what_is_outside(query: str) -> None:
    assert any(OUTSIDE[query] in complaint for complaint in unportable(query)), unportable(query)


@pytest.mark.parametrize("table", sqlfiles.names())
def test_every_sql_file_of_the_package_is_portable(table: str) -> None:
    text = sqlfiles.find(table)
    assert text is not None
    assert unportable(text) == []
    assert to_dialect(text, "spark")


@pytest.mark.parametrize("table", CANONICAL, ids=lambda table: table.name)
@pytest.mark.parametrize("overlaps", [False, True])
def test_canonical_views_are_portable(table: Table, overlaps: bool) -> None:
    assert unportable(view_query(table, overlaps, table.name == "order_line")) == []


def test_a_file_name_makes_one_table_only() -> None:
    stages = resources.files("guanxi.core.flow")
    files = [f.name for stage in stages.iterdir() if stage.is_dir() for f in stage.iterdir() if f.name.endswith(".sql")]
    assert len(files) == len(set(files))


def test_comments_stay_and_unknown_dialects_are_named() -> None:
    assert to_dialect("-- grain: one person\nSELECT 1 AS a", "spark").startswith("/* grain: one person */")
    with pytest.raises(InputError, match="no dialect 'oracle'"):
        to_dialect("SELECT 1 AS a", "oracle")
    with pytest.raises(InputError, match="cannot be written in spark"):
        to_dialect("SELECT FROM WHERE", "spark")
