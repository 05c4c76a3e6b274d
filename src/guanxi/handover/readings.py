"""Published readings of experiments: immutable folders of Parquet, so that what was read once can be read again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from guanxi.core.ports import Warehouse
from guanxi.core.tables.measured import MEASURED
from guanxi.handover import folders
from guanxi.handover.folders import MANIFEST, Folder, select


@dataclass(frozen=True, slots=True)
class Reading(Folder):
    """One reading of all experiments: what was read, the evidence, and the people it comes from."""

    @property
    def as_of(self) -> date:
        """Last day it knows."""
        return date.fromisoformat(self.manifest["as_of"])


class ReadingStore:
    """The readings of one workspace."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def list(self) -> list[Reading]:
        """All readings, oldest first."""
        found = [Reading(folder, folders.read_manifest(folder)) for folder in folders.finished(self.folder)]
        return sorted(found, key=lambda one: (one.as_of, str(one.manifest["created_at"])))

    def latest(self, until: date = date.max) -> Reading | None:
        """The last reading that knows nothing after a day; None where there is none."""
        found = [one for one in self.list() if one.as_of <= until]
        return found[-1] if found else None

    def publish(self, warehouse: Warehouse, as_of: date, manifest: Mapping[str, Any]) -> Reading:
        """Write its tables; one rename makes them visible."""

        def files(staging: Path) -> Mapping[str, int]:
            return {t.name: warehouse.save(select(t), staging / f"{t.name}.parquet") for t in MEASURED}

        taken = {one.folder.name for one in self.list()}
        name = next(name for number in range(1, 10_000) if (name := f"{as_of}-{number:02d}") not in taken)
        folders.publish(self.folder / name, files, {MANIFEST: {"as_of": as_of.isoformat(), **manifest}})
        return Reading(self.folder / name, folders.read_manifest(self.folder / name))

    def sweep(self) -> None:
        """Remove what an interrupted command left unfinished."""
        folders.sweep(self.folder)
