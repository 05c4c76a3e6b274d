"""How far a piece of work is."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from ninja import Router, Schema

from guanxi.core.kernel.errors import NotFoundError
from guanxi.ops.api.doors import actor_of, needs
from guanxi.ops.ground.actors import LEADERS
from guanxi.ops.jobs.models import Job

router = Router(tags=["jobs"])


class Work(Schema):
    """A piece of work: how far it is; when it has ended, what came of it or what went wrong."""

    id: UUID
    kind: str
    state: str
    step: str
    steps: int
    asked_at: datetime
    ended_at: datetime | None
    result: dict[str, str | float]
    error: str
    remedy: str


@router.get("/jobs/{job_id}", **needs("jobs:read", Work))
def get_job(request: HttpRequest, job_id: UUID) -> dict[str, Any]:
    """One piece of work: one's own; for a manager's key, anybody's."""
    found = Job.objects.filter(pk=job_id).first()
    if found is None:
        raise NotFoundError("There is no such work. 没有这项工作。", "Take the id that was given. 请核对编号。")
    actor = actor_of(request)
    if found.actor != actor.name and actor.role not in LEADERS:
        raise PermissionDenied
    told = {name: value for name, value in found.result.items() if isinstance(value, str | int | float)}
    names = ("id", "kind", "state", "step", "steps", "asked_at", "ended_at", "remedy")
    return {name: getattr(found, name) for name in names} | {"result": told, "error": found.message}
