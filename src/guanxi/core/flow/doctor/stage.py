"""The order in which the doctor measures, judges and advises."""

from datetime import date, datetime, time, timedelta

import pyarrow as pa

from guanxi.core.flow.doctor.advice import advice
from guanxi.core.flow.doctor.fitness import COUNTED, Finding, read
from guanxi.core.flow.doctor.measures import measures
from guanxi.core.flow.doctor.verdicts import verdicts
from guanxi.core.kernel.options import AppraisalOptions
from guanxi.core.ports import Progress, Warehouse
from guanxi.core.sqlfiles import Value, make

DAYS = ("sales_day", "suspicious_day", "sales_gap")
LEAST_ORDERS, TIMES = 20, 5  # orders of a suspicious day: so many, and so many times what is usual
DOCTOR = pa.schema(
    [("place", pa.int64())]
    + [(name, pa.string()) for name in ("kind", "measure", "state")]
    + [("value", pa.float64()), ("note_zh", pa.string()), ("note_en", pa.string())]
)


def run(warehouse: Warehouse, as_of: date, options: AppraisalOptions, progress: Progress, *, appraised: bool) -> None:
    """Make `doctor`: what was measured by the end of day `as_of`, what each look can say, and advice, best first.

    Reads the canonical tables, `person`, `identifier`, `sale` and `history`; once `appraised`, `look` too.
    """
    values: dict[str, Value] = {
        "until": datetime.combine(as_of + timedelta(days=1), time()),
        "day": (as_of - date(1970, 1, 1)).days,
        "min_orders": options.looks.wallet_min_orders,
        "min_days": options.looks.wallet_min_days,
        "least": LEAST_ORDERS,
        "times": TIMES,
    }
    tables = (*COUNTED, *DAYS, *(("look_fitness",) if appraised else ()))
    make(warehouse, __package__, tables, values, progress)
    progress.step("doctor")
    fitness = read(warehouse, options, appraised=appraised)
    found = [*measures(fitness), *verdicts(fitness), *advice(fitness)]
    warehouse.write("doctor", pa.Table.from_pylist([_row(*one) for one in enumerate(found, start=1)], schema=DOCTOR))


def _row(place: int, finding: Finding) -> dict[str, object]:
    """One row of table `doctor`."""
    told = {"place": place, "kind": finding.kind, "measure": finding.measure, "state": finding.state}
    return told | {"value": finding.value, "note_zh": finding.note["zh"], "note_en": finding.note["en"]}
