"""The audiences, how many people each holds now, and taking one away."""

from django.http import HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode

from guanxi.core.ports import Snapshot
from guanxi.ops.audiences import actions
from guanxi.ops.audiences.models import Audience
from guanxi.ops.ground.actors import LEADERS, READERS
from guanxi.ops.ground.doors import actor_of, door
from guanxi.ops.ground.downloads import csv_file
from guanxi.ops.ground.run import with_run
from guanxi.ops.published.find import count, ids
from guanxi.ops.sight.asked import asked
from guanxi.ops.sight.found import shown_query, visible


@door(READERS, "GET", "POST")
@with_run
def audiences(request: HttpRequest, run: Snapshot) -> HttpResponse:
    """All audiences; a new one where a list was to be kept."""
    actor = actor_of(request)
    if request.method == "POST":
        actions.save(actor, request.POST.get("name", ""), QueryDict(request.POST.get("query", "")).dict())
        return redirect("audiences")
    rows = [
        (one, count(run, visible(actor, run, one.filter)), urlencode(shown_query(actor, one.filter)))
        for one in Audience.objects.all()
    ]
    return render(request, "audiences/list.html", {"rows": rows, "leads": actor.role in LEADERS, "actor": actor})


@door(READERS, "POST")
def delete(request: HttpRequest, audience: int) -> HttpResponse:
    """Forget one."""
    actions.delete(actor_of(request), audience)
    return redirect("audiences")


@door(LEADERS, "POST")
@with_run
def export(request: HttpRequest, run: Snapshot, audience: int) -> StreamingHttpResponse:
    """Take one away: the ids of its people."""
    found = actions.export(actor_of(request), audience)
    return csv_file(f"{found.name}.csv", ["customer_id"], ([one] for one in ids(run, asked(found.filter))))
