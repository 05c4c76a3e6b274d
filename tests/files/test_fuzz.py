"""Whatever the bytes: a RawFile whose rows add up, or an InputError; and well-formed tables come back exactly."""

import csv
import gzip
import io
import json
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from guanxi.adapters.files.recovery import Shape, recover
from guanxi.adapters.files.splitting import cells_of, split_regular
from guanxi.core.kernel.errors import InputError
from tests.files.reading import cells, column, stage
from tests.files.test_packed import zipped
from tests.files.test_parquet import parquet
from tests.files.test_workbooks import book, orders

quick = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

CELL = st.text(
    st.sampled_from(list("ab中7 ,;|\t\"\n'=😀é")) | st.characters(blacklist_characters="\0\r", codec="utf-8"),
    max_size=8,
)
SOUP = st.lists(
    st.sampled_from([b"a", b"1", b",", b",", b'"', b'"', b'""', b"\n", b"\n", b"\r\n", b"\r", b";", b"\t", b" ", b"\0"])
    | st.sampled_from(["中".encode(), "中".encode("gbk"), b"\xff", b"\xe4", b"\xef\xbb\xbf", b"{", b"[", b'{"a":1}']),
    max_size=60,
).map(b"".join)


def survives(name: str, content: bytes, **options: str) -> None:
    """Stage the bytes: rows add up (checked by `stage`), or a clear error and no target."""
    with tempfile.TemporaryDirectory() as folder:
        trouble, numbers, texts = None, [], ""
        try:
            raw = stage(Path(folder), name, content, **options)
            numbers, texts = column(raw, "row_no"), "".join(map("".join, cells(raw)))
        except InputError as error:
            trouble = error
        assert (trouble is None) == (Path(folder) / "raw.parquet").exists()
        assert trouble is None or (name in trouble.message and trouble.remedy)
        assert numbers == sorted(set(numbers))
        assert not numbers or 1 <= numbers[0] <= numbers[-1] <= raw.rows
        assert "\0" not in texts


@quick
@given(SOUP, st.sampled_from(["", "utf-8", "gbk", "utf-16"]))
def test_any_text(content: bytes, encoding: str) -> None:
    survives("a.csv", content, encoding=encoding)


@quick
@given(st.binary(max_size=200))
def test_any_bytes(content: bytes) -> None:
    survives("a.csv", content)


@quick
@given(SOUP)
def test_any_rows_under_a_good_header(content: bytes) -> None:
    survives("a.csv", b"a,b,c\n" + content)


@quick
@given(SOUP, st.sampled_from([",", ";"]), st.integers(2, 4))
@example(b"\xef\xbb\xbf,", ",", 2)
def test_both_ways_to_split_agree(content: bytes, delimiter: str, width: int) -> None:
    data = content.replace(b"\0", b"") + b"\n"
    shape = Shape(delimiter, tuple(f"n{place}" for place in range(width)))
    regular = split_regular(data, delimiter)
    regular_cells = cells_of(regular, delimiter, width) if regular else None
    if regular is None or regular_cells is None:
        return
    patient = recover(data, shape, 1, "utf-8", final=False)
    assert not patient.bad
    assert (patient.rows, patient.used, patient.used_lines) == (regular.rows, regular.used, regular.used_lines)
    assert patient.lines.tolist() == regular.lines.tolist()
    patient_cells = cells_of(patient, delimiter, width)
    assert patient_cells is not None
    assert [a.to_pylist() for a in patient_cells] == [b.to_pylist() for b in regular_cells]


@quick
@given(
    st.integers(2, 5).flatmap(lambda width: st.lists(st.lists(CELL, min_size=width, max_size=width), max_size=12)),
    st.sampled_from([",", ";", "\t", "|"]),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "gb18030"]),
)
def test_well_formed_tables_come_back_exactly(
    rows: list[list[str]], delimiter: str, ending: str, quoting: int, encoding: str
) -> None:
    width = len(rows[0]) if rows else 2
    header = [f"编号{place}" for place in range(width)]
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator=ending, quoting=quoting)  # type: ignore[arg-type]  # any of its constants
    lines = []
    for row in [header, *rows]:
        lines.append(out.getvalue().count("\n") + 1)
        writer.writerow(row)
    with tempfile.TemporaryDirectory() as folder:
        content = f"sep={delimiter}{ending}{out.getvalue()}".encode(encoding)
        raw = stage(Path(folder), "a.csv", content, encoding="gb18030" if encoding == "gb18030" else "")
        assert raw.header == tuple(header)
        assert cells(raw) == [tuple(row) for row in rows]
        assert column(raw, "line") == [line + 1 for line in lines[1:]]
        assert raw.bad.num_rows == 0


BINARIES = {
    "a.xlsx": book(orders),
    "a.parquet": parquet({"x": [1, 2, 3], "y": ["a", "b", None], "z": [[1], [], None]}),
    "a.csv.gz": gzip.compress(b"a,b\n1,2\n"),
    "a.zip": zipped({"a.csv": b"a,b\n1,2\n", "b.csv": b"a,b\n3,4\n"}),
}


@pytest.mark.parametrize("name", sorted(BINARIES))
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_damaged_binaries(name: str, data: st.DataObject) -> None:
    content = bytearray(BINARIES[name])
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    survives(name, bytes(content[: data.draw(st.integers(1, len(content)) | st.just(len(content)))]))


JSON_VALUE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=2), inner, max_size=2),
    max_leaves=4,
)


@quick
@given(
    st.lists(
        st.dictionaries(st.text(max_size=3), JSON_VALUE, max_size=4).map(json.dumps) | st.text(max_size=9), max_size=8
    )
)
def test_any_json_lines(lines: list[str]) -> None:
    survives("a.jsonl", "\n".join(lines).encode())
