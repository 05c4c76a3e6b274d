"""What customers are worth over a horizon of one's own choice: computed afresh, published nowhere."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow as pa

from guanxi.core import pipeline
from guanxi.core.kernel.errors import InputError
from guanxi.core.ports import Progress
from guanxi.core.tables.valued import VALUED
from guanxi.entry.appraising import Quiet, day_of
from guanxi.entry.same_ids import require_same_ids
from guanxi.entry.workspace import Workspace
from guanxi.handover.folders import select

LONGEST = 1826  # days ahead: five years
_CUSTOMERS = """
SELECT n.customer_id, CAST(v.x AS BIGINT) AS x, CAST(v.t_x AS DOUBLE) AS t_x, CAST(v."T" AS DOUBLE) AS "T",
    v.p_alive, v.expected_purchases, v.revenue, v.value, v.value_low, v.value_high, v.clv
FROM customer_value AS v
JOIN (SELECT DISTINCT customer_no, customer_id FROM person) AS n ON n.customer_no = v.customer_no
ORDER BY n.customer_id
"""


@dataclass(frozen=True, slots=True)
class Value:
    """What every customer known on a day is worth over a horizon, with the models' proof.

    `customers`: customer_id, x, t_x, T (days), p_alive; over `horizon_days`: expected_purchases, revenue, value (its
    contribution) with value_low and value_high (90 %); clv: discounted contribution over clv_months of guanxi.toml.
    `tables`: the tables value_… as a run publishes them; `facts`: parameters, fit, choice and what data did not carry.
    """

    as_of: date
    horizon_days: int
    currency: str
    customers: pa.Table
    tables: dict[str, pa.Table]
    facts: dict[str, Any]

    @property
    def card(self) -> pa.Table:
        """How each forecast did at each past origin (table `value_card`)."""
        return self.tables["value_card"]


def value(
    workspace: Workspace, as_of: date | None = None, horizon_days: int = 365, progress: Progress | None = None
) -> Value:
    """Value every customer over `horizon_days` from the end of a day (default: the last order's).

    Publishes nothing. Raises InputError for a horizon outside 1 to 1,826 days and when nothing is known by that day.
    """
    if not 1 <= horizon_days <= LONGEST:
        raise InputError(
            f"A horizon of {horizon_days} days is not allowed. 预测天数不合规则。", f"Use 1 to {LONGEST} days 天。"
        )
    require_same_ids(workspace)
    with workspace.writing(), workspace.warehouse() as warehouse:
        day = day_of(warehouse, as_of)
        facts = pipeline.value(warehouse, day, workspace.options, horizon_days, progress or Quiet())
        tables = {table.name: warehouse.read(select(table)) for table in VALUED}
        customers = warehouse.read(_CUSTOMERS)
    return Value(day, horizon_days, workspace.settings.brand.currency, customers, tables, facts)
