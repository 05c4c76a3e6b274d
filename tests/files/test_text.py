"""Text tables: encodings, delimiters, quotes, line numbers, and rows that cannot be split."""

from pathlib import Path

import pytest

from guanxi.adapters.files import stage_raw
from guanxi.adapters.files.splitting import MOST_OPEN
from guanxi.core.kernel.errors import InputError
from tests.files.reading import bad, cells, column, stage


def test_a_plain_file_keeps_every_cell_as_written(tmp_path: Path) -> None:
    raw = stage(tmp_path, "a.csv", b"id, name ,,id\n007,NULL, x ,\n1,,\t,z\n")
    assert raw.header == ("id", " name ", "", "id")
    assert cells(raw) == [("007", "NULL", " x ", ""), ("1", "", "\t", "z")]
    assert column(raw, "row_no") == [1, 2]
    assert column(raw, "line") == [2, 3]
    assert (raw.encoding, raw.delimiter, raw.kind) == ("utf-8", ",", "csv")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(tmp_path: Path, delimiter: str) -> None:
    rows = ["id;name".replace(";", delimiter), '"1,5;|\t"X"a b"'.replace("X", delimiter)] + [f"7{delimiter}b"] * 3
    raw = stage(tmp_path, "a.txt", "\n".join(rows).encode())
    assert raw.delimiter == delimiter
    assert cells(raw)[0] == ("1,5;|\t", "a b")


def test_decimal_commas_do_not_hide_semicolons(tmp_path: Path) -> None:
    raw = stage(tmp_path, "a.csv", b"order;net, gross;day;city\n1;2,50;2020-01-01;Ulm\n2;3,50;2020-01-02;Ulm\n")
    assert raw.delimiter == ";"
    assert raw.rows == 2


def test_the_hint_that_excel_writes_is_taken(tmp_path: Path) -> None:
    raw = stage(tmp_path, "a.csv", b"sep=;\r\na;b\r\n1;2\r\n")
    assert raw.header == ("a", "b")
    assert column(raw, "line") == [3]


@pytest.mark.parametrize("ending", [b"\n", b"\r\n", b"\r", b"\r\r\n"])
def test_every_line_ending_and_blank_lines(tmp_path: Path, ending: bytes) -> None:
    lines = [b"", b"a,b", b"1,2", b"", b"3,4", b"  ", b"5,6"]
    raw = stage(tmp_path, "a.csv", ending.join(lines))
    assert cells(raw) == [("1", "2"), ("3", "4"), ("5", "6")]
    assert column(raw, "line") == [3, 5, 7]


def test_quotes_and_newlines_in_cells_keep_physical_lines(tmp_path: Path) -> None:
    raw = stage(tmp_path, "a.csv", b'a,b\n"x ""y"", z","1\n2\r\n3"\n4,"5"\n\n"","6\n"\n7,8\n')
    assert cells(raw) == [('x "y", z', "1\n2\r\n3"), ("4", "5"), ("", "6\n"), ("7", "8")]
    assert column(raw, "line") == [2, 5, 7, 9]


def test_quotes_inside_bare_cells_are_text(tmp_path: Path) -> None:
    raw = stage(tmp_path, "a.csv", b'id,name\n="0012",5" screen\n="0013","6"" screen"\n')
    assert cells(raw) == [('="0012"', '5" screen'), ('="0013"', '6" screen')]


def test_a_quoted_newline_in_the_header(tmp_path: Path) -> None:
    raw = stage(tmp_path, "a.csv", b'a,"b\nc"\n1,2\n')
    assert raw.header == ("a", "b\nc")
    assert column(raw, "line") == [3]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_encodings_are_recognised(tmp_path: Path, encoding: str) -> None:
    marks = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}
    text = "订单编号,收货地址 \r\n1,上海市|浦东\r\n2,联通\r\n"
    raw = stage(tmp_path, "a.csv", marks.get(encoding, b"") + text.encode(encoding))
    assert raw.header == ("订单编号", "收货地址 ")
    assert cells(raw) == [("1", "上海市|浦东"), ("2", "联通")]


