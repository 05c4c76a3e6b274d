"""How much CPU a million customers' future takes, from their orders to CLV, beside the peers; then how good it is.

`python -m bench.value [--customers 1000000] [--peers [FOLDER]]` simulates two years of orders (seeded) and prints, in
CPU-seconds (user and system), the summary of orders by DuckDB, fits, forecasts, 12-month CLV, and the whole chain in a
process of its own with its peak of resident memory. `--peers` runs lifetimes and pymc-marketing too, in environments
made with pip in FOLDER. The second table is bench.forecast's.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import duckdb
import numpy as np
from numpy.typing import NDArray

from bench.value_peerage import peers
from bench.value_world import AS_OF, write_orders
from guanxi.core.models import BetaGeoNBD, GammaGamma, ModifiedBetaGeoNBD, ParetoNBD, customer_lifetime_value

Some = TypeVar("Some")
Columns = dict[str, NDArray[np.float64]]
HORIZON = 365.0
SUMMARY = f"""
    WITH customer_day AS (
        SELECT customer_id, CAST(ordered_at AS DATE) AS day, sum(revenue) AS revenue
        FROM '{{file}}' GROUP BY customer_id, day
    )
    SELECT count(*) - 1 AS x, max(day) - min(day) AS t_x, DATE '{AS_OF}' - min(day) AS T,
        coalesce((sum(revenue) - arg_min(revenue, day)) / nullif(count(*) - 1, 0), 0) AS m
    FROM customer_day GROUP BY customer_id
"""
TARGETS = {
    "summary": 5.0,
    "fit bg_nbd": 0.4,
    "fit mbg_nbd": 0.4,
    "fit pareto_nbd": 1.6,
    "fit gamma_gamma": 0.45,
    "predict bg_nbd": 0.06,
    "predict pareto_nbd": 0.3,
    "clv": 0.2,
    "chain": 8.0,
    "gigabytes": 1.5,
}


def summarise(file: Path) -> Columns:
    """Orders to one row a customer: repeat purchase days, age at the last, age now, mean money of the repeats."""
    with duckdb.connect() as engine:
        engine.execute("SET threads = 2; SET memory_limit = '1GB'; SET preserve_insertion_order = false")
        found = engine.sql(SUMMARY.format(file=file)).fetchnumpy()
    return {name: np.asarray(values, dtype=np.float64) for name, values in found.items()}


def chain(file: Path) -> dict[str, float]:
    """Orders to everybody's CLV, as somebody would write it; what this whole process has cost."""
    one = summarise(file)
    x, t_x, T, m = (one[name] for name in ("x", "t_x", "T", "m"))
    model, spend = BetaGeoNBD().fit(x, t_x, T), GammaGamma().fit(x, m)
    worth = customer_lifetime_value(model, spend, x, t_x, T, m, months=12)
    assert np.isfinite(worth).all()
    used = resource.getrusage(resource.RUSAGE_SELF)
    return {"chain": used.ru_utime + used.ru_stime, "gigabytes": used.ru_maxrss / 1024**2}


def parts(file: Path) -> dict[str, float]:
    """Each link of the chain, and the models beside it."""
    seconds: dict[str, float] = {}

    def timed(what: str, work: Callable[[], Some]) -> Some:
        began = time.process_time()
        done = work()
        seconds[what] = time.process_time() - began
        return done

    one = timed("summary", lambda: summarise(file))
    np.savez(file.with_name("summary.npz"), **one)  # type: ignore[arg-type]
    history, m = (one["x"], one["t_x"], one["T"]), one["m"]
    bg = timed("fit bg_nbd", lambda: BetaGeoNBD().fit(*history))
    timed("fit mbg_nbd", lambda: ModifiedBetaGeoNBD().fit(*history))
    pareto = timed("fit pareto_nbd", lambda: ParetoNBD().fit(*history))
    spend = timed("fit gamma_gamma", lambda: GammaGamma().fit(history[0], m))
    timed("predict bg_nbd", lambda: bg.expected_purchases(HORIZON, *history))
    timed("predict pareto_nbd", lambda: pareto.expected_purchases(HORIZON, *history))
    timed("clv", lambda: customer_lifetime_value(bg, spend, *history, m, months=12))
    return seconds


def measure(what: str, file: Path) -> dict[str, float]:
    """Do one thing in a process of its own and return its figures."""
    command = [sys.executable, "-m", "bench.value", "--child", what, str(file)]
    answer = subprocess.run(command, check=True, capture_output=True, text=True)
    figures: dict[str, float] = json.loads(answer.stdout.splitlines()[-1])
    return figures


def main() -> None:
    """Write the orders, measure, print."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--customers", type=int, default=1_000_000)
    arguments.add_argument("--peers", nargs="?", const="", metavar="FOLDER")
    arguments.add_argument("--child", nargs=2, metavar=("WHAT", "FILE"))
    given = arguments.parse_args()
    if given.child:
        what, file = given.child
        print(json.dumps({"chain": chain, "parts": parts}[what](Path(file))))
        return
    with tempfile.TemporaryDirectory(prefix="guanxi-bench-") as scratch:
        report(Path(scratch), given.customers, given.peers)
    quality()


def report(scratch: Path, customers: int, folder: str | None) -> None:
    """Measure, and print figures beside their limits and the peers'."""
    file = scratch / "orders.parquet"
    orders = write_orders(file, customers)
    print(f"{customers:,} customers, {orders:,} orders; CPU-seconds")
    ours = measure("parts", file) | measure("chain", file)
    others = peers(scratch, file, Path(folder) if folder else scratch / "peers") if folder is not None else {}
    print(f"{'':24}{'guanxi':>10}{'limit':>8}" + "".join(f"{peer:>18}" for peer in others), flush=True)
    for what, limit in TARGETS.items():
        beside = "".join(f"{answers.get(what, ''):>18}" for answers in others.values())
        print(f"{what:24}{ours[what]:10.2f}{limit:8g}{beside}")


def quality() -> None:
    """Print the second table, of bench.forecast."""
    print(flush=True)
    subprocess.run([sys.executable, "-m", "bench.forecast"], check=False)


if __name__ == "__main__":
    main()
