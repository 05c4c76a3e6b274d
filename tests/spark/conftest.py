"""Both engines, for tests with one body."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from guanxi.adapters.warehouse.duckdb import DuckWarehouse
from guanxi.adapters.warehouse.spark import SparkWarehouse
from guanxi.adapters.warehouse.spark_session import open_session

Opened = DuckWarehouse | SparkWarehouse
Open = Callable[[Path], Opened]

ENGINES = ["duckdb", pytest.param("spark", marks=pytest.mark.spark)]


@pytest.fixture(scope="session")
def spark_session() -> Iterator[Any]:
    """One Spark for all tests; every warehouse joins it with a session of its own.

    Java is told not to optimise what runs once, which halves the time of small queries.
    """
    os.environ.setdefault("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")
    session, ours = open_session()
    yield session
    if ours:
        session.stop()


@pytest.fixture(params=ENGINES)
def open_warehouse(request: pytest.FixtureRequest) -> Open:
    """Open the warehouse of a folder, on each engine."""
    if request.param == "duckdb":
        return lambda folder: DuckWarehouse(folder / "warehouse.duckdb")
    request.getfixturevalue("spark_session")
    return lambda folder: SparkWarehouse(folder / "warehouse.spark")


@pytest.fixture
def warehouse(open_warehouse: Open, tmp_path: Path) -> Iterator[Opened]:
    """An empty warehouse of each engine."""
    with open_warehouse(tmp_path) as opened:
        yield opened


@pytest.fixture
def both(spark_session: Any) -> Iterator[tuple[Opened, Opened]]:
    """An empty warehouse of both engines at once, for comparing."""
    with DuckWarehouse(None) as duck, SparkWarehouse(None) as spark:
        yield duck, spark