def test_the_encoding_is_settled_by_the_first_text_that_is_not_ascii(tmp_path: Path) -> None:
    plain = b"id,name\n" + b"1,plain text\n" * 700_000
    raw = stage(tmp_path, "a.csv", plain + "2,中国移动\n3,深圳\n".encode("gbk"))
    assert raw.encoding == "gb18030"
    assert cells(raw)[-2:] == [("2", "中国移动"), ("3", "深圳")]
    assert column(raw, "line")[-1] == 700_003


def test_the_encoding_can_be_named(tmp_path: Path) -> None:
    raw = stage(tmp_path, "a.csv", "id,name\n1,Café\n".encode("latin-1"), encoding="windows-1252")
    assert cells(raw) == [("1", "Café")]
    for name in ("klingon", "idna", "hex", "rot13", "cp037", "utf\0"):
        with pytest.raises(InputError, match="no text encoding"):
            stage(tmp_path, "a.csv", b"a,b\n1,2\n", encoding=name)


@pytest.mark.parametrize(("encoding", "broken"), [("utf-8", b"\xff\xfe"), ("gb18030", b"\xff")])
def test_an_undecodable_byte_costs_one_row(tmp_path: Path, encoding: str, broken: bytes) -> None:
    text = "编号,名称\n1,上海\nX\n3,北京\n".encode(encoding).replace(b"X", b"2," + broken + b"z")
    raw = stage(tmp_path, "a.csv", text)
    assert cells(raw) == [("1", "上海"), ("3", "北京")]
    [(line, name, _, reason)] = bad(raw)
    assert (line, name, reason) == (3, "名称", f"undecodable text: not {encoding}")
    assert column(raw, "row_no") == [1, 3]


def test_a_nul_costs_one_row(tmp_path: Path) -> None:
    raw = stage(tmp_path, "a.csv", b"a,b\n1,2\n3,\x00x\n4,5\n")
    assert bad(raw) == [(3, "b", "␀x", "NUL character")]
    assert cells(raw) == [("1", "2"), ("4", "5")]


def test_wrong_numbers_of_cells_are_bad_with_reason(tmp_path: Path) -> None:
    raw = stage(tmp_path, "a.csv", b'a,b,c\n1,2\n1,2,3,4\n1,"2",3,"4"\n1,2,3,,\n7,8,9\n')
    assert bad(raw) == [
        (2, "", "1,2", "wrong number of cells: 2 instead of 3"),
        (3, "", "1,2,3,4", "wrong number of cells: 4 instead of 3"),
        (4, "", '1,"2",3,"4"', "wrong number of cells: 4 instead of 3"),
    ]
    assert cells(raw) == [("1", "2", "3"), ("7", "8", "9")]


def test_blank_trailing_headers_may_be_missing(tmp_path: Path) -> None:
    raw = stage(tmp_path, "a.csv", b"a,b,, \n1,2\n1,2,3\n1\n1,2,3,4\n")
    assert cells(raw) == [("1", "2", "", ""), ("1", "2", "3", ""), ("1", "2", "3", "4")]
    assert bad(raw) == [(4, "", "1", "wrong number of cells: 1 instead of 4")]


def test_an_unclosed_quote_costs_one_row(tmp_path: Path) -> None:
    rows = [f"{number},name {number}" for number in range(1, 1001)]
    rows[499] = '500,"name 500'
    raw = stage(tmp_path, "a.csv", ("id,name\n" + "\n".join(rows)).encode())
    assert bad(raw) == [(501, "", '500,"name 500', "broken quote: never closed")]
    assert len(cells(raw)) == 999


def test_an_unclosed_quote_among_quoted_cells_costs_one_row(tmp_path: Path) -> None:
    rows = [f'"{number}","name {number}"' for number in range(1, 1001)]
    rows[499] = '"500","name 500'
    raw = stage(tmp_path, "a.csv", ("id,name\n" + "\n".join(rows)).encode())
    assert bad(raw) == [(501, "name", '"500","name 500', "broken quote: text after the closing quote")]
    assert len(cells(raw)) == 999


