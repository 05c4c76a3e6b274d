"""Whether the data are fit, asked at any time: computed afresh, published nowhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pyarrow as pa

from guanxi.core import pipeline
from guanxi.core.kernel.figures import percent
from guanxi.core.kernel.words import LANGUAGES, Words
from guanxi.core.ports import Progress, Warehouse
from guanxi.core.tables import TABLES
from guanxi.entry.appraising import Quiet, day_of
from guanxi.entry.workspace import Workspace
from guanxi.handover.folders import select
from guanxi.handover.loads import Load

WORTH_SAYING = 0.01  # share of rows in quarantine


@dataclass(frozen=True, slots=True)
class Checkup:
    """Whether the data known on a day are fit.

    `doctor`: one row a finding, as a run publishes it; `gaps` and `days`: stretches without sales and days of many
    orders (tables `sales_gap`, `suspicious_day`); `imports`: what the imported files make one mind.
    """

    as_of: date
    doctor: pa.Table
    gaps: pa.Table
    days: pa.Table
    imports: list[Words]

    def rows(self, kind: str) -> list[dict[str, Any]]:
        """Findings of a kind (measurement, look, advice), in the order in which they are read."""
        return [row for row in self.doctor.to_pylist() if row["kind"] == kind]


def check(workspace: Workspace, as_of: date | None = None, progress: Progress | None = None) -> Checkup:
    """Check the data as of the end of a day (default: the last order's, else today's); works on any workspace.

    Raises InputError for a day before the first order or one that has not come yet.
    """
    with workspace.writing(), workspace.warehouse() as warehouse:
        day = _day(warehouse, as_of)
        pipeline.doctor(warehouse, day, workspace.options, progress or Quiet())
        doctor = warehouse.read(select(TABLES["doctor"]))
        gaps = warehouse.read("SELECT * FROM sales_gap ORDER BY first_day")
        days = warehouse.read("SELECT * FROM suspicious_day ORDER BY day")
    return Checkup(day, doctor, gaps, days, imported(workspace.loads.list(), workspace.settings.brand.currency))


def _day(warehouse: Warehouse, as_of: date | None) -> date:
    """The day to check as of, also where there is no order."""
    orders = warehouse.read("SELECT count(*) AS n FROM order_line")["n"][0].as_py()
    return day_of(warehouse, as_of) if orders else as_of or datetime.now(UTC).date()


def imported(loads: Sequence[Load], currency: str) -> list[Words]:
    """What the files make one mind: rows set aside, and amounts in another currency than the brand's."""
    found: list[Words] = []
    rows, aside = (sum(getattr(load, name) for load in loads) for name in ("rows", "quarantined"))
    if aside > WORTH_SAYING * rows:
        facts = {"share": percent(aside / rows), "aside": f"{aside:,}"}
        found.append({tongue: _ASIDE[tongue].format(**facts) for tongue in LANGUAGES})
    others = sorted({load.currency for load in loads if load.currency} - {currency})
    if others:
        facts = {"others": ", ".join(others), "currency": currency}
        found.append({tongue: _CURRENCY[tongue].format(**facts) for tongue in LANGUAGES})
    return found


_ASIDE: Words = {
    "zh": "{aside} 行（{share}）被隔离，没有用上：guanxi imports 看是哪次导入，guanxi quarantine 看原因",
    "en": "{aside} rows ({share}) are in quarantine, unused: `guanxi imports` says of which load, "
    "`guanxi quarantine` why",
}
_CURRENCY: Words = {
    "zh": "导入的金额是 {others}，而 guanxi.toml 写的是 {currency}：金额会被当成 {currency}",
    "en": "Files hold amounts in {others}, but guanxi.toml says {currency}: they are taken for {currency}",
}
