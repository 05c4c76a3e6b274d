"""The order in which the looks become an appraisal."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from guanxi.core.flow.appraise.formula import make_points, standings_query
from guanxi.core.kernel.figures import symbol
from guanxi.core.kernel.options import AppraisalOptions, QuadrantOptions
from guanxi.core.ports import Progress, Warehouse
from guanxi.core.sqlfiles import Value, make

FIGURES = ("spending", "figure")
TABLES = (
    "score", "cut", "standing", "reason", "appraisal", "quadrant_summary", "quadrant_transition", "stage_transition",
)  # fmt: skip
VIEWS = ("spending", "reason", "appraisal")  # long texts are written once, when the run is published


def run(
    warehouse: Warehouse, as_of: date, options: AppraisalOptions, run_id: str, basis: str, progress: Progress
) -> None:
    """Make `appraisal`, `score_point`, `quadrant_summary` and the transitions from table `look`.

    `basis` says what engagement was read from; view `previous_appraisal` is the last run, empty where there is none.
    """
    values: dict[str, Value] = {
        "as_of": as_of,
        "until": datetime.combine(as_of + timedelta(days=1), time()),
        "run_id": run_id,
        "basis": basis,
        "sign": symbol(options.currency),
    }
    values |= {"formula_version": options.formula.name, "horizon": options.looks.horizon_days}
    values |= _cuts(options.quadrants)
    make(warehouse, __package__, FIGURES, values, progress, views=VIEWS)
    progress.step("point")
    make_points(warehouse, options.formula)
    make(warehouse, __package__, TABLES, values, progress, views=VIEWS)


def standings(warehouse: Warehouse, horizon: int, expressions: Mapping[str, str], progress: Progress) -> None:
    """Make table `term`: every person's standing, 0 to 1, in each expression of the formula language, from `look`."""
    make(warehouse, __package__, FIGURES, {"horizon": horizon}, progress, views=VIEWS)
    progress.step("term")
    warehouse.create("term", standings_query(expressions))


def _cuts(quadrants: QuadrantOptions) -> dict[str, Value]:
    """Each axis' quantile with its ends under hysteresis, kept within 0 and 1."""
    ends: dict[str, Value] = {}
    for name, middle in (("potential", quadrants.potential_quantile), ("vitality", quadrants.vitality_quantile)):
        ends[name] = middle
        ends[f"{name}_low"] = max(middle - quadrants.hysteresis, 0.0)
        ends[f"{name}_high"] = min(middle + quadrants.hysteresis, 1.0)
    return ends
