"""The equity statement balances to the cent, whatever happened, and every flow is what its name says."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from guanxi.adapters.warehouse.duckdb import DuckWarehouse
from guanxi.core.flow import account
from guanxi.entry.appraising import Quiet

STAGES = ("prospect", "new", "growing", "mature", "declining", "dormant", "lost")
QUADRANTS = ("growth_stock", "cash_cow", "sleeping_gold", "low_yield")
FLOWS = ("revaluation", "acquired", "recovered", "developed", "declined", "lost", "others")

Row = dict[str, Any]


def state(number: int, worth: float, orders: int, stage: str, quadrant: str) -> Row:
    return {
        "customer_id": f"c{number:02d}", "clv": worth, "orders": orders, "stage": stage, "quadrant": quadrant,
        "T": 400.0,
    }  # fmt: skip


def states(numbers: st.SearchStrategy[int]) -> st.SearchStrategy[list[Row]]:
    one = st.builds(
        state, numbers, st.floats(0, 1e6), st.integers(0, 9), st.sampled_from(STAGES), st.sampled_from(QUADRANTS)
    )
    return st.lists(one, max_size=12, unique_by=lambda row: str(row["customer_id"]))


def bought(number: int, day: int, channel: str | None, source: str = "tills", status: str = "paid") -> Row:
    return {
        "source": source, "customer_key": f"c{number:02d}", "order_id": f"o{number}-{day}", "line_no": "1",
        "ordered_at": datetime(2024, 1, 1) + timedelta(days=day), "quantity": 1.0, "status": status,
        "channel": channel,
    }  # fmt: skip


def accounted(
    opening: list[Row], restated: list[Row], closing: list[Row], spent: list[Row], orders: Sequence[Row] = ()
) -> tuple[list[Row], list[Row]]:
    """Run the stage on rows: statement and persons."""
    shape = pa.schema([
        ("customer_id", pa.string()), ("clv", pa.float64()), ("orders", pa.int64()), ("stage", pa.string()),
        ("quadrant", pa.string()), ("T", pa.float64()),
    ])  # fmt: skip
    booked = pa.schema([
        ("source", pa.string()), ("customer_key", pa.string()), ("occurred_at", pa.timestamp("us")),
        ("money", pa.float64()), ("minutes", pa.float64()),
    ])  # fmt: skip
    lines = pa.schema([
        ("source", pa.string()), ("customer_key", pa.string()), ("order_id", pa.string()), ("line_no", pa.string()),
        ("ordered_at", pa.timestamp("us")), ("quantity", pa.float64()), ("status", pa.string()),
        ("channel", pa.string()),
    ])  # fmt: skip
    with DuckWarehouse(None) as memory:
        for name, rows in (("opening", opening), ("restated", restated), ("closing", closing)):
            memory.write(name, pa.Table.from_pylist(rows, schema=shape))
        for name, rows in (("opening_identity", opening), ("identity", closing)):
            keys = [str(row["customer_id"]) for row in rows]
            memory.write(name, pa.table({
                "source": pa.array(["tills"] * len(keys), pa.string()), "customer_key": pa.array(keys, pa.string()),
                "customer_id": pa.array(keys, pa.string()),
            }))  # fmt: skip
        memory.write("investment", pa.Table.from_pylist(spent, schema=booked))
        memory.write("order_line", pa.Table.from_pylist(list(orders), schema=lines))
        account.run(memory, date(2025, 1, 31), date(2025, 7, 31), Quiet())
        return (
            memory.read("SELECT * FROM equity_statement").to_pylist(),
            memory.read("SELECT * FROM equity_person").to_pylist(),
        )


CHANNELS = st.sampled_from(("app", "shop", " ", None))
purchases = st.lists(st.builds(bought, st.integers(0, 20), st.integers(0, 900), CHANNELS), max_size=20)


@settings(deadline=None, max_examples=40)
@given(states(st.integers(0, 20)), states(st.integers(0, 20)), st.floats(0.5, 2), purchases)
def test_every_group_balances_to_the_cent(
    opening: list[Row], closing: list[Row], times: float, orders: list[Row]
) -> None:
    restated = [row | {"clv": row["clv"] * times} for row in opening]
    rows, people = accounted(opening, restated, closing, [], orders)
    for row in rows:
        assert row["opening"] + sum(row[flow] for flow in FLOWS) == row["closing"]
        heads = (
            row["customers_opening"] + row["customers_acquired"] + row["customers_recovered"] - row["customers_lost"]
        )
        assert heads == row["customers_closing"]
    for kind in ("quadrant", "years", "channel"):
        for column in ("opening", *FLOWS, "closing"):
            parts = sum(row[column] for row in rows if row["kind"] == kind)
            assert parts == sum(row[column] for row in rows if row["kind"] == "all")
    assert sum(person["closing"] for person in people) == sum(round_half_up(row["clv"]) for row in closing)


def round_half_up(worth: float) -> int:
    return int(worth * 100 + 0.5)


def test_each_flow_is_what_its_name_says() -> None:
    opening = [
        state(1, 100, 3, "mature", "cash_cow"), state(2, 50, 2, "growing", "growth_stock"),
        state(3, 30, 2, "declining", "sleeping_gold"), state(4, 0, 1, "lost", "low_yield"),
        state(5, 5, 0, "prospect", "low_yield"),
    ]  # fmt: skip
    closing = [
        state(1, 120.25, 5, "mature", "cash_cow"), state(2, 41, 3, "declining", "growth_stock"),
        state(3, 1, 2, "lost", "low_yield"), state(4, 12.5, 2, "new", "growth_stock"),
        state(5, 80, 1, "new", "growth_stock"),
        state(6, 7, 0, "prospect", "low_yield"),
    ]  # fmt: skip
    restated = [row | {"clv": row["clv"] * 1.1} for row in opening]
    spent = [
        {"source": "tills", "customer_key": "c01", "occurred_at": date_time(2025, 3), "money": 12.5, "minutes": 8.0},
        {"source": "tills", "customer_key": "c05", "occurred_at": date_time(2025, 4), "money": 20.0, "minutes": 0.0},
        {"source": "tills", "customer_key": "c05", "occurred_at": date_time(2025, 9), "money": 99.0, "minutes": 0.0},
    ]  # fmt: skip
    rows, people = accounted(opening, restated, closing, spent)
    total = next(row for row in rows if row["kind"] == "all")
    flows = {person["customer_id"]: person["flow"] for person in people}
    assert flows == {
        "c01": "developed", "c02": "declined", "c03": "lost", "c04": "recovered", "c05": "acquired", "c06": "others",
    }  # fmt: skip
    assert (total["opening"], total["revaluation"], total["closing"]) == (18500, 1850, 26175)
    assert (total["developed"], total["declined"], total["lost"]) == (1025, -1400, -3200)
    assert (total["acquired"], total["recovered"], total["others"]) == (7450, 1250, 700)
    assert (total["money"], total["money_winning"], total["money_keeping"]) == (3250, 2000, 1250)
    assert (total["customers_opening"], total["customers_closing"], total["customers_kept"]) == (3, 4, 2)


def test_the_channel_is_that_of_the_first_purchase_else_its_source() -> None:
    everybody = [state(number, 10.0 * (number + 1), 2, "mature", "cash_cow") for number in range(5)]
    orders = [
        bought(0, 50, "app"), bought(0, 20, "shop"), bought(0, 10, "web", status="cancelled"),
        bought(1, 30, " "), bought(1, 40, "app"),
        bought(2, 30, None),
        bought(3, 900, "app"),
        bought(4, 20, "web"),
    ]  # fmt: skip
    rows, people = accounted(everybody, everybody, everybody[:4], [], orders)
    assert {person["customer_id"]: person["channel"] for person in people} == {
        "c00": "shop", "c01": "tills", "c02": "tills", "c03": "", "c04": "",
    }  # fmt: skip
    told = {row["member"]: (row["opening"], row["closing"], row["lost"]) for row in rows if row["kind"] == "channel"}
    assert told == {"shop": (1000, 1000, 0), "tills": (5000, 5000, 0), "": (9000, 4000, -5000)}


def date_time(year: int, month: int) -> Any:
    return pa.scalar(date(year, month, 1), pa.date32()).cast(pa.timestamp("us")).as_py()
