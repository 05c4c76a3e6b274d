"""Effects for each person: from a plan's experiment and how people looked then, to the next plan's candidates."""

from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from guanxi.adapters.warehouse.duckdb import DuckWarehouse
from guanxi.core.flow import measure
from guanxi.core.flow.respond.effects import known_effects
from guanxi.core.kernel.catalogue import QUADRANTS, ActionOptions, PlanOptions
from guanxi.core.models.effects import Effects
from guanxi.core.tables import TABLES
from guanxi.core.tables.measured import LOOKED
from guanxi.core.tables.planned import PLAN_HOLDOUT, PLAN_LINE
from guanxi.core.tables.published import APPRAISAL
from guanxi.entry.appraising import Quiet

TODAY, DRAWN, PEOPLE = date(2025, 12, 31), date(2025, 7, 1), 4000
CALL = ActionOptions(
    name_zh="电话", name_en="call", depth="companionship", channel="phone", purpose="care", effect_in="money",
    effect={name: [20.0, 40.0] for name in QUADRANTS},
)  # fmt: skip
ACTIONS = {"call": CALL}


def looks(seed: int) -> pa.Table:
    """How people look: a spread of everything, one quadrant in four, engagement the only thing that will matter."""
    rng = np.random.default_rng(seed)
    columns: dict[str, Any] = {name: pa.array(rng.gamma(2, 10, PEOPLE)) for name in LOOKED}
    columns["engagement"] = pa.array(rng.uniform(0, 100, PEOPLE))
    columns["wallet"] = pa.array([None if n % 7 == 0 else 100.0 for n in range(PEOPLE)], pa.float64())
    columns["quadrant"] = pa.array([QUADRANTS[n % 4] for n in range(PEOPLE)])
    columns["customer_id"] = pa.array([f"c{n:05d}" for n in range(PEOPLE)])
    columns["run_id"] = pa.array(["0001"] * PEOPLE)
    columns |= {"orders": pa.array([1] * PEOPLE), "contribution_12m": pa.array([1.0] * PEOPLE)}
    empty = {c.name: pa.nulls(PEOPLE, pa.string()) for c in APPRAISAL.columns if c.name not in columns}
    return pa.table(columns | empty)


def learned(effect: float, seed: int = 1) -> tuple[Effects, pa.Table]:
    """Draw an experiment on calls that add `effect` a person at engagement 100 and nothing at 0; read it; respond."""
    rng, seen = np.random.default_rng(seed), looks(seed)
    called = rng.random(PEOPLE) < 0.7
    bought = rng.poisson(60 + called * effect * np.array(seen["engagement"]) / 100)
    with DuckWarehouse(None) as memory:
        draws = [
            {"experiment_id": "plan", "customer_id": f"c{n:05d}", "arm": "call" if called[n] else "holdout",
             "assigned_at": datetime.combine(DRAWN, datetime.min.time()), "probability": 0.7 if called[n] else 0.3,
             "stratum": f"call/{QUADRANTS[n % 4]}"} for n in range(PEOPLE)
        ]  # fmt: skip
        days_ago = (TODAY - DRAWN - timedelta(days=20)).days
        memory.write("assignment", pa.Table.from_pylist(draws))
        memory.write("sale", pa.table({
            "customer_no": list(range(PEOPLE)), "order_id": [str(n) for n in range(PEOPLE)],
            "days_ago": [days_ago] * PEOPLE, "contribution": bought.astype(float), "paid": [1] * PEOPLE,
        }))  # fmt: skip
        memory.write("person", pa.table({
            "customer_no": list(range(PEOPLE)), "customer_id": [f"c{n:05d}" for n in range(PEOPLE)],
        }))  # fmt: skip
        memory.write("drawn_from", pa.table({"experiment_id": ["plan"], "run_id": ["0001"]}))
        memory.write("looks_then", seen)
        memory.create("investment", TABLES["investment"].empty_query())
        memory.create("identity", "SELECT 's' AS source, customer_id AS customer_key, customer_id FROM person")
        for table in (PLAN_LINE, PLAN_HOLDOUT):
            memory.create(table.name.replace("plan", "drawn"), table.empty_query())
        memory.create("minute_price", "SELECT 'call' AS action_id, 0.0 AS price")
        measure.run(memory, TODAY, Quiet())
        now = looks(seed + 100)
        memory.write("appraisal", now)
        memory.write("candidate", now)
        return known_effects(memory, ACTIONS, PlanOptions()), now


def test_effects_that_differ_by_person_are_learned_for_each() -> None:
    found, now = learned(40.0)
    tau, sd = found.personal[0]
    truth = 40.0 * np.array(now["engagement"]) / 100
    # half a year has passed, and twelve months count: what has paid is taken as half of what will
    assert np.corrcoef(tau, truth)[0, 1] > 0.95
    assert tau.mean() == pytest.approx(2 * truth.mean(), rel=0.15)
    assert (sd > 0).all()
    place = np.arange(PEOPLE) % 4
    told = found.of(place, np.array(now["uplift_score"]))
    assert told.table()[:, 0] == pytest.approx(tau)
    assert set(told.chosen(np.arange(9), np.zeros(9, dtype=np.int64))[2]) == {"personal"}
    assert told.table(np.full(found.sd.shape, -1.0))[:, 0] == pytest.approx(tau - sd)


def test_where_nobody_differs_little_is_personal() -> None:
    found = [learned(0.0, seed)[0] for seed in range(2, 6)]
    assert sum(bool(one.personal) for one in found) <= 2  # a plan goes by what is more likely than not
    for one in found:
        assert one.provenance[0].tolist() == ["pooled"] * 4
        for tau, sd in one.personal.values():
            assert np.abs(tau.mean()) < 2 * sd.mean()
