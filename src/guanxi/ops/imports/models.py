"""A file that somebody uploaded."""

import uuid

from django.db import models

from guanxi.ops.jobs.models import Job


class Upload(models.Model):
    """A file as it was brought: its own name, who brought it, how it is to be read, and the work done on it.

    It is stored under its `id`; its name is only ever shown.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=120)
    size = models.BigIntegerField()
    actor = models.CharField(max_length=200)
    uploaded_at = models.DateTimeField(auto_now_add=True)
    choice = models.JSONField(default=dict)
    preview = models.ForeignKey(Job, null=True, on_delete=models.SET_NULL, related_name="+")
    loading = models.ForeignKey(Job, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        """Newest first."""

        ordering = ("-uploaded_at",)

    @property
    def work(self) -> Job | None:
        """The work asked for last: the import where one was asked for, else the trial."""
        return self.loading or self.preview

    @property
    def busy(self) -> bool:
        """Whether work on it waits or runs."""
        return any(job is not None and job.open for job in (self.preview, self.loading))
