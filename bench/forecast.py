"""How right the forecast is: what it said on a past day of real brands beside what came, and beside Pareto/NBD alone.

`python -m bench.forecast [NAME …]` imports each brand into a workspace of its own, asks `Brand.value` on past days, and
prints one line a day: the forecast's Poisson deviance and spend RMSE as multiples of Pareto/NBD's (x Gamma-Gamma's,
fitted to the same day), how much better it orders customers (Gini), its total error, and what its intervals covered.
"""

import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import numpy as np

import guanxi
from guanxi.core.flow.ingest.mapping import from_dict
from guanxi.core.models import GammaGamma, ParetoNBD
from guanxi.core.models.fitting import Array
from guanxi.core.models.scorecard import Row, coverage, scores
from guanxi.entry.appraising import Quiet
from guanxi.entry.importing import Wishes, import_files
from guanxi.entry.workspace import Workspace

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
MEASURES = ("deviance", "spend RMSE", "spend Gini", "Gini", "total", "Pareto's", "spend total", "coverage")
TOTALS = slice(4, 7)
COLUMNS = {
    name: name for name in ("order_id", "line_no", "customer_key", "ordered_at", "quantity", "revenue", "status")
}
WANTED = {"deviance": 0.96, "spend RMSE": 0.93, "spend Gini": 0.015, "total": 0.08}


@dataclass(frozen=True)
class Brand:
    """A data set as order lines, and the days (with horizons) on which it is asked."""

    lines: str
    days: tuple[tuple[str, int], ...]


def _cdnow(file: str) -> str:
    return f"""SELECT customer_id AS customer_key, CAST(date AS TIMESTAMP) AS ordered_at,
        greatest(number_of_cds, 1) AS quantity, dollar_value AS revenue, 'paid' AS status
        FROM read_csv('{DATA}/cdnow/{file}', types = {{'customer_id': 'VARCHAR'}})"""


BRANDS = {
    "CDNOW sample": Brand(_cdnow("cdnow_sample.csv"), (("1997-09-30", 273),)),
    "CDNOW": Brand(_cdnow("cdnow_master.csv"), (("1997-09-30", 273),)),
    "Complete Journey": Brand(
        f"""SELECT household_id AS customer_key, min(transaction_timestamp) AS ordered_at, 1 AS quantity,
            sum(sales_value) AS revenue, 'paid' AS status
            FROM '{DATA}/completejourney/transactions.parquet' GROUP BY household_id, basket_id""",
        (("2017-06-30", 90), ("2017-08-15", 90), ("2017-10-02", 90)),
    ),
    "Online Retail": Brand(
        f"""SELECT CustomerID AS customer_key, min(InvoiceDate) AS ordered_at,
            CASE WHEN sum(Quantity) < 0 THEN -1 ELSE 1 END AS quantity, sum(Quantity * UnitPrice) AS revenue,
            CASE WHEN InvoiceNo LIKE 'C%' THEN 'refunded' ELSE 'paid' END AS status
            FROM '{DATA}/online_retail/online_retail.parquet' WHERE CustomerID IS NOT NULL
            GROUP BY CustomerID, InvoiceNo""",
        (("2011-06-10", 90), ("2011-06-10", 181)),
    ),
}  # fmt: skip
HISTORY = """
    WITH day AS (
        SELECT customer_key, CAST(ordered_at AS DATE) AS day, sum(CAST(revenue AS DECIMAL(18, 4))) AS money,
            bool_or(status = 'paid' AND quantity > 0) AS paid,
            bool_or(status = 'paid' AND quantity > 0 AND revenue <> 0) AS priced
        FROM lines GROUP BY ALL
    ),
    kept AS (SELECT *, paid AND (money > 0 OR NOT priced) AS bought FROM day),
    known AS (
        SELECT customer_key, count(*) - 1 AS x, max(day) - min(day) AS t_x, DATE '{day}' - min(day) AS "T",
            CAST(sum(money) AS DOUBLE) AS money, CAST(arg_min(money, day) AS DOUBLE) AS first_money
        FROM kept WHERE bought AND day <= DATE '{day}' GROUP BY ALL
    ),
    came AS (
        SELECT customer_key, count(*) FILTER (WHERE bought) AS purchases, greatest(sum(money), 0) AS revenue
        FROM kept WHERE day > DATE '{day}' AND day <= DATE '{day}' + {horizon} GROUP BY ALL
    )
    SELECT k.*, coalesce(c.purchases, 0) AS purchases, CAST(coalesce(c.revenue, 0) AS DOUBLE) AS revenue
    FROM known AS k LEFT JOIN came AS c USING (customer_key) ORDER BY customer_key"""


