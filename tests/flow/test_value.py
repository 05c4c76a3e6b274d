"""What relationships are worth: origins inside the past, a forecast that beats knowing nothing, rules for odd data."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from bench.appraise import AS_OF as END
from bench.appraise import mount
from bench.brand import write_brand

from guanxi.adapters.warehouse.duckdb import DuckWarehouse
from guanxi.core import pipeline
from guanxi.core.flow.value.origins import origins
from guanxi.core.kernel.options import AppraisalOptions
from guanxi.core.models.scorecard import gini
from guanxi.core.tables.valued import VALUED
from tests.flow.brand import Quiet, appraised, brand, values

NAMES = "source, order_id, line_no, customer_key, ordered_at, quantity, revenue, status"
HORIZON = 182
AS_OF = END - timedelta(days=HORIZON)
Line = tuple[object, ...]


@pytest.fixture(scope="module")
def past(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[DuckWarehouse, dict[str, Any]]]:
    """Four thousand simulated people, valued half a year before their data end."""
    folder: Path = tmp_path_factory.mktemp("brand")
    write_brand(folder, 4_000)
    with DuckWarehouse(None) as warehouse:
        mount(warehouse, folder)
        yield warehouse, pipeline.value(warehouse, AS_OF, AppraisalOptions(), HORIZON, Quiet())


def came(warehouse: DuckWarehouse) -> dict[str, np.ndarray[Any, Any]]:
    """What was expected of everybody, and what came: purchases (days) and net revenue."""
    rows = warehouse.read(f"""
        WITH day AS (
            SELECT p.customer_no, CAST(l.ordered_at AS DATE) AS day, sum(l.revenue) AS revenue
            FROM order_line AS l JOIN person AS p ON p.source = l.source AND p.customer_key = l.customer_key
            WHERE l.ordered_at >= TIMESTAMP '{AS_OF + timedelta(days=1)}'
                AND l.ordered_at < TIMESTAMP '{END + timedelta(days=1)}'
            GROUP BY ALL
        ), came AS (
            SELECT customer_no, count(*) FILTER (WHERE revenue > 0) AS purchases, sum(revenue) AS revenue
            FROM day GROUP BY ALL
        )
        SELECT f.*, coalesce(c.purchases, 0) AS purchases, greatest(coalesce(c.revenue, 0), 0) AS came
        FROM forecast AS f LEFT JOIN came AS c ON c.customer_no = f.customer_no ORDER BY f.customer_no
    """)
    return {name: np.array(rows[name].to_pylist(), dtype=float) for name in rows.column_names}


def deviance(actual: np.ndarray[Any, Any], expected: np.ndarray[Any, Any]) -> float:
    """Mean Poisson deviance."""
    logs = np.where(actual > 0, actual * np.log(np.maximum(actual, 1) / expected), 0.0)
    return float(2 * (logs - (actual - expected)).mean())


def test_the_forecast_beats_what_one_could_say_without_it(past: tuple[DuckWarehouse, dict[str, Any]]) -> None:
    found = came(past[0])
    actual, expected = found["purchases"], found["expected_purchases"]
    assert len(actual) > 2_500
    assert deviance(actual, expected) < 0.7 * deviance(actual, np.full_like(actual, actual.mean()))
    assert abs(expected.sum() / actual.sum() - 1) < 0.15
    assert abs(found["revenue"].sum() / found["came"].sum() - 1) < 0.2
    assert gini(found["came"], found["revenue"]) > 0.4
    inside = (found["low"] <= found["came"]) & (found["came"] <= found["high"])
    assert 0.8 < inside.mean() < 0.98


def test_the_card_tells_how_the_chosen_forecast_did(past: tuple[DuckWarehouse, dict[str, Any]]) -> None:
    warehouse, facts = past
    card = warehouse.read("SELECT * FROM value_card ORDER BY origin_no, forecast").to_pylist()
    chosen = [row for row in card if row["chosen"]]
    assert {row["origin_no"] for row in card} == {row["origin_no"] for row in chosen} == {1, 2, 3, 4}
    assert all(row["origin"] + timedelta(days=row["horizon_days"]) <= AS_OF for row in card)
    pareto = {row["origin_no"]: row["deviance"] for row in card if row["forecast"] == "pareto_nbd"}
    for name in ("deviance", "revenue_gini"):
        assert all(row[name] is not None for row in card), name
    mean = np.mean([row["deviance"] for row in chosen])
    assert mean <= np.mean([pareto[row["origin_no"]] for row in chosen])
    assert facts["forecast"]
    assert facts["purchases"]["model"] == "BG/NBD"
    assert {"bg_nbd", "mbg_nbd", "pareto_nbd"} <= facts["models"].keys()
    told = warehouse.read("SELECT model, parameter, value FROM value_parameter").to_pylist()
    shown = {(row["model"], row["parameter"]): row["value"] for row in told}
    assert shown["bg_nbd", "r"] == pytest.approx(facts["purchases"]["r"])


def test_tables_of_the_card_agree_with_the_brand(past: tuple[DuckWarehouse, dict[str, Any]]) -> None:
    warehouse, _ = past
    for table in VALUED:
        for rule, query in table.checks().items():
            assert list(warehouse.read(query).to_pylist()[0].values()) == [0], f"{table.name}: {rule}"
        assert warehouse.read(f"SELECT count(*) AS n FROM {table.name}")["n"][0].as_py() > 0, table.name
    buyers = warehouse.read("SELECT count(*) AS n FROM forecast")["n"][0].as_py()
    counted = warehouse.read("SELECT model, sum(actual) AS a, sum(expected) AS e FROM value_frequency GROUP BY model")
    for row in counted.to_pylist():
        assert (row["a"], row["e"]) == pytest.approx((buyers, buyers))
    weeks = warehouse.read("SELECT * FROM value_tracking ORDER BY week").to_pylist()
    for name in ("actual", "expected", "ahead"):
        assert (np.diff([row[name] for row in weeks]) >= -1e-9).all(), name
    seen = [row for row in weeks if not row["ahead"]][-1]
    assert seen["expected"] == pytest.approx(seen["actual"], rel=0.15)
    whole = warehouse.read("SELECT sum(expected_purchases) AS p, sum(revenue) AS r FROM forecast").to_pylist()[0]
    total = warehouse.read("SELECT * FROM value_total").to_pylist()[0]
    assert (total["horizon_days"], total["purchases"], total["revenue"]) == (
        HORIZON, pytest.approx(whole["p"]), pytest.approx(whole["r"]),
    )  # fmt: skip


def test_what_came_later_changes_nothing(past: tuple[DuckWarehouse, dict[str, Any]]) -> None:
    warehouse, facts = past
    with DuckWarehouse(None) as known:
        for name in warehouse.tables():
            if name.endswith("__row") or name in {"customer", "product", "membership", "interaction"}:
                known.write(name, warehouse.read(f"SELECT * FROM {name}"))
        moment = f"TIMESTAMP '{AS_OF + timedelta(days=1)}'"
        known.write("order_line", warehouse.read(f"SELECT * FROM order_line WHERE ordered_at < {moment}"))
        assert pipeline.value(known, AS_OF, AppraisalOptions(), HORIZON, Quiet()) == facts
        for name in ("customer_value", *(table.name for table in VALUED)):
            query = f"SELECT * FROM {name} ORDER BY ALL"
            assert known.read(query).to_pylist() == warehouse.read(query).to_pylist(), name


@pytest.mark.parametrize("horizon", [1, 30, 365, 1826])
@pytest.mark.parametrize("span", [0, 1, 13, 27, 90, 365, 730, 4000])
def test_origins_and_their_horizons_lie_in_the_past(span: int, horizon: int) -> None:
    chosen = origins(span, horizon)
    assert (chosen[0].number, chosen[0].days_back, chosen[0].horizon) == (0, 0, horizon)
    assert [origin.number for origin in chosen] == list(range(len(chosen)))
    for origin in chosen[1:]:
        assert 0 < origin.horizon <= origin.days_back <= span


def days_ago(*ago: int, key: str = "a", money: float = 10.0, status: str = "paid") -> list[Line]:
    """Lines of one person, one a day."""
    quantity = -1 if status == "refunded" else 1
    made: list[Line] = []
    for number in ago:
        moment = f"{date(2026, 6, 30) - timedelta(days=number)} 12:00:00"
        made.append(("shop", f"{key}-{number}-{status}", "1", key, moment, quantity, money * quantity, status))
    return made


def crowd(every: int = 37, people: int = 60) -> list[Line]:
    """Ordinary people to learn from."""
    made = []
    for n in range(people):
        made += days_ago(*range(n % 90, 500 - 4 * n, every + n % 20), key=f"c{n}", money=20.0 + n % 7)
    return made


def worth(lines: Sequence[Line], as_of: date = date(2026, 6, 30)) -> tuple[DuckWarehouse, dict[str, Any]]:
    warehouse = brand({"order_line": values(list(lines), NAMES)})
    return warehouse, pipeline.value(warehouse, as_of, AppraisalOptions(), 365, Quiet())


def person(warehouse: DuckWarehouse, key: str) -> dict[str, Any]:
    query = "SELECT v.* FROM customer_value AS v JOIN person AS p ON p.customer_no = v.customer_no"
    row: dict[str, Any]
    (row,) = warehouse.read(f"{query} WHERE p.customer_key = '{key}'").to_pylist()
    return row


def test_refunds_free_orders_and_same_day_orders_follow_the_rules() -> None:
    again = [(*line[:2], "2", *line[3:]) for line in days_ago(200, 100, key="thrice")]
    again += [(*line[:2], "3", *line[3:]) for line in days_ago(200, 100, key="thrice")]
    lines = [
        *crowd(),
        *days_ago(200, 100, key="plain"),
        *days_ago(200, 100, key="thrice"), *again,  # three lines a day are one purchase
        *days_ago(200, 100, 50, key="returned"), *days_ago(50, key="returned", status="refunded"),  # undone on its day
        *days_ago(200, 100, key="later back"), *days_ago(60, key="later back", status="refunded"),  # a purchase stands
        *days_ago(200, 100, key="gift", money=0.0),  # free days count as purchases, and bring nothing
        *days_ago(90, key="only back", status="refunded"),
    ]  # fmt: skip
    warehouse, _ = worth(lines)
    plain = person(warehouse, "plain")
    assert (plain["orders"], plain["x"], plain["t_x"], plain["T"]) == (2, 1, 100, 200)
    for key in ("thrice", "returned", "later back", "gift"):
        assert {name: person(warehouse, key)[name] for name in ("x", "t_x", "T")} == {"x": 1, "t_x": 100, "T": 200}
    assert person(warehouse, "thrice")["revenue"] > plain["revenue"]
    for key in ("returned", "later back"):
        assert person(warehouse, key)["expected_purchases"] == pytest.approx(plain["expected_purchases"], rel=0.3)
    nothing = person(warehouse, "only back")
    assert (nothing["orders"], nothing["p_alive"], nothing["value"], nothing["clv"]) == (0, 0, 0, 0)
    rows = warehouse.read("SELECT * FROM customer_value WHERE NOT (value_low <= value AND value <= value_high)")
    assert rows.num_rows == 0


def test_a_history_that_begins_late_begins_with_its_first_purchase() -> None:
    """Purchases before the data are unknown: everybody's age counts from the first one that is there."""
    cut = str(date(2026, 6, 30) - timedelta(days=250))
    lines = [line for line in crowd() if str(line[4]) >= cut]
    warehouse, _ = worth(lines)
    ages = warehouse.read('SELECT max("T") AS oldest, min("T" - t_x) AS least FROM customer_value').to_pylist()[0]
    assert ages["oldest"] <= 250
    assert ages["least"] >= 0


