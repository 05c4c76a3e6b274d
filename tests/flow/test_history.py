"""Purchases, money and days of each person, against plain Python over the same lines; and nothing past the date."""

from collections import defaultdict
from datetime import date, datetime, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from guanxi.core.tables import PUBLISHED
from tests.flow.brand import appraised, values

AS_OF = date(2026, 6, 30)
NAMES = "source, order_id, line_no, customer_key, ordered_at, quantity, revenue, category, status"
Line = tuple[str, str, str, str | None, str, int, float, str | None, str]
MOMENT = st.integers(0, 900 * 86400).map(lambda s: str(datetime(2026, 6, 30, 23, 59, 59) - timedelta(seconds=s)))
DRAWN = st.tuples(
    st.sampled_from(["a", "b", "c", "d", None]),
    MOMENT,
    st.sampled_from(
        [(1, 10.0, "paid"), (2, 25.5, "paid"), (1, 0.0, "paid"), (-1, -10.0, "refunded"), (1, 0.0, "unpaid")]
    ),
    st.sampled_from(["tea", "milk", None]),
)
LINES = st.lists(DRAWN, min_size=1, max_size=30).map(
    lambda drawn: [
        ("shop", f"o{n}", "1", key, moment, quantity, revenue, category, status)
        for n, (key, moment, (quantity, revenue, status), category) in enumerate(drawn)
    ]
)


def reference(lines: list[Line]) -> dict[str, dict[str, float]]:
    """History of each customer by the definitions of method and brief, in plain Python."""
    days: dict[tuple[str, int], list[Line]] = defaultdict(list)
    for line in lines:
        if line[3] is not None and line[8] != "unpaid":
            days[line[3], (AS_OF - datetime.fromisoformat(line[4]).date()).days].append(line)
    found: dict[str, dict[str, float]] = {}
    for key in {line[3] for line in lines if line[3] is not None}:
        money = {ago: sum(line[6] for line in of_day) for (k, ago), of_day in days.items() if k == key}
        bought = sorted(
            ago
            for (k, ago), of_day in days.items()
            if k == key
            and (paid := [line for line in of_day if line[8] == "paid" and line[5] > 0])
            and (money[ago] > 0 or all(line[6] == 0 for line in paid))
        )
        found[key] = {
            "orders": len(bought),
            "x": max(len(bought) - 1, 0),
            "t_x": bought[-1] - bought[0] if bought else 0,
            "T": bought[-1] if bought else 0,
            "revenue_12m": sum(m for ago, m in money.items() if ago < 365),
        }
    return found


@settings(max_examples=8, deadline=None)
@given(LINES)
def test_history_is_what_the_definitions_say(lines: list[Line]) -> None:
    warehouse, _ = appraised({"order_line": values(lines, NAMES)}, AS_OF)
    rows = warehouse.read(
        'SELECT i.customer_key, a.orders, a.x, a.t_x, a."T", a.revenue_12m, a.contribution_12m, a.clv'
        " FROM appraisal AS a JOIN identity AS i ON i.customer_id = a.customer_id"
    ).to_pylist()
    expected = reference(lines)
    assert {row["customer_key"] for row in rows} == set(expected)
    for row in rows:
        history = expected[row["customer_key"]]
        assert {name: row[name] for name in history} == pytest.approx(history)
        assert row["contribution_12m"] == pytest.approx(0.4 * history["revenue_12m"])
        assert row["clv"] >= 0


def test_money_of_repeat_days_leaves_the_first_out() -> None:
    lines = [
        ("shop", "1", "1", "a", "2026-01-01 10:00:00", 1, 100.0, "tea", "paid"),
        ("shop", "2", "1", "a", "2026-02-01 10:00:00", 1, 30.0, "tea", "paid"),
        ("shop", "3", "1", "a", "2026-02-01 20:00:00", 1, 10.0, "tea", "paid"),
        ("shop", "4", "1", "a", "2026-03-01 20:00:00", 1, 25.0, "tea", "paid"),
    ]
    warehouse, _ = appraised({"order_line": values(lines, NAMES)}, AS_OF)
    (row,) = warehouse.read("SELECT orders, purchase_money, first_money FROM history").to_pylist()
    assert (row["orders"], float(row["purchase_money"]), float(row["first_money"])) == (3, 165.0, 100.0)
    (known,) = warehouse.read("SELECT x, money - first_money AS money FROM feature WHERE origin_no = 0").to_pylist()
    assert known == {"x": 2, "money": 65.0}


