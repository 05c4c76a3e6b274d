"""Published runs: immutable folders of Parquet, visible whole or not at all."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from guanxi.core.kernel.errors import NotFoundError
from guanxi.core.kernel.ids import number_of, run_id
from guanxi.core.ports import Warehouse
from guanxi.core.tables import PUBLISHED
from guanxi.handover import folders
from guanxi.handover.folders import MANIFEST, Folder, select

QUERIES = "queries.json"


class Run(Folder):
    """One published run: its folder and its manifest."""

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


class RunStore:
    """The runs of one workspace."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def list(self) -> list[Run]:
        """All runs, oldest first."""
        found = [folder for folder in folders.finished(self.folder) if number_of(folder.name)]
        return [_read(folder) for folder in sorted(found, key=lambda folder: number_of(folder.name))]

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

    def names(self) -> Sequence[str]:
        """Names of all runs, found without reading any."""
        return [folder.name for folder in folders.finished(self.folder) if number_of(folder.name)]

    def newest(self) -> str:
        """Name of the newest run; empty before the first."""
        return max(self.names(), key=number_of, default="")

    def of_job(self, job: str) -> Run | None:
        """The run that a piece of work has published already."""
        return next((run for run in self.list() if run.manifest.get("job") == job), None)

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
        target = self.folder / name

        def files(staging: Path) -> Mapping[str, int]:
            return {t.name: warehouse.save(select(t), staging / f"{t.name}.parquet") for t in PUBLISHED}

        folders.publish(target, files, {QUERIES: queries, MANIFEST: {"run_id": name, **manifest}})
        return _read(target)

    def sweep(self) -> None:
        """Remove what an interrupted command left unfinished."""
        folders.sweep(self.folder)


def _read(folder: Path) -> Run:
    """Read a run's manifest."""
    return Run(folder, folders.read_manifest(folder))
