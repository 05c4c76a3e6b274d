"""`guanxi import`, `guanxi imports`, `guanxi undo`."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from guanxi.core.flow.ingest.mapping import TABLE_NAMES, Mapping, from_dict
from guanxi.core.kernel.errors import InputError
from guanxi.entry import importing
from guanxi.entry.cli.app import Json, app, console, print_json, progress, workspace
from guanxi.entry.cli.imported import heads, tell
from guanxi.entry.cli.tables import narrow, slim
from guanxi.entry.importing import Wishes
from guanxi.entry.settings import FILE_NAME, save_mapping
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
        raise InputError(
            f"--date-order {date_order!r} is not allowed. 日期顺序写法不对。",
            "Use dmy (31/12/2026) or mdy (12/31/2026). 请用 dmy（日/月/年）或 mdy（月/日/年）。",
        )
    table = _SHORT.get(table, table)
    if table and table not in TABLE_NAMES:
        raise InputError(
            f"--as {table!r} is not a table. 没有这种表。", f"Use one of 请用其中之一: {', '.join(TABLE_NAMES)}."
        )
    paths, written = _sorted(files, pairs or [])
    if save_as and not written:
        raise InputError(
            "--save-mapping keeps what --map says, and there is no --map. 没有 --map，就没有可保存的映射。",
            "Add 请加上 --map canonical=Column …",
        )
    given = _by_hand(written, table, save_as) if written else None
    wishes = Wishes(given, mapping, preset, table, source, date_order, encoding, keep_repeats, dry_run)
    brand = workspace()
    with progress(total=5 * len(paths)) as steps:
        reports, failed = importing.import_files(brand, paths, wishes, steps)
    useless = any(report.nothing_usable for report in reports)
    if save_as and reports and not (dry_run or useless):
        used, said = reports[0].used, source or reports[0].source
        kept = replace(used, source=said, keep_repeats=keep_repeats, date_order=date_order)
        with brand.writing():
            save_mapping(brand.root / FILE_NAME, save_as, kept.saved())
    tell(reports, failed, brand.settings.language, dry_run=dry_run, as_json=as_json)
    if failed or useless:
        raise typer.Exit(2)


def _sorted(words: list[str], pairs: list[str]) -> tuple[list[Path], dict[str, str]]:
    """Tell files from canonical=Column pairs, which a shell passes alike."""
    files, written = [], {}
    for word in [*pairs, *words]:
        name, equals, column = word.partition("=")
        if equals and name.isidentifier() and not Path(word).exists():
            written[name] = column
        elif word in pairs:
            raise InputError(
                f"--map {word!r} is not canonical=Column. 写法不对，应为“标准列=文件中的列”。",
                "Example 例如: --map ordered_at=InvoiceDate",
            )
        else:
            files.append(Path(word))
    if not files:
        raise InputError("No file was named. 没有指定文件。", "Example 例如: guanxi import orders.csv")
    return files, written


def _by_hand(written: dict[str, str], table: str, save_as: str) -> Mapping:
    """Make a mapping from the pairs of the command line."""
    name = save_as or "by_hand"
    made = from_dict(name, {"table": table or "order_line", "columns": written})
    return replace(made, source=save_as)


@app.command("imports")
def imports(as_json: Json = False) -> None:
    """List the loads. 列出导入记录。"""
    brand = workspace()
    loads, language = brand.loads.list(), brand.settings.language
    if as_json:
        print_json([load.facts() for load in loads])
        return
    texts = ("load", "when") if narrow() else ("load", "when", "mapping")
    counts = ("rows", "loaded", "quarantined", "repeated")
    places = range(len(texts), len(texts) + len(counts))
    grid = slim(heads(language, *texts, *counts), figures=places, whole=(0, 1))
    grid.title = "imports 导入记录"
    for load in loads:
        told = (load.load_id, load.imported_at[:10], load.mapping)[: len(texts)]
        grid.add_row(*told, *(f"{getattr(load, name):,}" for name in counts))
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
