"""`guanxi plan`: who gets which action for a budget and minutes; show, compare, approve, withdraw, export."""

import getpass
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import pyarrow.parquet as pq
import typer
from rich.markup import escape
from rich.table import Table

from guanxi.adapters.export import export as write_file
from guanxi.core.kernel.errors import InputError
from guanxi.core.kernel.figures import count, money
from guanxi.core.kernel.words import POLICY_NAMES, QUADRANT_NAMES, Language, Words
from guanxi.entry import acting
from guanxi.entry.cli.app import Json, app, console, print_json, progress, workspace
from guanxi.entry.cli.tables import narrow, slim
from guanxi.entry.cli.value import page_file
from guanxi.entry.planned import STATES, best_lines, read, said, state, summary, total, write_page
from guanxi.entry.web.console import act
from guanxi.entry.workspace import Workspace
from guanxi.handover.plans import Plan

_STEPS = 12  # about as many as a plan takes
_SHOWN = 5  # lines of a plan
_PERIOD = 2  # the column that a narrow screen goes without
_HEADS: dict[Language, tuple[str, ...]] = {
    "zh": ("象限", "行动", "人数", "花费", "分钟", "预计多带来", "净得"),
    "en": ("Quadrant", "Action", "People", "Cost", "Minutes", "Effect", "Net"),
}
_POLICY_HEADS: dict[Language, tuple[str, ...]] = {
    "zh": ("做法（同样的钱和工时）", "人数", "花费", "分钟", "预计净得"),
    "en": ("With the same money and minutes", "People", "Cost", "Minutes", "Expected net"),
}
_LINES: Words = {"zh": "其中几条", "en": "Some of its lines"}
_DONE: dict[str, Words] = {
    "approve": {
        "zh": "[green]✓[/] 计划 {plan} 已批准，开始生效：安排 {planned} 人，另抽出 {held} 人留着不动，好做比较。",
        "en": "[green]✓[/] Plan {plan} is approved and in force: {planned} people are planned for, {held} were drawn "
        "to be left alone, to compare.",
    },
    "withdraw": {"zh": "[green]✓[/] 计划 {plan} 已撤回。", "en": "[green]✓[/] Plan {plan} is withdrawn."},
    "done": {
        "zh": "[green]✓[/] 计划 {plan}：{lines} 条已入账（投入与联系记录）。",
        "en": "[green]✓[/] Plan {plan}: {lines} lines are booked as carried out (investment and contact).",
    },
    "export": {"zh": "[green]✓[/] {rows} 行 → {file}", "en": "[green]✓[/] {rows} lines → {file}"},
}


class Verb(StrEnum):
    """What to do with plans."""

    MAKE = "make"
    LIST = "list"
    SHOW = "show"
    COMPARE = "compare"
    APPROVE = "approve"
    WITHDRAW = "withdraw"
    DONE = "done"
    EXPORT = "export"


@app.command("plan")
def plan(
    *,
    verb: Annotated[
        Verb, typer.Argument(help="make one (as --budget does), or what to do with those there are")
    ] = Verb.MAKE,
    names: Annotated[list[str] | None, typer.Argument(help="plans; default: the newest")] = None,
    budget: Annotated[float, typer.Option(help="money of the period")] = -1.0,
    minutes: Annotated[list[str] | None, typer.Option("--minutes", help="TEAM=12000, several times")] = None,
    period: Annotated[str, typer.Option(help="2026-07 or 2026-07-01..2026-07-14; default: the month to come")] = "",
    floor: Annotated[list[str] | None, typer.Option("--floor", help="at least: sleeping_gold=500")] = None,
    cap: Annotated[list[str] | None, typer.Option("--cap", help="at most: coupon=2000")] = None,
    risk: Annotated[
        float | None, typer.Option(help="standard deviations taken off effects; default: guanxi.toml's")
    ] = None,
    explore: Annotated[int | None, typer.Option(help="a seed: try what is unsure too")] = None,
    run_name: Annotated[str, typer.Option("--run", help="a run's name or number; default: the latest")] = "",
    to: Annotated[Path | None, typer.Option("--to", help="for export: FILE.parquet, FILE.csv or FILE.xlsx")] = None,
    page: Annotated[Path | None, typer.Option("--report", help="also write this HTML page")] = None,
    as_json: Json = False,
) -> None:
    """Plan who gets what for a budget and minutes; show, compare, approve, export plans. 计划钱和工时用在谁身上。"""
    here = workspace()
    if verb is Verb.MAKE:
        from guanxi.entry.planning import Request  # the models load slowly: only where they work

        floors, caps = (
            {name: int(value) for name, value in pairs(given, option).items()}
            for given, option in ((floor, "--floor"), (cap, "--cap"))
        )
        time = pairs(minutes, "--minutes")
        made = _make(here, Request(_money(budget), time, period, floors, caps, risk, explore, run_name))
        _show(here, made, as_json, page)
    elif verb in (Verb.LIST, Verb.COMPARE):
        chosen = [here.plans.get(name) for name in names or []] or here.plans.list()
        rows = [{**total(plan), "state": state(plan)} for plan in chosen]
        print_json(rows) if as_json else console.print(_plans(rows, here))
    elif verb is Verb.EXPORT and to is None:
        raise InputError("Say where to. 请给出文件名。", "guanxi plan export ID --to plan.xlsx")
    else:
        _one(here, verb, here.plans.get(names[0] if names else ""), page if verb is Verb.SHOW else to, as_json)


def _money(budget: float) -> float:
    """The budget, which somebody must name."""
    if budget < 0:
        raise InputError(
            "Say how much money there is. 请给出预算。", "guanxi plan --budget 500000 --minutes advisers=12000"
        )
    return budget


