"""What is done about staff."""

from typing import Any

from axes.utils import reset as axes_reset
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from guanxi.core.kernel.errors import InputError, NotFoundError
from guanxi.ops.ground.actions import action
from guanxi.ops.ground.actors import EVERYBODY, Actor, Role
from guanxi.ops.keys.actions import revoke_of
from guanxi.ops.staff.models import Staff

_OWNERS = frozenset({Role.OWNER})
_CODES = 8


@action("staff.create", _OWNERS, "新增员工", "Add a member of staff", secret=("password",))
def create(actor: Actor, username: str, password: str, role: str, owner: str = "", language: str = "zh") -> Staff:
    """Add a member of staff; InputError for a name that is taken, an unknown role, a weak password."""
    if Staff.objects.filter(username__iexact=username).exists():
        raise InputError(f"{username!r} is taken. 这个用户名已被使用。", "Choose another name. 请换一个。")
    made = Staff(username=username, role=_role(role), owner=owner, language=language)
    _checked(made, password)
    _save(made)
    return made


@action("staff.change", _OWNERS, "修改员工", "Change a member of staff")
def change(actor: Actor, username: str, role: str, owner: str, active: bool) -> Staff:
    """Change somebody's role, name in the data, and whether they may log in; the last owner stays one."""
    found = named(username)
    last = not Staff.objects.filter(role=Role.OWNER, is_active=True).exclude(pk=found.pk).exists()
    if last and found.role == Role.OWNER and (role != Role.OWNER or not active):
        raise InputError("Somebody must stay owner. 至少要有一位负责人。", "Make another owner first. 请先指定另一位。")
    found.role, found.owner, found.is_active = _role(role), owner, active
    _save(found)
    revoke_of(found.username, Role(found.role) if active else None)
    return found


@action("staff.reset_password", _OWNERS, "重设密码", "Set somebody's password", secret=("password",))
def reset_password(actor: Actor, username: str, password: str) -> None:
    """Give somebody a new password and take their second factor away, so that they can begin anew."""
    found = named(username)
    _checked(found, password)
    found.save()
    axes_reset(username=username)
    TOTPDevice.objects.filter(user=found).delete()
    StaticDevice.objects.filter(user=found).delete()


@action("account.settings", EVERYBODY, "修改个人偏好", "Change one's own preferences")
def settings(actor: Actor, language: str, theme: str) -> Staff:
    """Choose one's language and theme."""
    found = named(actor.name)
    allowed = {"zh", "en"}, {"auto", "light", "dark"}
    if language not in allowed[0] or theme not in allowed[1]:
        raise InputError(f"{language}/{theme} is no choice. 没有这个选项。", "Choose from the list. 请从列表中选择。")
    found.language, found.theme = language, theme
    found.save()
    return found


@action("account.password", EVERYBODY, "修改自己的密码", "Change one's own password", secret=("old", "new"))
def password(actor: Actor, old: str, new: str) -> Staff:
    """Change one's own password, knowing the old one."""
    found = named(actor.name)
    if not found.check_password(old):
        raise InputError("The old password is not right. 原密码不对。", "Try again. 请重试。")
    _checked(found, new)
    found.save()
    return found


@action("account.second_factor", EVERYBODY, "启用第二因素", "Take up a second factor", secret=("token",))
def confirm_device(actor: Actor, device_id: int, token: str) -> list[str]:
    """Confirm a second factor by its first code; return recovery codes, each good once."""
    device = TOTPDevice.objects.get(pk=device_id, user__username=actor.name)
    if not device.verify_token(token):
        raise InputError(
            "That code is not right. 验证码不对。", "Check the phone's clock and try the next code. 请再试。"
        )
    device.confirmed = True
    device.save()
    StaticDevice.objects.filter(user=device.user).delete()
    codes = [StaticToken.random_token() for _ in range(_CODES)]
    kept = StaticDevice.objects.create(user=device.user, name="recovery")
    StaticToken.objects.bulk_create(StaticToken(device=kept, token=code) for code in codes)
    return codes


def named(username: str) -> Staff:
    """A member of staff by name."""
    found = Staff.objects.filter(username=username).first()
    if found is None:
        raise NotFoundError(f"There is nobody called {username!r}. 没有这位员工。")
    return found


def _save(staff: Staff) -> None:
    """Keep somebody; InputError where a name or language is not allowed."""
    try:
        staff.full_clean()
    except ValidationError as error:
        raise InputError(" ".join(error.messages), "Letters, figures and @ . + - _ 用户名只能用这些字符。") from error
    staff.save()


def _role(role: str) -> str:
    """A role that there is."""
    if role not in set(Role):
        raise InputError(f"{role!r} is not a role. 没有这个角色。", f"Roles 可用角色: {', '.join(Role)}")
    return role


def _checked(staff: Staff, new: str) -> None:
    """Set a password that is good enough; InputError says what it lacks."""
    try:
        validate_password(new, staff)
    except ValidationError as error:
        said: Any = " ".join(str(part) for part in error.messages)
        remedy = "Take a longer one" if str(get_language()).startswith("en") else "请用更长、更少见的密码"
        raise InputError(said, remedy) from error
    staff.set_password(new)
