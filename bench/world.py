"""How long the demo brand takes to simulate: 20,000 people over two years. `python -m bench.world`."""

import time
from statistics import median

from guanxi.entry.cli.demo_brand import END, SEED, YEARS
from guanxi.world import simulate

PEOPLE, TIMES, LIMIT = 20_000, 3, 6  # people, runs, seconds


def main() -> None:
    """Print the median of three runs."""
    seconds = []
    for _ in range(TIMES):
        began = time.perf_counter()
        simulate(PEOPLE, YEARS, SEED, END)
        seconds.append(time.perf_counter() - began)
    print(f"{PEOPLE:,} people over {YEARS:g} years: {median(seconds):.1f} s, wanted at most {LIMIT}")


if __name__ == "__main__":
    main()
