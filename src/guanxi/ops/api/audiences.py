"""Audiences: whom other systems serve, kept under a name, counted in the latest run."""

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from guanxi.core.ports import Snapshot
from guanxi.ops.api.doors import actor_of, needs
from guanxi.ops.api.filters import Body, Wanted, words_of
from guanxi.ops.api.runs import current
from guanxi.ops.audiences import actions
from guanxi.ops.audiences.models import Audience
from guanxi.ops.ground.actors import Actor
from guanxi.ops.published.find import count
from guanxi.ops.sight.found import shown_query, visible

router = Router(tags=["audiences"])


class AudienceOut(Schema):
    """People who fit a filter; its words are parameters of GET /customers, a search by identifier only told by name."""

    id: int
    name: str
    filter: dict[str, str]
    people: int
    made_by: str
    made_at: datetime


class AudienceIn(Body):
    """A name that is free, and whom it means."""

    name: Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[^\x00-\x1f]*[^\x00-\x20][^\x00-\x1f]*$")]
    filter: Wanted


@router.get("/audiences", **needs("audiences:read", list[AudienceOut]))
def list_audiences(request: HttpRequest) -> list[dict[str, Any]]:
    """All audiences by name, with how many people each holds now."""
    actor, run = actor_of(request), current()
    return [_told(actor, run, one) for one in Audience.objects.all()]


@router.post("/audiences", **needs("audiences:write", AudienceOut, 201))
def save_audience(request: HttpRequest, wanted: AudienceIn) -> Status[dict[str, Any]]:
    """Keep an audience; 409 where the name is taken."""
    actor, run = actor_of(request), current()
    made = actions.save(actor, wanted.name, words_of(actor, wanted.filter))
    return Status(201, _told(actor, run, made))


def _told(actor: Actor, run: Snapshot, one: Audience) -> dict[str, Any]:
    """An audience as a program may see it: without the identifier it searches by, unless the key may read those."""
    names = ("id", "name", "made_by", "made_at")
    people = count(run, visible(actor, run, one.filter))
    return {name: getattr(one, name) for name in names} | {"filter": shown_query(actor, one.filter), "people": people}
