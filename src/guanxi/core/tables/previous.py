"""What a run remembers of the last one: views that are empty where there was none."""

from guanxi.core.tables.declare import Table
from guanxi.core.tables.published import APPRAISAL, STAGE_ENTRY

_STANDING = ("customer_id", "stage", "stage_since", "quadrant")

PREVIOUS_APPRAISAL = Table(
    "previous_appraisal",
    "上次评估",
    "one customer in the last run",
    APPRAISAL.key,
    tuple(APPRAISAL.column(name) for name in _STANDING),
)
PREVIOUS_STAGE_ENTRY = Table(
    "previous_stage_entry",
    "上次阶段历史",
    "one entry of one person into one stage, as the last run knew it",
    STAGE_ENTRY.key,
    STAGE_ENTRY.columns,
)

REMEMBERED = {APPRAISAL: PREVIOUS_APPRAISAL, STAGE_ENTRY: PREVIOUS_STAGE_ENTRY}
"""The view that shows a published table of the last run to this one."""
