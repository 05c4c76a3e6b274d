"""The audit trail, read and verified."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from guanxi.ops.audit.chain import verify
from guanxi.ops.audit.models import Entry
from guanxi.ops.ground.actions import ACTIONS
from guanxi.ops.ground.actors import Role
from guanxi.ops.ground.doors import door
from guanxi.ops.jobs.words import KINDS

_MOST = 100
NAMES = {name: one.words for name, one in ACTIONS.items()} | {f"job.{kind}": words for kind, words in KINDS.items()}


@door(frozenset({Role.OWNER, Role.AUDITOR}))
def trail(request: HttpRequest) -> HttpResponse:
    """The newest entries, those of an actor or action alone where asked; whether the trail is whole on demand."""
    asked = request.GET
    before = asked.get("before", "")
    rows = Entry.objects.order_by("-number")
    if before.isascii() and before.isdigit():
        rows = rows.filter(number__lt=int(before[:18]))
    for name in ("actor", "action"):
        if asked.get(name):
            rows = rows.filter(**{name: asked[name][:200]})
    found = list(rows[: _MOST + 1])
    verified = verify() if "verify" in asked else None
    shown = {
        "rows": found[:_MOST], "next": found[_MOST - 1].number if len(found) > _MOST else None, "asked": asked,
        "names": NAMES, "verified": verified,
    }  # fmt: skip
    return render(request, "office/trail.html", shown)
