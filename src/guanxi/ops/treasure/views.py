"""The treasure map: four quadrants, everybody on a map to brush over, who moved since the last run."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from guanxi.core.kernel.words import QUADRANT_ADVICE, QUADRANT_NAMES
from guanxi.core.ports import Snapshot
from guanxi.ops.ground.actors import READERS
from guanxi.ops.ground.doors import door
from guanxi.ops.ground.run import with_run
from guanxi.ops.published.treasure import Movement, movement, overview


@door(READERS)
@with_run
def treasure_map(request: HttpRequest, run: Snapshot) -> HttpResponse:
    """The map of the latest run."""
    quadrants = overview(run)
    told = {
        "run": run,
        "quadrants": quadrants,
        "total": sum(one.customers for one in quadrants),
        "equity": sum(one.clv for one in quadrants),
        "names": QUADRANT_NAMES | {"absent": {"zh": "上次还没有", "en": "Not there before"}},
        "advice": QUADRANT_ADVICE,
        "moved": _moved(movement(run)),
    }
    return render(request, "treasure/map.html", told)


def _moved(found: list[Movement]) -> list[Movement]:
    """Those who changed quadrant, the most value first."""
    changed = [one for one in found if one.from_quadrant != one.to_quadrant]
    return sorted(changed, key=lambda one: -one.value_12m)
