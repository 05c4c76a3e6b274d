"""`guanxi value`: what the customers will bring, how good past forecasts were, and which forecast was chosen why."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from guanxi.core.kernel.errors import InputError
from guanxi.core.kernel.figures import count, percent
from guanxi.core.kernel.words import FORECAST_NAMES, Language, Words
from guanxi.entry.cli.app import Json, Tongue, app, console, print_json, progress, workspace
from guanxi.entry.cli.appraise import parse_day
from guanxi.entry.notes import notes
from guanxi.entry.outlook import checks, choice_words
from guanxi.entry.reporting import said_of, write_value_page

_STEPS = 30  # about as many as a valuation takes
_VALUED: Words = {
    "zh": "[green]✓[/] {people} 位客户，截至 {day}，看未来 {days} 天",
    "en": "[green]✓[/] {people} customers as of {day}, {days} days ahead",
}
_TITLE: Words = {"zh": "成绩单：各次检验的平均", "en": "Report card: means over the checks"}
_HEADS: dict[Language, tuple[str, ...]] = {
    "zh": ("预测方法", "销售额偏差", "购买偏差", "个人误差", "排序能力", "前10%占", "区间命中"),
    "en": ("Forecast", "Spend off", "Purchases off", "Deviance", "Gini", "Top 10%", "In interval"),
}
_DAYS = re.compile(r"(\d{1,6})\s*(?:d|days?|天)?", re.IGNORECASE)


@app.command("value")
def value(
    as_of: Annotated[
        str, typer.Option("--as-of", help="YYYY-MM-DD, known to the end of that day; default: the last order's")
    ] = "",
    horizon: Annotated[str, typer.Option("--horizon", help="days ahead, for example 90 or 90d")] = "365",
    page: Annotated[Path | None, typer.Option("--report", help="also write this HTML page")] = None,
    language: Annotated[Tongue | None, typer.Option("--language", help="default: guanxi.toml's")] = None,
    as_json: Json = False,
) -> None:
    """Say what the customers are worth and how far to trust it; publishes nothing. 预测客户价值。"""
    from guanxi.entry.valuing import value as worth  # the models load slowly: only where they work

    here = workspace()
    tongue = language.value if language else here.settings.language
    with progress(_STEPS) as steps:
        found = worth(here, parse_day(as_of), parse_days(horizon), steps)
    written = write_value_page(here, found, page_file(page, "value.html"), tongue) if page else None
    card = found.card.to_pylist()
    if as_json:
        print_json({
            "as_of": found.as_of, "horizon_days": found.horizon_days, "currency": found.currency,
            "customers": found.customers.num_rows, "total": next(iter(found.tables["value_total"].to_pylist()), None),
            "checks": checks(card), "card": card, "facts": found.facts, "report": written,
        })  # fmt: skip
        return
    people = count(found.customers.num_rows, tongue)
    console.print(_VALUED[tongue].format(people=people, day=found.as_of, days=found.horizon_days))
    _print([*said_of(found.tables, found.currency), *choice_words(card)], notes(found.facts), tongue)
    if card:
        console.print(_card_table(checks(card), tongue))
    if written:
        console.print(str(written), soft_wrap=True)


def page_file(page: Path, usual: str) -> Path:
    """Where a page goes: under its usual name in a folder that is there, else the file named, its folder made."""
    file = page / usual if page.is_dir() else page
    file.parent.mkdir(parents=True, exist_ok=True)
    return file


def _print(said: Sequence[Words], minded: Sequence[Words], language: Language) -> None:
    """Print sentences, and what the data could not carry."""
    for words in said:
        console.print(escape(words[language]), highlight=False, soft_wrap=True)
    for words in minded:
        console.print(f"[yellow]![/] {escape(words[language])}", highlight=False, soft_wrap=True)


def _card_table(rows: Sequence[dict[str, Any]], language: Language) -> Table:
    """Lay out each forecast's marks, the chosen one first and marked."""
    grid = Table(title=_TITLE[language], title_justify="left", title_style="bold")
    for place, head in enumerate(_HEADS[language]):
        grid.add_column(head, justify="right" if place else "left", overflow="fold")
    for row in rows:
        name = FORECAST_NAMES[row["forecast"]][language]
        marks = [_share(row[measure]) for measure in ("revenue_error", "total_error")]
        marks += [_digits(row[measure]) for measure in ("deviance", "gini")]
        marks += [_share(row[measure]) for measure in ("top_share", "coverage")]
        grid.add_row(f"✓ {name}" if row["chosen"] else name, *marks)
    return grid


def _share(mark: float | None) -> str:
    """A share, or a dash."""
    return "—" if mark is None else percent(mark)


def _digits(mark: float | None) -> str:
    """Three decimals, or a dash."""
    return "—" if mark is None else f"{mark:.3f}"


def parse_days(text: str) -> int:
    """Read a number of days, written as 90, 90d or 90天; InputError shows how."""
    found = _DAYS.fullmatch(text.strip())
    if found is None:
        raise InputError(
            f"--horizon {text!r} is not a number of days. 天数写法不对。", "Write it as 365 or 90d 请这样写。"
        )
    return int(found[1])
