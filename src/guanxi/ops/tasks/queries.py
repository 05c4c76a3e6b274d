"""Which tasks there are for whom."""

from datetime import date

from django.db.models import Q, QuerySet

from guanxi.ops.ground.actors import LEADERS, Actor
from guanxi.ops.ground.wiring import wiring
from guanxi.ops.tasks.models import DONE, OPEN, POSTPONED, Task

RESTING = "resting"  # never stored: it follows from the day, and ends when the later plan is withdrawn


def tasks_of(customer_id: str) -> list[tuple[Task, str]]:
    """The tasks about a customer, the newest first, each with its state; resting where a later plan bids it rest."""
    found = Task.objects.filter(customer_id=customer_id).order_by("-due_on")
    resting = set(found.filter(_past()).values_list("pk", flat=True))
    return [(one, RESTING if one.pk in resting else one.state) for one in found[:20]]


def due(actor: Actor, today: date) -> QuerySet[Task]:
    """What is to be done by today: an adviser's own; of whoever leads, everybody's."""
    return own(actor).filter(state__in=(OPEN, POSTPONED), due_on__lte=today)


def own(actor: Actor) -> QuerySet[Task]:
    """The tasks that somebody may see and end; none is left of whom a later plan leaves alone by now."""
    if actor.role in LEADERS:
        return Task.objects.exclude(_past())
    return Task.objects.filter(owner=actor.owner).exclude(_past()) if actor.owner else Task.objects.none()


def _past() -> Q:
    """What waits for nobody any more: a later plan leaves the person alone by now."""
    return Q(state__in=(OPEN, POSTPONED), last_on__lt=wiring().desk.brand()["today"])


def unbooked(plan_id: str) -> QuerySet[Task]:
    """What was done for a plan and is not booked yet."""
    return Task.objects.filter(plan_id=plan_id, state=DONE, booked=False)
