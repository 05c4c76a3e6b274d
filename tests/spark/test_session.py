"""What a person reads when the Spark engine cannot start, and what a crash leaves on the shelf."""

import sys
from pathlib import Path

import pytest

from guanxi.adapters.warehouse.shelf import Entry, Shelf
from guanxi.adapters.warehouse.spark import SparkWarehouse
from guanxi.adapters.warehouse.spark_session import open_session
from guanxi.core.kernel.errors import SettingsError
from guanxi.core.tables import TABLES


def test_a_missing_java_is_named_with_the_remedy(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    with pytest.raises(SettingsError, match=r"needs a Java runtime.*\n.*guanxi\[spark\] and a Java 17 runtime"):
        open_session()
    monkeypatch.delenv("JAVA_HOME")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SettingsError, match="needs a Java runtime, and there is none"):
        open_session()


def test_a_missing_pyspark_is_named_with_the_remedy(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    java = tmp_path / "bin" / "java"
    java.parent.mkdir()
    java.touch(mode=0o755)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    monkeypatch.setitem(sys.modules, "pyspark.sql", None)
    with pytest.raises(SettingsError, match=r"package pyspark.*\n.*guanxi\[spark\]"):
        open_session()


def test_looking_at_files_and_making_views_starts_no_engine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    with SparkWarehouse(tmp_path / "warehouse.spark") as warehouse:
        warehouse.mount("product__row", [], TABLES["product"])
        warehouse.create("product", "SELECT * FROM product__row", stored=False)
    with SparkWarehouse(tmp_path / "warehouse.spark", read_only=True) as again:
        assert again.tables() == ["product", "product__row"]


def _unit(root: Path, text: str) -> Shelf:
    """A unit of work that has written one table."""
    shelf = Shelf(root)
    room = shelf.room("rows")
    room.mkdir()
    (room / "part-00000.parquet").write_text(text)
    shelf.put("rows", Entry("table", (shelf.place_of(room),)))
    return shelf


def _there(root: Path) -> list[str]:
    """What a reader finds under `rows`."""
    shelf = Shelf(root, read_only=True)
    return [file.read_text() for folder in shelf.folders("rows") for file in folder.iterdir()]


def test_an_interrupted_unit_leaves_the_old_table_and_is_swept(tmp_path: Path) -> None:
    _unit(tmp_path, "old").keep()
    _unit(tmp_path, "new")  # killed while writing
    assert _there(tmp_path) == ["old"]
    pending = next(tmp_path.glob(".tmp-*"))
    pending.rename(tmp_path / "unit-000002")  # killed after the rename, before the catalogue
    assert _there(tmp_path) == ["old"]
    Shelf(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["catalogue.json", "unit-000001"]
    assert _there(tmp_path) == ["old"]


def test_a_replaced_table_leaves_nothing_behind(tmp_path: Path) -> None:
    for text in ("old", "new", "newest"):
        _unit(tmp_path, text).keep()
    assert _there(tmp_path) == ["newest"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["catalogue.json", "unit-000003"]


def test_a_forgotten_unit_leaves_nothing_behind(tmp_path: Path) -> None:
    _unit(tmp_path, "old").keep()
    _unit(tmp_path, "new").forget()
    assert _there(tmp_path) == ["old"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["catalogue.json", "unit-000001"]
