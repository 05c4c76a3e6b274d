"""The Python door: `guanxi.open(dir)` gives a Brand to appraise and read."""

from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from guanxi.core.kernel.errors import InputError
from guanxi.entry.accounting import Statement, statement
from guanxi.entry.appraising import Quiet, appraise
from guanxi.entry.backtesting import Backtest, backtest
from guanxi.entry.checking import Checkup, check
from guanxi.entry.importing import Wishes, import_files
from guanxi.entry.valuing import Value, value
from guanxi.entry.workspace import Workspace
from guanxi.handover import runs
from guanxi.handover.collect import Report


class Run:
    """A published run, read as Arrow tables."""

    def __init__(self, run: runs.Run) -> None:
        self._run = run

    def __repr__(self) -> str:
        return f"Run({self.run_id!r})"

    @property
    def run_id(self) -> str:
        """The run's name."""
        return self._run.run_id

    @property
    def as_of(self) -> date:
        """Last day the run knows."""
        return self._run.as_of

    @property
    def manifest(self) -> dict[str, Any]:
        """Inputs, settings, versions, row counts and what the models found."""
        return dict(self._run.manifest)

    @property
    def customers(self) -> pa.Table:
        """One row per customer, sorted by customer_id (table `appraisal`)."""
        return self.table("appraisal")

    @property
    def quadrants(self) -> pa.Table:
        """One row per quadrant (table `quadrant_summary`)."""
        return self.table("quadrant_summary")

    @property
    def equity(self) -> float:
        """Customer equity: the sum of all customers' lifetime values, in the workspace's currency."""
        return float(sum(value or 0.0 for value in self.quadrants.column("clv").to_pylist()))

    def table(self, name: str) -> pa.Table:
        """Read any published table; NotFoundError names those there are."""
        return pq.read_table(self._run.file(name))


class Brand:
    """A workspace seen from Python."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace

    def __repr__(self) -> str:
        return f"Brand({str(self.workspace.root)!r})"

    def appraise(self, as_of: date | str | None = None, *, new_ids: bool = False) -> Run:
        """Appraise every customer as of the end of a day (default: the last order's) and publish the run.

        `new_ids`: go on though the secret in ids is another one by now, and all ids change.
        """
        return Run(appraise(self.workspace, _day(as_of), new_ids=new_ids))

    def value(self, as_of: date | str | None = None, horizon_days: int = 365) -> Value:
        """Value every customer over a horizon from the end of a day (default: the last order's); publishes nothing."""
        return value(self.workspace, _day(as_of), horizon_days)

    def backtest(self, as_of: date | str | None = None, horizon_days: int = 90, origins: int = 4) -> Backtest:
        """Appraise on past days and hold what was said against what came; changes and publishes nothing."""
        return backtest(self.workspace, _day(as_of), horizon_days, origins)

    def statement(self, since: date | str | None = None, until: date | str | None = None) -> Statement:
        """Account for customer equity between two appraised days (default: the first and the last); publish nothing."""
        return statement(self.workspace, _day(since), _day(until))

    def doctor(self, as_of: date | str | None = None) -> Checkup:
        """Check whether the data are fit and what each look can say of them; works before any appraisal."""
        return check(self.workspace, _day(as_of))

    def import_files(self, *files: str | Path, **wishes: Any) -> list[Report]:
        """Import files, each a load of its own; `wishes` are the fields of `guanxi.entry.importing.Wishes`.

        Raises the first file's error after the others were imported.
        """
        reports, failed = import_files(self.workspace, [Path(file) for file in files], Wishes(**wishes), Quiet())
        for _, error in failed:
            raise error
        return reports

    @property
    def runs(self) -> list[Run]:
        """All published runs, oldest first."""
        return [Run(run) for run in self.workspace.runs.list()]

    def run(self, name: str = "") -> Run:
        """A run by name or number; the latest by default."""
        store = self.workspace.runs
        return Run(store.get(name) if name else store.latest())


def open(folder: str | Path) -> Brand:  # noqa: A001 -- `guanxi.open` is the name a user expects
    """Open a workspace; NotFoundError says how to make one."""
    return Brand(Workspace.open(Path(folder)))


def _day(written: date | str | None) -> date | None:
    """Read a day written as 2026-06-30."""
    try:
        return date.fromisoformat(written) if isinstance(written, str) else written
    except ValueError as error:
        raise InputError(
            f"{written!r} is not a day. 日期写法不对。", "Write it as YYYY-MM-DD, e.g. 2026-06-30 请这样写。"
        ) from error
