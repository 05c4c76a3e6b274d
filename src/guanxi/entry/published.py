"""A published run, opened for pages to read."""

from guanxi.adapters.snapshot import DuckSnapshot
from guanxi.core.tables import PUBLISHED
from guanxi.handover.runs import Run
from guanxi.ops.published import PREPARED


def open_snapshot(run: Run) -> DuckSnapshot:
    """Open a run for many readers at once; a brand of a million takes some seconds, so keep it until the next run."""
    files = {table.name: run.file(table.name) for table in PUBLISHED if run.has(table.name)}
    return DuckSnapshot(run.run_id, run.as_of, files, PREPARED)
