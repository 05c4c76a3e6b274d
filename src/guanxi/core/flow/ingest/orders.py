"""Orders: what was kept for each line, and the lines that give it back (table `line`)."""

from guanxi.core.flow.ingest.mapping import PERSON
from guanxi.core.flow.ingest.numbers import WIDE
from guanxi.core.flow.ingest.reading import Reading
from guanxi.core.ports import Warehouse
from guanxi.core.sqlfiles import literal
from guanxi.core.tables import TABLES

BACK = "~back"
"""Ending of the line_no of the line that takes back another one (refund or cancellation)."""
BASE = f"CASE WHEN line_no LIKE '%{BACK}' THEN substring(line_no, 1, length(line_no) - {len(BACK)}) ELSE line_no END"
"""SQL: the line that a line belongs to; a refund is replaced together with what it refunds."""
_MONEY = "DECIMAL(18, 4)"
_PASSED = ("product_id", "category", "cost", "channel", "store")


def make_line(warehouse: Warehouse, reading: Reading) -> None:
    """Make `line`: canonical order lines with row_no and part, from the usable, not repeated rows of `keyed`.

    Money of a whole order (its total, its refund) is spread over its lines in proportion to their amounts, to the
    cent: cumulated shares are rounded and differenced, so the lines add up to it.
    """
    query = f"SELECT k.*, {_amount(reading)} AS amount FROM keyed AS k"
    if "order_total" in reading.targets:
        query = _spread(query, "amount", "x_order_total", "kept")
    else:
        query = f"SELECT a.*, amount AS kept FROM ({query}) AS a"
    if "order_refund" in reading.targets:
        query = _spread(query, "kept", "x_order_refund", "order_refund")
    query = f"SELECT r.*, {_class(reading)} AS class, {_refund(reading)} AS given_back FROM ({query}) AS r"
    back = "class = 'cancelled' OR class = 'refunded' OR given_back > 0"
    query = f"SELECT c.*, kept < 0 OR (x_quantity < 0 AND kept <= 0) AS negative FROM ({query}) AS c WHERE bad IS NULL"
    warehouse.create("settled", query, stored=bool({"order_total", "order_refund"} & set(reading.targets)))
    warehouse.create(
        "line",
        f"SELECT {_columns(reading, _FORWARD)} FROM settled"
        f" UNION ALL SELECT {_columns(reading, _BACKWARD)} FROM settled WHERE NOT negative AND ({back})",
        stored=False,
    )


def _amount(reading: Reading) -> str:
    """Money of the line before anything of the whole order is spread over it."""
    ways = []
    if "revenue" in reading.targets:
        ways.append("x_revenue")
    if "unit_price" in reading.targets:
        ways.append(priced())
    return f"coalesce({', '.join(ways)}, CAST(0 AS {_MONEY}))" if ways else f"CAST(0 AS {_MONEY})"


def priced() -> str:
    """SQL: quantity × unit price as money; NULL where one is missing or the product is too large."""
    return f"TRY_CAST(TRY_CAST(x_quantity AS {WIDE}) * TRY_CAST(x_unit_price AS {WIDE}) AS {_MONEY})"


def _spread(query: str, weight: str, total: str, name: str) -> str:
    """Add column `name`: the order's `total` shared out by `weight`; the weight itself where there is no total."""
    order = "PARTITION BY x_order_id"
    inside = (
        f"SELECT q.*, max({total}) OVER ({order}) AS whole,"
        f" CASE WHEN sum(greatest({weight}, 0)) OVER ({order}) > 0 THEN greatest({weight}, 0) ELSE 1 END AS heft"
        f" FROM ({query}) AS q"
    )
    running = (
        f"SELECT i.*, sum(heft) OVER ({order} ORDER BY base, digest, row_no, part ROWS UNBOUNDED PRECEDING) AS so_far,"
        f" sum(heft) OVER ({order}) AS all_of_it FROM ({inside}) AS i"
    )
    share = (
        f"CASE WHEN so_far = all_of_it THEN whole ELSE"
        f" CAST(round(CAST(whole AS DOUBLE) * CAST(so_far AS DOUBLE) / CAST(all_of_it AS DOUBLE), 2) AS {_MONEY}) END"
    )
    shared = f"SELECT s.*, {share} AS share FROM ({running}) AS s"
    before = f"coalesce(lag(share) OVER ({order} ORDER BY so_far, base, digest, row_no, part), 0)"
    otherwise = weight if name == "kept" else f"CAST(NULL AS {_MONEY})"
    return (
        f"SELECT d.* EXCLUDE (whole, heft, so_far, all_of_it, share),"
        f" CASE WHEN whole IS NULL THEN {otherwise} ELSE CAST(share - {before} AS {_MONEY}) END AS {name}"
        f" FROM ({shared}) AS d"
    )


