"""Plan a period: who gets which action, for a budget and minutes; published, compared, approved."""

import calendar
import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

import guanxi
from guanxi.core import pipeline
from guanxi.core.flow.allocate import Asked
from guanxi.core.kernel.catalogue import QUADRANTS, ActionOptions
from guanxi.core.kernel.errors import InputError
from guanxi.core.kernel.figures import symbol
from guanxi.core.kernel.nearest import did_you_mean
from guanxi.core.ports import Progress
from guanxi.core.tables import TABLES
from guanxi.core.tables.measured import EFFECT_EVIDENCE, TRIAL_PERSON
from guanxi.core.tables.planned import PLAN_LINE
from guanxi.entry.appraising import Quiet
from guanxi.entry.workspace import Engine, Workspace
from guanxi.handover.plans import Plan
from guanxi.handover.runs import Run

READ = ("appraisal", "next_category", "life_event", "identity")
_MONTH = re.compile(r"(\d{4})-(\d{2})")
_RANGE = re.compile(r"(\d{4}-\d{2}-\d{2})\.\.(\d{4}-\d{2}-\d{2})")


@dataclass(frozen=True, slots=True)
class Request:
    """What somebody asks a plan for: money, minutes by team, a period, floors by quadrant, caps by action.

    `risk`: standard deviations taken off effects (default: guanxi.toml's); `explore`: a seed, to try what is unsure.
    """

    budget: float
    minutes: Mapping[str, float] = field(default_factory=dict)
    period: str = ""
    floors: Mapping[str, int] = field(default_factory=dict)
    caps: Mapping[str, int] = field(default_factory=dict)
    risk: float | None = None
    explore: int | None = None
    run: str = ""


def plan(workspace: Workspace, request: Request, progress: Progress | None = None, job: str = "") -> Plan:
    """Make a plan from the latest run (or the one named) and publish it as a draft; `job`: the piece of work it is.

    What plans in force for that time already spend is taken off, and their people are left out. Raises InputError for
    what makes no sense and for floors that cannot be met, NotFoundError where nothing was appraised yet.
    """
    run = workspace.runs.get(request.run) if request.run else workspace.runs.latest()
    start, end = period_of(request.period, run.as_of)
    actions = catalogue(workspace)
    _check(request, actions, _teams(workspace, actions))
    with workspace.scratch() as warehouse:
        in_force = workspace.plans.in_force(start, end)
        name = workspace.plans.next_id(_label(start, end))
        asked = _asked(workspace, request, name, (start, end), actions, in_force)
        mount(workspace, warehouse, run, in_force, start)
        sign = symbol(workspace.settings.brand.currency)
        facts = pipeline.plan(warehouse, asked, run.run_id, sign, progress or Quiet())
        manifest = _manifest(workspace, request, asked, run, in_force, facts) | ({"job": job} if job else {})
        return workspace.plans.publish(warehouse, name, manifest)


def catalogue(workspace: Workspace) -> dict[str, ActionOptions]:
    """The actions in use, by id."""
    return {name: action for name, action in workspace.settings.actions.items() if not action.off}


def period_of(text: str, as_of: date) -> tuple[date, date]:
    """Read a period: 2026-07, 2026-07-01..2026-07-14, or nothing for the month after the appraisal."""
    if not text:
        first = (as_of.replace(day=1) + timedelta(days=32)).replace(day=1)
        return first, first.replace(day=calendar.monthrange(first.year, first.month)[1])
    month, days = _MONTH.fullmatch(text), _RANGE.fullmatch(text)
    with suppress(ValueError):
        if month:
            first = date(int(month[1]), int(month[2]), 1)
            return first, first.replace(day=calendar.monthrange(first.year, first.month)[1])
        if days and days[1] <= days[2]:
            return date.fromisoformat(days[1]), date.fromisoformat(days[2])
    raise InputError(
        f"--period {text!r} is not a period. 期间写法不对。",
        "Write a month as 2026-07, or days as 2026-07-01..2026-07-14 请这样写。",
    )


def _teams(workspace: Workspace, actions: Mapping[str, ActionOptions]) -> list[str]:
    """Whose minutes a plan may be given: those that actions ask minutes of, and the teams of guanxi.toml."""
    return sorted({team for action in actions.values() for team in action.minutes} | set(workspace.settings.teams))


