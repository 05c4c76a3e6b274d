"""The treasure map's figures beside sums over the published rows."""

from collections import Counter, defaultdict
from datetime import date
from math import isclose
from pathlib import Path

import pytest

from guanxi.adapters.snapshot import DuckSnapshot
from guanxi.core.kernel.options import AppraisalOptions
from guanxi.core.pipeline import appraise
from guanxi.core.tables.published import QUADRANTS
from guanxi.handover.runs import RunStore
from guanxi.ops.published import PREPARED
from guanxi.ops.published.treasure import Cell, cells, movement, overview
from tests.flow.brand import Quiet, brand, values
from tests.ops.published.brand import AS_OF, rows
from tests.ops.published.conftest import Published, opened


def test_quadrants_add_up(published: Published) -> None:
    found = overview(published.snapshot)
    assert [quadrant.quadrant for quadrant in found] == list(QUADRANTS)
    for quadrant in found:
        people = [row for row in rows(published.run, "appraisal") if row["quadrant"] == quadrant.quadrant]
        assert quadrant.customers == len(people)
        for figure in ("revenue_12m", "value_12m", "clv"):
            assert isclose(getattr(quadrant, figure), sum(row[figure] for row in people), rel_tol=1e-6)


def test_money_invested_is_that_of_a_year(published: Published) -> None:
    stands = {row["customer_id"]: row["quadrant"] for row in rows(published.run, "appraisal")}
    who = {(row["source"], row["customer_key"]): row["customer_id"] for row in published.canonical["person"]}
    booked: dict[str, float] = defaultdict(float)
    for row in published.canonical["investment"]:
        if date(2025, 7, 1) <= row["occurred_at"].date() <= AS_OF:
            booked[stands[who[row["source"], row["customer_key"]]]] += float(row["money"])
    assert {one.quadrant: one.invested_12m for one in overview(published.snapshot)} == booked
    assert len(set(booked.values())) > 1


def _inside(cell: Cell, score: float, vitality: float, top: float) -> bool:
    across = cell.potential_low <= score < cell.potential_high
    return across and (cell.vitality_low <= vitality < cell.vitality_high or (vitality >= top == cell.vitality_high))


@pytest.mark.parametrize("bins", [1, 7, 48])
def test_cells_hold_everybody_once(published: Published, bins: int) -> None:
    found = cells(published.snapshot, bins)
    everybody = rows(published.run, "appraisal")
    top = max(cell.vitality_high for cell in found)
    assert sum(cell.customers for cell in found) == len(everybody)
    for cell in found:
        here = [row for row in everybody if _inside(cell, row["uplift_score"], row["vitality"], top)]
        most = Counter(row["quadrant"] for row in here)
        assert cell.customers == len(here)
        assert isclose(cell.value_12m, sum(row["value_12m"] for row in here), rel_tol=1e-9)
        assert most[cell.quadrant] == max(most.values())


def test_an_even_grid_lays_the_cut_between_two_rows(published: Published) -> None:
    cut = overview(published.snapshot)[0].vitality_cut
    ends = {end for cell in cells(published.snapshot, 48) for end in (cell.vitality_low, cell.vitality_high)}
    assert any(isclose(end, cut, rel_tol=1e-9) for end in ends)


def test_what_is_the_same_for_a_run_is_asked_once(published: Published) -> None:
    asked = 0

    class Counting(DuckSnapshot):
        def rows(self, query, given={}):  # type: ignore[no-untyped-def]  # noqa: B006
            nonlocal asked
            asked += 1
            return super().rows(query, given)

    run = published.run
    snapshot = Counting(run.run_id, run.as_of, {"quadrant_summary": run.file("quadrant_summary")})
    assert overview(snapshot) == overview(snapshot) == overview(published.snapshot)
    assert asked == 1


def test_movement_counts_those_who_moved_since_the_last_run(published: Published, tmp_path: Path) -> None:
    assert movement(published.snapshot) == []
    lines = [
        (f"o{n}", "1", f"p{n % 40}", f"2026-0{1 + n % 6}-1{n % 9} 10:00:00", 1, 10 + n, "paid") for n in range(400)
    ]
    columns = "order_id, line_no, customer_key, ordered_at, quantity, revenue, status"
    warehouse = brand({"order_line": f"SELECT 's' AS source, 'a' AS category, * FROM ({values(lines, columns)})"})
    store, before = RunStore(tmp_path), {}
    for number in (1, 2):
        appraise(warehouse, date(2026, 3 * number, 28), AppraisalOptions(), str(number), Quiet())
        run = store.publish(warehouse, f"000{number}", {"as_of": "2026-03-28"}, {})
        now = {row["customer_id"]: row for row in rows(run, "appraisal")}
        if number == 1:
            before = now
            warehouse.create("previous_appraisal", "SELECT customer_id, stage, stage_since, quadrant FROM appraisal")
    moved = Counter(
        (before[one]["quadrant"] if one in before else "absent", row["quadrant"]) for one, row in now.items()
    )
    snapshot = opened(run)
    assert {(m.from_quadrant, m.to_quadrant): m.customers for m in movement(snapshot)} == moved
    assert any(start != end for start, end in moved)


def test_a_brand_without_anybody_has_an_empty_map(published: Published) -> None:
    run = published.run
    empty = DuckSnapshot(run.run_id, run.as_of, {}, PREPARED)
    assert overview(empty) == []
    assert cells(empty, 10) == []
    assert movement(empty) == []
