"""Score, quadrants, transitions and what came next."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from hashlib import md5
from typing import Any

import pytest

from guanxi.adapters.warehouse.duckdb import DuckWarehouse
from guanxi.core.flow import follow
from guanxi.core.kernel.options import AppraisalOptions, FormulaOptions, QuadrantOptions
from guanxi.core.pipeline import appraise
from tests.flow.brand import Quiet, brand

AS_OF = date(2026, 6, 30)
MONEY = {
    "revenue_12m", "contribution_12m", "wallet", "wallet_low", "wallet_high", "headroom", "cross_buy",
    "value_12m", "value_12m_low", "value_12m_high", "clv", "vitality",
}  # fmt: skip
LINES = """
    SELECT 'shop' AS source, CAST(n AS VARCHAR) AS order_id, '1' AS line_no, 'k' || (n * 7919 % 211) AS customer_key,
        TIMESTAMP '2026-09-28' - to_days(CAST((n * n * 31 + n * 17) % 900 AS INTEGER)) AS ordered_at, 1 AS quantity,
        5 + (n * 7919 % 211) % 40 + n % 13 AS revenue, 'category ' || (n * 13 % 7) AS category, 'paid' AS status
    FROM range(2500) AS numbers(n)"""


def run(warehouse: DuckWarehouse, **options: Any) -> list[dict[str, Any]]:
    appraise(warehouse, AS_OF, AppraisalOptions(**options), "0001", Quiet())
    rows: list[dict[str, Any]] = warehouse.read("SELECT * FROM appraisal ORDER BY customer_id").to_pylist()
    return rows


@pytest.fixture(scope="module")
def warehouse() -> Iterator[DuckWarehouse]:
    with DuckWarehouse(None) as opened:
        yield brand({"order_line": LINES}, opened)


def test_cuts_part_buyers_in_quarters(warehouse: DuckWarehouse) -> None:
    rows = run(warehouse)
    high = [row for row in rows if row["quadrant"] in {"growth_stock", "sleeping_gold"}]
    vital = [row for row in rows if row["quadrant"] in {"growth_stock", "cash_cow"}]
    assert abs(2 * len(high) - len(rows)) <= 2
    assert abs(2 * len(vital) - len(rows)) <= 2
    for promising, other in (("growth_stock", "cash_cow"), ("sleeping_gold", "low_yield")):
        better, worse = (
            [row["uplift_score"] for row in rows if row["quadrant"] == name] for name in (promising, other)
        )
        assert abs(len(better) - len(worse)) <= 2
        assert min(better) >= max(worse)
    summary = warehouse.read("SELECT sum(customers) AS n, sum(value_12m) AS v FROM quadrant_summary").to_pylist()[0]
    assert summary["n"] == len(rows)
    assert summary["v"] == pytest.approx(sum(row["value_12m"] for row in rows))


def test_sums_of_quadrants_are_exact(warehouse: DuckWarehouse) -> None:
    """Sums of doubles depend on the order of threads; those of decimals are the same to the last digit."""
    rows = run(warehouse)
    for summary in warehouse.read("SELECT * FROM quadrant_summary").to_pylist():
        inside = [row for row in rows if row["quadrant"] == summary["quadrant"]]
        for name in ("revenue_12m", "value_12m", "clv", "headroom"):
            exact = sum(round(Decimal(row[name]), 4) for row in inside if row[name] is not None)
            assert summary[name] == float(exact), name


def test_the_order_of_lines_changes_no_digit(warehouse: DuckWarehouse) -> None:
    with DuckWarehouse(None, threads=2) as other:
        brand({"order_line": f"SELECT * FROM ({LINES}) ORDER BY md5(order_id)"}, other)
        assert run(other) == run(warehouse)


def by_key(lines: str) -> dict[str, dict[str, Any]]:
    """Everybody's appraisal by customer key."""
    with DuckWarehouse(None, threads=1) as other:
        rows = {row["customer_id"]: row for row in run(brand({"order_line": lines}, other))}
        named = other.read("SELECT customer_id, customer_key FROM person").to_pylist()
    return {row["customer_key"]: rows[row["customer_id"]] for row in named}


