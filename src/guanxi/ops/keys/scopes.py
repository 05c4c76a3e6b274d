"""What a key may be allowed, and which roles hold that themselves."""

from collections.abc import Iterable
from dataclasses import dataclass

from guanxi.core.kernel.words import Words
from guanxi.ops.ground.actors import CARERS, FEEDERS, LEADERS, READERS, Role


@dataclass(frozen=True, slots=True)
class Scope:
    """One thing a key may be allowed: the roles that hold it, what it is called, the actions it opens."""

    roles: frozenset[Role]
    words: Words
    actions: tuple[str, ...] = ()


_CAREFUL = READERS | FEEDERS
SCOPES: dict[str, Scope] = {
    "runs:read": Scope(_CAREFUL, {"zh": "读取评估总览", "en": "Read the latest run's totals"}),
    "customers:read": Scope(READERS, {"zh": "读取客户（标识脱敏）", "en": "Read customers, identifiers masked"}),
    "identifiers:read": Scope(
        LEADERS, {"zh": "读取姓名、电话、邮箱", "en": "Read names, telephones, e-mails"}
    ),
    "audiences:read": Scope(READERS, {"zh": "读取人群", "en": "Read audiences"}),
    "audiences:write": Scope(READERS, {"zh": "保存人群", "en": "Save audiences"}, ("audience.save",)),
    "plans:read": Scope(READERS, {"zh": "读取计划", "en": "Read plans"}),
    "tasks:read": Scope(CARERS, {"zh": "读取任务", "en": "Read tasks"}),
    "tasks:write": Scope(
        CARERS, {"zh": "登记任务结果", "en": "Note what came of tasks"}, ("task.done", "task.postpone", "task.decline")
    ),
    "jobs:read": Scope(_CAREFUL, {"zh": "读取后台工作进度", "en": "Read how far work is"}),
}  # fmt: skip
KEY_ROLES = (Role.MANAGER, Role.ANALYST, Role.INTEGRATOR)
"""Roles a key may act in: an owner's further powers, and an adviser's own customers, are a person's."""


def held_by(role: Role) -> list[str]:
    """The scopes a role's keys may have."""
    return [name for name, scope in SCOPES.items() if role in scope.roles]


def opened(role: Role, scopes: Iterable[str]) -> frozenset[str]:
    """The scopes that a key's role holds, and the actions they open; never empty, for empty would mean unlimited."""
    held = frozenset(scopes) & frozenset(held_by(role))
    return held | {name for scope in held for name in SCOPES[scope].actions} | {"key"}


def givable(maker: Role) -> tuple[Role, ...]:
    """The roles that somebody may give a key: an owner all, others none but their own."""
    return KEY_ROLES if maker is Role.OWNER else tuple(role for role in KEY_ROLES if role is maker)
