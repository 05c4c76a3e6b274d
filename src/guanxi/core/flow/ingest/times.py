"""Times as files write them: many notations, day and month in either order, serial numbers, time zones."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from guanxi.core.ports import Warehouse
from guanxi.core.sqlfiles import literal

_ISO = r"\d{4}-\d{1,2}-\d{1,2}([ T]\d{1,2}:\d{2}(:\d{2}(\.\d{1,6})?)?)?"
_SHAPES = 400
_ZONE = r"(?:[ ]?(?:Z|UTC|GMT|[+-]9{2}:?9{2}|[+-]9{2}))"
_CLOCK = r"(?P<gap>[ T,]+)(?P<clock>9{1,2}:99(?P<sec>:99)?(?P<frac>\.9{1,9})?)(?P<half> ?[AaPp][Mm])?"
_MONTH = r"[A-Za-z]{3,9}"
_DATES: tuple[tuple[str, str], ...] = (
    (r"9{4}-9{1,2}-9{1,2}", "%Y-%m-%d"),
    (r"9{4}/9{1,2}/9{1,2}", "%Y/%m/%d"),
    (r"9{4}\.9{1,2}\.9{1,2}", "%Y.%m.%d"),
    (r"9{4}年9{1,2}月9{1,2}日", "%Y年%m月%d日"),
    (r"9{8}", "%Y%m%d"),
    (rf"9{{1,2}}([-/ ]){_MONTH}\1(9{{4}})", "%d\\1%b\\1%Y"),
    (rf"{_MONTH}\.? 9{{1,2}}, ?9{{4}}", "%b %d, %Y"),
)
_PARTS = r"^([0-9]{1,2})[-/.]([0-9]{1,2})[-/.][0-9]"
_EITHER = re.compile(r"9{1,2}([-/.])9{1,2}\1(9{4}|99)")
_SERIAL = re.compile(r"9{5}(\.9+)?")
_STAMP = re.compile(r"9{14}|9{12}")
_EPOCH = re.compile(r"9{10}|9{13}")
_EPOCH_MIN, _EPOCH_MAX = 0, 4_102_444_800  # 1970 to 2100


@dataclass(frozen=True, slots=True)
class TimeStyle:
    """How a column writes its times: formats, and which special notations occur."""

    formats: tuple[str, ...] = ()
    iso: bool = False
    zoned: bool = False
    serial: bool = False
    epoch: bool = False
    half_days: bool = False
    order: str = ""
    guessed: bool = False


def style_of(warehouse: Warehouse, table: str, column: str, date_order: str) -> TimeStyle:
    """Look at a text column and say how it writes its times; `date_order` is dmy, mdy or empty for unknown."""
    odd = f"{column} IS NOT NULL AND NOT regexp_full_match({column}, '{_ISO}')"
    counts = warehouse.read(
        f"SELECT count(*) AS filled, count_if({odd}) AS odd FROM {table} WHERE {column} IS NOT NULL"
    )
    filled, strange = counts.column("filled")[0].as_py(), counts.column("odd")[0].as_py()
    if not strange:
        return TimeStyle(iso=filled > 0)
    found = warehouse.read(
        f"SELECT translate({column}, '0123456789', '9999999999') AS shape, count(*) AS n FROM {table}"
        f" WHERE {odd} GROUP BY 1 ORDER BY n DESC, shape LIMIT {_SHAPES}"
    )
    shapes = [halves(shape) for shape in found.column("shape").to_pylist()]
    order, guessed = "", False
    if any(_EITHER.match(shape) for shape in shapes):
        order, guessed = _day_or_month(warehouse, table, column, date_order)
    return describe(shapes, order, guessed, iso=filled > strange)


def describe(shapes: Sequence[str], order: str, guessed: bool, *, iso: bool) -> TimeStyle:
    """Turn the shapes of a column's times into the formats that read them."""
    formats: dict[str, None] = {}
    for shape in shapes:
        for made in _formats(re.sub(rf"(:99(?:\.9+)?){_ZONE}$", r"\1", shape), order):
            formats.setdefault(made)
    return TimeStyle(
        formats=tuple(formats),
        iso=iso,
        zoned=any(re.search(rf":99(\.9+)?{_ZONE}$", shape) for shape in shapes),
        serial=any(_SERIAL.fullmatch(shape) for shape in shapes),
        epoch=any(_EPOCH.fullmatch(shape) for shape in shapes),
        half_days=any("AM" in shape or "PM" in shape for shape in shapes),
        order=order,
        guessed=guessed,
    )


def halves(text: str) -> str:
    """Write Chinese half-days as AM and PM after the clock, as the formats expect."""
    return re.sub(r"(上午|下午) ?(9{1,2}:99(:99)?)", lambda m: f"{m[2]} {'AM' if m[1] == '上午' else 'PM'}", text)


def _formats(shape: str, order: str) -> list[str]:
    """Formats for strptime of one shape (digits as 9, without zone)."""
    if _STAMP.fullmatch(shape):
        return ["%Y%m%d%H%M%S" if len(shape) == 14 else "%Y%m%d%H%M"]
    clock = re.search(rf"{_CLOCK}$", shape)
    date = shape[: clock.start()] if clock else shape
    tail = _clock_format(clock) if clock else ""
    either = _EITHER.fullmatch(date)
    if either:
        mark, year = either[1], "%Y" if len(either[2]) == 4 else "%y"
        first, second = ("%m", "%d") if order == "mdy" else ("%d", "%m")
        return [f"{first}{mark}{second}{mark}{year}{tail}"]
    for pattern, made in _DATES:
        match = re.fullmatch(pattern, date)
        if match:
            marked = made.replace("\\1", match[1]) if match.groups() else made
            long = re.search(r"[A-Za-z]{4,}", date)
            return [marked.replace("%b", "%B" if long else "%b") + tail]
    return []


