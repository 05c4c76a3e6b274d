"""Customers: lists, one person, what happened with them."""

from dataclasses import asdict
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router

from guanxi.core.kernel.errors import NotFoundError
from guanxi.core.ports import Snapshot
from guanxi.ops.api.doors import actor_of, needs
from guanxi.ops.api.filters import WantedPage, filter_of
from guanxi.ops.api.paging import place, placed
from guanxi.ops.api.people import Customer, Customers, Timeline, customer_of, happened_for
from guanxi.ops.api.runs import current
from guanxi.ops.published.find import page
from guanxi.ops.published.person import Person, person
from guanxi.ops.published.timeline import timeline
from guanxi.ops.sight.shown import name_for

router = Router(tags=["customers"])
_SCOPE = "customers:read"


@router.get("/customers", **needs(_SCOPE, Customers))
def list_customers(request: HttpRequest, wanted: Query[WantedPage]) -> dict[str, Any]:
    """Customers whom a filter lets through, a page at a time; `next` is the following page's `after`."""
    actor, run = actor_of(request), current()
    of = (run.run_id, wanted.order.value)
    found = page(run, filter_of(actor, wanted), wanted.order, placed(of, wanted.after), wanted.limit)
    rows = [asdict(row) | {"name": name_for(actor, row.name, row.owner)} for row in found.rows]
    return {"run_id": run.run_id, "as_of": run.as_of, "rows": rows, "next": place(of, found.next)}


@router.get("/customers/{customer_id}", **needs(_SCOPE, Customer))
def get_customer(request: HttpRequest, customer_id: str) -> dict[str, Any]:
    """One person: looks with confidence, score with reasons, value with its interval, what may come next."""
    run = current()
    return customer_of(actor_of(request), run, _known(run, customer_id))


@router.get("/customers/{customer_id}/timeline", **needs(_SCOPE, Timeline))
def get_timeline(request: HttpRequest, customer_id: str) -> dict[str, Any]:
    """What happened between a person and the brand, newest first; at most the newest 200."""
    actor, run = actor_of(request), current()
    owner = _known(run, customer_id).owner
    events = [happened_for(actor, event, owner) for event in timeline(run, customer_id)]
    return {"run_id": run.run_id, "as_of": run.as_of, "rows": events}


def _known(run: Snapshot, customer_id: str) -> Person:
    """The person; NotFoundError where the run knows nobody of that id."""
    found = person(run, customer_id)
    if found is None:
        raise NotFoundError(
            "The latest run knows no such customer. 没有这位客户。", "List customers for ids. 请先查名单。"
        )
    return found
