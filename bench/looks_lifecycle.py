"""Lifecycle: whom a stage calls dormant or lost, and who then buys nothing for 90 days: real brands, several days.

The call is judged by precision and recall. Beside it: the same people ranked by plain silence (days since the last
purchase), by the chance of silence behind the call (ours), and by the most that what was known could have told (taught:
a learner that, by cross-validation, has seen the very outcomes it is asked for), each cut at a recall of 0.6.
"""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

import lightgbm
import numpy as np
from numpy.typing import NDArray
from tests.flow.brand import brand

from guanxi.adapters.warehouse.duckdb import DuckWarehouse
from guanxi.core import pipeline
from guanxi.core.kernel.options import AppraisalOptions
from guanxi.entry.appraising import Quiet

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
AHEAD = 90
RECALL, PRECISION = 0.6, 0.85
Array = NDArray[np.float64]

GROCER = f"""
    SELECT 'grocer' AS source, basket_id AS order_id, '1' AS line_no, min(household_id) AS customer_key,
        min(transaction_timestamp) AS ordered_at, 1 AS quantity, sum(sales_value) AS revenue, 'paid' AS status
    FROM '{DATA / "completejourney" / "transactions.parquet"}' GROUP BY basket_id"""
RETAILER = f"""
    SELECT 'uk' AS source, InvoiceNo AS order_id, CASE WHEN Quantity < 0 THEN 'r' ELSE 'p' END AS line_no,
        CAST(min(CAST(CustomerID AS BIGINT)) AS VARCHAR) AS customer_key, min(InvoiceDate) AS ordered_at,
        sum(Quantity) AS quantity, round(sum(Quantity * UnitPrice), 2) AS revenue,
        CASE WHEN Quantity < 0 THEN 'refunded' ELSE 'paid' END AS status
    FROM '{DATA / "online_retail" / "online_retail.parquet"}'
    WHERE CustomerID IS NOT NULL AND UnitPrice >= 0 GROUP BY InvoiceNo, Quantity < 0"""
CDNOW = f"""
    SELECT 'cdnow' AS source, CAST(row_number() OVER () AS VARCHAR) AS order_id, '1' AS line_no,
        customer_id AS customer_key, CAST(date AS TIMESTAMP) AS ordered_at, number_of_cds AS quantity,
        dollar_value AS revenue, 'paid' AS status
    FROM read_csv('{DATA / "cdnow" / "cdnow_sample.csv"}', all_varchar = true)"""
BRANDS = {
    "Complete Journey": (GROCER, [date(2017, month, 1) for month in (6, 7, 8, 9, 10)]),
    "Online Retail": (RETAILER, [date(2011, month, 1) for month in (5, 6, 7, 8, 9)]),
    "CDNOW": (CDNOW, [date(1997, 10, 1), date(1998, 1, 1)]),
}

KNOWN = """
    SELECT CASE WHEN s.stage IN ('dormant', 'lost') THEN 1 ELSE 0 END AS called, t.quiet, v.last_ago, v.x, v.t_x, v."T",
        date_diff('day', $as_of, a.next_purchase) AS half, date_diff('day', $as_of, a.next_purchase_low) AS tenth,
        date_diff('day', $as_of, a.next_purchase_high) AS nine, w.until_next, {counts}
    FROM customer_value AS v
    JOIN customer_name AS n USING (customer_no)
    JOIN appraisal AS a USING (customer_id)
    JOIN life_stage AS s USING (customer_no)
    JOIN customer_timing AS t USING (customer_no)
    JOIN (SELECT customer_no, {sums} FROM customer_day GROUP BY customer_no) AS d USING (customer_no)
    LEFT JOIN whole AS w USING (customer_id)
    WHERE v.orders > 0 ORDER BY n.customer_id"""
WINDOWS = (7, 14, 30, 45, 60, 90, 120, 180, 270, 365)


class Told(NamedTuple):
    """One brand on one day: columns by name, whether each person stayed silent, and days that can be looked ahead."""

    column: dict[str, Array]
    silent: NDArray[np.bool_]
    seen: int


def run() -> list[str]:
    """Return the lines of a table: every brand and day, then means over days."""
    found = [HEAD]
    for name, (lines, days) in BRANDS.items():
        told = look(lines, days)
        rows = [figures(one) for one in told]
        found += [line(name, str(day), row) for day, row in zip(days, rows, strict=True)]
        found.append(line(name, "mean", {key: float(np.nanmean([row[key] for row in rows])) for key in rows[0]}))
        found.append(dates(name, told))
    return [*found, f"wanted: precision {PRECISION} at recall {RECALL}"]


def look(lines: str, days: list[date]) -> list[Told]:
    """Appraise a brand as of the eve of each day, and see who bought when afterwards."""
    with DuckWarehouse(None, threads=1) as warehouse:
        brand({"order_line": lines}, warehouse)
        last = warehouse.read("SELECT CAST(max(ordered_at) AS DATE) AS day FROM order_line")["day"][0].as_py()
        bought = "SELECT i.customer_id, CAST(ordered_at AS DATE) AS day, sum(revenue) AS money FROM order_line AS l"
        bought += " JOIN identity AS i USING (source, customer_key) WHERE status = 'paid' GROUP BY ALL"
        return [_told(warehouse, day - timedelta(days=1), last, bought) for day in days]