def _one(here: Workspace, verb: Verb, plan: Plan, to: Path | None, as_json: bool) -> None:
    """Do something with one plan."""
    if verb is Verb.SHOW:
        _show(here, plan, as_json, to)
    elif verb is Verb.EXPORT and to is not None:
        _export(here, plan, to)
    else:
        _settle(here, plan, verb)


def pairs(given: list[str] | None, option: str) -> dict[str, float]:
    """Read NAME=NUMBER, several times; InputError shows how."""
    found: dict[str, float] = {}
    for text in given or []:
        name, _, value = text.partition("=")
        try:
            found[name.strip()] = float(value)
        except ValueError as error:
            raise InputError(
                f"{option} {text!r} is not NAME=NUMBER. 写法不对。", f"Write it like {option} advisers=12000 请这样写。"
            ) from error
    return found


def _make(here: Workspace, request: Any) -> Plan:
    """Make a plan."""
    from guanxi.entry.planning import plan as make  # likewise

    with progress(_STEPS) as steps:
        return make(here, request, steps)


def _plans(rows: Sequence[dict[str, Any]], here: Workspace) -> Table:
    """Lay plans out, one a row."""
    tongue, currency = here.settings.language, here.settings.brand.currency
    heads: Words = {
        "zh": "计划,状态,期间,预算,人数,花费,分钟,净得,差距",
        "en": "Plan,State,Period,Budget,People,Cost,Minutes,Net,Gap",
    }
    left_out = _PERIOD if narrow() else None  # a plan's name tells when it begins
    shown = [head for place, head in enumerate(heads[tongue].split(",")) if place != left_out]
    grid = slim(shown, figures=range(len(shown) - 6, len(shown)), whole=range(len(shown)))
    for row in rows:
        amounts = [money(row[name], tongue, currency) for name in ("budget", "cost", "net")]
        cells = [
            row["plan_id"], STATES[row["state"]][tongue], f"{row['start']} – {row['finish']}", amounts[0],
            count(row["customers"], tongue), amounts[1], count(round(row["minutes"]), tongue), amounts[2],
            f"{100 * row['gap']:.2g}%",
        ]  # fmt: skip
        grid.add_row(*(cell for place, cell in enumerate(cells) if place != left_out))
    return grid


def _show(here: Workspace, plan: Plan, as_json: bool, page: Path | None = None) -> None:
    """Show one plan: what it is, by quadrant and action, beside plainer policies, and some lines."""
    if page:
        write_page(plan, here.settings.brand.name, page_file(page, "plan.html"), here.settings.language)
    tongue, currency = here.settings.language, here.settings.brand.currency
    lines = best_lines(plan, _SHOWN)
    policies = read(plan, "SELECT * FROM plan_policy ORDER BY net DESC")
    if as_json:
        tables = {name: read(plan, f"SELECT * FROM {name}") for name in ("plan_price", "plan_curve")}
        print_json({
            "plan": total(plan), "state": state(plan), "summary": summary(plan), "policies": policies, **tables,
            "facts": plan.manifest["facts"], "said": said(plan, currency), "lines": lines,
        })  # fmt: skip
        return
    for words in said(plan, currency):
        console.print(escape(words[tongue]), highlight=False, soft_wrap=True)
    if lines:
        console.print(_summary(summary(plan), plan, tongue, currency))
        console.print(_policies(policies, tongue, currency))
        console.print(f"[bold]{_LINES[tongue]}[/]")
        for line in lines:
            console.print(f"{line['customer_id']}  {escape(line[f'reason_{tongue}'])}", highlight=False, soft_wrap=True)


def _summary(rows: Sequence[dict[str, Any]], plan: Plan, language: Language, currency: str) -> Table:
    """Lay out what goes where."""
    grid = slim(_HEADS[language], figures=range(2, len(_HEADS[language])))
    for row in rows:
        action = plan.manifest["actions"][row["action_id"]][f"name_{language}"]
        amounts = [money(row[name], language, currency) for name in ("cost", "effect", "net")]
        grid.add_row(
            QUADRANT_NAMES[row["quadrant"]][language], escape(action), count(row["customers"], language), amounts[0],
            count(round(row["minutes"]), language), *amounts[1:],
        )  # fmt: skip
    return grid


def _policies(rows: Sequence[dict[str, Any]], language: Language, currency: str) -> Table:
    """Lay out the plan beside plainer policies."""
    grid = slim(_POLICY_HEADS[language], figures=range(1, len(_POLICY_HEADS[language])))
    for row in rows:
        name = POLICY_NAMES[row["policy"]][language]
        grid.add_row(
            f"✓ {name}" if row["policy"] == "plan" else name, count(row["customers"], language),
            money(row["cost"], language, currency), count(round(row["minutes"]), language),
            money(row["net"], language, currency),
        )  # fmt: skip
    return grid


def _export(here: Workspace, plan: Plan, to: Path) -> None:
    """Write a plan's lines to a file."""
    rows = pq.read_table(plan.file("plan_line"))
    write_file(rows, to)
    console.print(_DONE["export"][here.settings.language].format(rows=rows.num_rows, file=to))


def _settle(here: Workspace, plan: Plan, verb: Verb) -> None:
    """Approve a plan, withdraw it, or book that it was carried out."""
    who, lines = getpass.getuser(), 0
    if verb in {Verb.APPROVE, Verb.WITHDRAW}:
        act(here.root, f"plan.{verb.value}", who, plan_id=plan.plan_id)
    else:
        lines = acting.carry_out(here, plan, who)
    tongue, rows = here.settings.language, plan.manifest["rows"]
    people = {name: count(rows[table], tongue) for name, table in (("planned", "plan_line"), ("held", "plan_holdout"))}
    console.print(_DONE[verb.value][tongue].format(plan=plan.plan_id, lines=lines, **people), highlight=False)
