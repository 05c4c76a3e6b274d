"""What experiments teach the next plan: what each action changed, by quadrant, all experiments together."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from math import sqrt
from typing import Any

from guanxi.core.flow.measure.groups import Row, broken, compared, quadrant_of, split
from guanxi.core.models.experiment import difference, spread_alike

METRIC = "contribution_capped"  # what few bought for very much must not decide


def evidence(sizes: Sequence[Row], sums: Sequence[Row]) -> Iterator[dict[str, Any]]:
    """Rows of `effect_evidence`: of every sound experiment the longest time that has passed, together by precision."""
    found: dict[tuple[str, str, int], list[tuple[float, float, int, int]]] = defaultdict(list)
    for name in readable(sizes):
        mine = [row for row in sums if row["experiment_id"] == name and row["metric"] == METRIC]
        for stratum in sorted({str(row["stratum"]) for row in mine if quadrant_of(str(row["stratum"]))}):
            _add(found, stratum, [row for row in mine if row["stratum"] == stratum])
    for (action, quadrant, months), parts in sorted(found.items()):
        yield {"action_id": action, "quadrant": quadrant, "months": months} | _together(parts)


def readable(sizes: Sequence[Row]) -> list[str]:
    """Experiments with people left alone and a split that is not broken."""
    names = sorted({str(row["experiment_id"]) for row in sizes})
    found = {name: split([row for row in sizes if row["experiment_id"] == name]) for name in names}
    return [name for name, p_split in found.items() if p_split is not None and not broken(p_split)]


def _add(found: dict[tuple[str, str, int], list[tuple[float, float, int, int]]], stratum: str, rows: list[Row]) -> None:
    """Put down what one stratum of one experiment says after the longest time that has passed."""
    months = max(row["months"] for row in rows)
    strata = compared(row for row in rows if row["months"] == months)
    told = difference(strata)
    if told is None or not (sd := max(told.sd, spread_alike(strata))):
        return
    action, _, quadrant = stratum.partition("/")
    found[action, quadrant, months].append((told.mean, sd, told.treated, told.control))


def _together(parts: list[tuple[float, float, int, int]]) -> dict[str, Any]:
    """Several experiments on the same, weighted by precision."""
    weight = sum(1 / sd**2 for _, sd, _, _ in parts)
    tau = sum(mean / sd**2 for mean, sd, _, _ in parts) / weight
    return {
        "experiments": len(parts), "tau": tau, "sd": 1 / sqrt(weight), "treated": sum(part[2] for part in parts),
        "control": sum(part[3] for part in parts),
    }  # fmt: skip
