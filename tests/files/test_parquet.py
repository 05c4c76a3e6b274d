"""Parquet: every type has one text, and damage is an error of the file."""

import datetime as dt
import gzip
import io
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from guanxi.core.kernel.errors import InputError
from tests.files.reading import bad, cells, column, stage
from tests.files.test_packed import zipped


def parquet(columns: dict[str, Any]) -> bytes:
    """Write columns as a Parquet file."""
    out = io.BytesIO()
    pq.write_table(pa.table(columns), out)
    return out.getvalue()


MOMENT = dt.datetime(2020, 1, 2, 3, 4, 5)
BEIJING = dt.timezone(dt.timedelta(hours=8))


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (pa.array([1, None, -(2**63)]), ("1", "", "-9223372036854775808")),
        (pa.array([2**64 - 1], pa.uint64()), ("18446744073709551615",)),
        (pa.array([1.0, 0.1, float("nan"), None, 1e22]), ("1", "0.1", "", "", "1" + "0" * 22)),
        (pa.array([1e-7, -1.5e300, float("inf")]), ("0.0000001", "-15" + "0" * 299, "inf")),
        (pa.array([0.1], pa.float32()), ("0.1",)),
        (pa.array([Decimal("1.50"), Decimal("-0.01"), None]), ("1.50", "-0.01", "")),
        (pa.array([Decimal("0.00000001")]), ("0.00000001",)),
        (pa.array([True, False, None]), ("true", "false", "")),
        (pa.array(["007", "", None]), ("007", "", "")),
        (pa.array(["a", "b", "a"]).dictionary_encode(), ("a", "b", "a")),
        (pa.array(["a"], pa.large_string()), ("a",)),
        (pa.array([b"a", b"\xff"], pa.binary()), ("a", "ff")),
        (pa.array([dt.date(2020, 1, 2), None]), ("2020-01-02", "")),
        (pa.array([MOMENT, MOMENT.replace(microsecond=1200)]), ("2020-01-02 03:04:05", "2020-01-02 03:04:05.001200")),
        (pa.array([MOMENT], pa.timestamp("ns")), ("2020-01-02 03:04:05",)),
        (pa.array([MOMENT], pa.timestamp("s")), ("2020-01-02 03:04:05",)),
        (pa.array([MOMENT.replace(tzinfo=BEIJING), None]), ("2020-01-01 19:04:05+00:00", "")),
        (pa.array([dt.time(3, 4, 5)]), ("03:04:05",)),
        (pa.array([dt.timedelta(hours=30, seconds=1)]), ("30:00:01",)),
        (pa.array([{"a": 1, "b": ["中"]}]), ('{"a": 1, "b": ["中"]}',)),
        (pa.array([[1, 2], None]), ("[1, 2]", "")),
        (pa.nulls(2), ("", "")),
    ],
)
def test_every_type_has_one_text(tmp_path: Path, values: pa.Array, expected: tuple[str, ...]) -> None:
    raw = stage(tmp_path, "a.parquet", parquet({"x": values}))
    assert tuple(cell for (cell,) in cells(raw)) == expected
    assert column(raw, "line") == list(range(1, len(values) + 1))
    assert raw.kind == "parquet"


@pytest.mark.parametrize("pack", [gzip.compress, lambda content: zipped({"a.parquet": content})])
def test_packed_parquet(tmp_path: Path, pack: Any) -> None:
    raw = stage(tmp_path, "a.bin", pack(parquet({"x": [1, 2], "": ["a", "b"]})))
    assert raw.header == ("x", "")
    assert cells(raw) == [("1", "a"), ("2", "b")]
    assert [path.name for path in tmp_path.iterdir() if path.is_dir()] == []


def test_texts_that_are_none_are_bad_rows(tmp_path: Path) -> None:
    broken = pa.array([b"a", b"\xff\xfe", b"c", b"d\0"], pa.binary()).view(pa.string())
    raw = stage(tmp_path, "a.parquet", parquet({"n": [1, 2, 3, 4], "x": broken}))
    assert cells(raw) == [("1", "a"), ("3", "c")]
    assert column(raw, "row_no") == [1, 3]
    assert [(line, name, reason) for line, name, _, reason in bad(raw)] == [
        (2, "x", "undecodable text: not utf-8"),
        (4, "x", "NUL character"),
    ]


def test_damaged_parquet(tmp_path: Path) -> None:
    content = parquet({"x": list(range(1000)), "y": ["text"] * 1000})
    for broken in (content[:4], content[:100], content[:-3], content[:-8] + b"\xff\xff\xff\x7fPAR1", b"PAR1" * 3):
        with pytest.raises(InputError, match="Parquet"):
            stage(tmp_path, "a.parquet", broken)
