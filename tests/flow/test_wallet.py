"""The first look on a made brand whose people buy part of their needs elsewhere: what it must never do, and can."""

from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from scipy.stats import spearmanr

from guanxi.adapters.warehouse.duckdb import DuckWarehouse
from guanxi.core.flow.identity import run as who_is_who
from guanxi.core.flow.looks import wallet
from guanxi.core.kernel.options import IdentityOptions
from guanxi.core.models.fitting import Array
from guanxi.core.sqlfiles import Value, make
from tests.flow.brand import Quiet, appraised, brand, values

AS_OF = date(2026, 6, 30)
NAMES = "source, order_id, line_no, customer_key, ordered_at, quantity, revenue, category, status"
SALES = ("category", "sale", "customer_day", "history", "known_customer", "brand")
PEOPLE, KINDS = 500, 15
Row = dict[str, Any]


@cache
def bought(seed: int = 3) -> tuple[pa.Table, Array]:
    """Order lines of people who need something every few days, part of whose needs is hidden; and their full spend."""
    draw = np.random.default_rng(seed)
    trips = draw.poisson(30, PEOPLE) + 4
    who = np.repeat(np.arange(PEOPLE), trips)
    day = draw.integers(0, 365, len(who))
    basket = draw.poisson(3, len(who)) + 1
    line = np.repeat(np.arange(len(who)), basket)
    kind = (draw.random(len(line)) ** 1.5 * KINDS).astype(int)
    level = np.exp(draw.normal(3, 0.9, PEOPLE))
    money = np.round(level[who[line]] * np.exp(draw.normal(0, 0.3, len(line))), 2)
    share = np.clip(draw.beta(2, 1.2, PEOPLE), 0.05, 1)
    ours = draw.random((PEOPLE, KINDS))[who[line], kind] < share[who[line]]
    start = np.datetime64("2025-07-01")
    lines = pa.table(
        {
            "source": ["shop"] * len(line),
            "order_id": [f"o{n}" for n in line],
            "line_no": [str(n) for n in range(len(line))],
            "customer_key": [f"k{n}" for n in who[line]],
            "ordered_at": pa.array(start + day[line]),
            "quantity": np.ones(len(line), dtype=int),
            "revenue": money,
            "category": [f"kind {n:02}" for n in kind],
            "status": ["paid"] * len(line),
        }
    )
    full: Array = np.bincount(who[line], money, minlength=PEOPLE).astype(np.float64)
    return lines.filter(pa.array(ours)), full


def looked(lines: pa.Table, said: Sequence[tuple[object, ...]] = (), **settings: Value) -> tuple[list[Row], Row]:
    """Rows of table `wallet` in the order of customer_key, and the facts."""
    with DuckWarehouse(None, threads=1) as warehouse:
        warehouse.write("given_line", lines)
        queries = {"order_line": "SELECT * FROM given_line"}
        if said:
            queries["declared_spend"] = values(said, "source, customer_key, category, period, amount, stated_at")
        brand(queries, warehouse)
        given: dict[str, Value] = {
            "until": "2026-07-01 00:00:00", "day": (AS_OF - date(1970, 1, 1)).days, "margin": 0.4,
            "quantile": 0.9, "min_peers": 50, "min_orders": 2, "min_days": 90,
        }  # fmt: skip
        warehouse.create("margin_setting", "SELECT '' AS category, 0.4 AS margin WHERE 1 = 0")
        who_is_who(warehouse, AS_OF, IdentityOptions(), Quiet())
        make(warehouse, "guanxi.core.flow.value", SALES, given | settings, Quiet())
        make(warehouse, "guanxi.core.flow.looks", ("category_history", "customer_name"), given | settings, Quiet())
        facts = wallet.run(warehouse, given | settings, Quiet())
        rows = warehouse.read(
            "SELECT p.customer_key, w.* EXCLUDE (customer_no) FROM wallet AS w"
            " JOIN person AS p ON p.customer_no = w.customer_no ORDER BY length(p.customer_key), p.customer_key"
        )
        return rows.to_pylist(), facts


def statements(full: Array, every: int) -> list[tuple[object, ...]]:
    """What every so-manieth person says of everything, right to the yuan."""
    return [("shop", f"k{n}", "*", "year", round(full[n]), "2026-06-01") for n in range(0, PEOPLE, every)]


def column(rows: list[Row], name: str) -> Array:
    return np.array([row[name] for row in rows], dtype=float)


def sound(rows: list[Row]) -> None:
    """What holds of every wallet."""
    for row in rows:
        if row["wallet"] is None:
            assert row["reason"]
            assert row["confidence"] == 0
            continue
        assert row["reason"] is None
        assert 0 < row["confidence"] <= 1
        assert 0 <= row["own"] <= row["low"] + 1e-9
        assert row["low"] <= row["wallet"] <= row["high"]


def test_shares_are_found_that_nobody_told() -> None:
    lines, full = bought()
    rows, facts = looked(lines)
    sound(rows)
    who = [int(row["customer_key"][1:]) for row in rows]
    share, truth = column(rows, "own") / column(rows, "wallet"), column(rows, "own") / full[who]
    known = np.isfinite(share)
    found, volume = (spearmanr(sign[known], truth[known]).statistic for sign in (share, column(rows, "own")))
    assert found > 0.6
    assert found > volume + 0.1
    inside = (column(rows, "low") <= full[who] * 1.0001) & (full[who] <= column(rows, "high") * 1.0001)
    assert 0.7 < inside[known].mean() < 0.95
    assert facts["statements_used"] == "none"
    assert facts["elsewhere_by_category"] > 0.5


