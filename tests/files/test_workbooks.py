"""Excel workbooks: types, places, errors, formulas, and workbooks made to harm."""

import datetime as dt
import gzip
import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter

from guanxi.adapters.files import guard, workbook
from guanxi.core.kernel.errors import InputError
from tests.files.reading import cells, column, stage
from tests.files.test_packed import zipped

Fill = Callable[[xlsxwriter.Workbook], None]


def book(fill: Fill) -> bytes:
    """Make a workbook."""
    out = io.BytesIO()
    made = xlsxwriter.Workbook(out, {"in_memory": True})
    fill(made)
    made.close()
    return out.getvalue()


def orders(made: xlsxwriter.Workbook) -> None:
    """An empty sheet, then one whose table begins at C4."""
    made.add_worksheet("空")
    sheet = made.add_worksheet("订单")
    day = made.add_format({"num_format": "yyyy-mm-dd"})
    moment = made.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
    sheet.write_row(3, 2, ["订单编号", "day", "at", "time", "sum", "paid", "wrong", "code", ""])
    sheet.write_number(5, 2, 123456789012)
    sheet.write_datetime(5, 3, dt.date(2020, 1, 2), day)
    sheet.write_datetime(5, 4, dt.datetime(2020, 1, 2, 3, 4, 5), moment)
    sheet.write_datetime(5, 5, dt.time(3, 4, 5), made.add_format({"num_format": "hh:mm:ss"}))
    sheet.write_formula(5, 6, "=1+1", None, 2.5)
    sheet.write_boolean(5, 7, True)
    sheet.write_formula(5, 8, "=1/0", None, "#DIV/0!")
    sheet.write_string(5, 9, "007")
    sheet.write_row(8, 2, [1e22, 0.1, 1e-7, 1234567.5, 3.0, "a\nb", "", "", "trailing"])


EXPECTED = [
    ("123456789012", "2020-01-02", "2020-01-02 03:04:05", "03:04:05", "2.5", "true", "#DIV/0!", "007", ""),
    ("1" + "0" * 22, "0.1", "0.0000001", "1234567.5", "3", "a\nb", "", "", "trailing"),
]


@pytest.mark.parametrize("pack", ["", "gz", "zip"])
def test_typed_cells_become_canonical_texts(tmp_path: Path, pack: str) -> None:
    content = book(orders)
    packed = {"": content, "gz": gzip.compress(content), "zip": zipped({"内/a.xlsx": content})}[pack]
    raw = stage(tmp_path, "a.bin", packed)
    assert raw.header == ("订单编号", "day", "at", "time", "sum", "paid", "wrong", "code", "")
    assert cells(raw) == EXPECTED
    assert column(raw, "line") == [6, 9]
    assert set(column(raw, "member")) == {"内/a.xlsx/订单" if pack == "zip" else "订单"}
    assert raw.kind == "xlsx"


def test_hidden_sheets_come_last(tmp_path: Path) -> None:
    def fill(made: xlsxwriter.Workbook) -> None:
        first, second = made.add_worksheet("hidden"), made.add_worksheet("seen")
        first.write_row(0, 0, ["x", "y"])
        second.write_row(0, 0, ["a", "b"])
        second.activate()
        first.hide()

    assert stage(tmp_path, "a.xlsx", book(fill)).header == ("a", "b")


def test_workbooks_without_rows(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no sheet holds a row"):
        stage(tmp_path, "a.xlsx", book(lambda made: None))
    raw = stage(tmp_path, "a.xlsx", book(lambda made: made.add_worksheet().write(0, 0, "a") and None))
    assert (raw.header, raw.rows) == (("a",), 0)


def test_a_cell_at_the_far_corner_does_not_fill_memory(tmp_path: Path) -> None:
    def fill(made: xlsxwriter.Workbook) -> None:
        sheet = made.add_worksheet()
        sheet.write(0, 0, "a")
        sheet.write(1_048_575, 16_383, "z")

    with pytest.raises(InputError, match="cells"):
        stage(tmp_path, "a.xlsx", book(fill))


def test_bombs_in_any_part_are_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "MOST_BYTES", 4 << 20)
    out = io.BytesIO(book(orders))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/image1.png", b"\0" * (16 << 20))
    with pytest.raises(InputError, match="unpacks to more than"):
        stage(tmp_path, "a.xlsx", out.getvalue())


def test_error_cells_are_found_across_pieces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "_PIECE", 7)
    assert cells(stage(tmp_path, "a.xlsx", book(orders))) == EXPECTED


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet2.xml", "xl/sharedStrings.xml"])
def test_damaged_parts(tmp_path: Path, part: str) -> None:
    original = zipfile.ZipFile(io.BytesIO(book(orders)))
    members = {name: original.read(name) for name in original.namelist()}
    members[part] = members[part][: len(members[part]) // 2]
    with pytest.raises(InputError, match=r"a\.xlsx"):
        stage(tmp_path, "a.xlsx", zipped(members))


def test_truncated_workbook(tmp_path: Path) -> None:
    content = book(orders)
    for cut in (10, 500, len(content) - 5):
        with pytest.raises(InputError, match=r"a\.xlsx"):
            stage(tmp_path, "a.xlsx", content[:cut])
