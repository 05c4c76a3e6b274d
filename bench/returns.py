"""Seconds and memory of measure, statement and misallocation at a million customers. `python -m bench.returns`.

Each in a process of its own, on tables made by rule: five sales a customer, an experiment on half of them, two
appraisals, a tenth of the customers with a booking. Beside each a floor: one pass of the engine over its largest table.
"""

import argparse
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date

from guanxi.adapters.warehouse.duckdb import DuckWarehouse
from guanxi.core import pipeline
from guanxi.core.flow import account, measure
from guanxi.core.flow.allocate import Asked
from guanxi.core.kernel.catalogue import PlanOptions, default_catalogue
from guanxi.core.tables import TABLES
from guanxi.core.tables.measured import EFFECT_EVIDENCE, TRIAL_PERSON
from guanxi.core.tables.planned import PLAN_LINE
from guanxi.core.tables.published import APPRAISAL
from guanxi.entry.appraising import Quiet

PEOPLE, DAY = 1_000_000, date(2025, 12, 31)
LIMITS = {"measure": 10, "statement": 30, "misallocation": 30}
_QUADRANT = "['growth_stock', 'cash_cow', 'sleeping_gold', 'low_yield'][1 + n % 4]"
_STAGE = "['new', 'growing', 'mature', 'declining', 'dormant', 'lost'][1 + n % 6]"
_KNOWN = {
    "customer_id": "'c' || n", "orders": "1 + n % 9", "x": "n % 9", "t_x": "100.0 + n % 300", "T": "500.0",
    "clv": "10.0 + n % 997", "value_12m": "5.0 + n % 499", "uplift_score": "(n * 7919 % 1000) / 10.0",
    "p_alive": "0.3 + (n % 7) / 10.0", "stage": _STAGE, "quadrant": _QUADRANT, "run_id": "'0001'", "cross_buy": "1.0",
    "revenue_12m": "100.0 + n % 800", "contribution_12m": "40.0 + n % 300", "engagement": "n % 100",
}  # fmt: skip


def appraisal(people: int) -> str:
    """An appraisal by rule."""
    columns = (f"CAST({_KNOWN.get(c.name, 'NULL')} AS {c.sql_type}) AS {c.name}" for c in APPRAISAL.columns)
    return f"SELECT {', '.join(columns)} FROM range({people}) AS numbers(n)"


def prepared(people: int) -> DuckWarehouse:
    """An engine with everything that the three read."""
    engine = DuckWarehouse(None)
    for name, table in TABLES.items():
        engine.create(name, table.empty_query())
    engine.create("appraisal", appraisal(people))
    engine.create(
        "identity", f"SELECT 's' AS source, 'k' || n AS customer_key, 'c' || n AS customer_id FROM range({people}) t(n)"
    )
    engine.create("person", f"SELECT n AS customer_no, 'c' || n AS customer_id FROM range({people}) AS numbers(n)")
    booked = {
        "source": "'s'", "booking_id": "'b' || n", "customer_key": "'k' || (n * 10)",
        "occurred_at": "TIMESTAMP '2025-07-03'", "action_id": "'coupon'", "money": "5", "minutes": "4",
        "plan_id": "'e'",
    }  # fmt: skip
    columns = (f"CAST({booked.get(c.name, 'NULL')} AS {c.sql_type}) AS {c.name}" for c in TABLES["investment"].columns)
    engine.create("investment", f"SELECT {', '.join(columns)} FROM range({people // 10}) AS numbers(n)")
    return engine


