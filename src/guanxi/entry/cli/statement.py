"""`guanxi statement`: what relationships were worth on two days, and what moved it."""

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from guanxi.adapters.export import export as write_file
from guanxi.core.kernel.figures import count, money
from guanxi.core.kernel.words import QUADRANT_NAMES, Language, Words
from guanxi.entry.accounting import FLOWS, HEADCOUNTS, Row, Statement
from guanxi.entry.cli.app import Json, Tongue, app, console, print_json, progress, workspace
from guanxi.entry.cli.appraise import parse_day

_LINES: dict[str, Words] = {
    "opening": {"zh": "期初", "en": "Opening"},
    "revaluation": {"zh": "重估（方法、设置或补录的数据变了）", "en": "Revaluation (method, settings, late records)"},
    "acquired": {"zh": "新获得", "en": "Acquired"},
    "recovered": {"zh": "挽回", "en": "Recovered"},
    "developed": {"zh": "成长", "en": "Developed"},
    "declined": {"zh": "走低", "en": "Declined"},
    "lost": {"zh": "流失", "en": "Lost"},
    "others": {"zh": "意向客户与早已流失的", "en": "Prospects and those long gone"},
    "closing": {"zh": "期末", "en": "Closing"},
    "money": {"zh": "期间投入金额", "en": "Money invested"},
    "minutes": {"zh": "期间投入工时（分钟）", "en": "Minutes invested"},
}
_TITLE: Words = {"zh": "客户权益表 {first} → {last}", "en": "Customer equity statement {first} → {last}"}
_HEADS: dict[Language, tuple[str, str, str]] = {"zh": ("", "价值", "客户数"), "en": ("", "Worth", "Customers")}
_ALL: Words = {"zh": "全部", "en": "All"}
_EACH: Words = {
    "zh": "赢得一位客户花了 {won}，留住一位花了 {kept}。",
    "en": "Winning a customer cost {won}, keeping one {kept}.",
}
_NOBODY: Words = {"zh": "—（没有）", "en": "— (nobody)"}
_NOTE: Words = {
    "zh": "这是管理报表：价值是对未来贡献的估计（clv），不是会计账面资产（IAS 38 第63段）。",
    "en": "For managing, not for the books (IAS 38 ¶63): worth is the contribution still expected (clv).",
}


@app.command("statement")
def statement(
    since: Annotated[str, typer.Option("--from", help="an appraised day; default: the first")] = "",
    until: Annotated[str, typer.Option("--to", help="an appraised day; default: the last")] = "",
    people: Annotated[
        Path | None, typer.Option(help="also write every person's flow: FILE.parquet, FILE.csv or FILE.xlsx")
    ] = None,
    language: Annotated[Tongue | None, typer.Option("--language", help="default: guanxi.toml's")] = None,
    as_json: Json = False,
) -> None:
    """Customer equity statement: worth on two days, what moved it, what was spent. 客户权益表与流量表。"""
    from guanxi.entry.accounting import statement as account  # loads slowly: only where it works

    here = workspace()
    tongue = language.value if language else here.settings.language
    with progress() as steps:
        found = account(here, parse_day(since), parse_day(until), steps)
    if people:
        write_file(found.people, people)
    if as_json:
        print_json({
            "opening": found.opening.run_id, "restated": found.restated.run_id, "closing": found.closing.run_id,
            "currency": found.currency, "cost_of_winning": found.cost_of_winning,
            "cost_of_keeping": found.cost_of_keeping, "rows": [_in_money(row) for row in found.rows],
        })  # fmt: skip
        return
    console.print(_table(found, tongue))
    console.print(_quadrants(found, tongue))
    won, kept = (
        _NOBODY[tongue] if each is None else money(each, tongue, found.currency)
        for each in (found.cost_of_winning, found.cost_of_keeping)
    )
    console.print(_EACH[tongue].format(won=won, kept=kept), highlight=False)
    console.print(f"[dim]{_NOTE[tongue]}[/]", highlight=False)


def _in_money(row: Row) -> Row:
    """A row with hundredths as money."""
    hundredths = ("opening", *FLOWS, "closing", "money", "money_winning", "money_keeping")
    return {name: value / 100 if name in hundredths else value for name, value in row.items()}


def _table(found: Statement, tongue: Language) -> Table:
    """The brand's statement: worth and heads, line by line."""
    title = _TITLE[tongue].format(first=found.opening.as_of, last=found.closing.as_of)
    grid = Table(title=title)
    for place, head in enumerate(_HEADS[tongue]):
        grid.add_column(head, justify="left" if not place else "right")
    for line in ("opening", *FLOWS, "closing"):
        worth = f"{found.total[line] / 100:,.2f}"
        heads = count(found.total[f"customers_{line}"], tongue) if line in HEADCOUNTS else ""
        grid.add_row(_LINES[line][tongue], worth, heads, end_section=line in {"opening", "others"})
    grid.add_section()
    grid.add_row(_LINES["money"][tongue], f"{found.total['money'] / 100:,.2f}", "")
    grid.add_row(_LINES["minutes"][tongue], f"{found.total['minutes']:,.0f}", "")
    return grid


def _quadrants(found: Statement, tongue: Language) -> Table:
    """The same by quadrant, where people stood at the opening."""
    rows = [*found.groups("quadrant"), found.total]
    grid = Table("")
    for row in rows:
        grid.add_column(QUADRANT_NAMES.get(row["member"], _ALL)[tongue], justify="right")
    for line in ("opening", *FLOWS, "closing", "money"):
        name = _LINES[line][tongue].split("（")[0].split(" (")[0]
        grid.add_row(name, *(money(row[line] / 100, tongue) for row in rows), end_section=line in {"opening", "others"})
    return grid
