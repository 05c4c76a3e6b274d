"""Why a row cannot be used: the first reason, with the column and the value, in English and Chinese."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from guanxi.core.flow.ingest.cells import EMPTY_WORDS
from guanxi.core.flow.ingest.expression import Expression, Operation, cells
from guanxi.core.flow.ingest.mapping import kind_of
from guanxi.core.flow.ingest.numbers import spelled_otherwise
from guanxi.core.flow.ingest.orders import priced
from guanxi.core.flow.ingest.reading import Reading, Terms
from guanxi.core.flow.ingest.statuses import UNKNOWN
from guanxi.core.flow.ingest.times import TimeStyle, either_order
from guanxi.core.sqlfiles import literal

_LONGEST_KEY = 1024
_LARGEST = {"quantity": "1e7"}  # what is larger is a barcode in the wrong column
_ANY_LARGEST = "1e12"
_OPTIONAL_MOMENTS = {"registered_at", "stated_at"}
_AHEAD = {"started_at", "ends_at"}  # terms paid for today end later, and may begin later
_LAST_END = datetime(2200, 1, 1)


@dataclass(frozen=True, slots=True)
class Uses:
    """Which columns are read as numbers, as moments and as calendar days."""

    numbers: tuple[int, ...]
    moments: tuple[int, ...]
    days: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Styles:
    """How columns write their cells, by position: `marks` of decimals (empty: all plain) and `times`."""

    marks: dict[int, str]
    times: dict[int, TimeStyle]


def uses(reading: Reading) -> Uses:
    """Sort the columns by how they are read."""
    found: dict[str, set[int]] = {"number": set(), "timestamp": set(), "date": set()}
    for name, parts in reading.targets.items():
        kind = kind_of(reading.table.name, name)
        key = "number" if kind in {"money", "float", "int"} else kind
        if key in found:
            found[key] |= {i for part in parts for i in cells(part)}
    return Uses(*(tuple(sorted(found[key])) for key in ("number", "timestamp", "date")))


def reason_sql(reading: Reading, terms: Terms, styles: Styles) -> str:
    """Write the CASE that gives struct (column, value, reason) of the first thing wrong with a row, or NULL."""
    checks = [
        *_otherwise(reading, styles),
        *_unreadable(reading),
        *_overflowing(reading),
        *_missing(reading),
        *_moments(reading, terms),
        *_words(reading),
        *_sizes(reading),
        *_currency(reading, terms),
    ]
    cases = "".join(
        f" WHEN {condition} THEN struct_pack(c := {literal(column)}, v := {value}, r := {literal(reason)})"
        for condition, column, value, reason in checks
    )
    return f"CASE{cases} END" if cases else "CAST(NULL AS STRUCT(c VARCHAR, v VARCHAR, r VARCHAR))"


Check = tuple[str, str, str, str]


def _unreadable(reading: Reading) -> list[Check]:
    """Filled cells that are no number or no time."""
    words = ", ".join(literal(word) for word in EMPTY_WORDS)
    used = uses(reading)
    strict = set(used.moments) - _lenient(reading)
    made = []
    for letter, columns, kind in (("n", used.numbers, "number"), ("t", sorted(strict), "time")):
        for i in columns:
            filled = f"s{i} IS NOT NULL AND {letter}{i} IS NULL AND lower(s{i}) NOT IN ({words})"
            made.append((filled, reading.named(i), f"s{i}", _NOT_A[kind]))
    return made


def _otherwise(reading: Reading, styles: Styles) -> list[Check]:
    """Cells that contradict how most of their column is written, so that neither reading would be safe."""
    made = []
    for i, mark in styles.marks.items():
        if mark:
            condition = f"s{i} IS NOT NULL AND n{i} IS NULL AND {spelled_otherwise(f's{i}', mark)}"
            made.append((condition, reading.named(i), f"s{i}", _MARK[mark]))
    lenient = _lenient(reading)
    for i, style in styles.times.items():
        if style.order and i in uses(reading).moments and i not in lenient:
            condition = f"s{i} IS NOT NULL AND t{i} IS NULL AND {either_order(f's{i}')}"
            made.append((condition, reading.named(i), f"s{i}", _ORDER[style.order]))
    return made


_MARK = {
    ".": "decimal comma in a column of decimal points 小数逗号, 而本列用小数点",
    ",": "decimal point in a column of decimal commas 小数点, 而本列用小数逗号",
}
_ORDER = {
    "dmy": "no date as day/month/year, the order of the column 不合本列的日/月/年顺序",
    "mdy": "no date as month/day/year, the order of the column 不合本列的月/日/年顺序",
}
_NOT_A = {
    "number": "not a number guanxi can read 不是可识别的数字",
    "time": "not a date or time guanxi can read 不是可识别的日期时间",
}


def _lenient(reading: Reading) -> set[int]:
    """Columns of optional moments: an unreadable one is left empty."""
    return {i for name in _OPTIONAL_MOMENTS for part in reading.targets.get(name, ()) for i in cells(part)} - {
        i for column in reading.table.columns if column.required for part in reading.targets.get(column.name, ())
        for i in cells(part)
    }  # fmt: skip


_TOO_LARGE = "too large 数值过大"


def _overflowing(reading: Reading) -> list[Check]:
    """Amounts worked out from filled cells that are larger than money can be; not to be taken for empty ones."""
    made = []
    for name, parts in reading.targets.items():
        if kind_of(reading.table.name, name) != "money":
            continue
        for part in parts:
            if isinstance(part, Operation) and not _divides(part):
                filled = "".join(f" AND n{i} IS NOT NULL" for i in dict.fromkeys(cells(part)))
                written = f"concat_ws(' ', {', '.join(f's{i}' for i in dict.fromkeys(cells(part)))})"
                made.append((f"x_{name} IS NULL{filled}", _names(reading, name), written, _TOO_LARGE))
    if reading.table.name == "order_line" and "unit_price" in reading.targets:
        given = " AND x_revenue IS NULL" if "revenue" in reading.targets else ""
        overflow = f"x_unit_price IS NOT NULL AND x_quantity IS NOT NULL{given} AND {priced()} IS NULL"
        written = "concat_ws(' × ', x_quantity, x_unit_price)"
        made.append((overflow, _names(reading, "unit_price"), written, _TOO_LARGE))
    return made


def _divides(part: Expression) -> bool:
    """Whether an expression holds a division, which has no value where the divisor is 0."""
    if not isinstance(part, Operation):
        return False
    return part.operator == "/" or _divides(part.left) or _divides(part.right)


_MADE_UP = {"line_no", "first_seen_at"}  # ingest has an answer where these are empty


def _missing(reading: Reading) -> list[Check]:
    """Columns that every row must have."""
    made = []
    for column in reading.table.columns:
        if not column.required or column.name not in reading.targets or column.name in _MADE_UP:
            continue
        condition = f"x_{column.name} IS NULL"
        if column.name == "revenue" and "unit_price" in reading.targets:
            condition += " AND x_unit_price IS NULL"
        if column.name == "revenue" and "order_total" in reading.targets:
            condition += " AND x_order_total IS NULL"
        made.append((condition, _names(reading, column.name), "''", f"{column.name} is missing 缺少必填值"))
    if reading.table.name == "order_line" and "revenue" not in reading.targets:
        column_name = "unit_price" if "unit_price" in reading.targets else "order_total"
        made.append((f"x_{column_name} IS NULL", _names(reading, column_name), "''", "revenue is missing 缺少金额"))
    return made


def _names(reading: Reading, target: str) -> str:
    """Names of the columns a target is made of."""
    found = [reading.named(i) for part in reading.targets[target] for i in cells(part)]
    return " / ".join(dict.fromkeys(found)) or target


def _moments(reading: Reading, terms: Terms) -> list[Check]:
    """Moments between 1970 and tomorrow; those of terms until 2200."""
    tomorrow = terms.now.replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None) + timedelta(days=2)
    made = []
    for column in reading.table.columns:
        if column.kind == "timestamp" and column.required and column.name in reading.targets:
            x = f"x_{column.name}"
            last = _LAST_END if column.name in _AHEAD else tomorrow
            outside = f"{x} < TIMESTAMP '1970-01-01' OR {x} >= {literal(last)}"
            i = reading.cell(column.name)
            value = f"CAST({x} AS VARCHAR)" if i is None else f"s{i}"
            reason = _NOT_THEN["ahead" if column.name in _AHEAD else "past"]
            made.append((f"({outside})", _names(reading, column.name), value, reason))
    return made


_NOT_THEN = {
    "past": "not between 1970 and tomorrow 不在1970年与明天之间",
    "ahead": "not between 1970 and 2199 不在1970年与2199年之间",
}


def _words(reading: Reading) -> list[Check]:
    """Words that the table or guanxi does not know."""
    made = []
    for column in reading.table.columns:
        if not column.words or column.name not in reading.targets:
            continue
        name = _names(reading, column.name)
        if reading.table.name == "order_line":
            i = reading.cell(column.name)
            value = "x_status" if i is None else f"s{i}"
            reason = "unknown status word; add it to [mapping.NAME.words] in guanxi.toml 未知状态"
            made.append((f"x_status = '{UNKNOWN}'", name, value, reason))
        else:
            words = ", ".join(literal(word) for word in column.words)
            reason = f"not one of {', '.join(column.words)} 不在允许的词中"
            made.append((f"x_{column.name} NOT IN ({words})", name, f"x_{column.name}", reason))
    return made


def _sizes(reading: Reading) -> list[Check]:
    """Keys of a sane length; quantities and sums that are finite; no negative price of a declared spend."""
    made = []
    for name in reading.targets:
        kind = kind_of(reading.table.name, name)
        if kind == "text" and name in {*reading.table.key, "customer_key", "line_no", "product_id"}:
            reason = f"longer than {_LONGEST_KEY} bytes 超长"
            made.append((f"strlen(x_{name}) > {_LONGEST_KEY}", _names(reading, name), f"left(x_{name}, 80)", reason))
        if kind == "float":
            value = f"CAST(x_{name} AS VARCHAR)"
            sane = f"abs(x_{name}) < {_LARGEST.get(name, _ANY_LARGEST)}"
            made.append((f"NOT {sane}", _names(reading, name), value, _TOO_LARGE))
    for rule in reading.table.invariants:
        if reading.table.name != "order_line":
            columns = [column.name for column in reading.table.columns if column.name in rule]
            broken = rule
            for column in columns:
                broken = broken.replace(column, f"x_{column}")
            made.append((f"NOT ({broken})", columns[0], f"CAST(x_{columns[0]} AS VARCHAR)", f"must be {rule} 不合规则"))
    return made


def _currency(reading: Reading, terms: Terms) -> list[Check]:
    """One currency."""
    if "currency" not in reading.targets or not terms.currency:
        return []
    wrong = f"upper(x_currency) <> {literal(terms.currency)}"
    return [(wrong, _names(reading, "currency"), "x_currency", f"not in {terms.currency} 币种不是 {terms.currency}")]
