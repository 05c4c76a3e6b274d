"""What tells lines apart: exact repeats in one file, line numbers, and keys that contradict each other."""

from guanxi.core.flow.ingest.reading import DIGEST_IDS, Reading, Terms
from guanxi.core.ports import Warehouse
from guanxi.core.sqlfiles import literal

WHOLE_ORDER = "#order"
"""line_no of the single line of an order known only as a whole."""

DUPLICATE_KEY = "duplicate key: another row of the file has the same key and other values 主键重复"


def make_keyed(warehouse: Warehouse, reading: Reading, terms: Terms) -> None:
    """Make `keyed`: rows of `typed` less repeats and clashes, with the line number `base` that is theirs alone.

    `again`: usable rows that repeat an earlier row of the file cell by cell. `clash`: usable rows whose explicit key
    another row has with other values; the first in the order of content stays. Both are small.
    """
    keep = terms.keep_repeats or reading.mapping.keep_repeats
    rest = "typed" if keep or not _make_again(warehouse) else f"(SELECT t.* FROM typed AS t WHERE {_NOT_AGAIN})"
    if keep:
        warehouse.create("again", "SELECT row_no, part FROM typed WHERE 1 = 0")
    key = _key(reading)
    crowded = f"SELECT {key} FROM {rest} AS r WHERE bad IS NULL GROUP BY {key} HAVING count(*) > 1"
    same = " AND ".join(f"b.{name} = c.{name}" for name in key.split(", "))
    warehouse.create("crowded", crowded)
    crowd = _rows_in(warehouse, "crowded")
    warehouse.create(
        "crowd",
        f"SELECT b.row_no, b.part, row_number() OVER (PARTITION BY {_of_b(key)} ORDER BY b.digest, b.row_no, b.part)"
        f" AS turn FROM {rest} AS b JOIN crowded AS c ON {same} WHERE b.bad IS NULL",
    )
    if is_explicit(reading):
        warehouse.create("clash", "SELECT DISTINCT row_no FROM crowd WHERE turn > 1")
        kept = f"SELECT * FROM {rest} AS b WHERE row_no NOT IN (SELECT row_no FROM clash)"
        warehouse.create("keyed", kept if crowd else f"SELECT * FROM {rest} AS b", stored=False)
        return
    warehouse.create("clash", "SELECT row_no FROM crowd WHERE 1 = 0")
    numbered = "CASE WHEN c.turn > 1 THEN base || '-' || CAST(c.turn AS VARCHAR) ELSE base END AS base"
    joined = f"FROM {rest} AS b LEFT JOIN crowd AS c ON c.row_no = b.row_no AND c.part = b.part"
    query = f"SELECT b.* REPLACE ({numbered}) {joined}" if crowd else f"SELECT * FROM {rest} AS b"
    warehouse.create("keyed", query, stored=False)


_NOT_AGAIN = "NOT EXISTS (SELECT 1 FROM again AS a WHERE a.row_no = t.row_no AND a.part = t.part)"


def _of_b(key: str) -> str:
    """Write key columns with their table."""
    return ", ".join(f"b.{name}" for name in key.split(", "))


def _rows_in(warehouse: Warehouse, table: str) -> int:
    return int(warehouse.read(f"SELECT count(*) AS n FROM {table}").column(0)[0].as_py())


def _make_again(warehouse: Warehouse) -> int:
    """Find the usable rows that are cell by cell the same as an earlier one; say how many."""
    warehouse.create(
        "again",
        "SELECT t.row_no, t.part FROM typed AS t JOIN ("
        "SELECT digest, part, min(row_no) AS first_row FROM typed WHERE bad IS NULL"
        " GROUP BY digest, part HAVING count(*) > 1"
        ") AS d ON d.digest = t.digest AND d.part = t.part WHERE t.bad IS NULL AND t.row_no <> d.first_row",
    )
    return _rows_in(warehouse, "again")


def is_explicit(reading: Reading) -> bool:
    """Whether the file itself says what tells its rows apart."""
    if reading.table.name == "order_line":
        return reading.mapping.whole_orders or "line_no" in reading.targets
    return DIGEST_IDS.get(reading.table.name, reading.table.key[-1]) in reading.targets


def base_sql(reading: Reading) -> str:
    """Line number: the order itself, the file's own, or a digest of what tells lines apart."""
    digest = "left(to_hex(digest), 16)"
    if reading.table.name != "order_line":
        return digest
    if reading.mapping.whole_orders:
        return literal(WHOLE_ORDER)
    if reading.line_key:
        cells = ", ".join(f"coalesce(s{i}, '')" for i in reading.line_key)
        digest = f"left(md5(concat_ws(chr(31), {cells})), 16)"
    return f"coalesce(x_line_no, {digest})" if "line_no" in reading.targets else digest


def order_id_sql(reading: Reading) -> str:
    """Number of an order where the file has none: customer and moment; empty where it has one."""
    if reading.table.name != "order_line" or "order_id" in reading.targets:
        return ""
    customer = "coalesce(x_customer_key, '')" if "customer_key" in reading.targets else "''"
    return f"{customer} || '@' || strftime(x_ordered_at, '%Y-%m-%dT%H:%M:%S')"


def _key(reading: Reading) -> str:
    """Key columns within the file."""
    if reading.table.name == "order_line":
        return "x_order_id, base"
    if reading.table.name in DIGEST_IDS and not is_explicit(reading):
        return "base"
    return ", ".join(f"x_{name}" for name in reading.table.key if name in reading.targets)