@pytest.mark.parametrize(
    ("lines", "model"),
    [
        (crowd(people=50), True),
        ([line for n in range(200) for line in days_ago(n % 300, key=f"k{n}", money=5 + n)], False),
        ([line for n in range(200) for line in days_ago(0, key=f"k{n}", money=5 + n % 9)], False),
        ([line for n in range(300) for line in days_ago(900 + n % 60, 860 + n % 30, n % 40, key=f"k{n}")], True),
        ([line for n in range(300) for line in days_ago(*range(600 + n % 60, 590, -7), key=f"k{n}")], True),
        (days_ago(*range(0, 700, 2)) + crowd(people=12), True),
    ],
    ids=["fifty people", "nobody came back", "one day", "a gap of two years", "all silent for long", "one heavy buyer"],
)
def test_odd_brands_get_sane_values_or_a_reason(lines: list[Line], model: bool) -> None:
    warehouse, facts = appraised({"order_line": values(lines, NAMES)}, date(2026, 6, 30))
    purchases: Any = facts["purchases"]
    assert (purchases["model"] == "BG/NBD") == model
    assert model or purchases["because"]
    columns = ("p_alive", "expected_purchases", "value_12m", "value_12m_low", "value_12m_high", "clv")
    found = warehouse.read(f"SELECT {', '.join(columns)} FROM appraisal").to_pydict()
    for name, column in found.items():
        assert np.isfinite(np.array(column, dtype=float)).all(), name
        assert (np.array(column) >= 0).all(), name
    assert (np.array(found["value_12m_low"]) <= np.array(found["value_12m"])).all()
    assert (np.array(found["value_12m"]) <= np.array(found["value_12m_high"])).all()
    assert (np.array(found["p_alive"]) <= 1).all()
