"""`guanxi misallocation`: what it cost that money and hours went where they went."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from guanxi.adapters.export import export as write_file
from guanxi.core.kernel.figures import money
from guanxi.core.kernel.words import Language, Words
from guanxi.entry.cli.app import Json, Tongue, app, console, print_json, progress, workspace
from guanxi.entry.cli.tables import called, slim
from guanxi.entry.misallocating import Misallocation

MISTAKES: dict[str, Words] = {
    "wrong_person": {"zh": "货不对人：推给了不合适的人", "en": "Goods offered to the wrong person"},
    "no_future": {"zh": "关怀给了没有未来的人", "en": "Care for people without a future"},
    "leaving": {"zh": "资源给了正在离开的人", "en": "Spent on those already leaving"},
    "other": {"zh": "用在别处会更好", "en": "Better spent elsewhere"},
    "left_out": {"zh": "该投入却没有投入的人", "en": "Those who should have got something"},
}
_SHORT: dict[str, Words] = {
    "wrong_person": {"zh": "货不对人", "en": "wrong person"},
    "no_future": {"zh": "没有未来", "en": "no future"},
    "leaving": {"zh": "正在离开", "en": "leaving"},
    "other": {"zh": "用在别处更好", "en": "elsewhere"},
    "left_out": {"zh": "该投未投", "en": "left out"},
}
_SAID: Words = {
    "zh": "{start} 至 {finish}：花了 {money}、{minutes:,.0f} 分钟，用在 {people} 人身上，预计净带来 {done}；"
    "同样的钱和工时最好能带来 {best}。错配成本 [bold]{cost}[/]（90%区间 {low} 至 {high}）。",
    "en": "{start} to {finish}: {money} and {minutes:,.0f} minutes on {people} people, expected to bring {done} net; "
    "the best use of the same would bring {best}. Misallocation cost [bold]{cost}[/] (90 % interval {low} to {high}).",
}
_HEADS: dict[Language, tuple[str, ...]] = {
    "zh": ("客户", "做了什么", "花费", "最好是", "错配", "哪一种"),
    "en": ("Customer", "Done", "Money", "Better", "Cost", "Mistake"),
}
_NOTE: Words = {
    "zh": "按今天对效果的估计；各人的部分按最优计划的影子价格计算。效果多为预设值时，这也只是预设值。",
    "en": "Under today's estimates of effects; each person's part at the best plan's shadow prices.",
}


@app.command("misallocation")
def misallocation(
    period: Annotated[str, typer.Option(help="a past month as 2026-06, or 2026-06-01..2026-06-14")] = "",
    top: Annotated[int, typer.Option(min=0, max=100, help="how many of the costliest cases to show")] = 10,
    people: Annotated[Path | None, typer.Option(help="also write all cases: FILE.parquet, FILE.csv, FILE.xlsx")] = None,
    language: Annotated[Tongue | None, typer.Option("--language", help="default: guanxi.toml's")] = None,
    as_json: Json = False,
) -> None:
    """What it cost that money and hours went where they went, in a past period. 错配成本。"""
    from guanxi.entry.misallocating import misallocation as judge  # loads slowly: only where it works

    here = workspace()
    tongue = language.value if language else here.settings.language
    with progress() as steps:
        found = judge(here, period, steps)
    if people:
        write_file(found.people, people)
    if as_json:
        print_json({**found.total, "run": found.run.run_id, "cases": found.people.slice(0, 100).to_pylist()})
        return
    _print(found, top, called(here.settings.actions), tongue)


def _print(found: Misallocation, top: int, names: Mapping[str, Words], tongue: Language) -> None:
    """The sentence, the split, the costliest cases."""
    amounts = {
        name: money(found.total[name], tongue, found.currency)
        for name in ("money", "done", "best", "cost", "low", "high")
    }
    console.print(_SAID[tongue].format(**{**found.total, **amounts}), highlight=False)
    split = slim(["", _HEADS[tongue][4]], figures=(1,))
    for name, words in MISTAKES.items():
        split.add_row(words[tongue], money(found.total[f"cost_{name}"], tongue, found.currency))
    console.print(split)
    console.print(_cases(found, top, names, tongue))
    console.print(f"[dim]{_NOTE[tongue]}[/]", highlight=False)


def _cases(found: Misallocation, top: int, names: Mapping[str, Words], tongue: Language) -> Table:
    """The costliest cases; a customer's id stays whole, for `guanxi customer`."""
    cases = slim(_HEADS[tongue], figures=(2, 4), whole=(0,))
    for row in found.people.slice(0, top).to_pylist():
        done, better = (_named(row[name], names, tongue) for name in ("action_id", "best_action_id"))
        cases.add_row(
            row["customer_id"], done, money(row["money"], tongue, found.currency), better,
            money(row["cost"], tongue, found.currency), _SHORT[row["mistake"]][tongue],
        )  # fmt: skip
    return cases


def _named(action: str | None, names: Mapping[str, Words], tongue: Language) -> str:
    """What an action is called; a dash for none."""
    known = names.get(action or "")
    return escape(known[tongue] if known else action or "—")