@pytest.mark.parametrize(("every", "used"), [(50, "none"), (10, "some")])
def test_statements_count_from_thirty_on(every: int, used: str) -> None:
    lines, full = bought()
    rows, facts = looked(lines, statements(full, every))
    sound(rows)
    assert (facts["statements"], facts["statements_used"]) == (PEOPLE // every, used)
    told = [row for row in rows if row["basis"] == "said"]
    assert len(told) == PEOPLE // every
    for row in told:
        assert row["wallet"] == pytest.approx(max(round(full[int(row["customer_key"][1:])]), row["own"]))
    assert {row["basis"] for row in rows} - {"said", "peers", None} == {"learned" if used == "some" else "orders"}


def test_statements_put_wallets_on_their_level() -> None:
    lines, full = bought()
    rows, _ = looked(lines, statements(5 * full, 8))  # they say to spend five times what we believed
    others = [row for row in rows if row["basis"] == "learned"]
    truth = np.array([5 * full[int(row["customer_key"][1:])] for row in others])
    assert 0.8 < np.median(column(others, "wallet") / truth) < 1.25
    inside = (column(others, "low") <= truth) & (truth <= column(others, "high"))
    assert 0.7 < inside.mean() < 0.9


def test_rows_in_another_order_change_nothing() -> None:
    lines, full = bought()
    mixed = lines.take(pa.array(np.random.default_rng(1).permutation(lines.num_rows)))
    assert looked(mixed, statements(full, 10)) == looked(lines, statements(full, 10))


def test_nothing_is_read_that_came_later() -> None:
    lines, _ = bought()
    later = lines.set_column(4, "ordered_at", pa.array([date(2026, 7, 1)] * lines.num_rows))
    later = later.set_column(2, "line_no", pa.array([f"later {n}" for n in range(lines.num_rows)]))
    said = [("shop", f"k{n}", "*", "year", 9e6, "2026-07-01") for n in range(PEOPLE)]
    assert looked(pa.concat_tables([lines, later]), said) == looked(lines)


def test_another_currency_changes_money_alone() -> None:
    lines, full = bought()
    dear = lines.set_column(6, "revenue", pa.array(lines["revenue"].to_numpy() * 8))
    rows, others = looked(lines, statements(full, 10))[0], looked(dear, statements(8 * full, 10))[0]
    for name in ("own", "wallet", "low", "high"):
        np.testing.assert_allclose(column(others, name), 8 * column(rows, name), rtol=2e-3)
    np.testing.assert_allclose(column(others, "confidence"), column(rows, "confidence"), atol=2e-3)


def test_who_told_a_wallet_leaves_less_room_by_what_is_bought_more() -> None:
    lines, full = bought()
    said = statements(full, 10)
    more = lines.filter(pa.array([key == "k10" for key in lines["customer_key"].to_pylist()])).slice(0, 3)
    more = more.set_column(1, "order_id", pa.array(["another"] * 3))
    before, after = (
        next(row for row in looked(given, said)[0] if row["customer_key"] == "k10")
        for given in (lines, pa.concat_tables([lines, more]))
    )
    assert after["own"] == pytest.approx(before["own"] + sum(more["revenue"].to_pylist()))
    assert after["wallet"] - after["own"] <= before["wallet"] - before["own"]


def test_thin_data_leave_the_wallet_unknown_and_say_why() -> None:
    lines, _ = bought()
    few = [
        ("shop", "x1", "1", "once", "2025-08-01", 1, 30.0, "kind 01", "paid"),
        ("shop", "x2", "1", "late", "2026-05-01", 1, 30.0, "kind 01", "paid"),
        ("shop", "x3", "1", "late", "2026-06-01", 1, 30.0, "kind 01", "paid"),
    ]
    columns = dict(zip(NAMES.split(", "), zip(*few, strict=True), strict=True))
    columns["ordered_at"] = tuple(date.fromisoformat(str(day)) for day in columns["ordered_at"])
    rows, _ = looked(pa.concat_tables([lines, pa.table(columns).cast(lines.schema)]))
    sound(rows)
    reasons = {row["customer_key"]: row["reason"] for row in rows}
    assert (reasons["once"], reasons["late"]) == ("one_purchase", "short_tenure")


@pytest.mark.parametrize(("people", "level"), [(49, 0), (100, 3), (400, 2), (1100, 1)])
def test_fewer_people_are_compared_more_coarsely(people: int, level: int) -> None:
    lines = [
        ("shop", f"{person}-{day}", "1", f"k{person}", day, 1, 10.0 + person, "tea", "paid")
        for person in range(people)
        for day in ("2025-12-01", "2026-03-01")
    ]
    warehouse, _ = appraised({"order_line": values(lines, NAMES)}, AS_OF)
    (found,) = warehouse.read("SELECT coalesce(min(level), 0) AS level FROM wallet_group").to_pylist()
    assert found["level"] == level
    known = warehouse.read("SELECT count(wallet) AS n, min(wallet - revenue_12m) AS room FROM appraisal").to_pylist()[0]
    assert known["n"] == (people if level else 0)
    assert not level or known["room"] >= 0
    reasons = warehouse.read("SELECT DISTINCT reason_en, wallet_reason FROM appraisal").to_pylist()
    assert level or all("too few comparable people" in row["reason_en"] for row in reasons)
