"""What follows in the database when a piece of work has ended: the audit entry, and tasks of an approved plan."""

from collections.abc import Mapping
from typing import Any

from guanxi.ops.audit.chain import note
from guanxi.ops.ground.wiring import wiring
from guanxi.ops.jobs.models import Job
from guanxi.ops.tasks.born import make_tasks, withdraw_tasks
from guanxi.ops.tasks.models import Task
from guanxi.ops.tasks.queries import unbooked


def prepare(kind: str, payload: Mapping[str, Any]) -> dict[str, Any]:
    """What the engine is given: of bookings, everything done by now that is not booked yet."""
    if kind != "outcomes":
        return dict(payload)
    told = [
        {"customer_id": t.customer_id, "on": str(t.ended_on), "minutes": t.minutes or 0.0, "staff": t.ended_by}
        for t in unbooked(str(payload["plan_id"]))
    ]
    return {**payload, "outcomes": told}


def finish(job: Job, result: Mapping[str, Any]) -> None:
    """Note that the work is done; doing this twice changes nothing but the trail, which then says so twice."""
    _follow(job, result)
    told = {name: value for name, value in result.items() if isinstance(value, str | int | float)}
    note(f"worker for {job.actor}", f"job.{job.kind}", {"job": str(job.pk), **told})


def _follow(job: Job, result: Mapping[str, Any]) -> None:
    """Let tasks follow their plan."""
    if job.kind == "approve":
        card, plan = wiring().published.plan(str(result["plan_id"]))
        make_tasks(plan, card.manifest["actions"])
    elif job.kind == "withdraw":
        withdraw_tasks(str(result["plan_id"]))
    elif job.kind == "outcomes":
        Task.objects.filter(plan_id=job.payload["plan_id"], customer_id__in=result["customers"]).update(booked=True)


def catch_up() -> None:
    """Make tasks of plans that were put in force on the command line, as long as their days have not passed."""
    today = wiring().desk.brand()["today"]
    for card in wiring().published.plans():
        if card.state == "withdrawn":
            withdraw_tasks(card.plan_id)
        elif card.state == "approved" and card.end >= today and not Task.objects.filter(plan_id=card.plan_id).exists():
            found, plan = wiring().published.plan(card.plan_id)
            make_tasks(plan, found.manifest["actions"])
