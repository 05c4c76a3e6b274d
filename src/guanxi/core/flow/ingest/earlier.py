"""What earlier loads already hold: rows that repeat them, and rows that replace theirs (table `state`)."""

from guanxi.core.flow.ingest.keyed import WHOLE_ORDER, is_explicit
from guanxi.core.flow.ingest.orders import BASE
from guanxi.core.flow.ingest.reading import Reading
from guanxi.core.ports import Warehouse
from guanxi.core.sqlfiles import literal


def make_state(warehouse: Warehouse, reading: Reading, *, earlier: bool) -> None:
    """Make `state`: for each (row_no, part) that earlier loads may know whether it is new, repeated or updated.

    Repeated: some load holds the same unit (a line with what it gives back; elsewhere the key) with the same content.
    So an old file brought again after a newer one changes nothing. Needs the views of all loads where `earlier`.
    """
    if not earlier:
        warehouse.create("state", "SELECT row_no, part, 'new' AS state FROM typed WHERE 1 = 0")
        return
    order = "order_id, " if _is_order(reading) else ""
    content = _content(reading)
    warehouse.create("unit", f"SELECT row_no, part, {order}unit, {content} AS content FROM line GROUP BY ALL")
    warehouse.create(
        "held", f"SELECT {order}unit, load_number, {content} AS content FROM ({_rows(reading)}) AS h GROUP BY ALL"
    )
    same = "h.unit = u.unit" + (" AND h.order_id = u.order_id" if order else "")
    warehouse.create(
        "state",
        "SELECT u.row_no, u.part, CASE WHEN max(CASE WHEN h.content = u.content THEN 1 ELSE 0 END) = 1 THEN 'repeated'"
        " WHEN count(h.unit) > 0 THEN 'updated' ELSE 'new' END AS state"
        f" FROM unit AS u LEFT JOIN held AS h ON {same} GROUP BY u.row_no, u.part",
    )


def _is_order(reading: Reading) -> bool:
    return reading.table.name == "order_line"


def _content(reading: Reading) -> str:
    """Digest of a unit's rows whatever their order: exact sums of digests."""
    texts = [
        f"coalesce(CAST({column.name} AS VARCHAR), '')"
        for column in reading.table.columns
        if column.name not in {"source", "load_number"} and not _made_up(reading, column.name)
    ]
    return f"sum(CAST(md5_number_lower(concat_ws(chr(31), {', '.join(texts)})) AS DECIMAL(38, 0)))"


def _made_up(reading: Reading, name: str) -> bool:
    """A customer's first day that only says when the file was imported is no content."""
    return name == "first_seen_at" and not {"first_seen_at", "registered_at"} & set(reading.targets)


def _rows(reading: Reading) -> str:
    """Rows of earlier loads that share a unit's key with the file."""
    table = reading.table
    if _is_order(reading):
        return (
            f"SELECT e.*, {BASE} AS unit FROM order_line__row AS e WHERE source = {literal(reading.source)}"
            " AND EXISTS (SELECT 1 FROM unit AS u WHERE u.order_id = e.order_id)"
        )
    key = ", ".join(f"CAST({name} AS VARCHAR)" for name in table.key if name != "source")
    own = f"source = {literal(reading.source)}" if "source" in table.key else "TRUE"
    told = " AND evidence_at IS NULL" if table.name in {"customer", "product"} else ""
    return (
        f"SELECT * FROM (SELECT e.*, concat_ws(chr(31), {key}) AS unit FROM {table.name}__row AS e"
        f" WHERE {own}{told}) AS k WHERE EXISTS (SELECT 1 FROM unit AS u WHERE u.unit = k.unit)"
    )


def count_added(warehouse: Warehouse, reading: Reading) -> tuple[int, int]:
    """Rows, and their orders, that add lines to orders of earlier loads because they are written differently.

    They may be further lines of those orders, or the same lines with the date or the price written another way, which
    count twice: nothing in the file tells. Lines that the file numbers or keys itself are known whatever their writing.
    """
    if not _is_order(reading) or is_explicit(reading) or reading.line_key:
        return 0, 0
    found = warehouse.read(
        "SELECT count(DISTINCT u.row_no) AS rows, count(DISTINCT u.order_id) AS orders FROM unit AS u JOIN state AS s"
        " ON s.row_no = u.row_no AND s.part = u.part WHERE s.state = 'new'"
        " AND EXISTS (SELECT 1 FROM held AS h WHERE h.order_id = u.order_id)"
    ).to_pylist()[0]
    return int(found["rows"]), int(found["orders"])


def make_fresh(warehouse: Warehouse, *, earlier: bool) -> None:
    """Make `fresh`: the canonical rows that this file adds or replaces."""
    query = "SELECT l.* FROM line AS l"
    if earlier:
        query += " JOIN state AS s ON s.row_no = l.row_no AND s.part = l.part WHERE s.state <> 'repeated'"
    warehouse.create("fresh", query, stored=earlier)


def overlap_query(reading: Reading) -> str:
    """Keys of replaced rows: what the views must look at twice."""
    table = reading.table
    if table.name in {"customer", "product"}:  # records that other files only mentioned are completed too
        same = " AND ".join(f"e.{name} = f.{name}" for name in table.key)
        keys = ", ".join(f"f.{name}" for name in table.key)
        return f"SELECT {keys} FROM fresh AS f WHERE EXISTS (SELECT 1 FROM {table.name}__row AS e WHERE {same})"
    updated = "JOIN state AS s ON s.row_no = f.row_no AND s.part = f.part WHERE s.state = 'updated'"
    if _is_order(reading):
        return f"SELECT DISTINCT f.source, f.order_id, f.unit AS line_base FROM fresh AS f {updated}"
    return f"SELECT DISTINCT {', '.join(f'f.{name}' for name in table.key)} FROM fresh AS f {updated}"


def both_query(reading: Reading) -> str:
    """Orders of which this file holds the lines and an earlier load only the whole, or the other way round."""
    return (
        "SELECT DISTINCT f.source, f.order_id FROM fresh AS f JOIN order_line__row AS e"
        " ON e.source = f.source AND e.order_id = f.order_id"
        f" WHERE (f.unit = '{WHOLE_ORDER}') <> (e.line_no LIKE '{WHOLE_ORDER}%')"
        f" AND f.source = {literal(reading.source)}"
    )
