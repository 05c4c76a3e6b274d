"""A made-up appraisal in the columns that charts and report read."""

from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa

from guanxi.core.tables.published import STAGES

QUADRANTS = ("growth_stock", "cash_cow", "sleeping_gold", "low_yield")
HOSTILE = "</text></svg><script>alert('奶粉')</script>"


def appraisal(people: int, seed: int = 7) -> tuple[pa.Table, pa.Table]:
    """Make people's scores and values, and the quadrants that follow from medians."""
    draw = np.random.default_rng(seed)
    points = draw.beta(2, 2.5, (people, 4)) * np.array([35, 25, 20, 20])
    score, vitality = points.sum(axis=1), draw.lognormal(5, 1.6, people) * (draw.random(people) < 0.8)
    cuts = (float(np.median(score)), float(np.median(vitality))) if people else (50.0, 0.0)
    high = np.where(vitality >= cuts[1], "growth_stock", "sleeping_gold")
    quadrant = np.where(score >= cuts[0], high, np.where(vitality >= cuts[1], "cash_cow", "low_yield"))
    unknown = draw.random(people) < 0.2
    names = ("points_wallet", "points_cross_buy", "points_engagement", "points_stage")
    columns: dict[str, Any] = {name: points[:, place] for place, name in enumerate(names)}
    columns |= {"uplift_score": score, "vitality": vitality, "quadrant": pa.array(quadrant.tolist(), pa.string())}
    columns["orders"] = pa.array(draw.integers(0, 9, people), pa.int64())
    columns["as_of"] = pa.array([date(2026, 6, 30)] * people, pa.date32())
    columns["stage"] = pa.array(draw.choice(STAGES, people).tolist(), pa.string())
    columns["wallet_share"] = pa.array(draw.beta(1.5, 2, people), mask=unknown)
    return pa.table(columns), summary(score, vitality, quadrant, cuts)


def summary(score: Any, vitality: Any, quadrant: Any, cuts: tuple[float, float]) -> pa.Table:
    """Sum people and money by quadrant."""
    rows = [
        {
            "quadrant": name,
            "customers": int((quadrant == name).sum()),
            "revenue_12m": 2 * float(vitality[quadrant == name].sum()),
            "value_12m": float(vitality[quadrant == name].sum()),
            "clv": 2.5 * float(vitality[quadrant == name].sum()),
            "headroom": 3 * float(vitality[quadrant == name].sum()),
            "mean_score": float(score[quadrant == name].mean()) if (quadrant == name).any() else None,
            "potential_cut": cuts[0],
            "vitality_cut": cuts[1],
        }
        for name in QUADRANTS
    ]
    return pa.Table.from_pylist(rows)


def offers() -> pa.Table:
    """Categories to be bought next, one of them named by somebody who means harm."""
    return pa.table(
        {"category": ["奶粉", "纸尿裤", HOSTILE, None], "expected_contribution": [300.0, 200.5, 90.0, None]}
    )