def _check(request: Request, actions: Mapping[str, ActionOptions], teams: Sequence[str]) -> None:
    """Refuse what makes no sense, naming it."""
    _known(request.minutes, teams, "--minutes")
    _known(request.floors, QUADRANTS, "--floor")
    _known(request.caps, actions, "--cap")
    amounts = {"--budget": request.budget, **{f"--minutes {team}": given for team, given in request.minutes.items()}}
    amounts |= {f"--floor {name}": number for name, number in request.floors.items()}
    for name, amount in {**amounts, "--risk": request.risk or 0.0}.items():
        if not 0 <= amount < 1e15:
            raise InputError(
                f"{name} = {amount:g} is not allowed. 数值不合规则。", "Give an amount from 0 请给不小于0的数。"
            )


def _known(given: Iterable[str], known: Iterable[str], option: str) -> None:
    """Refuse a name that is not known."""
    for name in given:
        if name not in known:
            raise InputError(
                f"{option}: there is no {name!r}. 没有这个名称。{did_you_mean(name, known)}",
                f"Names 可用名称: {', '.join(known)}",
            )


def _asked(
    workspace: Workspace,
    request: Request,
    name: str,
    period: tuple[date, date],
    actions: Mapping[str, ActionOptions],
    in_force: Sequence[Plan],
) -> Asked:
    """The request in core's words, with what plans in force spend taken off."""
    spent = [
        pq.read_table(plan.file("plan_line"), columns=["cost", "minutes", "team"]).to_pylist() for plan in in_force
    ]
    lines = [line for plan in spent for line in plan]
    minutes = {name: team.minutes for name, team in workspace.settings.teams.items()} | dict(request.minutes)
    for line in lines:
        if line["team"]:
            minutes[line["team"]] = max(minutes.get(line["team"], 0.0) - line["minutes"], 0.0)
    options = workspace.settings.plan
    options = options if request.risk is None else replace(options, risk=request.risk)
    left = max(request.budget - sum(line["cost"] for line in lines), 0.0)
    return Asked(
        name, *period, left, minutes, actions, workspace.settings.teams, options, request.floors, request.caps,
        request.explore,
    )  # fmt: skip


def mount(workspace: Workspace, warehouse: Engine, run: Run, in_force: Sequence[Plan], start: date) -> None:
    """Show the run's tables, lines of plans in force, who was who in plans not over by a day, evidence, ended plans."""
    for table in READ:
        warehouse.mount(table, [run.file(table)], TABLES[table])
    warehouse.mount("settled_line", [plan.file("plan_line") for plan in in_force], PLAN_LINE)
    then = sorted({str(plan.manifest["run_id"]) for plan in workspace.plans.not_over(start)} - {run.run_id})
    warehouse.mount("identity_then", [workspace.runs.get(name).file("identity") for name in then], TABLES["identity"])
    reading = workspace.readings.latest(start)
    for told in (EFFECT_EVIDENCE, TRIAL_PERSON):
        warehouse.mount(told.name, [reading.file(told.name)] if reading and reading.has(told.name) else [], told)
    ended = [plan.plan_id for plan in workspace.plans.list() if plan.end < start]
    warehouse.write("ended_plan", pa.table({"plan_id": pa.array(ended, pa.string())}))


def _label(start: date, end: date) -> str:
    """A period in a plan's name: its month, where it is one."""
    whole = start.day == 1 and end.day == calendar.monthrange(start.year, start.month)[1] and end.month == start.month
    return f"{start:%Y-%m}" if whole else f"{start:%Y-%m-%d}"


def _manifest(
    workspace: Workspace,
    request: Request,
    asked: Asked,
    run: Run,
    in_force: Sequence[Plan],
    facts: Mapping[str, object],
) -> dict[str, Any]:
    """Everything needed to make the plan again."""
    return {
        "created_at": datetime.now(UTC).isoformat(timespec="microseconds"),
        "start": asked.start.isoformat(),
        "end": asked.end.isoformat(),
        "run_id": run.run_id,
        "as_of": run.as_of.isoformat(),
        "guanxi": guanxi.__version__,
        "currency": workspace.settings.brand.currency,
        "request": asdict(request),
        "left": {"budget": asked.budget, "minutes": dict(asked.minutes)},
        "plans_in_force": [plan.plan_id for plan in in_force],
        "actions": {name: asdict(action) for name, action in asked.actions.items()},
        "options": asdict(asked.options),
        "facts": dict(facts),
    }
