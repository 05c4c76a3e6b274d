"""`guanxi show`, `sql`, `export`, `runs`: look at every table and how it was made."""

from pathlib import Path
from typing import Annotated, Any

import pyarrow as pa
import pyarrow.parquet as pq
import typer
from rich.markup import escape
from rich.table import Table

from guanxi.adapters.export import export as write_file
from guanxi.adapters.warehouse.duckdb import DuckWarehouse
from guanxi.core import sqlfiles
from guanxi.core.kernel.errors import NotFoundError
from guanxi.core.kernel.nearest import did_you_mean
from guanxi.core.kernel.words import Language
from guanxi.core.tables import CANONICAL, TABLES
from guanxi.entry.cli.app import Json, app, console, print_json, workspace
from guanxi.entry.workspace import Workspace

_CANONICAL = {table.name for table in CANONICAL}


@app.command("show")
def show(
    table: Annotated[str, typer.Argument(help="a canonical, intermediate or published table")],
    rows: Annotated[int, typer.Option(min=1, max=10_000, help="how many rows")] = 20,
    as_json: Json = False,
) -> None:
    """Print the first rows of any table, also those in between. 查看任意一张表。"""
    found = read_table(workspace(), table, rows)
    if as_json:
        print_json(found.to_pylist())
    else:
        _print(table, found)


@app.command("sql")
def sql(
    table: Annotated[str, typer.Argument(help="a table that an appraisal makes")],
    dialect: Annotated[str, typer.Option(help="duckdb or spark")] = "duckdb",
) -> None:
    """Print the query that makes a table, as the last run used it. 查看一张表的算法 (SQL)。"""
    from guanxi.adapters.warehouse.transpile import to_dialect  # slow to load, and only needed here

    here = workspace()
    runs = here.runs.list()
    query = (runs[-1].query(table) if runs else None) or sqlfiles.find(table)
    if query is None:
        raise NotFoundError(
            f"No query makes a table {table!r}. 没有这张表。{did_you_mean(table, sqlfiles.names())}",
            f"Published ones 发布的表: {', '.join(name for name in sqlfiles.names() if name in TABLES)}",
        )
    print(to_dialect(query, dialect))


@app.command("export")
def export(
    table: Annotated[str, typer.Argument(help="the table, e.g. appraisal")],
    to: Annotated[Path, typer.Option("--to", help="FILE.parquet, FILE.csv or FILE.xlsx")],
    run: Annotated[str, typer.Option(help="a run's name or number; default: the latest")] = "",
    as_json: Json = False,
) -> None:
    """Write any table to Parquet, CSV or XLSX. 导出任意一张表。"""
    found = read_table(workspace(), table, None, run)
    write_file(found, to)
    if as_json:
        print_json({"table": table, "rows": found.num_rows, "file": str(to)})
    else:
        console.print(f"[green]✓[/] {found.num_rows:,} × {found.num_columns} → {to}")


@app.command("quarantine")
def quarantine(
    load: Annotated[str, typer.Argument(help="the load's name or number; see `guanxi imports`")],
    rows: Annotated[int, typer.Option(min=1, max=10_000, help="how many rows")] = 20,
    to: Annotated[Path | None, typer.Option("--to", help="write all of them: FILE.parquet, .csv or .xlsx")] = None,
    as_json: Json = False,
) -> None:
    """Show the rows of a load that could not be used, each with line, value and reason. 查看隔离的行。"""
    here = workspace()
    file = here.loads.quarantine_file(here.loads.get(load))
    if not file.exists():
        raise NotFoundError(f"Load {load} put no row into quarantine. 这次导入没有隔离的行。")
    found = pq.read_table(file)
    if to is not None:
        write_file(found, to)
    elif as_json:
        print_json(found.slice(0, rows).to_pylist())
    else:
        _print("quarantine", found.slice(0, rows))


_RUN_HEADS: dict[Language, tuple[str, ...]] = {
    "zh": ("评估", "截至", "生成时间", "客户数", "对比的评估"),
    "en": ("run", "as of", "made at", "customers", "compared with"),
}


@app.command("runs")
def runs(as_json: Json = False) -> None:
    """List the published runs. 列出历次评估。"""
    here = workspace()
    facts = [
        {"run_id": run.run_id, "as_of": run.manifest["as_of"], "created_at": run.manifest["created_at"]}
        | {"customers": run.manifest["rows"]["appraisal"], "previous_run": run.manifest["previous_run"]}
        for run in here.runs.list()
    ]
    if as_json:
        print_json(facts)
        return
    grid = Table(*_RUN_HEADS[here.settings.language])
    for fact in facts:
        grid.add_row(*("—" if value is None else str(value) for value in fact.values()))
    console.print(grid)


def read_table(here: Workspace, table: str, rows: int | None, run: str = "") -> pa.Table:
    """Read a published table from a run, or any other from the warehouse; NotFoundError names what there is."""
    published = table in TABLES and table not in _CANONICAL
    if published and (run or here.runs.list()):
        chosen = here.runs.get(run) if run else here.runs.latest()
        found = pq.read_table(chosen.file(table))
        return found if rows is None else found.slice(0, rows)
    limit = "" if rows is None else f" LIMIT {rows}"
    if table.split("__")[0] in _CANONICAL:  # straight from the loads: also while another command writes
        with DuckWarehouse(None) as memory:
            here.loads.mount(memory)
            memory.require(table)
            return memory.read(f"SELECT * FROM {table}{limit}")
    with here.warehouse(read_only=True) as warehouse:
        warehouse.require(table)
        return warehouse.read(f"SELECT * FROM {table}{limit}")


_WIDE = 8  # more columns than this are laid out downwards: they would not be readable side by side
_ABREAST = 4  # rows laid out side by side then


def _print(title: str, found: pa.Table) -> None:
    """Print an Arrow table; a wide one downwards, a few rows at a time."""
    if found.num_columns <= _WIDE or not found.num_rows:
        console.print(_grid(title, found))
        return
    for start in range(0, found.num_rows, _ABREAST):
        console.print(_downwards(title if start == 0 else "", found.slice(start, _ABREAST)))


def _grid(title: str, found: pa.Table) -> Table:
    """Lay an Arrow table out for the screen."""
    grid = Table(title=title, title_justify="left")
    for field in found.schema:
        numeric = pa.types.is_floating(field.type) or pa.types.is_integer(field.type) or pa.types.is_decimal(field.type)
        grid.add_column(field.name, justify="right" if numeric else "left", overflow="fold")
    for row in zip(*(column.to_pylist() for column in found.columns), strict=True):
        grid.add_row(*(escape(_cell(value)) for value in row))
    return grid


def _downwards(title: str, found: pa.Table) -> Table:
    """Lay a few rows out side by side, a column of the table in each line."""
    grid = Table(title=title or None, title_justify="left", show_header=False)
    grid.add_column(style="bold", no_wrap=True)
    for _ in range(found.num_rows):
        grid.add_column(overflow="fold")
    for name in found.column_names:
        grid.add_row(name, *(escape(_cell(value)) for value in found.column(name).to_pylist()))
    return grid


def _cell(value: Any) -> str:
    """Write one value for the screen."""
    if value is None:
        return "—"
    return (
        f"{value:,.4g}"
        if isinstance(value, float) and abs(value) < 1
        else f"{value:,.2f}"
        if isinstance(value, float)
        else str(value)
    )
