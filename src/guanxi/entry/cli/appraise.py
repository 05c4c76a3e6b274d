"""`guanxi appraise`: every customer's looks, value, score and quadrant, published as a run."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from guanxi.core.kernel.errors import InputError
from guanxi.core.kernel.figures import count, money, percent
from guanxi.core.kernel.words import Language, Words
from guanxi.entry.cli.app import Json, app, console, print_json, progress, workspace
from guanxi.entry.cli.tables import best_list, quadrant_table
from guanxi.entry.notes import notes
from guanxi.entry.reporting import best_to_invest_in, outlook, quadrants
from guanxi.handover.runs import Run

_STEPS = 50  # about as many as an appraisal takes
_PUBLISHED: Words = {
    "zh": "[green]✓[/] 评估 {run}：{people} 位客户，截至 {day}",
    "en": "[green]✓[/] Run {run}: {people} customers as of {day}",
}
_AFTERWARDS: Words = {
    "zh": "此后 {days} 天发生了什么（评估时看不到；仅供检验）",
    "en": "What happened in the {days} days after (the appraisal could not see it; for checking only)",
}
_HEADS: dict[Language, tuple[str, ...]] = {
    "zh": ("潜力分十分位", "人数", "最低分", "此后消费", "人均", "购买比例"),
    "en": ("Score decile", "People", "Score from", "Spend after", "Each", "Share buying"),
}


@app.command("appraise")
def appraise(
    as_of: Annotated[
        str, typer.Option("--as-of", help="YYYY-MM-DD, known to the end of that day; default: the last order's")
    ] = "",
    follow: Annotated[
        int, typer.Option(min=1, max=1095, help="days to look at after a past --as-of, by score decile")
    ] = 90,
    new_ids: Annotated[
        bool, typer.Option("--new-ids", help="go on with another [identity] secret: all customer ids change")
    ] = False,
    as_json: Json = False,
) -> None:
    """Appraise every customer and publish the run. 评估全部客户。"""
    from guanxi.entry.appraising import appraise as run_appraisal  # the models load slowly: only where they work
    from guanxi.entry.appraising import follow_up

    here = workspace()
    with progress(_STEPS) as steps:
        run = run_appraisal(here, parse_day(as_of), steps, new_ids=new_ids)
        steps.step("follow_up")
        afterwards = follow_up(here, run, follow)
    if as_json:
        print_json({"run_id": run.run_id, **run.manifest, "follow_up": {"days": follow, "deciles": afterwards}})
    else:
        _print(run, afterwards, follow, here.settings.language, here.settings.brand.currency)


def _print(run: Run, afterwards: Sequence[dict[str, Any]], days: int, language: Language, currency: str) -> None:
    """Print the four quadrants, the ten best to invest in and, for a past date, what came next."""
    people = count(run.manifest["rows"]["appraisal"], language)
    console.print(_PUBLISHED[language].format(run=run.run_id, people=people, day=run.as_of))
    for words in outlook(run):
        console.print(escape(words[language]), highlight=False, soft_wrap=True)
    for note in notes(run.manifest["facts"]):
        console.print(f"[yellow]![/] {escape(note[language])}", highlight=False)
    console.print(quadrant_table(quadrants(run), language, currency))
    console.print(best_list(best_to_invest_in(run), language, currency))
    if afterwards:
        console.print(_decile_table(afterwards, days, language, currency))


def _decile_table(afterwards: Sequence[dict[str, Any]], days: int, language: Language, currency: str) -> Table:
    """Lay out what each tenth by score, the highest first, bought afterwards."""
    grid = Table(title=_AFTERWARDS[language].format(days=days), title_justify="left", title_style="bold")
    for head in _HEADS[language]:
        grid.add_column(head, justify="right")
    for row in afterwards:
        grid.add_row(
            str(row["decile"]),
            count(row["customers"], language),
            f"{row['score_from']:.1f}",
            money(row["revenue"], language, currency),
            money(row["revenue_per_customer"], language, currency),
            percent(row["share_buying"]),
        )
    return grid


def parse_day(text: str) -> date | None:
    """Read a day; InputError shows how one is written."""
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise InputError(
            f"--as-of {text!r} is not a day. 日期写法不对。", "Write it as YYYY-MM-DD, e.g. 2026-06-30 请这样写。"
        ) from error
