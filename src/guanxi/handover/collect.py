"""Collect: one file becomes one load, whole or not at all."""

import hashlib
import shutil
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol

import pyarrow as pa

from guanxi.core.flow.ingest.mapping import Mapping
from guanxi.core.flow.ingest.reading import Terms
from guanxi.core.flow.ingest.stage import Outcome, ingest, quarantine_query
from guanxi.core.kernel.errors import InputError
from guanxi.core.ports import Progress, Warehouse
from guanxi.core.sqlfiles import fill
from guanxi.handover import noted
from guanxi.handover.loads import Load, LoadStore, Mountable, Staging

_SAMPLE = 10
_BLOCK = 1 << 20


class RawFile(Protocol):
    """What a reader of files says about the cells it staged."""

    @property
    def header(self) -> tuple[str, ...]:
        """Column names as written."""

    @property
    def rows(self) -> int:
        """Data rows met, unreadable ones included."""

    @property
    def bad(self) -> pa.Table:
        """Rows that could not be split: file, line, column, value, reason."""


class Scratch(Warehouse, Mountable, Protocol):
    """An engine for the work in between."""


Reader = Callable[[Path, Path], RawFile]
"""Stages the raw cells of a file as Parquet at a target path."""

Chooser = Callable[[tuple[str, ...]], Mapping]
"""Chooses the mapping for a header; InputError when none fits."""

Engine = Callable[[Path], AbstractContextManager[Scratch]]
"""Opens a scratch engine whose files live in a folder."""


@dataclass(frozen=True, slots=True)
class Tools:
    """What collecting needs from the outside."""

    read: Reader
    choose: Chooser
    engine: Engine
    progress: Progress


@dataclass(frozen=True, slots=True)
class Report:
    """What an import did, or would do; rows = loaded + quarantined + repeated.

    `added`: of the loaded rows, those that add lines to orders of earlier loads; `example`: where nothing was loaded,
    the first row that could not be used for the most frequent reason.
    """

    file: str
    mapping: str
    table: str
    source: str
    rows: int
    loaded: int
    quarantined: int
    repeated: int
    updated: int
    load_id: str
    tables: dict[str, int]
    notes: tuple[str, ...]
    columns: dict[str, str]
    reasons: tuple[tuple[str, str, int], ...]
    sample: pa.Table
    used: Mapping
    currency: str = ""
    added: int = 0
    example: noted.Bad | None = None

    @property
    def nothing_usable(self) -> bool:
        """Whether the file has rows, and not one of them is usable or known."""
        return self.rows > 0 and self.quarantined == self.rows

    def facts(self) -> dict[str, Any]:
        """The report as plain values for `--json`."""
        names = (
            "file", "load_id", "mapping", "table", "source", "rows", "loaded", "quarantined", "repeated", "updated",
            "added",
        )  # fmt: skip
        made: dict[str, Any] = {name: getattr(self, name) for name in names}
        made["tables"] = dict(self.tables)
        made["notes"] = list(self.notes)
        made["reasons"] = [{"column": c, "reason": r, "rows": n} for c, r, n in self.reasons]
        return made


def collect(
    store: LoadStore, file: Path, terms: Terms, tools: Tools, *, dry_run: bool = False, job: str = ""
) -> Report:
    """Import one file into the store, or only say what would happen; `job`: the piece of work that asks for it.

    Call it while holding the workspace's lock, unless `dry_run`. A file that brings nothing new makes no load.
    """
    if not file.is_file():
        raise InputError(f"{file}: there is no such file. 文件不存在。", "Check the name and the folder.")
    started = time.monotonic()
    if dry_run:
        with tempfile.TemporaryDirectory(prefix="guanxi-") as folder:
            return _into(store, Staging("", 0, Path(folder)), file, terms, tools, _Begun(started, job))
    staging = store.begin(file)
    try:
        return _into(store, staging, file, terms, tools, _Begun(started, job))
    finally:
        store.abandon(staging)


@dataclass(frozen=True, slots=True)
class _Begun:
    """When an import began, and for which piece of work."""

    at: float
    job: str

    def facts(self) -> dict[str, Any]:
        """What load.json says of it."""
        return {"seconds": round(time.monotonic() - self.at, 2), "job": self.job}


