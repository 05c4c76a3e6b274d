"""Brands for the tests: canonical rows straight into a warehouse in memory."""

from collections.abc import Mapping, Sequence
from datetime import date

from guanxi.adapters.warehouse.duckdb import DuckWarehouse
from guanxi.core.kernel.options import AppraisalOptions
from guanxi.core.pipeline import appraise
from guanxi.core.tables import CANONICAL, REMEMBERED, TABLES, Table
from guanxi.handover.views import view_query

BUYERS = (
    "SELECT source, customer_key, min(ordered_at) AS first_seen_at FROM order_line"
    " WHERE customer_key IS NOT NULL GROUP BY source, customer_key"
)


class Quiet:
    """A progress that nobody watches, but that remembers the steps."""

    def __init__(self) -> None:
        self.steps: list[str] = []

    def step(self, name: str) -> None:
        self.steps.append(name)


def brand(queries: Mapping[str, str], warehouse: DuckWarehouse | None = None) -> DuckWarehouse:
    """A warehouse with every canonical table; `queries` give some tables' rows with some of their columns.

    Without a query for `customer`, everybody in an order line becomes a record of the first load. A customer may have
    rows of several loads (`load_number`), told by other files (`evidence_at`) or by files about customers (empty).
    """
    warehouse = warehouse or DuckWarehouse(None, threads=1)  # a handful of rows
    for table in CANONICAL:
        if table.name != "customer":
            warehouse.create(table.name, _full(warehouse, table, queries.get(table.name)))
    _customers(warehouse, queries.get("customer", BUYERS))
    for table in REMEMBERED.values():
        if table.name not in warehouse.tables():
            warehouse.create(table.name, table.empty_query())
    return warehouse


def appraised(
    queries: Mapping[str, str], as_of: date, options: AppraisalOptions | None = None
) -> tuple[DuckWarehouse, dict[str, object]]:
    """A brand with its appraisal, and the facts."""
    warehouse = brand(queries)
    return warehouse, appraise(warehouse, as_of, options or AppraisalOptions(), "0001", Quiet())


def values(rows: Sequence[tuple[object, ...]], names: str) -> str:
    """A query that gives these rows under these column names."""
    listed = ", ".join("(" + ", ".join(_cell(cell) for cell in row) + ")" for row in rows)
    return f"SELECT * FROM (VALUES {listed}) AS given({names})"


def _cell(cell: object) -> str:
    if cell is None:
        return "NULL"
    if isinstance(cell, (int, float)):
        return repr(cell)
    return "'" + str(cell).replace("'", "''") + "'"


def _full(warehouse: DuckWarehouse, table: Table, query: str | None) -> str:
    if query is None:
        return table.empty_query()
    given = warehouse.read(f"SELECT * FROM ({query}) AS given LIMIT 0").column_names
    return f"SELECT {_columns(table, given)} FROM ({query}) AS given"


def _customers(warehouse: DuckWarehouse, query: str) -> None:
    """The customers' rows of all loads, and the canonical view over them."""
    warehouse.create("customer_given", query)
    given = warehouse.read("SELECT * FROM customer_given LIMIT 0").column_names
    load = "load_number" if "load_number" in given else "1"
    evidence = "evidence_at" if "evidence_at" in given else "NULL"
    warehouse.create(
        "customer__row",
        f"SELECT {_columns(TABLES['customer'], given)}, CAST({load} AS INTEGER) AS load_number,"
        f" CAST({evidence} AS TIMESTAMP) AS evidence_at FROM customer_given",
    )
    keys = "source, customer_key"
    warehouse.create("customer__overlap", f"SELECT {keys} FROM customer__row GROUP BY {keys} HAVING count(*) > 1")
    warehouse.create("customer", view_query(TABLES["customer"], overlaps=True, both=False))


def _columns(table: Table, given: list[str]) -> str:
    return ", ".join(
        f"CAST({column.name if column.name in given else 'NULL'} AS {column.sql_type}) AS {column.name}"
        for column in table.columns
    )
