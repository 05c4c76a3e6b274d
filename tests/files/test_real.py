"""Real files: every row arrives."""

from pathlib import Path

import duckdb
import pytest

from guanxi.adapters.files import stage_raw
from tests.shared import dataset

HEADERS = {"taobao_tmall_ExportOrderList.csv": 61, "shopify_orders_export.csv": 79, "youzan_customers.csv": 35}


def test_online_retail_arrives_whole(tmp_path: Path) -> None:
    raw = stage_raw(dataset("online_retail", "online_retail.csv.gz"), tmp_path / "raw.parquet")
    assert (raw.rows, raw.bad.num_rows, len(raw.header)) == (541_909, 0, 8)
    money = "sum(CAST(c3 AS DECIMAL(18,4)) * CAST(c5 AS DECIMAL(18,4)))"
    sums = f"count(*), count(DISTINCT c0), count(nullif(c6, '')), {money}"
    [found] = duckdb.execute(f"SELECT {sums}, max(line), max(row_no) FROM '{raw.target}'").fetchall()
    assert found[:3] == (541_909, 25_900, 541_909 - 135_080)
    assert round(float(found[3]), 2) == 9_747_747.93
    assert found[4:] == (541_910, 541_909)


def test_the_same_table_as_parquet_has_the_same_texts(tmp_path: Path) -> None:
    text = stage_raw(dataset("online_retail", "online_retail.csv.gz"), tmp_path / "text.parquet")
    typed = stage_raw(dataset("online_retail", "online_retail.parquet"), tmp_path / "typed.parquet")
    assert text.header == typed.header
    cells = "row_no, c0, c1, c2, c3, c4, CAST(c5 AS DOUBLE), c6, c7"
    query = f"SELECT count(*) FROM (SELECT {cells} FROM '{text.target}' EXCEPT SELECT {cells} FROM '{typed.target}')"
    assert duckdb.execute(query).fetchall() == [(0,)]


@pytest.mark.parametrize(
    ("name", "rows"),
    [("cdnow/cdnow_master.csv", 69_659), ("hillstrom/hillstrom.csv", 64_000), ("febrl/dataset4a.csv", 5_000)],
)
def test_plain_files_arrive_whole(tmp_path: Path, name: str, rows: int) -> None:
    raw = stage_raw(dataset(*name.split("/")), tmp_path / "raw.parquet")
    assert (raw.rows, raw.bad.num_rows) == (rows, 0)


@pytest.mark.parametrize("name", sorted(HEADERS))
def test_headers_of_real_exports_are_kept_as_written(tmp_path: Path, name: str) -> None:
    raw = stage_raw(dataset("export_headers", name), tmp_path / "raw.parquet")
    assert (raw.rows, len(raw.header)) == (0, HEADERS[name])
