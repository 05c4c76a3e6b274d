"""What is done about audiences."""

from collections.abc import Mapping
from typing import Any

from guanxi.core.kernel.errors import ConflictError, InputError, NotFoundError
from guanxi.ops.audiences.models import Audience
from guanxi.ops.ground.actions import action
from guanxi.ops.ground.actors import LEADERS, READERS, Actor
from guanxi.ops.sight.asked import IDENTIFYING
from guanxi.ops.sight.found import keepable


@action("audience.save", READERS, "保存人群", "Save an audience", secret=IDENTIFYING)
def save(actor: Actor, name: str, query: Mapping[str, Any]) -> Audience:
    """Keep a list under a name; InputError where the name is empty or taken."""
    called = " ".join(name.split())[:100]
    if not called:
        raise InputError("An audience needs a name. 人群需要名称。", "Give it one. 请填写名称。")
    if Audience.objects.filter(name=called).exists():
        raise ConflictError(f"There is an audience {called!r} already. 名称已存在。", "Choose another name. 请换一个。")
    return Audience.objects.create(name=called, filter=keepable(actor, query), made_by=actor.name)


@action("audience.delete", READERS, "删除人群", "Delete an audience")
def delete(actor: Actor, audience: int) -> None:
    """Forget an audience; whoever made it, or who leads, may."""
    found = named(audience)
    if found.made_by != actor.name and actor.role not in LEADERS:
        raise InputError("Somebody else made it. 这是别人建的人群。", "Ask them or the owner. 请联系本人或负责人。")
    found.delete()


@action("audience.export", LEADERS, "导出人群", "Export an audience")
def export(actor: Actor, audience: int) -> Audience:
    """Allow an audience to be taken away; that it was is on the trail."""
    return named(audience)


def named(audience: int) -> Audience:
    """An audience by number."""
    found = Audience.objects.filter(pk=audience).first()
    if found is None:
        raise NotFoundError(f"There is no audience {audience}. 没有这个人群。")
    return found
