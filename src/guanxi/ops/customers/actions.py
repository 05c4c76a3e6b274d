"""What is done about customers."""

from collections.abc import Mapping

from guanxi.core.kernel.errors import InputError
from guanxi.ops.customers.models import Note
from guanxi.ops.ground.actions import action
from guanxi.ops.ground.actors import CARERS, LEADERS, Actor
from guanxi.ops.sight.asked import IDENTIFYING

_LONGEST = 4000


@action("customer.note", CARERS, "写备注", "Write a note about a customer", secret=("text",))
def add_note(actor: Actor, customer_id: str, text: str) -> Note:
    """Add a note; InputError where it is empty or too long."""
    said = text.strip()
    if not said or len(said) > _LONGEST:
        raise InputError(
            f"A note has 1 to {_LONGEST} letters. 备注为 1 到 {_LONGEST} 字。",
            "Shorten it or write something. 请修改。",
        )
    return Note.objects.create(customer_id=customer_id, text=said, author=actor.name)


@action("customers.export", LEADERS, "导出客户名单", "Export a list of customers", secret=IDENTIFYING)
def export(actor: Actor, wanted: Mapping[str, str]) -> None:
    """Allow a list to be taken away; that it was is on the trail."""
