"""Go back to past days, appraise as it would have been, and hold every statement against what came."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pyarrow as pa

from guanxi.core import pipeline
from guanxi.core.arrays import arrow
from guanxi.core.flow.hindsight import judged
from guanxi.core.kernel.errors import InputError, NotEnoughDataError
from guanxi.core.ports import Progress
from guanxi.core.tables.judged import JUDGED
from guanxi.entry.appraising import Quiet, day_of, mount_previous
from guanxi.entry.workspace import Engine, Workspace

SHORTEST, LONGEST = 14, 365  # days of a horizon
MOST = 12  # origins


@dataclass(frozen=True, slots=True)
class Backtest:
    """What was said on past days (`origins`, the latest first) beside what came in the horizon after each.

    `tables`: backtest_ranking, backtest_tenth, backtest_stage, backtest_offer and backtest_mark, as Arrow tables.
    """

    as_of: date
    horizon_days: int
    currency: str
    origins: tuple[date, ...]
    tables: dict[str, pa.Table]

    def rows(self, table: str) -> list[dict[str, Any]]:
        """One of the tables as rows."""
        found: list[dict[str, Any]] = self.tables[f"backtest_{table}"].to_pylist()
        return found


def backtest(
    workspace: Workspace,
    as_of: date | None = None,
    horizon_days: int = 90,
    origins: int = 4,
    progress: Progress | None = None,
) -> Backtest:
    """Appraise on past days and hold what was said against the `horizon_days` after each; change and publish nothing.

    The latest origin lies one horizon before a day (default: the last order's), earlier ones up to a horizon apart.
    Raises InputError for a horizon or a number that makes no sense, NotEnoughDataError where the history is too short.
    """
    check(horizon_days, origins)
    steps = progress or Quiet()
    found = []
    with looking_back(workspace) as warehouse:
        day, backs = past_days(warehouse, as_of, horizon_days, origins)
        for back in backs:
            past = day - timedelta(days=back)
            found.append(pipeline.backtest(warehouse, past, workspace.options, horizon_days, steps))
        steps.step("judged")
    tables = judged(found)
    arrows = {table.name: arrow(table, tables[table.name]) for table in JUDGED}
    return Backtest(day, horizon_days, workspace.settings.brand.currency, tuple(one.day for one in found), arrows)


@contextmanager
def looking_back(workspace: Workspace) -> Iterator[Engine]:
    """Open the workspace's data for work on past days, of which nothing is kept and which no earlier run sways."""
    with workspace.scratch() as warehouse:
        mount_previous(warehouse, None)
        yield warehouse


def past_days(warehouse: Engine, as_of: date | None, horizon: int, origins: int) -> tuple[date, list[int]]:
    """Settle today, and how many days before it to stand; NotEnoughDataError where the history is too short."""
    day = day_of(warehouse, as_of)
    span = span_of(warehouse, day)
    backs = apart(span, horizon, origins)
    if not backs:
        raise too_short(span, horizon)
    return day, backs


def span_of(warehouse: Engine, day: date) -> int:
    """Days of history up to a day."""
    first = warehouse.read("SELECT CAST(min(ordered_at) AS DATE) AS first FROM order_line")["first"][0].as_py()
    return int((day - first).days)


def too_short(span: int, horizon: int) -> NotEnoughDataError:
    """Say that the history is too short to look back over."""
    return NotEnoughDataError(
        f"{span} days of history are too few to look back. 历史太短，无法回看。",
        f"At least {round(1.5 * horizon)} are needed; try a shorter --horizon 至少需要这么多天.",
    )


def apart(span: int, horizon: int, origins: int) -> list[int]:
    """How many days before today the origins lie: the latest one horizon, the others as far apart as history allows.

    At most a horizon, so that nothing that came is judged twice, and at least a sixth of it; each has half a horizon
    of history before it.
    """
    room = span - round(1.5 * horizon)
    if room < 0:
        return []
    step = max(min(horizon, room // max(origins - 1, 1)), horizon // 6, 1)
    return [horizon + step * number for number in range(origins) if step * number <= room]


def check(horizon_days: int, origins: int) -> None:
    """Refuse a horizon or a number of origins that makes no sense."""
    if not SHORTEST <= horizon_days <= LONGEST:
        raise InputError(
            f"A horizon of {horizon_days} days is not allowed. 天数不合规则。", f"Use {SHORTEST} to {LONGEST} days."
        )
    if not 1 <= origins <= MOST:
        raise InputError(f"{origins} origins are not allowed. 起点个数不合规则。", f"Use 1 to {MOST}.")
