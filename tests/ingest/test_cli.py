"""`guanxi import`, `imports` and `undo` as a person types them."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.ingest.shop import export, write_csv
from tests.ingest.test_presets_china import YOUZAN
from typer.testing import CliRunner, Result

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
