"""Plans: what they spend and bring, and their lines."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema

from guanxi.ops.api.doors import needs
from guanxi.ops.api.paging import Asked, place, placed
from guanxi.ops.ground.wiring import PlanCard, wiring
from guanxi.ops.published import planned

router = Router(tags=["plans"])
_SCOPE = "plans:read"


class PlanHead(Schema):
    """A plan: its days, and whether it is a draft, approved or withdrawn."""

    plan_id: str
    start: date
    end: date
    state: str
    run_id: str
    created_at: str


class Price(Schema):
    """One limit: how much there was, how much is used, what one more would bring."""

    kind: str
    name: str | None
    capacity: float
    used: float
    price: float


class Point(Schema):
    """What the best plan would bring with a budget."""

    budget: float
    net: float
    price: float


class Policy(Schema):
    """What one way to spend the same money and minutes would bring, under the same effects."""

    policy: str
    customers: int
    cost: float
    minutes: float
    effect: float
    net: float


class Plan(PlanHead):
    """A plan with its totals (the effect's interval is of 90 %), certificate, prices, curve, plainer policies."""

    budget: float
    customers: int
    cost: float
    minutes: float
    effect: float
    effect_low: float
    effect_high: float
    net: float
    bound: float
    gap: float
    prices: list[Price]
    curve: list[Point]
    policies: list[Policy]


class Line(Schema):
    """One customer who gets one action, and why."""

    customer_id: str
    action_id: str
    quadrant: str
    cost: float
    minutes: float
    team: str | None
    owner: str | None
    planned_on: date
    effect: float
    effect_sd: float
    provenance: str
    reason_zh: str
    reason_en: str


class Lines(Schema):
    """A page of a plan's lines; `next` is empty after the last."""

    plan_id: str
    rows: list[Line]
    next: str | None


@router.get("/plans", **needs(_SCOPE, list[PlanHead]))
def list_plans(request: HttpRequest) -> list[dict[str, Any]]:
    """All plans, newest first."""
    return [_head(card) for card in wiring().published.plans()]


@router.get("/plans/{plan_id}", **needs(_SCOPE, Plan))
def get_plan(request: HttpRequest, plan_id: str) -> dict[str, Any]:
    """One plan: totals, certificate, shadow prices, the curve of budgets, and plainer policies."""
    card, plan = wiring().published.plan(plan_id)
    parts = {"prices": planned.prices(plan), "curve": planned.curve(plan), "policies": planned.policies(plan)}
    return planned.totals(plan) | _head(card) | parts


@router.get("/plans/{plan_id}/lines", **needs(_SCOPE, Lines))
def list_plan_lines(request: HttpRequest, plan_id: str, asked: Query[Asked]) -> dict[str, Any]:
    """A plan's lines by customer, a page at a time."""
    _, plan = wiring().published.plan(plan_id)
    found = planned.lines(plan, placed((plan_id,), asked.after), asked.limit + 1)
    rows = found[: asked.limit]
    more = len(found) > asked.limit
    return {"plan_id": plan_id, "rows": rows, "next": place((plan_id,), rows[-1]["customer_id"] if more else "")}


def _head(card: PlanCard) -> dict[str, Any]:
    """A plan's name, days and state."""
    made = {"run_id": card.manifest["run_id"], "created_at": card.manifest["created_at"]}
    return {"plan_id": card.plan_id, "start": card.start, "end": card.end, "state": card.state, **made}
