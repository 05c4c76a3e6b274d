"""Every figure of the four looks beside its baseline and its target, one table after the other, in one run.

`python -m bench.looks [cross_buy wallet …]` runs all parts, or those named; a part whose data are absent says so.
"""

import argparse
import importlib
import time

PARTS = ("cross_buy", "wallet", "lifecycle", "score", "scale")


def part(name: str) -> list[str]:
    """Lines of one part's table, from its module bench.looks_<name>; why there are none, where there are none."""
    try:
        module = importlib.import_module(f"bench.looks_{name}")
    except ModuleNotFoundError as missing:
        return [f"{name}: not measured, {missing.name} is not there"]
    try:
        lines: list[str] = module.run()
    except OSError as absent:
        return [f"{name}: not measured, {absent}"]
    return lines


def main() -> None:
    """Print the tables."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("parts", nargs="*", default=PARTS, metavar="PART", help=f"among {', '.join(PARTS)}")
    for name in arguments.parse_args().parts:
        began = time.perf_counter()
        lines = part(name)
        print("\n".join(lines), f"[{time.perf_counter() - began:.0f} s]", "", sep="\n", flush=True)


if __name__ == "__main__":
    main()
