"""What every page's frame shows."""

from typing import Any

from django.http import HttpRequest

from guanxi.ops.ground.doors import tongue
from guanxi.ops.ground.menu import menu
from guanxi.ops.ground.wiring import wiring


def house(request: HttpRequest) -> dict[str, Any]:
    """Language, brand, theme, and the pages this person may open."""
    user: Any = getattr(request, "user", None)
    known = user is not None and user.is_authenticated
    return {
        "tongue": tongue(request),
        "brand": wiring().desk.brand(),
        "theme": getattr(user, "theme", "auto") if known else "auto",
        "menu": menu(user.actor, request.path) if known else [],
        "staff": user if known else None,
    }
