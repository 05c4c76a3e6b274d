"""Files for people: three formats, whole or not at all, harmless in a spreadsheet."""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
import pytest
from python_calamine import CalamineWorkbook

from guanxi.adapters.export import export
from guanxi.core.kernel.errors import InputError

ROWS = pa.table(
    {
        "名称": ["=cmd()", "-1+1", "奶粉", None, "@x"],
        "money": pa.array([Decimal("1.5000"), None, Decimal("-2.0000"), None, None], pa.decimal128(18, 4)),
        "day": [date(2026, 1, 2), None, None, None, None],
        "moment": [datetime(2026, 1, 2, 3, 4, 5), None, None, None, None],
        "share": [0.5, float("nan"), None, None, 1.0],
    }
)


def test_parquet_keeps_everything(tmp_path: Path) -> None:
    export(ROWS, tmp_path / "a.parquet")
    assert pq.read_table(tmp_path / "a.parquet").schema == ROWS.schema


def test_csv_opens_in_excel_and_runs_nothing(tmp_path: Path) -> None:
    export(ROWS, tmp_path / "a.csv")
    assert (tmp_path / "a.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    names = pa_csv.read_csv(tmp_path / "a.csv").column(0).to_pylist()
    assert names == ["'=cmd()", "'-1+1", "奶粉", "", "'@x"]


def test_xlsx_keeps_texts_as_texts(tmp_path: Path) -> None:
    export(ROWS, tmp_path / "a.xlsx")
    sheet = CalamineWorkbook.from_path(str(tmp_path / "a.xlsx")).get_sheet_by_index(0).to_python()
    assert sheet[0] == ["名称", "money", "day", "moment", "share"]
    assert [row[0] for row in sheet[1:]] == ["=cmd()", "-1+1", "奶粉", "", "@x"]
    assert sheet[1][1:3] == [1.5, date(2026, 1, 2)]


@pytest.mark.parametrize("name", ["a.doc", "a", "absent/a.csv"])
def test_another_target_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError):
        export(ROWS, tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_a_sheet_that_is_too_small_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="1,048,576"):
        export(pa.table({"i": pa.array(range(1_048_577))}), tmp_path / "a.xlsx")
    assert list(tmp_path.iterdir()) == []
