"""Experiments read from draws and sales, beside a brute-force count of the same people."""

from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from guanxi.adapters.warehouse.duckdb import DuckWarehouse
from guanxi.core.flow import measure
from guanxi.core.tables import TABLES
from guanxi.core.tables.published import APPRAISAL
from guanxi.entry.appraising import Quiet

TODAY = date(2025, 12, 31)
EPOCH = date(1970, 1, 1)

Row = dict[str, Any]
World = tuple[list[Row], list[Row], list[Row], list[Row], list[Row]]


def drawn(rng: np.random.Generator, people: int, on: date, holdout: float = 0.2) -> list[Row]:
    rows = []
    for number in range(people):
        quadrant, held = ("cash_cow", "low_yield")[number % 2], rng.random() < holdout
        rows.append({
            "experiment_id": f"{on:%Y-%m}", "customer_id": f"c{number:04d}", "arm": "holdout" if held else "call",
            "assigned_at": datetime.combine(on, datetime.min.time()),
            "probability": holdout if held else 1 - holdout, "stratum": f"call/{quadrant}",
        })  # fmt: skip
    return rows


def sold(rng: np.random.Generator, people: int, effect: dict[str, float], since: date) -> list[Row]:
    rows = []
    for number in range(people):
        for order in range(rng.poisson(4)):
            day = date(2025, 1, 1) + timedelta(days=int(rng.integers(0, 365)))
            extra = effect.get(f"c{number:04d}", 0.0) if day >= since else 0.0
            rows.append({
                "customer_no": number, "order_id": f"{number}-{order}", "days_ago": (TODAY - day).days,
                "contribution": round(float(rng.gamma(2, 20)) + extra, 4), "paid": 1,
            })  # fmt: skip
    return rows


def read(
    draws: list[Row], sales: list[Row], people: int, spent: str = "", teams: dict[str, str] | None = None
) -> tuple[list[Row], list[Row], list[Row]]:
    with DuckWarehouse(None) as memory:
        schema = pa.schema([
            ("experiment_id", pa.string()), ("customer_id", pa.string()), ("arm", pa.string()),
            ("assigned_at", pa.timestamp("us")), ("probability", pa.float64()), ("stratum", pa.string()),
        ])  # fmt: skip
        memory.write("assignment", pa.Table.from_pylist(draws, schema=schema))
        memory.write("sale", pa.Table.from_pylist(sales))
        memory.write("person", pa.table({
            "customer_no": list(range(people)), "customer_id": [f"c{number:04d}" for number in range(people)],
        }))  # fmt: skip
        memory.create("drawn_from", "SELECT 'none' AS experiment_id, '0001' AS run_id")
        memory.create("looks_then", APPRAISAL.empty_query())
        memory.create("investment", spent or TABLES["investment"].empty_query())
        memory.create("identity", "SELECT 's' AS source, customer_id AS customer_key, customer_id FROM person")
        for name, held in (("drawn_line", True), ("drawn_holdout", False)):
            mine = [row for row in draws if (row["arm"] != "holdout") == held]
            memory.write(name, pa.table({
                "plan_id": pa.array([row["experiment_id"] for row in mine], pa.string()),
                "customer_id": pa.array([row["customer_id"] for row in mine], pa.string()),
                "team": pa.array([(teams or {}).get(row["customer_id"]) for row in mine], pa.string()),
            }))  # fmt: skip
        memory.create("minute_price", "SELECT 'call' AS action_id, 0.5 AS price")
        measure.run(memory, TODAY, Quiet())
        return (
            memory.read("SELECT * FROM experiment_reading").to_pylist(),
            memory.read("SELECT * FROM effect_evidence").to_pylist(),
            memory.read("SELECT * FROM followed").to_pylist(),
        )


@pytest.fixture(scope="module")
def world() -> World:
    rng, on, people = np.random.default_rng(11), date(2025, 7, 1), 1200
    draws = drawn(rng, people, on)
    effect = {row["customer_id"]: 25.0 for row in draws if row["arm"] == "call"}
    sales = sold(rng, people, effect, on)
    return draws, sales, *read(draws, sales, people)


