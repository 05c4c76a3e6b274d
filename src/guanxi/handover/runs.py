"""Published runs: immutable folders of Parquet, visible whole or not at all."""

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from guanxi.core.kernel.durable import settle, write_text
from guanxi.core.kernel.errors import NotFoundError
from guanxi.core.kernel.ids import number_of, run_id
from guanxi.core.ports import Warehouse
from guanxi.core.tables import PUBLISHED, Table

MANIFEST = "manifest.json"
QUERIES = "queries.json"
_UNFINISHED = ".tmp-"


@dataclass(frozen=True, slots=True)
class Run:
    """One published run: its folder and its manifest."""

    folder: Path
    manifest: Mapping[str, Any]

    @property
    def run_id(self) -> str:
        """The run's name."""
        return self.folder.name

    @property
    def as_of(self) -> date:
        """Last day the run knows."""
        return date.fromisoformat(self.manifest["as_of"])

    def query(self, table: str) -> str | None:
        """The query that made a table of this run, published or in between; None when it made no such table."""
        queries: dict[str, str] = json.loads((self.folder / QUERIES).read_text(encoding="utf-8"))
        return queries.get(table)

    def file(self, table: str) -> Path:
        """Parquet file of a published table; NotFoundError when the run has none of that name."""
        path = self.folder / f"{table}.parquet"
        if not path.exists():
            names = ", ".join(sorted(file.stem for file in self.folder.glob("*.parquet")))
            raise NotFoundError(f"Run {self.run_id} has no table {table!r}.", f"Tables published: {names}")
        return path


class RunStore:
    """The runs of one workspace."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def list(self) -> list[Run]:
        """All runs, oldest first."""
        if not self.folder.exists():
            return []
        folders = [f for f in self.folder.iterdir() if number_of(f.name) and (f / MANIFEST).exists()]
        return [_read(f) for f in sorted(folders, key=lambda f: number_of(f.name))]

    def get(self, name: str) -> Run:
        """The run of this name or number; NotFoundError names those there are."""
        runs = self.list()
        for run in runs:
            if name in {run.run_id, str(number_of(run.run_id))}:
                return run
        known = ", ".join(run.run_id for run in runs) or "none yet; run `guanxi appraise` first"
        raise NotFoundError(f"There is no run {name!r}. 没有这次评估。", f"Runs here 现有评估: {known}")

    def latest(self) -> Run:
        """The newest run; NotFoundError says how to make one."""
        runs = self.list()
        if not runs:
            raise NotFoundError(
                "Nothing has been appraised yet. 还没有评估。", "Run `guanxi appraise` first 请先运行。"
            )
        return runs[-1]

    def before(self, as_of: date) -> Run | None:
        """The run of the latest date not after this one, the newest of that date: what people moved from."""
        earlier = [run for run in self.list() if run.as_of <= as_of]
        return max(earlier, key=lambda run: (run.as_of, number_of(run.run_id)), default=None)

    def next_id(self, as_of: date) -> str:
        """Name the next run."""
        taken = [number_of(run.run_id) for run in self.list()]
        return run_id(max(taken, default=0) + 1, as_of)

    def publish(self, warehouse: Warehouse, name: str, manifest: Mapping[str, Any], queries: Mapping[str, str]) -> Run:
        """Write every published table, the queries that made them and the manifest; one rename makes them visible."""
        staging = self.folder / f"{_UNFINISHED}{name}"
        staging.mkdir(parents=True)
        rows = {table.name: warehouse.save(select(table), staging / f"{table.name}.parquet") for table in PUBLISHED}
        write_text(staging / QUERIES, _json(queries))
        write_text(staging / MANIFEST, _json({"run_id": name, **manifest, "rows": rows}))
        target = self.folder / name
        staging.rename(target)
        settle(self.folder)
        return _read(target)

    def sweep(self) -> None:
        """Remove what an interrupted command left unfinished."""
        for leftover in self.folder.glob(f"{_UNFINISHED}*"):
            shutil.rmtree(leftover)


def select(table: Table) -> str:
    """Query that reads a published table with its declared columns, types and order of rows."""
    columns = ", ".join(f"CAST({c.name} AS {c.sql_type}) AS {c.name}" for c in table.columns)
    return f"SELECT {columns} FROM {table.name} ORDER BY {', '.join(table.key)}"


def _read(folder: Path) -> Run:
    """Read a run's manifest."""
    return Run(folder, json.loads((folder / MANIFEST).read_text(encoding="utf-8")))


def _json(value: Mapping[str, Any]) -> str:
    """Write a mapping as text that people can read and compare."""
    return json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True)
