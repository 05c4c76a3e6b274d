"""Tasks: what plans in force ask of people, and what came of them."""

from datetime import date
from typing import Annotated, Any, Literal

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field, FiniteFloat
from pydantic.json_schema import SkipJsonSchema

from guanxi.ops.api.doors import actor_of, needs
from guanxi.ops.api.filters import Body, Word
from guanxi.ops.api.paging import Asked, place, placed
from guanxi.ops.ground.actors import Actor
from guanxi.ops.tasks import actions
from guanxi.ops.tasks.models import Task
from guanxi.ops.tasks.queries import own

router = Router(tags=["tasks"])
State = Literal["open", "done", "postponed", "declined", "withdrawn"]
Note = Annotated[str, Field(max_length=4000, pattern=r"^[^\x00]*$")]


class TaskOut(Schema):
    """One thing to do for one customer; its note is told to keys that hold identifiers:read."""

    id: int
    plan_id: str
    customer_id: str
    action_id: str
    action_zh: str
    action_en: str
    purpose: str
    channel: str
    team: str
    owner: str
    due_on: date
    planned_minutes: float
    worth: float
    reason_zh: str
    reason_en: str
    state: str
    minutes: float | None
    note: str
    ended_on: date | None
    ended_by: str
    booked: bool


class Tasks(Schema):
    """A page of tasks; `next` is empty after the last."""

    rows: list[TaskOut]
    next: str | None


class WantedTasks(Asked):
    """Which tasks; what is left out lets every task through."""

    state: State | SkipJsonSchema[None] = None
    plan_id: Word = ""
    customer_id: Word = ""
    owner: Annotated[Word, Field(description="The adviser responsible.")] = ""
    due_by: Annotated[date | SkipJsonSchema[None], Field(description="The last day on which it is due.")] = None


class Done(Body):
    """It was done, and took so many minutes."""

    outcome: Literal["done"]
    minutes: Annotated[FiniteFloat, Field(ge=0, le=1440)]
    note: Note = ""


class Postponed(Body):
    """It will be done some days later."""

    outcome: Literal["postponed"]
    days: Annotated[int, Field(ge=1, le=60)]
    note: Note = ""


class Declined(Body):
    """The customer does not want it."""

    outcome: Literal["declined"]
    note: Note = ""


Outcome = Annotated[Done | Postponed | Declined, Field(discriminator="outcome")]


@router.get("/tasks", **needs("tasks:read", Tasks))
def list_tasks(request: HttpRequest, wanted: Query[WantedTasks]) -> dict[str, Any]:
    """Tasks in the order they were made, a page at a time."""
    actor = actor_of(request)
    found = list(_asked(actor, wanted)[: wanted.limit + 1])
    rows = found[: wanted.limit]
    following = place(("tasks",), str(rows[-1].pk)) if len(found) > wanted.limit else None
    return {"rows": [_told(actor, one) for one in rows], "next": following}


@router.post("/tasks/{task_id}/outcome", **needs("tasks:write", TaskOut))
def end_task(request: HttpRequest, task_id: int, came: Outcome) -> dict[str, Any]:
    """Note what came of a task; 409 where it has ended already."""
    actor = actor_of(request)
    match came:
        case Done():
            return _told(actor, actions.done(actor, task_id, came.minutes, came.note))
        case Postponed():
            return _told(actor, actions.postpone(actor, task_id, came.days, came.note))
        case Declined():
            return _told(actor, actions.decline(actor, task_id, came.note))


def _asked(actor: Actor, wanted: WantedTasks) -> QuerySet[Task]:
    """The tasks that are meant, after a place."""
    words = {name: getattr(wanted, name) for name in ("state", "plan_id", "customer_id", "owner")}
    found = own(actor).filter(**{name: word for name, word in words.items() if word})
    if wanted.due_by:
        found = found.filter(due_on__lte=wanted.due_by)
    return found.filter(pk__gt=int(placed(("tasks",), wanted.after) or 0)).order_by("pk")


def _told(actor: Actor, one: Task) -> dict[str, Any]:
    """A task as a program may see it."""
    told = {name: getattr(one, name) for name in TaskOut.model_fields}
    return told if actor.may_identify(one.owner) else told | {"note": ""}
