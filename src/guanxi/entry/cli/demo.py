"""`guanxi demo`: a simulated brand, from its export files to the treasure map."""

import shlex
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from guanxi.core.kernel.figures import count
from guanxi.core.kernel.words import Language, Words
from guanxi.entry.cli.app import Tongue, app, console, progress
from guanxi.entry.cli.app import language as system_language
from guanxi.entry.cli.tables import best_list, quadrant_table
from guanxi.entry.reporting import best_to_invest_in, quadrants, write_report, write_treasure_map
from guanxi.entry.workspace import Workspace
from guanxi.handover.collect import Report
from guanxi.handover.runs import Run

_STEPS = 150  # about as many as a demo takes; the bar is a comfort, not a promise
_HEADS: dict[Language, tuple[str, ...]] = {
    "zh": ("导入的文件", "行数", "载入", "隔离", "重复"),
    "en": ("File imported", "Rows", "Loaded", "Quarantined", "Repeated"),
}
_DONE: Words = {
    "zh": "{brand}：{people} 位客户，截至 {day}，用时 {seconds:.0f} 秒",
    "en": "{brand}: {people} customers as of {day}, in {seconds:.0f} s",
}
_SEE: Words = {
    "zh": "报告     {report}\n寻宝图   {map}",
    "en": "Report        {report}\nTreasure map  {map}",
}
_NEXT: dict[Language, tuple[tuple[str, str], ...]] = {
    "zh": (
        ("cd {folder}", "进入演示工作区"),
        ("guanxi customers --quadrant sleeping_gold", "沉睡金矿里有谁"),
        ("guanxi customer {best}", "这位客户为什么值得投入"),
        ("guanxi doctor", "数据体检"),
        ("guanxi sql wallet", "钱包是怎么算的"),
        ("guanxi export appraisal --to appraisal.xlsx", "导出全部评估"),
        ("guanxi serve", "打开网页：寻宝图、客户、计划、今日任务"),
        ("guanxi imports", "导入了什么，如何撤销"),
        ("guanxi appraise --as-of 2026-03-31", "站在三月底评估，再看之后90天谁买了"),
    ),
    "en": (
        ("cd {folder}", "enter the demo's workspace"),
        ("guanxi customers --quadrant sleeping_gold", "who is in the sleeping gold"),
        ("guanxi customer {best}", "why this one is worth investing in"),
        ("guanxi doctor", "are the data fit for it"),
        ("guanxi sql wallet", "how the wallet is worked out"),
        ("guanxi export appraisal --to appraisal.xlsx", "everything, for a spreadsheet"),
        ("guanxi serve", "the pages: treasure map, customers, plans, today's tasks"),
        ("guanxi imports", "what was imported, and how to take it back"),
        ("guanxi appraise --as-of 2026-03-31", "appraise as of March, see who bought in the 90 days after"),
    ),
}


@app.command("demo")
def demo(
    folder: Annotated[Path, typer.Argument(help="the demo's folder; an earlier demo in it is replaced")] = Path("demo"),
    people: Annotated[int, typer.Option("--people", min=200, max=1_000_000, help="how many people")] = 20_000,
    language: Annotated[Tongue | None, typer.Option("--language", help="default: the system's")] = None,
) -> None:
    """Build a demo brand, import its files, appraise it and show the treasure map. 演示。"""
    from guanxi.entry.cli.demo_brand import BRAND, import_all, prepare  # models and world load slowly
    from guanxi.entry.loop import live
    from guanxi.entry.loop_words import returned, said

    started = time.monotonic()
    tongue: Language = language.value if language else "en" if system_language() == "en" else "zh"
    with progress(_STEPS) as steps:
        here, files, world = prepare(folder, people, tongue, steps)
        reports = import_all(here, files, steps)
        loop = live(here, world, people, files[0].parent, steps)
        run = loop.run
        steps.step("drawing 绘制")
        page = write_report(here, run, folder / "report.html", tongue, returned(loop))
        picture = write_treasure_map(run, folder / "treasure_map.png", tongue)
    _print(here, run, reports, tongue)
    for words in said(loop):
        console.print(escape(words[tongue]), highlight=False, soft_wrap=True)
    console.print()
    known = count(run.manifest["rows"]["appraisal"], tongue)
    seconds = time.monotonic() - started
    console.print(_DONE[tongue].format(brand=BRAND[tongue], people=known, day=run.as_of, seconds=seconds), style="bold")
    console.print(_SEE[tongue].format(report=escape(str(page)), map=escape(str(picture))), soft_wrap=True)
    _print_next(folder, run, tongue)


def _print(here: Workspace, run: Run, reports: Sequence[Report], language: Language) -> None:
    """Print what was imported, the four quadrants and the ten best to invest in."""
    currency = here.settings.brand.currency
    for grid in (
        _imported(reports, language),
        quadrant_table(quadrants(run), language, currency),
        best_list(best_to_invest_in(run), language, currency),
    ):
        console.print(grid)
        console.print()


def _imported(reports: Sequence[Report], language: Language) -> Table:
    """Lay out the counts of each imported file: rows = loaded + quarantined + repeated."""
    grid = Table()
    for place, head in enumerate(_HEADS[language]):
        grid.add_column(head, justify="right" if place else "left")
    for report in reports:
        counts = (report.rows, report.loaded, report.quarantined, report.repeated)
        grid.add_row(escape(report.file), *(count(number, language) for number in counts))
    return grid


def _print_next(folder: Path, run: Run, language: Language) -> None:
    """Print commands to try next."""
    best = best_to_invest_in(run, 1)
    values = {"folder": shlex.quote(str(folder)), "best": best[0]["customer_id"] if best else ""}
    grid = Table(box=None, show_header=False, pad_edge=False)
    for command, why in _NEXT[language]:
        grid.add_row(f"[cyan]{escape(command.format(**values))}[/]", why)
    console.print()
    console.print(grid)
