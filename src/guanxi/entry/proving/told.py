"""What a proof comes to: a table of policies, experiments beside the truth, and spending by quarter."""

from typing import Any

import numpy as np

from guanxi.core.models.fitting import Array
from guanxi.core.models.interval import SURELY
from guanxi.entry.proving.proof import POLICIES, Proof

Row = dict[str, Any]
QUARTER = 3  # months


def table(found: Proof) -> list[Row]:
    """Every policy's profit with its interval over seeds, and its share of the oracle's: in all, last quarter, each."""
    whole, last = found.profit.sum(axis=2), found.profit[:, :, -QUARTER:].sum(axis=2)
    best, best_last = whole[:, -1].mean(), last[:, -1].mean()
    rows = []
    for place, name in enumerate(POLICIES):
        mean, error = float(whole[:, place].mean()), _error(whole[:, place])
        rows.append({
            "policy": name, "profit": mean, "low": mean - SURELY * error, "high": mean + SURELY * error,
            "share": _part(mean, best), "share_last": _part(float(last[:, place].mean()), best_last),
            "spent": float(found.spent[:, place].sum(axis=1).mean()),
            "quarters": [_part(*pair) for pair in _beside(found.profit, place)],
        })  # fmt: skip
    return rows


def experiments(found: Proof) -> dict[str, float]:
    """How experiments read beside the truth: their number, bias with its noise, and how often intervals cover."""
    measured, truth, holds = found.experiments.T
    away = measured - truth
    if not len(away):
        return {"count": 0, "bias": 0.0, "noise": 0.0, "cover": 0.0}
    cover = float(holds.mean())
    return {"count": len(away), "bias": float(away.mean()), "noise": SURELY * _error(away), "cover": cover}


def spent_by_quarter(found: Proof, policy: str) -> list[float]:
    """Money a person that a policy spends in each quarter."""
    return [float(one) for one in _quarters(found.spent[:, POLICIES.index(policy)])]


def told(found: Proof) -> Row:
    """Everything a program may want; what one world cannot say is null."""
    quarters = {name: spent_by_quarter(found, name) for name in POLICIES}
    whole = {"policies": table(found), "experiments": experiments(found), "spent_by_quarter": quarters}
    return {name: _known(part) for name, part in whole.items()}


def _known(value: Any) -> Any:
    """The same without figures that are none."""
    if isinstance(value, dict):
        return {name: _known(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_known(part) for part in value]
    return None if isinstance(value, float) and not np.isfinite(value) else value


def _beside(profit: Array, place: int) -> list[tuple[float, float]]:
    """A policy's profit beside the oracle's, quarter by quarter."""
    own, best = _quarters(profit[:, place]).tolist(), _quarters(profit[:, -1]).tolist()
    return list(zip(own, best, strict=True))


def _quarters(values: Array) -> Array:
    """Sums of each quarter, mean over seeds; months beyond whole quarters are left out."""
    whole = values.shape[1] // QUARTER * QUARTER
    return np.asarray(values[:, :whole].reshape(len(values), -1, QUARTER).sum(axis=2).mean(axis=0))


def _error(values: Array) -> float:
    return float(values.std(ddof=1) / np.sqrt(len(values))) if len(values) > 1 else float("nan")


def _part(one: float, whole: float) -> float:
    return one / whole if whole > 0 else float("nan")
