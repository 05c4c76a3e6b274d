"""The order in which sales become what a relationship is worth."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

import pyarrow as pa

from guanxi.core.flow.value import card, contracts, timing
from guanxi.core.flow.value.facts import told
from guanxi.core.flow.value.learning import FORECAST, KNOWN, Predictor, origin_table, read_panel
from guanxi.core.flow.value.origins import origins
from guanxi.core.kernel.options import ValueOptions
from guanxi.core.models.forecast import ValueForecast
from guanxi.core.models.panel import Panel
from guanxi.core.ports import Progress, Warehouse
from guanxi.core.sqlfiles import Value, make

YEAR = 365
SOON = 90
SALES = ("category", "sale", "customer_day", "history", "known_customer", "brand")
PAST = ("feature", "outcome", "panel")
PROSPECTS = ("acquaintance", "prospect", "prospect_rate", "prospect_value")
# A customer_no, in the order of a hash, is as good as drawn: people are parted by it, and some parts are drawn.
DRAWN = 15_000  # persons the models learn from, and one in MORE of the others
MORE = 60
PARTS = 997  # a prime: the forecast parts those drawn by number once more


def run(
    warehouse: Warehouse, as_of: date, options: ValueOptions, progress: Progress, horizon: int = YEAR, soon: int = SOON
) -> dict[str, object]:
    """Make `customer_value`, the sales it stands on and the published tables value_…; return what was fitted and how.

    `horizon`: days that the money expected is counted for; `soon`: days whose silence is foretold. Reads the canonical
    tables, `person`, and nothing that happened after the end of day `as_of`; every origin with its horizon lies before.
    """
    values = sales(warehouse, as_of, options, progress)
    brand = _brand(warehouse)
    values["brand_margin"] = min(max(brand.get("margin", options.margin), 0.0), 1.0)
    values["fee_margin"] = options.fee_margin
    values["drawn"] = _drawn(brand.get("buyers", 0.0))
    panel = _panel(warehouse, values, int(brand.get("span", 0)), horizon, progress)
    forecast = _forecast(warehouse, panel, options, horizon, progress)
    later = (options.clv_months * YEAR / 12, options.discount_rate)
    kept = contracts.run(warehouse, values, horizon, later, progress)
    make(warehouse, __package__, (*PROSPECTS, "customer_value"), values | {"horizon": horizon}, progress)
    _publish(warehouse, forecast, panel, as_of, values, progress)
    # MBG/NBD says when a hundred times faster than Pareto/NBD and, set right by the past, as well
    when = forecast.models.get("mbg_nbd", forecast.models.get(forecast.model))
    quiet = timing.run(warehouse, when, soon, values, progress)
    known: dict[str, object] = {"timing": quiet, "brand_margin": values["brand_margin"], "memberships": kept}
    return {**told(forecast), **known, "prospects": _prospects(warehouse)}


def sales(warehouse: Warehouse, as_of: date, options: ValueOptions, progress: Progress) -> dict[str, Value]:
    """Make what everybody bought by the end of day `as_of`, from `sale` to `brand`; return what queries ask for."""
    values: dict[str, Value] = {
        "until": datetime.combine(as_of + timedelta(days=1), time()),
        "day": (as_of - date(1970, 1, 1)).days,
        "margin": options.margin,
    }
    _settings(warehouse, options)
    make(warehouse, __package__, SALES, values, progress)
    return values


def _settings(warehouse: Warehouse, options: ValueOptions) -> None:
    """Put the margins that queries join to beside the data."""
    rates = options.category_margin
    rows = {"category": pa.array(list(rates), pa.string()), "margin": pa.array(list(rates.values()), pa.float64())}
    warehouse.write("margin_setting", pa.table(rows))


def _panel(warehouse: Warehouse, values: dict[str, Value], span: int, horizon: int, progress: Progress) -> Panel:
    """Look back from every origin: what was known then, and what came."""
    chosen = origins(span, horizon)
    progress.step("origin")
    warehouse.write("origin", origin_table(chosen))
    make(warehouse, __package__, PAST, values, progress)
    return read_panel(warehouse, chosen)


def _forecast(
    warehouse: Warehouse, panel: Panel, options: ValueOptions, horizon: int, progress: Progress
) -> ValueForecast:
    """Learn from the panel and make table `forecast`."""
    progress.step("fit")
    forecast = ValueForecast(float(horizon), options.clv_months, options.discount_rate).fit(panel)
    progress.step("forecast")
    warehouse.map_batches("forecast", KNOWN, Predictor(forecast), FORECAST)
    return forecast


def _publish(
    warehouse: Warehouse,
    forecast: ValueForecast,
    panel: Panel,
    as_of: date,
    values: dict[str, Value],
    progress: Progress,
) -> None:
    """Make the published tables of the value card; all of them are empty where the data carry no model."""
    back = forecast.tracked_back
    make(warehouse, __package__, ("tracking_day", "forecast_total"), values | {"back": back}, progress)
    progress.step("value_card")
    modelled = bool(forecast.models)
    made: dict[str, Iterable[card.Row]] = {
        "value_card": card.dated(forecast.card, panel.origins, as_of),
        "value_parameter": forecast.parameters,
        "value_conditional": forecast.conditional,
        "value_calibration": forecast.calibration,
        "value_frequency": card.frequency(forecast.models, panel.today),
        "value_tracking": card.tracking(forecast.tracked, _days(warehouse), back, as_of) if forecast.tracked else [],
        "value_total": [forecast.total(*_whole(warehouse))] if modelled else [],
    }
    for name, rows in made.items():
        card.write(warehouse, name, rows if modelled else [])


def _days(warehouse: Warehouse) -> pa.Table:
    """Table `tracking_day`, the brand's first day first."""
    return warehouse.read("SELECT * FROM tracking_day ORDER BY days_ago DESC")


def _whole(warehouse: Warehouse) -> tuple[float, float]:
    """Purchases and revenue forecast for everybody."""
    whole = warehouse.read("SELECT purchases, revenue FROM forecast_total").to_pylist()[0]
    return whole["purchases"], whole["revenue"]


def _prospects(warehouse: Warehouse) -> dict[str, object]:
    """How many persons without a purchase past days taught by, and what is expected of those of today."""
    past = warehouse.read("SELECT coalesce(sum(heads), 0) AS heads FROM prospect_rate")["heads"][0].as_py()
    today = warehouse.read(
        "SELECT count(*) AS persons, coalesce(sum(CAST(revenue AS DECIMAL(28, 4))), 0) AS revenue FROM prospect_value"
    ).to_pylist()[0]
    return {"learned_from": past, "persons": today["persons"], "revenue": float(today["revenue"])}


def _drawn(persons: float) -> int:
    """How many of the parts by number are drawn; all of them in a brand that is not large."""
    return PARTS if persons <= DRAWN else -int(-PARTS * (DRAWN + (persons - DRAWN) / MORE) // persons)


def _brand(warehouse: Warehouse) -> dict[str, float]:
    """Read the brand's totals as floats; what is empty is left out."""
    row = warehouse.read("SELECT * FROM brand").to_pylist()[0]
    return {name: float(value) for name, value in row.items() if value is not None}
