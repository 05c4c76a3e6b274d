"""What becomes of a task: done, postponed, declined."""

from datetime import date, timedelta

from django.utils import timezone

from guanxi.core.kernel.errors import ConflictError, InputError, NotFoundError
from guanxi.ops.ground.actions import action
from guanxi.ops.ground.actors import CARERS, Actor
from guanxi.ops.ground.wiring import wiring
from guanxi.ops.jobs import queue
from guanxi.ops.jobs.models import QUEUED, RUNNING, Job
from guanxi.ops.tasks.models import DECLINED, DONE, OPEN, POSTPONED, Task
from guanxi.ops.tasks.queries import own

_GATHER = timedelta(minutes=5)
"""Bookings of so long are made together: each becomes a load of its own."""


@action("task.done", CARERS, "完成任务", "Note that a task is done", secret=("note",))
def done(actor: Actor, task: int, minutes: float, note: str = "") -> Task:
    """Note that a task was done and how many minutes it took; its booking follows within minutes."""
    if not 0 <= minutes <= 1440:
        raise InputError(f"{minutes:g} minutes are not possible. 分钟数不对。", "Give 0 to 1,440. 请填 0 到 1440。")
    found = _ended(actor, task, DONE, note, minutes)
    ask_booking(actor, found.plan_id)
    return found


def ask_booking(actor: Actor, plan_id: str) -> None:
    """Ask that what was done for a plan be booked, unless that is asked for already."""
    if not Job.objects.filter(kind="outcomes", state=QUEUED, payload__plan_id=plan_id).exists():
        queue.ask(actor, "outcomes", {"plan_id": plan_id}, due_at=timezone.now() + _GATHER)


@action("task.postpone", CARERS, "推迟任务", "Postpone a task", secret=("note",))
def postpone(actor: Actor, task: int, days: int, note: str = "") -> Task:
    """Do it some days later."""
    if not 1 <= days <= 60:
        raise InputError(f"{days} days are not possible. 天数不对。", "Give 1 to 60 days. 请填 1 到 60 天。")
    found, day = _open(actor, task), today() + timedelta(days=days)
    _require_not_past(found, day)
    found.state, found.note, found.due_on = POSTPONED, note.strip()[:4000], day
    found.save()
    return found


@action("task.decline", CARERS, "客户婉拒", "Note that the customer declined", secret=("note",))
def decline(actor: Actor, task: int, note: str = "") -> Task:
    """Note that the customer does not want it."""
    return _ended(actor, task, DECLINED, note, None)


@action("task.reopen", CARERS, "重开任务", "Open a task again")
def reopen(actor: Actor, task: int) -> Task:
    """Take back what was noted by a slip, as long as it is not booked."""
    found = own(actor).select_for_update().filter(pk=task, booked=False, state__in=(DONE, POSTPONED, DECLINED)).first()
    if found is None:
        raise NotFoundError("It is booked already, or no task of yours. 已入账，或不是您的任务。")
    _require_reopenable(found)
    _require_not_past(found, today())
    found.state, found.minutes, found.ended_on, found.ended_by = OPEN, None, None, ""
    found.due_on = min(found.due_on, today())
    found.save()
    return found


def _require_reopenable(task: Task) -> None:
    """Raise ConflictError where it is being booked just now, or its plan is in force no more."""
    if (
        task.state == DONE
        and Job.objects.filter(kind="outcomes", state=RUNNING, payload__plan_id=task.plan_id).exists()
    ):
        raise ConflictError("It is being booked just now. 正在入账。", "It stays as it is. 请用新的记录更正。")
    if wiring().published.plan(task.plan_id)[0].state != "approved":
        raise ConflictError("Its plan is in force no more. 计划已不再生效。", "Nothing is left to do. 无须再做。")


def _require_not_past(task: Task, day: date) -> None:
    """Raise ConflictError where a later plan leaves the person alone on a day."""
    if task.last_on and day > task.last_on:
        raise ConflictError(
            f"After {task.last_on} another plan leaves this customer alone. 此后另一计划不再联系这位客户。",
            "Do it until then, or leave it. 请在此前完成，或不再处理。",
        )


def today() -> date:
    """Today in the brand's time zone."""
    day: date = wiring().desk.brand()["today"]
    return day


def _open(actor: Actor, task: int) -> Task:
    """A task of theirs that is not ended yet."""
    found = own(actor).select_for_update().filter(pk=task).first()
    if found is None:
        raise NotFoundError("There is no such task of yours. 没有这项任务，或不是您的。")
    if found.state not in {OPEN, POSTPONED}:
        raise ConflictError("That task has ended already. 这项任务已经结束。", "Reload the page. 请刷新页面。")
    return found


def _ended(actor: Actor, task: int, state: str, note: str, minutes: float | None) -> Task:
    """End a task."""
    found = _open(actor, task)
    found.state, found.note, found.minutes = state, note.strip()[:4000], minutes
    found.ended_on, found.ended_by = today(), actor.owner or actor.name
    found.save()
    return found
