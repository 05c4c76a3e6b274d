"""Who has not bought yet is valued by what others like them brought after past days."""

from datetime import date, timedelta
from typing import Any

import pytest

from guanxi.adapters.warehouse.duckdb import DuckWarehouse
from guanxi.core.kernel.options import AppraisalOptions, ValueOptions
from tests.flow.brand import appraised, values

AS_OF = date(2026, 6, 30)
CUSTOMERS = "source, customer_key, first_seen_at, registered_at, child_birthday"
LINES = "source, order_id, line_no, customer_key, ordered_at, quantity, revenue, status"
INTERACTIONS = "source, interaction_id, customer_key, occurred_at, kind"


def day(ago: int) -> str:
    return str(AS_OF - timedelta(days=ago))


def brand_of(people: int = 600, every: int = 3, wait: int = 40, **more: str) -> tuple[dict[str, str], AppraisalOptions]:
    """People who register one by one over two years; every third buys for 90 after so many days, and twice again."""
    persons, lines = [], []
    for number in range(people):
        ago = 729 - number * 729 // people
        persons.append(("app", f"p{number}", day(ago), day(ago), None))
        if number % every == 0:
            for turn, after in enumerate((wait, wait + 60, wait + 160)):
                if after <= ago:
                    lines.append(("app", f"{number}-{turn}", "1", f"p{number}", day(ago - after), 1, 90.0, "paid"))
    queries = {"customer": values(persons, CUSTOMERS), "order_line": values(lines, LINES), **more}
    return queries, AppraisalOptions(value=ValueOptions(margin=0.5))


def appraisal(
    queries: dict[str, str], options: AppraisalOptions
) -> tuple[dict[str, dict[str, Any]], dict[str, Any], DuckWarehouse]:
    warehouse, facts = appraised(queries, AS_OF, options)
    rows = warehouse.read("SELECT i.customer_key, a.* FROM appraisal AS a JOIN identity AS i USING (customer_id)")
    return {row["customer_key"]: row for row in rows.to_pylist()}, facts, warehouse


@pytest.fixture(scope="module")
def made() -> tuple[dict[str, dict[str, Any]], dict[str, Any], DuckWarehouse]:
    return appraisal(*brand_of())


def test_rates_are_those_of_the_past_pulled_toward_coarser_kinds(
    made: tuple[dict[str, dict[str, Any]], dict[str, Any], DuckWarehouse],
) -> None:
    """Linear empirical Bayes by hand, in plain Python."""
    warehouse = made[2]
    seen = warehouse.read(
        "SELECT p.registered, p.since, p.active, p.child, p.horizon, coalesce(o.revenue, 0) AS revenue"
        " FROM prospect AS p LEFT JOIN outcome AS o USING (origin_no, customer_no) WHERE p.origin_no > 0"
    ).to_pylist()
    assert len(seen) > 300

    def rate(kept: list[dict[str, Any]], coarser: float) -> float:
        own = sum(row["revenue"] for row in kept) / max(sum(row["horizon"] for row in kept), 1)
        share = len(kept) / (len(kept) + 100)
        return float(share * own + (1 - share) * coarser)

    every = sum(row["revenue"] for row in seen) / sum(row["horizon"] for row in seen)
    for kind in warehouse.read("SELECT * FROM prospect_rate").to_pylist():
        expected = every
        for names in (
            ("registered", "since"),
            ("registered", "since", "active"),
            ("registered", "since", "active", "child"),
        ):
            expected = rate([row for row in seen if all(row[name] == kind[name] for name in names)], expected)
        assert kind["revenue"] == pytest.approx(expected, rel=1e-9)


def test_the_recently_registered_are_expected_to_bring_about_what_such_people_brought(
    made: tuple[dict[str, dict[str, Any]], dict[str, Any], DuckWarehouse],
) -> None:
    rows, facts, _ = made
    newest = [row for key, row in rows.items() if row["orders"] == 0 and int(key[1:]) >= 575]
    # a third of them will buy three times within a year, at a margin of a half
    assert sum(row["value_12m"] for row in newest) / len(newest) == pytest.approx(0.5 * 90 * 3 / 3, rel=0.45)
    oldest = [row for key, row in rows.items() if row["orders"] == 0 and int(key[1:]) < 300]
    assert max(row["value_12m"] for row in oldest) < 0.3 * min(row["value_12m"] for row in newest)
    for row in rows.values():
        assert 0 <= row["value_12m_low"] <= row["value_12m"] <= row["value_12m_high"]
        if row["orders"] == 0:
            assert row["value_12m_low"] == 0
            assert row["stage"] == "prospect"
            assert row["clv"] > 0
    told = facts["prospects"]
    assert told["persons"] == sum(row["orders"] == 0 for row in rows.values())
    assert told["revenue"] == pytest.approx(sum(row["value_12m"] for row in rows.values() if row["orders"] == 0) / 0.5)
    assert told["learned_from"] > 300


def test_where_nobody_was_known_before_buying_nothing_is_expected() -> None:
    queries, options = brand_of()
    late = f"SELECT * REPLACE (TIMESTAMP '{day(3)}' AS first_seen_at, TIMESTAMP '{day(3)}' AS registered_at)"
    queries["customer"] = f"{late} FROM ({queries['customer']})"
    rows, facts, _ = appraisal(queries, options)
    idle = [row for row in rows.values() if row["orders"] == 0]
    assert idle
    assert {row["value_12m"] for row in idle} == {0.0}
    assert facts["prospects"]["learned_from"] == 0


def test_taking_part_and_a_child_count_where_they_told_before() -> None:
    """Of those who registered, only those who visited in their first month bought later."""
    queries, options = brand_of(people=1500, every=3, wait=40)
    visits = [("app", f"v{number}-{turn}", f"p{number}", day(max(729 - number * 729 // 1500 - turn * 9, 0)), "visit")
              for number in range(0, 1500, 3) for turn in range(5)]  # fmt: skip
    queries["interaction"] = values(visits, INTERACTIONS)
    rows, _, _ = appraisal(queries, options)
    fresh = {key: row for key, row in rows.items() if row["orders"] == 0 and 1440 <= int(key[1:]) < 1490}
    active = [row["value_12m"] for key, row in fresh.items() if int(key[1:]) % 3 == 0]
    passive = [row["value_12m"] for key, row in fresh.items() if int(key[1:]) % 3]
    assert active
    assert min(active) > 2 * max(passive)


def test_nothing_that_came_later_is_looked_at() -> None:
    queries, options = brand_of()
    plain = appraisal(queries, options)[0]
    later = values([("app", "late", "1", "p1", day(-5), 1, 900.0, "paid")], LINES)
    queries["order_line"] = f"{queries['order_line']} UNION ALL {later}"
    after = appraisal(queries, options)[0]
    assert {key: row["value_12m"] for key, row in plain.items()} == {
        key: row["value_12m"] for key, row in after.items()
    }
