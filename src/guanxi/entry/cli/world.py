"""`guanxi world prove`: policies held against each other in a simulated world whose truth is known."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import numpy as np
import typer
from rich.table import Table

from guanxi.core.kernel.errors import InputError
from guanxi.core.kernel.words import POLICY_NAMES, Language, Words
from guanxi.entry.cli.app import Json, Tongue, app, console, language, print_json, progress

if TYPE_CHECKING:
    from guanxi.entry.proving import Proof

world = typer.Typer(no_args_is_help=True, help="模拟世界。A simulated world whose truth is known.")
app.add_typer(world, name="world")

NAMES: dict[str, Words] = {
    **POLICY_NAMES,
    "nothing": {"zh": "什么都不做", "en": "Nothing"},
    "coupons": POLICY_NAMES["same_coupon"],
    "response_greedy": {"zh": "最可能买的人先发券", "en": "Likeliest to buy first"},
    "guanxi": {"zh": "guanxi", "en": "guanxi"},
    "oracle": {"zh": "全知者", "en": "Oracle"},
}
_HEADS: dict[Language, tuple[str, ...]] = {
    "zh": ("做法", "每人累计净得", "95%区间", "占全知者", "最后一季占", "每人花费"),
    "en": ("Policy", "Profit a person", "95% interval", "Of the oracle's", "Last quarter", "Spent a person"),
}
_EXPERIMENTS: Words = {
    "zh": "{count} 次试验读数与真相相比：平均偏差 {bias:+.2f}（±{noise:.2f}），95%区间覆盖 {cover:.1%}。",
    "en": "{count} experiments beside the truth: bias {bias:+.2f} (±{noise:.2f}), 95% intervals cover {cover:.1%}.",
}
_QUIET: Words = {
    "zh": "这个世界里什么行动都没有效果：guanxi 最后一季每人只花 {last:.2f}（第一季 {first:.2f}）。",
    "en": "In this world no action does anything: guanxi spends {last:.2f} a person in the last quarter, after "
    "{first:.2f} in the first.",
}


@world.command("prove")
def prove(  # noqa: PLR0917 -- Typer reads a command's options from its parameters
    seeds: Annotated[int, typer.Option(min=1, max=1000, help="how many worlds")] = 20,
    first: Annotated[int, typer.Option("--first-seed", min=0, help="the first world's seed")] = 0,
    months: Annotated[int, typer.Option(min=3, max=36, help="months lived under each policy")] = 12,
    people: Annotated[int, typer.Option(min=500, max=200_000, help="people in each world")] = 40_000,
    null: Annotated[bool, typer.Option("--null", help="a world in which no action changes anything")] = False,
    workers: Annotated[int, typer.Option(min=1, max=64, help="processes")] = 2,
    chart: Annotated[Path | None, typer.Option("--chart", help="also draw it: FILE.png or FILE.svg")] = None,
    tongue: Annotated[Tongue | None, typer.Option("--language", help="zh or en")] = None,
    as_json: Json = False,
) -> None:
    """Live the same months under every policy, beside an oracle. 在已知真相的世界里比较各种做法。"""
    from guanxi.entry import proving  # loads slowly: only where it works

    if chart and chart.suffix not in {".png", ".svg"}:
        raise InputError(f"--chart {chart} is neither .png nor .svg. 文件类型不对。", "Name it FILE.png or FILE.svg.")
    with progress(seeds * len(proving.POLICIES)) as steps:
        found = proving.prove(range(first, first + seeds), people, months, steps, null=null, workers=workers)
    chosen = tongue.value if tongue else language()
    if chart:
        _draw(found, seeds, chosen, chart)
    if as_json:
        print_json(proving.told(found) | {"seeds": [first, first + seeds - 1], "people": people, "months": months})
        return
    grid = Table()
    for place, head in enumerate(_HEADS[chosen]):
        grid.add_column(head, justify="right" if place else "left", overflow="fold")
    for row in sorted(proving.table(found), key=lambda row: -row["profit"]):
        share, last = (f"{row[name]:.0%}" if np.isfinite(row[name]) else "–" for name in ("share", "share_last"))
        ends = f"{row['low']:.2f} … {row['high']:.2f}" if np.isfinite(row["low"]) else "—"
        grid.add_row(NAMES[row["policy"]][chosen], f"{row['profit']:.2f}", ends, share, last, f"{row['spent']:.2f}")
    console.print(grid)
    console.print(_EXPERIMENTS[chosen].format(**proving.experiments(found)), highlight=False)
    if null:
        quarters = proving.spent_by_quarter(found, "guanxi")
        console.print(_QUIET[chosen].format(first=quarters[0], last=quarters[-1]), highlight=False)


def _draw(found: "Proof", seeds: int, tongue: Language, path: Path) -> None:
    """Draw the policies' curves to a file."""
    from guanxi.adapters import charts

    drawn = charts.proof_chart(found.curves(), NAMES, seeds, tongue)
    if path.suffix == ".png":
        charts.to_png(drawn, path)
    else:
        path.write_text(charts.to_svg(drawn), encoding="utf-8")
