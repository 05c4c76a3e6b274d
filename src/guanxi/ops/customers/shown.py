"""How a person is shown to somebody: identifiers in the clear to those in charge of them, masked to all others."""

from dataclasses import dataclass, replace

from guanxi.core.kernel.masking import masked_email, masked_name, masked_phone
from guanxi.ops.ground.actors import Actor
from guanxi.ops.published.find import Listed
from guanxi.ops.published.person import Identity
from guanxi.ops.published.timeline import Event

SPOKEN = frozenset({"contact", "interaction", "investment"})  # their titles may hold words of people


@dataclass(frozen=True, slots=True)
class Shown:
    """One source record as somebody may see it."""

    source: str
    key: str
    name: str
    phone: str
    email: str


def name_for(actor: Actor, row: Listed) -> str:
    """The name in a list."""
    return row.name or "" if actor.may_identify(row.owner) else masked_name(row.name)


def events_for(actor: Actor, events: list[Event], owner: str | None) -> list[Event]:
    """What happened, without what was said or written where somebody may not know who the person is."""
    if actor.may_identify(owner):
        return events
    return [replace(one, title=None) if one.kind in SPOKEN else one for one in events]


def identity_for(actor: Actor, one: Identity, owner: str | None) -> Shown:
    """A record on a person's page; a masked key keeps its last two letters."""
    if actor.may_identify(owner):
        return Shown(one.source, one.customer_key, one.name or "", one.phone or "", one.email or "")
    return Shown(
        one.source, f"****{one.customer_key[-2:]}", masked_name(one.name), masked_phone(one.phone),
        masked_email(one.email),
    )  # fmt: skip
