"""From tables to a forecast and back: the panel it learns from, and every customer's own future."""

import pyarrow as pa

from guanxi.core.arrays import floats
from guanxi.core.models.forecast import ValueForecast
from guanxi.core.models.panel import FEATURES, OUTCOMES, Origin, Panel
from guanxi.core.ports import Warehouse

FIGURES = ("p_alive", "expected_purchases", "discounted_purchases", "spend", "revenue", "low", "high")
FORECAST = pa.schema([("customer_no", pa.int32()), *((name, pa.float64()) for name in FIGURES)])
KNOWN = f"""SELECT customer_no, {", ".join(f'"{name}"' for name in FEATURES)}
FROM feature WHERE origin_no = 0 ORDER BY customer_no"""


def origin_table(origins: tuple[Origin, ...]) -> pa.Table:
    """Rows of table `origin`."""
    columns = {
        "origin_no": [origin.number for origin in origins],
        "days_back": [origin.days_back for origin in origins],
        "horizon": [origin.horizon for origin in origins],
    }
    return pa.table({name: pa.array(values, pa.int32()) for name, values in columns.items()})


def read_panel(warehouse: Warehouse, origins: tuple[Origin, ...]) -> Panel:
    """Read table `panel` in one order: sums of floats hang on it."""
    rows = warehouse.read("SELECT * FROM panel ORDER BY origin_no, customer_no")
    features = {name: floats(rows, name) for name in FEATURES}
    who = (floats(rows, "origin_no"), floats(rows, "customer_no"))
    return Panel(origins, *who, features, *(floats(rows, name) for name in OUTCOMES))


class Predictor:
    """A fitted forecast as a function of Arrow batches of today's features."""

    def __init__(self, forecast: ValueForecast) -> None:
        self.forecast = forecast

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Return rows of table `forecast`."""
        found = self.forecast.predict({name: floats(batch, name) for name in FEATURES})
        columns = [batch.column("customer_no").cast(pa.int32()), *(pa.array(found[name]) for name in FIGURES)]
        return pa.RecordBatch.from_arrays(columns, schema=FORECAST)
