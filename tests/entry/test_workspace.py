"""A workspace: made once, written by one, swept after an accident."""

import multiprocessing
from multiprocessing.synchronize import Event
from pathlib import Path

import pytest

from guanxi.core.kernel.errors import BusyError, InputError, NotFoundError
from guanxi.core.tables import CANONICAL
from guanxi.entry.workspace import Workspace


def test_a_new_workspace_has_settings_folders_and_empty_tables(tmp_path: Path) -> None:
    made = Workspace.create(tmp_path / "shop")
    assert {p.name for p in made.root.iterdir()} >= {"guanxi.toml", "warehouse.duckdb", "loads", "runs", "quarantine"}
    with made.warehouse(read_only=True) as warehouse:
        for table in CANONICAL:
            assert warehouse.read(f"SELECT * FROM {table.name}").column_names == list(table.names)
            assert warehouse.read(f"SELECT count(*) AS n FROM {table.name}").to_pylist() == [{"n": 0}]


def test_a_workspace_is_made_once(tmp_path: Path) -> None:
    Workspace.create(tmp_path)
    with pytest.raises(InputError, match="already"):
        Workspace.create(tmp_path)


def test_it_is_found_from_a_folder_inside(tmp_path: Path) -> None:
    Workspace.create(tmp_path)
    inside = tmp_path / "runs"
    assert Workspace.open(inside).root == tmp_path.resolve()
    with pytest.raises(NotFoundError, match="guanxi init"):
        Workspace.open(tmp_path.parent / "elsewhere")


def _hold(root: Path, held: Event, done: Event) -> None:
    with Workspace.open(root).writing():
        held.set()
        done.wait(30)


def test_the_second_writer_is_told_who_writes(tmp_path: Path) -> None:
    made = Workspace.create(tmp_path)
    spawn = multiprocessing.get_context("spawn")
    held, done = spawn.Event(), spawn.Event()
    other = spawn.Process(target=_hold, args=(tmp_path, held, done))
    other.start()
    try:
        assert held.wait(30)
        with pytest.raises(BusyError, match=f"process {other.pid}"), made.writing():
            pass
    finally:
        done.set()
        other.join(30)
    with made.writing():
        assert (tmp_path / ".writer").exists()


def test_what_an_interrupted_command_left_is_swept(tmp_path: Path) -> None:
    made = Workspace.create(tmp_path)
    left = [tmp_path / name / ".tmp-0001" for name in ("loads", "runs", "plans", "readings", "statements")]
    for folder in left:
        folder.mkdir(parents=True)
    with made.writing():
        pass
    assert [folder for folder in left if folder.exists()] == []
