"""Arms beside those left alone, in the strata where both are."""

from collections.abc import Iterable, Mapping
from typing import Any

from guanxi.core.models.experiment import BROKEN, Strata, Sums, sample_ratio

Row = Mapping[str, Any]


def sums_of(row: Row) -> Sums:
    """A row's sums."""
    return Sums(float(row["n"]), *(float(row[name]) for name in ("y", "yy", "x", "xx", "xy")))


def compared(rows: Iterable[Row]) -> Strata:
    """Treated and control of each stratum; of strata without one of them, nothing."""
    found: dict[str, list[Sums]] = {}
    for row in rows:
        pair = found.setdefault(row["stratum"], [Sums(), Sums()])
        pair[row["control"]] += sums_of(row)
    return {name: (pair[0], pair[1]) for name, pair in found.items() if pair[0].n and pair[1].n}


def split(sizes: Iterable[Row]) -> float | None:
    """p-value of the people drawn into each arm, in strata with several; None where nobody was left alone.

    Arms that share a stratum should divide it by their probabilities.
    """
    by_stratum: dict[str, list[Row]] = {}
    for row in sizes:
        by_stratum.setdefault(row["stratum"], []).append(row)
    both = [rows for rows in by_stratum.values() if {row["control"] for row in rows} == {0, 1}]
    if not both:
        return None
    seen, expected = _totals(both)
    return sample_ratio(seen, expected)


def _totals(strata: list[list[Row]]) -> tuple[list[float], list[float]]:
    """People seen and expected: of those left alone, and of each treated arm where strata share their arms."""
    arms = sorted({"" if row["control"] else str(row["arm"]) for rows in strata for row in rows})
    shared = all(len(rows) == len(arms) for rows in strata)
    names = arms if shared else ["", "treated"]
    seen, expected = dict.fromkeys(names, 0.0), dict.fromkeys(names, 0.0)
    for rows in strata:
        people, chance = sum(row["n"] for row in rows), sum(row["probability"] for row in rows)
        for row in rows:
            name = "" if row["control"] else str(row["arm"]) if shared else "treated"
            seen[name] += row["n"]
            expected[name] += people * row["probability"] / chance
    return list(seen.values()), list(expected.values())


def broken(p_value: float | None) -> bool:
    """Whether a split is too odd to be read."""
    return p_value is not None and p_value < BROKEN


def quadrant_of(stratum: str) -> str:
    """The quadrant in a stratum's name `action/quadrant`; empty where it has none."""
    return stratum.partition("/")[2]
