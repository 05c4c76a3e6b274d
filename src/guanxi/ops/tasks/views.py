"""Today: an adviser's list, each with whom, why, what to say, and two taps to note what came of it."""

from contextlib import suppress
from dataclasses import dataclass
from math import isfinite

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from guanxi.core.kernel.errors import InputError
from guanxi.core.ports import Snapshot
from guanxi.ops.ground.actors import CARERS, Actor
from guanxi.ops.ground.doors import actor_of, door
from guanxi.ops.ground.run import latest
from guanxi.ops.ground.wiring import wiring
from guanxi.ops.published.person import person
from guanxi.ops.sight.shown import name_for
from guanxi.ops.tasks import actions
from guanxi.ops.tasks.drafts import draft
from guanxi.ops.tasks.models import DONE, Task
from guanxi.ops.tasks.queries import due, own
from guanxi.ops.tasks.words import STATES

_MOST = 20


@dataclass(frozen=True, slots=True)
class Card:
    """One task as the page shows it."""

    task: Task
    name: str
    draft: str
    phone: str
    overdue: bool


@door(CARERS)
def today(request: HttpRequest) -> HttpResponse:
    """What is to be done by today, the dearest first among those due alike."""
    actor, day, run = actor_of(request), actions.today(), latest()
    found = due(actor, day)
    shown = {
        "cards": [_card(actor, task, run) for task in found[:_MOST]], "waiting": found.count(), "day": day,
        "done": own(actor).filter(state=DONE, ended_on=day).count(),
        "later": own(actor).filter(due_on__gt=day, state__in=("open", "postponed")).count(),
        "nameless": not actor.owner,
    }  # fmt: skip
    return render(request, "tasks/today.html", shown)


@door(CARERS, "POST")
def done(request: HttpRequest, task: int) -> HttpResponse:
    """It was done."""
    return _gone(
        request, actions.done(actor_of(request), task, _figure(request, "minutes"), request.POST.get("note", ""))
    )


@door(CARERS, "POST")
def postpone(request: HttpRequest, task: int) -> HttpResponse:
    """It will be done later."""
    return _gone(
        request, actions.postpone(actor_of(request), task, int(_figure(request, "days")), request.POST.get("note", ""))
    )


@door(CARERS, "POST")
def decline(request: HttpRequest, task: int) -> HttpResponse:
    """The customer does not want it."""
    return _gone(request, actions.decline(actor_of(request), task, request.POST.get("note", "")))


@door(CARERS, "POST")
def reopen(request: HttpRequest, task: int) -> HttpResponse:
    """It was a slip: the task is open again."""
    actions.reopen(actor_of(request), task)
    return redirect("today")


def _gone(request: HttpRequest, task: Task) -> HttpResponse:
    """What became of the card, with the way back; the page anew where no part was asked for."""
    if not getattr(request, "htmx", False):
        return redirect("today")
    return render(request, "tasks/gone.html", {"task": task, "states": STATES})


def _figure(request: HttpRequest, name: str) -> float:
    """A figure that was typed."""
    with suppress(ValueError):
        value = float(request.POST.get(name, "").replace(",", "."))
        if isfinite(value):
            return value
    raise InputError(f"{name} needs a number. 请填写数字。", "Type figures alone. 请只填数字。")


def _card(actor: Actor, task: Task, run: Snapshot | None) -> Card:
    """A task with the person it is about, as far as somebody may see them."""
    found = person(run, task.customer_id, history=False) if run else None
    owner = found.owner if found else None  # who is in charge by now, not when the plan was made
    shown = name_for(actor, found.name, owner) if found else ""
    numbers = [one.phone for one in found.identities if one.phone] if found and actor.may_identify(owner) else []
    said = wiring().desk.settings()["language"]  # customers are spoken to in the brand's language, not the reader's
    words = draft(task, found, shown, str(wiring().desk.brand()["name"]), said)
    return Card(task, shown, words, next(iter(numbers), ""), task.due_on < actions.today())
