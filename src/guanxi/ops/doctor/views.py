"""Whether the data are fit, what each look can say, what would help most."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from guanxi.core.kernel.words import ABILITY_NAMES, DOCTOR_NAMES
from guanxi.core.ports import Snapshot
from guanxi.ops.ground.actors import FEEDERS, READERS
from guanxi.ops.ground.doors import door
from guanxi.ops.ground.run import with_run


@door(READERS | FEEDERS)
@with_run
def doctor(request: HttpRequest, run: Snapshot) -> HttpResponse:
    """What the doctor found with the latest run: looks, advice, measurements."""
    rows = run.rows("SELECT * FROM doctor ORDER BY place")
    kinds = {kind: [row for row in rows if row["kind"] == kind] for kind in ("look", "advice", "measurement")}
    return render(
        request, "doctor/doctor.html", {"run": run, **kinds, "abilities": ABILITY_NAMES, "looks": DOCTOR_NAMES}
    )
