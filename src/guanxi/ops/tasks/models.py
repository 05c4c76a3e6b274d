"""One thing to do for one customer."""

from typing import ClassVar

from django.db import models

from guanxi.core.kernel.words import Words

OPEN, DONE, POSTPONED, DECLINED, WITHDRAWN = "open", "done", "postponed", "declined", "withdrawn"


class Task(models.Model):
    """A line of a plan in force that takes somebody's time."""

    plan_id = models.CharField(max_length=100)
    customer_id = models.CharField(max_length=100, db_index=True)
    action_id = models.CharField(max_length=100)
    action_zh = models.CharField(max_length=200)
    action_en = models.CharField(max_length=200)
    purpose = models.CharField(max_length=20, default="care")
    channel = models.CharField(max_length=40, default="")
    team = models.CharField(max_length=100, blank=True, default="")
    owner = models.CharField(max_length=200, blank=True, default="", db_index=True)
    due_on = models.DateField(db_index=True)
    last_on = models.DateField(null=True)  # from the day after, a later plan leaves the person alone
    planned_minutes = models.FloatField(default=0)
    worth = models.FloatField(default=0)
    reason_zh = models.TextField(blank=True, default="")
    reason_en = models.TextField(blank=True, default="")
    state = models.CharField(max_length=10, default=OPEN, db_index=True)
    minutes = models.FloatField(null=True)
    note = models.TextField(blank=True, default="")
    ended_on = models.DateField(null=True)
    ended_by = models.CharField(max_length=200, blank=True, default="")
    booked = models.BooleanField(default=False)

    class Meta:
        """One task a customer and plan: a plan has one line for each."""

        ordering = ("due_on", "-worth", "customer_id")
        constraints: ClassVar = [models.UniqueConstraint(fields=["plan_id", "customer_id"], name="once_a_plan")]

    @property
    def action_words(self) -> Words:
        """What the action is called."""
        return {"zh": self.action_zh, "en": self.action_en}

    @property
    def reason(self) -> Words:
        """Why this person."""
        return {"zh": self.reason_zh, "en": self.reason_en}
