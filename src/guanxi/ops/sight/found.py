"""Who may find whom by what: nobody is found by an identifier that the searcher may not see."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from guanxi.core.kernel.errors import InputError
from guanxi.core.ports import Snapshot
from guanxi.ops.ground.actors import Actor, Role
from guanxi.ops.published.filter import Filter
from guanxi.ops.published.person import known
from guanxi.ops.sight.asked import IDENTIFYING, asked, told

STARS = "****"


def visible(actor: Actor, run: Snapshot, query: Mapping[str, Any]) -> Filter:
    """Whom a query asks for, as far as somebody may search: by what identifies among their own, else by id alone."""
    wanted = asked(query)
    text = wanted.text.strip()
    if not text or actor.may_identify(None):
        return wanted
    if actor.role is not Role.ADVISER or known(run, text):
        return replace(wanted, text="", among=(text,))
    return replace(wanted, owner=actor.owner)


def shown_query(actor: Actor, query: Mapping[str, Any]) -> dict[str, str]:
    """A kept query as somebody may see it: without the identifier that others searched by."""
    hidden = () if actor.may_identify(None) else IDENTIFYING
    return {name: STARS if name in hidden else word for name, word in told(query).items()}


def keepable(actor: Actor, query: Mapping[str, Any]) -> dict[str, str]:
    """A query to be kept; InputError where it searches by what its maker may not see."""
    said = told(query)
    if not actor.may_identify(None) and any(name in said for name in IDENTIFYING):
        raise InputError(
            "Only who may see names and numbers keeps a search by them. 无权看到姓名电话的人不能按其保存人群。",
            "Take the search word out. 请去掉搜索词。",
        )
    return said
