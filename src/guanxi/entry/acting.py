"""What happens to a plan once it is made: approved with its experiment, withdrawn, carried out; bookings by hand."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import Any

import pyarrow.parquet as pq

from guanxi.adapters.warehouse.duckdb import DuckWarehouse
from guanxi.core.kernel.errors import InputError, NotFoundError
from guanxi.core.tables import TABLES
from guanxi.entry.workspace import Workspace
from guanxi.handover.ledgers import book
from guanxi.handover.plans import APPROVED, Plan
from guanxi.handover.runs import Run

DONE = "done.json"
HOLDOUT = "holdout"

Row = dict[str, Any]


def approve(workspace: Workspace, plan: Plan, by: str) -> None:
    """Put a plan in force: its experiment is drawn for good (ledger `assignment`), then it is noted as approved.

    Raises InputError when it is in force or withdrawn already, or plans for people of another plan in force.
    """
    with workspace.writing():
        workspace.plans.require_approvable(plan, workspace.runs)
        known = {row["experiment_id"] for row in _ledger(workspace, "assignment", "experiment_id")}
        if plan.plan_id not in known:  # a machine that stopped in between has booked them
            book(workspace.loads, TABLES["assignment"], _assignments(plan), f"assignment {plan.plan_id}")
        plan.note(APPROVED, by)


def withdraw(workspace: Workspace, plan: Plan, by: str) -> None:
    """Take a plan out of force for good; InputError when it was withdrawn already."""
    with workspace.writing():
        workspace.plans.withdraw(plan, by)


def _assignments(plan: Plan) -> Iterator[Row]:
    """Who is in which arm: those planned for, and those held out who would have got the same.

    A stratum is an action in a quadrant: the arms are compared within it.
    """
    held = pq.read_table(plan.file("plan_holdout")).to_pylist()
    share = held[0]["probability"] if held else 0.0
    at = datetime.combine(plan.start, time())
    rows = pq.read_table(plan.file("plan_line"), columns=["customer_id", "action_id", "quadrant"]).to_pylist()
    for row in rows if held else []:
        stratum = f"{row['action_id']}/{row['quadrant']}"
        yield _assignment(plan, row["customer_id"], row["action_id"], at, 1 - share, stratum)
    for row in held:
        stratum = f"{row['action_id'] or 'nothing'}/{row['quadrant']}"
        yield _assignment(plan, row["customer_id"], HOLDOUT, at, share, stratum)


def _assignment(plan: Plan, customer_id: str, arm: str, at: datetime, probability: float, stratum: str) -> Row:
    return {
        "experiment_id": plan.plan_id, "customer_id": customer_id, "arm": arm, "assigned_at": at,
        "probability": probability, "stratum": stratum,
    }  # fmt: skip


def carry_out(workspace: Workspace, plan: Plan, by: str, until: date | None = None) -> int:
    """Book that the lines of a plan in force planned up to a day (default: all) were carried out; return how many.

    Money and minutes go to ledger `investment`, the contact itself to `contact`; a line is booked once.
    """
    if not plan.in_force:
        raise InputError(f"Plan {plan.plan_id} is not in force. 计划没有生效。", "Approve it first 请先批准。")
    with workspace.writing():
        booked = _book(workspace, plan, _lines(workspace, plan, until))
        plan.note(DONE, by)
    return booked


def book_outcomes(workspace: Workspace, plan: Plan, outcomes: Sequence[Mapping[str, Any]]) -> int:
    """Book what single lines of a plan in force came to; return how many were not booked yet.

    An outcome: `customer_id`, `on` (the day, 2026-06-30), `minutes` really spent, `staff`.
    """
    with workspace.writing():
        planned = {line["customer_id"]: line for line in _lines(workspace, plan, None)}
        lines = [_happened(planned[told["customer_id"]], told) for told in outcomes if told["customer_id"] in planned]
        return _book(workspace, plan, lines)


def _book(workspace: Workspace, plan: Plan, lines: Sequence[Row]) -> int:
    """Book lines in both ledgers, each line once in each: a machine may have stopped between the two."""
    fresh = {}
    for table, key, booking in (("investment", "booking_id", _investment), ("contact", "contact_id", _contact)):
        booked = {row[key] for row in _ledger(workspace, table, key)}
        fresh[table] = [booking(plan, line) for line in lines if _booking(plan, line) not in booked]
        book(workspace.loads, TABLES[table], fresh[table], f"{table} {plan.plan_id}")
    return len(fresh["investment"])


def _happened(line: Row, told: Mapping[str, Any]) -> Row:
    """A planned line as it came about: the day, the minutes, who did it."""
    day = date.fromisoformat(str(told["on"]))
    return {**line, "planned_on": day, "minutes": float(told["minutes"]), "owner": told["staff"]}


def _lines(workspace: Workspace, plan: Plan, until: date | None) -> list[Row]:
    """The plan's lines up to a day, each with a record of the person."""
    run = workspace.runs.get(plan.manifest["run_id"])
    with DuckWarehouse(None) as memory:
        memory.mount("identity", [run.file("identity")], TABLES["identity"])
        memory.connection.execute(f"CREATE VIEW line AS SELECT * FROM read_parquet('{plan.file('plan_line')}')")
        last = until or plan.end
        rows: list[Row] = memory.read(
            "SELECT l.*, i.source, i.customer_key FROM line AS l JOIN (SELECT customer_id, min_by(source, customer_key)"
            " AS source, min(customer_key) AS customer_key FROM identity GROUP BY customer_id) AS i USING (customer_id)"
            f" WHERE l.planned_on <= DATE '{last}' ORDER BY customer_id"
        ).to_pylist()
    return rows


