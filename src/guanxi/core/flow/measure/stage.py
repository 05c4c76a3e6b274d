"""The order in which draws and sales become readings of experiments and evidence for the next plan."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pyarrow as pa

from guanxi.core.arrays import arrow
from guanxi.core.flow.measure.evidence import evidence, readable
from guanxi.core.flow.measure.readings import readings
from guanxi.core.ports import Progress, Warehouse
from guanxi.core.sqlfiles import Value, make
from guanxi.core.tables.measured import EFFECT_EVIDENCE, EXPERIMENT_READING

TABLES = (
    "enrolled", "experiment_cost", "experiment_team", "treated_later", "followed", "matured", "experiment_size",
    "experiment_sum",
)  # fmt: skip


def run(warehouse: Warehouse, as_of: date, progress: Progress) -> None:
    """Make the tables of a reading from `assignment`, `sale` and `person`, as of the end of a day.

    `drawn_from` says on which run each plan's experiment stood, `looks_then` holds the appraisals of these runs,
    `minute_price` what a minute of each action costs; `investment` and `identity` say what was spent on whom;
    `drawn_line` and `drawn_holdout` say whose time each person of a plan takes, or would have taken.

    Only people count whose time since the draw has wholly passed; everybody counts in the arm drawn (intention to
    treat). An experiment whose split is broken is read by nobody, one without people left alone says so.
    """
    values: dict[str, Value] = {
        "until": datetime.combine(as_of + timedelta(days=1), time()),
        "day": (as_of - date(1970, 1, 1)).days,
    }
    make(warehouse, __package__, TABLES, values, progress)
    progress.step("experiment_reading")
    sizes, sums = _rows(warehouse, "experiment_size"), _rows(warehouse, "experiment_sum")
    warehouse.write("experiment_reading", arrow(EXPERIMENT_READING, readings(sizes, sums)))
    warehouse.write("effect_evidence", arrow(EFFECT_EVIDENCE, evidence(sizes, sums)))
    warehouse.write("readable", pa.table({"experiment_id": pa.array(readable(sizes), pa.string())}))
    make(warehouse, __package__, ("trial_person", "reading_person"), values, progress)


def _rows(warehouse: Warehouse, table: str) -> list[dict[str, Any]]:
    """A small table."""
    found: list[dict[str, Any]] = warehouse.read(
        f"SELECT * FROM {table} ORDER BY experiment_id, stratum, arm"
    ).to_pylist()
    return found
