"""One row for each thing done; the last row's hash is kept apart, so that cutting the end off is seen too."""

from typing import Any, NoReturn

from django.db import models


class Entry(models.Model):
    """One thing somebody did."""

    number = models.BigIntegerField(primary_key=True)
    at = models.CharField(max_length=32)  # as hashed: ISO 8601 in UTC
    actor = models.CharField(max_length=200, db_index=True)
    action = models.CharField(max_length=100, db_index=True)
    detail = models.TextField()  # canonical JSON, as hashed
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:  # noqa: ARG002 -- Django calls it so
        """Refuse: the trail only grows."""
        raise RuntimeError("the audit trail only grows")


class Head(models.Model):
    """The last entry: who appends holds this row, so that numbers and hashes follow each other."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    number = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="")
