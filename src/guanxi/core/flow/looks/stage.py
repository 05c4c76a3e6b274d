"""The order in which the looks are made."""

from datetime import date, datetime, time, timedelta

import numpy as np

from guanxi.core.flow.looks import engagement, lifecycle
from guanxi.core.flow.looks.cross_buy import OFFER, Offers, item_model
from guanxi.core.kernel.errors import NotEnoughDataError
from guanxi.core.kernel.options import LookOptions
from guanxi.core.ports import Progress, Warehouse
from guanxi.core.sqlfiles import Value, make

FACTS = ("category_history", "customer_name")
WALLET = (
    "wallet_peer", "wallet_group", "wallet", "category_spender", "category_wallet_group", "category_wallet",
)  # fmt: skip
BASKETS = ("category_fact", "holding", "category_gram", "basket")
DRAWN = 30_000  # persons that a few parameters need at most; a customer_no, in the order of a hash, is as good as drawn


def run(warehouse: Warehouse, as_of: date, options: LookOptions, progress: Progress) -> dict[str, object]:
    """Make table `look` and the published `next_category` and `category_wallet`; return what was fitted and how.

    Reads `customer_value` and the sales it stands on, the canonical tables, `person`, and nothing that happened
    after the end of day `as_of`.
    """
    values = _values(as_of, options) | {"brand_gap": _brand_gap(warehouse)}
    make(warehouse, __package__, (*FACTS, *WALLET), values, progress)
    facts: dict[str, object] = {"cross_buy": _cross_buy(warehouse, values, progress)}
    part = engagement.run(warehouse, values, options, _every(warehouse), progress)
    facts |= {"engagement": part, "engagement_basis": part["basis"]}
    lifecycle.run(warehouse, values, options, progress)
    make(warehouse, __package__, ("look",), values, progress)
    return facts


def _values(as_of: date, options: LookOptions) -> dict[str, Value]:
    """Everything that a query of this stage may ask for by name."""
    return {
        "as_of": as_of,
        "until": datetime.combine(as_of + timedelta(days=1), time()),
        "day": (as_of - date(1970, 1, 1)).days,
        "horizon": options.horizon_days,
        "quantile": options.wallet_quantile,
        "min_peers": options.wallet_min_peers,
    }


def _brand_gap(warehouse: Warehouse) -> float:
    """Days between two purchases of the brand's customers; 90 where nobody has come back."""
    brand = warehouse.read("SELECT days, repeats FROM brand").to_pylist()[0]
    return max(float(brand["days"]) / float(brand["repeats"]), 1.0) if brand["repeats"] else 90.0


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


def _every(warehouse: Warehouse) -> int:
    """Of how many known persons one is drawn."""
    return _one_in(warehouse.read("SELECT count(*) AS n FROM known_customer")["n"][0].as_py())


def _one_in(persons: float) -> int:
    """Of how many persons one is drawn; everybody in a brand that is not large."""
    return max(1, -(-int(persons) // DRAWN))
