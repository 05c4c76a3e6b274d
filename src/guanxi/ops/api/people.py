"""How people are told to programs: figures to all, identifiers to keys that hold them."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, date, datetime
from typing import Any

from ninja import Schema

from guanxi.core.ports import Snapshot
from guanxi.ops.customers.words import Look, looks_of
from guanxi.ops.ground.actors import Actor
from guanxi.ops.published.person import Person
from guanxi.ops.published.timeline import Event
from guanxi.ops.sight.shown import event_for, identity_for, name_for


class Row(Schema):
    """One customer in a list."""

    customer_id: str
    name: str
    owner: str | None
    quadrant: str
    stage: str
    uplift_score: float
    value_12m: float
    clv: float
    revenue_12m: float
    headroom: float | None
    quiet: float | None
    next_category: str | None
    next_purchase: date | None


class Customers(Schema):
    """A page of customers; `next` is empty after the last."""

    run_id: str
    as_of: date
    rows: list[Row]
    next: str | None


class Identity(Schema):
    """One source record; masked unless the key holds identifiers:read."""

    source: str
    key: str
    name: str
    phone: str
    email: str


class LookOut(Schema):
    """One look: its points of the score, of which terms, how sure it is (0 to 1), and what it says."""

    look: str
    points: float
    terms: Mapping[str, float]
    confidence: float
    said_zh: str
    said_en: str


class Value(Schema):
    """Contribution of the next 12 months with its 90 % interval, and what it rests on."""

    value_12m: float
    value_12m_low: float
    value_12m_high: float
    clv: float
    p_alive: float
    expected_purchases: float
    quiet: float | None
    next_purchase: date | None
    next_purchase_low: date | None
    next_purchase_high: date | None


class Wallet(Schema):
    """Realistic yearly spend anywhere with its 80 % interval, and our share; empty: unknown, for `wallet_reason`."""

    wallet: float | None
    wallet_low: float | None
    wallet_high: float | None
    wallet_share: float | None
    headroom: float | None
    wallet_confidence: float
    wallet_basis: str | None
    wallet_reason: str | None


class NextCategory(Schema):
    """A category not bought yet, with the chance of a first purchase and what speaks for it."""

    rank: int
    category: str
    probability: float
    expected_contribution: float | None
    reason: str | None
    product_id: str | None
    product: str | None


class Customer(Schema):
    """All that the latest run says of one person."""

    customer_id: str
    run_id: str
    as_of: date
    name: str
    owner: str | None
    identities: list[Identity]
    quadrant: str
    stage: str
    stage_since: date
    revenue_12m: float
    uplift_score: float
    reason_zh: str
    reason_en: str
    formula_version: str
    looks: list[LookOut]
    value: Value
    wallet: Wallet
    next_categories: list[NextCategory]


class Happened(Schema):
    """One thing that happened between a person and the brand."""

    occurred_at: datetime
    kind: str
    word: str | None
    title: str | None
    amount: float | None
    minutes: float | None
    channel: str | None
    staff: str | None


class Timeline(Schema):
    """What happened, newest first."""

    run_id: str
    as_of: date
    rows: list[Happened]


def customer_of(actor: Actor, run: Snapshot, found: Person) -> dict[str, Any]:
    """A person as somebody may see them."""
    return dict(found.figures) | {
        "run_id": run.run_id, "as_of": run.as_of, "owner": found.owner,
        "name": name_for(actor, found.name, found.owner),
        "identities": [asdict(identity_for(actor, one, found.owner)) for one in found.identities],
        "looks": _looks(found), "value": found.figures, "wallet": found.figures,
        "next_categories": [asdict(one) for one in found.next_categories],
    }  # fmt: skip


def happened_for(actor: Actor, event: Event, owner: str | None) -> dict[str, Any]:
    """One event as somebody may see it, with its time's zone."""
    return asdict(event_for(actor, event, owner)) | {"occurred_at": event.occurred_at.replace(tzinfo=UTC)}


def _looks(found: Person) -> list[dict[str, Any]]:
    """The looks, in both languages."""
    pairs = zip(found.points, looks_of(found, "zh"), looks_of(found, "en"), strict=True)
    return [_look(points.terms, zh, en) for points, zh, en in pairs]


def _look(terms: Mapping[str, float], zh: Look, en: Look) -> dict[str, Any]:
    """One look."""
    said = {"said_zh": zh.said, "said_en": en.said}
    return {"look": zh.look, "points": zh.points, "terms": terms, "confidence": zh.sure, **said}
