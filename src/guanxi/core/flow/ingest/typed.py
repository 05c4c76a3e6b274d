"""Raw cells become typed values, and every row that cannot is told why (tables `written`, `typed`)."""

from guanxi.core.flow.ingest import cells as wrapped
from guanxi.core.flow.ingest.checks import Styles, reason_sql, uses
from guanxi.core.flow.ingest.contacts import email_sql, mobile_digits, other_phones, somebody
from guanxi.core.flow.ingest.expression import Cell, Constant, Derived, Expression, Operation, cells
from guanxi.core.flow.ingest.keyed import base_sql, order_id_sql
from guanxi.core.flow.ingest.mapping import kind_of
from guanxi.core.flow.ingest.numbers import EXACT, WIDE, decimal_mark, number_sql
from guanxi.core.flow.ingest.reading import Reading, Terms
from guanxi.core.flow.ingest.statuses import class_sql, same_word_sql
from guanxi.core.flow.ingest.times import style_of, time_sql
from guanxi.core.ports import Warehouse
from guanxi.core.sqlfiles import literal

_SQL = {"money": "DECIMAL(18, 4)", "int": "BIGINT", "float": "DOUBLE", "timestamp": "TIMESTAMP", "date": "DATE"}
_ARITHMETIC = {"money", "float", "int"}
_SELDOM_WORDS = {"customer_key", "order_id"}
_WRITTEN = {"phone": "phone_written", "email": "email_written"}


def make_written(warehouse: Warehouse, reading: Reading, width: int) -> None:
    """Make `written`: identity of each row, its digest over all raw cells, and the used cells without wrappings."""
    wrap = wrapped.wrappings(warehouse, reading.used)
    all_cells = ", ".join(f"c{i}" for i in range(width))
    texts = "".join(f", {wrapped.clean(i, wrap[i])} AS s{i}" for i in reading.used)
    query = f"SELECT row_no, part, line, md5_number(concat_ws(chr(31), {all_cells})) AS digest{texts} FROM raw"
    order = reading.cell("order_id")
    if reading.fill and order is not None:
        filled = ", ".join(f"coalesce(s{i}, max(s{i}) OVER (PARTITION BY s{order})) AS s{i}" for i in reading.fill)
        query = f"SELECT * REPLACE ({filled}) FROM ({query}) AS w"
    warehouse.create("written", query, stored=bool(reading.fill))


def make_typed(warehouse: Warehouse, reading: Reading, terms: Terms) -> tuple[str, ...]:
    """Make `typed`: one row per line with its values (`x_<name>`) and struct `bad` with the first reason, if any.

    Returns notes on what had to be guessed.
    """
    styles = _styles(warehouse, reading, terms)
    notes = tuple(
        f"{reading.named(i)}: nothing says whether 01/02 is 1 February or 2 January; read as day/month"
        " (--date-order mdy for the other) 日月顺序无法判断, 按日/月读取"
        for i, style in styles.times.items()
        if style.guessed
    )
    parsed = _parsed(reading, terms, styles)
    query = f"SELECT w.*{_more(parsed)} FROM written AS w"
    query = f"SELECT p.*{_more(_values(warehouse, reading))} FROM ({query}) AS p"
    query = _known_contacts(warehouse, query, reading, terms)
    derived = [
        f"{_first([text_sql(part) for part in parts])} AS x_{name}"
        for name, parts in reading.targets.items()
        if _is_derived(parts)
    ]
    query = f"SELECT d.*{_more(derived)} FROM ({query}) AS d"
    query = f"SELECT r.*, {reason_sql(reading, terms, styles)} AS bad FROM ({query}) AS r"
    order_id = order_id_sql(reading)
    made = [f"{base_sql(reading)} AS base", *([f"{order_id} AS x_order_id"] if order_id else [])]
    warehouse.create("typed", f"SELECT {', '.join(_kept(reading))}{_more(made)} FROM ({query}) AS k")
    return notes


def _more(columns: list[str]) -> str:
    return "".join(f", {column}" for column in columns)


