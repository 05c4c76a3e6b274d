"""Tables that several commands print: the four quadrants and the best to invest in."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

from rich import box
from rich.markup import escape
from rich.table import Table

from guanxi.core.kernel.catalogue import ActionOptions
from guanxi.core.kernel.figures import count, money, percent
from guanxi.core.kernel.words import QUADRANT_NAMES, STAGE_NAMES, Language, Words
from guanxi.entry.cli.app import console

_COLOURS = {"growth_stock": "green", "cash_cow": "blue", "sleeping_gold": "yellow", "low_yield": "bright_black"}
_QUADRANTS: Words = {"zh": "用户资产 · 四象限", "en": "Customer assets · four quadrants"}
_QUADRANT_HEADS: dict[Language, tuple[str, ...]] = {
    "zh": ("象限", "人数", "占比", "近12个月销售额", "未来12个月贡献", "终身价值", "钱包空间"),
    "en": ("Quadrant", "People", "Share", "Spend, last 12m", "Value, next 12m", "Lifetime value", "Wallet room"),
}
_BEST: Words = {"zh": "最值得投入的 {most} 位客户", "en": "The best {most} to invest in"}
_LINE: Words = {
    "zh": "{customer}  [{colour}]{quadrant}[/] · {stage} · 潜力分 [bold]{score}[/] · 未来12个月贡献 [bold]{value}[/]",
    "en": "{customer}  [{colour}]{quadrant}[/] · {stage} · score [bold]{score}[/] · next 12m [bold]{value}[/]",
}


def called(actions: Mapping[str, ActionOptions]) -> dict[str, Words]:
    """What the catalogue's actions are called."""
    return {name: {"zh": one.name_zh, "en": one.name_en} for name, one in actions.items()}


_SCREEN = 100  # columns of a screen from which on nothing needs to be left out


_WORD = 10  # columns that a long word takes: text gets no less


def narrow() -> bool:
    """Whether the screen has no room for every column."""
    return console.width < _SCREEN


def slim(heads: Sequence[str], *, figures: Iterable[int] = (), whole: Iterable[int] = ()) -> Table:
    """A table that fits a narrow screen: figures and `whole` columns are never broken, words wrap between words."""
    grid, right = Table(box=box.SIMPLE_HEAD, pad_edge=False, collapse_padding=True, title_justify="left"), set(figures)
    unbroken = right | set(whole)
    for place, head in enumerate(heads):
        least = None if place in unbroken else max(_WORD, len(head))
        justify: Literal["left", "right"] = "right" if place in right else "left"
        grid.add_column(head, justify=justify, no_wrap=place in unbroken, overflow="fold", min_width=least)
    return grid


def quadrant_table(rows: Sequence[Mapping[str, Any]], language: Language, currency: str) -> Table:
    """Lay out quadrant_summary: people, spend, value and room of each quadrant."""
    grid = Table(title=_QUADRANTS[language], title_justify="left", title_style="bold")
    for place, head in enumerate(_QUADRANT_HEADS[language]):
        grid.add_column(head, justify="right" if place else "left", no_wrap=place == 0, overflow="fold")
    found = {str(row["quadrant"]): row for row in rows}
    everybody = sum(int(row["customers"]) for row in rows)
    for quadrant, colour in _COLOURS.items():
        row = found.get(quadrant, {})
        people = int(row.get("customers") or 0)
        amounts = (row.get(name) for name in ("revenue_12m", "value_12m", "clv", "headroom"))
        grid.add_row(
            f"[{colour}]{QUADRANT_NAMES[quadrant][language]}[/]",
            count(people, language),
            percent(people / everybody if everybody else 0.0),
            *("—" if amount is None else money(amount, language, currency) for amount in amounts),
        )
    return grid


def best_list(rows: Sequence[Mapping[str, Any]], language: Language, currency: str) -> Table:
    """List the best to invest in, each with the sentence that says why."""
    return customer_list(rows, _BEST[language], language, currency)


def customer_list(rows: Sequence[Mapping[str, Any]], title: str, language: Language, currency: str) -> Table:
    """List customers, each with the sentence that says why; `{most}` in the title becomes their number."""
    grid = Table(box=None, show_header=False, pad_edge=False)
    grid.title, grid.title_justify, grid.title_style = title.format(most=len(rows)), "left", "bold"
    grid.add_column(justify="right", style="dim")
    grid.add_column(overflow="fold")
    for place, row in enumerate(rows, 1):
        quadrant = str(row["quadrant"])
        line = _LINE[language].format(
            customer=escape(str(row["customer_id"])),
            colour=_COLOURS[quadrant],
            quadrant=QUADRANT_NAMES[quadrant][language],
            stage=STAGE_NAMES[row["stage"]][language],
            score=f"{row['uplift_score']:.1f}",
            value=money(row["value_12m"], language, currency),
        )
        grid.add_row(str(place), f"{line}\n[dim]{escape(str(row[f'reason_{language}']))}[/]")
    return grid
