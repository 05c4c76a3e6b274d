"""The latest run: its day and the four quadrants."""

from datetime import date

from django.http import HttpRequest
from ninja import Router, Schema

from guanxi.core.kernel.errors import NotFoundError
from guanxi.core.ports import Snapshot
from guanxi.ops.api.doors import needs
from guanxi.ops.ground.run import latest
from guanxi.ops.ground.wiring import wiring
from guanxi.ops.published.treasure import overview

router = Router(tags=["runs"])


class Quadrant(Schema):
    """What one quadrant holds; empty where nothing is known."""

    quadrant: str
    customers: int
    revenue_12m: float
    value_12m: float
    clv: float
    headroom: float | None
    invested_12m: float | None
    mean_score: float | None
    potential_cut: float
    vitality_cut: float


class Run(Schema):
    """A run: every figure of the interface is as of its day."""

    run_id: str
    as_of: date
    currency: str
    customers: int
    quadrants: list[Quadrant]


@router.get("/runs/latest", **needs("runs:read", Run))
def latest_run(request: HttpRequest) -> dict[str, object]:
    """The latest run and its quadrants."""
    run = current()
    quadrants = overview(run)
    return {
        "run_id": run.run_id, "as_of": run.as_of, "currency": wiring().desk.brand()["currency"],
        "customers": sum(one.customers for one in quadrants), "quadrants": quadrants,
    }  # fmt: skip


def current() -> Snapshot:
    """The latest run; NotFoundError before the first."""
    run = latest()
    if run is None:
        raise NotFoundError("Nothing has been appraised yet. 还没有评估。", "Run `guanxi appraise` first 请先评估。")
    return run
