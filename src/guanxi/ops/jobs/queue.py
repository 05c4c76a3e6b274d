"""The queue: ask for work, claim it, tell how far it is, end it. One conditional UPDATE decides who works."""

import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, Q
from django.utils import timezone

from guanxi.core.kernel.errors import GuanxiError
from guanxi.ops.ground.actors import Actor
from guanxi.ops.jobs.models import DONE, FAILED, QUEUED, RUNNING, Job

SILENT = timedelta(seconds=30)
"""After so long without a sign a worker counts as gone, and its job is offered again."""
MOST_ATTEMPTS = 3


def ask(actor: Actor, kind: str, payload: Mapping[str, Any], due_at: datetime | None = None) -> Job:
    """Queue a piece of work, to be begun at once or from a time on."""
    due = due_at or timezone.now()
    return Job.objects.create(kind=kind, payload=dict(payload), actor=actor.name, due_at=due)


def claim(worker: str, only: uuid.UUID | None = None) -> Job | None:
    """Take the oldest work that waits, or whose worker has gone silent, or only this; None where there is none."""
    give_up()
    gone = Q(state=RUNNING, beat_at__lt=timezone.now() - SILENT)
    waiting = Q(state=QUEUED, due_at__lte=timezone.now())
    named = Q(pk=only) if only else Q()
    for job in Job.objects.filter((waiting | gone) & named).order_by("asked_at")[:5]:
        now = timezone.now()
        same = Job.objects.filter(pk=job.pk, state=job.state, worker=job.worker, attempts=job.attempts)
        token = f"{worker}/{uuid.uuid4().hex[:8]}"
        if same.update(state=RUNNING, worker=token, beat_at=now, attempts=F("attempts") + 1, step="", steps=0):
            job.refresh_from_db()
            return job
    return None


def give_up() -> None:
    """End what several workers died of."""
    gone = Job.objects.filter(state=RUNNING, attempts__gte=MOST_ATTEMPTS, beat_at__lt=timezone.now() - SILENT)
    gone.update(
        state=FAILED, ended_at=timezone.now(), message="It stopped three times without an answer. 连续三次中断。",
        remedy="Look at the worker's log, then ask for it again. 请查看后台日志后重试。",
    )  # fmt: skip


def beat(job: Job, step: str = "") -> bool:
    """Give a sign of life; False where the work was given to somebody else meanwhile."""
    changes: dict[str, Any] = {"beat_at": timezone.now()}
    if step:
        changes |= {"step": step[:100], "steps": F("steps") + 1}
    return bool(_mine(job).update(**changes))


def done(job: Job, result: Mapping[str, Any]) -> bool:
    """End it well; False where it was given to somebody else meanwhile."""
    return bool(_mine(job).update(state=DONE, result=dict(result), ended_at=timezone.now()))


def failed(job: Job, error: GuanxiError) -> bool:
    """End it with what went wrong and what to do."""
    ended = {"state": FAILED, "ended_at": timezone.now(), "message": error.message, "remedy": error.remedy}
    return bool(_mine(job).update(**ended))


def later(job: Job) -> bool:
    """Put it back: somebody else is writing; that was no attempt."""
    return bool(_mine(job).update(state=QUEUED, worker="", attempts=F("attempts") - 1))


def _mine(job: Job) -> Any:
    """The job as long as this claim holds."""
    return Job.objects.filter(pk=job.pk, state=RUNNING, worker=job.worker)
