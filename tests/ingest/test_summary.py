"""What an import says in the end: orders that may count twice, files of which nothing could be used."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.ingest.shop import write_csv
from tests.ingest.test_cli import HEADER, PAIRS
from typer.testing import CliRunner, Result

from guanxi.entry.cli import app
from guanxi.entry.workspace import Workspace

Run = Callable[..., Result]
DAYS = [("1", "2010-12-01", "ann", "2", "5.00"), ("2", "2010-12-13", "bob", "1", "3.00")]
WRITTEN_ANEW = [("1", "01/12/2010", "ann", "2", "5.00"), ("2", "13/12/2010", "bob", "1", "3.00")]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    Workspace.create(tmp_path / "shop")

    def command(*words: str) -> Result:
        return CliRunner().invoke(app, ["--workspace", str(tmp_path / "shop"), *words])

    return command


def test_orders_loaded_again_in_another_writing_are_told(run: Run, tmp_path: Path) -> None:
    run("import", str(write_csv(tmp_path / "a.csv", HEADER, DAYS)), *PAIRS)
    further = ("3", "14/12/2010", "eve", "1", "4.00")
    file = str(write_csv(tmp_path / "b.csv", HEADER, [*WRITTEN_ANEW, further]))
    tried = run("import", file, *PAIRS, "--dry-run").output
    assert "2 rows belong to 2 orders that are loaded already" in tried
    done = run("import", file, *PAIRS)
    assert "2 rows belong to 2 orders that are loaded already" in done.output
    assert "有 2 行属于已导入的 2 张订单" in done.output
    assert "guanxi undo 0002-b" in done.output
    assert "✓" not in done.output
    assert json.loads(run("import", file, *PAIRS, "--json").output)["added"] == 0  # brought again, it changes nothing


def test_a_file_split_between_orders_is_not_suspected(run: Run, tmp_path: Path) -> None:
    run("import", str(write_csv(tmp_path / "a.csv", HEADER, DAYS[:1])), *PAIRS)
    done = run("import", str(write_csv(tmp_path / "b.csv", HEADER, DAYS)), *PAIRS)
    assert "✓ 0002-b" in done.output
    assert "loaded already" not in done.output


def test_a_file_of_which_nothing_can_be_used_is_no_success(run: Run, tmp_path: Path) -> None:
    rows = [("1", "01 Dez 2010", "ann", "2", "5.00"), ("2", "02 Dez 2010", "bob", "x", "3.00")]
    file = str(write_csv(tmp_path / "baddate.csv", HEADER, rows))
    for load in ("0001-baddate", "LOAD"):  # the rows are kept once, for `guanxi quarantine`
        done = run("import", file, *PAIRS)
        assert done.exit_code == 2
        assert "✓" not in done.output
        for words in ("✗ baddate.csv: nothing was loaded", "没有载入任何一行", "line 第 2 行, Day = '01 Dez 2010'",
                      f"guanxi quarantine {load}"):  # fmt: skip
            assert words in done.output
    told = run("import", file, *PAIRS, "--json")
    assert (told.exit_code, json.loads(told.output)["errors"][0]["file"]) == (2, "baddate.csv")


def test_a_file_without_rows_says_so(run: Run, tmp_path: Path) -> None:
    done = run("import", str(write_csv(tmp_path / "none.csv", HEADER, [])), *PAIRS)
    assert (done.exit_code, "no rows" in done.output, "没有数据行" in done.output) == (0, True, True)
    assert "nothing new" not in done.output


def test_a_misspelt_column_is_named_with_what_was_meant(run: Run, tmp_path: Path) -> None:
    file = str(write_csv(tmp_path / "o.csv", ("InvoiceNo", "Day", "Net"), [("1", "2010-12-01", "5")]))
    done = run("import", file, "--map", "order_id=InvoiceNr", "ordered_at=Day", "revenue=Net")
    assert done.exit_code == 2
    for words in ("order_id: There is no column 'InvoiceNr' in the", "文件中没有这一列", "Did you mean InvoiceNo?",
                  "文件中的列: InvoiceNo, Day, Net"):  # fmt: skip
        assert words in done.output


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--map", "order_nr=No", "ordered_at=Day"), ("没有这个标准列", "order_id")),
        (("--map", "ordered_at"), ("写法不对",)),
        (("--date-order", "ymd"), ("日期顺序写法不对",)),
        (("--preset", "amazon"), ("没有这个预设",)),
        (("--mapping", "till"), ("没有这个映射",)),
        (("--as", "orderline"), ("没有这种表",)),
    ],
)
def test_complaints_speak_both_languages(run: Run, tmp_path: Path, words: tuple[str, ...], said: tuple[str]) -> None:
    done = run("import", str(write_csv(tmp_path / "o.csv", HEADER, DAYS)), *words)
    assert done.exit_code != 0
    assert all(word in done.output + str(done.exception) for word in said)
