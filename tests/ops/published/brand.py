"""A small appraised brand with everything that pages show, written by rule and published as a run."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from guanxi.handover.runs import Run, RunStore
from tests.flow.brand import appraised, values

AS_OF = date(2026, 6, 30)
PEOPLE = 240
KINDS = ("奶粉", "纸尿裤", "玩具", "童书", "100% cotton_wear")
NAMES = ("张三", "李小龙", "Anna Smith", "O'Brien", "张%", None, "x_y", "欧阳 娜娜", "ANNA", "")
OWNERS = ("小王", "Li Lei", None)


def _day(number: int) -> datetime:
    return datetime(2025, 1, 1, 10) + timedelta(days=number)


def _orders() -> Iterator[tuple[object, ...]]:
    for person in range(PEOPLE):
        every = 9 + person % 60
        for turn, day in enumerate(range(person % 120, 600, every)):
            kind = KINDS[(person + turn * (person % 3)) % 5]
            money = 20 + (person * 7 + turn) % 90
            yield f"{person}-{turn}", "1", f"p{person}", str(_day(day)), 1, money, kind, "paid"
            if turn % 9 == 4:
                yield f"{person}-{turn}", "2", f"p{person}", str(_day(day + 2)), -1, -money, kind, "refunded"


def _customers() -> Iterator[tuple[object, ...]]:
    for person in range(PEOPLE):
        phone = f"+86138{person * 37 % 10_000:04d}{person:04d}"
        yield (
            "tills", f"p{person}", "2025-01-01", NAMES[person % len(NAMES)], phone if person % 7 else None,
            None if person % 7 else f"138****{person:04d}", f"p{person}@example.com" if person % 2 else None,
            OWNERS[person % 3], "2025-11-03" if person % 5 == 0 else None,
        )  # fmt: skip
        if person % 6 == 1:
            yield "app", f"A{person}", "2025-02-01", f"昵称{person}", phone, None, None, None, None


def _deeds(kinds: tuple[str, ...], every: int) -> Iterator[tuple[object, ...]]:
    for person in range(0, PEOPLE, every):
        for turn in range(person % 5):
            yield f"{person}-{turn}", f"p{person}", str(_day(person + turn * 130)), kinds[turn % len(kinds)], turn


def _busy() -> Iterator[tuple[object, ...]]:
    """Somebody who took part more often than a timeline holds, and once after the appraisal."""
    for turn in range(260):
        yield f"busy-{turn}", "p3", str(_day(250) + timedelta(days=turn, minutes=turn)), "view", turn
    yield "later", "p3", "2026-07-01 00:00:00", "view", 1


def _queries() -> dict[str, str]:
    deeds = "booking, customer_key, occurred_at, word, size"
    interactions = values([*_deeds(("visit", "share"), 2), *_busy()], deeds)
    contacts = values(list(_deeds(("care", "sell"), 3)), deeds)
    investments = values(list(_deeds(("coupon", "adviser_call"), 4)), deeds)
    return {
        "order_line": "SELECT 'tills' AS source, * FROM (" + values(
            list(_orders()), "order_id, line_no, customer_key, ordered_at, quantity, revenue, category, status"
        ) + ")",
        "customer": values(
            list(_customers()),
            "source, customer_key, first_seen_at, name, phone, phone_written, email, owner, child_birthday",
        ),
        "interaction": "SELECT 'tills' AS source, booking AS interaction_id, customer_key, occurred_at, word AS kind,"
        f" 'topic ' || size AS topic, 'app' AS channel FROM ({interactions})",
        "contact": "SELECT 'tills' AS source, booking AS contact_id, customer_key, occurred_at, word AS purpose,"
        f" 'phone' AS channel, '小王' AS staff_id, size AS minutes, size * 2 AS cost, 'hello' AS text"
        f" FROM ({contacts})",
        "investment": "SELECT 'tills' AS source, booking AS booking_id, customer_key, occurred_at, word AS action_id,"
        f" size * 5 AS money, size AS minutes, 'spring' AS programme FROM ({investments})",
        "membership": "SELECT 'tills' AS source, 'm1' AS membership_id, 'p9' AS customer_key, '2026-01-01' AS"
        " started_at, '2026-12-31' AS ends_at, 199 AS fee, 'gold' AS kind",
    }  # fmt: skip


def publish(folder: Path) -> tuple[Run, dict[str, list[dict[str, Any]]]]:
    """Appraise and publish; return the run and the canonical rows it stands on."""
    warehouse, _ = appraised(_queries(), AS_OF)
    run = RunStore(folder).publish(warehouse, "0001-2026-06-30", {"as_of": AS_OF.isoformat()}, {})
    names = ("order_line", "interaction", "contact", "investment", "membership", "person")
    return run, {name: warehouse.read(f"SELECT * FROM {name}").to_pylist() for name in names}


def rows(run: Run, table: str) -> list[dict[str, Any]]:
    """A published table, read without any engine."""
    found: list[dict[str, Any]] = pq.read_table(run.file(table)).to_pylist()
    return found
