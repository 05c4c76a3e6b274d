"""Wallet share on The Complete Journey by masking: what the first look says against what was hidden.

Each household keeps a share s ~ Beta(2, 1.2), clipped to [0.05, 1], (a) of its baskets or (b) of its categories; the
truth is kept ÷ full spend. `python -m bench.looks_wallet` prints one table; every figure is a mean over seeds.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from statistics import mean

import duckdb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from scipy.stats import spearmanr

from guanxi.adapters.warehouse.duckdb import DuckWarehouse
from guanxi.core.flow.looks import wallet
from guanxi.core.sqlfiles import Value, make
from guanxi.core.tables import CANONICAL

DATA = Path(__file__).resolve().parents[2] / "shared" / "data" / "completejourney"
AS_OF = date(2018, 1, 1)
SEEDS = range(5)
SALES = ("category", "sale", "customer_day", "history", "known_customer", "brand")
FACTS = ("category_history", "customer_name")
TOLD = 0.1
TARGETS = {"a": (0.32, 0.36, 0.40), "b": (0.34, 0.52, 0.63)}  # spend alone, without statements, with 10 % told
VALUES: dict[str, Value] = {
    "until": "2018-01-02 00:00:00", "day": (AS_OF - date(1970, 1, 1)).days, "margin": 0.4,
    "quantile": 0.9, "min_peers": 50, "min_orders": 1, "min_days": 0,  # all households are ranked, also on thin data
}  # fmt: skip

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]
LINES = f"""
    SELECT 'shop' AS source, CAST(basket_id AS VARCHAR) AS order_id, CAST(household_id AS VARCHAR) AS customer_key,
        CAST(transaction_timestamp AS TIMESTAMP) AS ordered_at, greatest(quantity, 1) AS quantity,
        sales_value AS revenue, coalesce(product_category, '?') AS category,
        CAST(dense_rank() OVER (ORDER BY household_id) - 1 AS INTEGER) AS household,
        CAST(dense_rank() OVER (ORDER BY basket_id) - 1 AS INTEGER) AS basket,
        CAST(dense_rank() OVER (ORDER BY coalesce(product_category, '?')) - 1 AS INTEGER) AS kind
    FROM read_parquet('{DATA}/transactions.parquet') AS t
    LEFT JOIN read_parquet('{DATA}/products.parquet') AS p USING (product_id)"""

PERSONS = """
    SELECT 'shop' AS source, customer_key, customer_key AS customer_id, 1 AS known, 0 AS registered,
        min(household) AS home, CAST(row_number() OVER (ORDER BY md5(customer_key)) AS INTEGER) AS customer_no
    FROM given GROUP BY customer_key"""


@dataclass(frozen=True, slots=True)
class Hidden:
    """One masked brand as the look sees it: what stayed of each household, and what the look made of it."""

    truth: Array
    spend: Array
    categories: Array
    share: Array
    low: Array
    high: Array
    told: Flags

    def rank(self, figure: Array, rows: Flags) -> float:
        """Rank correlation of a figure with the truth."""
        known = rows & np.isfinite(figure)
        return float(spearmanr(figure[known], self.truth[known]).statistic)

    def covered(self, rows: Flags) -> float:
        """How many full wallets lie within the interval."""
        known = rows & np.isfinite(self.low) & (self.spend > 0)
        full = self.spend[known] / self.truth[known]
        return float(((self.low[known] <= full * (1 + 1e-9)) & (full <= self.high[known] * (1 + 1e-9))).mean())


class _Silent:
    def step(self, name: str) -> None:
        """Say nothing."""


@cache
def _lines() -> duckdb.DuckDBPyConnection:
    engine = duckdb.connect()
    engine.execute(f"CREATE TABLE line AS {LINES}")
    return engine


def hide(manner: str, seed: int, told: float) -> Hidden:
    """Hide part of every household in one manner, run the look, and put both side by side."""
    columns = _lines().execute("SELECT household, basket, kind, revenue FROM line ORDER BY rowid").fetchnumpy()
    who, money = columns["household"], columns["revenue"]
    homes = int(who.max()) + 1
    random = np.random.default_rng(seed)
    kept_share = np.clip(random.beta(2, 1.2, homes), 0.05, 1)
    if manner == "a":
        die = random.random(int(columns["basket"].max()) + 1)[columns["basket"]]
    else:
        die = random.random((homes, int(columns["kind"].max()) + 1))[who, columns["kind"]]
    kept = die < kept_share[who]
    full = np.bincount(who, money, minlength=homes)
    spend: Array = np.bincount(who[kept], money[kept], minlength=homes).astype(np.float64)
    tells = np.random.default_rng([seed, 9]).random(homes) < told
    pair = np.unique(who[kept].astype(np.int64) * 1000 + columns["kind"][kept]) // 1000
    estimate = _look(kept, np.where(tells, full, np.nan))
    found: dict[str, Array] = {name: np.full(homes, np.nan) for name in ("wallet", "low", "high")}
    for name, column in found.items():
        column[estimate["household"]] = estimate[name]
    share = np.where(spend > 0, spend / found["wallet"], 0.0)  # of whom nothing is left we have no share
    kinds = np.bincount(pair, minlength=homes).astype(np.float64)
    return Hidden(np.asarray(spend / full), spend, kinds, share, found["low"], found["high"], tells)


def _look(kept: Flags, said: Array) -> dict[str, Array]:
    """Run the wallet look on the lines kept and what households said."""
    with DuckWarehouse(None, threads=1) as warehouse:
        lines = _lines().sql("SELECT * FROM line ORDER BY rowid").to_arrow_table()
        warehouse.write("given", lines.filter(pa.array(kept)))
        home = np.flatnonzero(np.isfinite(said))
        key = dict(zip(lines["household"].to_pylist(), lines["customer_key"].to_pylist(), strict=True))
        statement = {"customer_key": pa.array([key[int(h)] for h in home], pa.string()), "amount": pa.array(said[home])}
        warehouse.write("statement", pa.table(statement))
        for name, query in _tables():
            warehouse.create(name, query)
        make(warehouse, "guanxi.core.flow.value", SALES, VALUES, _Silent())
        make(warehouse, "guanxi.core.flow.looks", FACTS, VALUES, _Silent())
        wallet.run(warehouse, dict(VALUES), _Silent())
        rows = warehouse.read(
            "SELECT p.home AS household, w.wallet, w.low, w.high FROM wallet AS w JOIN person AS p"
            " ON p.customer_no = w.customer_no"
        )
    return {
        name: np.asarray(rows[name].to_pylist(), dtype=None if name == "household" else float)
        for name in rows.column_names
    }


def _tables() -> Iterator[tuple[str, str]]:
    """The canonical tables that the look reads, and the persons."""
    given = {
        "order_line": "SELECT *, CAST(row_number() OVER (ORDER BY order_id, kind, revenue) AS VARCHAR) AS line_no,"
        " 'paid' AS status FROM given",
        "declared_spend": "SELECT *, 'shop' AS source, '*' AS category, 'year' AS period FROM statement",
    }
    there = {
        "order_line": "source order_id line_no customer_key ordered_at quantity revenue category status",
        "declared_spend": "source customer_key category period amount",
    }
    for table in CANONICAL:
        names = there.get(table.name, "").split()
        cells = ((c.name if c.name in names else "NULL", c) for c in table.columns)
        columns = ", ".join(f"CAST({cell} AS {c.sql_type}) AS {c.name}" for cell, c in cells)
        yield table.name, f"SELECT {columns} FROM ({given[table.name]}) AS given" if names else table.empty_query()
    yield "person", PERSONS
    yield "margin_setting", "SELECT '' AS category, 0.4 AS margin WHERE 1 = 0"


def run() -> list[str]:
    """Return the lines of a table: figure, reached, baseline, target."""
    table = [f"{'wallet share, The Complete Journey':62}{'reached':>9}{'spend':>8}{'target':>9}"]
    for manner, what in (("a", "baskets hidden"), ("b", "categories hidden")):
        for told, level in ((0.0, 1), (TOLD, 2)):
            found = [hide(manner, seed, told) for seed in SEEDS]
            name = f"({manner}) {what}, " + ("10 % told" if told else "nobody told")
            table += _rows(f"{name}, everybody", found, [case.spend >= 0 for case in found], TARGETS[manner][level])
            if told:
                silent = [~case.told for case in found]
                table += _rows(f"{name}, those who did not", found, silent, TARGETS[manner][level])
            else:
                kinds = mean(case.rank(case.categories, case.spend >= 0) for case in found)
                table.append(f"{f'    number of categories alone: {kinds:.3f}':62}")
    return table


def _rows(name: str, cases: list[Hidden], rows: list[Flags], target: float) -> list[str]:
    """Two lines: rank correlation beside that of spend alone, and what the intervals cover."""
    pairs = list(zip(cases, rows, strict=True))
    reached, spend = mean(c.rank(c.share, on) for c, on in pairs), mean(c.rank(c.spend, on) for c, on in pairs)
    covered = mean(c.covered(on) for c, on in pairs)
    return [
        f"{name:62}{reached:9.3f}{spend:8.3f}{target:9.2f}",
        f"{'    80 % intervals cover':62}{covered:9.3f}{'':8}{'.77-.83':>9}",
    ]


if __name__ == "__main__":
    print("\n".join(run()))
