"""One way to write every typed value as text: ISO dates, plain decimals, nothing where there is nothing."""

import json
import math
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pyarrow as pa
import pyarrow.compute as pc


def text_of(value: object) -> str:
    """Write a Python value as canonical text; None and NaN are ''."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return _float_text(value)
    if isinstance(value, (int, Decimal)):
        return f"{value:f}" if isinstance(value, Decimal) else str(value)
    return _other_text(value)


def _float_text(value: float) -> str:
    """Write whole numbers without a point and never an exponent: order numbers are kept as floats by workbooks."""
    if math.isnan(value):
        return ""
    if math.isinf(value):
        return "inf" if value > 0 else "-inf"
    if value.is_integer() and abs(value) < 2**53:
        return str(int(value))
    return f"{Decimal(repr(value)):f}".removesuffix(".0")


def _other_text(value: object) -> str:
    """Write times, bytes and nested values."""
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, timedelta):
        return _duration_text(value)
    if isinstance(value, bytes):
        try:
            return value.decode("utf-8")
        except UnicodeDecodeError:
            return value.hex()
    return json.dumps(value, ensure_ascii=False, default=text_of)


def _duration_text(value: timedelta) -> str:
    """Write a duration as hours:minutes:seconds, hours beyond a day included."""
    sign = "-" if value < timedelta(0) else ""
    minutes, seconds = divmod(abs(value).seconds + abs(value).days * 86_400, 60)
    hours, minutes = divmod(minutes, 60)
    fraction = f".{abs(value).microseconds:06d}" if value.microseconds else ""
    return f"{sign}{hours}:{minutes:02d}:{seconds:02d}{fraction}"


def column_text(column: pa.Array) -> pa.Array:
    """Write an Arrow column of any type as text; null and NaN are ''."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        return column_text(column.dictionary_decode())
    if pa.types.is_timestamp(kind):
        texts = _timestamp_text(column)
    elif pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        texts = _number_text(column)
    elif pa.types.is_time(kind):
        texts = _without_empty_fraction(column.cast(pa.string()))
    elif _casts_well(kind):
        texts = column.cast(pa.string())
    else:
        texts = pa.array([text_of(value) for value in column.to_pylist()], pa.string())
    return pc.fill_null(texts, "")


def _casts_well(kind: pa.DataType) -> bool:
    """Tell whether Arrow's own text of the type is already canonical."""
    if pa.types.is_integer(kind) or pa.types.is_boolean(kind) or pa.types.is_date32(kind):
        return True
    return str(kind) in ("string", "large_string", "string_view")


def _timestamp_text(column: pa.Array) -> pa.Array:
    """Write moments as `YYYY-MM-DD HH:MM:SS[.ffffff]`, those with a zone in UTC with `+00:00`."""
    zone = column.type.tz
    plain = column.cast(pa.timestamp("us", tz="UTC" if zone else None), safe=False).cast(pa.timestamp("us"))
    texts = _without_empty_fraction(plain.cast(pa.string()))
    return pc.binary_join_element_wise(texts, "+00:00", "") if zone else texts


def _without_empty_fraction(texts: pa.Array) -> pa.Array:
    """Drop a fraction of a second that is zero."""
    return pc.replace_substring_regex(texts, r"\.0+$", "")


def _number_text(column: pa.Array) -> pa.Array:
    """Write numbers without exponents; only the few that Arrow writes with one go through Python."""
    texts = column.cast(pa.string())
    if not pc.any(pc.match_substring_regex(texts, "[a-zA-Z]")).as_py():
        return texts
    return pa.array([_plain(text) for text in texts.to_pylist()], pa.string())


def _plain(text: str | None) -> str:
    """Write one number plainly."""
    if text is None or text == "nan":
        return ""
    return f"{Decimal(text):f}" if "e" in text or "E" in text else text
