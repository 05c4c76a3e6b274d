"""Doors of pages: who may pass, said beside the page and read by the test of all routes."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from guanxi.core.kernel.words import Language
from guanxi.ops.ground.actors import Actor, Role

View = Callable[..., HttpResponseBase]
PUBLIC: frozenset[Role] = frozenset()
TONGUE = "guanxi.tongue"  # where a request keeps the language to answer in


def door(roles: frozenset[Role], *methods: str) -> Callable[[View], View]:
    """Let only these roles pass, logged in and with the second factor where one is due; GET alone unless told."""

    def wrap(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect(f"{settings.LOGIN_URL}?next={request.path}")
            if _second_factor_due(request):
                return redirect("second_factor")
            if actor_of(request).role not in roles:
                raise PermissionDenied
            return view(request, *args, **kwargs)

        checked = require_http_methods(list(methods) or ["GET", "HEAD"])(guarded)
        vars(checked).update(roles=roles, methods=methods or ("GET",))
        return checked

    return wrap


def _second_factor_due(request: HttpRequest) -> bool:
    """Whether somebody has, or must have, a second factor and has not shown it in this session."""
    user: Any = request.user
    due = user.totpdevice_set.filter(confirmed=True).exists() or user.role in settings.GUANXI_WEB.second_factor
    return bool(due) and not user.is_verified() and not request.path.startswith("/account/second-factor")


def actor_of(request: HttpRequest) -> Actor:
    """Who acts."""
    user: Any = request.user
    actor: Actor = user.actor
    return actor


def tongue(request: HttpRequest) -> Language:
    """The language to answer in."""
    return "en" if request.META.get(TONGUE) == "en" else "zh"