def test_everybody_is_followed_to_the_cent(world: World) -> None:
    draws, sales, _, _, followed = world
    start = (TODAY - date(2025, 7, 1)).days  # days ago
    by_hand: dict[int, list[float]] = {}
    for row in sales:
        after, mine = start - row["days_ago"], by_hand.setdefault(row["customer_no"], [0.0, 0.0, 0.0])
        mine[0] += row["contribution"] if after < 0 else 0.0
        mine[1] += row["contribution"] if 0 <= after < 91 else 0.0
        mine[2] += 1 if 0 <= after < 91 else 0
    assert len(followed) == len(draws)
    for row in followed:
        before, three, orders = by_hand.get(int(row["customer_id"][1:]), [0.0, 0.0, 0.0])
        assert row["before"] == pytest.approx(before)
        assert row["contribution_3"] == pytest.approx(three)
        assert row["purchases_3"] == orders


def test_a_planted_effect_is_found_and_taught(
    world: World,
) -> None:
    _, _, rows, evidence, _ = world
    assert {row["months"] for row in rows} == {1, 3, 6}  # twelve months have not passed
    told = next(r for r in rows if (r["scope"], r["metric"], r["months"]) == ("all", "contribution", 6))
    assert told["verdict"] == "better"
    assert told["low"] < 50 < told["high"]  # two orders in half a year, 25 more each
    buys = next(r for r in rows if (r["scope"], r["metric"], r["months"]) == ("all", "conversion", 6))
    assert buys["verdict"] == "no_evidence"
    assert {(row["action_id"], row["quadrant"], row["months"]) for row in evidence} == {
        ("call", "cash_cow", 6), ("call", "low_yield", 6),
    }  # fmt: skip
    assert all(abs(row["tau"] - 50) < 4 * row["sd"] for row in evidence)


def test_each_team_is_read_beside_those_whom_it_left_alone() -> None:
    """Calls of the north add 30 an order, those of the south nothing; some calls are nobody's."""
    rng, on = np.random.default_rng(16), date(2025, 7, 1)
    draws = drawn(rng, 1800, on)
    teams = {row["customer_id"]: ("north", "south")[n % 3] for n, row in enumerate(draws) if n % 3 < 2}
    called = {row["customer_id"] for row in draws if row["arm"] == "call"}
    effect = {who: 30.0 for who, team in teams.items() if team == "north" and who in called}
    sales = sold(rng, 1800, effect, on)
    rows, evidence, followed = read(draws, sales, 1800, teams=teams)
    told = {r["member"]: r for r in rows if (r["scope"], r["metric"], r["months"]) == ("team", "contribution", 6)}
    assert set(told) == {"north", "south"}
    assert (told["north"]["verdict"], told["south"]["verdict"]) == ("better", "no_evidence")
    for team, row in told.items():
        mine = [one for one in followed if one["team"] == team]
        assert row["treated"] == sum(one["control"] == 0 for one in mine)
        assert row["control"] == sum(one["control"] == 1 for one in mine)
    plain_rows, plain_evidence, _ = read(draws, sales, 1800)
    assert [row for row in plain_rows if row["scope"] == "team"] == []
    assert len(evidence) == len(plain_evidence) == 2
    for one, other in zip(evidence, plain_evidence, strict=True):  # what the next plan learns knows no teams
        assert one == pytest.approx(other)


def test_those_left_alone_and_treated_by_a_later_plan_are_counted_and_kept() -> None:
    """A second plan in September draws from everybody: within a month it reaches nobody, within half a year some."""
    rng, on = np.random.default_rng(17), date(2025, 6, 1)
    first, second = drawn(rng, 800, on), drawn(rng, 800, date(2025, 9, 1))
    sales = sold(rng, 800, {}, on)
    alone = {row["customer_id"] for row in first if row["arm"] == "holdout"}
    both = {row["customer_id"] for row in second if row["arm"] == "call"} & alone
    rows, _, _ = read([*first, *second], sales, 800)
    told = {(r["experiment_id"], r["months"]): r for r in rows if (r["scope"], r["metric"]) == ("all", "contribution")}
    assert told["2025-06", 1]["control_treated"] == told["2025-06", 3]["control_treated"] == 0
    assert told["2025-06", 6]["control_treated"] == len(both) > 50
    assert told["2025-06", 6]["control"] == len(alone)  # everybody counts as drawn
    assert told["2025-09", 3]["control_treated"] == 0  # what came before is no later plan
    plain, _, _ = read(first, sales, 800)
    same = next(r for r in plain if (r["scope"], r["metric"], r["months"]) == ("all", "contribution", 6))
    assert same["difference"] == pytest.approx(told["2025-06", 6]["difference"])
    quadrants = [
        r for r in rows
        if (r["experiment_id"], r["scope"], r["metric"], r["months"]) == ("2025-06", "quadrant", "contribution", 6)
    ]  # fmt: skip
    assert sum(r["control_treated"] for r in quadrants) == len(both)


