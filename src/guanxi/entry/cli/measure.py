"""`guanxi measure`: what experiments say."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, Any

import pyarrow.parquet as pq
import typer
from rich.markup import escape
from rich.table import Table

from guanxi.core.kernel.figures import count, exact, percent, symbol
from guanxi.core.kernel.words import QUADRANT_NAMES, Language, Words, team_name
from guanxi.entry.cli.app import Json, Tongue, app, console, print_json, progress, workspace
from guanxi.entry.cli.appraise import parse_day
from guanxi.entry.cli.tables import called, narrow, slim
from guanxi.entry.workspace import Workspace

VERDICTS: dict[str, Words] = {
    "better": {"zh": "[green]有效[/]", "en": "[green]it helps[/]"},
    "worse": {"zh": "[red]有害[/]", "en": "[red]it harms[/]"},
    "no_evidence": {"zh": "没有证据", "en": "no evidence"},
    "too_early": {"zh": "时间还不够", "en": "too early to say"},
    "broken_split": {
        "zh": "[red]分组比例不对，不能读数[/]", "en": "[red]the split is broken: not to be read[/]",
    },
    "no_holdout": {
        "zh": "[red]没有留出对照，说不出效果[/]", "en": "[red]nobody was left alone: no effect can be told[/]",
    },
}  # fmt: skip
_METRICS: dict[str, Words] = {
    "contribution": {"zh": "人均贡献", "en": "brought"},
    "contribution_capped": {"zh": "贡献（截尾）", "en": "capped"},
    "purchases": {"zh": "人均次数", "en": "purchases"},
    "conversion": {"zh": "购买率", "en": "bought"},
    "retention": {"zh": "老客再购率", "en": "again"},
    "": {"zh": "", "en": ""},
}
_HEADS: dict[Language, tuple[str, ...]] = {
    "zh": ("谁", "指标", "月", "处理/对照", "对照均值", "差异", "95%区间", "结论"),
    "en": ("Who", "Measured", "Mon.", "Done/alone", "Mean alone", "Diff.", "95 % interval", "Verdict"),
}
_ROOMY = 4  # the column that a narrow screen goes without: the mean of those left alone
_SHORT = ("contribution", "conversion", "")  # what is shown unless everything is asked for
_RETURNED: Words = {
    "zh": "{name}：在每位处理的人身上花了 {spent}，{months} 个月里每花 {one} 带回 {returned}"
    "（95%区间 {low} 到 {high}）。",
    "en": "{name}: {spent} were spent on each person treated; within {months} months each {one} brought {returned} "
    "back (95% interval {low} to {high}).",
}
_WAITING: Words = {
    "zh": "{name}：1 个实验已开始（留出 {held} 人不动），订单数据到 {first} 时才有第一次读数；现有数据到 {day}："
    "请导入之后的订单。",
    "en": "{name}: 1 experiment has begun ({held} left alone); its first reading comes once the data reach {first}. "
    "They end on {day}: import later orders.",
}
_TEAM: Words = {"zh": "团队 {team}", "en": "team {team}"}
_LATER: Words = {
    "zh": "{name}：{months} 个月里，留出不动的 {control} 人中有 {treated} 人后来被别的计划安排了行动；读数仍按最初"
    "分组计算，所以这段时间的差异往往比行动本身的效果小。",
    "en": "{name}: of {control} people left alone, {treated} were drawn by another plan within these {months} months. "
    "All still count as drawn, so over this time the difference tends to be smaller than what the action does.",
}
_NONE: Words = {
    "zh": "还没有实验：批准计划（`guanxi plan approve`）时抽出留出组；别处做的试验请用 `guanxi response FILE`。",
    "en": "No experiment yet: approving a plan (`guanxi plan approve`) draws one; for a trial made elsewhere use "
    "`guanxi response FILE`.",
}
_NOTE: Words = {
    "zh": "按分组意向（不论是否真的做到）比较；全部、行动、象限与团队共 {number} 个读数，其中约有 {false} 个"
    "会碰巧“显著”。",
    "en": "By intention to treat. {number} differences, of everybody, actions, quadrants and teams: about {false} of "
    "them look real by chance alone.",
}


@app.command("measure")
def measure(
    name: Annotated[str, typer.Argument(help="one experiment (a plan's has its name); default: all")] = "",
    as_of: Annotated[str, typer.Option("--as-of", help="YYYY-MM-DD; default: the last order's day")] = "",
    months: Annotated[int | None, typer.Option(help="only 1, 3, 6 or 12 months after; default: all")] = None,
    everything: Annotated[bool, typer.Option("--all", help="also quadrants, purchases, capped contribution")] = False,
    truth: Annotated[Path | None, typer.Option("--people", help="also write a row per person: FILE.parquet")] = None,
    tongue: Annotated[Tongue | None, typer.Option("--language", help="default: guanxi.toml's")] = None,
    as_json: Json = False,
) -> None:
    """What experiments say: treated beside left alone, with intervals; the next plan learns it. 衡量带来了什么。"""
    from guanxi.entry.measuring import measure as read  # loads slowly: only where it works

    here = workspace()
    with progress() as steps:
        found = read(here, parse_day(as_of), truth, steps)
    rows = [
        row
        for row in pq.read_table(found.file("experiment_reading")).to_pylist()
        if name in {"", row["experiment_id"]} and (months is None or row["months"] in {0, months})
    ]
    if as_json:
        print_json({"as_of": found.as_of, "reading": found.folder.name, "rows": rows})
        return
    chosen = tongue.value if tongue else here.settings.language
    for said in _waiting(here, name, found.as_of, chosen):
        console.print(said, highlight=False, soft_wrap=True)
    if not rows:
        if not _begun(here, name):
            console.print(_NONE[chosen], highlight=False)
        return
    _print(here, rows, everything, chosen)


def _print(here: Workspace, rows: list[dict[str, Any]], everything: bool, chosen: Language) -> None:
    """Print what was measured, an experiment a table, and what to mind."""
    currency = here.settings.brand.currency
    names = called(here.settings.actions)
    shown = [row for row in rows if everything or (row["metric"] in _SHORT and row["scope"] != "quadrant")]
    for experiment in sorted({row["experiment_id"] for row in shown}):
        console.print(_table(experiment, [row for row in shown if row["experiment_id"] == experiment], names, chosen))
    for row in _returns(shown):
        amounts = {key: exact(row[key], currency) for key in ("spent", "returned", "low", "high")}
        told = {**row, **amounts, "one": f"{symbol(currency)}1"}
        console.print(_RETURNED[chosen].format(**told), highlight=False)
    for said in _later(shown, chosen):
        console.print(said, highlight=False)
    console.print(_NOTE[chosen].format(number=len(rows), false=round(0.05 * len(rows))), highlight=False)


_FIRST = timedelta(days=29)  # from the day of the draw to the last day of the first month after it


def _begun(here: Workspace, name: str) -> list[Any]:
    """Plans whose experiment was drawn: all, or the one of this name."""
    return [plan for plan in here.plans.list() if plan.approved and name in {"", plan.plan_id}]


def _waiting(here: Workspace, name: str, day: date, tongue: Language) -> list[str]:
    """What is said of experiments that the data do not reach yet."""
    return [
        _WAITING[tongue].format(
            name=plan.plan_id, held=count(plan.manifest["rows"]["plan_holdout"], tongue),
            first=plan.start + _FIRST, day=day,
        )
        for plan in _begun(here, name)
        if day < plan.start + _FIRST
    ]  # fmt: skip


def _later(rows: list[dict[str, Any]], tongue: Language) -> list[str]:
    """What to mind where people left alone were treated by another plan before the time had passed."""
    return [
        _LATER[tongue].format(
            name=row["experiment_id"], treated=row["control_treated"], months=row["months"], control=row["control"]
        )
        for row in rows
        if (row["scope"], row["metric"]) == ("all", "contribution") and row["control_treated"]
    ]


def _returns(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What came back of each experiment's money as a whole, after the longest time that has passed."""
    last: dict[str, dict[str, Any]] = {}
    for row in rows:
        if row["scope"] == "all" and row["metric"] == "contribution" and row["spent"]:
            last[row["experiment_id"]] = max(row, last.get(row["experiment_id"], row), key=lambda one: one["months"])
    return [
        {"name": name, "spent": row["spent"], "months": row["months"], "returned": row["returned"],
         "low": row["returned_low"], "high": row["returned_high"]} for name, row in last.items()
    ]  # fmt: skip


