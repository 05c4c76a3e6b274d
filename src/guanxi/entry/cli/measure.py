"""`guanxi measure` and `guanxi power`: what experiments say, and what one could say."""

from math import ceil
from pathlib import Path
from typing import Annotated, Any

import pyarrow.parquet as pq
import typer
from rich.markup import escape
from rich.table import Table

from guanxi.core.kernel.errors import InputError
from guanxi.core.kernel.figures import count, percent
from guanxi.core.kernel.words import QUADRANT_NAMES, Language, Words
from guanxi.entry.cli.app import Json, Tongue, app, console, language, print_json, progress, workspace
from guanxi.entry.cli.appraise import parse_day

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
    "contribution": {"zh": "人均贡献", "en": "contribution each"},
    "contribution_capped": {"zh": "人均贡献（截尾）", "en": "contribution each, capped"},
    "purchases": {"zh": "人均购买次数", "en": "purchases each"},
    "conversion": {"zh": "购买率", "en": "share who bought"},
    "retention": {"zh": "老客再购率", "en": "buyers who bought again"},
    "": {"zh": "", "en": ""},
}
_HEADS: dict[Language, tuple[str, ...]] = {
    "zh": ("谁", "指标", "月", "处理/对照", "对照均值", "差异", "95%区间", "结论"),
    "en": ("Who", "Measured", "Months", "Treated/alone", "Mean alone", "Difference", "95 % interval", "Verdict"),
}
_SHORT = ("contribution", "conversion", "")  # what is shown unless everything is asked for
_RETURNED: Words = {
    "zh": "{name}：在每位处理的人身上花了 {spent:,.2f}，{months} 个月里每花 1 元带回 {returned:.2f}（95%区间 "
    "{low:.2f} 到 {high:.2f}）。",
    "en": "{name}: {spent:,.2f} were spent on each person treated; after {months} months each 1 brought "
    "{returned:.2f} back "
    "(95% interval {low:.2f} to {high:.2f}).",
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
    if not rows:
        console.print(_NONE[chosen], highlight=False)
        return
    shown = [row for row in rows if everything or (row["metric"] in _SHORT and row["scope"] != "quadrant")]
    for experiment in sorted({row["experiment_id"] for row in shown}):
        console.print(_table(experiment, [row for row in shown if row["experiment_id"] == experiment], chosen))
    for row in _returns(shown):
        console.print(_RETURNED[chosen].format(**row), highlight=False)
    for said in _later(shown, chosen):
        console.print(said, highlight=False)
    console.print(_NOTE[chosen].format(number=len(rows), false=round(0.05 * len(rows))), highlight=False)


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


def _table(experiment: str, rows: list[dict[str, Any]], tongue: Language) -> Table:
    """One experiment's readings line by line."""
    grid = Table(title=experiment)
    for head in _HEADS[tongue]:
        grid.add_column(head, overflow="fold")
    for row in rows:
        shown = percent if row["metric"] in {"conversion", "retention"} else _plain
        told = [shown(row[name]) if row[name] is not None else "—" for name in ("base", "difference", "low", "high")]
        people = f"{count(row['treated'], tongue)}/{count(row['control'], tongue)}"
        ends = f"{told[2]} … {told[3]}" if row["low"] is not None else "—"
        grid.add_row(
            _who(row, tongue), _METRICS[row["metric"]][tongue], str(row["months"] or "—"), people, told[0], told[1],
            ends, VERDICTS[row["verdict"]][tongue],
        )  # fmt: skip
    return grid


def _who(row: dict[str, Any], tongue: Language) -> str:
    """Whom a reading is of."""
    member = escape(str(row["member"]))
    if row["scope"] == "team":
        return _TEAM[tongue].format(team=member)
    return QUADRANT_NAMES.get(member, {"zh": member or "全部", "en": member or "all"})[tongue]


def _plain(value: float) -> str:
    return f"{value:,.2f}"


_POWER: Words = {
    "zh": "{people} 人、留出 {share}：能看出的最小差异是人均 {effect:,.2f}（把握 80%，5% 水平）。",
    "en": "{people} people, {share} left alone: a difference of {effect:,.2f} each is found 4 times in 5 (5 % level).",
}
_NEEDED: Words = {
    "zh": "要看出人均 {effect:g} 的差异，需要 {people} 人，每月 {monthly} 人则要 {months} 个月。",
    "en": "To find {effect:g} each takes {people} people; with {monthly} a month that is {months} months.",
}


@app.command("power")
def power(
    people: Annotated[int, typer.Option(help="people in the experiment, or each month with --effect")] = 10_000,
    sd: Annotated[float, typer.Option(help="standard deviation of what is measured, per person")] = 0.0,
    rate: Annotated[float, typer.Option(help="or, for a share who buy: the usual share, such as 0.077")] = 0.0,
    effect: Annotated[float, typer.Option(help="the difference to be found; default: say what can be found")] = 0.0,
    holdout: Annotated[float, typer.Option(help="share left alone")] = 0.1,
    past: Annotated[float, typer.Option(help="correlation with contribution before, which narrows it")] = 0.0,
    as_json: Json = False,
) -> None:
    """What an experiment of this size could see, before it begins. 实验开始前先看能看出多大的差异。"""
    from guanxi.core.models.experiment import detectable, people_needed  # loads slowly: only where it works

    spread = sd or (rate * (1 - rate)) ** 0.5
    if not (spread > 0 and people > 1 and 0 < holdout < 1 and -1 < past < 1 and 0 <= rate < 1):
        raise InputError(
            "Say how much people differ, and shares between 0 and 1. 请给出离散程度与0到1之间的比例。",
            "guanxi power --people 10000 --rate 0.077 --holdout 0.1, or 或 --sd 300",
        )
    tongue = language()
    if effect:
        needed = people_needed(abs(effect), spread, holdout, past=past)
        months = ceil(needed / people)
        said, told = {"people": needed, "months": months}, _NEEDED[tongue].format(
            effect=effect, people=count(needed, tongue), monthly=count(people, tongue), months=months
        )  # fmt: skip
        print_json(said) if as_json else console.print(told, highlight=False)
        return
    seen = detectable(people * (1 - holdout), people * holdout, spread, past=past)
    told = _POWER[tongue].format(people=count(people, tongue), share=percent(holdout), effect=seen)
    print_json({"detectable": seen}) if as_json else console.print(told, highlight=False)
