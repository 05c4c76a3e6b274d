"""Promise 16: whatever a file holds, a clear error or rows with reasons; never a traceback, never a silent drop."""

import gzip
import io
import tempfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.ingest.shop import Shop, by_hand

from guanxi.core.kernel.errors import GuanxiError

MAPPING = by_hand(
    {
        "order_id": "order",
        "ordered_at": "when",
        "customer_key": "who",
        "revenue": "amount",
        "email": "mail",
        "phone": "tel",
    }
)
GOOD = (
    "order,when,who,amount,mail,tel\r\n1,2024-01-02 03:04:05,ann,9.99,a@b.cn,13811112222\r\n"
    '2,03/04/2024,"bo""b","1,234.50",x@y.org,+16502530000\r\n3,2024-01-04,小明,¥5,,186******05\r\n'
).encode()


def packed(kind: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", GOOD if kind == "zip" else b"order," + b"0" * 30_000_000)
    return out.getvalue()


FILES = {
    "empty.csv": b"",
    "blank.csv": b"\r\n\r\n",
    "header.csv": GOOD.split(b"\r\n")[0],
    "nul.csv": GOOD.replace(b"ann", b"a\0n"),
    "twice.csv": GOOD.replace(b"mail", b"amount"),
    "gbk.csv": GOOD.decode().encode("gb18030"),
    "mixed.csv": GOOD + "4,2024-01-05,张三,7,,\r\n".encode("gb18030"),
    "latin.csv": GOOD + b"5,2024-01-05,Andr\xe9,7,,\r\n",
    "utf16.csv": GOOD.decode().encode("utf-16"),
    "quote.csv": GOOD + b'6,"2024-01-05,ann,7,,\r\n7,2024-01-06,bob,8,,\r\n',
    "long.csv": GOOD + b"8,2024-01-05," + b"x" * 1_000_001 + b",7,,\r\n",
    "wide.csv": GOOD + b"9" + b"," * 5_000 + b"\r\n",
    "short.csv": GOOD + b"10\r\n",
    "formula.csv": GOOD + b"=1+1,=2024-01-01,=cmd|'/c calc'!A1,=9*9,@SUM(1),+1\r\n",
    "binary.csv": bytes(range(256)) * 40,
    "cut.csv.gz": gzip.compress(GOOD * 50)[:-20],
    "junk.csv.gz": b"\x1f\x8b" + b"junk" * 20,
    "good.csv.gz": gzip.compress(GOOD),
    "good.zip": packed("zip"),
    "bomb.zip": packed("bomb"),
    "cut.zip": packed("zip")[:-30],
    "fake.xlsx": GOOD,
    "cut.xlsx": packed("zip")[:60],
    "fake.parquet": b"PAR1" + GOOD + b"PAR1",
    "lines.jsonl": b'{"order":"1","when":"2024-01-02","who":"a","amount":1,"mail":null,"tel":[1,{"x":2}]}\n{"order":\n',
    "cr.csv": GOOD.replace(b"\r\n", b"\r"),
    "semicolon.csv": GOOD.replace(b",", b";"),
    "picture.csv": b"\x89PNG\r\n\x1a\n" + b"\0" * 400,
}


OUTCOMES: dict[str, tuple[int, int] | str] = {
    "empty.csv": "is empty",
    "blank.csv": "no header row",
    "header.csv": (0, 0),
    "nul.csv": (2, 1),
    "twice.csv": "no column 'mail'",
    "gbk.csv": (2, 1),
    "mixed.csv": (3, 1),
    "latin.csv": (3, 1),
    "utf16.csv": (3, 0),
    "quote.csv": (4, 1),
    "long.csv": (3, 1),
    "wide.csv": (3, 1),
    "short.csv": (3, 1),
    "formula.csv": (3, 1),
    "binary.csv": "NUL characters",
    "cut.csv.gz": "cut short or damaged",
    "junk.csv.gz": "cut short or damaged",
    "good.csv.gz": (3, 0),
    "good.zip": (3, 0),
    "bomb.zip": "longer than 1 MB",
    "cut.zip": "cut short or damaged",
    "fake.xlsx": (3, 0),
    "cut.xlsx": "cut short or damaged",
    "fake.parquet": "not a readable Parquet file",
    "lines.jsonl": (1, 1),
    "cr.csv": (3, 0),
    "semicolon.csv": (2, 1),
    "picture.csv": "is a picture",
}
"""Rows loaded and quarantined, or what the message says where the file is refused as a whole."""


def outcome(name: str, content: bytes) -> tuple[int, int] | str:
    """What becomes of a file, with everything that must hold whatever it is."""
    folder = Path(tempfile.mkdtemp(prefix="guanxi-test-"))
    (folder / name).write_bytes(content)
    shop = Shop(folder / "shop")
    try:
        report = shop.imports(folder / name, MAPPING)
    except GuanxiError as error:
        assert shop.store.list() == []  # refused as a whole, with a message
        return error.message
    assert report.rows == report.loaded + report.quarantined + report.repeated
    assert bool(report.load_id) == bool(report.loaded + report.quarantined)
    assert len(shop.quarantine()) == report.quarantined
    assert len(shop.lines()) == report.loaded
    shop.tidy()
    return report.loaded, report.quarantined


@pytest.mark.parametrize("name", FILES)
def test_hostile_files(name: str) -> None:
    found, expected = outcome(name, FILES[name]), OUTCOMES[name]
    if isinstance(expected, str):
        assert isinstance(found, str)
        assert expected in found
        assert name.partition(".")[0] in found or "column" in found
    else:
        assert found == expected


SOUND = GOOD.index(b"\r\n2,") + 2
"""Where the second row begins: the header and the first row stay as they are."""
edits = st.tuples(
    st.integers(SOUND, len(GOOD)),
    st.integers(0, 12),
    st.one_of(st.binary(max_size=6), st.sampled_from([b'"', b",", b"\0", b"\r", b"\n", b"\xff", b"\xe5", b"=", b"'"])),
)
anywhere = st.tuples(st.integers(0, len(GOOD)), st.integers(0, 12), st.binary(max_size=6))


def edited(changes: list[tuple[int, int, bytes]]) -> bytes:
    content = GOOD
    for at, cut, put in changes:
        content = content[:at] + put + content[at + cut :]
    return content


@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(edits, min_size=1, max_size=4))
def test_damaged_rows_leave_the_sound_one(changes: list[tuple[int, int, bytes]]) -> None:
    found = outcome("damaged.csv", edited(changes))
    assert not isinstance(found, str), found
    assert found[0] >= 1


@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(anywhere, min_size=1, max_size=4))
def test_damaged_files(changes: list[tuple[int, int, bytes]]) -> None:
    outcome("damaged.csv", edited(changes))


@pytest.mark.slow
@settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.one_of(edits, anywhere), min_size=1, max_size=6))
def test_many_damaged_files(changes: list[tuple[int, int, bytes]]) -> None:
    outcome("damaged.csv", edited(changes))
