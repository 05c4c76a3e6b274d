"""The worker's side: each kind of work done by the same functions that the command line calls."""

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from guanxi.core.kernel.errors import NotFoundError
from guanxi.entry import acting
from guanxi.entry.web import feeding
from guanxi.entry.workspace import Workspace
from guanxi.handover.plans import Plan

Payload = Mapping[str, Any]
Result = dict[str, Any]


class Steps:
    """Progress port on the job that waits for it."""

    def __init__(self, told: Callable[[str], None]) -> None:
        self.step = told


class Bench:
    """Workshop port on a workspace, opened anew for each piece of work: its settings may have changed."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def work(self, kind: str, job_id: str, payload: Payload, step: Callable[[str], None]) -> Result:
        """Do a piece of work."""
        if kind not in WORKS:
            raise NotFoundError(f"There is no work called {kind!r}. 没有这种工作。")
        return WORKS[kind](Workspace.open(self._root), job_id, payload, Steps(step))


def _appraise(workspace: Workspace, job_id: str, payload: Payload, steps: Steps) -> Result:
    """Appraise; a run that this job published before it was cut off is the result."""
    from guanxi.entry.appraising import appraise  # the models load slowly: only where they work

    run = workspace.runs.of_job(job_id) or appraise(workspace, _day(payload.get("as_of")), steps, job_id)
    return {"run_id": run.run_id, "as_of": run.as_of.isoformat(), "href": "/map/"}


def _plan(workspace: Workspace, job_id: str, payload: Payload, steps: Steps) -> Result:
    """Make a plan, once."""
    from guanxi.entry.planning import Request, plan  # likewise

    found = workspace.plans.of_job(job_id) or plan(workspace, Request(**payload), steps, job_id)
    return {"plan_id": found.plan_id, "href": f"/plans/{found.plan_id}/"}


def _approve(workspace: Workspace, job_id: str, payload: Payload, steps: Steps) -> Result:
    """Put a plan in force; what was approved by the same person already stays so."""
    plan, by = _named(workspace, payload), str(payload["by"])
    if not (plan.in_force and (plan.approved or {}).get("by") == by):
        acting.approve(workspace, plan, by)
    return {"plan_id": plan.plan_id, "href": f"/plans/{plan.plan_id}/"}


def _withdraw(workspace: Workspace, job_id: str, payload: Payload, steps: Steps) -> Result:
    """Take a plan out of force."""
    plan, by = _named(workspace, payload), str(payload["by"])
    if (plan.withdrawn or {}).get("by") != by:
        acting.withdraw(workspace, plan, by)
    return {"plan_id": plan.plan_id, "href": f"/plans/{plan.plan_id}/"}


def _outcomes(workspace: Workspace, job_id: str, payload: Payload, steps: Steps) -> Result:
    """Book what tasks came to; each is booked once."""
    outcomes = payload["outcomes"]
    booked = acting.book_outcomes(workspace, _named(workspace, payload), outcomes)
    return {"booked": booked, "customers": [told["customer_id"] for told in outcomes]}


def _measure(workspace: Workspace, job_id: str, payload: Payload, steps: Steps) -> Result:
    """Read the experiments; reading twice says the same."""
    from guanxi.entry.measuring import measure  # likewise

    reading = measure(workspace, _day(payload.get("as_of")), progress=steps)
    return {"as_of": reading.as_of.isoformat(), "href": "/returns/"}


def _statement(workspace: Workspace, job_id: str, payload: Payload, steps: Steps) -> Result:
    """Account between two appraised days."""
    from guanxi.entry.accounting import statement  # likewise

    made = statement(workspace, _day(payload.get("since")), _day(payload.get("until")), steps, job_id)
    return {
        "since": made.opening.as_of.isoformat(), "until": made.closing.as_of.isoformat(), "rows": made.rows,
        "kept": job_id, "winning": made.cost_of_winning, "keeping": made.cost_of_keeping, "href": "/statement/",
    }  # fmt: skip


def _named(workspace: Workspace, payload: Payload) -> Plan:
    """The plan that is meant."""
    return workspace.plans.get(str(payload["plan_id"]))


def _day(text: object) -> date | None:
    """A day, where one is given."""
    return date.fromisoformat(str(text)) if text else None


WORKS: dict[str, Callable[[Workspace, str, Payload, Steps], Result]] = {
    "appraise": _appraise, "plan": _plan, "approve": _approve, "withdraw": _withdraw, "outcomes": _outcomes,
    "measure": _measure, "statement": _statement, "preview": feeding.preview, "import": feeding.load,
    "undo": feeding.undo,
}  # fmt: skip
