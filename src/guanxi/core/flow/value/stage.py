"""The order in which sales become what a relationship is worth."""

from datetime import date, datetime, time, timedelta

import pyarrow as pa

from guanxi.core.flow.value.forecasting import forecast, spend_parameters
from guanxi.core.kernel.options import ValueOptions
from guanxi.core.ports import Progress, Warehouse
from guanxi.core.sqlfiles import Value, make

FACTS = ("category", "sale", "customer_day", "history", "known_customer", "brand")
DRAWN = 30_000  # persons that a few parameters need at most; a customer_no, in the order of a hash, is as good as drawn


def run(warehouse: Warehouse, as_of: date, options: ValueOptions, progress: Progress) -> dict[str, object]:
    """Make table `customer_value` and the sales it stands on; return what was fitted and how.

    Reads the canonical tables, `person`, and nothing that happened after the end of day `as_of`.
    """
    values: dict[str, Value] = {
        "until": datetime.combine(as_of + timedelta(days=1), time()),
        "day": (as_of - date(1970, 1, 1)).days,
        "margin": options.margin,
    }
    _settings(warehouse, options)
    make(warehouse, __package__, FACTS, values, progress)
    return _value(warehouse, values, options, progress)


def _settings(warehouse: Warehouse, options: ValueOptions) -> None:
    """Put the margins that queries join to beside the data."""
    rates = options.category_margin
    rows = {"category": pa.array(list(rates), pa.string()), "margin": pa.array(list(rates.values()), pa.float64())}
    warehouse.write("margin_setting", pa.table(rows))


def _value(
    warehouse: Warehouse, values: dict[str, Value], options: ValueOptions, progress: Progress
) -> dict[str, object]:
    """Forecast purchases by cell and spend by its parameters, then make `customer_value`."""
    brand = _brand(warehouse)
    purchases, money = brand.get("purchases", 0.0), max(brand.get("money", 0.0), 0.0)
    make(warehouse, __package__, ("cell",), {"every": _one_in(brand.get("buyers", 0))}, progress)
    progress.step("cell_forecast")
    forecasts, bought = forecast(warehouse.read('SELECT * FROM cell ORDER BY x, t_x, "T"'), options)
    warehouse.write("cell_forecast", forecasts)
    make(warehouse, __package__, ("spend_cell",), {"every": _one_in(brand.get("repeaters", 0))}, progress)
    spends = warehouse.read("SELECT x, CAST(money AS DOUBLE) AS money, persons FROM spend_cell ORDER BY x, money")
    parameters, spent = spend_parameters(spends, money / max(purchases, 1))
    values |= parameters
    values["brand_margin"] = min(max(brand.get("margin", options.margin), 0.0), 1.0)
    make(warehouse, __package__, ("customer_value",), values, progress)
    return {"purchases": bought, "spend": spent, "brand_margin": values["brand_margin"]}


def _one_in(persons: float) -> int:
    """Of how many persons one is drawn; everybody in a brand that is not large."""
    return max(1, -(-int(persons) // DRAWN))


def _brand(warehouse: Warehouse) -> dict[str, float]:
    """Read the brand's totals as floats; what is empty is left out."""
    row = warehouse.read("SELECT * FROM brand").to_pylist()[0]
    return {name: float(value) for name, value in row.items() if value is not None}
