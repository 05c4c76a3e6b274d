"""Effects for each person: from a plan's experiment and how people looked then, to the next plan's candidates."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from guanxi.adapters.warehouse.duckdb import DuckWarehouse
from guanxi.core.arrays import arrow
from guanxi.core.flow import measure, respond
from guanxi.core.flow.respond.effects import known_effects
from guanxi.core.kernel.catalogue import QUADRANTS, ActionOptions, PlanOptions
from guanxi.core.models.effects import Effects
from guanxi.core.sqlfiles import make
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


def learned(
    effect: float,
    seed: int = 1,
    *,
    called_later: bool = False,
    booked: bool = True,
    action: ActionOptions = CALL,
    gift: float = 0.0,
    dip: float = 0.0,
) -> tuple[Effects, pa.Table]:
    """Draw an experiment on calls that add `effect` a person at engagement 100 and nothing at 0; read it; respond.

    `called_later`: who was left alone is called thirty days later, which is `booked` or not. `gift`: what everybody
    paid less within the month of their call, or what the `action` says. `dip`: what everybody called buys in the month
    of the call instead of in the two months after it.
    """
    rng, seen = np.random.default_rng(seed), looks(seed)
    called = rng.random(PEOPLE) < 0.7
    since = called[:, None] | (called_later & np.array([False, True, True]))
    whole = 60 + since * effect * np.array(seen["engagement"])[:, None] / 100  # half a year's, evenly
    bought = rng.poisson(whole * np.array([1, 2, 3]) / 6).astype(float)  # within the first month, 3 and 6 months
    bought -= (gift or action.when_used) * np.column_stack([called, called_later & ~called, np.zeros(PEOPLE)])
    bought += dip * np.column_stack([called, -1.0 * called, np.zeros(PEOPLE)])
    with DuckWarehouse(None) as memory:
        draws = [
            {"experiment_id": "plan", "customer_id": f"c{n:05d}", "arm": "call" if called[n] else "holdout",
             "assigned_at": datetime.combine(DRAWN, datetime.min.time()), "probability": 0.7 if called[n] else 0.3,
             "stratum": f"call/{QUADRANTS[n % 4]}"} for n in range(PEOPLE)
        ]  # fmt: skip
        today = (TODAY - DRAWN).days
        memory.write("assignment", pa.Table.from_pylist(draws))
        memory.write("sale", pa.table({
            "customer_no": [n // 3 for n in range(3 * PEOPLE)], "order_id": [str(n) for n in range(3 * PEOPLE)],
            "days_ago": [today - 15, today - 60, today - 130] * PEOPLE, "contribution": bought.ravel(),
            "paid": [1] * 3 * PEOPLE,
        }))  # fmt: skip
        memory.write("person", pa.table({
            "customer_no": list(range(PEOPLE)), "customer_id": [f"c{n:05d}" for n in range(PEOPLE)],
        }))  # fmt: skip
        memory.write("drawn_from", pa.table({"experiment_id": ["plan"], "run_id": ["0001"]}))
        memory.write("looks_then", seen)
        memory.write("investment", arrow(TABLES["investment"], _calls(called) if called_later and booked else []))
        memory.create("identity", "SELECT 's' AS source, customer_id AS customer_key, customer_id FROM person")
        for table in (PLAN_LINE, PLAN_HOLDOUT):
            memory.create(table.name.replace("plan", "drawn"), table.empty_query())
        memory.create("minute_price", "SELECT 'call' AS action_id, 0.0 AS price")
        measure.run(memory, TODAY, Quiet())
        now = looks(seed + 100)
        memory.write("appraisal", now)
        memory.write("candidate", now)
        memory.write("action", pa.table({"action_id": ["call"], "action_no": [0]}))
        make(memory, respond.__name__, ("trial", "later_action"), {"end": TODAY}, Quiet())
        return known_effects(memory, {"call": action}, PlanOptions()), now


def _calls(called: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Iterator[dict[str, object]]:
    """Bookings of the calls a month later."""
    for who in np.flatnonzero(~called):
        yield {
            "source": "s", "customer_key": f"c{who:05d}", "action_id": "call", "plan_id": "next",
            "occurred_at": datetime.combine(DRAWN + timedelta(days=30), datetime.min.time()),
        }  # fmt: skip


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


def test_what_does_nothing_is_believed_to_do_nothing_for_anybody() -> None:
    """Four draws, in none of which the plan would spend more than a trifle: calls were thought to add 20 each."""
    for seed in range(2, 6):
        found, _ = learned(0.0, seed)
        tau, _sd = found.personal[0]
        assert found.idle[0] > 0.9
        assert np.abs(tau).max() < 2.0
        assert found.mean[0] == pytest.approx(np.zeros(4), abs=0.5)
        assert found.thought[0] == pytest.approx([20.0] * 4, rel=0.01)


def test_who_is_left_alone_and_called_a_month_later_is_still_a_control() -> None:
    """What the later call is believed to have brought is taken off; without, most of the effect would be lost."""
    found, _ = learned(40.0, called_later=True)
    blind, _ = learned(40.0, called_later=True, booked=False)
    whole, _ = learned(40.0)
    told, unbooked, clean = (one.personal[0][0].mean() for one in (found, blind, whole))
    assert unbooked < 0.6 * clean
    assert told == pytest.approx(clean, rel=0.2)


def test_what_is_told_of_quadrants_is_the_mean_of_their_people() -> None:
    found, now = learned(40.0)
    rows: list[dict[str, Any]] = respond.learned(found, ["call"])
    assert [row["quadrant"] for row in rows] == ["", *QUADRANTS]
    assert rows[0]["idle"] < 1e-6
    mine = np.array(now["quadrant"].to_pylist()) == QUADRANTS[2]
    assert rows[3]["now"] == pytest.approx(found.personal[0][0][mine].mean())
    assert 0 < rows[3]["sd"] < found.personal[0][1][mine].mean()


@pytest.mark.parametrize("later", [False, True])
def test_what_a_coupon_gave_away_is_put_back(later: bool) -> None:
    """Whoever had one paid four less: of a coupon that says so the same is learned as of a call that gave nothing."""
    plain, _ = learned(40.0, called_later=later)
    given, _ = learned(40.0, called_later=later, action=replace(CALL, when_used=4.0))
    untold, _ = learned(40.0, called_later=later, gift=4.0)
    mean = [found.personal[0][0].mean() for found in (plain, given, untold)]
    assert abs(mean[1] - mean[0]) < 0.2 * abs(mean[2] - mean[0])
    assert mean[2] < mean[0] - 2


def test_what_is_only_bought_earlier_is_no_effect() -> None:
    """Fifteen each come a month earlier: the first month alone would call that an effect of fifteen."""
    found, _ = learned(0.0, dip=15.0, action=replace(CALL, lasts=30))
    tau, sd = found.personal[0]
    assert abs(tau.mean()) < 4.0
    assert abs(tau.mean()) < 2 * sd.mean()
