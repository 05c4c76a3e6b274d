"""Stages with memory, the day of the next purchase, the history of stages, and events in a child's life."""

from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guanxi.adapters.warehouse.duckdb import DuckWarehouse
from guanxi.core.flow.looks import lifecycle
from guanxi.core.kernel.options import AppraisalOptions, LookOptions
from guanxi.core.pipeline import appraise
from guanxi.core.sqlfiles import Value
from guanxi.core.tables import REMEMBERED
from guanxi.core.tables.published import STAGES
from tests.flow.brand import Quiet, appraised, brand, values

AS_OF = date(2026, 6, 30)
LINES = "source, order_id, line_no, customer_key, ordered_at, quantity, revenue, category, status"

Row = tuple[object, ...]


def line(key: str, ago: int, money: float = 20.0) -> Row:
    """One purchase so many days before the end."""
    return ("shop", f"{key}{ago}", "1", key, str(AS_OF - timedelta(days=ago)), 1, money, "tea", "paid")


def buyers(count: int, seed: int = 4) -> list[Row]:
    """People at their own rates, many of whom leave."""
    draw = np.random.default_rng(seed)
    lines: list[Row] = []
    for person in range(count):
        ago, gap = float(draw.integers(5, 700)), draw.gamma(2, 25) + 2
        leaves = draw.exponential(350)
        first = ago
        while ago >= 0 and first - ago <= leaves:
            lines.append(line(f"k{person}", int(ago), float(draw.integers(5, 90))))
            ago -= draw.exponential(gap) + 1
    return list({row[1]: row for row in lines}.values())


def told(warehouse: DuckWarehouse, columns: str = "stage") -> dict[str, Any]:
    """Columns of the appraisal by customer key."""
    rows = warehouse.read(
        f"SELECT i.customer_key, {columns} FROM appraisal AS a JOIN identity AS i USING (customer_id)"
    ).to_pylist()
    return {row.pop("customer_key"): row for row in rows}


def remember(warehouse: DuckWarehouse) -> None:
    """Let the next run see this one as the last."""
    for table, view in REMEMBERED.items():
        warehouse.create(view.name, f"SELECT {', '.join(view.names)} FROM {table.name}")


def staged(warehouse: DuckWarehouse, before: str, looks: LookOptions) -> dict[str, str]:
    """Stages of an appraised brand made anew after a last run in which people had these stages (an expression)."""
    everybody = f"SELECT customer_id, {before} AS stage, DATE '2026-01-01' AS stage_since, '' AS quadrant"
    warehouse.create(
        "previous_appraisal", f"{everybody} FROM customer_name AS n JOIN life_stage AS s USING (customer_no)"
    )
    day = (AS_OF - date(1970, 1, 1)).days
    days: dict[str, Value] = {
        "as_of": AS_OF,
        "day": day,
        "until": datetime(2026, 7, 1),
        "horizon": 90,
        "brand_gap": 40.0,
    }
    lifecycle.run(warehouse, days, looks, Quiet())
    rows = warehouse.read("SELECT customer_no, stage FROM life_stage").to_pylist()
    return {row["customer_no"]: row["stage"] for row in rows}


@pytest.fixture(scope="module")
def made() -> DuckWarehouse:
    """A brand of four hundred buyers, a member and a passer-by, appraised once."""
    people = "SELECT DISTINCT source, customer_key, TIMESTAMP '2024-01-01' AS first_seen_at, CAST(NULL AS TIMESTAMP)"
    people += " AS registered_at FROM order_line UNION ALL SELECT 'shop', 'member', TIMESTAMP '2026-01-01', TIMESTAMP"
    people += " '2026-01-01' UNION ALL SELECT 'shop', 'passer-by', TIMESTAMP '2026-01-01', NULL"
    warehouse, _ = appraised({"order_line": values(buyers(400), LINES), "customer": people}, AS_OF)
    return warehouse


def test_the_same_day_twice_changes_nothing(made: DuckWarehouse) -> None:
    first = told(made, "a.stage, a.stage_since")
    assert len({row["stage"] for row in first.values()}) >= 7
    entries = made.read("SELECT * FROM stage_entry ORDER BY ALL")
    assert entries.num_rows == len(first)
    remember(made)
    appraise(made, AS_OF, AppraisalOptions(), "0002", Quiet())
    assert told(made, "a.stage, a.stage_since") == first
    assert made.read("SELECT * FROM stage_entry ORDER BY ALL").equals(entries)
    moves = made.read("SELECT * FROM stage_transition WHERE from_stage <> to_stage")
    assert moves.num_rows == 0