def main() -> None:
    """Import, ask, compare, print."""
    named = sys.argv[1:] or list(BRANDS)
    print(f"{'':17}{'day':12}{'days':>5}" + "".join(f"{name:>13}" for name in MEASURES) + "  forecast")
    means = [_brand(name, BRANDS[name]) for name in named]
    print(f"\n{'mean of brands':34}" + "".join(f"{value:13.3f}" for value in np.mean(means, axis=0)))
    print(f"{'wanted':34}" + "".join(f"{WANTED.get(name, ''):>13}" for name in MEASURES) + "  coverage 0.88 to 0.95")


def _brand(name: str, brand: Brand) -> Array:
    """Print a brand's lines; return the means of its measures, totals without their signs."""
    with tempfile.TemporaryDirectory(prefix="guanxi-forecast-") as folder:
        rows = np.array(list(_days(name, brand, Path(folder))))
    rows[:, TOTALS] = np.abs(rows[:, TOTALS])
    return np.asarray(rows.mean(axis=0))


def _days(name: str, brand: Brand, folder: Path) -> Iterator[Array]:
    engine = duckdb.connect()
    engine.execute(
        f"CREATE TABLE lines AS SELECT row_number() OVER () AS order_id, 1 AS line_no, * FROM ({brand.lines})"
    )
    engine.execute(f"COPY lines TO '{folder}/lines.csv' (HEADER)")
    workspace = Workspace.create(folder / "brand", currency="USD")
    _, failed = import_files(
        workspace, [folder / "lines.csv"], Wishes(given=from_dict("lines", {"columns": COLUMNS})), Quiet()
    )
    if failed:
        raise failed[0][1]
    for day, horizon in brand.days:
        found, chosen = _day(workspace, engine, day, horizon)
        print(
            f"{name:17}{day:12}{horizon:5}" + "".join(f"{value:13.3f}" for value in found) + f"  {chosen}", flush=True
        )
        yield found


def _day(workspace: Workspace, engine: duckdb.DuckDBPyConnection, day: str, horizon: int) -> tuple[Array, str]:
    """Ask on one day; return the measures and what was chosen."""
    value = guanxi.open(workspace.root).value(as_of=date.fromisoformat(day), horizon_days=horizon)
    with workspace.warehouse() as warehouse:
        keys = warehouse.read("SELECT customer_key, customer_id FROM person")
    engine.register("said", value.customers)
    engine.register("keys", keys)
    engine.execute(f"CREATE OR REPLACE TABLE known AS {HISTORY.format(day=day, horizon=horizon)}")
    people = len(engine.execute("SELECT x FROM known").fetchnumpy()["x"])
    rows = engine.execute(
        """SELECT k.*, s.expected_purchases, s.revenue AS expected_revenue, s.x AS told_x,
            s.revenue * s.value_low / nullif(s.value, 0) AS low, s.revenue * s.value_high / nullif(s.value, 0) AS high
        FROM known AS k JOIN keys USING (customer_key) JOIN said AS s USING (customer_id) ORDER BY customer_key"""
    ).fetchnumpy()
    row = {name: np.asarray(rows[name], dtype=np.float64) for name in rows if name != "customer_key"}
    if len(row["x"]) != people or (row["x"] != row["told_x"]).any():
        raise SystemExit(f"On {day} the product counts purchases otherwise than this benchmark does.")
    ours = scores(row["purchases"], row["expected_purchases"], row["revenue"], row["expected_revenue"])
    expected, revenue = _formula(row, float(horizon))
    theirs = scores(row["purchases"], expected, row["revenue"], revenue)
    return _compared(ours, theirs, coverage(row["revenue"], row["low"], row["high"])), _choice(value.facts)


def _formula(known: dict[str, Array], horizon: float) -> tuple[Array, Array]:
    """Return purchases by Pareto/NBD and revenue by Pareto/NBD x Gamma-Gamma, both fitted to what was known."""
    x, t_x, T = known["x"], known["t_x"], known["T"]
    expected = ParetoNBD().fit(x, t_x, T).expected_purchases(horizon, x, t_x, T)
    repeated = np.maximum(known["money"] - known["first_money"], 0.0)
    mean = np.where(x > 0, repeated / np.maximum(x, 1), 0.0)
    return expected, expected * GammaGamma().fit(x, mean).expected_spend(np.where(mean > 0, x, 0.0), mean)


def _compared(ours: Row, theirs: Row, covered: float) -> Array:
    def of(row: Row, name: str) -> float:
        return float(str(row[name]))

    measures = [of(ours, name) / of(theirs, name) for name in ("deviance", "revenue_rmse")]
    measures += [of(ours, name) - of(theirs, name) for name in ("revenue_gini", "gini")]
    totals = [of(ours, "total_error"), of(theirs, "total_error"), of(ours, "revenue_error")]
    return np.array([*measures, *totals, covered])


def _choice(facts: dict[str, Any]) -> str:
    forecast = facts["forecast"]
    return f"{forecast['chosen']} ({forecast['model']}, learner {forecast.get('learner_weight', 0):.2f})"


if __name__ == "__main__":
    main()
