"""A backtest: what was said on a past day knows nothing later; what came is what the lines of later say."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from guanxi.adapters.warehouse.duckdb import DuckWarehouse
from guanxi.core.arrays import arrow
from guanxi.core.flow.hindsight import Outcome, judged
from guanxi.core.kernel.errors import InputError
from guanxi.core.kernel.options import AppraisalOptions
from guanxi.core.pipeline import backtest
from guanxi.core.tables.judged import JUDGED
from guanxi.entry.backtesting import apart, check
from tests.flow.brand import Quiet, brand, values

PAST, HORIZON = date(2026, 3, 31), 60
LINES = """
    SELECT 'shop' AS source, CAST(n AS VARCHAR) AS order_id, '1' AS line_no, 'k' || (n * 7919 % 173) AS customer_key,
        TIMESTAMP '2026-06-28' - to_days(CAST((n * n * 31 + n * 17) % 900 AS INTEGER)) AS ordered_at, 1 AS quantity,
        5 + (n * 7919 % 173) % 40 + n % 13 AS revenue, 'category ' || (n * n * 13 % 41) AS category, 'paid' AS status
    FROM range(1500) AS numbers(n)"""
SAID = "customer_key, amount, stated_at, source, category, period"
TOLD = values(
    [
        ("k1", 500, "2026-04-10 00:00:00", "shop", "*", "year"),
        ("k1", 100, "2026-05-10 00:00:00", "shop", "*", "month"),
        ("k2", 900, "2026-01-10 00:00:00", "shop", "*", "year"),
        ("k3", 700, "2026-06-20 00:00:00", "shop", "*", "year"),
    ],
    SAID,
)


def look(lines: str, **others: str) -> tuple[Outcome, list[dict[str, Any]], dict[str, str]]:
    """Go back to PAST; the outcome, all lines of the brand, and each person's key."""
    with DuckWarehouse(None, threads=1) as warehouse:
        brand({"order_line": lines, **others}, warehouse)
        found = backtest(warehouse, PAST, AppraisalOptions(), HORIZON, Quiet())
        rows = warehouse.read("SELECT * FROM order_line ORDER BY order_id").to_pylist()
        keys = warehouse.read("SELECT customer_id, customer_key FROM person").to_pylist()
    return found, rows, {row["customer_id"]: row["customer_key"] for row in keys}


@pytest.fixture(scope="module")
def seen() -> tuple[Outcome, list[dict[str, Any]], dict[str, str]]:
    return look(LINES, declared_spend=TOLD)


def test_what_came_is_what_the_later_lines_say(seen: tuple[Outcome, list[dict[str, Any]], dict[str, str]]) -> None:
    outcome, lines, keys = seen
    since = datetime(2026, 4, 1)
    for place, who in enumerate(outcome.who):
        own = [line for line in lines if line["customer_key"] == keys[who]]
        later, before, year = (
            [line for line in own if since + timedelta(days=low) <= line["ordered_at"] < since + timedelta(days=high)]
            for low, high in ((0, HORIZON), (-HORIZON, 0), (HORIZON - 365, HORIZON))
        )
        money = [0.4 * float(sum(line["revenue"] for line in part)) for part in (later, before)]
        assert outcome.columns["contribution"][place] == pytest.approx(money[0])
        assert outcome.columns["growth"][place] == pytest.approx(max(money[0] - money[1], 0))
        assert outcome.columns["purchases"][place] == len({line["ordered_at"].date() for line in later})
        assert outcome.columns["year_revenue"][place] == pytest.approx(float(sum(line["revenue"] for line in year)))


def test_only_statements_within_the_horizon_are_held_against_the_wallet(
    seen: tuple[Outcome, list[dict[str, Any]], dict[str, str]],
) -> None:
    outcome, _, keys = seen
    told = {keys[who]: amount for who, amount in zip(outcome.who, outcome.columns["amount"], strict=True)}
    assert {key: amount for key, amount in told.items() if np.isfinite(amount)} == {"k1": 1200}


def test_first_purchases_are_those_of_categories_never_bought_before(
    seen: tuple[Outcome, list[dict[str, Any]], dict[str, str]],
) -> None:
    outcome, lines, _ = seen
    since, until = datetime(2026, 4, 1), datetime(2026, 4, 1) + timedelta(days=HORIZON)
    known = {(line["customer_key"], line["category"]) for line in lines if line["ordered_at"] < since}
    new = {(line["customer_key"], line["category"]) for line in lines if since <= line["ordered_at"] < until} - known
    buyers = {key for key, _ in known}
    persons, first = np.unique(outcome.offers["customer_no"], return_index=True)
    everybody = sum(1 for key, _ in new if key in buyers)
    assert len(persons) > 100
    # who has no category left to offer is judged by none
    assert 0.9 * everybody <= outcome.offers["firsts"][first].sum() <= everybody
    own = outcome.offers["own"] == 1
    assert outcome.offers["came"][own].sum() <= outcome.offers["firsts"][first].sum()