def _into(store: LoadStore, staging: Staging, file: Path, terms: Terms, tools: Tools, begun: _Begun) -> Report:
    """Stage, map, compare, save and commit; a staging without an id is for looking only."""
    work = staging.path / "work"
    work.mkdir()
    tools.progress.step("opening 打开")
    raw = tools.read(file, work / "raw.parquet")
    mapping = tools.choose(raw.header)
    loads = store.list()
    terms = replace(terms, currency=next((load.currency for load in reversed(loads) if load.currency), ""))
    with tools.engine(work) as scratch:
        if loads:
            store.mount(scratch)
        staged = work / "raw.parquet"
        outcome = ingest(scratch, staged, raw.header, mapping, terms, tools.progress, earlier=bool(loads))
        report = _report(scratch, file, raw, outcome, shown=0 if staging.load_id else _SAMPLE)
        if not staging.load_id or not _worth_keeping(report, loads, sha := _sha256(file)):
            return report
        _refuse_twice(report, loads, sha)
        tools.progress.step("writing 写入")
        tables = _save(scratch, staging, outcome, raw, file.name)
    shutil.rmtree(work)
    load = store.commit(staging, {**_facts(report, outcome, tables, file, sha), **begun.facts()})
    return replace(report, load_id=load.load_id, tables=tables)


def _refuse_twice(report: Report, loads: Sequence[Load], sha: str) -> None:
    """Refuse the very file of an earlier load under another source name, where every order would count twice."""
    for load in loads:
        if load.sha256 == sha and load.table == report.table and load.source != report.source and report.loaded:
            raise InputError(
                f"{report.file} is already load {load.load_id}, with source {load.source!r}; now it would be"
                f" {report.source!r} and count twice. 同一文件已用另一来源名导入。",
                f"Use --source {load.source}, or first guanxi undo {load.load_id}.",
            )


def _worth_keeping(report: Report, loads: Sequence[Load], sha: str) -> bool:
    """A load is made for new rows, or for the quarantine of a file not met before."""
    return report.loaded > 0 or (report.quarantined > 0 and all(load.sha256 != sha for load in loads))


def _report(scratch: Scratch, file: Path, raw: RawFile, outcome: Outcome, shown: int) -> Report:
    """Put the reader's and the stage's counts together, with the first rows where somebody wants to see them."""
    reading = outcome.reading
    rows = outcome.rows + raw.bad.num_rows
    if raw.rows != rows:
        raise AssertionError(f"{file}: the reader met {raw.rows} rows, the stage {rows}")
    names = ", ".join(reading.table.names)
    reasons = noted.reasons(scratch, raw.bad)
    order = "row_no, part, line_no" if reading.table.name == "order_line" else "row_no, part"
    return Report(
        file=file.name,
        mapping=reading.mapping.name,
        table=reading.table.name,
        source=reading.source,
        rows=rows,
        loaded=outcome.loaded,
        quarantined=outcome.quarantined + raw.bad.num_rows,
        repeated=outcome.repeated,
        updated=outcome.updated,
        load_id="",
        tables={},
        notes=(*outcome.notes, *noted.notes(scratch, outcome)),
        columns={name: _written(reading.mapping, name) for name in reading.targets},
        reasons=reasons,
        sample=scratch.read(f"SELECT {names} FROM line ORDER BY {order} LIMIT {shown}"),
        used=reading.mapping,
        currency=outcome.currency,
        added=outcome.added[0],
        example=None if outcome.loaded else noted.example(scratch, raw.bad, reasons),
    )


def _written(mapping: Mapping, name: str) -> str:
    """How the mapping writes a target."""
    return " | ".join(mapping.columns.get(name, ("(default)",)))


def _save(scratch: Scratch, staging: Staging, outcome: Outcome, raw: RawFile, file: str) -> dict[str, int]:
    """Write the load's Parquet files; a file without rows is not kept."""
    counts = {}
    for name, query in outcome.queries.items():
        path = staging.file(name)
        count = scratch.save(fill(query, {"load_number": staging.number}), path)
        if not count:
            path.unlink()
        elif "." not in name:
            counts[name] = count
    if outcome.quarantined or raw.bad.num_rows:
        scratch.write("unsplit", raw.bad)
        query = (
            f'{quarantine_query(file)} UNION ALL SELECT CAST(file AS VARCHAR), CAST(line AS BIGINT), CAST("column" AS'
            " VARCHAR), CAST(value AS VARCHAR), CAST(reason AS VARCHAR) FROM unsplit"
        )
        scratch.save(f"SELECT * FROM ({query}) AS q ORDER BY line", staging.file("quarantine"))
    return counts


def _facts(report: Report, outcome: Outcome, tables: dict[str, int], file: Path, sha: str) -> dict[str, Any]:
    """What load.json says."""
    names = ("table", "mapping", "source", "rows", "loaded", "quarantined", "repeated", "updated")
    return {
        **{name: getattr(report, name) for name in names},
        "file": file.name,
        "sha256": sha,
        "size": file.stat().st_size,
        "tables": tables,
        "currency": outcome.currency,
        "notes": report.notes,
        "used": outcome.reading.mapping.saved(),
    }


def _sha256(file: Path) -> str:
    """Digest of the file as it lies on the disk."""
    digest = hashlib.sha256()
    with file.open("rb") as stream:
        while block := stream.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()
