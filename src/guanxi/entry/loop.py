"""The whole loop once, in the demo brand: plan half a year ago, let the world answer, measure, account, plan anew."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from guanxi.adapters.reading import rows as read
from guanxi.core.ports import Progress
from guanxi.entry.accounting import Statement, statement
from guanxi.entry.acting import approve, carry_out
from guanxi.entry.appraising import appraise
from guanxi.entry.importing import Wishes, import_files
from guanxi.entry.measuring import measure
from guanxi.entry.misallocating import Misallocation, misallocation
from guanxi.entry.planning import Request, plan
from guanxi.entry.workspace import Workspace
from guanxi.handover.plans import Plan
from guanxi.handover.readings import Reading
from guanxi.handover.runs import Run
from guanxi.world import World, answer

BACK = 184  # days before the last one, on which the loop begins: half a year passes after the plan's first day
MONEY, MINUTES = 1.0, 0.8  # of a plan, a person
BY = "demo"
_MEMBERS = "SELECT customer_id, max(customer_key) AS member FROM identity WHERE source = 'store' GROUP BY customer_id"
_MORE = "store_receipts_after_plan.csv"


@dataclass(frozen=True, slots=True)
class Loop:
    """What happened: two runs, the plan between them, what was measured, accounted and judged, and the next plan.

    `truth`: money that truly came of the plan, a person planned for, which only the simulated world knows.
    """

    before: Run
    plan: Plan
    held_out: int
    reading: Reading
    truth: float
    statement: Statement
    misallocation: Misallocation
    run: Run
    next: Plan


def live(workspace: Workspace, world: World, people: int, folder: Path, steps: Progress) -> Loop:
    """Live the loop in a workspace that holds a brand's records up to its last day."""
    before = appraise(workspace, world.end - timedelta(days=BACK), steps)
    period = _days(before.as_of)
    asked = Request(MONEY * people, {"advisers": MINUTES * people}, period, run=before.run_id)
    made = plan(workspace, asked, steps)
    approve(workspace, made, BY)
    carry_out(workspace, made, BY)
    lines = pq.read_table(made.file("plan_line"), columns=["customer_id", "action_id"]).to_pylist()
    more = folder / _MORE
    kept = answer(world, _touched(workspace, before, lines), made.start, more)
    _, failed = import_files(workspace, [more], Wishes(), steps)
    for _file, error in failed:
        raise error
    run = appraise(workspace, world.end, steps)
    reading = measure(workspace, None, None, steps)
    again = replace(asked, period="", run=run.run_id)
    return Loop(
        before, made, _held_out(made), reading, kept / max(len(lines), 1),
        statement(workspace, before.as_of, run.as_of, steps), misallocation(workspace, period, steps), run,
        plan(workspace, again, steps),
    )  # fmt: skip


def _held_out(made: Plan) -> int:
    """How many people would have got something of a plan, and were left alone."""
    actions = pq.read_table(made.file("plan_holdout"), columns=["action_id"])["action_id"]
    return int(len(actions) - actions.null_count)


def _days(after: date) -> str:
    """The thirty days that follow a day."""
    return f"{after + timedelta(days=1)}..{after + timedelta(days=30)}"


def _touched(workspace: Workspace, run: Run, lines: list[Mapping[str, Any]]) -> dict[str, str]:
    """The purpose of what is done for each member, by member number."""
    member = {row["customer_id"]: row["member"] for row in read({"identity": run.file("identity")}, _MEMBERS)}
    purposes = {name: action.purpose for name, action in workspace.settings.actions.items()}
    return {member[row["customer_id"]]: purposes[row["action_id"]] for row in lines if row["customer_id"] in member}
