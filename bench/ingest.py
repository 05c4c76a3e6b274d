"""How fast an import is, how much memory it takes, and how far that is from bare DuckDB.

`python -m bench.ingest [--rows 2000000]` imports Online Retail and a generated order file, each in a process of
its own, beside `SELECT count(*), …` over bare `read_csv` of the same file with every column as text. Prints one table.
"""

import argparse
import csv
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb

from guanxi.adapters.files import stage_raw
from guanxi.adapters.phones import read_phones
from guanxi.adapters.warehouse.duckdb import DuckWarehouse
from guanxi.core.flow.ingest.mapping import Mapping, from_dict
from guanxi.core.flow.ingest.reading import Terms
from guanxi.handover.collect import Tools, collect
from guanxi.handover.loads import LoadStore

REAL = Path(__file__).resolve().parents[1].parent / "shared" / "data" / "online_retail" / "online_retail.csv.gz"
LEAST_ROWS_PER_SECOND = 150_000
MEMORY = "2GB"
RETAIL = {
    "order_id": "InvoiceNo",
    "ordered_at": "InvoiceDate",
    "customer_key": "CustomerID",
    "quantity": "Quantity",
    "revenue": "Quantity*UnitPrice",
    "unit_price": "UnitPrice",
    "product_id": "StockCode",
    "product_name": "Description",
    "store": "Country",
}
MADE = {
    "order_id": "order_id",
    "ordered_at": "created_at",
    "customer_key": "customer",
    "quantity": "qty",
    "revenue": "amount",
    "product_id": "sku",
    "category": "category",
    "phone": "phone",
    "status": "status",
}


class Quiet:
    """Progress that nobody hears."""

    def step(self, name: str) -> None:
        """Take no notice."""


@contextmanager
def engine(folder: Path) -> Iterator[DuckWarehouse]:
    """The scratch engine of the command line."""
    warehouse = DuckWarehouse(None, memory=MEMORY)
    try:
        warehouse.connection.execute(f"SET temp_directory = '{folder / 'spill'}'")
        yield warehouse
    finally:
        warehouse.connection.close()


def write_orders(path: Path, rows: int) -> None:
    """Write a seeded order file with a telephone, a status and one bad row in a thousand."""
    rng, start = random.Random(7), datetime(2024, 1, 1)
    statuses = ("已完成", "已完成", "已完成", "已发货", "已取消", "已退款", "待付款")
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(("order_id", "created_at", "customer", "qty", "amount", "sku", "category", "phone", "status"))
        for i in range(rows):
            who = rng.randrange(1, max(2, rows // 20))
            when = start + timedelta(seconds=rng.randrange(63_000_000))
            amount = "?" if i % 1000 == 999 else f"{rng.randrange(100, 90_000) / 100}"
            sku = rng.randrange(5_000)
            writer.writerow(
                (i // 3, when, f"u{who}", rng.randrange(1, 5), amount, f"P{sku}", f"类目{sku % 40}",
                 f"138{who:08d}", statuses[rng.randrange(7)])
            )  # fmt: skip


def run_import(file: Path, columns: dict[str, str]) -> dict[str, float]:
    """Import the file once into an empty workspace."""
    mapping: Mapping = from_dict("bench", {"columns": columns})
    terms = Terms(now=datetime.now(UTC), read_phones=read_phones)
    with tempfile.TemporaryDirectory(prefix="guanxi-bench-") as folder:
        started, busy = time.perf_counter(), time.process_time()
        report = collect(LoadStore(Path(folder)), file, terms, Tools(stage_raw, lambda _: mapping, engine, Quiet()))
        seconds, busy = time.perf_counter() - started, time.process_time() - busy
    return {
        "rows": report.rows,
        "cpu": busy,
        "loaded": report.loaded,
        "quarantined": report.quarantined,
        "seconds": seconds,
    }


def run_floor(file: Path, columns: dict[str, str]) -> dict[str, float]:
    """Let DuckDB read every cell of the file as text, and nothing else."""
    connection = duckdb.connect()
    started = time.perf_counter()
    relation = f"read_csv('{file}', all_varchar = true)"
    names = [row[0] for row in connection.execute(f"DESCRIBE SELECT * FROM {relation}").fetchall()]
    sums = ", ".join(f'sum(length("{name}"))' for name in names)
    row = connection.execute(f"SELECT count(*), {sums} FROM {relation}").fetchone()
    return {"rows": row[0] if row else 0, "seconds": time.perf_counter() - started, "columns": len(columns)}


RUNS: dict[str, Callable[[Path, dict[str, str]], dict[str, float]]] = {"import": run_import, "floor": run_floor}


def apart(kind: str, file: Path, columns: dict[str, str]) -> dict[str, float]:
    """Run one measurement in a process of its own, so that its peak memory is its own."""
    words = [sys.executable, "-m", "bench.ingest", "--run", kind, "--file", str(file), "--columns", json.dumps(columns)]
    done = subprocess.run(words, check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=2_000_000)
    parser.add_argument("--run", choices=sorted(RUNS))
    parser.add_argument("--file", type=Path)
    parser.add_argument("--columns", type=json.loads)
    asked = parser.parse_args()
    if asked.run:
        found = RUNS[asked.run](asked.file, asked.columns)
        found["megabytes"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(json.dumps(found))
        return
    with tempfile.TemporaryDirectory(prefix="guanxi-bench-") as folder:
        made = Path(folder) / "orders.csv"
        write_orders(made, asked.rows)
        files = [(made, MADE), *([(REAL, RETAIL)] if REAL.exists() else [])]
        heads = f"{'seconds':>9}{'CPU s':>7}{'rows/s':>11}{'peak MB':>9}{'floor s':>9}{'× floor':>9}"
        print(f"{'file':<22}{'rows':>11}{heads}")
        for file, columns in files:
            took, floor = apart("import", file, columns), apart("floor", file, columns)
            speed = took["rows"] / took["seconds"]
            print(
                f"{file.name:<22}{took['rows']:>11,.0f}"
                f"{took['seconds']:>9.2f}{took['cpu']:>7.1f}{speed:>11,.0f}{took['megabytes']:>9.0f}"
                f"{floor['seconds']:>9.2f}{took['seconds'] / floor['seconds']:>9.1f}"
                f"{'' if speed >= LEAST_ROWS_PER_SECOND else '  below the promise of 150,000 rows/s'}"
            )


if __name__ == "__main__":
    main()
