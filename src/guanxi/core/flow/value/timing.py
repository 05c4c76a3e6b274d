"""When each customer buys next, and how likely nothing comes: from the chosen purchase model and the brand's past."""

import numpy as np
import pyarrow as pa

from guanxi.core.arrays import floats
from guanxi.core.kernel.errors import NotEnoughDataError
from guanxi.core.models.fitting import Array
from guanxi.core.models.next_purchase import days_until
from guanxi.core.models.purchase import PurchaseModel
from guanxi.core.models.silence import Silence
from guanxi.core.ports import Progress, Warehouse
from guanxi.core.sqlfiles import Value, make

YEAR = 365.0
DRAWN = 15_000  # persons that a few parameters need at most
LEAST = 200  # persons known on a past day that teaches anything
ORIGINS = 3  # past days to learn from, a third of the time ahead apart
ENDS = {"next_days": 0.5, "next_low": 0.1, "next_high": 0.9}
"""Chance of having bought again by the date and by the ends of its 80 % interval."""
FIGURES = ("quiet", "quiet_year", *ENDS)
KEYS = ("x", "t_x", "T")
TIMING = pa.schema([(name, pa.float64()) for name in (*KEYS, *FIGURES)])


def run(
    warehouse: Warehouse, model: PurchaseModel | None, soon: int, values: dict[str, Value], progress: Progress
) -> dict[str, object]:
    """Make `customer_timing` for a time ahead of `soon` days; say how the chance of silence was set right.

    Everything in it is empty where the data carry no purchase model.
    """
    _look_back(warehouse, soon, values, progress)
    if model is None:
        warehouse.write("timing", TIMING.empty_table())
        make(warehouse, __package__, ("customer_timing",), values, progress)
        return {"model": "none"}
    silence = Silence(float(soon)).fit(_seen(warehouse, model, soon))
    progress.step("timing")
    warehouse.map_batches(
        "timing", 'SELECT x, t_x, "T" FROM timing_cell ORDER BY x, t_x, "T"', Timing(model, silence), TIMING
    )
    make(warehouse, __package__, ("customer_timing",), values, progress)
    names = ("constant", "log_odds", "log_silence", "log_purchases")
    found: dict[str, object] = dict(zip(names, silence.coefficients_.tolist(), strict=True))
    learned = np.isfinite(silence.silent_)
    return {"days": soon, "coefficients": found} | ({"silent": silence.silent_} if learned else {})


def _look_back(warehouse: Warehouse, soon: int, values: dict[str, Value], progress: Progress) -> None:
    """Make the histories known today and on past days, with what followed those."""
    backs = [soon + step * max(soon // 3, 1) for step in range(ORIGINS)]
    numbers = pa.array(range(1, ORIGINS + 1), pa.int32())
    warehouse.write("timing_origin", pa.table({"origin_no": numbers, "days_back": pa.array(backs, pa.int32())}))
    buyers = warehouse.read("SELECT buyers FROM brand")["buyers"][0].as_py() or 0
    drawn: dict[str, Value] = {"soon": soon, "every": max(1, -(-int(buyers) // DRAWN))}
    make(warehouse, __package__, ("timing_cell", "timing_past"), values | drawn, progress)


def _seen(
    warehouse: Warehouse, model: PurchaseModel, soon: int
) -> list[tuple[PurchaseModel, Array, Array, Array, Array, Array]]:
    """What was known on past days and whether silence followed, with the model as fitted on that day."""
    rows = warehouse.read('SELECT * FROM timing_past ORDER BY origin_no, x, t_x, "T", silent')
    seen = []
    for number in range(1, ORIGINS + 1):
        here = rows.filter(np.asarray(floats(rows, "origin_no") == number))
        x, t_x, T, silent, persons = (floats(here, name) for name in (*KEYS, "silent", "persons"))
        if persons.sum() < LEAST or T.max() * 2 < soon:
            continue  # a few weeks of history make every model say anything
        try:
            then = type(model)().fit(x, t_x, T, persons, start=model.parameters_)
        except NotEnoughDataError:
            continue
        seen.append((then, x, t_x, T, silent, persons))
    return seen


class Timing:
    """A purchase model and its chance of silence as a function of Arrow batches of `timing_cell`."""

    def __init__(self, model: PurchaseModel, silence: Silence) -> None:
        self.model = model
        self.silence = silence

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Return rows of table `timing`."""
        x, t_x, T = (floats(batch, name) for name in KEYS)
        figures = [
            *self.silence.chances((self.silence.horizon, YEAR), self.model, x, t_x, T),
            *days_until(self.model, x, t_x, T, tuple(ENDS.values())),
        ]
        columns = [pa.array(column, from_pandas=True) for column in (x, t_x, T, *figures)]  # NaN: never
        return pa.RecordBatch.from_arrays(columns, schema=TIMING)
