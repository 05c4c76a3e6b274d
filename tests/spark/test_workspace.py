"""The demo brand, imported from its export files and appraised through a workspace of each engine."""

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from guanxi.core import sqlfiles
from guanxi.core.tables import CANONICAL, PUBLISHED
from guanxi.entry.appraising import appraise
from guanxi.entry.cli.app import app
from guanxi.entry.settings import FILE_NAME, save_mapping
from guanxi.entry.workspace import Workspace
from guanxi.handover.runs import Run
from guanxi.world import MAPPINGS, simulate, write_exports
from tests.spark.compare import assert_same

pytestmark = pytest.mark.spark

END = date(2026, 6, 30)
Appraised = tuple[Workspace, Run]


def _import_demo(shop: Path, exports: Path) -> None:
    """Write the demo brand's files and import them as a person would."""
    Workspace.create(shop)
    for name, mapping in MAPPINGS.items():
        save_mapping(shop / FILE_NAME, name, mapping)
    files = write_exports(simulate(1_000, 2.0, 7, END), exports)
    answer = CliRunner().invoke(app, ["--workspace", str(shop), "import", *map(str, files)])
    assert answer.exit_code == 0, answer.output


@pytest.fixture(scope="module")
def workspaces(spark_session: Any, tmp_path_factory: pytest.TempPathFactory) -> tuple[Appraised, Appraised]:
    """One brand in a workspace of each engine, appraised on both, after a run that DuckDB made three months before."""
    folder = tmp_path_factory.mktemp("demo")
    _import_demo(folder / "duckdb", folder / "exports")
    appraise(Workspace.open(folder / "duckdb"), date(2026, 3, 31))
    shutil.copytree(folder / "duckdb", folder / "spark")
    settings = folder / "spark" / FILE_NAME
    written = settings.read_text(encoding="utf-8")
    assert 'engine = "duckdb"' in written
    settings.write_text(written.replace('engine = "duckdb"', 'engine = "spark"'), encoding="utf-8")
    one, other = (Workspace.open(folder / name) for name in ("duckdb", "spark"))
    return (one, appraise(one, END)), (other, appraise(other, END))


def test_both_engines_publish_the_same_run(workspaces: tuple[Appraised, Appraised]) -> None:
    (_, duck), (_, spark) = workspaces
    for table in PUBLISHED:
        left, right = pq.read_table(duck.file(table.name)), pq.read_table(spark.file(table.name))
        assert left.schema.types == right.schema.types
        assert_same(left, right, table.name)
    people = [pq.read_table(run.file("appraisal"))["customer_id"].to_pylist() for run in (duck, spark)]
    assert people[0] == people[1] == sorted(people[0])
    assert len(people[0]) > 800


def test_every_table_on_the_way_is_the_same(workspaces: tuple[Appraised, Appraised]) -> None:
    (one, _), (other, _) = workspaces
    with one.warehouse(read_only=True) as duck, other.warehouse(read_only=True) as spark:
        made = set(duck.tables())
        assert made == set(spark.tables())
        tables = [*(table.name for table in CANONICAL), *(name for name in sqlfiles.names() if name in made)]
        assert len(tables) > 40
        for name in tables:
            assert_same(duck.read(f"SELECT * FROM {name}"), spark.read(f"SELECT * FROM {name}"), name)


def test_a_spark_workspace_answers_the_commands(workspaces: tuple[Appraised, Appraised]) -> None:
    (_, _), (workspace, _) = workspaces
    for words in (["customers"], ["show", "quadrant_summary"], ["sql", "wallet", "--dialect", "spark"]):
        answer = CliRunner().invoke(app, ["--workspace", str(workspace.root), *words])
        assert answer.exit_code == 0, answer.output
