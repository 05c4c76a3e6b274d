"""Cross-buy on The Complete Journey: which categories households buy first in the 91 days after 2017-08-31.

Candidates are the categories that at least 30 households had bought before 2017-09-01; those a household knows are left
out. Recall@10 is hits ÷ min(10, categories first bought), the area under the ROC curve is taken within each household;
both are means over households who bought anything first. `python -m bench.looks_cross_buy` prints one table.
"""

from datetime import date
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from guanxi.adapters.warehouse.duckdb import DuckWarehouse
from guanxi.core import pipeline
from guanxi.core.flow import looks
from guanxi.core.flow.looks import cross_buy
from guanxi.core.flow.looks.offers import Offers
from guanxi.core.kernel.options import AppraisalOptions
from guanxi.core.models import ItemModel
from guanxi.core.sqlfiles import Value, make
from guanxi.core.tables import CANONICAL
from guanxi.entry.appraising import Quiet
from guanxi.handover.views import ROW_EXTRA

DATA = Path(__file__).resolve().parents[2] / "shared" / "data" / "completejourney"
AS_OF, HORIZON = date(2017, 8, 31), 91
LEAST, TOP, BINS = 30, 10, 10
TARGET = {"recall": 0.315, "auc": 0.785, "sum": 0.10, "ece": 0.02}
QUERIES = {
    "order_line": f"""
        SELECT 'grocer' AS source, basket_id AS order_id, CAST(row_number() OVER () AS VARCHAR) AS line_no,
            household_id AS customer_key, transaction_timestamp AS ordered_at, greatest(quantity, 1) AS quantity,
            sales_value AS revenue, product_id, 'paid' AS status
        FROM read_parquet('{DATA}/transactions.parquet')""",
    "product": f"""
        SELECT product_id, product_type AS name, product_category AS category
        FROM read_parquet('{DATA}/products.parquet')""",
}
LATER = f"""
    SELECT DISTINCT p.customer_no, f.item
    FROM order_line AS l
    JOIN person AS p ON p.source = l.source AND p.customer_key = l.customer_key
    JOIN product AS d ON d.product_id = l.product_id
    JOIN category AS c ON c.category = d.category
    JOIN category_fact AS f ON f.category_no = c.category_no
    WHERE l.ordered_at >= TIMESTAMP '2017-09-01' AND l.ordered_at < TIMESTAMP '2017-09-01' + to_days({HORIZON})"""

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]


class Judged(NamedTuple):
    """Households × candidates: what was open, what was bought first, and the chances stated."""

    open_: Flags
    bought: Flags
    chance: Array
    owned: Array


def canonical(warehouse: DuckWarehouse) -> None:
    """Show the grocer's files as canonical tables."""
    for table in CANONICAL:
        rows = table.empty_query()
        if table.name in QUERIES:
            given = QUERIES[table.name]
            names = warehouse.read(f"SELECT * FROM ({given}) AS g LIMIT 0").column_names
            cells = (
                f"CAST({c.name if c.name in names else 'NULL'} AS {c.sql_type}) AS {c.name}" for c in table.columns
            )
            rows = f"SELECT {', '.join(cells)} FROM ({given}) AS g"
        if table.name != "customer":
            warehouse.create(table.name, rows)
    nobody = CANONICAL_CUSTOMER.empty_query().replace(" WHERE 1 = 0", f"{ROW_EXTRA['customer']} WHERE 1 = 0")
    buyers = (
        "SELECT source, customer_key, min(ordered_at) AS first_seen_at, 1 AS load_number FROM order_line GROUP BY ALL"
    )
    warehouse.create("customer__row", f"{nobody} UNION ALL BY NAME {buyers}")
    warehouse.create("customer", f"SELECT {', '.join(CANONICAL_CUSTOMER.names)} FROM customer__row", stored=False)


CANONICAL_CUSTOMER = next(table for table in CANONICAL if table.name == "customer")


