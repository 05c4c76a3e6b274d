"""The cost of misallocation: a past period's bookings beside the best use of the same money and minutes."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow as pa

from guanxi.core import pipeline
from guanxi.core.flow.allocate import Asked
from guanxi.core.kernel.errors import InputError, NotFoundError
from guanxi.core.ports import Progress
from guanxi.entry.appraising import Quiet
from guanxi.entry.planning import catalogue, mount, period_of
from guanxi.entry.workspace import Workspace
from guanxi.handover.runs import Run

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Misallocation:
    """A period's total, everybody concerned (the costliest first), and the appraisal it stands on."""

    run: Run
    currency: str
    total: Row
    people: pa.Table


def misallocation(workspace: Workspace, period: str, progress: Progress | None = None) -> Misallocation:
    """Hold what was booked in a period (2026-06, or two days) against the best use of it; change and publish nothing.

    Stands on the last appraisal from before the period. Raises NotFoundError where there is none, InputError for what
    is no period and for a period without bookings.
    """
    if not period:
        raise InputError("Say which period. 请给出期间。", "guanxi misallocation --period 2026-06")
    start, end = period_of(period, date.min)
    run = _before(workspace, start)
    asked = Asked(
        f"misallocation {start}", start, end, 0.0, {}, catalogue(workspace), workspace.settings.teams,
        workspace.settings.plan,
    )  # fmt: skip
    with workspace.scratch() as warehouse:
        mount(workspace, warehouse, run, [], start)
        pipeline.misallocate(warehouse, asked, progress or Quiet())
        total: Row = warehouse.read("SELECT * FROM misallocation").to_pylist()[0]
        people = warehouse.read("SELECT * FROM misallocation_person ORDER BY cost DESC, customer_id")
    if not total["people"]:
        raise InputError(
            f"Nothing was booked from {start} to {end}. 这段时间没有投入记录。",
            "Book it: `guanxi plan done`, `guanxi invest`, or import `--as investment`. 请先入账。",
        )
    return Misallocation(run, workspace.settings.brand.currency, total, people)


def _before(workspace: Workspace, start: date) -> Run:
    """The last appraisal that knows nothing of the period."""
    runs = [run for run in workspace.runs.list() if run.as_of < start]
    if not runs:
        raise NotFoundError(
            f"Nothing was appraised before {start}. 这段时间以前没有评估。",
            "Appraise the day before 请先评估前一天: `guanxi appraise --as-of YYYY-MM-DD`",
        )
    return max(runs, key=lambda run: (run.as_of, str(run.manifest["created_at"])))
