"""Charts of pages, as documents that the browser draws."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path

from guanxi.ops.ground.actors import READERS
from guanxi.ops.ground.doors import door, tongue
from guanxi.ops.ground.wiring import wiring


@door(READERS)
def chart(request: HttpRequest, name: str, of: str = "") -> HttpResponse:
    """One chart in the reader's language and the page's colours."""
    asked = request.GET
    made = wiring().pictures.draw(name, of, tongue(request), dark="dark" in asked, narrow="narrow" in asked)
    return JsonResponse(made, json_dumps_params={"ensure_ascii": False})


urlpatterns = [
    path("charts/<slug:name>.json", chart, name="chart"),
    path("charts/<slug:name>/<slug:of>.json", chart, name="chart_of"),
]
