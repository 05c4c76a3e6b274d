"""What happened between one person and the brand: orders, what they did, contacts, investments."""

from dataclasses import dataclass
from datetime import datetime

from guanxi.core.ports import Snapshot
from guanxi.ops.published.sql import text_of

MOST = 200  # a run publishes no more of one person


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened; `word`: which interaction, purpose or action; `title`: what it was about."""

    occurred_at: datetime
    kind: str
    word: str | None
    title: str | None
    amount: float | None
    minutes: float | None
    channel: str | None
    staff: str | None


def timeline(snapshot: Snapshot, customer_id: str, most: int = MOST) -> list[Event]:
    """The newest events of one person, newest first."""
    return [Event(**row) for row in snapshot.rows(text_of("timeline"), {"customer_id": customer_id, "most": most})]
