"""How much of the growth to come the first fifth by score holds: default formula and calibrated score beside others.

Growth: sum over customers of max(0, revenue of the next 90 days - revenue of the previous 90). Customers: everybody
with a sale before the day. Yardsticks: sum of RFM quintiles, total spend, long-run rate less recent spend, long-run
rate. The calibrated score learns inside the past only: every window it learns from ends before the day.
"""

from datetime import date, timedelta
from pathlib import Path

from tests.flow.brand import Quiet, brand

from guanxi.adapters.warehouse.duckdb import DuckWarehouse
from guanxi.core.flow.hindsight import Past
from guanxi.core.flow.hindsight.candidates import CANDIDATES
from guanxi.core.kernel.options import AppraisalOptions, FormulaOptions
from guanxi.core.models.calibration import Lesson, calibrate, compare
from guanxi.core.models.fitting import Array
from guanxi.core.pipeline import look_back
from guanxi.entry.calibrating import days_back

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
HORIZON, ORIGINS = 90, 4
DAYS = {
    "Complete Journey": date(2017, 9, 1),
    "Online Retail": date(2011, 9, 1),
    "CDNOW": date(1997, 10, 1),
}  # known up to the day before
TARGETS = {"Complete Journey": 0.40, "Online Retail": 0.56, "CDNOW": 0.53}
BRANDS = {
    "Complete Journey": {
        "order_line": f"""
            SELECT 'grocer' AS source, basket_id AS order_id, CAST(row_number() OVER () AS VARCHAR) AS line_no,
                household_id AS customer_key, transaction_timestamp AS ordered_at, quantity, sales_value AS revenue,
                product_id, 'paid' AS status
            FROM '{DATA}/completejourney/transactions.parquet'""",
        "product": f"""
            SELECT product_id, coalesce(product_type, 'product') AS name, product_category AS category
            FROM '{DATA}/completejourney/products.parquet'""",
    },
    "Online Retail": {
        "order_line": f"""
            SELECT 'shop' AS source, InvoiceNo AS order_id, CAST(row_number() OVER () AS VARCHAR) AS line_no,
                CAST(CAST(CustomerID AS BIGINT) AS VARCHAR) AS customer_key, InvoiceDate AS ordered_at,
                Quantity AS quantity, Quantity * UnitPrice AS revenue, StockCode AS product_id,
                CASE WHEN Quantity < 0 THEN 'refunded' ELSE 'paid' END AS status
            FROM '{DATA}/online_retail/online_retail.parquet' WHERE CustomerID IS NOT NULL""",
    },
    "CDNOW": {
        "order_line": f"""
            SELECT 'cdnow' AS source, CAST(row_number() OVER () AS VARCHAR) AS order_id, '1' AS line_no,
                customer_id AS customer_key, CAST(date AS TIMESTAMP) AS ordered_at, number_of_cds AS quantity,
                dollar_value AS revenue, 'paid' AS status
            FROM read_csv('{DATA}/cdnow/cdnow_master.csv', all_varchar = true)""",
    },
}
EXPRESSIONS = {name: value for name, (_, value) in CANDIDATES.items()}
HAND_SET = {f"hand_{name}": term for name, term in FormulaOptions().chosen.items()}


def run() -> list[str]:
    """Lines of a table: brand, score, share of growth captured, what it must reach."""
    return [line for name in DAYS for line in _brand(name)]


def _brand(name: str) -> list[str]:
    """One brand's lines."""
    with DuckWarehouse(None, threads=1) as warehouse:
        brand(BRANDS[name], warehouse)
        last = DAYS[name] - timedelta(days=1)
        first = warehouse.read("SELECT CAST(min(ordered_at) AS DATE) AS d FROM order_line")["d"][0].as_py()
        backs = days_back((last - first).days, HORIZON, ORIGINS)
        today, *past = (_past(warehouse, last - timedelta(days=back)) for back in (0, *backs))
    lessons = [_lesson(one, back) for one, back in zip(past, backs, strict=True)]
    found = calibrate(lessons, HORIZON, ORIGINS)
    count = len(EXPRESSIONS)
    scores = {"calibrated": (today.ranked.standings[:, :count] * found.weights).sum(axis=1), "default": _hand(today)}
    return _lines(name, scores | today.yardsticks, today.ranked.gain)


def _past(warehouse: DuckWarehouse, day: date) -> Past:
    expressions = EXPRESSIONS | {name: term.value for name, term in HAND_SET.items()}
    return look_back(warehouse, day, AppraisalOptions(), expressions, HORIZON, Quiet())


def _hand(past: Past) -> Array:
    """The default formula's score."""
    weights = [term.weight for term in HAND_SET.values()]
    score: Array = (past.ranked.standings[:, len(EXPRESSIONS) :] * weights).sum(axis=1)
    return score


def _lesson(past: Past, back: int) -> Lesson:
    ranked = past.ranked
    own = type(ranked)(ranked.standings[:, : len(EXPRESSIONS)], ranked.gain)
    return Lesson(back, own, past.yardsticks | {"default": _hand(past)})


def _lines(name: str, scores: dict[str, Array], gain: Array) -> list[str]:
    """Each score's share, and the calibrated score's lead over it with its 90 % interval."""
    lifts = {lift.score: lift for lift in compare(scores, gain)}
    lines = []
    for score in scores:
        lift = lifts[score]
        line = f"{name:18}{score:20}{lift.capture:8.3f}"
        if score == "calibrated":
            line += f"   target >= {TARGETS[name]:.2f}"
        else:
            line += f"   calibrated leads by {lift.lead:+.3f} ({lift.low:+.3f} to {lift.high:+.3f})"
        if score == "default":
            line += f"   target > {lifts['rfm'].capture:.3f}"
        lines.append(line)
    return lines


if __name__ == "__main__":
    print("\n".join(run()))
