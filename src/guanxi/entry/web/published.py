"""What was published, as pages read it: each run, plan and reading opened once and kept while it is in use."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from threading import Lock

from guanxi.adapters.snapshot import NO_TABLES, DuckSnapshot
from guanxi.core.kernel.errors import NotFoundError
from guanxi.core.kernel.words import Words
from guanxi.core.ports import Snapshot
from guanxi.core.tables import PUBLISHED, Table
from guanxi.core.tables.accounted import EQUITY_PERSON
from guanxi.core.tables.measured import MEASURED
from guanxi.core.tables.planned import PLANNED
from guanxi.entry.planned import said, state
from guanxi.handover.people import drawn, shared
from guanxi.handover.plans import Plan, PlanStore
from guanxi.handover.readings import ReadingStore
from guanxi.handover.runs import RunStore
from guanxi.handover.statements import StatementStore
from guanxi.ops.ground.wiring import PlanCard
from guanxi.ops.published.sql import PREPARED

_KEPT = 4  # snapshots of each kind that stay open


class Shelf:
    """Published port on a workspace's folders."""

    def __init__(self, root: Path) -> None:
        self._runs, self._plans = RunStore(root / "runs"), PlanStore(root / "plans")
        self._readings, self._statements = ReadingStore(root / "readings"), StatementStore(root / "statements")
        self._open: dict[Path, DuckSnapshot] = {}
        self._said: dict[str, tuple[Words, ...]] = {}
        self._lock = Lock()

    def latest(self) -> Snapshot | None:
        """The latest run."""
        name = self._runs.newest()
        if not name:
            return None
        folder = self._runs.folder / name
        return self._snapshot(folder, PUBLISHED, date.fromisoformat(name[-10:]), PREPARED)

    def plans(self) -> list[PlanCard]:
        """All plans, newest first."""
        return [_card(plan) for plan in reversed(self._plans.list())]

    def plan(self, plan_id: str) -> tuple[PlanCard, Snapshot]:
        """A plan and its tables."""
        plan = self._plans.get(plan_id)
        if plan.plan_id != plan_id:
            raise NotFoundError("A plan has a name. 请给出计划名称。")
        if plan_id not in self._said:
            self._said[plan_id] = tuple(said(plan, str(plan.manifest["currency"])))
        return _card(plan, self._said[plan_id]), self._snapshot(plan.folder, PLANNED, plan.start)

    def left_alone(self, plan_id: str, earlier: Sequence[str]) -> Mapping[str, Collection[str]]:
        """Whom a plan leaves alone, by those earlier plans that have lines for them, under the ids those know."""
        held = drawn(self._plans.get(plan_id), self._runs).held if earlier else {}
        return {name: shared(drawn(self._plans.get(name), self._runs).lines, held) for name in earlier}

    def days(self) -> list[date]:
        """Days that were appraised, read from the runs' names."""
        return sorted({date.fromisoformat(name[-10:]) for name in self._runs.names()})

    def reading(self) -> Snapshot | None:
        """The latest reading."""
        found = self._readings.latest()
        return self._snapshot(found.folder, MEASURED, found.as_of) if found else None

    def statement(self, name: str) -> Snapshot | None:
        """Everybody's part of a kept statement."""
        found = self._statements.find(name) if name else None
        return self._snapshot(found, (EQUITY_PERSON,), date.min) if found else None

    def _snapshot(
        self, folder: Path, tables: Iterable[Table], as_of: date, prepared: Mapping[str, str] = NO_TABLES
    ) -> Snapshot:
        """Open a folder, or take it as it is open; the oldest of too many is forgotten and closes when unused."""
        with self._lock:
            if folder not in self._open:
                files = {t.name: folder / f"{t.name}.parquet" for t in tables}
                there = {name: file for name, file in files.items() if file.exists()}
                self._open[folder] = DuckSnapshot(folder.name, as_of, there, prepared, tables=tuple(tables))
                self._forget(folder)
            return self._open[folder]

    def _forget(self, newest: Path) -> None:
        """Let go of the run before this one, which is large, and of the oldest of too many plans and readings."""
        others = [one for one in self._open if one.parent == newest.parent and one != newest]
        kept = 0 if newest.parent == self._runs.folder else _KEPT
        for folder in others[: max(len(others) - kept, 0)]:
            self._open.pop(folder)


def _card(plan: Plan, sentences: tuple[Words, ...] = ()) -> PlanCard:
    """A plan as pages need it."""
    return PlanCard(plan.plan_id, plan.start, plan.end, state(plan), plan.manifest, sentences)