def run_measure(engine: DuckWarehouse, people: int) -> str:
    """Read an experiment on half of the people."""
    engine.create(
        "sale",
        f"""SELECT n % {people} AS customer_no, CAST(n AS VARCHAR) AS order_id,
        n * 7919 % 500 AS days_ago, CAST(20 + n % 90 AS DOUBLE) AS contribution, 1 AS paid
        FROM range({5 * people}) AS numbers(n)""",
    )
    engine.create(
        "assignment",
        f"""SELECT 'e' AS experiment_id, 'c' || n AS customer_id,
        CASE WHEN n * 31 % 10 = 0 THEN 'holdout' ELSE 'coupon' END AS arm, TIMESTAMP '2025-06-01' AS assigned_at,
        CASE WHEN n * 31 % 10 = 0 THEN 0.1 ELSE 0.9 END AS probability, 'coupon/' || {_QUADRANT} AS stratum
        FROM range({people // 2}) AS numbers(n)""",
    )
    engine.create("drawn_from", "SELECT 'e' AS experiment_id, '0001' AS run_id")
    for name, arm in (("drawn_line", "coupon"), ("drawn_holdout", "holdout")):
        drawn = f"SELECT 'e' AS plan_id, customer_id, 'advisers' AS team FROM assignment WHERE arm = '{arm}'"
        engine.create(name, drawn)
    engine.create("looks_then", "SELECT * FROM appraisal", stored=False)
    engine.create("minute_price", "SELECT 'coupon' AS action_id, 0.5 AS price")
    _timed(lambda: measure.run(engine, DAY, Quiet()))
    return "SELECT customer_no, sum(contribution) FROM sale GROUP BY customer_no"


def run_statement(engine: DuckWarehouse, _: int) -> str:
    """Account between two appraisals."""
    for name, times in (("opening", "0.9"), ("restated", "0.95"), ("closing", "1.0")):
        engine.create(name, f'SELECT customer_id, clv * {times} AS clv, orders, stage, quadrant, "T" FROM appraisal')
    engine.create("opening_identity", "SELECT * FROM identity", stored=False)
    _timed(lambda: account.run(engine, date(2025, 6, 30), DAY, Quiet()))
    return "SELECT quadrant, sum(clv) FROM closing GROUP BY quadrant"


def run_misallocation(engine: DuckWarehouse, _: int) -> str:
    """Hold a month's bookings against the best use of them."""
    engine.create("settled_line", PLAN_LINE.empty_query())
    engine.create("identity_then", TABLES["identity"].empty_query())
    for table in (EFFECT_EVIDENCE, TRIAL_PERSON):
        engine.create(table.name, table.empty_query())
    engine.create("ended_plan", "SELECT CAST(NULL AS VARCHAR) AS plan_id WHERE 1 = 0")
    options = PlanOptions(consent="not_denied")
    asked = Asked("m", date(2025, 7, 1), date(2025, 7, 31), 0.0, {}, default_catalogue(), {}, options)
    _timed(lambda: pipeline.misallocate(engine, asked, Quiet()))
    return "SELECT quadrant, sum(clv) FROM appraisal GROUP BY quadrant"


def _timed(work: Callable[[], None]) -> None:
    """Print the seconds of some work."""
    began = time.perf_counter()
    work()
    print(json.dumps({"seconds": time.perf_counter() - began}))


def child(name: str, people: int) -> None:
    """One of the three in this process."""
    works = {"measure": run_measure, "statement": run_statement, "misallocation": run_misallocation}
    engine = prepared(people)
    floor = works[name](engine, people)
    began = time.perf_counter()
    engine.read(floor)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    print(json.dumps({"floor": time.perf_counter() - began, "gigabytes": peak}))


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--people", type=int, default=PEOPLE)
    parser.add_argument("--child", default="")
    asked = parser.parse_args()
    if asked.child:
        child(asked.child, asked.people)
        return
    print(f"{asked.people:,} customers        seconds  wanted   floor  gigabytes")
    for name, limit in LIMITS.items():
        command = [sys.executable, "-m", "bench.returns", "--child", name, "--people", str(asked.people)]
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=900)
        told: dict[str, float] = {}
        for line in done.stdout.splitlines():
            if line.startswith("{"):
                told |= json.loads(line)
        print(f"{name:20} {told['seconds']:14.1f} {limit:7} {told['floor']:7.2f} {told['gigabytes']:10.2f}", flush=True)


if __name__ == "__main__":
    main()
