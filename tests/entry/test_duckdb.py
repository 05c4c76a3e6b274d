"""The embedded engine as a unit of work."""

from pathlib import Path

import pyarrow as pa
import pytest

from guanxi.adapters.warehouse.duckdb import DuckWarehouse
from guanxi.core.kernel.errors import BusyError, NotFoundError
from guanxi.core.tables import TABLES


def test_an_error_forgets_everything_made(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    with DuckWarehouse(path) as warehouse:
        warehouse.create("kept", "SELECT 1 AS i")
    with pytest.raises(ZeroDivisionError), DuckWarehouse(path) as warehouse:
        warehouse.create("kept", "SELECT 2 AS i")
        warehouse.create("lost", "SELECT 2 AS i")
        raise ZeroDivisionError
    with DuckWarehouse(path, read_only=True) as warehouse:
        assert warehouse.tables() == ["kept"]
        assert warehouse.read("SELECT i FROM kept").to_pylist() == [{"i": 1}]


def test_a_table_may_become_a_view_and_back() -> None:
    with DuckWarehouse(None) as warehouse:
        warehouse.create("t", "SELECT 1 AS i")
        warehouse.create("t", "SELECT 2 AS i", stored=False)
        warehouse.create("t", "SELECT 3 AS i")
        assert warehouse.read("SELECT i FROM t").to_pylist() == [{"i": 3}]


def test_every_row_passes_the_function_once() -> None:
    def double(batch: pa.RecordBatch) -> pa.RecordBatch:
        return pa.record_batch({"j": [2 * i for i in batch.column(0).to_pylist()]}, schema)

    schema = pa.schema([("j", pa.int64())])
    with DuckWarehouse(None) as warehouse:
        warehouse.map_batches("twice", "SELECT range AS i FROM range(300000)", double, schema)
        warehouse.map_batches("none", "SELECT range AS i FROM range(0)", double, schema)
        total = warehouse.read("SELECT count(*) AS n, sum(j) AS s FROM twice").to_pylist()
        assert [{key: int(value) for key, value in row.items()} for row in total] == [{"n": 300000, "s": 89999700000}]
        assert warehouse.read("SELECT count(*) AS n FROM none").to_pylist() == [{"n": 0}]


def test_a_function_that_fails_makes_no_table() -> None:
    def fail(batch: pa.RecordBatch) -> pa.RecordBatch:
        raise ValueError(f"{batch.num_rows} rows too many")

    with DuckWarehouse(None) as warehouse:
        with pytest.raises(ValueError, match="too many"):
            warehouse.map_batches("none", "SELECT range AS i FROM range(300000)", fail, pa.schema([("j", pa.int64())]))
        assert "none" not in warehouse.tables()


@pytest.mark.parametrize("name", sorted(TABLES))
def test_every_declared_table_can_be_made_and_starts_valid(name: str) -> None:
    table = TABLES[name]
    with DuckWarehouse(None) as warehouse:
        warehouse.connection.execute(table.ddl())
        made = warehouse.read(f"SELECT * FROM {name}").schema
        warehouse.mount(name, [], table)
        assert warehouse.read(f"SELECT * FROM {name}").schema.types == made.types
        for rule, query in table.checks().items():
            assert warehouse.read(query).column(0)[0].as_py() == 0, rule


def test_a_second_process_is_told_who_is_in_the_way(tmp_path: Path) -> None:
    import subprocess
    import sys

    path = tmp_path / "w.duckdb"
    program = f"import duckdb; c = duckdb.connect({str(path)!r}); print('open', flush=True); input()"
    with subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline().strip() == "open"
        with pytest.raises(BusyError, match="another process"):
            DuckWarehouse(path)
        other.communicate("\n")


def test_an_unknown_table_is_named_with_those_there_are() -> None:
    with DuckWarehouse(None) as warehouse:
        warehouse.create("known", "SELECT 1 AS i")
        with pytest.raises(NotFoundError, match="known"):
            warehouse.require("unknown")
