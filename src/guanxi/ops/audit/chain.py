"""Append to the audit trail, and verify that nobody rewrote it."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.db import transaction

from guanxi.ops.audit.models import Entry, Head


def note(actor: str, action: str, detail: Mapping[str, Any]) -> Entry:
    """Append one entry; call it in the transaction of what it tells."""
    with transaction.atomic():
        Head.objects.get_or_create(id=1)
        head = Head.objects.select_for_update().get(id=1)
        entry = Entry(
            number=head.number + 1, at=datetime.now(UTC).isoformat(timespec="microseconds"), actor=actor, action=action,
            detail=json.dumps(detail, ensure_ascii=False, sort_keys=True, default=str), previous=head.hash,
        )  # fmt: skip
        entry.hash = digest(entry)
        entry.save(force_insert=True)
        head.number, head.hash = entry.number, entry.hash
        head.save()
    return entry


def digest(entry: Entry) -> str:
    """SHA-256 of an entry and of the hash before it."""
    said = [entry.number, entry.at, entry.actor, entry.action, entry.detail, entry.previous]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


def verify() -> tuple[int, str]:
    """Walk the whole trail; return how many entries there are and the first fault, or an empty text."""
    previous, number = "", 0
    for entry in Entry.objects.order_by("number").iterator(chunk_size=2000):
        if entry.number != number + 1:
            return number, f"entry {number + 1} is missing"
        if entry.previous != previous or entry.hash != digest(entry):
            return number, f"entry {entry.number} was changed"
        previous, number = entry.hash, entry.number
    head = Head.objects.filter(id=1).first()
    told = (head.number, head.hash) if head else (0, "")
    return number, "" if told == (number, previous) else "the end of the trail is missing"
