"""Which uploads and loads somebody may reach."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from guanxi.core.kernel.errors import NotFoundError
from guanxi.ops.ground.actors import LEADERS, Actor
from guanxi.ops.ground.wiring import Rows, wiring
from guanxi.ops.imports.models import Upload

LEDGER = "ledger"  # the mapping of a load that the house booked itself


def uploads(actor: Actor) -> QuerySet[Upload]:
    """The files somebody may work on: their own, and everybody's for those who lead."""
    found = Upload.objects.select_related("preview", "loading")
    return found if actor.role in LEADERS else found.filter(actor=actor.name)


def named(actor: Actor, upload_id: UUID) -> Upload:
    """One of them; NotFoundError where there is none, or it is not theirs."""
    found = uploads(actor).filter(pk=upload_id).first()
    if found is None:
        raise NotFoundError("There is no such upload. 没有这个上传的文件。", "Upload it again. 请重新上传。")
    return found


def loads() -> Rows:
    """All loads, newest first; `booked`: by the house itself, and not to be taken back."""
    return [{**load, "booked": load["mapping"] == LEDGER} for load in wiring().desk.loads()]


def load_named(load_id: str) -> dict[str, Any]:
    """One load; NotFoundError where there is none."""
    found = next((load for load in loads() if load["load_id"] == load_id), None)
    if found is None:
        raise NotFoundError(f"There is no load {load_id!r}. 没有这次导入。", "See the list of imports. 请看导入列表。")
    return found
