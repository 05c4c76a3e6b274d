"""The order in which the looks are made."""

from datetime import date, datetime, time, timedelta

import numpy as np
import pyarrow as pa

from guanxi.core.flow.looks.cross_buy import OFFER, Offers, item_model
from guanxi.core.flow.looks.value import forecast, spend_parameters
from guanxi.core.kernel.errors import NotEnoughDataError
from guanxi.core.kernel.options import AppraisalOptions, ValueOptions
from guanxi.core.ports import Progress, Warehouse
from guanxi.core.sqlfiles import Value, make

FACTS = ("category", "sale", "customer_day", "history", "category_history", "known_customer", "customer_name")
WALLET = (
    "wallet_peer", "wallet_group", "wallet", "category_spender", "category_wallet_group", "category_wallet",
)  # fmt: skip
BASKETS = ("category_fact", "holding", "category_gram", "basket")
POINTS = ("interaction_points", "order_points")
DRAWN = 30_000  # persons that a few parameters need at most; a customer_no, in the order of a hash, is as good as drawn


def run(warehouse: Warehouse, as_of: date, options: AppraisalOptions, progress: Progress) -> dict[str, object]:
    """Make table `look` and the published `next_category` and `category_wallet`; return what was fitted and how.

    Reads the canonical tables, `person`, and nothing that happened after the end of day `as_of`.
    """
    values = _values(as_of, options)
    _settings(warehouse, options)
    make(warehouse, __package__, FACTS, values, progress)
    facts = _value(warehouse, values, options.value, progress)
    make(warehouse, __package__, WALLET, values, progress)
    facts["cross_buy"] = _cross_buy(warehouse, values, progress)
    facts["engagement_basis"] = _engagement(warehouse, values, progress)
    make(warehouse, __package__, ("life_stage", "look"), values, progress)
    return facts


def _values(as_of: date, options: AppraisalOptions) -> dict[str, Value]:
    """Everything that a query of this stage may ask for by name."""
    return {
        "until": datetime.combine(as_of + timedelta(days=1), time()),
        "day": (as_of - date(1970, 1, 1)).days,
        "margin": options.value.margin,
        "horizon": options.looks.horizon_days,
        "quantile": options.looks.wallet_quantile,
        "min_peers": options.looks.wallet_min_peers,
        "half_life": options.looks.engagement_half_life_days,
    }


def _settings(warehouse: Warehouse, options: AppraisalOptions) -> None:
    """Put the settings that queries join to beside the data."""
    for name, column, rates in (
        ("margin_setting", "category", options.value.category_margin),
        ("engagement_weight", "kind", options.looks.engagement_weights),
    ):
        value = "margin" if column == "category" else "weight"
        rows = {column: pa.array(list(rates), pa.string()), value: pa.array(list(rates.values()), pa.float64())}
        warehouse.write(name, pa.table(rows))


def _value(
    warehouse: Warehouse, values: dict[str, Value], options: ValueOptions, progress: Progress
) -> dict[str, object]:
    """Forecast purchases by cell and spend by its parameters, then make `customer_value`."""
    make(warehouse, __package__, ("brand",), values, progress)
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
    values["brand_gap"] = max(brand["days"] / brand["repeats"], 1.0) if brand.get("repeats") else 90.0
    make(warehouse, __package__, ("customer_value",), values, progress)
    return {"purchases": bought, "spend": spent, "brand_margin": values["brand_margin"]}


def _cross_buy(warehouse: Warehouse, values: dict[str, Value], progress: Progress) -> dict[str, object]:
    """Score every person's unbought categories and make `cross_buy_offer` and `next_category`."""
    make(warehouse, __package__, BASKETS, values, progress)
    items = warehouse.read("SELECT adopters, yearly_contribution FROM category_fact ORDER BY item")
    persons = warehouse.read("SELECT count(*) AS n FROM basket")["n"][0].as_py()
    gram = warehouse.read("SELECT item, other, persons FROM category_gram ORDER BY item, other")
    try:
        model = item_model(gram, items.num_rows, persons)
    except NotEnoughDataError as reason:
        warehouse.write("cross_buy_offer", OFFER.empty_table())
        make(warehouse, __package__, ("next_category",), values, progress)
        return {"model": "none", "because": reason.message}
    adopters = np.asarray(items["adopters"].to_numpy(), dtype=np.float64)
    worth = np.asarray(items["yearly_contribution"].to_numpy(), dtype=np.float64)
    every = _one_in(persons)
    drawn = f"SELECT customer_no, p_alive, items FROM basket WHERE customer_no % {every} = 0 ORDER BY customer_no"
    sample = warehouse.read(drawn)  # in one order: sums of floats hang on it
    offers = Offers(model.weights_, model.popularity_, adopters, worth).calibrated(sample, adopters, every)
    progress.step("cross_buy_offer")
    warehouse.map_batches("cross_buy_offer", "SELECT customer_no, p_alive, items FROM basket", offers, OFFER)
    make(warehouse, __package__, ("next_category",), values, progress)
    return {"model": "EASE^R", "categories": items.num_rows, "adoptions_last_horizon": float(adopters.sum())}


def _engagement(warehouse: Warehouse, values: dict[str, Value], progress: Progress) -> str:
    """Make `engagement` from interactions where the brand has any that count, else from orders; say which."""
    make(warehouse, __package__, POINTS, values, progress)
    counted = warehouse.read("SELECT count(*) AS n FROM interaction_points WHERE points > 0")["n"][0].as_py()
    basis = "interactions" if counted else "orders"
    make(warehouse, __package__, ("engagement",), values | {"basis": basis}, progress)
    return basis


def _one_in(persons: float) -> int:
    """Of how many persons one is drawn; everybody in a brand that is not large."""
    return max(1, -(-int(persons) // DRAWN))


def _brand(warehouse: Warehouse) -> dict[str, float]:
    """Read the brand's totals as floats; what is empty is left out."""
    row = warehouse.read("SELECT * FROM brand").to_pylist()[0]
    return {name: float(value) for name, value in row.items() if value is not None}