def _booking(plan: Plan, line: Row) -> str:
    """The number of a line's bookings: one person has one line in a plan."""
    return f"{plan.plan_id}/{line['customer_id']}"


def _investment(plan: Plan, line: Row) -> Row:
    """A line's money and minutes."""
    return {
        "source": line["source"], "booking_id": _booking(plan, line), "customer_key": line["customer_key"],
        "occurred_at": datetime.combine(line["planned_on"], time(12)), "action_id": line["action_id"],
        "money": line["cost"], "minutes": line["minutes"], "plan_id": plan.plan_id, "staff_id": line["owner"],
    }  # fmt: skip


def _contact(plan: Plan, line: Row) -> Row:
    """A line's contact."""
    action = plan.manifest["actions"][line["action_id"]]
    return {
        "source": line["source"], "contact_id": _booking(plan, line), "customer_key": line["customer_key"],
        "occurred_at": datetime.combine(line["planned_on"], time(12)), "purpose": action["purpose"],
        "channel": action["channel"], "staff_id": line["owner"], "topic": line["action_id"],
        "minutes": line["minutes"], "cost": line["cost"],
    }  # fmt: skip


def invest(
    workspace: Workspace, customer_id: str, action_id: str, *, money: float, minutes: float, on: date, staff: str = ""
) -> str:
    """Book money and minutes spent on one person by hand; return the booking's number.

    An amount below 0 corrects an earlier booking. Raises NotFoundError for an action that the catalogue does not have.
    """
    if action_id not in workspace.settings.actions:
        known = ", ".join(workspace.settings.actions)
        raise NotFoundError(f"There is no action {action_id!r}. 没有这个行动。", f"Actions 可用的行动: {known}")
    record = _record(workspace.runs.latest(), customer_id)
    number = f"hand/{datetime.now(UTC):%Y%m%d%H%M%S%f}"
    row = {
        **record, "booking_id": number, "occurred_at": datetime.combine(on, time(12)), "action_id": action_id,
        "money": money, "minutes": minutes, "staff_id": staff or None,
    }  # fmt: skip
    with workspace.writing():
        book(workspace.loads, TABLES["investment"], [row], f"investment by hand {on}")
    return number


def _record(run: Run, customer_id: str) -> Row:
    """One source record of a person."""
    rows = pq.read_table(run.file("identity"), filters=[("customer_id", "=", customer_id)]).to_pylist()
    if not rows:
        raise NotFoundError(f"Run {run.run_id} knows no customer {customer_id!r}. 没有这位客户。")
    first = min(rows, key=lambda row: (row["source"], row["customer_key"]))
    return {"source": first["source"], "customer_key": first["customer_key"]}


def _ledger(workspace: Workspace, table: str, column: str) -> list[Row]:
    """One column of a ledger."""
    rows: list[Row] = []
    for file in workspace.loads.files(table):
        rows += pq.read_table(file, columns=[column]).to_pylist()
    return rows