def test_whoever_bought_today_is_neither_dormant_nor_lost(made: DuckWarehouse) -> None:
    rows = made.read(
        "SELECT s.stage FROM life_stage AS s JOIN customer_value AS v USING (customer_no)"
        " WHERE v.orders > 0 AND last_ago = 0"
    )["stage"].to_pylist()
    assert rows
    assert not {"dormant", "lost"} & set(rows)
    gone = made.read("SELECT count(*) AS n FROM appraisal WHERE stage IN ('dormant', 'lost')")["n"][0].as_py()
    assert gone > 50


def test_dormant_and_lost_are_those_from_whom_nothing_is_expected(made: DuckWarehouse) -> None:
    rows = made.read(
        "SELECT s.stage, s.quiet, s.quiet_year, s.late FROM life_stage AS s"
        " JOIN customer_value AS v USING (customer_no) WHERE v.orders > 0"
    ).to_pylist()
    for row in rows:
        assert 0 <= row["quiet_year"] <= row["quiet"] <= 1
        if row["stage"] == "lost":
            assert row["quiet_year"] >= 0.85
        if row["stage"] in {"dormant", "lost"}:
            assert row["quiet"] >= 0.5
            assert row["late"] > 1
        elif row["stage"] != "new":
            assert row["quiet"] < 0.5 or row["late"] <= 1


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cut=st.floats(0.3, 0.7), lost=st.floats(0.6, 0.95), keep=st.floats(0.0, 0.5), turn=st.integers(0, 7))
def test_whatever_the_last_run_said_a_second_look_changes_nothing(
    made: DuckWarehouse, cut: float, lost: float, keep: float, turn: int
) -> None:
    looks = LookOptions(dormant_chance=cut, lost_chance=lost, stage_hysteresis=keep)
    names = ", ".join(f"'{stage}'" for stage in STAGES)
    any_stage = f"list_extract([{names}], CAST((customer_no + {turn}) % 8 + 1 AS INTEGER))"
    once = staged(made, any_stage, looks)
    assert staged(made, "stage", looks) == once


def test_people_near_a_bound_do_not_flicker(made: DuckWarehouse) -> None:
    """Bounds that move a little move nobody who has a stage, but somebody where there is no memory."""
    first = staged(made, "''", LookOptions())
    moved = {}
    for keep in (0.1, 0.0):
        staged(made, "''", LookOptions())
        looks = LookOptions(dormant_chance=0.53, lost_chance=0.88, stage_hysteresis=keep)
        there = staged(made, "stage", looks)
        moved[keep] = sum(there[person] != stage for person, stage in first.items())
    assert moved[0.1] == 0 < moved[0.0]


def test_since_when_and_the_history_of_stages() -> None:
    lines = [*buyers(300), line("back", 400), line("back", 380), line("back", 360), line("fresh", 45)]
    warehouse = brand({"order_line": values(lines, LINES)})
    days = [AS_OF - timedelta(days=ago) for ago in (60, 30, 0)]
    seen = []
    for number, day in enumerate(days):
        if number:
            remember(warehouse)
        appraise(warehouse, day, AppraisalOptions(), f"000{number}", Quiet())
        seen.append(told(warehouse, "a.customer_id, a.stage, a.stage_since"))
    assert seen[2]["fresh"] == seen[1]["fresh"] | {"stage": "new"}
    assert seen[2]["fresh"]["stage_since"] == AS_OF - timedelta(days=45)
    history = warehouse.read("SELECT * FROM stage_entry ORDER BY customer_id, entered").to_pylist()
    for key, now in seen[2].items():
        own = [row for row in history if row["customer_id"] == now["customer_id"]]
        assert own[-1]["stage"] == now["stage"]
        assert own[-1]["entered"] == now["stage_since"]
        assert [row["from_stage"] for row in own] == [None, *(row["stage"] for row in own[:-1])]
        before = seen[1].get(key)
        if before and before["stage"] == now["stage"]:
            assert now["stage_since"] == before["stage_since"]
        elif before:
            assert now["stage_since"] == AS_OF
    assert any(
        len({row["stage"] for row in history if row["customer_id"] == one["customer_id"]}) > 1 for one in history
    )


def test_nothing_looks_past_the_day_and_the_order_of_lines_is_nothing() -> None:
    lines = buyers(200)
    draw = np.random.default_rng(0)
    later = [line(f"k{n}", -int(draw.integers(1, 90)), 500.0) for n in range(200)]
    columns = "a.stage, a.stage_since, a.next_purchase, a.next_purchase_low, a.next_purchase_high, a.engagement_trend"
    one, _ = appraised({"order_line": values(lines, LINES)}, AS_OF)
    shuffled = [(lines + later)[n] for n in draw.permutation(len(lines) + len(later))]
    query = f"SELECT customer_id, {columns} FROM appraisal AS a ORDER BY customer_id"
    two, _ = appraised({"order_line": values(shuffled, LINES)}, AS_OF)
    assert one.read(query).equals(two.read(query))


