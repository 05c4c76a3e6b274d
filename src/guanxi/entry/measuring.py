"""Measure: what experiments say, published so that the next plan knows it."""

from datetime import UTC, date, datetime
from pathlib import Path

import guanxi
from guanxi.core import pipeline
from guanxi.core.ports import Progress
from guanxi.entry.appraising import Quiet, day_of
from guanxi.entry.workspace import Workspace
from guanxi.handover.readings import Reading


def measure(
    workspace: Workspace, as_of: date | None = None, truth: Path | None = None, progress: Progress | None = None
) -> Reading:
    """Read every experiment at the end of a day (default: the last order's) and publish what it says.

    `truth`: also write one row per person and experiment (arm, stratum, contribution before and after) to this Parquet
    file, from which anybody can compute it again.
    """
    with workspace.scratch() as warehouse:
        day = day_of(warehouse, as_of)
        pipeline.measure(warehouse, day, workspace.options, progress or Quiet())
        if truth:
            warehouse.save("SELECT * FROM followed ORDER BY experiment_id, customer_id", truth)
        made = {"created_at": datetime.now(UTC).isoformat(timespec="microseconds"), "guanxi": guanxi.__version__}
        return workspace.readings.publish(warehouse, day, {**made, "currency": workspace.settings.brand.currency})