def _told(warehouse: DuckWarehouse, as_of: date, last: date, bought: str) -> Told:
    """Appraise, and read what was said beside what came."""
    pipeline.appraise(warehouse, as_of, AppraisalOptions(), "0001", Quiet())
    later = f"SELECT customer_id, min(date_diff('day', DATE '{as_of}', day)) AS until_next FROM ({bought}) AS b"
    warehouse.create("whole", f"{later} WHERE day > DATE '{as_of}' AND money > 0 GROUP BY customer_id")
    sums = ", ".join(f"sum(CASE WHEN days_ago < {w} THEN purchase ELSE 0 END) AS n{w}" for w in WINDOWS)
    query = KNOWN.format(sums=sums, counts=", ".join(f"d.n{w}" for w in WINDOWS))
    rows = warehouse.read(query.replace("$as_of", f"DATE '{as_of}'"))
    column = {name: np.asarray(rows[name].to_numpy(), dtype=np.float64) for name in rows.column_names}
    return Told(column, ~(column["until_next"] <= AHEAD), (last - as_of).days)


def figures(told: Told) -> dict[str, float]:
    """Precision and recall of the call, and precision at the wanted recall of rankings."""
    column, silent = told.column, told.silent
    called = column["called"] > 0
    ranks: dict[str, Array] = {"silence": column["last_ago"], "quiet": column["quiet"], "taught": taught(told)}
    row = {
        "people": float(len(silent)),
        "silent": float(silent.mean()),
        "called": float(called.mean()),
        "precision": float(silent[called].mean()) if called.any() else np.nan,
        "recall": float(called[silent].mean()),
    }
    for name, rank in ranks.items():
        precision, recall = curve(rank, silent)
        row[name] = float(precision[recall >= RECALL][0])
        row[f"{name}_recall"] = float(recall[precision >= PRECISION].max(initial=0.0))
    return row


def curve(rank: Array, silent: NDArray[np.bool_]) -> tuple[Array, Array]:
    """Precision and recall of calling the first 1, 2, … by rank; ties count as they come on average."""
    order = np.argsort(-rank, kind="stable")
    _, place, size = np.unique(-rank[order], return_inverse=True, return_counts=True)
    share = np.bincount(place, weights=silent[order]) / size  # of each tie
    hit = np.cumsum(share[place])
    return hit / np.arange(1, len(rank) + 1), hit / silent.sum()


def taught(told: Told) -> Array:
    """Chance of silence by a learner that has seen the outcomes of four fifths of the others."""
    names = ["last_ago", "x", "t_x", "T", "quiet", *(f"n{w}" for w in WINDOWS)]
    features = np.column_stack([told.column[name] for name in names])
    fold = np.random.default_rng(0).integers(0, 5, len(features))
    chance = np.zeros(len(features))
    how = {"objective": "binary", "num_leaves": 7, "learning_rate": 0.03, "min_data_in_leaf": 20, "lambda_l2": 5.0}
    how |= {"verbose": -1, "num_threads": 1, "deterministic": True, "force_row_wise": True, "seed": 0}
    for held in range(5):
        rest = fold != held
        learner = lightgbm.train(how, lightgbm.Dataset(features[rest], told.silent[rest]), 200)
        chance[~rest] = np.asarray(learner.predict(features[~rest]))
    return chance


HEAD = (
    f"{'brand':17}{'day':12}{'people':>7}{'silent':>8}{'called':>8}{'precision':>11}{'recall':>8}"
    f"   precision at recall {RECALL}: {'silence':>8}{'ours':>8}{'taught':>8}"
    f"   recall at precision {PRECISION}: {'silence':>8}{'ours':>8}{'taught':>8}"
)


def line(name: str, day: str, row: dict[str, float]) -> str:
    """One line of the table."""
    told = f"{name:17}{day:12}{row['people']:7.0f}{row['silent']:8.3f}{row['called']:8.3f}"
    told += f"{row['precision']:11.3f}{row['recall']:8.3f}"
    told += " " * 30 + "".join(f"{row[rank]:8.3f}" for rank in ("silence", "quiet", "taught"))
    return told + " " * 31 + "".join(f"{row[f'{rank}_recall']:8.3f}" for rank in ("silence", "quiet", "taught"))


def dates(name: str, told: list[Told]) -> str:
    """Say how many had bought by the day named, of those whose day has come since: to be 50, 10 and 90 %."""
    shares: dict[str, float] = {}
    for end in ("half", "tenth", "nine"):
        came = [_by(one, one.column[end]) for one in told]
        shares[end] = float(np.nanmean(came))
    named = f"had bought by next_purchase {shares['half']:.2f} (0.50), by its low end {shares['tenth']:.2f} (0.10)"
    return f"{name:17}{'dates':12}{named}, by its high end {shares['nine']:.2f} (0.90)"


def _by(told: Told, day: Array) -> float:
    """Share of those whose day has come who had bought by then."""
    due = day <= told.seen
    return float((told.column["until_next"][due] <= day[due]).mean()) if due.any() else np.nan


def main(show: Callable[[str], None] = print) -> None:
    """Print the table."""
    for row in run():
        show(row)


if __name__ == "__main__":
    main()
