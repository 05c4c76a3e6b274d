"""Numbers as people and shops write them: signs, currency marks, thousands, decimal comma."""

from guanxi.core.ports import Warehouse

_EXPONENT = r"(?:[eE][-+]?[0-9]{1,3})?"
PLAIN = rf"[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+){_EXPONENT}"
_GROUPED = r"[-+]?[1-9][0-9]{0,2}(?:,[0-9]{2,3})*,[0-9]{3}(?:\.[0-9]*)?"  # 1,234.50 and 12,34,567
_COMMA = rf"[-+]?(?:(?:[0-9]+|[1-9][0-9]{{0,2}}(?:\.[0-9]{{3}})+)(?:,[0-9]*)?|,[0-9]+){_EXPONENT}"  # 1.234,50
_SPELLED = {".": f"{PLAIN}|{_GROUPED}", ",": _COMMA}
"""Decimal mark → how numbers with it are spelled."""
_OTHER = {".": ",", ",": "."}
_MARKS = r"(?i)(?:CNY|RMB|USD|EUR|GBP|JPY|HKD|TWD|AUD|CAD|SGD|US|HK|NT|元|[¥￥$€£₩₹฿]|[\s\x{00A0}\x{202F}''’])"
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


def decimal_mark(warehouse: Warehouse, table: str, column: str) -> str:
    """Decide which mark parts the decimals of a text column: by how many of its cells only that mark explains.

    Point where nothing or as much speaks for the comma; empty where all cells are plain. 1,234 and 1.234 say nothing.
    """
    odd = warehouse.read(f"SELECT count(*) AS n FROM {table} WHERE {_odd(column)}")
    if not odd.column(0)[0].as_py():
        return ""
    text = f"CASE WHEN {_odd(column)} THEN {bare(column)} ELSE {column} END"
    votes = warehouse.read(
        f"SELECT count_if({_only('x', '.')}) AS points, count_if({_only('x', ',')}) AS commas FROM (SELECT {text} AS x"
        f" FROM {table} WHERE {column} IS NOT NULL AND NOT regexp_full_match({column}, '[-+]?[0-9]+')) AS told"
    )
    points, commas = (int(votes.column(name)[0].as_py()) for name in ("points", "commas"))
    return "," if commas > points else "."


def number_sql(column: str, sql_type: str, mark: str) -> str:
    """Write the SQL that reads a text column as a number with this decimal mark; NULL where it is none."""
    if not mark:
        return f"TRY_CAST({column} AS {sql_type})"
    if mark == ",":  # a lone dot before three digits then groups thousands: 1.234 beside 1.234,56
        digits, plain = f"replace(replace({bare(column)}, '.', ''), ',', '.')", "[-+]?[0-9]+"
    else:
        digits, plain = f"replace({bare(column)}, ',', '')", PLAIN
    return (
        f"CASE WHEN regexp_full_match({column}, '{plain}') THEN TRY_CAST({column} AS {sql_type})"
        f" WHEN regexp_full_match({bare(column)}, '{_SPELLED[mark]}') THEN TRY_CAST({digits} AS {sql_type}) END"
    )


def spelled_otherwise(column: str, mark: str) -> str:
    """Write the condition that a cell is a number only with the decimal mark that the column does not have."""
    return _only(bare(column), _OTHER[mark])


def _only(text: str, mark: str) -> str:
    """Condition: a number with this decimal mark, and none with the other."""
    return (
        f"(regexp_full_match({text}, '{_SPELLED[mark]}') AND NOT regexp_full_match({text}, '{_SPELLED[_OTHER[mark]]}'))"
    )
