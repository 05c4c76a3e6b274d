"""What is done about keys."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from guanxi.core.kernel.errors import ConflictError, InputError, NotFoundError
from guanxi.ops.ground.actions import action
from guanxi.ops.ground.actors import Actor, Role
from guanxi.ops.keys import secrets
from guanxi.ops.keys.models import ApiKey
from guanxi.ops.keys.scopes import KEY_ROLES, givable, held_by

KEEPERS = frozenset({Role.OWNER, Role.INTEGRATOR})
LONGEST = 3650  # days


@dataclass(frozen=True, slots=True)
class Made:
    """A key just made: `text` is all of it, to be shown once and kept nowhere."""

    key: ApiKey
    text: str = field(repr=False)


@action("key.create", KEEPERS, "新建密钥", "Make a key for a program")
def create(actor: Actor, name: str, role: str, scopes: list[str], days: int) -> Made:
    """Make a key that is good for so many days, 0: until revoked; PermissionDenied beyond what the maker's role holds.

    InputError for a name that is taken, no scope, a scope the role does not hold, and days that are none.
    """
    given, wanted = _role(actor, role), sorted(set(scopes))
    _require_scopes(given, wanted)
    prefix, text = secrets.fresh()
    made = ApiKey.objects.create(
        name=_name(name), prefix=prefix, hash=secrets.hashed(text), role=given, scopes=wanted, created_by=actor.name,
        expires_at=_end(days),
    )  # fmt: skip
    return Made(made, text)


@action("key.revoke", KEEPERS, "吊销密钥", "Revoke a program's key")
def revoke(actor: Actor, prefix: str) -> ApiKey:
    """Make a key worthless from now on, whoever made it; one revoked already stays as it is."""
    found = ApiKey.objects.select_for_update().filter(prefix=prefix).first()
    if found is None:
        raise NotFoundError("There is no such key. 没有这个密钥。", "Look at the list of keys. 请查看密钥列表。")
    if found.revoked_at is None:
        found.revoked_at = timezone.now()
        found.save(update_fields=["revoked_at"])
    return found


def revoke_of(name: str, role: Role | None) -> int:
    """Make the keys that somebody could not make any more worthless, all where they have no role; return how many."""
    kept = givable(role) if role else ()
    found = ApiKey.objects.filter(created_by=name, revoked_at=None).exclude(role__in=kept)
    return found.update(revoked_at=timezone.now())


def _role(actor: Actor, role: str) -> Role:
    """A role the maker may give."""
    if role not in KEY_ROLES:
        raise InputError(
            f"A key cannot act as {role!r}. 密钥不能使用这个角色。", f"Roles 可用角色: {', '.join(KEY_ROLES)}"
        )
    if role not in givable(actor.role):
        raise PermissionDenied(f"{actor.role} may not make a key for {role}")
    return Role(role)


def _require_scopes(role: Role, wanted: list[str]) -> None:
    """Raise InputError where nothing is allowed, or more than the role holds."""
    held = held_by(role)
    beyond = [scope for scope in wanted if scope not in held]
    if beyond or not wanted:
        said = (
            f"{role} does not hold 该角色没有: {', '.join(beyond)}" if beyond else "A key needs a scope. 请选择权限。"
        )
        raise InputError(said, f"Choose from 可选: {', '.join(held)}")


def _name(name: str) -> str:
    """A name that is free, also among revoked keys: the trail tells keys by it."""
    said = " ".join(name.split())
    if not 1 <= len(said) <= 60 or not said.isprintable():
        raise InputError("A key has a name of 1 to 60 letters. 名称为 1 到 60 字。", "Say who uses it. 请写明用途。")
    if ApiKey.objects.filter(name=said).exists():
        raise ConflictError(f"{said!r} is taken. 这个名称已被使用。", "Choose another name. 请换一个。")
    return said


def _end(days: int) -> datetime | None:
    """The moment a key ends."""
    if not 0 <= days <= LONGEST:
        raise InputError(f"Days go from 0 to {LONGEST}. 天数为 0 到 {LONGEST}。", "0: until revoked. 0 表示直到吊销。")
    return timezone.now() + timedelta(days=days) if days else None
