"""What `guanxi import` says of each file: its mapping, its counts, what to mind, what came of it."""

from decimal import Decimal
from typing import Any

from rich.markup import escape
from rich.table import Table as Grid

from guanxi.core.kernel.errors import InputError
from guanxi.entry.cli.app import complaints, console, print_json
from guanxi.entry.importing import Failure
from guanxi.handover.collect import Report

_CHINESE = {
    "rows": "行数", "loaded": "载入", "quarantined": "隔离", "repeated": "重复", "updated": "其中更新",
    "load": "批次", "mapping": "映射", "when": "日期",
}  # fmt: skip


def heads(language: str, *names: str) -> list[str]:
    """Column heads in the workspace's language."""
    return [*names] if language == "en" else [_CHINESE[name] for name in names]


def tell(reports: list[Report], failed: list[Failure], language: str, *, dry_run: bool, as_json: bool) -> None:
    """Say what happened, for a person or a program."""
    useless = [(report, _useless(report)) for report in reports if report.nothing_usable]
    if as_json:
        facts: list[dict[str, Any]] = [report.facts() for report in reports]
        wrong = [*((report.file, error) for report, error in useless), *((str(path), e) for path, e in failed)]
        errors = [{"file": file, "error": error.message, "remedy": error.remedy} for file, error in wrong]
        print_json({**(facts[0] if len(facts) == 1 else {}), "files": facts, "errors": errors})
        return
    for report in reports:
        _show(report, language, dry_run=dry_run)
    for path, error in failed:
        named = error.message if str(path) in error.message else f"{path}: {error.message}"
        _complain(InputError(named, error.remedy))


def _complain(error: InputError) -> None:
    """Print what is wrong with a file, and what to do."""
    complaints.print(f"[bold red]✗[/] {escape(error.message)}", highlight=False, soft_wrap=True)
    if error.remedy:
        complaints.print(f"  {escape(error.remedy)}", highlight=False, soft_wrap=True)


def _useless(report: Report) -> InputError:
    """That no row of a file can be used: why most of them cannot, with the first of those, and where all are."""
    bad = report.example
    for_example = f": line 第 {bad.line} 行, {bad.column or '(row 整行)'} = {bad.value!r}, {bad.reason}" if bad else ""
    load = report.load_id or "LOAD"
    return InputError(
        f"{report.file}: nothing was loaded, none of its {report.rows:,} rows can be used"
        f" 没有载入任何一行{for_example}",
        f"See them all 查看全部: guanxi quarantine {load}. Mend the file or its mapping, and import it again"
        " 请改正文件或映射后重新导入.",
    )


def _show(report: Report, language: str, *, dry_run: bool) -> None:
    """Print one file's report."""
    if dry_run:
        _show_mapping(report)
    grid = Grid(title=f"{escape(report.file)} · {report.mapping} → {report.table}", title_justify="left")
    for head in heads(language, "rows", "loaded", "quarantined", "repeated", "updated"):
        grid.add_column(head, justify="right")
    counts = (report.rows, report.loaded, report.quarantined, report.repeated, report.updated)
    grid.add_row(*(f"{count:,}" for count in counts))
    console.print(grid)
    for column, reason, count in report.reasons[:5]:
        console.print(f"  {count:,} × {escape(column)}: {escape(reason)}", highlight=False)
    for note in report.notes:
        console.print(f"  [yellow]![/] {escape(note)}", highlight=False, soft_wrap=True)
    if dry_run:
        console.print("[dim]dry run: nothing was written 试运行, 未写入[/]")
    _conclude(report, dry_run=dry_run)


def _conclude(report: Report, *, dry_run: bool) -> None:
    """Say what came of a file: a load, nothing new, no rows, or nothing usable."""
    if report.nothing_usable:
        _complain(_useless(report))
    elif not report.rows:
        console.print("[yellow]![/] the file has a header and no rows; nothing was loaded 文件只有表头, 没有数据行")
    elif report.load_id:
        _loaded(report)
    elif not dry_run:
        console.print("[green]✓[/] nothing new; no load was made 没有新内容, 未生成导入")


def _loaded(report: Report) -> None:
    """Say what a load holds; one that may count orders twice is no clean success."""
    tables = ", ".join(f"{name} {count:,}" for name, count in report.tables.items())
    mark = "[bold yellow]![/]" if report.added else "[green]✓[/]"
    console.print(f"{mark} {report.load_id}: {tables}", highlight=False)
    if report.added:
        console.print(
            f"  guanxi undo {report.load_id}  # if these orders now count twice 若订单被重复计算", highlight=False
        )
    if report.quarantined:
        console.print(f"  quarantine/{report.load_id}.parquet: {report.quarantined:,} rows with reasons 含原因")


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
