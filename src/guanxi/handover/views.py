"""Canonical views over the rows of all loads, in the portable SQL subset.

A later load may hold a line again with other content, or an order's lines where an earlier load held only the
order. Such keys are listed beside the later load; keys in no list take the fast path. What is shown is decided
from the loads that are there now, so undoing any of them needs no repair.
"""

from guanxi.core.flow.ingest.keyed import WHOLE_ORDER
from guanxi.core.flow.ingest.orders import BASE
from guanxi.core.tables import CANONICAL, TABLES, Column, Table

ENTITIES = ("customer", "product")
"""Tables whose records are completed by later loads rather than replaced."""

_NUMBER = ", CAST(0 AS INTEGER) AS load_number"
_EVIDENCE = ", CAST(NULL AS TIMESTAMP) AS evidence_at"

ROW_EXTRA = {t.name: _NUMBER + (_EVIDENCE if t.name in ENTITIES else "") for t in CANONICAL}
"""Columns that rows of loads have beyond the declared ones: the load, and when an entity's values were seen
(empty for a file that is about the entity itself, which counts as newest)."""


def unit_key(table: Table) -> tuple[str, ...]:
    """Columns that say which rows a later load replaces together."""
    return ("source", "order_id", "line_base") if table.name == "order_line" else table.key


def unit_source(table: Table) -> str:
    """FROM-able rows of all loads with the columns of `unit_key`."""
    if table.name != "order_line":
        return f"{table.name}__row"
    return f"(SELECT *, {BASE} AS line_base FROM order_line__row)"


def _keys(table: Table) -> Table:
    """Declare the list of keys that a load holds again."""
    types = {column.name: column for column in TABLES[table.name].columns}
    columns = tuple(types.get(name, Column(name, "text", "the line without its ending")) for name in unit_key(table))
    return Table(f"{table.name}__overlap", "重叠", "one key held by an earlier load too", (), columns)


OVERLAPS = {table.name: _keys(table) for table in CANONICAL}

BOTH = Table(
    "order_line__both",
    "两种明细",
    "one order known both as a whole and by its lines",
    (),
    (Column("source", "text", "the source"), Column("order_id", "text", "the order")),
)


def view_query(table: Table, overlaps: bool, both: bool) -> str:
    """Write the canonical view of a table."""
    columns = ", ".join(table.names)
    if not overlaps:
        query = f"SELECT {columns} FROM {table.name}__row"
    elif table.name in ENTITIES:
        query = _completed(table, columns)
    else:
        query = _replaced(table, columns)
    return _without_wholes(query, columns) if both else query


def _match(table: Table) -> str:
    """Join condition of a row to a list of keys."""
    return " AND ".join(f"r.{name} = o.{name}" for name in unit_key(table))


def _alone(table: Table, columns: str) -> str:
    """Rows whose key is in no list."""
    return (
        f"SELECT {columns} FROM {unit_source(table)} AS r"
        f" WHERE NOT EXISTS (SELECT 1 FROM {table.name}__overlap AS o WHERE {_match(table)})"
    )


def _listed(table: Table) -> str:
    """Rows whose key is in a list."""
    return (
        f"SELECT r.* FROM {unit_source(table)} AS r"
        f" WHERE EXISTS (SELECT 1 FROM {table.name}__overlap AS o WHERE {_match(table)})"
    )


def _replaced(table: Table, columns: str) -> str:
    """Of every listed key, the rows of the latest load that holds it."""
    key = ", ".join(unit_key(table))
    return (
        f"{_alone(table, columns)} UNION ALL SELECT {columns} FROM ("
        f"SELECT l.*, max(l.load_number) OVER (PARTITION BY {key}) AS latest_load FROM ({_listed(table)}) AS l"
        ") AS held WHERE load_number = latest_load"
    )


def _completed(table: Table, columns: str) -> str:
    """Of every listed key, the latest non-empty value of each column, and the earliest first_seen_at."""
    key = ", ".join(table.key)
    chosen = []
    for column in table.columns:
        if column.name in table.key:
            chosen.append(column.name)
        elif column.name == "first_seen_at":
            chosen.append("min(first_seen_at) AS first_seen_at")
        else:
            value = f"max_by({column.name}, age) FILTER (WHERE {column.name} IS NOT NULL)"
            chosen.append(f"{value} AS {column.name}")
    return (
        f"{_alone(table, columns)} UNION ALL SELECT {', '.join(chosen)} FROM ("
        f"SELECT l.*, row_number() OVER (PARTITION BY {key} ORDER BY"
        " CASE WHEN evidence_at IS NULL THEN 1 ELSE 0 END, evidence_at, load_number) AS age"
        f" FROM ({_listed(table)}) AS l) AS held GROUP BY {key}"
    )


def _without_wholes(query: str, columns: str) -> str:
    """Leave out an order's single line where the order's own lines are there."""
    return (
        f"SELECT {columns} FROM ({query}) AS shown WHERE NOT (line_no LIKE '{WHOLE_ORDER}%' AND EXISTS ("
        "SELECT 1 FROM order_line__both AS b JOIN order_line__row AS i ON i.source = b.source"
        " AND i.order_id = b.order_id WHERE b.source = shown.source AND b.order_id = shown.order_id"
        f" AND i.line_no NOT LIKE '{WHOLE_ORDER}%'))"
    )
