"""`guanxi import`, `imports` and `undo` as a person types them."""

import errno
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest
from tests.ingest.shop import Quiet, export, write_csv
from tests.ingest.test_presets_china import YOUZAN
from typer.testing import CliRunner, Result

from guanxi.adapters.files import RawFile, stage_raw
from guanxi.core.flow.ingest.mapping import from_dict
from guanxi.core.kernel.errors import InputError
from guanxi.entry import importing
from guanxi.entry.cli import app
from guanxi.entry.settings import load
from guanxi.entry.workspace import Workspace

Run = Callable[..., Result]
ROWS = [
    ("1", "2024-01-02", "ann", "2", "5.00"),
    ("2", "2024-01-03", "bob", "1", "x"),
    ("1", "2024-01-02", "ann", "2", "5.00"),
]
HEADER = ("No", "Day", "Client", "Pieces", "Each")
PAIRS = ["--map", "order_id=No", "ordered_at=Day", "customer_key=Client", "quantity=Pieces", "revenue=Pieces*Each"]


@pytest.fixture
def brand(tmp_path: Path) -> Path:
    Workspace.create(tmp_path / "shop")
    return tmp_path / "shop"


@pytest.fixture
def run(brand: Path) -> Run:
    def command(*words: str) -> Result:
        return CliRunner().invoke(app, ["--workspace", str(brand), *words])

    return command


def facts(result: Result) -> dict[str, Any]:
    assert result.exception is None or result.exit_code in {0, 2}, result.output
    found: dict[str, Any] = json.loads(result.output)
    return found


def test_map_save_reuse_and_undo(run: Run, brand: Path, tmp_path: Path) -> None:
    file = str(write_csv(tmp_path / "my orders.csv", HEADER, ROWS))
    made = facts(run("import", file, *PAIRS, "--save-mapping", "till", "--json"))
    counts = {key: made[key] for key in ("rows", "loaded", "quarantined", "repeated", "load_id", "source")}
    assert counts == {
        "rows": 3,
        "loaded": 1,
        "quarantined": 1,
        "repeated": 1,
        "load_id": "0001-my-orders",
        "source": "till",
    }
    assert made["tables"] == {"order_line": 1, "customer": 1}
    assert load(brand / "guanxi.toml").mapping["till"]["columns"]["revenue"] == "Pieces*Each"
    again = facts(run("import", file, "--json"))
    assert (again["mapping"], again["loaded"], again["load_id"]) == ("till", 0, "")
    assert [row["load_id"] for row in json.loads(run("imports", "--json").output)] == ["0001-my-orders"]
    assert "0001-" in run("imports").output
    assert run("undo", "1").exit_code == 0
    assert json.loads(run("imports", "--json").output) == []
    assert not list((brand / "quarantine").iterdir())


def test_dry_run_shows_everything_and_writes_nothing(run: Run, brand: Path, tmp_path: Path) -> None:
    file = write_csv(tmp_path / "o.csv", HEADER, ROWS)
    result = run("import", str(file), *PAIRS, "--dry-run")
    assert result.exit_code == 0, result.output
    for word in ("Pieces*Each", "ann", "试运行", "not a number"):
        assert word in result.output
    assert list((brand / "loads").iterdir()) == []


def test_an_unknown_header_gets_an_example_to_copy(run: Run, tmp_path: Path) -> None:
    file = write_csv(
        tmp_path / "o.csv", ("InvoiceNo", "InvoiceDate", "CustomerID", "Amount"), [("1", "2024-01-01", "a", "1")]
    )
    result = run("import", str(file))
    assert result.exit_code == 2
    assert (
        "--map order_id=InvoiceNo customer_key=CustomerID ordered_at=InvoiceDate revenue=Amount"
        in result.output.replace("\n", " ")
    )


def test_a_bad_file_does_not_stop_the_others(run: Run, tmp_path: Path) -> None:
    good = export(tmp_path / "yz.csv", "youzan_orders", [YOUZAN])
    (tmp_path / "empty.csv").write_bytes(b"")
    result = run("import", str(tmp_path / "empty.csv"), str(good), str(tmp_path / "none.csv"), "--json")
    made = facts(result)
    assert result.exit_code == 2
    assert [row["loaded"] for row in made["files"]] == [1]
    assert len(made["errors"]) == 2
    assert all(error["error"] and error["remedy"] for error in made["errors"])


def test_wrong_words_are_refused_with_what_is_allowed(run: Run, tmp_path: Path) -> None:
    file = str(write_csv(tmp_path / "o.csv", HEADER, ROWS))
    for words, said in (
        (("--map", "price_of=Each"), "price_of"),
        (("--map", "ordered_at=Tag"), "Tag"),
        (("--map", "ordered_at=Day"), "revenue"),
        (("--mapping", "none"), "none"),
        (("--preset", "amazon"), "amazon"),
        (("--as", "orderline"), "orderline"),
    ):
        result = run("import", file, *words)
        assert result.exit_code != 0
        assert said in result.output + str(result.exception)


def test_the_same_file_under_another_source_is_refused(run: Run, tmp_path: Path) -> None:
    file = str(write_csv(tmp_path / "o.csv", HEADER, ROWS))
    assert facts(run("import", file, *PAIRS, "--json"))["source"] == "shop"
    made = facts(run("import", file, *PAIRS, "--save-mapping", "till", "--json"))
    assert "0001-o" in made["errors"][0]["error"]
    made = facts(run("import", file, *PAIRS, "--source", "shop", "--save-mapping", "till", "--json"))
    assert (made["loaded"], made["load_id"]) == (0, "")
    assert facts(run("import", file, "--json"))["loaded"] == 0


def test_presets_by_family_name(run: Run, tmp_path: Path) -> None:
    file = export(tmp_path / "yz.csv", "youzan_orders", [YOUZAN])
    assert facts(run("import", str(file), "--preset", "youzan", "--json"))["mapping"] == "youzan_orders"


@pytest.mark.parametrize(
    "error",
    [
        duckdb.OutOfMemoryException("Out of Memory Error: no place left\nPossible solutions: …"),
        OSError(errno.ENOSPC, "No space left on device"),
        pa.ArrowInvalid("Column 3: dictionary is broken"),
    ],
    ids=["engine", "machine", "arrow"],
)
@pytest.mark.parametrize("dry_run", [False, True])
def test_an_engine_error_is_the_failure_of_its_file_alone(
    error: Exception, dry_run: bool, brand: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(path: Path, target: Path, **options: Any) -> RawFile:
        staged = stage_raw(path, target, **options)
        if path.name == "b.csv":
            raise error
        return staged

    monkeypatch.setattr(importing, "stage_raw", failing)
    files = [write_csv(tmp_path / name, HEADER, [(name, *ROWS[0][1:])]) for name in ("a.csv", "b.csv", "c.csv")]
    columns = dict(pair.split("=") for pair in PAIRS[1:])
    wishes = importing.Wishes(given=from_dict("till", {"columns": columns}), dry_run=dry_run)
    workspace = Workspace.open(brand)
    reports, [(file, told)] = importing.import_files(workspace, files, wishes, Quiet())
    assert [(report.file, report.loaded) for report in reports] == [("a.csv", 1), ("c.csv", 1)]
    assert (file, told.__cause__) == (files[1], error)
    assert isinstance(told, InputError)
    assert "b.csv" in told.message
    assert "Nothing of this file was loaded" in told.message
    assert "\nPossible" not in told.message
    assert [load.file for load in workspace.loads.list()] == ([] if dry_run else ["a.csv", "c.csv"])
    assert not list((brand / "loads").glob(".tmp-*"))