def test_what_was_said_knows_nothing_later() -> None:
    late = "CASE WHEN ordered_at >= TIMESTAMP '2026-04-01' THEN revenue * 3 ELSE revenue END"
    later = f"SELECT * REPLACE ({late} AS revenue) FROM ({LINES})"
    one, two = look(LINES)[0], look(later)[0]
    known = ("uplift_score", "quiet", "wallet_high", "headroom", "value", "value_high", "silence", "spent", "recent")
    for name in known:
        assert np.array_equal(one.columns[name], two.columns[name], equal_nan=True), name
    assert one.stage == two.stage
    assert np.array_equal(one.offers["probability"], two.offers["probability"], equal_nan=True)
    assert not np.array_equal(one.columns["contribution"], two.columns["contribution"])


def test_every_table_keeps_its_declaration(seen: tuple[Outcome, list[dict[str, Any]], dict[str, str]]) -> None:
    tables = judged([seen[0], seen[0]])
    with DuckWarehouse(None, threads=1) as warehouse:
        for table in JUDGED:
            rows = arrow(table, tables[table.name])
            assert rows.num_rows > 0, table.name
            warehouse.write(table.name, rows)
            columns = {row for row in table.names if row != "origin"}
            assert columns <= set().union(*tables[table.name]), table.name
            for rule, query in table.checks().items():
                broken = warehouse.read(query).column(0)[0].as_py()
                assert not broken or "unique" in rule, (table.name, rule)  # the same day was judged twice here


def test_tables_add_up(seen: tuple[Outcome, list[dict[str, Any]], dict[str, str]]) -> None:
    outcome = seen[0]
    tables: Mapping[str, list[dict[str, Any]]] = judged([outcome])
    tenths = tables["backtest_tenth"]
    sums = {look: sum(row["came"] for row in tenths if row["look"] == look) for look in ("score", "value", "stage")}
    assert sums["score"] == pytest.approx(outcome.columns["growth"].sum())
    assert sums["value"] == pytest.approx(outcome.columns["contribution"].sum())
    assert sums["stage"] == (outcome.columns["purchases"] == 0).sum()
    assert sum(row["customers"] for row in tables["backtest_stage"]) == len(outcome.who)
    marks = {(row["look"], row["measure"]): row["value"] for row in tables["backtest_mark"]}
    called = [row for row in tables["backtest_stage"] if row["stage"] in {"dormant", "lost"}]
    assert marks["stage", "called"] == sum(row["customers"] for row in called)
    assert marks["stage", "precision"] * marks["stage", "called"] == sum(row["silent"] for row in called)
    offers = outcome.offers
    recalls = []
    for person in np.unique(offers["customer_no"]):
        mine = (offers["customer_no"] == person) & (offers["own"] == 1)
        firsts = offers["firsts"][offers["customer_no"] == person][0]
        if firsts:
            recalls.append(offers["came"][mine].sum() / min(firsts, 5))
    assert marks["cross_buy", "recall"] == pytest.approx(np.mean(recalls))


def test_a_brand_without_categories_is_judged_without_offers() -> None:
    outcome = look(f"SELECT * EXCLUDE (category) FROM ({LINES})")[0]
    tables = judged([outcome])
    assert tables["backtest_offer"] == []
    assert tables["backtest_ranking"]


@given(span=st.integers(0, 2000), horizon=st.integers(14, 365), origins=st.integers(1, 12))
def test_origins_leave_their_horizon_and_some_history(span: int, horizon: int, origins: int) -> None:
    backs = apart(span, horizon, origins)
    assert len(backs) <= origins
    assert bool(backs) == (span >= round(1.5 * horizon))
    for back in backs:
        assert horizon <= back <= span - horizon // 2
    if len(backs) == origins and span >= horizon * (origins + 1):
        assert all(later - earlier == horizon for earlier, later in pairwise(backs))


@pytest.mark.parametrize(("horizon", "origins"), [(13, 4), (366, 4), (90, 0), (90, 13)])
def test_what_makes_no_sense_is_refused(horizon: int, origins: int) -> None:
    with pytest.raises(InputError):
        check(horizon, origins)
