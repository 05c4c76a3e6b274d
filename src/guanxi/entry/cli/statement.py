"""`guanxi statement`: what relationships were worth on two days, and what moved it."""

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from guanxi.adapters.export import export as write_file
from guanxi.core.kernel.figures import count, money
from guanxi.core.kernel.words import EQUITY_KINDS, EQUITY_LINES, Language, Words, brief, equity_group
from guanxi.core.tables.accounted import FIGURES, WORTH, Figure
from guanxi.entry.accounting import Row, Statement
from guanxi.entry.cli.app import Json, Tongue, app, console, print_json, progress, workspace
from guanxi.entry.cli.appraise import parse_day
from guanxi.entry.equity_people import figure_of, in_money, people_of

_TITLE: Words = {"zh": "客户权益表 {first} → {last}", "en": "Customer equity statement {first} → {last}"}
_HEADS: dict[Language, tuple[str, str, str]] = {"zh": ("", "价值", "客户数"), "en": ("", "Worth", "Customers")}
_MOST = 5  # channels told one by one, the last of them those left together
_EACH: Words = {
    "zh": "赢得一位客户花了 {won}，留住一位花了 {kept}。",
    "en": "Winning a customer cost {won}, keeping one {kept}.",
}
_PEOPLE: Words = {
    "zh": "{group} · {line}：{people} 位客户加起来是 {total}（{first} → {last}）",
    "en": "{group} · {line}: {people} customers add up to {total} ({first} → {last})",
}
_PERSON: dict[Language, tuple[str, ...]] = {
    "zh": ("客户", "象限", "渠道", "变动", "期初", "期末", "其中"),
    "en": ("Customer", "Quadrant", "Channel", "Flow", "Opening", "Closing", "Part"),
}
_SHOWN = 20  # customers on the screen
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
    who: Annotated[
        str, typer.Option(help="customers behind one figure: all:LINE or KIND=GROUP:LINE, as channel=app:lost")
    ] = "",
    top: Annotated[int, typer.Option(min=0, help="how many of them; default: 20 on the screen, else all")] = 0,
    language: Annotated[Tongue | None, typer.Option("--language", help="default: guanxi.toml's")] = None,
    as_json: Json = False,
) -> None:
    """Customer equity statement: worth on two days, what moved it, what was spent. 客户权益表与流量表。"""
    from guanxi.entry.accounting import statement as account  # loads slowly: only where it works

    wanted = figure_of(who) if who else None
    here = workspace()
    tongue = language.value if language else here.settings.language
    with progress() as steps:
        found = account(here, parse_day(since), parse_day(until), steps)
    if people:
        write_file(found.people, people)
    if wanted:
        _show_people(found, wanted, top, tongue, as_json)
        return
    if as_json:
        print_json({
            "opening": found.opening.run_id, "restated": found.restated.run_id, "closing": found.closing.run_id,
            "currency": found.currency, "cost_of_winning": found.cost_of_winning,
            "cost_of_keeping": found.cost_of_keeping, "rows": [in_money(row) for row in found.rows],
        })  # fmt: skip
        return
    console.print(_table(found, tongue))
    for kind, rows in (("quadrant", found.groups("quadrant")), ("channel", found.channels(_MOST))):
        console.print(_groups(EQUITY_KINDS[kind][tongue], [*rows, found.total], tongue))
    won, kept = (
        _NOBODY[tongue] if each is None else money(each, tongue, found.currency)
        for each in (found.cost_of_winning, found.cost_of_keeping)
    )
    console.print(_EACH[tongue].format(won=won, kept=kept), highlight=False)
    console.print(f"[dim]{_NOTE[tongue]}[/]", highlight=False)


def _table(found: Statement, tongue: Language) -> Table:
    """The brand's statement: worth and heads, line by line."""
    title = _TITLE[tongue].format(first=found.opening.as_of, last=found.closing.as_of)
    grid = Table(title=title)
    for place, head in enumerate(_HEADS[tongue]):
        grid.add_column(head, justify="left" if not place else "right")
    for line in WORTH:
        worth, heads = f"{found.total[line] / 100:,.2f}", f"customers_{line}"
        heads = count(found.total[heads], tongue) if heads in FIGURES else ""
        grid.add_row(EQUITY_LINES[line][tongue], worth, heads, end_section=line in {"opening", "others"})
    grid.add_section()
    grid.add_row(EQUITY_LINES["money"][tongue], f"{found.total['money'] / 100:,.2f}", "")
    grid.add_row(EQUITY_LINES["minutes"][tongue], f"{found.total['minutes']:,.0f}", "")
    return grid


def _groups(title: str, rows: list[Row], tongue: Language) -> Table:
    """The same by groups of customers, one a column."""
    grid = Table("", title=title)
    for row in rows:
        grid.add_column(escape(equity_group(row["kind"], row["member"])[tongue]), justify="right")
    for line in (*WORTH, "money"):
        cells = (money(row[line] / 100, tongue) for row in rows)
        grid.add_row(brief(EQUITY_LINES[line])[tongue], *cells, end_section=line in {"opening", "others"})
    return grid


def _show_people(found: Statement, wanted: Figure, top: int, tongue: Language, as_json: bool) -> None:
    """The customers who add up to one figure, largest part first; the figure itself is of all of them."""
    behind = people_of(found, wanted, top or (0 if as_json else _SHOWN))
    if as_json:
        head = {"kind": wanted.kind, "group": wanted.member, "line": wanted.line}
        print_json({**head, "figure": behind.amount, "customers": behind.customers, "people": behind.told})
        return
    title = _PEOPLE[tongue].format(
        group=escape(equity_group(wanted.kind, wanted.member)[tongue]), line=EQUITY_LINES[wanted.line][tongue],
        people=count(behind.customers, tongue), total=_written(behind.amount, wanted),
        first=found.opening.as_of, last=found.closing.as_of,
    )  # fmt: skip
    console.print(_people(title, behind.told, wanted, tongue))


def _people(title: str, rows: list[Row], wanted: Figure, tongue: Language) -> Table:
    """One customer a line."""
    grid = Table(title=title)
    for place, head in enumerate(_PERSON[tongue]):
        grid.add_column(head, justify="right" if place > 3 else "left", overflow="fold")
    for row in rows:
        groups = (equity_group(kind, row[kind])[tongue] for kind in ("quadrant", "channel"))
        names = (row["customer_id"], *groups, brief(EQUITY_LINES[row["flow"]])[tongue])
        amounts = (f"{row['opening']:,.2f}", f"{row['closing']:,.2f}", _written(row["part"], wanted))
        grid.add_row(*(escape(name) for name in names), *amounts)
    return grid


def _written(amount: float, figure: Figure) -> str:
    """An amount to the cent, minutes and people as they are."""
    return f"{amount:,.2f}" if figure.unit == "hundredths" else f"{amount:,.10g}"
