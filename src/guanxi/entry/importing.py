"""Import files into a workspace: choose a mapping for each, collect it, make the canonical views anew."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import duckdb
import pyarrow as pa

from guanxi.adapters.files import stage_raw
from guanxi.adapters.phones import read_phones
from guanxi.adapters.presets import presets
from guanxi.adapters.warehouse.duckdb import DuckWarehouse
from guanxi.core.flow.ingest.mapping import Mapping, from_dict
from guanxi.core.flow.ingest.reading import Terms
from guanxi.core.flow.ingest.recognise import choose_preset, choose_saved, read_by_name, unrecognised
from guanxi.core.kernel.errors import GuanxiError, InputError
from guanxi.core.kernel.nearest import did_you_mean
from guanxi.core.ports import Progress
from guanxi.core.sqlfiles import literal
from guanxi.entry.workspace import Workspace
from guanxi.handover.collect import Report, Tools, collect

_SCRATCH_MEMORY = "2GB"


@dataclass(frozen=True, slots=True)
class Wishes:
    """How a person wants files to be read: by a mapping in hand, a saved one, a preset, or as the header suggests.

    `preset` is auto, a preset's name, or a family such as `shopify`; `table` narrows the choice; `job`: the piece of
    work that asks.
    """

    given: Mapping | None = None
    mapping: str = ""
    preset: str = "auto"
    table: str = ""
    source: str = ""
    date_order: str = ""
    encoding: str = ""
    keep_repeats: bool = False
    dry_run: bool = False
    job: str = ""


Failure = tuple[Path, GuanxiError]


def import_files(
    workspace: Workspace, files: Sequence[Path], wishes: Wishes, progress: Progress
) -> tuple[list[Report], list[Failure]]:
    """Import file by file, each a load of its own; one that cannot be read does not stop the others.

    Raises BusyError when another command writes to the workspace.
    """
    with nullcontext() if wishes.dry_run else workspace.writing():
        reports, failed = _each(workspace, files, wishes, progress)
        if any(report.load_id for report in reports):
            with workspace.warehouse():
                pass  # opening it makes the canonical views anew
    return reports, failed


def _each(
    workspace: Workspace, files: Sequence[Path], wishes: Wishes, progress: Progress
) -> tuple[list[Report], list[Failure]]:
    """Import every file and keep what could not be read with its reason."""
    reports: list[Report] = []
    failed: list[Failure] = []
    terms = _terms(workspace, wishes)
    for file in files:
        read = partial(stage_raw, encoding=wishes.encoding)
        tools = Tools(read, chooser(workspace, wishes, str(file)), scratch_engine(workspace), progress)
        try:
            report = collect(workspace.loads, file, terms, tools, dry_run=wishes.dry_run, job=wishes.job)
            reports.append(_with_currency(report, workspace.settings.brand.currency))
        except GuanxiError as error:
            failed.append((file, error))
        except (duckdb.Error, pa.ArrowException, OSError) as error:
            failed.append((file, _unforeseen(file, error)))
    return reports, failed


def _unforeseen(file: Path, error: Exception) -> InputError:
    """Turn an error of the engine or the machine into this file's own, with its cause; nothing of it was kept."""
    said = str(error).strip().splitlines()
    made = InputError(
        f"{file}: the import stopped: {said[0] if said else type(error).__name__}\n"
        "Nothing of this file was loaded. 导入中断, 该文件的数据均未载入。",
        "Check free disk space and memory ([warehouse] memory in guanxi.toml), then import the file again.",
    )
    made.__cause__ = error
    return made


def _terms(workspace: Workspace, wishes: Wishes) -> Terms:
    """Say how cells are to be understood."""
    brand = workspace.settings.brand
    return Terms(
        now=datetime.now(UTC), read_phones=read_phones, zone=brand.timezone, region=brand.phone_region,
        source=wishes.source, date_order=wishes.date_order, keep_repeats=wishes.keep_repeats,
    )  # fmt: skip


def chooser(workspace: Workspace, wishes: Wishes, file: str) -> Callable[[tuple[str, ...]], Mapping]:
    """Choose by hand, saved name, preset name, a saved mapping that fits, a preset that fits — in this order."""
    saved = {name: from_dict(name, section) for name, section in workspace.settings.mapping.items()}

    def choose(header: tuple[str, ...]) -> Mapping:
        if wishes.given:
            return wishes.given
        if wishes.mapping:
            return _named(saved, wishes.mapping, "mapping")
        known = {mapping.name: mapping for mapping in presets() if wishes.table in {"", mapping.table}}
        if wishes.preset != "auto":
            return _preset_named(known, wishes.preset, header, file)
        fitting = [mapping for mapping in saved.values() if wishes.table in {"", mapping.table}]
        found = choose_saved(header, fitting) or choose_preset(header, known.values())
        found = found or read_by_name(header, wishes.table)
        if found is None:
            raise unrecognised(file, header, list(known.values()), wishes.table)
        return found

    return choose


_KINDS = {"mapping": "映射", "preset": "预设"}


def _named(known: dict[str, Mapping], name: str, kind: str) -> Mapping:
    """Find a mapping by name."""
    if name not in known:
        raise InputError(
            f"There is no {kind} {name!r}. 没有这个{_KINDS[kind]}。{did_you_mean(name, known)}",
            f"Known 已有: {', '.join(sorted(known)) or 'none yet 还没有'}",
        )
    return known[name]


def _preset_named(known: dict[str, Mapping], name: str, header: tuple[str, ...], file: str) -> Mapping:
    """Find a preset by its name, or the fitting one of a family such as `shopify`."""
    if name in known:
        return known[name]
    family = [mapping for mapping in known.values() if mapping.name.startswith(name)]
    if not family:
        return _named(known, name, "preset")
    found = choose_preset(header, family)
    if found is None:
        raise unrecognised(file, header, family)
    return found


def _with_currency(report: Report, currency: str) -> Report:
    """Note amounts that are not in the currency of guanxi.toml."""
    if report.currency in {"", currency}:
        return report
    note = (
        f'amounts are in {report.currency}, guanxi.toml says {currency}: set [brand] currency = "{report.currency}"'
        f" 金额币种为 {report.currency}, 请在 guanxi.toml 中改"
    )
    return replace(report, notes=(*report.notes, note))


def scratch_engine(workspace: Workspace) -> Callable[[Path], AbstractContextManager[DuckWarehouse]]:
    """Open a DuckDB for the work in between: in memory up to a bound, the rest spilled into the given folder."""
    chosen = workspace.settings.warehouse

    @contextmanager
    def engine(folder: Path) -> Iterator[DuckWarehouse]:
        warehouse = DuckWarehouse(None, memory=chosen.memory or _SCRATCH_MEMORY, threads=chosen.threads)
        try:
            warehouse.connection.execute(f"SET temp_directory = {literal(str(folder / 'spill'))}")
            yield warehouse
        finally:
            warehouse.connection.close()

    return engine
