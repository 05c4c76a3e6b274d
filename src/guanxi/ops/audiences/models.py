"""An audience: whom a list asks for, so that it follows every new run."""

from django.db import models


class Audience(models.Model):
    """People who fit a filter, under a name."""

    name = models.CharField(max_length=100, unique=True)
    filter = models.JSONField(default=dict)
    made_by = models.CharField(max_length=200)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """By name."""

        ordering = ("name",)
