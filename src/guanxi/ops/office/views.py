"""Settings, the catalogue of actions, and staff."""

from collections.abc import Mapping
from functools import reduce
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from guanxi.core.kernel.words import LOOK_NAMES
from guanxi.ops.ground.actors import FEEDERS, LEADERS, READERS, ROLE_NAMES, Role
from guanxi.ops.ground.doors import actor_of, door, tongue
from guanxi.ops.ground.run import latest
from guanxi.ops.ground.wiring import wiring
from guanxi.ops.office import actions, fields
from guanxi.ops.published.find import choices
from guanxi.ops.staff import actions as people
from guanxi.ops.staff.models import Staff

_OWNER = frozenset({Role.OWNER})


@door(READERS | FEEDERS, "GET", "POST")
def settings(request: HttpRequest) -> HttpResponse:
    """What the enterprise has decided: cuts, margins, consent, the formula, the catalogue."""
    actor = actor_of(request)
    if request.method == "POST":
        actions.change(actor, fields.read(request.POST.dict()))
        return _saved(request, "settings")
    said = wiring().desk.settings()
    shown = {
        "fields": [(one, _value(said, one.key)) for one in fields.FIELDS], "catalogue": _catalogue(said["actions"]),
        "formula": said["formula"], "looks": LOOK_NAMES, "owns": actor.role in _OWNER, "leads": actor.role in LEADERS,
        "explained": [field for field in fields.ACTION_FIELDS if field.help],
        "feeds": actor.role in {Role.OWNER, Role.INTEGRATOR},
    }  # fmt: skip
    return render(request, "office/settings.html", shown)


@door(LEADERS, "POST")
def change_action(request: HttpRequest, name: str) -> HttpResponse:
    """Change one action of the catalogue."""
    actions.change_action(actor_of(request), name, fields.action_changes(name, request.POST.dict()))
    return _saved(request, "settings")


@door(_OWNER, "GET", "POST")
def staff(request: HttpRequest) -> HttpResponse:
    """Who works here; somebody new where a name was given."""
    if request.method == "POST":
        given = request.POST
        people.create(
            actor_of(request), given.get("username", "").strip(), given.get("password", ""), given.get("role", ""),
            given.get("owner", "").strip(), given.get("language", "zh"),
        )  # fmt: skip
        return _saved(request, "staff")
    run = latest()
    owners = [one.word for one in choices(run) if one.field == "owner"] if run else []
    shown = {"people": Staff.objects.order_by("username"), "roles": ROLE_NAMES, "owners": owners}
    return render(request, "office/staff.html", shown)


@door(_OWNER, "POST")
def change_staff(request: HttpRequest, username: str) -> HttpResponse:
    """Change somebody's role, name in the data, and whether they may log in."""
    given = request.POST
    owner, active = given.get("owner", "").strip(), "active" in given
    people.change(actor_of(request), username, given.get("role", ""), owner, active)
    return _saved(request, "staff")


@door(_OWNER, "POST")
def reset_password(request: HttpRequest, username: str) -> HttpResponse:
    """Give somebody a new password."""
    people.reset_password(actor_of(request), username, request.POST.get("password", ""))
    return _saved(request, "staff")


def _catalogue(actions: Mapping[str, Mapping[str, Any]]) -> list[tuple[str, Mapping[str, Any], list[Any]]]:
    """Each action with what a form may change of it."""
    return [(name, one, [(field, one[field.key]) for field in fields.ACTION_FIELDS]) for name, one in actions.items()]


def _saved(request: HttpRequest, page: str) -> HttpResponse:
    """Say that it was saved, on the page it came from."""
    messages.success(request, {"zh": "已保存。", "en": "Saved."}[tongue(request)])
    return redirect(page)


def _value(said: Any, key: str) -> Any:
    """A setting by its dotted key."""
    return reduce(lambda section, name: section[name], key.split("."), said)
