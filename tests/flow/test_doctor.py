"""The doctor says the true thing of real brands and of brands with one known fault."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from guanxi.adapters.warehouse.duckdb import DuckWarehouse
from guanxi.core import pipeline
from guanxi.core.kernel.options import AppraisalOptions
from guanxi.core.tables import TABLES
from tests.flow.brand import Quiet, appraised, brand, values
from tests.flow.test_real_data import grocer
from tests.shared import dataset

AS_OF = date(2025, 12, 31)
LINES = """
    SELECT 'shop' AS source, person || '-' || turn AS order_id, '1' AS line_no, 'p' || person AS customer_key,
        TIMESTAMP '2024-01-02 10:00:00' + to_days(CAST(2 * person + turn * (20 + person % 50) AS INTEGER))
            + to_seconds(CAST(person AS DOUBLE)) AS ordered_at,
        1 AS quantity, 20 + person % 50 AS revenue,
        substr('abcd', CAST((person + turn) % 4 + 1 AS INTEGER), 1) AS category,
        9 AS cost, 'paid' AS status
    FROM (SELECT unnest(range(300)) AS person) AS people, (SELECT unnest(range(40)) AS turn) AS turns
    WHERE 2 * person + turn * (20 + person % 50) < 730 AND (turn = 0 OR person % 5 > 0)"""
"""Two years of 300 people: every fifth buys once, the others every 20 to 69 days in four categories, costs known."""


def told(queries: Mapping[str, str], as_of: date = AS_OF) -> dict[str, dict[str, Any]]:
    """The doctor's findings by measure, before any appraisal."""
    warehouse = brand(queries)
    pipeline.doctor(warehouse, as_of, AppraisalOptions(), Quiet())
    return findings(warehouse)


def findings(warehouse: DuckWarehouse) -> dict[str, dict[str, Any]]:
    rows = warehouse.read("SELECT * FROM doctor ORDER BY place").to_pylist()
    assert len({row["measure"] for row in rows}) == len(rows)
    for rule, query in TABLES["doctor"].checks().items():
        assert list(warehouse.read(query).to_pylist()[0].values()) == [0], rule
    return {row["measure"]: row for row in rows}


