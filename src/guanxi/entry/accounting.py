"""Customer equity statement: what relationships were worth on two days, what moved it, what was spent on them."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow as pa

from guanxi.core import pipeline
from guanxi.core.kernel.errors import InputError, NotFoundError
from guanxi.core.kernel.words import REST
from guanxi.core.ports import Progress
from guanxi.core.tables import TABLES
from guanxi.entry.appraising import Quiet
from guanxi.entry.workspace import Engine, Workspace
from guanxi.handover.runs import Run

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Statement:
    """Money in hundredths by group (`rows`), and by person (`people`); the runs at both ends and the restated one."""

    opening: Run
    restated: Run
    closing: Run
    currency: str
    rows: list[Row]
    people: pa.Table

    @property
    def total(self) -> Row:
        """The brand as a whole."""
        return next(row for row in self.rows if row["kind"] == "all")

    def groups(self, kind: str) -> list[Row]:
        """The rows of one way of grouping: quadrant at the opening, years with us, channel of the first purchase."""
        return [row for row in self.rows if row["kind"] == kind]

    def channels(self, most: int) -> list[Row]:
        """Rows of the channels worth most at the closing, the others together as one: at most `most` rows."""
        rows = sorted(self.groups("channel"), key=lambda row: (-row["closing"], row["member"]))
        told, rest = (rows, []) if len(rows) <= most else (rows[: most - 1], rows[most - 1 :])
        return [*told, *([_together(rest)] if rest else [])]

    @property
    def cost_of_winning(self) -> float | None:
        """Money spent on those won, per customer won; None where nobody was."""
        return _each(self.total["money_winning"], self.total["customers_acquired"])

    @property
    def cost_of_keeping(self) -> float | None:
        """Money spent on customers there were, per customer kept; None where nobody was."""
        return _each(self.total["money_keeping"], self.total["customers_kept"])


def statement(
    workspace: Workspace,
    since: date | None = None,
    until: date | None = None,
    progress: Progress | None = None,
    keep: str = "",
) -> Statement:
    """Account for the time between two appraised days (default: the first and the last); change nothing.

    `keep`: a name under which everybody's parts are kept for pages.

    A day appraised several times opens with what was said first; what the last says instead is revaluation: another
    method, other settings, later records, and no doing of the customers. Raises NotFoundError for a day that was not
    appraised, InputError for days in the wrong order.
    """
    opening, restated, closing = _ends(workspace, since, until)
    with workspace.scratch() as warehouse:
        _mount(warehouse, opening, restated, closing)
        pipeline.account(warehouse, opening.as_of, closing.as_of, progress or Quiet())
        rows = warehouse.read("SELECT * FROM equity_statement ORDER BY kind, member").to_pylist()
        people = warehouse.read("SELECT * FROM equity_person ORDER BY customer_id")
        if keep:
            workspace.statements.publish(keep, people)
        currency = workspace.settings.brand.currency
        return Statement(opening, restated, closing, currency, [_whole(row) for row in rows], people)


def _ends(workspace: Workspace, since: date | None, until: date | None) -> tuple[Run, Run, Run]:
    """The run that opens, the latest of the same day, and the run that closes."""
    runs = workspace.runs.list()
    days = sorted({run.as_of for run in runs})
    if not days:
        raise NotFoundError("Nothing was appraised yet. 还没有评估。", "guanxi appraise")
    first, last = since or days[0], until or days[-1]
    if first >= last:
        raise InputError(
            f"A statement needs two days, the earlier first: {first}, {last}. 需要先后两个日期。",
            f"Appraise another day 请再评估一个日期: `guanxi appraise --as-of YYYY-MM-DD`. Days 已有: {_said(days)}",
        )
    opening = _of(workspace, first, days)
    return opening[0], opening[-1], _of(workspace, last, days)[-1]


def _of(workspace: Workspace, day: date, days: list[date]) -> list[Run]:
    """The runs of a day, the oldest first."""
    found = [run for run in workspace.runs.list() if run.as_of == day]
    if not found:
        raise NotFoundError(
            f"{day} was not appraised. 这一天没有评估。",
            f"`guanxi appraise --as-of {day}`, or one of 或选用: {_said(days)}",
        )
    return sorted(found, key=lambda run: str(run.manifest["created_at"]))


def _said(days: list[date]) -> str:
    return ", ".join(str(day) for day in days)


def _mount(warehouse: Engine, opening: Run, restated: Run, closing: Run) -> None:
    """Show both ends to the engine."""
    for name, run, table in (
        ("opening", opening, "appraisal"),
        ("restated", restated, "appraisal"),
        ("closing", closing, "appraisal"),
        ("opening_identity", opening, "identity"),
        ("identity", closing, "identity"),
    ):
        warehouse.mount(name, [run.file(table)], TABLES[table])


def _whole(row: Row) -> Row:
    """Sums as whole numbers, whatever the engine's type for them."""
    return {name: value if isinstance(value, (str, float)) else int(value) for name, value in row.items()}


def _together(rows: list[Row]) -> Row:
    """Several groups as one."""
    sums = {name: sum(row[name] for row in rows) for name in rows[0] if name not in {"kind", "member"}}
    return {"kind": rows[0]["kind"], "member": REST, **sums}


def _each(money: int, people: int) -> float | None:
    return money / 100 / people if people else None