def assert_alike(one: dict[str, Any], other: dict[str, Any], times: float) -> None:
    """The same row but for names and for money, which is so many times as much."""
    for name, value in one.items():
        if name in MONEY and value is not None:
            assert other[name] == pytest.approx(times * value, rel=1e-3, abs=1e-6), name
        elif isinstance(value, float):
            assert other[name] == pytest.approx(value, rel=1e-3, abs=1e-6), name
        elif name not in {"customer_id", "reason_zh", "reason_en"}:
            assert other[name] == value, name


def test_other_names_change_nothing() -> None:
    """Nobody's appraisal depends on what they or others are called, nor on the order that names give them."""
    plain = by_key(LINES)
    named = by_key(f"SELECT * REPLACE (reverse(md5(customer_key)) AS customer_key) FROM ({LINES})")
    digest = {key: md5(key.encode()).hexdigest()[::-1] for key in plain}
    for key, row in plain.items():
        assert_alike(row, named[digest[key]], 1.0)


def test_another_currency_changes_money_alone() -> None:
    plain, other = by_key(LINES), by_key(f"SELECT * REPLACE (revenue * 7 AS revenue) FROM ({LINES})")
    for key, row in plain.items():
        assert_alike(row, other[key], 7.0)


def test_weights_set_what_a_look_can_give(warehouse: DuckWarehouse) -> None:
    rows = run(warehouse, formula=FormulaOptions(wallet=0.0, cross_buy=0.0, engagement=1.0, stage=0.0, version="e"))
    assert all(row["uplift_score"] == pytest.approx(row["engagement"]) for row in rows)
    assert {row["formula_version"] for row in rows} == {"e"}


def test_nobody_flickers_between_equal_runs_and_few_when_cuts_move(warehouse: DuckWarehouse) -> None:
    first = run(warehouse)
    assert warehouse.read("SELECT count(*) AS n FROM stage_transition")["n"][0].as_py() == 0
    warehouse.create(
        "previous_appraisal", "SELECT customer_id, stage, stage_since, quadrant FROM appraisal WHERE orders > 1"
    )
    second = run(warehouse, quadrants=QuadrantOptions(potential_quantile=0.54, hysteresis=0.05))
    moved = sum(a["quadrant"] != b["quadrant"] for a, b in zip(first, second, strict=True) if a["orders"] > 1)
    without = run(warehouse, quadrants=QuadrantOptions(potential_quantile=0.54, hysteresis=0.0))
    flickering = sum(a["quadrant"] != b["quadrant"] for a, b in zip(first, without, strict=True))
    assert moved == 0 < flickering
    transitions = warehouse.read("SELECT * FROM stage_transition").to_pylist()
    assert sum(row["customers"] for row in transitions) == len(first)
    assert all(row["from_stage"] in {row["to_stage"], "absent"} for row in transitions)


def test_reasons_speak_both_languages(warehouse: DuckWarehouse) -> None:
    for row in run(warehouse):
        assert row["reason_zh"].endswith("。")
        assert row["stage"] in row["reason_en"]
        assert ("钱包大小未知" in row["reason_zh"]) == ("wallet unknown" in row["reason_en"]) == (row["wallet"] is None)


def test_what_came_next_is_counted_after_the_date(warehouse: DuckWarehouse) -> None:
    rows = run(warehouse)
    follow.run(warehouse, AS_OF, 30, Quiet())
    found = warehouse.read("SELECT * FROM score_decile_followup ORDER BY decile").to_pylist()
    later = warehouse.read(
        "SELECT customer_key, sum(revenue) AS revenue FROM order_line"
        " WHERE ordered_at >= TIMESTAMP '2026-07-01' AND ordered_at < TIMESTAMP '2026-07-31' GROUP BY customer_key"
    ).to_pylist()
    assert sum(row["customers"] for row in found) == len(rows)
    assert sum(row["revenue"] for row in found) == pytest.approx(float(sum(row["revenue"] for row in later)))
    assert sum(row["share_buying"] * row["customers"] for row in found) == pytest.approx(len(later))
    assert [row["score_from"] for row in found] == sorted(row["score_from"] for row in found)
