"""Tasks come from lines of a plan that was approved, and go when it is withdrawn."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from guanxi.core.ports import Snapshot
from guanxi.ops.published.planned import every_line
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


def outlasting(plans: Iterable[str], last: date) -> list[str]:
    """Those of some plans that have tasks for longer than until a day."""
    return sorted(set(_until(last).filter(plan_id__in=list(plans)).values_list("plan_id", flat=True)))


def rest(left_alone: Mapping[str, Collection[str]], last: date) -> None:
    """Whom a plan leaves alone, told by earlier plan, has tasks of those until a day, and none from then on."""
    for plan_id, held in left_alone.items():
        people = sorted(held)
        for start in range(0, len(people), _PEOPLE):
            some = people[start : start + _PEOPLE]
            _until(last).filter(plan_id=plan_id, customer_id__in=some).update(last_on=last)


def wake(last: date) -> None:
    """Forget a last day: the plan that set it was withdrawn."""
    Task.objects.filter(last_on=last).update(last_on=None)


def _until(last: date) -> QuerySet[Task]:
    """Tasks that may end after a day."""
    return Task.objects.filter(Q(last_on=None) | Q(last_on__gt=last), booked=False).exclude(state=WITHDRAWN)


def _task(plan_id: str, line: Mapping[str, Any], action: Mapping[str, Any]) -> Task:
    """One line as a task."""
    return Task(
        plan_id=plan_id, customer_id=line["customer_id"], action_id=line["action_id"],
        action_zh=action.get("name_zh", line["action_id"]), action_en=action.get("name_en", line["action_id"]),
        purpose=action.get("purpose", "care"), channel=action.get("channel", ""), team=line["team"] or "",
        owner=line["owner"] or "", due_on=line["planned_on"], planned_minutes=line["minutes"],
        worth=line["effect"] - line["cost"], reason_zh=line["reason_zh"], reason_en=line["reason_en"],
    )  # fmt: skip
