"""`guanxi import`, `guanxi imports`, `guanxi undo`."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table as Grid

from guanxi.adapters.files import stage_raw
from guanxi.adapters.phones import read_phones
from guanxi.adapters.presets import presets
from guanxi.adapters.warehouse.duckdb import DuckWarehouse
from guanxi.core.flow.ingest.mapping import TABLE_NAMES, Mapping, from_dict
from guanxi.core.flow.ingest.reading import Terms
from guanxi.core.flow.ingest.recognise import choose_preset, choose_saved, unrecognised
from guanxi.core.kernel.errors import GuanxiError, InputError
from guanxi.core.sqlfiles import literal
from guanxi.entry.cli.app import Json, app, complaints, console, print_json, progress, workspace
from guanxi.entry.settings import FILE_NAME, save_mapping
from guanxi.entry.workspace import Workspace
from guanxi.handover.collect import RawFile, Report, Tools, collect

_SHORT = {"order": "order_line", "orders": "order_line", "customers": "customer", "products": "product"}
_SCRATCH_MEMORY = "2GB"


@app.command("import")
def import_files(  # noqa: PLR0917 -- Typer reads the command line from this signature
    files: Annotated[list[str], typer.Argument(metavar="FILE…", help="files, and canonical=Column pairs after --map")],
    table: Annotated[
        str, typer.Option("--as", help="what the rows are: order_line, customer, product, interaction …")
    ] = "",
    preset: Annotated[str, typer.Option(help="auto, or the name of a preset")] = "auto",
    pairs: Annotated[
        list[str] | None, typer.Option("--map", help="canonical=Column, e.g. ordered_at=InvoiceDate")
    ] = None,
    save_as: Annotated[str, typer.Option("--save-mapping", help="keep this mapping in guanxi.toml under a name")] = "",
    mapping: Annotated[str, typer.Option("--mapping", help="use a saved mapping")] = "",
    source: Annotated[str, typer.Option("--source", help="name of the shop or system the file comes from")] = "",
    keep_repeats: Annotated[bool, typer.Option("--keep-repeats", help="identical rows are separate purchases")] = False,
    encoding: Annotated[str, typer.Option("--encoding", help="of a text file, where guessing fails")] = "",
    date_order: Annotated[str, typer.Option("--date-order", help="dmy or mdy, where 01/02/2024 is ambiguous")] = "",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="show mapping, ten rows and counts; write nothing")
    ] = False,
    as_json: Json = False,
) -> None:
    """Import order, customer and other files. 导入文件。"""
    if date_order not in {"", "dmy", "mdy"}:
        raise InputError(f"--date-order {date_order!r} is not allowed.", "Use dmy or mdy.")
    table = _SHORT.get(table, table)
    if table and table not in TABLE_NAMES:
        raise InputError(f"--as {table!r} is not a table.", f"Use one of {', '.join(TABLE_NAMES)}.")
    paths, written = _sorted(files, pairs or [])
    if save_as and not written:
        raise InputError("--save-mapping keeps what --map says, and there is no --map.", "Add --map canonical=Column …")
    given = _by_hand(written, table, save_as) if written else None
    wishes = _Wishes(given, mapping, preset, table)
    brand = workspace()
    terms = Terms(
        now=datetime.now(UTC), read_phones=read_phones, zone=brand.settings.brand.timezone,
        region=brand.settings.brand.phone_region, source=source, date_order=date_order, keep_repeats=keep_repeats,
    )  # fmt: skip
    with nullcontext() if dry_run else brand.writing():
        reports, failed = _each(brand, paths, terms, wishes, encoding, dry_run=dry_run)
        if save_as and reports and not dry_run:
            kept = replace(
                reports[0].used, source=source or reports[0].source, keep_repeats=keep_repeats, date_order=date_order
            )
            save_mapping(brand.root / FILE_NAME, save_as, kept.saved())
        if any(report.load_id for report in reports):
            with brand.warehouse():
                pass  # opening it makes the canonical views anew
    _print(reports, failed, brand.settings.language, dry_run=dry_run, as_json=as_json)
    if failed:
        raise typer.Exit(2)


class _Wishes:
    """How the person wants files to be read, and the choice for one header."""

    def __init__(self, given: Mapping | None, saved: str, preset: str, table: str) -> None:
        self._given, self._saved, self._preset, self._table = given, saved, preset, table

    def chooser(self, brand: Workspace, file: str) -> Callable[[tuple[str, ...]], Mapping]:
        """Choose by hand, saved name, preset name, a saved mapping that fits, a preset that fits — in this order."""
        sections = brand.settings.mapping
        saved = {name: from_dict(name, section) for name, section in sections.items()}

        def choose(header: tuple[str, ...]) -> Mapping:
            if self._given:
                return self._given
            if self._saved:
                return _named(saved, self._saved, "mapping")
            known = {mapping.name: mapping for mapping in presets() if self._table in {"", mapping.table}}
            if self._preset != "auto":
                return _preset_named(known, self._preset, header, file)
            fitting = [mapping for mapping in saved.values() if self._table in {"", mapping.table}]
            found = choose_saved(header, fitting) or choose_preset(header, known.values())
            if found is None:
                raise unrecognised(file, header, list(known.values()))
            return found

        return choose


def _named(known: dict[str, Mapping], name: str, kind: str) -> Mapping:
    """Find a mapping by name."""
    if name not in known:
        raise InputError(
            f"There is no {kind} {name!r}.", f"Known 已有: {', '.join(sorted(known)) or 'none yet 还没有'}"
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


def _sorted(words: list[str], pairs: list[str]) -> tuple[list[Path], dict[str, str]]:
    """Tell files from canonical=Column pairs, which a shell passes alike."""
    files, written = [], {}
    for word in [*pairs, *words]:
        name, equals, column = word.partition("=")
        if equals and name.isidentifier() and not Path(word).exists():
            written[name] = column
        elif word in pairs:
            raise InputError(f"--map {word!r} is not canonical=Column.", "Example: --map ordered_at=InvoiceDate")
        else:
            files.append(Path(word))
    if not files:
        raise InputError("No file was named. 没有指定文件。", "Example: guanxi import orders.csv")
    return files, written


def _by_hand(written: dict[str, str], table: str, save_as: str) -> Mapping:
    """Make a mapping from the pairs of the command line."""
    name = save_as or "by_hand"
    made = from_dict(name, {"table": table or "order_line", "columns": written})
    return replace(made, source=save_as)


def _each(
    brand: Workspace, paths: list[Path], terms: Terms, wishes: _Wishes, encoding: str, *, dry_run: bool
) -> tuple[list[Report], list[tuple[Path, GuanxiError]]]:
    """Import file by file; one that cannot be read does not stop the others."""
    reports: list[Report] = []
    failed: list[tuple[Path, GuanxiError]] = []
    with progress(total=5 * len(paths)) as steps:
        for path in paths:

            def read(file: Path, target: Path) -> RawFile:
                return stage_raw(file, target, encoding=encoding)

            tools = Tools(read, wishes.chooser(brand, str(path)), scratch_engine(brand), steps)
            try:
                report = collect(brand.loads, path, terms, tools, dry_run=dry_run)
                reports.append(_with_currency(report, brand.settings.brand.currency))
            except GuanxiError as error:
                failed.append((path, error))
    return reports, failed


def _with_currency(report: Report, currency: str) -> Report:
    """Note amounts that are not in the currency of guanxi.toml."""
    if report.currency in {"", currency}:
        return report
    note = (
        f'amounts are in {report.currency}, guanxi.toml says {currency}: set [brand] currency = "{report.currency}"'
        f" 金额币种为 {report.currency}, 请在 guanxi.toml 中改"
    )
    return replace(report, notes=(*report.notes, note))


def scratch_engine(brand: Workspace) -> Callable[[Path], AbstractContextManager[DuckWarehouse]]:
    """Open a DuckDB for the work in between: in memory up to a bound, the rest spilled into the given folder."""
    chosen = brand.settings.warehouse

    @contextmanager
    def engine(folder: Path) -> Iterator[DuckWarehouse]:
        warehouse = DuckWarehouse(None, memory=chosen.memory or _SCRATCH_MEMORY, threads=chosen.threads)
        try:
            warehouse.connection.execute(f"SET temp_directory = {literal(str(folder / 'spill'))}")
            yield warehouse
        finally:
            warehouse.connection.close()

    return engine


def _print(
    reports: list[Report], failed: list[tuple[Path, GuanxiError]], language: str, *, dry_run: bool, as_json: bool
) -> None:
    """Say what happened, for a person or a program."""
    if as_json:
        facts: list[dict[str, Any]] = [report.facts() for report in reports]
        errors = [{"file": str(path), "error": e.message, "remedy": e.remedy} for path, e in failed]
        print_json({**(facts[0] if len(facts) == 1 else {}), "files": facts, "errors": errors})
        return
    for report in reports:
        _show(report, language, dry_run=dry_run)
    for path, error in failed:
        named = error.message if str(path) in error.message else f"{path}: {error.message}"
        complaints.print(f"[bold red]✗[/] {escape(named)}", highlight=False, soft_wrap=True)
        if error.remedy:
            complaints.print(f"  {escape(error.remedy)}", highlight=False, soft_wrap=True)


_CHINESE = {
    "rows": "行数", "loaded": "载入", "quarantined": "隔离", "repeated": "重复", "updated": "其中更新",
    "load": "导入", "mapping": "映射", "when": "日期",
}  # fmt: skip


def _heads(language: str, *names: str) -> list[str]:
    """Column heads in the workspace's language."""
    return [*names] if language == "en" else [_CHINESE[name] for name in names]


