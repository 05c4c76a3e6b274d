"""What follows in the database when a piece of work has ended: the audit entry, and tasks of an approved plan."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from guanxi.ops.audit.chain import note
from guanxi.ops.ground.actors import console
from guanxi.ops.ground.wiring import wiring
from guanxi.ops.jobs.models import Job
from guanxi.ops.tasks.actions import ask_booking
from guanxi.ops.tasks.born import make_tasks, outlasting, rest, wake, withdraw_tasks
from guanxi.ops.tasks.models import DONE, Task
from guanxi.ops.tasks.queries import unbooked

_DAY = timedelta(days=1)


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
    """Let tasks follow their plan, and bookings what was done."""
    if job.kind in {"approve", "withdraw"}:
        _follow_plan(str(result["plan_id"]))
    elif job.kind == "outcomes":
        plan_id = str(job.payload["plan_id"])
        Task.objects.filter(plan_id=plan_id, customer_id__in=result["customers"], state=DONE).update(booked=True)
        _book_the_rest(plan_id)


def _follow_plan(plan_id: str) -> None:
    """Tasks of a plan in force are there, those of a plan withdrawn are taken back; whoever is last sees the last."""
    card, plan = wiring().published.plan(plan_id)
    if card.state == "approved":
        make_tasks(plan, card.manifest["actions"])
    if wiring().published.plan(plan_id)[0].state == "withdrawn":
        withdraw_tasks(plan_id)
        wake(card.start - _DAY)
    _rest_from(card.start)


def _rest_from(day: date) -> None:
    """Whom a plan that begins on a day or later leaves alone has no task of an earlier one from its first day on."""
    cards = [card for card in wiring().published.plans() if card.state == "approved"]
    for card in cards:
        if card.start >= day:
            last = card.start - _DAY
            earlier = outlasting([one.plan_id for one in cards if one.start < card.start], last)
            rest(wiring().published.left_alone(card.plan_id, earlier), last)


def _book_the_rest(plan_id: str) -> None:
    """Ask for another booking where something was done while the last one was at work."""
    if unbooked(plan_id).exists():
        ask_booking(console("worker"), plan_id)


def catch_up() -> None:
    """What was put in force on the command line, or left when a worker died: tasks of days to come, bookings."""
    today = wiring().desk.brand()["today"]
    for card in wiring().published.plans():
        if card.state == "withdrawn" or (card.state == "approved" and card.end >= today):
            _follow_plan(card.plan_id)
        _book_the_rest(card.plan_id)
