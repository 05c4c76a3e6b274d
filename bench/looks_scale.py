"""How long the four looks take a brand of a million customers, 20 million order lines and 300 categories.

The whole appraisal with its publication, in a process of its own, beside limits; `python -m bench.looks_scale` prints
one table. Where there is no room for the brand, it is not measured.
"""

import tempfile
from pathlib import Path

from bench.appraise import measure
from bench.brand import write_brand

CUSTOMERS, CATEGORIES = 1_000_000, 300
LIMITS = {"seconds": 150.0, "gigabytes": 8.0}


def run(customers: int = CUSTOMERS, categories: int = CATEGORIES) -> list[str]:
    """Lines of a table: figure, reached, limit; and the steps that took longest."""
    with tempfile.TemporaryDirectory(prefix="guanxi-bench-") as scratch:
        lines = write_brand(Path(scratch), customers, categories=categories)
        found = measure(Path(scratch), "appraisal")
    return [
        f"four looks, {customers:,} customers, {lines:,} order lines, {categories} categories",
        f"{'appraisal, seconds':32}{found.seconds:10.1f}   limit {LIMITS['seconds']:g}",
        f"{'appraisal, peak GB':32}{found.gigabytes:10.2f}   limit {LIMITS['gigabytes']:g}",
        f"slowest steps, seconds: {found.slowest()}",
    ]


if __name__ == "__main__":
    print("\n".join(run()))
