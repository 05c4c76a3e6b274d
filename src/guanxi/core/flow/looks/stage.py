"""The order in which the looks are made."""

from datetime import date, datetime, time, timedelta

from guanxi.core.flow.looks import cross_buy, engagement, lifecycle, wallet
from guanxi.core.kernel.options import LookOptions
from guanxi.core.ports import Progress, Warehouse
from guanxi.core.sqlfiles import Value, make

FACTS = ("category_history", "customer_name")
DRAWN = 30_000  # persons that a few parameters need at most; a customer_no, in the order of a hash, is as good as drawn


def run(warehouse: Warehouse, as_of: date, options: LookOptions, progress: Progress) -> dict[str, object]:
    """Make table `look` and the published `next_category` and `category_wallet`; return what was fitted and how.

    Reads `customer_value` and the sales it stands on, the canonical tables, `person`, and nothing that happened
    after the end of day `as_of`.
    """
    values = _values(as_of, options) | {"brand_gap": _brand_gap(warehouse)}
    make(warehouse, __package__, FACTS, values, progress)
    facts: dict[str, object] = {"wallet": wallet.run(warehouse, values, progress)}
    facts |= {"cross_buy": cross_buy.run(warehouse, values, progress)}
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
        "min_orders": options.wallet_min_orders,
        "min_days": options.wallet_min_days,
    }


def _brand_gap(warehouse: Warehouse) -> float:
    """Days between two purchases of the brand's customers; 90 where nobody has come back."""
    brand = warehouse.read("SELECT days, repeats FROM brand").to_pylist()[0]
    return max(float(brand["days"]) / float(brand["repeats"]), 1.0) if brand["repeats"] else 90.0


def _every(warehouse: Warehouse) -> int:
    """Of how many known persons one is drawn."""
    return _one_in(warehouse.read("SELECT count(*) AS n FROM known_customer")["n"][0].as_py())


def _one_in(persons: float) -> int:
    """Of how many persons one is drawn; everybody in a brand that is not large."""
    return max(1, -(-int(persons) // DRAWN))
