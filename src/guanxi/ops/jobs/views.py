"""How far a piece of work is."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from guanxi.ops.ground.actors import LEADERS, LOOKERS, Role
from guanxi.ops.ground.doors import actor_of, door
from guanxi.ops.jobs.models import Job
from guanxi.ops.jobs.words import KINDS, STATES


@door(LOOKERS | {Role.INTEGRATOR})
def job(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """One piece of work: its page, or only its state for a page that asks again every second."""
    found = Job.objects.filter(pk=job_id).first()
    if found is None:
        raise Http404
    actor = actor_of(request)
    if found.actor != actor.name and actor.role not in LEADERS:
        raise PermissionDenied
    part = getattr(request, "htmx", False)
    return render(
        request, "jobs/state.html" if part else "jobs/job.html", {"job": found, "kinds": KINDS, "states": STATES}
    )