def _show(report: Report, language: str, *, dry_run: bool) -> None:
    """Print one file's report."""
    if dry_run:
        _show_mapping(report)
    grid = Grid(title=f"{escape(report.file)} · {report.mapping} → {report.table}", title_justify="left")
    for head in _heads(language, "rows", "loaded", "quarantined", "repeated", "updated"):
        grid.add_column(head, justify="right")
    counts = (report.rows, report.loaded, report.quarantined, report.repeated, report.updated)
    grid.add_row(*(f"{count:,}" for count in counts))
    console.print(grid)
    for column, reason, count in report.reasons[:5]:
        console.print(f"  {count:,} × {escape(column)}: {escape(reason)}", highlight=False)
    for note in report.notes:
        console.print(f"  [yellow]![/] {escape(note)}", highlight=False)
    if dry_run:
        console.print("[dim]dry run: nothing was written 试运行, 未写入[/]")
    elif report.load_id:
        tables = ", ".join(f"{name} {count:,}" for name, count in report.tables.items())
        console.print(f"[green]✓[/] {report.load_id}: {tables}", highlight=False)
        if report.quarantined:
            console.print(f"  quarantine/{report.load_id}.parquet: {report.quarantined:,} rows with reasons 含原因")
    else:
        console.print("[green]✓[/] nothing new; no load was made 没有新内容, 未生成导入")


