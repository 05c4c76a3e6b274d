"""Each experiment as it reads: as a whole, by arm, quadrant and team; several things measured, several times after."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

from guanxi.core.flow.measure.groups import Row, broken, compared, quadrant_of, split
from guanxi.core.models.experiment import Difference, Strata, difference, proportions


def readings(sizes: Sequence[Row], sums: Sequence[Row]) -> Iterator[dict[str, Any]]:
    """Rows of `experiment_reading`."""
    for name, drawn in groupby(sizes, lambda row: str(row["experiment_id"])):
        mine = list(drawn)
        p_split = split(mine)
        told = [row for row in sums if row["experiment_id"] == name]
        if p_split is None or broken(p_split) or not told:
            verdict = "no_holdout" if p_split is None else "broken_split" if broken(p_split) else "too_early"
            yield {"experiment_id": name, "scope": "all", "member": "", "metric": "", "months": 0} | {
                "verdict": verdict, "split_p": p_split, "treated": _people(mine, 0), "control": _people(mine, 1)
            }  # fmt: skip
            continue
        yield from _read(name, p_split, told)


def _people(sizes: Iterable[Row], control: int) -> int:
    return int(sum(row["n"] for row in sizes if row["control"] == control))


def _read(name: str, p_split: float, told: list[Row]) -> Iterator[dict[str, Any]]:
    """Readings of one experiment whose split is sound."""
    for months, metric in sorted({(row["months"], row["metric"]) for row in told}):
        rows = [row for row in told if (row["months"], row["metric"]) == (months, metric)]
        for scope, member, mine in _scopes(rows):
            strata = compared(mine)
            found = difference(strata)
            if found is not None:
                head = {"experiment_id": name, "scope": scope, "member": member, "metric": metric, "months": months}
                later = sum(row["treated_later"] for row in mine if row["control"] and row["stratum"] in strata)
                told_row = head | {"split_p": p_split, "control_treated": int(later)} | _told(found, metric, strata)
                yield told_row | (_returned(found, mine, strata) if metric == "contribution" else {})


def _scopes(rows: list[Row]) -> Iterator[tuple[str, str, list[Row]]]:
    """Everybody; each arm beside those left alone in its strata; each quadrant; each team whose time it takes."""
    yield "all", "", rows
    for arm in sorted({str(row["arm"]) for row in rows if not row["control"]}):
        yield "arm", arm, [row for row in rows if row["control"] or row["arm"] == arm]
    for quadrant in sorted({quadrant_of(str(row["stratum"])) for row in rows} - {""}):
        yield "quadrant", quadrant, [row for row in rows if quadrant_of(str(row["stratum"])) == quadrant]
    for team in sorted({str(row["team"]) for row in rows} - {""}):
        yield "team", team, [row for row in rows if row["team"] == team]


def _returned(found: Difference, rows: list[Row], strata: Strata) -> dict[str, float]:
    """What was spent on each person treated, and what came back of one unit spent; the cost is known, not estimated."""
    spent = sum(row["spent"] for row in rows if not row["control"] and row["stratum"] in strata) / found.treated
    if spent <= 0:
        return {}
    ends = {"returned": found.mean, "returned_low": found.low, "returned_high": found.high}
    return {"spent": spent} | {name: value / spent for name, value in ends.items()}


def _told(found: Difference, metric: str, strata: Strata) -> dict[str, Any]:
    """A difference as columns; shares with few people by an interval made for them."""
    low, high = found.low, found.high
    if metric in {"conversion", "retention"} and len(strata) == 1:
        ((treated, control),) = strata.values()
        low, high = proportions(treated, control)
    verdict = "better" if low > 0 else "worse" if high < 0 else "no_evidence"
    return {
        "treated": found.treated, "control": found.control, "base": found.base, "difference": found.mean,
        "sd": found.sd, "low": low, "high": high, "always_low": found.always_low, "always_high": found.always_high,
        "p_value": found.p_value, "narrowed": found.narrowed, "verdict": verdict,
    }  # fmt: skip
