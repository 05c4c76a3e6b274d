"""One piece of work, from asked for to done."""

import uuid

from django.db import models
from django.utils import timezone

QUEUED, RUNNING, DONE, FAILED = "queued", "running", "done", "failed"
STATES = [(state, state) for state in (QUEUED, RUNNING, DONE, FAILED)]


class Job(models.Model):
    """Work for the engine: what, with what, asked for by whom, how far it is, what came of it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=50)
    payload = models.JSONField(default=dict)
    actor = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=STATES, default=QUEUED, db_index=True)
    asked_at = models.DateTimeField(auto_now_add=True)
    due_at = models.DateTimeField(default=timezone.now)
    worker = models.CharField(max_length=64, blank=True, default="")
    beat_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    step = models.CharField(max_length=100, blank=True, default="")
    steps = models.PositiveIntegerField(default=0)
    result = models.JSONField(default=dict)
    message = models.TextField(blank=True, default="")
    remedy = models.TextField(blank=True, default="")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        """Newest first."""

        ordering = ("-asked_at",)

    @property
    def open(self) -> bool:
        """Whether it still waits or runs."""
        return self.state in {QUEUED, RUNNING}