def test_known_costs_make_the_contribution() -> None:
    lines = [
        ("shop", "1", "1", "a", "2026-05-01", 2, 100.0, "p1", 70.0, "paid"),
        ("shop", "2", "1", "b", "2026-05-01", 2, 100.0, "p1", None, "paid"),
        ("shop", "3", "1", "b", "2026-05-02", -1, -50.0, "p1", None, "refunded"),
        ("shop", "4", "1", "c", "2026-05-01", 2, 100.0, "p2", None, "paid"),
    ]
    names = "source, order_id, line_no, customer_key, ordered_at, quantity, revenue, product_id, cost, status"
    products = values([("p1", "Tea", "tea", 20.0), ("p2", "Milk", "milk", None)], "product_id, name, category, cost")
    warehouse, _ = appraised({"order_line": values(lines, names), "product": products}, AS_OF)
    found = warehouse.read(
        "SELECT i.customer_key, a.contribution_12m"
        " FROM appraisal AS a JOIN identity AS i ON i.customer_id = a.customer_id"
    ).to_pylist()
    assert {row["customer_key"]: row["contribution_12m"] for row in found} == {"a": 30.0, "b": 30.0, "c": 40.0}


@pytest.mark.parametrize(("quantity", "cost"), [(690123456789, 200.0), (1e300, 9e13), (-1e300, 9e13), (2, 9e13)])
def test_a_barcode_among_the_quantities_does_not_stop_the_appraisal(quantity: float, cost: float) -> None:
    status = "paid" if quantity > 0 else "refunded"
    lines = [
        (f"{n}", "1", f"k{n % 5}", f"2026-05-{1 + n % 28:02}", quantity, 20.0 * (quantity > 0), "p1", status)
        for n in range(60)
    ]
    names = "order_id, line_no, customer_key, ordered_at, quantity, revenue, product_id, status"
    queries = {
        "order_line": f"SELECT 'shop' AS source, * FROM ({values(lines, names)})",
        "product": values([("p1", "Tea", "tea", cost)], "product_id, name, category, cost"),
    }
    warehouse, _ = appraised(queries, AS_OF)
    sums = warehouse.read("SELECT sum(value_12m) AS v, sum(contribution_12m) AS c FROM appraisal").to_pylist()[0]
    assert sums["v"] == 0  # what costs more than it brings is worth nothing ahead
    assert sums["c"] == pytest.approx(-60 * min(quantity * cost, 1e11), rel=1e-6) if quantity > 0 else sums["c"] > 0


PHONES = {"a": "+8613800001234", "b": "+8613800001234", "c": "+8613800005678", "d": None}


def _records(lines: list[Line], load: int, phones: dict[str, str | None]) -> list[tuple[object, ...]]:
    """The customers that a load of order lines mentions, with the telephones it tells."""
    moments: dict[str, list[str]] = defaultdict(list)
    for line in lines:
        if line[3] is not None:
            moments[line[3]].append(line[4])
    return [("shop", key, min(at), phones.get(key[-1]), load, max(at)) for key, at in moments.items()]


BOUGHT = ("2026-06-01 12:00:00", 1, 10.0, "tea", "paid")
LEARNING: list[Line] = [("shop", f"o{key}", "1", key, *BOUGHT) for key in "abcd"]


def _later(moment: str) -> str:
    """The same time of the day beyond the date of the appraisal."""
    return str(datetime.fromisoformat(moment) + timedelta(days=901))


@settings(max_examples=4, deadline=None)
@given(LINES, LINES)
@example(LEARNING, [line for line in LEARNING for _ in range(2)])  # of two, one is somebody new's
def test_nothing_looks_past_the_date(lines: list[Line], later: list[Line]) -> None:
    """What happened after the date, who appeared after it, and telephones learned after it change no figure."""
    moved: list[Line] = [
        (line[0], f"later{n}", line[2], line[3] if n % 2 else f"new{line[3]}", _later(line[4]), *line[5:])
        for n, line in enumerate(later)
    ]
    names = "source, customer_key, first_seen_at, phone, load_number, evidence_at"
    known = _records(lines, 1, {"b": PHONES["b"], "c": PHONES["c"]})
    learned = _records(moved, 2, {**PHONES, "c": PHONES["a"], "d": PHONES["c"]})
    runs = []
    for of_orders, of_customers in ((lines, known), ([*lines, *moved], [*known, *learned])):
        queries = {"order_line": values(of_orders, NAMES)}
        if of_customers:
            queries["customer"] = values(of_customers, names)
        runs.append(appraised(queries, AS_OF)[0])
    for table in {table.name for table in PUBLISHED} - {"identity"}:
        before, after = (run.read(f"SELECT * FROM {table} ORDER BY ALL").to_pylist() for run in runs)
        assert before == after, table
