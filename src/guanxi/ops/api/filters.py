"""Whom a call asks for: the same filter as the pages', each value checked."""

from typing import Annotated, Literal

from ninja import Schema
from pydantic import ConfigDict, Field, FiniteFloat
from pydantic.json_schema import SkipJsonSchema

from guanxi.ops.api.doors import require_scope
from guanxi.ops.api.paging import Asked
from guanxi.ops.ground.actors import Actor
from guanxi.ops.published.filter import Filter
from guanxi.ops.published.find import Order
from guanxi.ops.sight.asked import asked

Bound = Annotated[FiniteFloat, Field(gt=-1e15, lt=1e15)] | SkipJsonSchema[None]
Word = Annotated[str, Field(max_length=200, pattern=r"^[^\x00]*$")]
Quadrant = Literal["growth_stock", "cash_cow", "sleeping_gold", "low_yield"]
Stage = Literal["suspect", "prospect", "new", "growing", "mature", "declining", "dormant", "lost"]


class Body(Schema):
    """What a call sends; a word that nobody knows is refused."""

    model_config = ConfigDict(extra="forbid")


class Wanted(Body):
    """Whom to show; what is left out lets everybody through. Spans include both ends."""

    quadrant: Quadrant | SkipJsonSchema[None] = None
    stage: Stage | SkipJsonSchema[None] = None
    owner: Annotated[Word, Field(description="The adviser responsible.")] = ""
    bought: Annotated[Word, Field(description="A category bought in the last 365 days.")] = ""
    next_category: Annotated[Word, Field(description="The likeliest next category.")] = ""
    score_low: Bound = None
    score_high: Bound = None
    value_low: Bound = None
    value_high: Bound = None
    potential_low: Bound = None
    potential_high: Bound = None
    vitality_low: Bound = None
    vitality_high: Bound = None
    q: Annotated[
        str,
        Field(
            max_length=100,
            pattern=r"^[^\x00]*$",
            description="Id, key, telephone, e-mail or name; needs identifiers:read.",
        ),
    ] = ""


class WantedPage(Asked, Wanted):
    """Whom to show, in which order, how many, and from where."""

    order: Order = Order.SCORE


def words_of(actor: Actor, wanted: Wanted) -> dict[str, object]:
    """What is asked, as kept with an audience; who may not read identifiers cannot find people by them."""
    if wanted.q.strip():
        require_scope(actor, "identifiers:read")
    given = wanted.model_dump(include=set(Wanted.model_fields))
    return {name: value for name, value in given.items() if value not in {None, ""}}


def filter_of(actor: Actor, wanted: Wanted) -> Filter:
    """The filter that is meant."""
    return asked(words_of(actor, wanted))
