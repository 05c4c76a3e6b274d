"""What follows in the database when a piece of work has ended: the audit entry, and tasks of an approved plan."""

from collections.abc import Mapping
from typing import Any

from guanxi.ops.audit.chain import note
from guanxi.ops.jobs.models import Job


def finish(job: Job, result: Mapping[str, Any]) -> None:
    """Note that the work is done; doing this twice changes nothing but the trail, which then says so twice."""
    told = {name: value for name, value in result.items() if isinstance(value, str | int | float)}
    note(f"worker for {job.actor}", f"job.{job.kind}", {"job": str(job.pk), **told})
