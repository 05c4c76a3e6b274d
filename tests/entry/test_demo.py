"""`guanxi demo`: from nothing to report and treasure map, again over itself, and never over somebody's folder."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from guanxi.core.kernel.errors import InputError
from guanxi.entry.cli import app
from guanxi.entry.workspace import Workspace


def run(folder: Path, language: str) -> str:
    done = CliRunner().invoke(app, ["demo", str(folder), "--people", "300", "--language", language])
    assert done.exit_code == 0, done.output
    return done.output


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    folder = tmp_path_factory.mktemp("demo") / "brand"
    return folder, run(folder, "zh")


@pytest.fixture
def folder(demo: tuple[Path, str]) -> Path:
    return demo[0]


def test_demo_shows_quadrants_people_and_where_the_pages_are(demo: tuple[Path, str]) -> None:
    folder, said = demo
    for words in (
        "潜力增长股",
        "沉睡金矿",
        "最值得投入的 10 位客户",
        "report.html",
        "treasure_map.png",
        "guanxi customer c",
    ):
        assert words in said
    page = (folder / "report.html").read_text(encoding="utf-8")
    for words in ("用户资产报告", "从哪个渠道来的客户", "by channel of the first purchase"):
        assert words in page
    assert (folder / "treasure_map.png").stat().st_size > 50_000


def test_every_row_of_the_demo_is_loaded_quarantined_or_repeated(folder: Path) -> None:
    loads = [load for load in Workspace.open(folder).loads.list() if load.mapping != "ledger"]
    assert len(loads) == 11  # the brand's own ten, and what came of the plan
    assert all(load.rows == load.loaded + load.quarantined + load.repeated for load in loads)


def test_demo_tells_the_whole_loop(demo: tuple[Path, str]) -> None:
    folder, said = demo
    here = Workspace.open(folder)
    first, second = here.plans.list()
    assert first.approved
    assert not second.approved
    assert len(here.readings.list()) == 1
    more = folder / "exports" / "store_receipts_after_plan.csv"
    assert len(more.read_text(encoding="utf-8").splitlines()) > 5
    page = (folder / "report.html").read_text(encoding="utf-8")
    for words in ("投入之后，回来了什么", "What came back of what was invested", "下一份计划", "The next plan"):
        assert words in page
    for words in ("特意留着不动", "客户关系总价值从", "错配成本", "下一份计划（2026-07-01）"):
        assert words in said


@pytest.mark.slow
def test_demo_again_replaces_the_earlier_one_and_leaves_other_files(folder: Path) -> None:
    (folder / "mine.txt").write_text("keep", encoding="utf-8")
    said = run(folder, "en")
    assert "Growth stocks" in said
    assert (folder / "mine.txt").read_text(encoding="utf-8") == "keep"
    runs = Workspace.open(folder).runs.list()
    assert [run.run_id for run in runs] == ["0001-2025-12-28", "0002-2026-06-30"]
    manifest = json.loads((runs[1].folder / "manifest.json").read_text(encoding="utf-8"))
    assert len(manifest["loads"]) == len(Workspace.open(folder).loads.list())


def test_demo_refuses_a_folder_that_is_not_a_demo(tmp_path: Path) -> None:
    (tmp_path / "precious.txt").write_text("keep", encoding="utf-8")
    done = CliRunner().invoke(app, ["demo", str(tmp_path), "--people", "300"])
    assert isinstance(done.exception, InputError)
    assert [file.name for file in tmp_path.iterdir()] == ["precious.txt"]


def test_report_of_a_workspace_goes_where_it_is_asked_to(folder: Path, tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["-w", str(folder), "report", "--to", str(tmp_path / "pages"), "--language", "en"])
    assert done.exit_code == 0, done.output
    assert {file.name for file in (tmp_path / "pages").iterdir()} == {"report.html", "treasure_map.png"}
