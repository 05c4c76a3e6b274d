"""Published plans: immutable folders of Parquet; whether a plan is approved stands beside it."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from guanxi.core.kernel.durable import write_text
from guanxi.core.kernel.errors import InputError, NotFoundError
from guanxi.core.ports import Warehouse
from guanxi.core.tables.planned import PLANNED, for_nobody
from guanxi.handover import folders
from guanxi.handover.folders import MANIFEST, Folder, select
from guanxi.handover.people import Drawn, drawn, shared
from guanxi.handover.runs import RunStore

APPROVED, WITHDRAWN = "approved.json", "withdrawn.json"


class Plan(Folder):
    """One published plan."""

    @property
    def plan_id(self) -> str:
        """The plan's name."""
        return self.folder.name

    @property
    def start(self) -> date:
        """First day."""
        return date.fromisoformat(self.manifest["start"])

    @property
    def end(self) -> date:
        """Last day."""
        return date.fromisoformat(self.manifest["end"])

    @property
    def approved(self) -> Mapping[str, Any] | None:
        """By whom and when it was approved; None while it is a draft."""
        return self._noted(APPROVED)

    @property
    def withdrawn(self) -> Mapping[str, Any] | None:
        """By whom and when it was withdrawn; None while it stands."""
        return self._noted(WITHDRAWN)

    @property
    def in_force(self) -> bool:
        """Whether it is approved and was not withdrawn."""
        return self.approved is not None and self.withdrawn is None

    def overlaps(self, start: date, end: date) -> bool:
        """Whether some of its days lie between two days."""
        return self.start <= end and start <= self.end

    def note(self, name: str, by: str) -> None:
        """Note who did something to it, and when."""
        said = {"by": by, "at": datetime.now(UTC).isoformat(timespec="seconds")}
        write_text(self.folder / name, folders.as_text(said))

    def _noted(self, name: str) -> Mapping[str, Any] | None:
        file = self.folder / name
        return json.loads(file.read_text(encoding="utf-8")) if file.exists() else None


class PlanStore:
    """The plans of one workspace."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def list(self) -> list[Plan]:
        """All plans, oldest first."""
        found = [Plan(folder, folders.read_manifest(folder)) for folder in folders.finished(self.folder)]
        return sorted(found, key=lambda plan: (str(plan.manifest["created_at"]), plan.plan_id))

    def get(self, name: str = "") -> Plan:
        """The plan of this name, or the newest; NotFoundError names those there are."""
        plans = self.list()
        for plan in reversed(plans):
            if name in {"", plan.plan_id}:
                return plan
        how = "Make one 请先做一份: guanxi plan --budget 500000 --minutes advisers=12000"
        if not name:
            raise NotFoundError("Nothing was planned yet. 还没有做过计划。", how)
        known = ", ".join(plan.plan_id for plan in plans)
        raise NotFoundError(
            f"There is no plan {name!r}. 没有这份计划。", f"Plans here 现有计划: {known}" if known else how
        )

    def next_id(self, period: str) -> str:
        """Name the next plan of a period."""
        taken = {plan.plan_id for plan in self.list()}
        return next(name for number in range(1, 10_000) if (name := f"{period}-{number:02d}") not in taken)

    def publish(self, warehouse: Warehouse, name: str, manifest: Mapping[str, Any]) -> Plan:
        """Write every table of a plan and its manifest; one rename makes them visible."""

        def files(staging: Path) -> Mapping[str, int]:
            return {t.name: warehouse.save(select(t), staging / f"{t.name}.parquet") for t in PLANNED}

        target = self.folder / name
        folders.publish(target, files, {MANIFEST: {"plan_id": name, **manifest}})
        return Plan(target, folders.read_manifest(target))

    def of_job(self, job: str) -> Plan | None:
        """The plan that a piece of work has published already."""
        return next((plan for plan in self.list() if plan.manifest.get("job") == job), None)

    def in_force(self, start: date, end: date) -> Sequence[Plan]:
        """Plans approved, and not withdrawn, for some of the days between two days."""
        return [plan for plan in self.list() if plan.in_force and plan.overlaps(start, end)]

    def not_over(self, day: date) -> Sequence[Plan]:
        """Plans approved that have not ended by a day, also those withdrawn: whom they leave alone stays so."""
        return [plan for plan in self.list() if plan.approved and plan.end >= day]

    def require_approvable(self, plan: Plan, runs: RunStore) -> None:
        """Raise InputError when a plan is approved or withdrawn already, or plans for people of another in force."""
        if plan.approved or plan.withdrawn:
            done = "withdrawn 已撤回" if plan.withdrawn else "approved already 已经批准"
            raise InputError(f"Plan {plan.plan_id} was {done}.", "Make a new plan 请另做一份: `guanxi plan --budget …`")
        if for_nobody(plan.manifest):
            raise nobody_planned(plan.plan_id)
        others = self.not_over(plan.start)
        own = drawn(plan, runs) if others else Drawn({}, {})
        for other in others:
            theirs = drawn(other, runs)  # whom a plan drew to leave alone stays so when it is withdrawn
            _require_apart(plan, own, other, theirs if other.in_force else Drawn({}, theirs.held))

    def withdraw(self, plan: Plan, by: str) -> None:
        """Take a plan out of force for good; InputError when it was withdrawn already."""
        if plan.withdrawn:
            raise InputError(f"Plan {plan.plan_id} was withdrawn already. 已经撤回。", "Nothing is left to do.")
        plan.note(WITHDRAWN, by)

    def sweep(self) -> None:
        """Remove what an interrupted command left unfinished."""
        folders.sweep(self.folder)


def _require_apart(plan: Plan, own: Drawn, other: Plan, theirs: Drawn) -> None:
    """Raise InputError where people of two plans meet: both plan for them, or one does and the other leaves them alone.

    Who is left alone has no line of another plan in those days, nor of one for days before that is approved later.
    """
    meet = plan.overlaps(other.start, other.end)
    both = shared(own.lines, theirs.lines) if meet else set()
    if both:
        raise InputError(
            f"{len(both)} customers of {plan.plan_id} are in {other.plan_id}, which is in force. "
            f"有 {len(both)} 位客户已在 {other.plan_id} 中。",
            f"Make {plan.plan_id} anew: it will know {other.plan_id}; or `guanxi plan withdraw {other.plan_id}` first,"
            " then make it anew. 请重新做这份计划；或先撤回那一份，再重新做。",
        )
    held = shared(own.lines, theirs.held) | (shared(own.held, theirs.lines) if meet else set())
    if held:
        raise InputError(
            f"{len(held)} customers are planned for and left alone to learn from, by {plan.plan_id} and "
            f"{other.plan_id}. 有 {len(held)} 位客户在一份计划中、又在另一份的留出组里。",
            f"Make {plan.plan_id} anew: it will know {other.plan_id}. 请重新做这份计划。",
        )


def nobody_planned(plan_id: str) -> InputError:
    """That a plan is not put in force because it plans for nobody."""
    return InputError(
        f"Plan {plan_id} plans for nobody: there is nothing to approve. 计划里没有安排任何人，无需批准。",
        "`guanxi plan show` says why 会说明原因; most often nobody consented: import consent (--as consent), or, where"
        ' the law allows, set [plan] consent = "not_denied", and plan anew.'
        ' 最常见的原因是没有授权记录：请导入授权，或在法律允许时设 [plan] consent = "not_denied"，再重新做计划。',
    )