def _first(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"coalesce({', '.join(parts)})"


def _is_derived(parts: tuple[Expression, ...]) -> bool:
    return any(isinstance(part, Derived) for part in parts)


def _styles(warehouse: Warehouse, reading: Reading, terms: Terms) -> Styles:
    """Look at the columns and say how they write numbers and times."""
    used, wished = uses(reading), terms.date_order or reading.mapping.date_order
    return Styles(
        marks={i: decimal_mark(warehouse, "written", f"s{i}") for i in used.numbers},
        times={i: style_of(warehouse, "written", f"s{i}", wished) for i in sorted({*used.moments, *used.days})},
    )


def _parsed(reading: Reading, terms: Terms, styles: Styles) -> list[str]:
    """Columns as numbers (`n`), moments (`t`) and days (`b`)."""
    used, zone = uses(reading), reading.mapping.zone or terms.zone
    made = [f"{number_sql(f's{i}', EXACT, mark)} AS n{i}" for i, mark in styles.marks.items()]
    made += [f"{time_sql(f's{i}', styles.times[i], zone)} AS t{i}" for i in used.moments]
    made += [f"CAST({time_sql(f's{i}', styles.times[i], '')} AS DATE) AS b{i}" for i in used.days]
    return made


def _values(warehouse: Warehouse, reading: Reading) -> list[str]:
    """All targets that do not derive from others, typed."""
    made = []
    for name, parts in reading.targets.items():
        if name in {"status", "status_after"} and reading.table.name == "order_line":
            made.append(f"{class_sql(warehouse, reading, name)} AS x_{name}")
        elif name == "cancelled_when":
            made.append(f"({' OR '.join(f'{text_sql(part)} IS NOT NULL' for part in parts)}) AS x_{name}")
        elif not _is_derived(parts):
            value = _first([_typed(part, name, reading) for part in parts])
            made.append(f"{value} AS x_{_WRITTEN.get(name, name)}")
    return made


def _typed(part: Expression, name: str, reading: Reading) -> str:
    """One expression as its target's kind."""
    kind = kind_of(reading.table.name, name)
    if kind in _ARITHMETIC:
        return f"TRY_CAST({number_of(part)} AS {_SQL[kind]})"
    if kind in _SQL:
        if isinstance(part, Cell):
            return f"{'t' if kind == 'timestamp' else 'b'}{part.position}"
        text = literal(part.text) if isinstance(part, Constant) else "NULL"
        return f"TRY_CAST({text} AS {_SQL[kind]})"
    words = reading.table.column(name).words if name in reading.table.names else ()
    if words:
        return same_word_sql(text_sql(part), words)
    return wrapped.without_empty_words(text_sql(part)) if name in _SELDOM_WORDS else text_sql(part)


def text_sql(part: Expression) -> str:
    """Write an expression as text."""
    if isinstance(part, Cell):
        return f"s{part.position}"
    if isinstance(part, Constant):
        return literal(part.text)
    if isinstance(part, Derived):
        return f"x_{part.name}"
    if part.operator == "&":
        return f"nullif(concat_ws(' ', {text_sql(part.left)}, {text_sql(part.right)}), '')"
    return f"CAST({number_of(part)} AS VARCHAR)"


def number_of(part: Expression) -> str:
    """Write an expression as an exact number; an empty subtrahend or second summand counts as 0."""
    if isinstance(part, Cell):
        return f"n{part.position}"
    if not isinstance(part, Operation) or part.operator == "&":
        return f"TRY_CAST({literal(part.text if isinstance(part, Constant) else None)} AS {EXACT})"
    left, right = number_of(part.left), number_of(part.right)
    if part.operator == "/":
        return f"TRY_CAST(CAST({left} AS DOUBLE) / nullif(CAST({right} AS DOUBLE), 0) AS {EXACT})"
    if part.operator == "*":
        return f"TRY_CAST(CAST({left} AS {WIDE}) * {right} AS {EXACT})"
    if part.operator == "∸":
        return f"TRY_CAST(greatest({left} - coalesce({right}, 0), 0) AS {EXACT})"
    return f"TRY_CAST({left} {part.operator} coalesce({right}, 0) AS {EXACT})"


def _known_contacts(warehouse: Warehouse, query: str, reading: Reading, terms: Terms) -> str:
    """Add the telephone and the e-mail in one spelling, empty where they identify nobody."""
    made = []
    if "email" in reading.targets:
        made.append(f"{email_sql('x_email_written')} AS x_email")
    if "phone" not in reading.targets:
        return f"SELECT q.*{_more(made)} FROM ({query}) AS q"
    columns = [f"s{i}" for part in reading.targets["phone"] for i in cells(part)]
    query = f"SELECT m.*, {mobile_digits('x_phone_written', terms.region)} AS mobile FROM ({query}) AS m"
    phone = somebody("mobile")
    joined = ""
    if columns and other_phones(warehouse, "written", columns, terms.region, terms.read_phones):
        joined = " LEFT JOIN phone_other AS o ON o.written = q.x_phone_written"
        phone = f"CASE WHEN mobile IS NULL THEN o.e164 ELSE {phone} END"
    return f"SELECT q.*{_more([*made, f'{phone} AS x_phone'])} FROM ({query}) AS q{joined}"


def _kept(reading: Reading) -> list[str]:
    """Columns of `typed`."""
    made = ["row_no", "part", "line", "digest", "bad"]
    for name in reading.targets:
        made.append(f"x_{name}")
        if name == "phone":
            made.append("x_phone_written")
    return list(dict.fromkeys(made))