def test_re_reading_later_and_a_second_draw_change_no_assignment(
    world: World,
) -> None:
    draws, sales, _, _, followed = world
    again = [row | {"assigned_at": row["assigned_at"] + timedelta(days=9), "arm": "other"} for row in draws]
    later = {
        row["customer_id"]: (row["arm"], row["stratum"], row["day"]) for row in read([*draws, *again], sales, 1200)[2]
    }
    assert later == {row["customer_id"]: (row["arm"], row["stratum"], row["day"]) for row in followed}


def test_a_broken_split_and_a_missing_holdout_are_refused() -> None:
    rng = np.random.default_rng(12)
    draws = drawn(rng, 2000, date(2025, 3, 1))
    half = [row for row in draws if row["arm"] == "call" or rng.random() < 0.5]
    sales = sold(rng, 2000, {}, TODAY)
    rows, evidence, _ = read(half, sales, 2000)
    assert ([row["verdict"] for row in rows], evidence) == (["broken_split"], [])
    rows, evidence, _ = read([row for row in draws if row["arm"] == "call"], sales, 2000)
    assert ([row["verdict"] for row in rows], evidence) == (["no_holdout"], [])
    late = [row | {"assigned_at": datetime(2025, 12, 20)} for row in draws]
    assert [row["verdict"] for row in read(late, sales, 2000)[0]] == ["too_early"]


def test_what_came_back_of_money_and_priced_time() -> None:
    """Everybody treated got 2 of money and 4 minutes at 0.5: four spent, with a booking of another plan beside it."""
    rng, on = np.random.default_rng(21), date(2025, 7, 1)
    draws = drawn(rng, 1200, on)
    called = [row["customer_id"] for row in draws if row["arm"] == "call"]
    sales = sold(rng, 1200, dict.fromkeys(called, 25.0), on)
    columns = {column.name: f"CAST(NULL AS {column.sql_type})" for column in TABLES["investment"].columns}
    columns |= {"source": "'s'", "booking_id": "who", "customer_key": "who", "occurred_at": "TIMESTAMP '2025-07-03'"}
    columns |= {"action_id": "'call'", "money": "CAST(2 AS DECIMAL(18, 4))", "minutes": "4.0", "plan_id": "plan"}
    cells = ", ".join(f"{text} AS {name}" for name, text in columns.items())
    booked = [*((who, f"{on:%Y-%m}") for who in called), (called[0], "another")]
    values = ", ".join(f"('{who}', '{plan}')" for who, plan in booked)
    rows, _, followed = read(draws, sales, 1200, f"SELECT {cells} FROM (VALUES {values}) AS given(who, plan)")
    assert {row["cost"] for row in followed if row["control"] == 0} == {4.0}
    told = next(r for r in rows if (r["scope"], r["metric"], r["months"]) == ("all", "contribution", 6))
    assert told["spent"] == pytest.approx(4.0)
    assert told["returned"] == pytest.approx(told["difference"] / 4)
    assert told["returned_low"] == pytest.approx(told["low"] / 4)
    kept = next(r for r in rows if (r["scope"], r["metric"], r["months"]) == ("all", "retention", 6))
    had = [row for row in followed if row["purchases_before"] > 0]
    assert kept["treated"] + kept["control"] == len(had)
    bought = np.mean([row["purchases_6"] > 0 for row in had if row["control"]])
    assert kept["base"] == pytest.approx(bought, abs=0.02)
