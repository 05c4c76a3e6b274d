"""Kept customer equity statements: everybody's part of every figure, so that a figure leads to its people."""

import shutil
from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from guanxi.core.tables.accounted import EQUITY_PERSON
from guanxi.handover import folders
from guanxi.handover.folders import MANIFEST

KEPT = 3  # statements; older ones can be made again


class StatementStore:
    """The statements of one workspace that were made for pages."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def find(self, name: str) -> Path | None:
        """The folder of a statement; None where it is kept no more."""
        place = self.folder / name
        return place if (place / MANIFEST).exists() else None

    def publish(self, name: str, people: pa.Table) -> None:
        """Keep everybody's parts under a name, and no more statements than `KEPT`; what is there already stays."""
        if self.find(name):
            return

        def files(staging: Path) -> Mapping[str, int]:
            pq.write_table(people.select(EQUITY_PERSON.names), staging / f"{EQUITY_PERSON.name}.parquet")
            return {EQUITY_PERSON.name: people.num_rows}

        folders.publish(self.folder / name, files, {MANIFEST: {"name": name}})
        kept = sorted(folders.finished(self.folder), key=lambda place: (place / MANIFEST).stat().st_mtime_ns)
        for old in kept[:-KEPT]:
            shutil.rmtree(old)

    def sweep(self) -> None:
        """Remove what an interrupted command left unfinished."""
        folders.sweep(self.folder)
