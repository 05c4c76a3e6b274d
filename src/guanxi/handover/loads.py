"""Loads: immutable folders of Parquet, seen whole or not at all, and the canonical views over them (ADR 0001)."""

import json
import shutil
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

from guanxi.core.kernel.durable import settle, write_text
from guanxi.core.kernel.errors import NotFoundError
from guanxi.core.kernel.ids import load_id, number_of
from guanxi.core.tables import CANONICAL, TABLES, Table
from guanxi.handover.views import BOTH, OVERLAPS, ROW_EXTRA, view_query

_UNDONE = ".undone"


class Mountable(Protocol):
    """An engine that can show Parquet files as views."""

    def mount(self, name: str, files: Sequence[Path], table: Table, extra: str = "") -> None:
        """Show Parquet files as view `name`."""

    def create(self, name: str, query: str, *, stored: bool = True) -> None:
        """Make table or view `name` from a query."""


@dataclass(frozen=True, slots=True)
class Load:
    """One imported file: what it was, how it was read, and what became of its rows.

    Always rows = loaded + quarantined + repeated; `updated` rows are among the loaded ones. `job`: the piece of work
    that brought it, where one did.
    """

    load_id: str
    number: int
    file: str
    sha256: str
    size: int
    table: str
    mapping: str
    source: str
    rows: int
    loaded: int
    quarantined: int
    repeated: int
    updated: int
    tables: dict[str, int]
    currency: str = ""
    notes: tuple[str, ...] = ()
    imported_at: str = ""
    seconds: float = 0.0
    used: dict[str, Any] = field(default_factory=dict)
    job: str = ""

    def facts(self) -> dict[str, Any]:
        """The load as plain values for load.json and `--json`."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Staging:
    """A load in the making; nobody sees it before `commit`."""

    load_id: str
    number: int
    path: Path

    def file(self, name: str) -> Path:
        """Path of one Parquet file of the load."""
        return self.path / f"{name}.parquet"


class LoadStore:
    """The loads of a workspace folder."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._loads = root / "loads"
        self._quarantine = root / "quarantine"

    def list(self) -> Sequence[Load]:
        """All loads, oldest first."""
        found = [_read(path / "load.json") for path in self._folders()]
        return sorted(found, key=lambda load: load.number)

    def get(self, name_or_number: str | int) -> Load:
        """Find a load by id or number; NotFoundError lists what there is."""
        wanted = str(name_or_number).strip()
        loads = self.list()
        for load in loads:
            if wanted == load.load_id or (wanted.isdigit() and int(wanted) == load.number):
                return load
        names = ", ".join(load.load_id for load in loads) or "none yet 还没有"
        raise NotFoundError(f"There is no load {wanted!r}. 没有这次导入。", f"Loads 导入记录: {names}")

    def of_job(self, job: str) -> Load | None:
        """The load that a piece of work has brought already."""
        return next((load for load in self.list() if load.job == job), None)

    def undone(self, name: str) -> bool:
        """Whether a load of this id was there and was taken back."""
        return 0 < number_of(name) <= self._last_undone() and all(load.load_id != name for load in self.list())

    def folder(self, load: Load) -> Path:
        """The load's folder of Parquet files."""
        return self._loads / load.load_id

    def quarantine_file(self, load: Load) -> Path:
        """The rows of the load that could not be used, with reasons; absent where there were none."""
        return self._quarantine / f"{load.load_id}.parquet"

    def begin(self, file: Path) -> Staging:
        """Make room for a new load of this file."""
        number = 1 + max((number_of(path.name) for path in self._folders()), default=0)
        number = max(number, 1 + self._last_undone())
        name = load_id(number, file.name)
        path = self._loads / f".tmp-{name}"
        if path.exists():
            shutil.rmtree(path)
        path.mkdir(parents=True)
        return Staging(name, number, path)

    def abandon(self, staging: Staging) -> None:
        """Forget a load that is not wanted after all."""
        shutil.rmtree(staging.path, ignore_errors=True)

    def commit(self, staging: Staging, facts: dict[str, Any]) -> Load:
        """Make the load visible by one rename; its quarantine file goes first, so no load lacks its own."""
        load = Load(
            load_id=staging.load_id,
            number=staging.number,
            imported_at=facts.pop("imported_at", "") or datetime.now(UTC).isoformat(timespec="seconds"),
            **facts,
        )
        write_text(staging.path / "load.json", json.dumps(load.facts(), ensure_ascii=False, indent=1, default=str))
        self._quarantine.mkdir(exist_ok=True)
        bad = staging.file("quarantine")
        if bad.exists():
            bad.replace(self.quarantine_file(load))
            settle(self._quarantine)
        settle(staging.path)
        staging.path.rename(self._loads / staging.load_id)
        settle(self._loads)
        return load

    def undo(self, load: Load) -> None:
        """Take a load back exactly: one rename, then its files are deleted."""
        write_text(self._loads / _UNDONE, str(max(load.number, self._last_undone())))
        gone = self._loads / f".tmp-undo-{load.load_id}"
        self.folder(load).rename(gone)
        settle(self._loads)
        self.quarantine_file(load).unlink(missing_ok=True)
        shutil.rmtree(gone)

    def sweep(self) -> None:
        """Delete what an interrupted command left behind; call it only while holding the writer's lock."""
        if self._loads.is_dir():
            for path in self._loads.glob(".tmp-*"):
                shutil.rmtree(path, ignore_errors=True)
        known = {path.name for path in self._folders()}
        if self._quarantine.is_dir():
            for file in self._quarantine.glob("*.parquet"):
                if file.stem not in known:
                    file.unlink()

    def files(self, name: str) -> Sequence[Path]:
        """Parquet files of this name in all loads, oldest load first."""
        folders = sorted(self._folders(), key=lambda path: number_of(path.name))
        return [path / f"{name}.parquet" for path in folders if (path / f"{name}.parquet").exists()]

    def mount(self, warehouse: Mountable) -> None:
        """Show every canonical table as a view over all loads."""
        for table in CANONICAL:
            warehouse.mount(f"{table.name}__row", self.files(table.name), TABLES[table.name], ROW_EXTRA[table.name])
            overlaps = self.files(f"{table.name}.overlap")
            both = self.files("order_line.both") if table.name == "order_line" else []
            if overlaps:
                warehouse.mount(f"{table.name}__overlap", overlaps, OVERLAPS[table.name])
            if both:
                warehouse.mount(f"{table.name}__both", both, BOTH)
            warehouse.create(table.name, view_query(table, bool(overlaps), bool(both)), stored=False)

    def _last_undone(self) -> int:
        """The highest number ever taken back: runs name loads by id, so that no id may mean two files."""
        mark = self._loads / _UNDONE
        text = mark.read_text(encoding="utf-8") if mark.exists() else ""
        return int(text) if text.isdigit() else 0

    def _folders(self) -> Sequence[Path]:
        """Folders of visible loads."""
        if not self._loads.is_dir():
            return []
        return [path for path in self._loads.iterdir() if not path.name.startswith(".") and path.is_dir()]


def _read(file: Path) -> Load:
    """Read a load's record; keys of newer versions are passed over."""
    known = {item.name for item in fields(Load)}
    facts = {key: value for key, value in json.loads(file.read_text(encoding="utf-8")).items() if key in known}
    return Load(**{**facts, "notes": tuple(facts.get("notes", ()))})