def test_an_unclosed_quote_in_a_large_file_costs_one_row(tmp_path: Path) -> None:
    filler = b"1,some more text without any quote\n" * (3 * MOST_OPEN // 35)
    raw = stage(tmp_path, "a.csv", b"id,name\n" + filler + b'2,"open\n' + filler)
    assert raw.bad.num_rows == 1
    assert raw.rows == 2 * filler.count(b"\n") + 1
    assert column(raw, "line")[-1] == raw.rows + 1


def test_a_row_across_blocks_is_one_row(tmp_path: Path) -> None:
    cell = "x\n" * 1_500_000
    raw = stage(tmp_path, "a.csv", ('a,b\n1,"' + cell + '"\n2,"' + cell + '"\n3,4\n').encode())
    assert cells(raw) == [("1", cell), ("2", cell), ("3", "4")]
    assert column(raw, "line") == [2, 1_500_003, 3_000_004]


@pytest.mark.parametrize("quote", ["", '"'])
def test_a_cell_of_a_million_characters_is_loaded(tmp_path: Path, quote: str) -> None:
    cell = "中a" * 500_000
    raw = stage(tmp_path, "a.csv", f"a,b\n1,{quote}{cell}{quote}\n2,3\n4,5,6\n".encode())
    assert cells(raw) == [("1", cell), ("2", "3")]


def test_bad_values_are_short(tmp_path: Path) -> None:
    raw = stage(tmp_path, "a.csv", b"a,b\n" + b"," * 200_000 + b"x\n")
    assert bad(raw) == [(2, "", "," * 200, "wrong number of cells: 200001 instead of 2")]


def test_quotes_on_every_line_do_not_make_reading_quadratic(tmp_path: Path) -> None:
    raw = stage(tmp_path, "a.csv", b"a,b\n" + b'a","b\n' * 50_000)
    assert raw.rows == 50_000


def test_a_file_of_one_column(tmp_path: Path) -> None:
    raw = stage(tmp_path, "a.csv", b'phone\n1\n\n""\n  \n"2"\n')
    assert cells(raw) == [("1",), ("",), ("2",)]
    assert column(raw, "line") == [2, 4, 6]


def test_a_header_alone_is_a_table_without_rows(tmp_path: Path) -> None:
    raw = stage(tmp_path, "a.csv", b"a,b")
    assert (raw.header, raw.rows) == (("a", "b"), 0)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"\n \n\n", "no header row"),
        (b",,,\n1,2,3,4\n", "header row is blank"),
        (b"a,b\x00,c\n1,2,3\n", "NUL"),
        ("a,b\n1,2\n".encode("utf-16-le"), "NUL"),
        (b'a,"b\n1,2\n', "never closed"),
        (b"a," * 20_000 + b"a\n", "columns"),
        (b"x" * (2 << 20), "longer than"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "web page"),
        (b"%PDF-1.7\n%\xe2\xe3", "PDF"),
        (b"Rar!\x1a\x07\x01\x00abc", "RAR"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "before 2007"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "password"),
    ],
)
def test_files_that_are_no_table(tmp_path: Path, content: bytes, words: str) -> None:
    with pytest.raises(InputError, match=words) as caught:
        stage(tmp_path, "a.csv", content)
    assert "a.csv" in caught.value.message
    assert caught.value.remedy
    assert not (tmp_path / "raw.parquet").exists()


def test_a_folder_and_a_missing_file(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "nothing.csv"):
        with pytest.raises(InputError):
            stage_raw(path, tmp_path / "raw.parquet")


def test_a_very_wide_table(tmp_path: Path) -> None:
    names = ",".join(f"n{place}" for place in range(16_000))
    row = ",".join('"x"' for _ in range(16_000))
    raw = stage(tmp_path, "a.csv", f"{names}\n{row}\n{row},7\n{row}\n".encode())
    assert (raw.rows, raw.bad.num_rows) == (3, 1)


def test_progress_hears_the_bytes_read(tmp_path: Path) -> None:
    heard: list[int] = []
    stage(tmp_path, "a.csv", b"a,b\n" + b"1,2\n" * 100, progress=heard.append)
    assert max(heard) == 404
