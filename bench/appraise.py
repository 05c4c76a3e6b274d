"""How long an appraisal takes, how much memory it needs, and how far that is from the bare aggregates.

`python -m bench.appraise [--customers 1000000]` writes a seeded brand, then runs in processes of their own: the whole
appraisal with its publication, at full size and at a tenth, and the floor: the same aggregates hand-written in DuckDB.
Prints one table.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import NamedTuple

from bench.brand import load_files, write_brand
from guanxi.adapters.warehouse.duckdb import DuckWarehouse
from guanxi.core.kernel.options import AppraisalOptions
from guanxi.core.pipeline import appraise
from guanxi.core.tables import CANONICAL, REMEMBERED
from guanxi.handover.runs import RunStore
from guanxi.handover.views import ROW_EXTRA

AS_OF = date(2026, 6, 30)
MEMORY = "5GB"
LIMITS = {"seconds": 120.0, "gigabytes": 8.0, "tenth": 7.0, "floor": 6.0}

FLOOR = {
    "customer_day": """
        SELECT source, customer_key, CAST(ordered_at AS DATE) AS day, sum(revenue) AS revenue,
            sum(revenue * 0.4) AS contribution, bool_or(status = 'paid' AND quantity > 0) AS paid
        FROM order_line WHERE ordered_at < TIMESTAMP '2026-07-01' GROUP BY ALL""",
    "history": """
        SELECT source, customer_key, count(*) - 1 AS x, max(day) - min(day) AS t_x, DATE '2026-06-30' - min(day) AS age,
            sum(revenue) AS money, sum(revenue) FILTER (WHERE day > DATE '2025-06-30') AS revenue_12m
        FROM customer_day WHERE paid AND revenue > 0 GROUP BY ALL""",
    "customer_category": """
        SELECT source, customer_key, category,
            sum(revenue) FILTER (WHERE ordered_at >= TIMESTAMP '2025-07-01') AS spend,
            min(ordered_at) AS first_at, max(ordered_at) AS last_at
        FROM order_line WHERE ordered_at < TIMESTAMP '2026-07-01' GROUP BY ALL""",
    "gram": """
        SELECT a.category AS item, b.category AS other, count(*) AS persons
        FROM customer_category AS a JOIN customer_category AS b USING (source, customer_key)
        WHERE a.category <= b.category GROUP BY ALL""",
    "engagement": """
        SELECT source, customer_key,
            sum(power(0.5, date_diff('day', occurred_at, TIMESTAMP '2026-07-01') / 60)) AS points
        FROM interaction WHERE occurred_at < TIMESTAMP '2026-07-01' GROUP BY ALL""",
    "standing": """
        SELECT source, customer_key, percent_rank() OVER (ORDER BY revenue_12m) AS spend_rank,
            percent_rank() OVER (ORDER BY coalesce(points, 0)) AS engagement_rank
        FROM history LEFT JOIN engagement USING (source, customer_key)""",
}


class Figures(NamedTuple):
    """What a process took: seconds, seconds of its processors, most memory, and the seconds of each step."""

    seconds: float
    cpu: float
    gigabytes: float
    steps: dict[str, float]

    def slowest(self, most: int = 12) -> str:
        """The steps that took longest."""
        steps = sorted(self.steps.items(), key=lambda step: -step[1])[:most]
        return ", ".join(f"{name} {seconds:.1f}" for name, seconds in steps)


class Timed:
    """A progress that notes how long each step took."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._since = time.perf_counter()
        self._name = ""

    def step(self, name: str) -> None:
        """Close the step before and begin this one."""
        now = time.perf_counter()
        if self._name:
            self.seconds[self._name] = self.seconds.get(self._name, 0.0) + now - self._since
        self._name, self._since = name, now


def mount(warehouse: DuckWarehouse, folder: Path) -> None:
    """Show the loads as canonical views."""
    found = dict(load_files(folder))
    for table in CANONICAL:
        row = f"{table.name}__row"
        warehouse.mount(row, found.get(table.name, []), table, ROW_EXTRA[table.name])
        warehouse.create(table.name, f"SELECT {', '.join(table.names)} FROM {row}", stored=False)
    for table in REMEMBERED.values():
        warehouse.create(table.name, table.empty_query(), stored=False)


def child(folder: Path, what: str) -> None:
    """Do one thing in this process and print its figures as JSON."""
    timed = Timed()
    scratch = tempfile.TemporaryDirectory(dir=folder)
    with scratch as place, DuckWarehouse(Path(place) / "warehouse.duckdb", memory=MEMORY) as warehouse:
        mount(warehouse, folder)
        began, cpu = time.perf_counter(), time.process_time()
        if what == "floor":
            for name, query in FLOOR.items():
                timed.step(name)
                warehouse.create(name, query)
        else:
            appraise(warehouse, AS_OF, AppraisalOptions(), "0001", timed)
            timed.step("publish")
            RunStore(Path(place) / "runs").publish(warehouse, "0001", {"as_of": AS_OF.isoformat()}, {})
        timed.step("end")
        figures = {"seconds": time.perf_counter() - began, "cpu": time.process_time() - cpu}
    figures["gigabytes"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    print(json.dumps(figures | {"steps": timed.seconds}))


def measure(folder: Path, what: str) -> Figures:
    """Run one thing in a process of its own and return its figures."""
    command = [sys.executable, "-m", "bench.appraise", "--child", str(folder), what]
    answer = subprocess.run(command, check=True, capture_output=True, text=True)
    return Figures(**json.loads(answer.stdout.splitlines()[-1]))


def main() -> None:
    """Write the brands, measure, print."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--customers", type=int, default=1_000_000)
    arguments.add_argument("--child", nargs=2, metavar=("FOLDER", "WHAT"))
    given = arguments.parse_args()
    if given.child:
        child(Path(given.child[0]), given.child[1])
        return
    with tempfile.TemporaryDirectory(prefix="guanxi-bench-") as scratch:
        report(Path(scratch), given.customers)


def report(scratch: Path, customers: int) -> None:
    """Measure a brand of this size and one of a tenth, and print figures beside their limits."""
    full, tenth = scratch / "full", scratch / "tenth"
    lines = write_brand(full, customers)
    small = write_brand(tenth, customers // 10)
    print(f"{customers:,} customers, {lines:,} order lines; a tenth: {small:,} order lines")
    floor, whole, part = measure(full, "floor"), measure(full, "appraisal"), measure(tenth, "appraisal")
    for name, found in (("bare aggregates", floor), ("appraisal", whole), ("appraisal of a tenth", part)):
        print(f"{name}: {found.slowest()}")
    rows = [
        ("appraisal, seconds", whole.seconds, LIMITS["seconds"]),
        ("appraisal, peak GB", whole.gigabytes, LIMITS["gigabytes"]),
        ("bare aggregates, seconds", floor.seconds, None),
        ("appraisal / bare aggregates", whole.seconds / floor.seconds, LIMITS["floor"]),
        ("a tenth, seconds", part.seconds, None),
        ("full / a tenth (at least)", whole.seconds / part.seconds, LIMITS["tenth"]),
        ("the same in CPU seconds", whole.cpu / part.cpu, None),
        ("appraisal, CPU seconds", whole.cpu, None),
        ("bare aggregates, CPU seconds", floor.cpu, None),
    ]
    for name, figure, limit in rows:
        print(f"{name:32}{figure:10.2f}" + (f"   limit {limit:g}" if limit else ""))


if __name__ == "__main__":
    main()
