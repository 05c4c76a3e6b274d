"""Customers and products that a file mentions without being about them."""

from guanxi.core.flow.ingest.mapping import PERSON
from guanxi.core.flow.ingest.plain import arrival
from guanxi.core.flow.ingest.reading import Reading, Terms
from guanxi.core.ports import Warehouse
from guanxi.core.sqlfiles import literal
from guanxi.core.tables import TABLES

_MOMENT = {
    "order_line": "ordered_at", "interaction": "occurred_at", "contact": "occurred_at", "investment": "occurred_at",
    "declared_spend": "stated_at", "consent": "stated_at", "membership": "started_at",
}  # fmt: skip


def mentions_customers(reading: Reading) -> bool:
    """Whether the table's rows belong to customers without being customers."""
    return reading.table.name in _MOMENT and "customer_key" in reading.targets


def mentions_products(reading: Reading) -> bool:
    """Whether an order file says anything about products."""
    return reading.table.name == "order_line" and bool({"product_id", "product_name"} & set(reading.targets))


def make_customers(warehouse: Warehouse, reading: Reading, terms: Terms) -> None:
    """Make `mentioned_customer`: one record per customer of `fresh` rows.

    first_seen_at = the earliest moment; every other value = the one of the latest row that has it; evidence_at = the
    latest moment, by which records of several files are put in order.
    """
    moment = f"coalesce(f.{_MOMENT[reading.table.name]}, {literal(arrival(terms))})"
    told = [name for name in (*PERSON, "phone_written") if _told(reading, name)]
    made = []
    for column in TABLES["customer"].columns:
        if column.name == "source":
            value = literal(reading.source)
        elif column.name == "customer_key":
            value = "f.customer_key"
        elif column.name == "first_seen_at":
            value = f"min({moment})"
        elif column.name in told:
            value = _latest(f"f.x_{column.name}", moment)
        elif column.name == "id_space" and {"open_id", "member_id"} & set(told):
            value = literal(reading.source)
        else:
            value = "NULL"
        made.append(f"CAST({value} AS {column.sql_type}) AS {column.name}")
    warehouse.create(
        "mentioned_customer",
        f"SELECT {', '.join(made)}, max({moment}) AS evidence_at FROM fresh AS f"
        " WHERE f.customer_key IS NOT NULL GROUP BY f.customer_key",
    )


def _told(reading: Reading, name: str) -> bool:
    """Whether the file says this about its customers."""
    if reading.table.name != "order_line":
        return False
    return ("phone" if name == "phone_written" else name) in reading.targets


def _latest(value: str, moment: str) -> str:
    """Value of the latest row that has one; of equally late rows the greatest value."""
    return f"(max(struct_pack(m := {moment}, v := {value})) FILTER (WHERE {value} IS NOT NULL)).v"


def make_products(warehouse: Warehouse, reading: Reading) -> None:
    """Make `mentioned_product`: one record per product of `fresh` rows, with the latest name, category and price."""
    price = "x_price" if "price" in reading.targets else "x_unit_price" if "unit_price" in reading.targets else ""
    values = {
        "product_id": "f.product_id",
        "name": _latest("f.x_product_name", "f.ordered_at") if "product_name" in reading.targets else "NULL",
        "category": _latest("f.category", "f.ordered_at") if "category" in reading.targets else "NULL",
        "price": _latest(f"f.{price}", "f.ordered_at") if price else "NULL",
    }
    values["name"] = f"coalesce({values['name']}, f.product_id)"
    made = [
        f"CAST({values.get(column.name, 'NULL')} AS {column.sql_type}) AS {column.name}"
        for column in TABLES["product"].columns
    ]
    warehouse.create(
        "mentioned_product",
        f"SELECT {', '.join(made)}, max(f.ordered_at) AS evidence_at FROM fresh AS f"
        " WHERE f.product_id IS NOT NULL GROUP BY f.product_id",
    )


def known_overlap(table: str) -> str:
    """Keys of mentioned records that earlier loads hold too."""
    key = TABLES[table].key
    same = " AND ".join(f"e.{name} = m.{name}" for name in key)
    chosen = ", ".join(f"m.{name}" for name in key)
    return f"SELECT {chosen} FROM mentioned_{table} AS m WHERE EXISTS (SELECT 1 FROM {table}__row AS e WHERE {same})"
