"""`guanxi import`, `guanxi imports`, `guanxi undo`."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table as Grid

from guanxi.core.flow.ingest.mapping import TABLE_NAMES, Mapping, from_dict
from guanxi.core.kernel.errors import InputError
from guanxi.entry import importing
from guanxi.entry.cli.app import Json, app, complaints, console, print_json, progress, workspace
from guanxi.entry.importing import Failure, Wishes
from guanxi.entry.settings import FILE_NAME, save_mapping
from guanxi.handover.collect import Report
from guanxi.handover.ledgers import refuse_undo

_SHORT = {
    "order": "order_line", "orders": "order_line", "customers": "customer", "products": "product",
    "memberships": "membership",
}  # fmt: skip


@app.command("import")
def import_files(  # noqa: PLR0917 -- Typer reads the command line from this signature
    files: Annotated[list[str], typer.Argument(metavar="FILE…", help="files, and canonical=Column pairs after --map")],
    table: Annotated[
        str, typer.Option("--as", help="what the rows are: order_line, customer, product, interaction, membership …")
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
    wishes = Wishes(given, mapping, preset, table, source, date_order, encoding, keep_repeats, dry_run)
    brand = workspace()
    with progress(total=5 * len(paths)) as steps:
        reports, failed = importing.import_files(brand, paths, wishes, steps)
    if save_as and reports and not dry_run:
        used, said = reports[0].used, source or reports[0].source
        kept = replace(used, source=said, keep_repeats=keep_repeats, date_order=date_order)
        with brand.writing():
            save_mapping(brand.root / FILE_NAME, save_as, kept.saved())
    _print(reports, failed, brand.settings.language, dry_run=dry_run, as_json=as_json)
    if failed:
        raise typer.Exit(2)


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


def _print(reports: list[Report], failed: list[Failure], language: str, *, dry_run: bool, as_json: bool) -> None:
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
    "load": "批次", "mapping": "映射", "when": "日期",
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
        refuse_undo(found)
        brand.loads.undo(found)
        with brand.warehouse():
            pass  # opening it makes the canonical views anew
    if as_json:
        print_json({"undone": found.load_id, "rows": found.rows, "loaded": found.loaded})
    else:
        console.print(f"[green]✓[/] {found.load_id} is undone 已撤销 ({found.loaded:,} rows 行)", highlight=False)
