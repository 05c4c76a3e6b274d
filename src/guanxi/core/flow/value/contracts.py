"""Customers on contract: the chance that a paid term is renewed, and the fees of renewals still to come."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from guanxi.core.arrays import floats
from guanxi.core.kernel.errors import NotEnoughDataError
from guanxi.core.models.fitting import Array
from guanxi.core.models.retention import Retention, ShiftedBetaGeometric, SteadyRetention
from guanxi.core.ports import Progress, Warehouse
from guanxi.core.sqlfiles import Value, make

YEAR = 365.0
LEVEL = 0.9  # of the interval
FIGURES = ("lives", "fees", "fees_low", "fees_high", "fees_discounted")
RENEWALS = pa.schema([("customer_no", pa.int32()), *((name, pa.float64()) for name in FIGURES)])


def run(
    warehouse: Warehouse, values: dict[str, Value], horizon: float, later: tuple[float, float], progress: Progress
) -> dict[str, object]:
    """Make `membership_value`: fees expected within `horizon` days; return what was fitted for each kind.

    `later` says over how many days fees count for lifetime value, and the yearly rate that discounts them.
    """
    make(warehouse, __package__, ("membership_term", "membership_cell", "membership_open"), values, progress)
    cells = warehouse.read("SELECT * FROM membership_cell ORDER BY kind, survived, lost")
    kinds = sorted(set(cells["kind"].to_pylist()))
    told = {kind: _fit(cells.filter(pc.equal(cells["kind"], kind)), cells) for kind in kinds}
    renewals = Renewals({kind: model for kind, (model, _) in told.items()}, horizon, *later)
    progress.step("membership_forecast")
    warehouse.map_batches("membership_forecast", "SELECT * FROM membership_open", renewals, RENEWALS)
    make(warehouse, __package__, ("membership_value",), values, progress)
    return {kind: facts for kind, (_, facts) in told.items()}


def _fit(own: pa.Table, everybody: pa.Table) -> tuple[Retention, dict[str, object]]:
    """Fit one kind's retention; where its ends are too few, the share renewed of all kinds stands for it."""
    survived, lost, persons = (floats(own, name) for name in ("survived", "lost", "persons"))
    try:
        model = ShiftedBetaGeometric().fit(survived, lost, persons)
    except NotEnoughDataError as reason:
        steady = SteadyRetention().fit(*(floats(everybody, name) for name in ("survived", "lost", "persons")))
        return steady, {"model": "share renewed", "because": reason.message, "share": steady.share_}
    facts: dict[str, object] = {"model": "shifted-beta-geometric", **model.parameters_}
    return model, facts | {"log_likelihood": model.log_likelihood_, "customers": model.customers_}


class Renewals:
    """Fitted retention of every kind as a function of Arrow batches of `membership_open`."""

    def __init__(self, models: dict[str, Retention], horizon: float, later: float, yearly_rate: float) -> None:
        self.models = models
        self.horizon = horizon
        self.later = later
        self.yearly_rate = yearly_rate

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Return rows of table `membership_forecast`."""
        kind = np.array(batch.column("kind").to_pylist(), dtype=object)
        made = {name: np.zeros(batch.num_rows) for name in FIGURES}
        for name, model in self.models.items():
            rows = np.flatnonzero(kind == name)
            if len(rows):
                found = self._ahead(model, {c: floats(batch, c)[rows] for c in batch.schema.names if c != "kind"})
                for figure, figures in found.items():
                    made[figure][rows] = figures
        columns = [batch.column("customer_no").cast(pa.int32()), *(pa.array(made[name]) for name in FIGURES)]
        return pa.RecordBatch.from_arrays(columns, schema=RENEWALS)

    def _ahead(self, model: Retention, rows: dict[str, Array]) -> dict[str, Array]:
        """Follow every relationship from renewal to renewal: one fee a renewal, due when the term before it ends."""
        survived, due, fee = rows["survived"], rows["ahead"], rows["fee"]
        first = _still_to_renew(model.retention_rate(survived + 1), rows["waited"])
        expected, sure, likely, worth = (np.zeros_like(fee) for _ in range(4))
        chance, turn = first, 1
        while (due <= max(self.horizon, self.later)).any():
            within = due <= self.horizon
            expected += np.where(within, chance, 0.0)
            sure += within & (chance >= (1 + LEVEL) / 2)
            likely += within & (chance > (1 - LEVEL) / 2)
            worth += np.where(due <= self.later, chance * (1 + self.yearly_rate) ** (-due / YEAR), 0.0)
            turn += 1
            due, chance = due + rows["days"], chance * model.retention_rate(survived + turn)
        low, high = np.minimum(sure, expected), np.maximum(likely, expected)
        lives = np.where(rows["runs"] > 0, 1.0, first)
        figures = (lives, fee * expected, fee * low, fee * high, fee * worth)
        return dict(zip(FIGURES, figures, strict=True))


def _still_to_renew(rate: Array, waited: Array) -> Array:
    """Return the chance to renew of those who have not by the share `waited` of the days they may, shape of both.

    Late renewals come evenly over those days, so whoever has not come yet is ever more likely to be gone (Bayes).
    Averaged over personal chances, later renewals keep their rates: the wait divides all of them by the same.
    """
    return np.asarray(rate * (1 - waited) / (1 - rate * waited))