def _clock_format(clock: re.Match[str]) -> str:
    """Format for strptime of the clock part."""
    half = " %p" if clock["half"] and clock["half"].startswith(" ") else "%p" if clock["half"] else ""
    hour = "%I" if clock["half"] else "%H"
    fraction = ".%g" if clock["frac"] else ""
    return f"{clock['gap']}{hour}:%M{':%S' if clock['sec'] else ''}{fraction}{half}"


def _day_or_month(warehouse: Warehouse, table: str, column: str, wished: str) -> tuple[str, bool]:
    """Decide whether 01/02/2011 begins with the day, and say whether that is a guess.

    What a person or a preset says decides; else the greater number of rows that only one order explains. Rows of the
    other order are no dates then, whatever was decided.
    """
    if wished in {"dmy", "mdy"}:
        return wished, False
    first, second = (f"TRY_CAST(regexp_extract({column}, '{_PARTS}', {group}) AS INTEGER)" for group in (1, 2))
    row = warehouse.read(
        f"SELECT count_if({first} > 12 AND {second} <= 12) AS days, count_if({second} > 12 AND {first} <= 12) AS months"
        f" FROM {table}"
    )
    days, months = row.column("days")[0].as_py(), row.column("months")[0].as_py()
    return ("mdy", False) if months > days else ("dmy", days == months)


def either_order(column: str) -> str:
    """Write the condition that a cell is written like 01/02/2011."""
    return f"regexp_matches({column}, '{_PARTS}')"


def time_sql(column: str, style: TimeStyle, zone: str) -> str:
    """Write the SQL that reads a text column as a UTC timestamp; times without a zone are of `zone` (empty: UTC)."""
    text = _ordered_halves(column) if style.half_days else column
    ways = []
    if style == TimeStyle(iso=True):
        ways.append(f"TRY_CAST({column} AS TIMESTAMP)")
    elif style.iso:
        ways.append(f"CASE WHEN regexp_full_match({column}, '{_ISO}') THEN TRY_CAST({column} AS TIMESTAMP) END")
    if style.formats:
        ways.append(f"try_strptime({text}, [{', '.join(literal(made) for made in style.formats)}])")
    if style.serial:
        number = f"TRY_CAST({column} AS DOUBLE)"
        seconds = f"CAST(round(({number} - 25569) * 86400) AS BIGINT)"
        serial = f"regexp_full_match({column}, '[0-9]{{5}}(\\.[0-9]+)?')"
        ways.append(f"CASE WHEN {serial} THEN make_timestamp({seconds} * 1000000) END")
    naive = f"coalesce({', '.join(ways)})" if ways else "CAST(NULL AS TIMESTAMP)"
    if zone and zone != "UTC":
        moved = f"CAST(timezone({literal(zone)}, {naive}) AS TIMESTAMP)"
        naive = f"CASE WHEN {_clocked(column, style)} THEN {moved} ELSE {naive} END"
    certain = []
    if style.zoned:
        certain.append(_zoned(column))
    if style.epoch:
        number = f"TRY_CAST({column} AS BIGINT)"
        seconds = f"CASE WHEN length({column}) = 13 THEN {number} / 1000.0 ELSE {number} END"
        certain.append(
            f"CASE WHEN regexp_full_match({column}, '[0-9]{{10}}|[0-9]{{13}}') THEN"
            f" make_timestamp(CAST(round(({seconds}) * 1000000) AS BIGINT)) END"
        )
    return f"coalesce({', '.join([*certain, naive])})" if certain else naive


def _clocked(column: str, style: TimeStyle) -> str:
    """Condition: the cell names a time of the day; a date alone stays that date in every zone (ADR 0004)."""
    ways = [f"contains({column}, ':')"]
    if any(made.startswith("%Y%m%d%H") for made in style.formats):
        ways.append(f"regexp_full_match({column}, '[0-9]{{12}}|[0-9]{{14}}')")
    if style.serial:
        ways.append(f"regexp_full_match({column}, '[0-9]{{5}}\\.[0-9]*[1-9][0-9]*')")
    return f"({' OR '.join(ways)})"


def _zoned(column: str) -> str:
    """SQL for times that carry their own zone; others give NULL."""
    pattern = r"^([0-9]{4}[-/].*:[0-9]{2}(?:\.[0-9]+)?) ?(?:Z|UTC|GMT|([+-][0-9]{2}):?([0-9]{2})?)$"
    plain = f"regexp_replace({column}, '{pattern}', '\\1')"
    hours, minutes = (f"regexp_extract({column}, '{pattern}', {group})" for group in (2, 3))
    offset = (
        f"coalesce(TRY_CAST({hours} AS INTEGER), 0) * 60 + CASE WHEN {hours} LIKE '-%' THEN -1 ELSE 1 END"
        f" * coalesce(TRY_CAST({minutes} AS INTEGER), 0)"
    )
    moment = f"TRY_CAST(replace({plain}, '/', '-') AS TIMESTAMP)"
    return f"CASE WHEN regexp_matches({column}, '{pattern}') THEN {moment} - to_minutes(CAST({offset} AS BIGINT)) END"


def _ordered_halves(column: str) -> str:
    """SQL twin of `halves`."""
    return f"regexp_replace(regexp_replace({column}, '上午 ?([0-9:]+)', '\\1 AM'), '下午 ?([0-9:]+)', '\\1 PM')"
