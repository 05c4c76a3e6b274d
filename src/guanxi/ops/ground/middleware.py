"""What every request goes through: the language spoken, and complaints a person can act on."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation

from guanxi.core.kernel.errors import GuanxiError, NotFoundError
from guanxi.ops.ground.doors import TONGUE, tongue

_UNKNOWN = 1 << 20  # bytes that somebody may send who has not logged in
Handler = Callable[[HttpRequest], HttpResponse]


class Tongue:
    """Speak the language of whoever is logged in; before that the browser's, then the brand's."""

    def __init__(self, handler: Handler) -> None:
        self.handler = handler

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer in the right language."""
        chosen = getattr(request.user, "language", "") or request.COOKIES.get("language", "")
        request.META[TONGUE] = chosen if chosen in {"zh", "en"} else self._wished(request)
        with translation.override("en" if tongue(request) == "en" else "zh-hans"):
            return self.handler(request)

    def _wished(self, request: HttpRequest) -> str:
        wished = request.headers.get("Accept-Language", "").lower()
        return "zh" if wished.startswith("zh") else "en" if wished.startswith("en") else str(settings.GUANXI_LANGUAGE)


class Complaints:
    """Show a GuanxiError as its message and what to do; nobody ever sees a traceback."""

    def __init__(self, handler: Handler) -> None:
        self.handler = handler

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on; who is not known brings nothing large."""
        if int(request.META.get("CONTENT_LENGTH") or 0) > _UNKNOWN and not request.user.is_authenticated:
            return HttpResponse(status=413)
        return self.handler(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Turn what a person can mend into a page."""
        if isinstance(error, PermissionDenied):
            return render(request, "ground/denied.html", status=403)
        if not isinstance(error, GuanxiError):
            return None
        status = 404 if isinstance(error, NotFoundError) else 400
        return render(request, "ground/complaint.html", {"error": error}, status=status)
