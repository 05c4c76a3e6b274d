"""A small random brand as Parquet files, with everything that the pipeline has to tell apart."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from guanxi.core.tables import TABLES
from guanxi.handover.views import ENTITIES, OVERLAPS

PEOPLE = 1_500
END = datetime(2026, 6, 30)
CATEGORIES = ["奶粉", "纸尿裤", "toys", "Kleidung", "books", None]
KINDS = ["visit", "share", "review", "ask", "unheard of"]

Columns = dict[str, list[Any]]


def write_brand(folder: Path, seed: int = 7) -> dict[str, Path]:
    """Write one Parquet file for each canonical table that has rows; return the files by table."""
    draw = np.random.default_rng(seed)
    orders = _order_lines(draw)
    customers = _customers(draw, orders)
    made = {
        "customer": customers,
        "customer__overlap": _told_again(customers),
        "order_line": orders,
        "product": _products(),
        "interaction": _interactions(draw),
        "membership": _memberships(draw),
    }
    return {name: _write(folder / f"{name}.parquet", name, columns) for name, columns in made.items()}


def _when(day: float) -> datetime:
    """A moment so many days before the end."""
    return END - timedelta(seconds=int(day * 86_400))


def _order_lines(draw: np.random.Generator) -> Columns:
    """Lines of irregular buyers: refunds, free lines, cancelled pairs, anonymous sales, lines after the date."""
    rows: list[tuple[Any, ...]] = []
    for person in range(PEOPLE * 4 // 5):
        begin, gap = draw.uniform(1, 800), draw.gamma(2, 30) + 1
        lives = draw.uniform(0, begin)
        for number in range(int(lives / gap) + 1):
            moment = _when(begin - number * gap - 25)
            source, key = ("shop", f"k{person}") if person % 3 else ("app", f"a{person}")
            for line in range(int(draw.integers(1, 4))):
                product = int(draw.integers(0, 30)) if draw.random() < 0.5 else person % 30
                price = round(float(draw.gamma(2, 60)), 2) if draw.random() > 0.03 else 0.0
                order = f"o{person}-{number}"
                rows.append((source, order, str(line), key, moment, 1.0, price, f"p{product}", "paid"))
                if draw.random() < 0.04:
                    rows.append((source, order, f"{line}r", key, moment, -1.0, -price, f"p{product}", "refunded"))
                if draw.random() < 0.02:
                    rows += [
                        (source, order, f"{line}c", key, moment, 1.0, price, f"p{product}", "cancelled"),
                        (source, order, f"{line}d", key, moment, -1.0, -price, f"p{product}", "cancelled"),
                    ]
    rows += [("shop", f"anon{i}", "1", None, _when(i), 1.0, 9.9, "p1", "paid") for i in range(50)]
    rows += [("shop", f"unpaid{i}", "1", f"k{i}", _when(i), 1.0, 0.0, "p2", "unpaid") for i in range(50)]
    names = [
        "source",
        "order_id",
        "line_no",
        "customer_key",
        "ordered_at",
        "quantity",
        "revenue",
        "product_id",
        "status",
    ]
    columns: Columns = {name: list(values) for name, values in zip(names, zip(*rows, strict=True), strict=True)}
    columns["cost"] = [round(abs(v) * 0.55, 2) if i % 4 == 0 else None for i, v in enumerate(columns["revenue"])]
    columns["channel"] = [(None, "小程序", " ", "shop")[i % 4] for i in range(len(rows))]
    columns["category"] = ["限定" if i % 97 == 0 else None for i in range(len(rows))]
    return columns


def _customers(draw: np.random.Generator, orders: Columns) -> Columns:
    """A record for every key that buys and for some that never did; some share a telephone, an e-mail, an id."""
    first: dict[tuple[str, str], datetime] = {}
    for source, key, moment in zip(orders["source"], orders["customer_key"], orders["ordered_at"], strict=True):
        if key is not None:
            first[source, key] = min(first.get((source, key), moment), moment)
    for person in range(PEOPLE * 4 // 5, PEOPLE):
        first["shop", f"k{person}"] = _when(draw.uniform(-20, 700))
    people = sorted(first)
    shared = draw.integers(0, PEOPLE, len(people))
    return {
        "source": [source for source, _ in people],
        "customer_key": [key for _, key in people],
        "first_seen_at": [first[one] for one in people],
        "name": [f"客户{i}" if i % 2 else None for i in range(len(people))],
        "phone": [f"+86138{number:08d}" if number % 2 else None for number in shared],
        "email": [f"Guest{number}@example.com" if number % 5 == 0 else None for number in shared],
        "union_id": ["u-everybody" if number % 9 == 0 else None for number in shared],
        "registered_at": [first[one] if i % 3 == 0 else None for i, one in enumerate(people)],
        "tags": [("VIP, 员工", '["Staff"]', "vip")[i % 3] if i % 70 < 3 else None for i in range(len(people))],
        "child_birthday": [_when(i % 900).date() if i % 4 == 0 else None for i in range(len(people))],
        "due_date": [_when(i % 500 - 250).date() if i % 6 == 0 else None for i in range(len(people))],
        "load_number": [1 + i % 3 for i in range(len(people))],
    }


def _told_again(customers: Columns) -> Columns:
    """Let a fourth load mention every fifth record, with a new telephone, around or after the date; its keys."""
    again = range(0, len(customers["customer_key"]), 5)
    for values in customers.values():
        values += [values[i] for i in again]
    count = len(again)
    customers["first_seen_at"][-count:] = [_when(i % 60 - 30) for i in range(count)]
    customers["phone"][-count:] = [f"+86139{i % 300:08d}" for i in range(count)]
    customers["load_number"][-count:] = [4] * count
    customers["evidence_at"] = [
        None if i % 4 == 0 else moment + timedelta(days=i % 3) for i, moment in enumerate(customers["first_seen_at"])
    ]
    return {name: customers[name][-count:] for name in ("source", "customer_key")}


def _products() -> Columns:
    """Thirty products in five categories and one without any."""
    return {
        "product_id": [f"p{i}" for i in range(30)],
        "name": [f"product {i}" for i in range(30)],
        "category": [CATEGORIES[i % len(CATEGORIES)] for i in range(30)],
        "cost": [float(i) if i % 7 == 0 else None for i in range(30)],
    }


def _interactions(draw: np.random.Generator) -> Columns:
    """What people did, some of it of a kind without weight and some after the date."""
    # three machines: 50 within the same minute on each of four days
    who = np.concatenate([draw.integers(0, PEOPLE, 4_000), np.repeat([1, 2, 4], 200)])
    when = np.concatenate([draw.uniform(-30, 500, 4_000), np.tile(np.repeat([3.2, 9.2, 40.2, 80.2], 50), 3)])
    return {
        "source": ["shop"] * len(who),
        "interaction_id": [f"i{i}" for i in range(len(who))],
        "customer_key": [f"k{person}" for person in who],
        "occurred_at": [_when(day) for day in when],
        "kind": [KINDS[i] for i in draw.integers(0, len(KINDS), len(who))],
    }


def _memberships(draw: np.random.Generator) -> Columns:
    """Terms of a year and of a month, renewed for a while, in time or too late; one kind has hardly any ends."""
    rows: list[tuple[Any, ...]] = []
    for person in range(0, PEOPLE, 6):
        kind, days = ("年卡", 365.0) if person % 4 else ("month", 30.0)
        begin, number = draw.uniform(-30, 900), 0
        while begin > -60 and draw.random() < (0.7 if number else 1.0):
            rows.append((f"m{person}-{number}", f"k{person}", _when(begin), _when(begin - days), 9.9 * days, kind))
            begin -= days + draw.choice([0, 5, 45], p=[0.8, 0.15, 0.05])
            number += 1
    rows += [(f"trial{i}", f"k{i}", _when(i), _when(i - 10), 0.0, "trial") for i in range(15)]
    names = ("membership_id", "customer_key", "started_at", "ends_at", "fee", "kind")
    columns: Columns = {name: list(values) for name, values in zip(names, zip(*rows, strict=True), strict=True)}
    return {"source": ["shop"] * len(rows), **columns}


def _write(file: Path, name: str, columns: Columns) -> Path:
    """Write the declared columns in order, absent ones empty, and what rows of loads have beyond them."""
    kinds = {"VARCHAR": pa.string(), "TIMESTAMP": pa.timestamp("us"), "DATE": pa.date32(), "DOUBLE": pa.float64()}
    count = len(next(iter(columns.values())))
    arrays = {}
    keys = name == "customer__overlap"
    for column in (OVERLAPS["customer"] if keys else TABLES[name]).columns:
        values = pa.array(columns.get(column.name, [None] * count))
        arrays[column.name] = values.cast(kinds.get(column.sql_type, pa.decimal128(18, 4)), safe=False)
    if not keys:
        arrays["load_number"] = pa.array(columns.get("load_number", [1] * count), pa.int32())
    if name in ENTITIES:
        arrays["evidence_at"] = pa.array(columns.get("evidence_at", [None] * count), pa.timestamp("us"))
    pq.write_table(pa.table(arrays), file)
    return file
