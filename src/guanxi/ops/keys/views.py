"""The page of keys."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from guanxi.core.kernel.errors import InputError
from guanxi.ops.ground.actors import ROLE_NAMES
from guanxi.ops.ground.doors import actor_of, door
from guanxi.ops.keys import actions
from guanxi.ops.keys.models import ApiKey
from guanxi.ops.keys.scopes import SCOPES, givable

SPANS = (30, 90, 365, 0)


@door(actions.KEEPERS, "GET", "POST")
@never_cache
def keys(request: HttpRequest) -> HttpResponse:
    """All keys, and making one, which is shown this once."""
    made = _create(request) if request.method == "POST" else None
    told = {
        "made": made, "keys": ApiKey.objects.all(), "now": timezone.now(), "names": ROLE_NAMES, "scopes": SCOPES,
        "roles": givable(actor_of(request).role), "spans": SPANS,
    }  # fmt: skip
    return render(request, "keys/keys.html", told)


@door(actions.KEEPERS, "POST")
def revoke(request: HttpRequest, prefix: str) -> HttpResponse:
    """Revoke a key."""
    actions.revoke(actor_of(request), prefix)
    return redirect("keys")


def _create(request: HttpRequest) -> actions.Made:
    """Make the key that the form asks for."""
    asked = request.POST
    days = asked.get("days", "")
    if not days.isascii() or not days.isdigit():
        raise InputError("Days are a whole number. 天数须为整数。", "Choose from the list. 请从列表中选择。")
    return actions.create(
        actor_of(request), asked.get("name", ""), asked.get("role", ""), asked.getlist("scopes"), int(days[:9])
    )