def _show_mapping(report: Report) -> None:
    """Print the mapping and ten mapped rows."""
    grid = Grid(title="mapping 映射", title_justify="left")
    grid.add_column("guanxi")
    grid.add_column("column 列")
    for name, written in report.columns.items():
        grid.add_row(name, escape(written))
    console.print(grid)
    shown = [
        name
        for name in report.sample.column_names
        if name not in {"source", "line_no"} and report.sample.column(name).null_count < len(report.sample)
    ]
    rows = Grid(title="first rows 前十行", title_justify="left")
    for name in shown:
        rows.add_column(name, overflow="fold")
    for row in report.sample.select(shown).to_pylist():
        rows.add_row(*(escape(_brief(value)) for value in row.values()))
    console.print(rows)


def _brief(value: object) -> str:
    """Write a value without what a reader does not need: zero cents, midnight."""
    if isinstance(value, Decimal | float):
        return f"{value:,.2f}".removesuffix(".00")
    return "" if value is None else str(value).removesuffix(" 00:00:00")


@app.command("imports")
def imports(as_json: Json = False) -> None:
    """List the loads. 列出导入记录。"""
    brand = workspace()
    loads, language = brand.loads.list(), brand.settings.language
    if as_json:
        print_json([load.facts() for load in loads])
        return
    grid = Grid(title="imports 导入记录", title_justify="left")
    for head in _heads(language, "load", "mapping"):
        grid.add_column(head, overflow="fold")
    grid.add_column(*_heads(language, "when"), no_wrap=True)
    for head in _heads(language, "rows", "loaded", "quarantined", "repeated"):
        grid.add_column(head, justify="right")
    for load in loads:
        counts = (load.rows, load.loaded, load.quarantined, load.repeated)
        grid.add_row(load.load_id, load.mapping, load.imported_at[:10], *(f"{count:,}" for count in counts))
    console.print(grid)


@app.command("undo")
def undo(
    load: Annotated[str, typer.Argument(help="id or number of a load, see `guanxi imports`")], as_json: Json = False
) -> None:
    """Take one load back exactly. 撤销一次导入。"""
    brand = workspace()
    with brand.writing():
        found = brand.loads.get(load)
        brand.loads.undo(found)
        with brand.warehouse():
            pass  # opening it makes the canonical views anew
    if as_json:
        print_json({"undone": found.load_id, "rows": found.rows, "loaded": found.loaded})
    else:
        console.print(f"[green]✓[/] {found.load_id} is undone 已撤销 ({found.loaded:,} rows 行)", highlight=False)