def test_the_next_purchase_is_named_while_it_can_be_expected(made: DuckWarehouse) -> None:
    rows = told(made, "a.stage, a.orders, a.next_purchase, a.next_purchase_low, a.next_purchase_high").values()
    for row in rows:
        ends = [row["next_purchase_low"], row["next_purchase"], row["next_purchase_high"]]
        known = [end for end in ends if end is not None]
        assert known == sorted(known) == ends[: len(known)]
        assert all(end > AS_OF for end in known)
        assert row["orders"] > 0 or not known
    lost = [row["next_purchase"] for row in rows if row["stage"] == "lost"]
    assert lost
    assert all(day is None or day > AS_OF + timedelta(days=365) for day in lost)


def test_next_purchases_come_when_they_were_foretold() -> None:
    """Of those whose day has come since, about half had bought by it, few by its low end, most by its high end."""
    lines = buyers(900, seed=11)
    when = AS_OF - timedelta(days=200)
    warehouse, _ = appraised({"order_line": values(lines, LINES)}, when)
    bought: dict[str, list[date]] = {}
    for row in lines:
        bought.setdefault(str(row[3]), []).append(date.fromisoformat(str(row[4])))
    shares = {}
    for column, least, most in (
        ("next_purchase_low", 0.02, 0.25),
        ("next_purchase", 0.35, 0.65),
        ("next_purchase_high", 0.7, 1),
    ):
        days = {key: row["day"] for key, row in told(warehouse, f"a.{column} AS day").items()}
        due = {key: day for key, day in days.items() if day is not None and day <= AS_OF}
        came = [any(when < one <= day for one in bought[key]) for key, day in due.items()]
        shares[column] = sum(came) / len(came)
        assert least <= shares[column] <= most, shares


BORN = "source, customer_key, first_seen_at, child_birthday, due_date"


def test_events_in_a_childs_life() -> None:
    people = [
        ("shop", "expects", "2026-01-01", None, "2026-08-15"),
        ("shop", "baby", "2026-01-01", "2026-01-31", "2026-02-10"),  # born before the due date: one child
        ("shop", "second", "2026-01-01", "2023-06-15", "2026-09-01"),  # an elder child and one expected
        ("shop", "nobody", "2026-01-01", None, None),
        ("shop", "later", "2026-07-05", "2026-01-01", None),  # not known yet
    ]
    looks = LookOptions(life_event_categories={"weaning": ["辅食", "餐具"]})
    warehouse, _ = appraised({"customer": values(people, BORN)}, AS_OF, AppraisalOptions(looks=looks))
    rows = warehouse.read(
        "SELECT i.customer_key AS key, e.event, CAST(e.date AS VARCHAR) AS day, e.status, e.categories"
        " FROM life_event AS e JOIN identity AS i USING (customer_id)"
    ).to_pylist()
    found = {(row["key"], row["event"], row["day"]): row for row in rows}
    assert len(rows) == 4 * 4
    assert found["expects", "birth", "2026-08-15"]["status"] == "due"
    assert found["baby", "birth", "2026-01-31"]["status"] == "happened"
    assert found["baby", "weaning", "2026-07-31"] == {
        "key": "baby", "event": "weaning", "day": "2026-07-31", "status": "due", "categories": "辅食, 餐具",
    }  # fmt: skip
    assert found["second", "kindergarten", "2026-06-15"]["status"] == "happened"
    assert found["second", "birth", "2026-09-01"]["status"] == "due"
    reasons = {
        key: (row["reason_zh"], row["reason_en"]) for key, row in told(warehouse, "reason_zh, reason_en").items()
    }
    assert "孩子预产期2026-08-15" in reasons["expects"][0]
    assert "child due on 2026-08-15" in reasons["expects"][1]
    assert "孩子2026-07-31满6个月" in reasons["baby"][0]
    assert "child 6 months old on 2026-07-31" in reasons["baby"][1]
    assert "child" not in reasons["nobody"][1]


def test_without_a_model_long_silence_speaks() -> None:
    lines = [line("a", 700), line("a", 690), line("b", 250), line("b", 245), line("c", 10)]
    warehouse, facts = appraised({"order_line": values(lines, LINES)}, AS_OF)
    assert facts["timing"] == {"model": "none"}
    assert {key: row["stage"] for key, row in told(warehouse).items()} == {"a": "lost", "b": "dormant", "c": "new"}
    assert set(warehouse.read("SELECT next_purchase FROM appraisal")["next_purchase"].to_pylist()) == {None}