def judged(warehouse: DuckWarehouse) -> Judged:
    """Appraise the past alone, state the chances of everybody, and see what was bought first."""
    canonical(warehouse)
    pipeline.value(warehouse, AS_OF, AppraisalOptions(), 365, Quiet())
    values: dict[str, Value] = {"horizon": HORIZON, "until": "2017-09-01 00:00:00"}
    values["day"] = (AS_OF - date(1970, 1, 1)).days
    make(warehouse, looks.__name__, ("category_history", "customer_name"), values, Quiet())
    cross_buy.run(warehouse, values, Quiet())
    facts = warehouse.read("SELECT * FROM category_fact ORDER BY item")
    offers, _ = cross_buy.learned(warehouse, facts, values | {"every": 1})
    return _judged(warehouse, offers, facts["owners"].to_numpy() >= LEAST)


def _judged(warehouse: DuckWarehouse, offers: Offers, candidate: Flags) -> Judged:
    """Chances of all households (in the order of customer_no) for the candidates, beside the truth."""
    batches = warehouse.read(f"{cross_buy.BASKET} ORDER BY customer_no").to_batches()
    parts = [(numbers, known) for batch in batches for numbers, known in offers.chunks(batch)]
    numbers = np.concatenate([numbers for numbers, _ in parts])
    open_ = np.concatenate([known.open_ for _, known in parts])
    chance = np.concatenate([offers.chances(known) for _, known in parts])
    later = warehouse.read(LATER)
    bought = np.zeros_like(open_)
    row = np.searchsorted(numbers, later["customer_no"].to_numpy())
    known_then = (row < len(numbers)) & (numbers[np.minimum(row, len(numbers) - 1)] == later["customer_no"].to_numpy())
    bought[row[known_then], later["item"].to_numpy()[known_then]] = True
    bought &= open_
    owned = 1.0 - open_[:, candidate]
    return Judged(open_[:, candidate], bought[:, candidate], chance[:, candidate], owned)


def ranking(scores: Array, brand: Judged) -> tuple[float, float]:
    """Recall@10 and the area under the ROC curve, means over households who bought anything first."""
    recalls, areas = [], []
    for row in np.flatnonzero(brand.bought.any(axis=1)):
        open_ = brand.open_[row]
        truth, score = brand.bought[row][open_], scores[row][open_]
        best = np.argsort(-score, kind="stable")[:TOP]
        recalls.append(truth[best].sum() / min(TOP, truth.sum()))
        hits, misses = truth.sum(), (~truth).sum()
        if misses:
            areas.append((rankdata(score)[truth].sum() - hits * (hits + 1) / 2) / (hits * misses))
    return float(np.mean(recalls)), float(np.mean(areas))


def calibration(brand: Judged) -> tuple[float, float]:
    """Sum of the chances against what came, and the expected calibration error over tenths of the pairs."""
    chance, came = brand.chance[brand.open_], brand.bought[brand.open_]
    tenths = np.array_split(np.argsort(chance, kind="stable"), BINS)
    error = sum(abs(chance[part].mean() - came[part].mean()) * len(part) for part in tenths) / len(chance)
    return float(chance.sum() / came.sum()), float(error)


def run() -> list[str]:
    """Lines of a table: figure, popularity, EASE^R with a ridge of 1,000, this look, target."""
    with DuckWarehouse(None) as warehouse:
        brand = judged(warehouse)
    popular = np.tile(brand.owned.mean(axis=0), (len(brand.owned), 1))
    plain = ItemModel(1_000).fit(brand.owned.T @ brand.owned, len(brand.owned)).scores(brand.owned)
    rows = [ranking(scores, brand) for scores in (popular, plain, brand.chance)]
    total, error = calibration(brand)
    lines = ["cross-buy, The Complete Journey        popularity   EASE 1000   this look      target"]
    for place, (name, target) in enumerate((("recall@10", TARGET["recall"]), ("area under the ROC", TARGET["auc"]))):
        figures = "".join(f"{row[place]:12.4f}" for row in rows)
        lines.append(f"{name:36}{figures}{target:12.3f}")
    lines.append(f"{'expected / came':60}{total:12.3f}     1 ± {TARGET['sum']:.2f}")
    lines.append(f"{'expected calibration error':60}{error:12.4f}{TARGET['ece']:12.2f}")
    return lines


if __name__ == "__main__":
    print("\n".join(run()))
