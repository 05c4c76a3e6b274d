"""Tasks come from lines of a plan that was approved, and go when it is withdrawn."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db.models import Q

from guanxi.core.ports import Snapshot
from guanxi.ops.published.planned import every_line, left_alone
from guanxi.ops.tasks.models import OPEN, POSTPONED, WITHDRAWN, Task

_PEOPLE = 500  # named in one query


def make_tasks(plan: Snapshot, actions: Mapping[str, Mapping[str, Any]]) -> int:
    """Make a task of every line that takes somebody's time; again, it makes none; return how many there are."""
    lines = (line for line in every_line(plan) if line["minutes"] > 0)
    tasks = [_task(plan.run_id, line, actions.get(line["action_id"], {})) for line in lines]
    Task.objects.bulk_create(tasks, batch_size=1000, ignore_conflicts=True)
    return Task.objects.filter(plan_id=plan.run_id).count()


def withdraw_tasks(plan_id: str) -> int:
    """Take back what is not ended yet."""
    return Task.objects.filter(plan_id=plan_id, state__in=(OPEN, POSTPONED)).update(state=WITHDRAWN)


def rest(plan: Snapshot, earlier: Iterable[str], last: date) -> None:
    """Whom a plan leaves alone has tasks of earlier plans until a day, and none from then on."""
    lasting = Q(last_on=None) | Q(last_on__gt=last)
    tasks = Task.objects.filter(lasting, plan_id__in=list(earlier), booked=False).exclude(state=WITHDRAWN)
    people = sorted(set(tasks.values_list("customer_id", flat=True)))
    for start in range(0, len(people), _PEOPLE):
        held = left_alone(plan, people[start : start + _PEOPLE])
        tasks.filter(customer_id__in=held).update(last_on=last)


def wake(last: date) -> None:
    """Forget a last day: the plan that set it was withdrawn."""
    Task.objects.filter(last_on=last).update(last_on=None)


def _task(plan_id: str, line: Mapping[str, Any], action: Mapping[str, Any]) -> Task:
    """One line as a task."""
    return Task(
        plan_id=plan_id, customer_id=line["customer_id"], action_id=line["action_id"],
        action_zh=action.get("name_zh", line["action_id"]), action_en=action.get("name_en", line["action_id"]),
        purpose=action.get("purpose", "care"), channel=action.get("channel", ""), team=line["team"] or "",
        owner=line["owner"] or "", due_on=line["planned_on"], planned_minutes=line["minutes"],
        worth=line["effect"] - line["cost"], reason_zh=line["reason_zh"], reason_en=line["reason_en"],
    )  # fmt: skip
