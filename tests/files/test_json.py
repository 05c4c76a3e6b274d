"""JSON Lines and JSON arrays: keys in the order first seen, nested values as JSON text, broken lines as bad rows."""

import gzip
from pathlib import Path

import pytest

from guanxi.core.kernel.errors import InputError
from tests.files.reading import bad, cells, column, stage
from tests.files.test_packed import zipped

LINES = b'{"id": 1, "n": 1.50}\n\n{"id": "007", "x": {"a": [1.5, "\xe4\xb8\xad"]}, "n": null}\n{"y": true}\n'
HEADER = ("id", "n", "x", "y")
ROWS = [("1", "1.5", "", ""), ("007", "", '{"a": [1.5, "中"]}', ""), ("", "", "", "true")]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.jsonl", LINES),
        ("a.txt", LINES),
        ("a.json.gz", gzip.compress(LINES)),
        ("a.zip", zipped({"a.ndjson": LINES})),
        ("a.jsonl", LINES.decode().encode("gbk")),
        ("a.jsonl", b"\xef\xbb\xbf" + LINES),
        ("a.jsonl", LINES.decode().encode("utf-16")),
    ],
)
def test_lines(tmp_path: Path, name: str, content: bytes) -> None:
    raw = stage(tmp_path, name, content)
    assert raw.header == HEADER
    assert cells(raw) == ROWS
    assert column(raw, "line") == [1, 3, 4]
    assert raw.kind == "json"


def test_arrays(tmp_path: Path) -> None:
    content = (
        b'[\n {"id": 1, "n": 1.50},\n {"id": "007", "x": {"a": [1.5, "\xe4\xb8\xad"]}, "n": null}, {"y": true}, 7]\n'
    )
    raw = stage(tmp_path, "a.json", content)
    assert (raw.header, cells(raw)) == (HEADER, ROWS)
    assert column(raw, "line") == [2, 3, 3]
    assert column(raw, "row_no") == [1, 2, 3]
    assert bad(raw) == [(3, "", "7", "not a JSON object")]


def test_broken_lines_are_bad_rows(tmp_path: Path) -> None:
    lines = [
        b'{"a": 1}',
        b'{"a": 1',
        b"[1]",
        b'{"a": "\xff"}',
        b'{"a": "\\ud800"}',
        b'{"a": "\\u0000"}',
        b'{"\\ud800": 1}',
        b'{"a": ' + b"9" * 5000 + b"}",
        b'{"a": ' + b"[" * 100_000 + b"}",
        b'{"a": 12345678901234567890, "b": 1e400, "c": NaN}',
    ]
    raw = stage(tmp_path, "a.jsonl", b"\n".join(lines))
    assert cells(raw) == [("1", "", ""), ("12345678901234567890", "inf", "")]
    assert [line for line, *_ in bad(raw)] == [2, 3, 4, 5, 6, 7, 8, 9]
    assert [reason.split(":")[0] for *_, reason in bad(raw)] == [
        "broken JSON",
        "not a JSON object",
        "undecodable text",
        "undecodable text",
        "NUL character",
        "a key that is no text",
        "broken JSON",
        "broken JSON",
    ]


@pytest.mark.parametrize(
    "content",
    [b'{"a": 1,\n "b": 2}\n', b"{}\n{}\n", b'[{"a": 1}, {"a": ]', b'[{"a": 1}', b"[]", b'{"": 1}', b'["a", "b"]'],
)
def test_json_that_is_no_table(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(InputError, match=r"a\.json"):
        stage(tmp_path, "a.json", content)


@pytest.mark.parametrize("depth", range(300, 1000, 50))
def test_deep_nesting_is_text_or_a_bad_row(tmp_path: Path, depth: int) -> None:
    raw = stage(tmp_path, "a.json", b'{"a": 1}\n{"a": ' + b"[" * depth + b"]" * depth + b"}\n")
    assert cells(raw) == [("1",)] or cells(raw)[1] == ("[" * depth + "]" * depth,)