def states(found: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    return {name: row["state"] for name, row in found.items() if row["kind"] == "look"}


def advised(found: Mapping[str, Mapping[str, Any]]) -> list[str]:
    return [name for name, row in found.items() if row["kind"] == "advice"]


def orders(change: str = "*", where: str = "TRUE") -> dict[str, str]:
    """The brand's order lines, with columns changed or rows left out."""
    return {"order_line": f"SELECT {change} FROM ({LINES}) AS sold WHERE {where}"}


def test_sound_data_are_called_sound() -> None:
    found = told(orders())
    looks = states(found)
    assert looks == {"wallet": "care", "cross_buy": "good", "engagement": "care", "lifecycle": "good", "value": "good"}
    for measure in ("span_days", "gap_days", "suspicious_days", "anonymous_share", "unpriced_share", "cost_share"):
        assert found[measure]["state"] == "good", measure
    assert advised(found)[0] == "ask_spend"


def test_nothing_imported_asks_for_orders() -> None:
    found = told({})
    assert set(states(found).values()) == {"bad"}
    assert advised(found) == ["import_orders"]
    assert [name for name, row in found.items() if row["kind"] == "measurement" and row["state"] == "good"] == []


def test_a_missing_file_is_a_gap_and_closed_sundays_are_none() -> None:
    open_days = "extract(isodow FROM ordered_at) < 7"
    assert told(orders(where=open_days))["gap_days"]["value"] == 0
    found = told(orders(where=f"{open_days} AND CAST(ordered_at AS DATE) NOT BETWEEN '2025-03-03' AND '2025-03-21'"))
    assert found["gap_days"]["value"] == 20, "the Sunday before is a day without sales too"
    assert "2025-03-02 to 2025-03-21" in found["gap_days"]["note_en"]
    assert states(found)["value"] == "care"
    assert "check_gaps" in advised(found)
    assert told(orders(where=open_days), date(2026, 2, 28))["gap_days"]["value"] >= 58, (
        "a gap up to the day asked for counts"
    )


def test_a_day_loaded_at_once_is_suspicious() -> None:
    bulk = "* REPLACE ('old' || customer_key AS order_id, TIMESTAMP '2024-01-01' AS ordered_at)"
    loaded = orders(bulk, "order_id LIKE '%-0'")["order_line"]
    found = told({"order_line": f"{orders()['order_line']} UNION ALL {loaded}"})
    assert found["suspicious_days"]["value"] == 1
    assert "2024-01-01" in found["suspicious_days"]["note_en"]
    assert "1 January" in found["suspicious_days"]["note_en"]
    assert "all at one moment" in found["suspicious_days"]["note_en"]


def test_amounts_that_repeat_quantities_are_no_prices() -> None:
    found = told(orders("* REPLACE (quantity AS revenue)"))
    assert found["unpriced_share"]["value"] == 1
    assert "repeat the quantities" in found["unpriced_share"]["note_en"]
    assert (states(found)["value"], states(found)["wallet"]) == ("bad", "bad")
    assert advised(found)[0] == "import_prices"


def test_orders_that_are_nobodys() -> None:
    found = told(orders("* REPLACE (CASE WHEN order_id NOT LIKE '%2' THEN customer_key END AS customer_key)"))
    assert found["anonymous_share"]["value"] == pytest.approx(0.12, abs=0.05)
    assert "name_customers" in advised(found)
    assert states(found)["lifecycle"] == "care"
    found = told(orders("* REPLACE (NULL AS customer_key)"))
    assert "no order says whose it is" in found["value"]["note_en"]
    assert set(states(found).values()) == {"bad"}


def test_what_is_known_beside_orders_opens_looks() -> None:
    people = [(f"p{i}", "2024-01-02", f"+86138{i + 1:08d}", None) for i in range(300)]
    said = [("shop", f"p{i}", "*", "year", 900) for i in range(120)]
    seen = [("shop", f"i{i}", f"p{i}", "2025-06-01", "visit") for i in range(200)]
    found = told({
        **orders(),
        "customer": "SELECT 'shop' AS source, * FROM ("
        + values(people, "customer_key, first_seen_at, phone, email") + ")",
        "declared_spend": values(said, "source, customer_key, category, period, amount"),
        "interaction": values(seen, "source, interaction_id, customer_key, occurred_at, kind"),
    })  # fmt: skip
    assert set(states(found).values()) == {"good"}
    assert found["phone_share"]["value"] == 1
    assert found["declared_spenders"]["value"] == 120
    assert advised(found) == ["import_refunds"]


def test_nothing_after_the_day_counts() -> None:
    known = orders()["order_line"]
    later = orders(
        "* REPLACE (TIMESTAMP '2026-01-01' AS ordered_at, NULL AS customer_key, 'x' || order_id AS order_id)"
    )
    assert told({"order_line": f"{known} UNION ALL {later['order_line']}"}) == told({"order_line": known})


def test_before_and_after_an_appraisal_the_same_is_said() -> None:
    warehouse, _ = appraised(orders(), AS_OF)
    after = findings(warehouse)
    before = told(orders())
    assert {name: row | {"place": 0} for name, row in after.items() if name in before} == {
        name: row | {"place": 0} for name, row in before.items()
    }
    assert set(after) - set(before) == {"wallet_unknown_share", "cross_buy_offered", "engagement_excluded"}


def test_advice_comes_best_first() -> None:
    found = told(orders("* EXCLUDE (category, cost)", "customer_key < 'p2'"))
    use = [row["value"] for row in found.values() if row["kind"] == "advice"]
    assert use == sorted(use, reverse=True)
    assert len(use) >= 5


def test_tianchi_has_life_stages_and_nothing_else() -> None:
    trades = f"read_csv('{dataset('tianchi_mum_baby', 'trade_history.csv')}', all_varchar = true)"
    babies = f"read_csv('{dataset('tianchi_mum_baby', 'baby.csv')}', all_varchar = true)"
    sold = f"""SELECT 'taobao' AS source, CAST(row_number() OVER () AS VARCHAR) AS order_id, '1' AS line_no,
        user_id AS customer_key, strptime(day, '%Y%m%d') AS ordered_at, buy_mount AS quantity, 0 AS revenue,
        category_1 AS category, 'paid' AS status FROM {trades}"""
    known = f"""SELECT 'taobao' AS source, t.user_id AS customer_key, min(strptime(day, '%Y%m%d')) AS first_seen_at,
        min(strptime(birthday, '%Y%m%d')) AS child_birthday
        FROM {trades} AS t LEFT JOIN {babies} AS b ON b.user_id = t.user_id GROUP BY t.user_id"""
    found = told({"order_line": sold, "customer": known}, date(2015, 2, 5))
    looks = states(found)
    assert looks == {"wallet": "bad", "cross_buy": "bad", "engagement": "bad", "lifecycle": "care", "value": "bad"}
    assert "no prices" in found["value"]["note_en"]
    assert "only 24 of 29,944 buyers came back" in found["value"]["note_en"], "25 in orders, one of them within a day"
    assert "953 customers" in found["lifecycle"]["note_en"]
    assert advised(found)[:2] == ["import_prices", "check_customer_key"]
    assert "2014-11-11" in found["suspicious_days"]["note_en"], "Singles' Day"


def test_cdnow_is_one_cohort_without_categories() -> None:
    sold = f"""SELECT 'cdnow' AS source, CAST(row_number() OVER () AS VARCHAR) AS order_id, '1' AS line_no,
        customer_id AS customer_key, CAST(date AS TIMESTAMP) AS ordered_at, number_of_cds AS quantity,
        dollar_value AS revenue, 'paid' AS status
        FROM read_csv('{dataset("cdnow", "cdnow_sample.csv")}', all_varchar = true)"""
    found = told({"order_line": sold}, date(1998, 6, 30))
    looks = states(found)
    assert (looks["cross_buy"], looks["value"], looks["lifecycle"]) == ("bad", "care", "good")
    assert "neither orders nor products have categories" in found["cross_buy"]["note_en"]
    assert "one cohort" in found["value"]["note_en"]
    assert "import_newcomers" in advised(found)


def test_online_retail_has_sales_that_are_nobodys_and_no_categories() -> None:
    sold = f"""SELECT 'uk' AS source, InvoiceNo AS order_id, CAST(row_number() OVER () AS VARCHAR) AS line_no,
        CustomerID AS customer_key, InvoiceDate AS ordered_at, Quantity AS quantity, Quantity * UnitPrice AS revenue,
        CASE WHEN InvoiceNo LIKE 'C%' THEN 'refunded' ELSE 'paid' END AS status
        FROM '{dataset("online_retail", "online_retail.parquet")}'"""
    found = told({"order_line": sold}, date(2011, 12, 9))
    assert found["anonymous_share"]["value"] == pytest.approx(135_080 / 541_909)
    assert "25% of lines have no customer" in found["value"]["note_en"]
    assert states(found)["cross_buy"] == "bad"
    assert "2010-12-24 to 2011-01-03" in found["gap_days"]["note_en"], "closed over Christmas; Saturdays are no gaps"
    assert found["gap_days"]["value"] == 11
    assert {"name_customers", "import_categories", "check_gaps"} <= set(advised(found))


def test_the_complete_journey_holds_frequent_shoppers_of_one_year() -> None:
    found = told(grocer("household_id % 4 = 0"), date(2018, 1, 1))
    assert states(found)["cross_buy"] == "good"
    assert "frequent shoppers" in found["value"]["note_en"]
    assert "less than two years" in found["value"]["note_en"]
    assert "were customers before it begins" in found["value"]["note_en"]
