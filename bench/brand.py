"""A brand of any size for benchmarks: seeded, written as loads (one Parquet folder a load)."""

import json
from collections.abc import Iterator
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa

from guanxi.core.tables import TABLES
from guanxi.handover.views import ROW_EXTRA

DAYS = 730
CATEGORIES = 100
PRODUCTS = 20  # of one category
PER_LOAD = 100_000
END = "DATE '2026-07-01'"


def write_brand(folder: Path, customers: int, seed: int = 7, categories: int = CATEGORIES) -> int:
    """Write loads of about 20 order lines a customer, and what belongs to them; return the order lines written."""
    lines = 0
    for number, start in enumerate(range(0, customers, PER_LOAD), start=1):
        load = folder / "loads" / f"{number:04d}-bench"
        load.mkdir(parents=True)
        engine = duckdb.connect()
        people = range(start, min(start + PER_LOAD, customers))
        lines += _load(engine, load, number, people, np.random.default_rng([seed, number]), categories)
        (load / "load.json").write_text(json.dumps({"load_id": load.name, "number": number}), encoding="utf-8")
        engine.close()
    return lines


def _load(
    engine: duckdb.DuckDBPyConnection,
    load: Path,
    number: int,
    people: range,
    random: np.random.Generator,
    categories: int,
) -> int:
    """Write the tables of one load."""
    line = _lines(random, people, categories)
    visit = _visits(random, people)
    engine.register("line", line)
    engine.register("visit", visit)
    engine.register("person", pa.table({"person": np.arange(people.start, people.stop)}))
    engine.register("shelf", pa.table({"place": np.arange(categories * PRODUCTS)}))
    for table, query in _QUERIES.items():
        if table != "product" or number == 1:
            _save(engine, load, number, table, query)
    return int(line.num_rows)


def _lines(random: np.random.Generator, people: range, categories: int) -> pa.Table:
    """Draw order lines: personal rates, life times and favourite categories; two and a half lines an order."""
    person = np.arange(people.start, people.stop)
    start = random.uniform(0, DAYS, len(person))
    life = random.exponential(500, len(person))
    orders = 1 + random.poisson(random.gamma(0.7, 30, len(person)) * np.minimum(life, DAYS - start) / DAYS * 1.03)
    owner = np.repeat(np.arange(len(person)), orders)
    first = np.concatenate([[True], owner[1:] != owner[:-1]])
    share = np.where(first, 0.0, random.random(len(owner)))
    day = start[owner] + share * np.minimum(life, DAYS - start)[owner]
    size = random.integers(1, 5, len(owner))
    order = np.repeat(np.arange(len(owner)), size)
    favourite = random.integers(0, categories, (len(person), 4))
    category = favourite[owner[order], random.integers(0, 4, len(order))]
    wander = random.random(len(order)) < 0.15
    category[wander] = (random.random(int(wander.sum())) ** 2 * categories).astype(int)
    level = random.normal(3.5, 0.6, len(person))  # of a person's prices
    cents = np.round(np.exp(random.normal(level[owner[order]], 0.5)) * 100).astype(np.int64)
    return pa.table(
        {
            "person": person[owner[order]],
            "order_no": order + people.start * 100,
            "seconds": (day[order] * 86400).astype(np.int64),
            "category": category,
            "product": category * PRODUCTS + random.integers(0, PRODUCTS, len(order)),
            "cents": cents,
            "refund": random.random(len(order)) < 0.02,
        }
    )


def _visits(random: np.random.Generator, people: range) -> pa.Table:
    """Draw about three interactions a person, half of the people having none."""
    count = random.poisson(6, len(people)) * (random.random(len(people)) < 0.5)
    person = np.repeat(np.arange(people.start, people.stop), count)
    seconds = (random.random(len(person)) * DAYS * 86400).astype(np.int64)
    return pa.table({"person": person, "seconds": seconds, "kind": random.integers(0, 4, len(person))})


_MOMENT = f"CAST({END} AS TIMESTAMP) - INTERVAL {DAYS} DAY + to_seconds(seconds)"
_QUERIES = {
    "order_line": f"""
        SELECT 'shop' AS source, 'o' || order_no AS order_id, CAST(row_number() OVER () AS VARCHAR) AS line_no,
            'k' || lpad(CAST(person AS VARCHAR), 8, '0') AS customer_key, {_MOMENT} AS ordered_at,
            CASE WHEN refund THEN -1 ELSE 1 END AS quantity,
            CASE WHEN refund THEN -cents ELSE cents END / 100 AS revenue,
            'p' || product AS product_id, 'category ' || category AS category,
            CASE WHEN refund THEN 'refunded' ELSE 'paid' END AS status
        FROM line""",
    "customer": f"""
        SELECT 'shop' AS source, 'k' || lpad(CAST(person AS VARCHAR), 8, '0') AS customer_key,
            CAST({END} AS TIMESTAMP) - INTERVAL {DAYS} DAY AS first_seen_at, NULL AS registered_at,
            '+86138' || lpad(CAST(person AS VARCHAR), 8, '0') AS phone FROM person
        UNION ALL
        SELECT 'app' AS source, 'a' || person AS customer_key,
            CAST({END} AS TIMESTAMP) - INTERVAL 400 DAY AS first_seen_at,
            CAST({END} AS TIMESTAMP) - INTERVAL 400 DAY AS registered_at,
            '+86138' || lpad(CAST(person AS VARCHAR), 8, '0') AS phone FROM person WHERE person % 25 = 0""",
    "interaction": f"""
        SELECT 'shop' AS source, 'i' || row_number() OVER () AS interaction_id,
            'k' || lpad(CAST(person AS VARCHAR), 8, '0') AS customer_key, {_MOMENT} AS occurred_at,
            CASE kind WHEN 0 THEN 'visit' WHEN 1 THEN 'view' WHEN 2 THEN 'review' ELSE 'share' END AS kind
        FROM visit""",
    "product": f"""
        SELECT 'p' || place AS product_id, 'product ' || place AS name, 'category ' || place // {PRODUCTS} AS category
        FROM shelf""",
}


def _save(engine: duckdb.DuckDBPyConnection, load: Path, number: int, table: str, query: str) -> None:
    """Write one table of a load in its declared columns."""
    given = set(engine.sql(query).columns)
    columns = ", ".join(
        f"CAST({c.name if c.name in given else 'NULL'} AS {c.sql_type}) AS {c.name}" for c in TABLES[table].columns
    )
    extra = ROW_EXTRA[table].replace("CAST(0 AS INTEGER)", f"CAST({number} AS INTEGER)")
    target = load / f"{table}.parquet"
    engine.execute(
        f"COPY (SELECT {columns}{extra} FROM ({query}) AS given) TO '{target}' (FORMAT parquet, COMPRESSION zstd)"
    )


def load_files(folder: Path) -> Iterator[tuple[str, list[Path]]]:
    """Give each canonical table with its files over all loads."""
    for table in TABLES:
        files = sorted((folder / "loads").glob(f"*/{table}.parquet"))
        if files:
            yield table, files
