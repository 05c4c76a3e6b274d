"""How long staff wait for what a page reads of a run of a million people, and how much memory a reader takes.

`python -m bench.web [--customers 1000000]` writes a published run by rule (the published columns, sorted as published,
sizes of a retailer), opens it in a process of its own and asks every reader hundreds of times, each time for something
else, on one thread. Prints one table: seconds of the clock and of the processor, beside limits that leave room for
the page.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

from bench.web_run import QUADRANTS, STAGES, write_run
from guanxi.adapters.snapshot import DuckSnapshot
from guanxi.core.tables import PUBLISHED
from guanxi.ops.published import PREPARED
from guanxi.ops.published.find import Filter, Order, choices, count, ids, page
from guanxi.ops.published.person import person
from guanxi.ops.published.timeline import timeline
from guanxi.ops.published.treasure import cells, movement, overview

CALLS = 200
LIMITS = {"map": 300.0, "search": 150.0, "person": 150.0, "list": 200.0, "gigabytes": 1.0}  # milliseconds, p95
Question = Callable[[int], object]


def main() -> None:
    """Write the run and measure it, each in a process of its own, and print."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--customers", type=int, default=1_000_000)
    arguments.add_argument("--child", nargs=2, metavar=("FOLDER", "WHAT"))
    given = arguments.parse_args()
    if given.child:
        folder, what = Path(given.child[0]), given.child[1]
        print(json.dumps(write_run(folder, given.customers) if what == "write" else measured(folder, given.customers)))
        return
    with tempfile.TemporaryDirectory(prefix="guanxi-bench-") as scratch:
        size = _child(scratch, "write", given.customers)
        print(f"{given.customers:,} customers, a run of {size / 1e6:,.0f} MB; {CALLS} calls of each, one thread")
        print("\n".join(_child(scratch, "read", given.customers)))


def _child(folder: str, what: str, customers: int) -> Any:
    """Do one thing in a process of its own, whose most memory is nobody else's; return what it says."""
    command = [sys.executable, "-m", "bench.web", "--child", folder, what, "--customers", str(customers)]
    answer = subprocess.run(command, check=True, capture_output=True, text=True)
    return json.loads(answer.stdout.splitlines()[-1])


def measured(folder: Path, customers: int) -> list[str]:
    """Lines of the table."""
    began, cpu = time.perf_counter(), time.process_time()
    files = {table.name: folder / f"{table.name}.parquet" for table in PUBLISHED}
    snapshot = DuckSnapshot("bench", date(2026, 6, 30), {n: f for n, f in files.items() if f.exists()}, PREPARED)
    opened = f"{'opening, seconds':32}{time.perf_counter() - began:10.1f}  of processor{time.process_time() - cpu:8.1f}"
    lines = [f"{'milliseconds':32}{'p50':>10}{'p95':>10}{'cpu p95':>10}{'limit':>10}"]
    for name, (limit, question) in questions(snapshot, Random(7), customers).items():
        lines.append(line(name, LIMITS[limit], question))
    alone = _gigabytes()
    lines.append(crowd(snapshot, Random(8)))
    peaks = f"{'peak GB, alone and in a crowd':32}{alone:10.2f}{_gigabytes():10.2f}{LIMITS['gigabytes']:>20g}"
    return [opened, *lines, peaks]


def questions(snapshot: DuckSnapshot, random: Random, customers: int) -> dict[str, tuple[str, Question]]:
    """Every reader by its name, with the limit that counts for it."""
    some = [one for number, one in enumerate(ids(snapshot)) if number % 37 == 0]

    def anybody() -> str:
        return random.choice(some)

    def asked(**wanted: object) -> object:
        return page(snapshot, Filter(**wanted), random.choice(list(Order)))  # type: ignore[arg-type]  # fields of a filter, by name

    return {
        "map: quadrants, anew": ("map", lambda _: overview.__wrapped__(snapshot)),  # type: ignore[attr-defined]  # not the kept answer
        "map: movement, anew": ("map", lambda _: movement.__wrapped__(snapshot)),  # type: ignore[attr-defined]  # not the kept answer
        "map: cells, anew": ("map", lambda n: cells.__wrapped__(snapshot, 24 + n % 40)),  # type: ignore[attr-defined]  # not the kept answer
        "map: all, as kept": ("map", lambda _: (overview(snapshot), movement(snapshot), cells(snapshot))),
        "list: choices, as kept": ("list", lambda _: choices(snapshot)),
        "list: everybody": ("list", lambda _: asked()),
        "list: from the middle": ("list", lambda _: page(snapshot, after="[50.0, 0]")),
        "list: quadrant and stage": (
            "list", lambda n: asked(quadrant=QUADRANTS[n % 4], stage=random.choice(STAGES))
        ),
        "list: owner": ("list", lambda n: asked(owner=f"顾问{n % 300}")),
        "list: bought": ("list", lambda n: asked(bought=f"品类{n % 300}")),
        "list: next category": ("list", lambda n: asked(next_category=f"品类{n % 300}")),
        "list: brushed": (
            "list", lambda n: asked(potential=(n / 4, n / 4 + 20), vitality=(n, n * 9.0)),
        ),
        "list: 2,000 given ids": ("list", lambda _: asked(among=tuple(random.choices(some, k=2000)))),
        "count: brushed": ("list", lambda n: count(snapshot, Filter(potential=(n / 4, n / 4 + 20)))),
        "search: id": ("search", lambda _: asked(text=anybody())),
        "search: key": ("search", lambda _: asked(text=f"m{random.randrange(customers)}")),
        "search: telephone's end": ("search", lambda _: asked(text=f"{random.randrange(10_000):04d}")),
        "search: name": ("search", lambda n: asked(text=f"张{chr(0x4E00 + n * 37 % 3000)}")),
        "search: e-mail": ("search", lambda _: asked(text=f"u{random.randrange(customers)}@example.com")),
        "person": ("person", lambda _: person(snapshot, anybody())),
        "timeline": ("person", lambda _: timeline(snapshot, anybody())),
        "person and timeline": ("person", lambda _: (person(snapshot, one := anybody()), timeline(snapshot, one))),
    }  # fmt: skip


def line(name: str, limit: float, question: Question) -> str:
    """Ask so many times; one line with the middle, and what one in twenty exceeds."""
    clock, processor = [], []
    for number in range(CALLS):
        began, cpu = time.perf_counter(), time.thread_time()
        question(number)
        clock.append(1000 * (time.perf_counter() - began))
        processor.append(1000 * (time.thread_time() - cpu))
    clock.sort()
    high = int(CALLS * 0.95)
    return f"{name:32}{clock[CALLS // 2]:10.1f}{clock[high]:10.1f}{sorted(processor)[high]:10.1f}{limit:10g}"


def crowd(snapshot: DuckSnapshot, random: Random) -> str:
    """Fifty readers at once: how many persons, pages and searches they get in a second together."""
    some = [row.customer_id for row in page(snapshot, limit=2000).rows]
    random.shuffle(some)

    def read(number: int) -> None:
        person(snapshot, some[number])
        page(snapshot, Filter(quadrant=QUADRANTS[number % 4]), Order.VALUE)
        page(snapshot, Filter(text=f"{number:04d}"))

    began = time.perf_counter()
    with ThreadPoolExecutor(50) as readers:
        list(readers.map(read, range(300)))
    return f"{'50 readers, answers a second':32}{900 / (time.perf_counter() - began):10.1f}"


def _gigabytes() -> float:
    """Most memory this process has held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2


if __name__ == "__main__":
    main()
