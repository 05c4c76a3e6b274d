"""Measure: what experiments say, published so that the next plan knows it."""

from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

import guanxi
from guanxi.core import pipeline
from guanxi.core.ports import Progress
from guanxi.core.tables import TABLES
from guanxi.core.tables.planned import PLAN_HOLDOUT, PLAN_LINE
from guanxi.entry.appraising import Quiet, day_of
from guanxi.entry.same_ids import require_same_ids
from guanxi.entry.workspace import Engine, Workspace
from guanxi.handover.readings import Reading


def measure(
    workspace: Workspace, as_of: date | None = None, truth: Path | None = None, progress: Progress | None = None
) -> Reading:
    """Read every experiment at the end of a day (default: the last order's) and publish what it says.

    `truth`: also write one row per person and experiment (arm, stratum, contribution before and after) to this Parquet
    file, from which anybody can compute it again.
    """
    require_same_ids(workspace)
    with workspace.scratch() as warehouse:
        day = day_of(warehouse, as_of)
        _mount(workspace, warehouse)
        pipeline.measure(warehouse, day, workspace.options, progress or Quiet())
        if truth:
            warehouse.save("SELECT * FROM followed ORDER BY experiment_id, customer_id", truth)
        made = {"created_at": datetime.now(UTC).isoformat(timespec="microseconds"), "guanxi": guanxi.__version__}
        return workspace.readings.publish(warehouse, day, {**made, "currency": workspace.settings.brand.currency})


def _mount(workspace: Workspace, warehouse: Engine) -> None:
    """Show the runs that plans' experiments stood on, their appraisals, whose time they take, and what minutes cost."""
    runs = {run.run_id: run for run in workspace.runs.list()}
    stood = {plan.plan_id: str(plan.manifest["run_id"]) for plan in workspace.plans.list() if plan.in_force}
    there = {plan: run for plan, run in stood.items() if run in runs}
    columns = {"experiment_id": list(there), "run_id": list(there.values())}
    warehouse.write("drawn_from", pa.table({name: pa.array(values, pa.string()) for name, values in columns.items()}))
    prices = _minute_prices(workspace)
    kinds = {"action_id": pa.array(list(prices), pa.string()), "price": pa.array(list(prices.values()), pa.float64())}
    warehouse.write("minute_price", pa.table(kinds))
    files = [runs[name].file("appraisal") for name in sorted(set(there.values()))]
    warehouse.mount("looks_then", files, TABLES["appraisal"])
    for table in (PLAN_LINE, PLAN_HOLDOUT):
        files = [plan.file(table.name) for plan in workspace.plans.list() if plan.approved]
        known = [file for file in files if "team" in pq.read_schema(file).names]  # plans made before teams were told
        warehouse.mount(table.name.replace("plan", "drawn"), known, table)


def _minute_prices(workspace: Workspace) -> dict[str, float]:
    """What a minute of each action costs, by the rates of the teams that give it."""
    rates = {team.role or name: team.rate for name, team in workspace.settings.teams.items()}
    return {
        name: sum(minutes * rates.get(role, 0.0) for role, minutes in action.minutes.items())
        / sum(action.minutes.values())
        / 60
        for name, action in workspace.settings.actions.items()
        if sum(action.minutes.values()) > 0
    }
