"""Allocation: how fast, how near the optimum, in how much memory, beside HiGHS on the same instance in the same run.

`python -m bench.plan [10000 100000 …] [--peers]` makes customers × 8 actions with one budget and 20 teams' hours, and
solves each size in a process of its own. HiGHS (interior point, linear relaxation) is run up to 10,000 customers, with
`--peers` up to 100,000: beyond it does not come back within minutes. Greedy: by worth for each part of the budget.
"""

import argparse
import json
import resource
import subprocess
import sys
import time
from typing import Any

import numpy as np
from scipy.optimize import linprog

from guanxi.core.models.allocation import NONE, Choices, Use, allocate
from guanxi.core.models.allocation.vertex import limits
from guanxi.core.models.fitting import Array

SIZES = (10_000, 100_000, 1_000_000, 10_000_000)
LIMITS = {  # seconds, gap, gigabytes
    10_000: (0.5, 0.003, None),
    100_000: (0.6, 0.0005, None),
    1_000_000: (4.0, 0.00003, 0.6),
    10_000_000: (45.0, 0.000003, 5.0),
}
ACTIONS, TEAMS, SEED = 8, 20, 1


def instance(customers: int) -> Choices:
    """Purses and tastes of customers, actions dear in money or in hours, teams of unequal hours."""
    random = np.random.default_rng(SEED)
    dtype = np.float32 if customers > 500_000 else np.float64
    shape = (customers, ACTIONS)
    worth, cost, minutes = (np.empty(shape, dtype=dtype) for _ in range(3))
    for start in range(0, customers, 250_000):
        piece = slice(start, min(start + 250_000, customers))
        part = (piece.stop - piece.start, ACTIONS)
        taste = random.gamma(1.5, 1, (part[0], 1)) * random.lognormal(0, 0.6, part)
        worth[piece] = taste * np.linspace(0.6, 1.6, ACTIONS)
        cost[piece] = random.uniform(0.5, 1.5, part) * np.linspace(0.5, 2, ACTIONS)
        minutes[piece] = random.uniform(0.5, 1.5, part) * np.linspace(2, 0.5, ACTIONS)
    team = random.integers(1, TEAMS + 1, (customers, 1))
    hours = 0.2 * customers / TEAMS * random.uniform(0.5, 1.5, TEAMS)
    uses = (Use(cost, np.zeros((1, 1), dtype=np.int64)), Use(minutes, team))
    return Choices(worth, uses, np.concatenate([[0.25 * customers], hours]))


def child(customers: int, peer: bool) -> None:
    """Solve one instance in this process, and print its figures as JSON."""
    choices = instance(customers)
    allocate(instance(2_000))  # what is loaded once is not the solver's time
    began = time.perf_counter()
    found = allocate(choices)
    figures: dict[str, Any] = {"seconds": time.perf_counter() - began, "gap": found.gap, "bound": found.bound}
    figures["gigabytes"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    figures["feasible"] = bool((found.used <= choices.capacity * (1 + 1e-9)).all())
    figures["greedy"] = choices.value(_greedy(choices)) / found.bound
    if peer:
        figures |= _highs(choices)
    print(json.dumps(figures))


def _greedy(choices: Choices) -> Any:
    """Best worth for each part of all limits, until a resource is used up."""
    scarce = 1 / np.maximum(choices.capacity, 1e-12)
    dear = sum((np.broadcast_to(use.priced(scarce), choices.worth.shape) for use in choices.uses), np.zeros(1))
    ratio: Array = choices.worth / np.maximum(dear, 1e-12)
    best = ratio.argmax(axis=1)
    order = np.argsort(-ratio[np.arange(len(best)), best], kind="stable")
    served = np.ones(len(order), dtype=bool)
    for use in choices.uses:
        amount, of = choices.cells(use, order, best[order])
        for resource_no in np.unique(of):
            mine = served & (of == resource_no)
            served[mine] &= np.cumsum(amount[mine]) <= choices.capacity[resource_no]
    given = np.full(len(best), NONE, dtype=np.int64)
    given[order[served]] = best[order[served]]
    return given


def _highs(choices: Choices) -> dict[str, float]:
    """The linear relaxation by HiGHS' interior point."""
    rows, actions = np.nonzero(np.ones(choices.worth.shape))
    table: Any
    table, most = limits(choices, rows, actions)
    began = time.perf_counter()
    found = linprog(
        -choices.worth[rows, actions].astype(float), A_ub=table, b_ub=most, bounds=(0, 1), method="highs-ipm"
    )
    return {"highs_seconds": time.perf_counter() - began, "highs_bound": -float(found.fun or 0.0)}


def main() -> None:
    """Solve every size and print a table."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("sizes", nargs="*", type=int, default=SIZES)
    arguments.add_argument("--peers", action="store_true")
    arguments.add_argument("--child", action="store_true")
    given = arguments.parse_args()
    if given.child:
        child(given.sizes[0], given.peers)
        return
    heads = (("customers × 8", 14), ("seconds", 9), ("limit", 8), ("gap %", 11), ("limit", 9), ("GB", 6), ("limit", 7))
    print("".join(f"{head:>{width}}" for head, width in heads) + "  feasible  greedy/bound  HiGHS")
    for size in given.sizes:
        peer = size <= (100_000 if given.peers else 10_000)
        command = [sys.executable, "-m", "bench.plan", str(size), "--child", *(["--peers"] if peer else [])]
        answer = subprocess.run(command, check=True, capture_output=True, text=True)
        print(_line(size, json.loads(answer.stdout.splitlines()[-1])), flush=True)


def _line(size: int, found: dict[str, Any]) -> str:
    """One size's row."""
    seconds, gap, memory = LIMITS.get(size, (None, None, None))
    limits_of = [f"{limit:g}" if limit else "" for limit in (seconds, 100 * gap if gap else None, memory)]
    line = f"{size:14,}{found['seconds']:9.2f}{limits_of[0]:>8}{100 * found['gap']:11.6f}{limits_of[1]:>9}"
    line += f"{found['gigabytes']:6.2f}{limits_of[2]:>7}{found['feasible']!s:>10}{found['greedy']:14.3f}"
    if "highs_seconds" in found:
        apart = abs(found["bound"] / found["highs_bound"] - 1)
        line += f"  {found['highs_seconds']:.1f} s, bounds differ by {apart:.1e}"
    return line


if __name__ == "__main__":
    main()
