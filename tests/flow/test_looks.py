"""The four looks against numpy over the tables they are made from, on a made brand with some of everything."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from bench.appraise import AS_OF, mount
from bench.brand import write_brand

from guanxi.adapters.warehouse.duckdb import DuckWarehouse
from guanxi.core.kernel.options import AppraisalOptions, LookOptions
from guanxi.core.pipeline import appraise
from guanxi.core.tables import PUBLISHED
from guanxi.core.tables.valued import VALUED
from tests.flow.brand import Quiet, appraised, values

NAMES = "source, order_id, line_no, customer_key, ordered_at, quantity, revenue, category, status"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[DuckWarehouse, dict[str, Any]]]:
    """Three thousand people with orders, interactions, two sources and 100 categories, appraised."""
    folder: Path = tmp_path_factory.mktemp("brand")
    write_brand(folder, 3_000)
    with DuckWarehouse(None) as warehouse:
        mount(warehouse, folder)
        yield warehouse, appraise(warehouse, AS_OF, AppraisalOptions(), "0001", Quiet())


@pytest.mark.parametrize("table", PUBLISHED, ids=lambda table: table.name)
def test_published_tables_keep_their_promises(made: tuple[DuckWarehouse, dict[str, Any]], table: Any) -> None:
    warehouse, _ = made
    empty = warehouse.read(f"SELECT * FROM {table.name} LIMIT 0")
    assert tuple(empty.column_names) == table.names
    declared = warehouse.read(table.empty_query()).schema
    assert empty.schema.types == declared.types
    for rule, query in table.checks().items():
        assert list(warehouse.read(query).to_pylist()[0].values()) == [0], rule


def test_value_is_revenue_expected_times_margin(made: tuple[DuckWarehouse, dict[str, Any]]) -> None:
    warehouse, _ = made
    rows = warehouse.read(
        "SELECT a.orders, a.value_12m, a.value_12m_low, a.value_12m_high, a.clv, v.margin, f.revenue, f.low, f.high,"
        " f.discounted_purchases * f.spend AS discounted"
        " FROM customer_value AS v JOIN customer_name AS n ON n.customer_no = v.customer_no"
        " JOIN appraisal AS a ON a.customer_id = n.customer_id"
        " LEFT JOIN forecast AS f ON f.customer_no = v.customer_no ORDER BY a.customer_id"
    )
    column = {name: np.asarray(rows[name].to_pylist(), dtype=float) for name in rows.column_names}
    bought = column["orders"] > 0
    for published, forecast in (
        ("value_12m", "revenue"), ("value_12m_low", "low"), ("value_12m_high", "high"), ("clv", "discounted"),
    ):  # fmt: skip
        expected = column[forecast] * column["margin"]
        np.testing.assert_allclose(column[published][bought], expected[bought], rtol=1e-9)
    assert (column["clv"] >= column["value_12m"] * 0.9).mean() > 0.9
    assert np.isnan(column["revenue"][~bought]).all()


def test_thin_histories_leave_the_wallet_unknown(made: tuple[DuckWarehouse, dict[str, Any]]) -> None:
    warehouse, _ = made
    thin = warehouse.read('SELECT wallet, wallet_share, wallet_confidence FROM appraisal WHERE orders < 2 OR "T" < 90')
    assert thin.num_rows > 100
    assert set(thin["wallet"].to_pylist()) == set(thin["wallet_share"].to_pylist()) == {None}
    assert set(thin["wallet_confidence"].to_pylist()) == {0.0}


def test_engagement_is_the_standing_of_decayed_interactions() -> None:
    people = values([("shop", key, "2026-01-01") for key in "abcd"], "source, customer_key, first_seen_at")
    things = [
        ("shop", "1", "a", "2026-06-30 12:00:00", "visit"),  # 1
        ("shop", "2", "b", "2026-05-01 12:00:00", "share"),  # 5 halved once
        ("shop", "3", "c", "2026-06-30 12:00:00", "visit"),
        ("shop", "4", "c", "2026-06-30 13:00:00", "dance"),  # a kind nobody has weighed counts 1
        ("shop", "5", "d", "2026-07-01 00:00:00", "share"),  # tomorrow
    ]
    queries = {
        "customer": people,
        "interaction": values(things, "source, interaction_id, customer_key, occurred_at, kind"),
    }
    warehouse, facts = appraised(queries, date(2026, 6, 30))
    assert facts["engagement_basis"] == "interactions"
    rows = warehouse.read("SELECT customer_no, points FROM interaction_points").to_pylist()
    assert sorted(row["points"] for row in rows) == [1_000_000, 2_000_000, 2_500_000]
    found = warehouse.read("SELECT engagement FROM appraisal ORDER BY engagement")["engagement"].to_pylist()
    assert found == pytest.approx([0, 100 / 3, 200 / 3, 100])


def test_stages_of_plain_cases() -> None:
    """One person for each stage, in a brand that buys about every thirty days."""
    bought = {
        "new": [20],
        "one and late": [300],
        "growing": [400, 370, 160, 130, 100, 70, 40, 10],
        "mature": [360, 330, 300, 270, 240, 210, 180, 150, 120, 90, 60, 30, 0],
        "declining": [500, 470, 440, 410, 380, 350, 320, 290, 260, 230, 200, 170, 140, 20],
        "gone": [900, 870, 840, 810, 780, 750],
    }
    lines = [
        (
            "shop",
            f"{key}{ago}{copy}",
            "1",
            f"{key}{copy}",
            str(np.datetime64("2026-06-30") - ago),
            1,
            20.0,
            "tea",
            "paid",
        )
        for key, days in bought.items()
        for ago in days
        for copy in range(5)
    ]
    people = "SELECT DISTINCT 'shop' AS source, customer_key, TIMESTAMP '2024-01-01' AS first_seen_at, CAST(NULL AS"
    people += " TIMESTAMP) AS registered_at FROM order_line UNION ALL SELECT 'shop', 'member', TIMESTAMP '2026-01-01',"
    people += " TIMESTAMP '2026-01-01' UNION ALL SELECT 'shop', 'passer-by', TIMESTAMP '2026-01-01', NULL"
    warehouse, _ = appraised({"order_line": values(lines, NAMES), "customer": people}, date(2026, 6, 30))
    rows = warehouse.read(
        "SELECT DISTINCT rtrim(i.customer_key, '01234') AS name, a.stage"
        " FROM appraisal AS a JOIN identity AS i ON i.customer_id = a.customer_id"
    ).to_pylist()
    assert {row["name"]: row["stage"] for row in rows} == {
        "new": "new",
        "one and late": "lost",  # Pareto/NBD lets people leave after their first purchase
        "growing": "growing",
        "mature": "mature",
        "declining": "declining",
        "gone": "lost",
        "member": "prospect",
        "passer-by": "suspect",
    }


@pytest.mark.parametrize(
    "lines",
    [
        [],
        [("shop", "1", "1", "a", "2026-06-01", 1, 20.0, "tea", "paid")],
        [("shop", str(n), "1", f"k{n}", "2026-03-01", 1, 20.0 + n, "tea", "paid") for n in range(30)],
        [("shop", "1", "1", "a", "2026-06-01", -1, -20.0, "tea", "refunded")],
        [("shop", str(n), "1", "a", f"2026-06-{1 + n:02}", 1, 0.0, None, "paid") for n in range(20)],
        [
            ("shop", str(n), "1", f"k{n % 9}", f"2026-05-{1 + n:02}", 1, (-1.0) ** n * 9, "tea", "paid")
            for n in range(30)
        ],
    ],
    ids=["nothing", "one order", "nobody came back", "only a refund", "all for free", "sold and taken back"],
)
def test_thin_brands_get_stated_fallbacks(lines: list[tuple[object, ...]]) -> None:
    queries = {"order_line": values(lines, NAMES)} if lines else {}
    warehouse, facts = appraised(queries, date(2026, 6, 30), AppraisalOptions(looks=LookOptions(wallet_min_peers=10)))
    for part, instead in (("purchases", "empirical"), ("spend", "shrunken")):
        stated: Any = facts[part]
        assert instead in stated["model"]
        assert stated["because"]
    for table in PUBLISHED:
        for rule, query in table.checks().items():
            assert list(warehouse.read(query).to_pylist()[0].values()) == [0], rule
        if table in VALUED:
            assert warehouse.read(f"SELECT count(*) AS n FROM {table.name}")["n"][0].as_py() == 0
    numbers = warehouse.read("SELECT value_12m, clv, uplift_score, expected_purchases FROM appraisal").to_pydict()
    for name, column in numbers.items():
        assert np.isfinite(column).all(), name
        assert (np.asarray(column) >= 0).all(), name
