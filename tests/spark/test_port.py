"""The promises of the Warehouse port, one body for every engine."""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from guanxi.core.kernel.errors import NotFoundError
from guanxi.core.tables import TABLES
from tests.spark.conftest import Open, Opened

ROWS = pa.table(
    {
        "k": pa.array(["a", "b", "c", None]),
        "n": pa.array([1, 2, 3, 4], pa.int32()),
        "m": pa.array([Decimal("1.5000"), None, Decimal("2.2500"), Decimal("-1.0000")], pa.decimal128(18, 4)),
        "t": pa.array([datetime(2026, 6, 30, 23, 59, 59, 999999), None, datetime(1970, 1, 1), datetime(2026, 1, 1)]),
        "d": pa.array([date(2026, 6, 30), None, date(1969, 12, 31), date(2026, 1, 1)]),
        "f": pa.array([0.1, float("1e300"), None, -0.0]),
        "b": pa.array([True, False, None, True]),
    }
)


def test_written_rows_come_back_as_they_were(warehouse: Opened) -> None:
    warehouse.write("rows", ROWS)
    back = warehouse.read("SELECT * FROM rows ORDER BY n")
    assert back.to_pylist() == ROWS.to_pylist()
    assert back.schema.types == ROWS.schema.types


def test_a_column_without_any_value_can_be_written(warehouse: Opened) -> None:
    warehouse.write("rows", pa.table({"nothing": pa.nulls(2)}))
    assert warehouse.read("SELECT count(nothing) AS n FROM rows").to_pylist() == [{"n": 0}]


def test_a_table_can_be_made_from_itself(warehouse: Opened) -> None:
    warehouse.write("rows", ROWS)
    warehouse.create("rows", "SELECT n + 1 AS n FROM rows WHERE n > 2")
    assert warehouse.read("SELECT n FROM rows ORDER BY n").to_pylist() == [{"n": 4}, {"n": 5}]


def test_a_view_follows_its_table(warehouse: Opened) -> None:
    warehouse.create("base", "SELECT 1 AS a")
    warehouse.create("seen", "SELECT a + 1 AS a FROM base", stored=False)
    warehouse.create("base", "SELECT 10 AS a")
    assert warehouse.read("SELECT a FROM seen").to_pylist() == [{"a": 11}]
    warehouse.write("base", pa.table({"a": pa.array([20], pa.int32())}))
    assert warehouse.read("SELECT a FROM seen").to_pylist() == [{"a": 21}]
    warehouse.create("seen", "SELECT a FROM base")
    assert warehouse.read("SELECT a FROM seen").to_pylist() == [{"a": 20}]


def test_a_unit_of_work_is_kept_whole(open_warehouse: Open, tmp_path: Path) -> None:
    with open_warehouse(tmp_path) as one:
        one.write("rows", ROWS)
        one.create("twice", "SELECT n * 2 AS n FROM rows")
        one.create("seen", "SELECT max(n) AS n FROM twice", stored=False)
    with open_warehouse(tmp_path) as other:
        assert other.tables() == ["rows", "seen", "twice"]
        assert other.read("SELECT n FROM seen").to_pylist() == [{"n": 8}]


def test_a_unit_of_work_that_fails_is_forgotten_whole(open_warehouse: Open, tmp_path: Path) -> None:
    with open_warehouse(tmp_path) as one:
        one.create("kept", "SELECT 1 AS a")
    with pytest.raises(ZeroDivisionError), open_warehouse(tmp_path) as two:
        two.create("kept", "SELECT 2 AS a")
        two.create("more", "SELECT 3 AS a")
        raise ZeroDivisionError
    with open_warehouse(tmp_path) as three:
        assert three.tables() == ["kept"]
        assert three.read("SELECT a FROM kept").to_pylist() == [{"a": 1}]


def test_a_missing_table_is_named_with_those_there_are(warehouse: Opened) -> None:
    warehouse.create("here", "SELECT 1 AS a")
    warehouse.require("here")
    with pytest.raises(NotFoundError, match=r"'gone'.*\nTables here 现有的表: here"):
        warehouse.require("gone")


