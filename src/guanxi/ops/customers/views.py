"""Lists of customers and one customer's page."""

from collections.abc import Iterator
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode

from guanxi.core.kernel.words import LOOK_NAMES, QUADRANT_ADVICE, QUADRANT_NAMES, STAGE_NAMES
from guanxi.core.ports import Snapshot
from guanxi.ops.customers import actions
from guanxi.ops.customers.lists import word_lists
from guanxi.ops.customers.models import Note
from guanxi.ops.customers.words import HAPPENED, ORDERS, TIMELINE, looks_of
from guanxi.ops.ground.actors import CARERS, LEADERS, LOOKERS, READERS, Actor
from guanxi.ops.ground.doors import actor_of, door, tongue
from guanxi.ops.ground.downloads import csv_file
from guanxi.ops.ground.run import with_run
from guanxi.ops.published.filter import Filter
from guanxi.ops.published.find import Listed, Order, count, page
from guanxi.ops.published.person import Person, person
from guanxi.ops.published.timeline import timeline
from guanxi.ops.sight.asked import asked, told
from guanxi.ops.sight.found import visible
from guanxi.ops.sight.shown import event_for, identity_for, name_for
from guanxi.ops.tasks.queries import tasks_of
from guanxi.ops.tasks.words import STATES

_MOST = 50
_NAMES = {"quadrants": QUADRANT_NAMES, "stages": STAGE_NAMES, "orders": ORDERS}


@door(LOOKERS)
@with_run
def customers(request: HttpRequest, run: Snapshot) -> HttpResponse:
    """A list, a page at a time; only the rows where a part of the page asks for more."""
    actor = actor_of(request)
    wanted = visible(actor, run, request.GET)
    order = Order(request.GET["order"]) if request.GET.get("order") in set(Order) else Order.SCORE
    found = _page(run, wanted, order, request.GET.get("after", ""))
    whole = not found.next and not request.GET.get("after")  # then the rows are all there are
    shown = {
        "rows": _named(actor, found.rows), "next": found.next, "order": order.value,
        "run": run, "asked": request.GET, "people": len(found.rows) if whole else None,
        "lists": word_lists(run), **_NAMES,
        "may_export": actor.role in LEADERS, "may_save": actor.role in READERS,
    }  # fmt: skip
    return render(request, "customers/list.html", shown)


@door(LOOKERS)
@with_run
def how_many(request: HttpRequest, run: Snapshot) -> HttpResponse:
    """How many people a list holds: asked for once the list is there, since counting a million takes longer."""
    wanted = visible(actor_of(request), run, request.GET)
    return render(request, "customers/people.html", {"people": count(run, wanted)})


@door(READERS)
@with_run
def chosen(request: HttpRequest, run: Snapshot) -> HttpResponse:
    """Whom a frame on the treasure map holds: how many, the best of them, and what to do with them."""
    actor = actor_of(request)
    wanted = visible(actor, run, request.GET)
    found = page(run, wanted, Order.SCORE, limit=12)
    shown = {
        "rows": _named(actor, found.rows), "people": count(run, wanted), **_NAMES,
        "query": urlencode(told(request.GET)),
    }  # fmt: skip
    return render(request, "customers/chosen.html", shown)


@door(LEADERS, "POST")
@with_run
def export(request: HttpRequest, run: Snapshot) -> StreamingHttpResponse:
    """Take a list away as CSV, identifiers and all."""
    actor = actor_of(request)
    query = told(request.GET)
    actions.export(actor, query)
    head = ["customer_id", "name", "owner", "quadrant", "stage", "uplift_score", "value_12m", "clv", "next_category"]
    return csv_file("customers.csv", head, _rows(run, asked(query), head))


def _rows(run: Snapshot, wanted: Filter, head: list[str]) -> Iterator[list[Any]]:
    """All people of a list, page by page."""
    after = ""
    while True:
        found = page(run, wanted, Order.SCORE, after, 5000)
        yield from ([getattr(row, name) for name in head] for row in found.rows)
        after = found.next
        if not after:
            return


@door(LOOKERS)
@with_run
def customer(request: HttpRequest, run: Snapshot, customer_id: str) -> HttpResponse:
    """Everything about one person, as far as somebody may see it."""
    actor, found = actor_of(request), _known(run, customer_id)
    language = tongue(request)
    shown = {
        "person": found, "figures": found.figures, "run": run, **_NAMES, "look_names": LOOK_NAMES,
        "advice": QUADRANT_ADVICE, "identities": [identity_for(actor, one, found.owner) for one in found.identities],
        "clear": actor.may_identify(found.owner), "looks": looks_of(found, language), "words": STATES,
        "happened": HAPPENED, "kinds": TIMELINE,
        "timeline": [event_for(actor, one, found.owner) for one in timeline(run, customer_id, 60)],
        "tasks": tasks_of(customer_id), "notes": _notes(actor, found), "may_note": _may_note(actor, found),
    }  # fmt: skip
    return render(request, "customers/customer.html", shown)


@door(CARERS, "POST")
@with_run
def note(request: HttpRequest, run: Snapshot, customer_id: str) -> HttpResponse:
    """Write a note; an adviser about their own customers alone."""
    found = _known(run, customer_id)
    if not _may_note(actor_of(request), found):
        return render(request, "ground/denied.html", status=403)
    actions.add_note(actor_of(request), customer_id, request.POST.get("text", ""))
    return redirect("customer", customer_id)


def _named(actor: Actor, rows: list[Listed]) -> list[tuple[Listed, str]]:
    """Rows of a list, each with the name that somebody may see."""
    return [(row, name_for(actor, row.name, row.owner)) for row in rows]


def _page(run: Snapshot, wanted: Filter, order: Order, after: str) -> Any:
    """A page of a list; from the beginning where the place makes no sense."""
    try:
        return page(run, wanted, order, after, _MOST)
    except ValueError:
        return page(run, wanted, order, "", _MOST)


def _known(run: Snapshot, customer_id: str) -> Person:
    """The person, or that there is none."""
    found = person(run, customer_id, history=False)
    if found is None:
        raise Http404
    return found


def _may_note(actor: Actor, found: Person) -> bool:
    return actor.role in CARERS and actor.may_identify(found.owner)


def _notes(actor: Actor, found: Person) -> list[Note]:
    """What was written, for those in charge of the person."""
    return list(Note.objects.filter(customer_id=found.customer_id)[:50]) if actor.may_identify(found.owner) else []
