"""How a person is shown to somebody: identifiers in the clear to those in charge of them, masked to all others."""

from dataclasses import dataclass, replace
from typing import Any

from guanxi.core.kernel.masking import masked_email, masked_name, masked_phone
from guanxi.core.ports import Snapshot
from guanxi.ops.ground.actors import Actor
from guanxi.ops.published.person import Identity, names
from guanxi.ops.published.timeline import Event

_SPOKEN = frozenset({"contact", "interaction", "investment"})  # their titles may hold words of people


@dataclass(frozen=True, slots=True)
class Shown:
    """One source record as somebody may see it."""

    source: str
    key: str
    name: str
    phone: str
    email: str


def name_for(actor: Actor, name: str | None, owner: str | None) -> str:
    """A name as somebody may see it."""
    return name or "" if actor.may_identify(owner) else masked_name(name)


def rows_for(actor: Actor, run: Snapshot, rows: list[dict[str, Any]]) -> list[tuple[dict[str, Any], bool, str]]:
    """Rows about people, each with whether the run knows them, and their name as somebody may see it."""
    found = names(run, [row["customer_id"] for row in rows])
    told = ((row, found.get(row["customer_id"])) for row in rows)
    return [(row, one is not None, name_for(actor, one["name"], one["owner"]) if one else "") for row, one in told]


def event_for(actor: Actor, event: Event, owner: str | None) -> Event:
    """What happened, without what was said or written where somebody may not know who the person is."""
    return event if event.kind not in _SPOKEN or actor.may_identify(owner) else replace(event, title=None)


def identity_for(actor: Actor, one: Identity, owner: str | None) -> Shown:
    """A record on a person's page; a masked key keeps its last two letters."""
    if actor.may_identify(owner):
        return Shown(one.source, one.customer_key, one.name or "", one.phone or "", one.email or "")
    return Shown(
        one.source, f"****{one.customer_key[-2:]}", masked_name(one.name), masked_phone(one.phone),
        masked_email(one.email),
    )  # fmt: skip
