"""Numbers as people and shops write them: signs, currency marks, thousands, decimal comma."""

import re

from guanxi.core.ports import Warehouse

PLAIN = r"[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]{1,3})?"
_MARKS = r"(?i)(?:CNY|RMB|USD|EUR|GBP|JPY|HKD|TWD|AUD|CAD|SGD|US|HK|NT|元|[¥￥$€£₩₹฿]|[\s\x{00A0}\x{202F}''’])"
_STYLE_SHAPES = 500
EXACT = "DECIMAL(18, 6)"
"""Type of numbers read and of what arithmetic on them gives; money is brought to its own type afterwards."""
WIDE = "DECIMAL(19, 6)"
"""Type of a factor: the engine multiplies two of 18 digits in 18 digits, and stops where the product has more."""


def _odd(text: str) -> str:
    """Condition: filled, and not a plain number."""
    return f"{text} IS NOT NULL AND NOT regexp_full_match({text}, '{PLAIN}')"


def bare(text: str) -> str:
    """Write the SQL that takes currency marks, blanks and accounting brackets off a number."""
    stripped = f"regexp_replace({text}, '{_MARKS}', '', 'g')"
    signed = f"regexp_replace({stripped}, '^\\((.*)\\)$', '-\\1')"
    return f"regexp_replace({signed}, '^([0-9.,]+)-$', '-\\1')"


def decimal_comma(shapes: list[str]) -> bool:
    """Decide from the shapes of a column's odd numbers (digits as 9) whether the comma is the decimal mark."""
    votes = 0
    for shape in shapes:
        comma, dot = shape.rfind(","), shape.rfind(".")
        if comma >= 0 and dot >= 0:
            votes += 1 if comma > dot else -1
        elif comma >= 0 and not re.fullmatch(r"[-+]?9{1,3}(,9{3})+", shape):
            votes += 1 if shape.count(",") == 1 else -1
        elif re.fullmatch(r"[-+]?9{1,3}(\.9{3}){2,}", shape):
            votes += 1
    return votes > 0


def number_sql(warehouse: Warehouse, table: str, column: str, sql_type: str) -> str:
    """Write the SQL that reads a text column as a number; NULL where it is none.

    Plain columns are cast at once; only a column with odd cells is looked at for its style.
    """
    count = f"SELECT count(*) AS n FROM {table} WHERE {_odd(column)}"
    if not warehouse.read(count).column(0)[0].as_py():
        return f"TRY_CAST({column} AS {sql_type})"
    odd = warehouse.read(
        f"SELECT translate({bare(column)}, '0123456789', '9999999999') AS shape, count(*) AS n FROM {table}"
        f" WHERE {_odd(column)} GROUP BY 1 ORDER BY n DESC, shape LIMIT {_STYLE_SHAPES}"
    )
    comma = decimal_comma([shape for shape in odd.column("shape").to_pylist() if shape])
    if comma:  # a lone dot before three digits then groups thousands: 1.234 beside 1.234,56
        mended = f"replace(replace({bare(column)}, '.', ''), ',', '.')"
    else:
        grouped = f"regexp_full_match({bare(column)}, '[-+]?[0-9]{{1,3}}(,[0-9]{{2,3}})*(\\.[0-9]*)?')"
        mended = f"CASE WHEN {grouped} THEN replace({bare(column)}, ',', '') ELSE {bare(column)} END"
    plain = "[-+]?[0-9]+" if comma else PLAIN
    return (
        f"CASE WHEN regexp_full_match({column}, '{plain}') THEN TRY_CAST({column} AS {sql_type})"
        f" WHEN regexp_full_match({mended}, '{PLAIN}') THEN TRY_CAST({mended} AS {sql_type}) END"
    )
