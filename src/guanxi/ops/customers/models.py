"""What staff write about a person."""

from django.db import models


class Note(models.Model):
    """One note about a customer; notes are added, never changed."""

    customer_id = models.CharField(max_length=100, db_index=True)
    text = models.TextField()
    author = models.CharField(max_length=200)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """Newest first."""

        ordering = ("-at",)