def _table(experiment: str, rows: Sequence[Mapping[str, Any]], names: Mapping[str, Words], tongue: Language) -> Table:
    """One experiment's readings line by line; a narrow screen goes without the mean of those left alone."""
    left_out = _ROOMY if narrow() else None
    grid = slim(
        [head for place, head in enumerate(_HEADS[tongue]) if place != left_out], figures=range(2, 6 if left_out else 7)
    )
    grid.title = experiment
    last = ""
    for row in rows:
        shown = percent if row["metric"] in {"conversion", "retention"} else _plain
        told = [shown(row[name]) if row[name] is not None else "—" for name in ("base", "difference", "low", "high")]
        people = f"{count(row['treated'], tongue)}/{count(row['control'], tongue)}"
        ends = f"{told[2]} … {told[3]}" if row["low"] is not None else "—"
        who = _who(row, names, tongue)
        cells = [
            who if who != last else "", _METRICS[row["metric"]][tongue], str(row["months"] or "—"), people, told[0],
            told[1], ends, VERDICTS[row["verdict"]][tongue],
        ]  # fmt: skip
        grid.add_row(*(cell for place, cell in enumerate(cells) if place != left_out))
        last = who
    return grid


def _who(row: Mapping[str, Any], names: Mapping[str, Words], tongue: Language) -> str:
    """Whom a reading is of."""
    member = str(row["member"])
    if row["scope"] == "team":
        return escape(_TEAM[tongue].format(team=team_name(member)[tongue]))
    known: dict[str, Words] = {**names, **QUADRANT_NAMES, "": {"zh": "全部", "en": "all"}}
    return escape(known.get(member, {"zh": member, "en": member})[tongue])


def _plain(value: float) -> str:
    return f"{value:,.2f}"