def test_files_are_mounted_and_stay_where_they_are(open_warehouse: Open, tmp_path: Path) -> None:
    files = [tmp_path / "one.parquet", tmp_path / "two.parquet"]
    for number, file in enumerate(files):
        pq.write_table(pa.table({"product_id": [f"p{number}"], "load_number": pa.array([number], pa.int32())}), file)
    with open_warehouse(tmp_path) as one:
        one.mount("product__row", files, TABLES["product"])
    with open_warehouse(tmp_path) as other:
        rows = other.read("SELECT product_id, load_number FROM product__row ORDER BY product_id").to_pylist()
    assert rows == [{"product_id": "p0", "load_number": 0}, {"product_id": "p1", "load_number": 1}]


def test_no_files_make_an_empty_view_with_the_tables_columns(warehouse: Opened) -> None:
    table = TABLES["order_line"]
    warehouse.mount("order_line__row", [], table, ", CAST(0 AS INTEGER) AS load_number")
    empty = warehouse.read("SELECT * FROM order_line__row")
    assert empty.num_rows == 0
    assert empty.column_names == [*table.names, "load_number"]
    assert empty.schema.field("revenue").type == pa.decimal128(18, 4)
    assert empty.schema.field("ordered_at").type == pa.timestamp("us")


def test_a_view_may_name_a_step_like_itself(warehouse: Opened) -> None:
    warehouse.create("base", "SELECT 1 AS a")
    warehouse.create("seen", "WITH seen AS (SELECT a + 1 AS a FROM base) SELECT a FROM seen", stored=False)
    assert warehouse.read("SELECT a FROM seen").to_pylist() == [{"a": 2}]


def test_every_row_passes_the_function_once(warehouse: Opened) -> None:
    warehouse.write("rows", pa.table({"n": pa.array(range(300_000), pa.int64())}))
    schema = pa.schema([("n", pa.int64()), ("half", pa.float64()), ("word", pa.string())])

    def halve(batch: pa.RecordBatch) -> pa.RecordBatch:
        import pyarrow as pa  # a worker on another machine begins with nothing
        import pyarrow.compute as pc

        numbers = batch.column("n")
        words = pc.cast(numbers, pa.string())
        return pa.RecordBatch.from_arrays([numbers, pc.divide(pc.cast(numbers, "double"), 2.0), words], schema=schema)

    warehouse.map_batches("halves", "SELECT n FROM rows", halve, schema)
    answer = warehouse.read("SELECT count(*) AS c, count(DISTINCT word) AS d, sum(half) AS s FROM halves").to_pylist()
    assert answer == [{"c": 300_000, "d": 300_000, "s": 299_999 * 300_000 / 4}]


def test_a_saved_file_has_the_querys_order_and_types(warehouse: Opened, tmp_path: Path) -> None:
    warehouse.write("rows", ROWS)
    warehouse.write("many", pa.table({"n": pa.array(range(50_000), pa.int64())}))
    assert warehouse.save("SELECT * FROM rows ORDER BY n DESC", tmp_path / "few.parquet") == 4
    few = pq.read_table(tmp_path / "few.parquet")
    assert few.to_pylist() == ROWS.to_pylist()[::-1]
    assert few.schema.types == ROWS.schema.types
    query = "SELECT n, md5(CAST(n AS VARCHAR)) AS h FROM many ORDER BY h"
    assert warehouse.save(query, tmp_path / "many.parquet") == 50_000
    words = pq.read_table(tmp_path / "many.parquet")["h"].to_pylist()
    assert words == sorted(words)
    assert sorted(path.name for path in tmp_path.glob("*.parquet")) == ["few.parquet", "many.parquet"]


def test_an_empty_answer_is_saved_with_its_columns(warehouse: Opened, tmp_path: Path) -> None:
    warehouse.write("rows", ROWS)
    assert warehouse.save("SELECT * FROM rows WHERE n > 9 ORDER BY n", tmp_path / "none.parquet") == 0
    assert pq.read_schema(tmp_path / "none.parquet").names == ROWS.column_names
