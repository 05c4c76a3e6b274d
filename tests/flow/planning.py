"""A small brand to plan for, what is said and done about its people, and plans made and read."""

from datetime import date
from typing import Any

from guanxi.adapters.warehouse.duckdb import DuckWarehouse
from guanxi.core import pipeline
from guanxi.core.flow.allocate import Asked
from guanxi.core.kernel.catalogue import ActionOptions, PlanOptions, default_catalogue
from guanxi.core.tables import TABLES
from tests.flow.brand import Quiet, values

OPTIONS = PlanOptions(holdout=0.0, global_holdout=0.0)
AS_OF, START, END = date(2026, 6, 30), date(2026, 7, 1), date(2026, 7, 31)
PEOPLE = 240
LINES = f"""
    SELECT 'shop' AS source, CAST(n AS VARCHAR) AS order_id, '1' AS line_no,
        'k' || (n * 7919 % {PEOPLE}) AS customer_key,
        TIMESTAMP '2026-06-28' - to_days(CAST((n * n * 31 + n * 17) % 700 AS INTEGER)) AS ordered_at, 1 AS quantity,
        50 + (n * 7919 % {PEOPLE}) % 40 + n % 13 AS revenue, 'category ' || (n * n * 13 % 41) AS category,
        'paid' AS status
    FROM range(2500) AS numbers(n)"""
PERSONS = f"""
    SELECT 'shop' AS source, 'k' || n AS customer_key, TIMESTAMP '2024-01-01' AS first_seen_at,
        CASE WHEN n % 2 = 0 THEN '王芳' WHEN n % 5 = 0 THEN '李娜' END AS owner
    FROM range({PEOPLE}) AS numbers(n)"""
CONSENT = "source, customer_key, purpose, channel, status, stated_at"
CONTACT = "source, contact_id, customer_key, occurred_at, purpose"
INVESTMENT = "source, booking_id, customer_key, occurred_at, action_id, money, minutes"
ASSIGNMENT = "experiment_id, customer_id, arm, assigned_at, probability"


def person(number: int) -> str:
    return f"k{number}"


def told(warehouse: DuckWarehouse, **rows: list[tuple[Any, ...]]) -> None:
    """Put statements, contacts, bookings and experiments beside the brand; what is not named is empty."""
    names = {"consent": CONSENT, "contact": CONTACT, "investment": INVESTMENT, "assignment": ASSIGNMENT}
    for table, columns in names.items():
        declared = TABLES[table]
        given = rows.get(table, [])
        if not given:
            warehouse.create(table, declared.empty_query())
            continue
        listed = {name.strip() for name in columns.split(",")}
        cells = ", ".join(
            f"CAST({c.name if c.name in listed else 'NULL'} AS {c.sql_type}) AS {c.name}" for c in declared.columns
        )
        warehouse.create(table, f"SELECT {cells} FROM ({values(given, columns)}) AS given")


def everybody(status: str = "GRANT") -> list[tuple[Any, ...]]:
    return [("shop", person(n), "*", "*", status, "2026-01-01 00:00:00") for n in range(PEOPLE)]


def asked(**more: Any) -> Asked:
    given: dict[str, Any] = {"budget": 3_000.0, "minutes": {"advisers": 600.0}, "options": OPTIONS, "teams": {}}
    given |= {"actions": default_catalogue(), **more}
    return Asked("2026-07-01", START, END, **given)


def lines(warehouse: DuckWarehouse, wish: Asked) -> list[dict[str, Any]]:
    pipeline.plan(warehouse, wish, "0001", "¥", Quiet())
    rows: list[dict[str, Any]] = warehouse.read(
        "SELECT l.*, i.customer_key FROM plan_line AS l JOIN identity AS i ON i.customer_id = l.customer_id"
        " ORDER BY l.customer_id"
    ).to_pylist()
    return rows


def total(warehouse: DuckWarehouse) -> dict[str, Any]:
    found: dict[str, Any] = warehouse.read("SELECT * FROM plan").to_pylist()[0]
    return found


def free(**more: Any) -> dict[str, ActionOptions]:
    plain: dict[str, Any] = {
        "name_zh": "问候",
        "name_en": "Hello",
        "depth": "surprise",
        "channel": "wecom",
        "purpose": "care",
    }
    return {"hello": ActionOptions(**{**plain, **more})}
