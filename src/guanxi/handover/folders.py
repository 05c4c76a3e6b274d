"""Published folders of Parquet tables with a manifest: immutable, visible whole or not at all."""

import json
import shutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from guanxi.core.kernel.durable import settle, write_text
from guanxi.core.kernel.errors import NotFoundError
from guanxi.core.tables import Table

MANIFEST = "manifest.json"
UNFINISHED = ".tmp-"


@dataclass(frozen=True, slots=True)
class Folder:
    """One published folder and its manifest."""

    folder: Path
    manifest: Mapping[str, Any]

    def has(self, table: str) -> bool:
        """Whether it holds a table of this name: older versions of guanxi published fewer."""
        return (self.folder / f"{table}.parquet").exists()

    def file(self, table: str) -> Path:
        """Parquet file of a published table; NotFoundError when there is none of that name."""
        path = self.folder / f"{table}.parquet"
        if not self.has(table):
            names = ", ".join(sorted(file.stem for file in self.folder.glob("*.parquet")))
            raise NotFoundError(f"{self.folder.name} has no table {table!r}.", f"Tables published: {names}")
        return path


def read_manifest(folder: Path) -> Mapping[str, Any]:
    """Read a folder's manifest."""
    found: Mapping[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    return found


def publish(target: Path, files: Callable[[Path], Mapping[str, int]], texts: Mapping[str, Mapping[str, Any]]) -> None:
    """Write a folder: `files` writes its Parquet tables and says how many rows each has; one rename makes it visible.

    `texts` are written as JSON by their file names; the manifest gets the rows.
    """
    staging = target.with_name(f"{UNFINISHED}{target.name}")
    staging.mkdir(parents=True)
    rows = files(staging)
    for name, content in texts.items():
        write_text(staging / name, as_text({**content, "rows": rows} if name == MANIFEST else content))
    staging.rename(target)
    settle(target.parent)


def sweep(folder: Path) -> None:
    """Remove what an interrupted command left unfinished."""
    for leftover in folder.glob(f"{UNFINISHED}*"):
        shutil.rmtree(leftover)


def select(table: Table) -> str:
    """Query that reads a published table with its declared columns, types and order of rows."""
    columns = ", ".join(f"CAST({c.name} AS {c.sql_type}) AS {c.name}" for c in table.columns)
    return f"SELECT {columns} FROM {table.name} ORDER BY {', '.join(table.order or table.key)}"


def finished(folder: Path) -> Iterable[Path]:
    """Folders that are whole."""
    found = folder.iterdir() if folder.exists() else iter(())
    return (one for one in found if (one / MANIFEST).exists() and not one.name.startswith("."))


def as_text(value: Mapping[str, Any]) -> str:
    """Write a mapping as text that people can read and compare."""
    return json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True, default=str)
