"""Packed files: .gz and .zip, whole, truncated, nested, locked, and made to explode."""

import gzip
import io
import struct
import zipfile
import zlib
from pathlib import Path

import pytest

from guanxi.adapters.files import guard
from guanxi.core.kernel.errors import InputError
from tests.files.reading import bad, cells, column, stage

TABLE = "编号,名称\n1,上海\n2,北京\n".encode("gbk")


def zipped(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Pack members into a zip file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def test_gzip_of_several_parts(tmp_path: Path) -> None:
    raw = stage(tmp_path, "a.csv.gz", gzip.compress(b"a,b\n1,") + gzip.compress(b"2\n3,4\n"))
    assert cells(raw) == [("1", "2"), ("3", "4")]
    assert set(column(raw, "member")) == {""}


def test_zip_of_one_member_among_traces(tmp_path: Path) -> None:
    members = {"__MACOSX/._a.csv": b"x", "out/": b"", "out/a.csv": TABLE, ".DS_Store": b"\0", "out/Thumbs.db": b"\0"}
    raw = stage(tmp_path, "a.zip", zipped(members))
    assert cells(raw) == [("1", "上海"), ("2", "北京")]
    assert set(column(raw, "member")) == {"out/a.csv"}


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_zip_of_several_members_with_one_header(tmp_path: Path, method: int) -> None:
    raw = stage(tmp_path, "a.zip", zipped({"1.csv": TABLE, "2.csv": TABLE + b"3\n", "3.csv": TABLE}, method))
    assert column(raw, "row_no") == [1, 2, 3, 4, 6, 7]
    assert column(raw, "line") == [2, 3, 2, 3, 2, 3]
    assert column(raw, "member") == ["1.csv", "1.csv", "2.csv", "2.csv", "3.csv", "3.csv"]
    assert raw.bad.to_pylist()[0]["file"] == "a.zip/2.csv"
    assert bad(raw)[0][0] == 4


def test_zip_of_different_tables_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"items\.csv.*orders\.csv"):
        stage(tmp_path, "a.zip", zipped({"orders.csv": b"a,b\n1,2\n", "items.csv": b"a,c\n1,2\n"}))


def test_names_written_by_chinese_packers_are_read(tmp_path: Path) -> None:
    content = zipped({"XXXX.csv": TABLE}).replace(b"XXXX", "订单".encode("gbk"))
    raw = stage(tmp_path, "a.zip", content)
    assert column(raw, "member")[0] == "订单.csv"


def test_names_that_climb_out_are_only_names(tmp_path: Path) -> None:
    folder = tmp_path / "inner"
    folder.mkdir()
    stage(folder, "a.zip", zipped({"../../evil.csv": TABLE, "/etc/evil.csv": TABLE}))
    assert sorted(path.name for path in folder.iterdir()) == ["a.zip", "raw.parquet"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["inner"]


@pytest.mark.parametrize("cut", [3, 11, 30, 200, -1, -9])
def test_truncated_gzip(tmp_path: Path, cut: int) -> None:
    packed = gzip.compress(b"a,b\n" + b"".join(b"%d,x\n" % (n * 7919) for n in range(20_000)))
    with pytest.raises(InputError, match=r"a\.csv\.gz"):
        stage(tmp_path, "a.csv.gz", packed[:cut])
    assert not (tmp_path / "raw.parquet").exists()


@pytest.mark.parametrize("cut", [4, 30, 100, -1, -30])
def test_truncated_zip(tmp_path: Path, cut: int) -> None:
    with pytest.raises(InputError, match=r"a\.zip"):
        stage(tmp_path, "a.zip", zipped({"a.csv": TABLE * 50})[:cut])


def test_damaged_zip_member(tmp_path: Path) -> None:
    content = bytearray(zipped({"a.csv": b"a,b\n" + b"1,2\n" * 5000}, zipfile.ZIP_STORED))
    content[5000] ^= 1
    with pytest.raises(InputError, match="damaged"):
        stage(tmp_path, "a.zip", bytes(content))


def test_zip_that_asks_for_a_password(tmp_path: Path) -> None:
    content = bytearray(zipped({"a.csv": TABLE}))
    for signature, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(signature) + place] |= 1
    with pytest.raises(InputError, match="password"):
        stage(tmp_path, "a.zip", bytes(content))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.zip", zipped({"b.zip": zipped({"a.csv": TABLE})})),
        ("a.zip", zipped({"b.csv.gz": gzip.compress(TABLE)})),
        ("a.gz", gzip.compress(gzip.compress(TABLE))),
        ("a.gz", gzip.compress(zipped({"a.csv": TABLE}))),
    ],
)
def test_archives_inside_archives_are_refused(tmp_path: Path, name: str, content: bytes) -> None:
    with pytest.raises(InputError, match="archive inside an archive"):
        stage(tmp_path, name, content)


@pytest.mark.parametrize(
    ("name", "content"), [("a.zip", zipped({})), ("a.zip", zipped({"d/": b""})), ("a.gz", gzip.compress(b""))]
)
def test_archives_of_nothing(tmp_path: Path, name: str, content: bytes) -> None:
    with pytest.raises(InputError):
        stage(tmp_path, name, content)


def test_bombs_are_stopped_while_they_unpack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "MOST_BYTES", 8 << 20)
    flood = b"a,b\n" + b"1,2\n" * (6 << 20)
    for name, content in (("a.gz", gzip.compress(flood)), ("a.zip", zipped({"a.csv": flood}))):
        with pytest.raises(InputError, match="unpacks to more than"):
            stage(tmp_path, name, content)
        assert not (tmp_path / "raw.parquet").exists()


def test_sizes_written_in_a_zip_are_not_believed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "MOST_BYTES", 1 << 20)
    flood = b"a,b\n" + b"1,2\n" * (2 << 20)
    honest = zipped({"a.csv": flood})
    lying = honest.replace(struct.pack("<L", len(flood)), struct.pack("<L", 100))
    lying = lying.replace(struct.pack("<L", zlib.crc32(flood)), struct.pack("<L", zlib.crc32(flood[:100])))
    raw = stage(tmp_path, "a.zip", lying)  # the archive itself ends where it says that it ends
    assert raw.rows + 1 == flood[:100].count(b"\n")


def test_many_members_share_one_allowance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "MOST_BYTES", 8 << 20)
    part = b"a,b\n" + b"1,2\n" * (1 << 20)
    with pytest.raises(InputError, match="unpacks to more than"):
        stage(tmp_path, "a.zip", zipped({f"{number}.csv": part for number in range(5)}))


def test_a_text_that_begins_like_an_archive_is_a_text(tmp_path: Path) -> None:
    assert stage(tmp_path, "a.csv", b"PK,name\n1,2\n").header == ("PK", "name")


def test_other_office_documents_are_refused(tmp_path: Path) -> None:
    for names in (("[Content_Types].xml", "word/document.xml"), ("mimetype", "META-INF/manifest.xml", "content.xml")):
        with pytest.raises(InputError, match="office document"):
            stage(tmp_path, "a.docx", zipped(dict.fromkeys(names, b"<x/>")))