def _class(reading: Reading) -> str:
    """Status class of the line from the order's own status, its cancelling columns and the after-sales status."""
    cases = ""
    if "cancelled_when" in reading.targets:
        cases += " WHEN x_cancelled_when THEN 'cancelled'"
    cases += " WHEN x_status IN ('cancelled', 'unpaid') THEN x_status"
    if "status_after" in reading.targets:
        cases += " WHEN x_status_after = 'refunded' THEN 'refunded'"
    return f"CASE{cases} WHEN x_status = 'refunded' THEN 'refunded' ELSE 'paid' END"


def _refund(reading: Reading) -> str:
    """Money given back for the line: what the file says, at most what was kept; all of it where only a word says so."""
    said = []
    for name, column in (("refund", "x_refund"), ("order_refund", "order_refund")):
        if name in reading.targets:
            said.append(f"nullif(abs({column}), 0)")
    amount = f"coalesce({', '.join(said)})" if said else f"CAST(NULL AS {_MONEY})"
    full = f"CASE WHEN ({_class(reading)}) = 'refunded' THEN kept ELSE 0 END"
    active = f"({_class(reading)}) IN ('paid', 'refunded') AND kept >= 0"
    return f"CASE WHEN {active} THEN CAST(least(coalesce({amount}, {full}), kept) AS {_MONEY}) ELSE 0 END"


_FORWARD = {
    "line_no": "base",
    "quantity": "x_quantity",
    "revenue": f"CASE WHEN class = 'unpaid' THEN CAST(0 AS {_MONEY}) ELSE kept END",
    "status": "CASE WHEN class = 'unpaid' THEN 'unpaid' WHEN negative THEN 'refunded'"
    " WHEN class = 'cancelled' THEN 'cancelled' ELSE 'paid' END",
}
_BACKWARD = {
    "line_no": f"base || '{BACK}'",
    "quantity": "CASE WHEN class = 'cancelled' OR given_back >= kept THEN -x_quantity ELSE CAST(0 AS DOUBLE) END",
    "revenue": f"CAST(CASE WHEN class = 'cancelled' THEN -kept ELSE -given_back END AS {_MONEY})",
    "status": "CASE WHEN class = 'cancelled' THEN 'cancelled' ELSE 'refunded' END",
}


def _columns(reading: Reading, own: dict[str, str]) -> str:
    """SELECT list of the canonical columns, forward or backward."""
    made = ["row_no", "part", "base AS unit"]
    for column in TABLES["order_line"].columns:
        name = column.name
        if name == "source":
            value = literal(reading.source)
        elif name in own:
            value = own[name]
        elif name == "product_id":
            value = product_key(reading)
        elif name in {"order_id", "ordered_at"} or name in reading.targets:
            value = f"x_{name}"
        else:
            value = "NULL"
        if name in {"discount", "cost"} and value != "NULL" and own is _BACKWARD:
            value = f"-{value}"
        made.append(f"CAST({value} AS {column.sql_type}) AS {name}")
    return ", ".join([*made, *(f"x_{name}" for name in about(reading))])


def about(reading: Reading) -> list[str]:
    """What the file says about buyers and products beside the canonical columns; lines carry it as `x_<name>`."""
    told = [name for name in (*PERSON, "product_name", "price", "unit_price") if name in reading.targets]
    return [*told, "phone_written"] if "phone" in told else told


def product_key(reading: Reading) -> str:
    """The product's number, or its name where there is no number."""
    ways = [f"x_{name}" for name in ("product_id", "product_name") if name in reading.targets]
    return f"coalesce({', '.join(ways)})" if ways else "NULL"
