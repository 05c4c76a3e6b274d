"""The third look: who takes part, whose doings count, how much each kind counts, and where it is going."""

import numpy as np
import pyarrow as pa

from guanxi.core.arrays import floats
from guanxi.core.kernel.errors import NotEnoughDataError
from guanxi.core.kernel.options import LookOptions
from guanxi.core.models.fitting import Array
from guanxi.core.models.participation import Past, Weights, learn_weights
from guanxi.core.ports import Progress, Warehouse
from guanxi.core.sqlfiles import Value, make

COUNTED = ("interaction_day", "interaction_rush", "engagement_excluded")
PAST = ("engagement_past", "engagement_later")
POINTS = ("interaction_points", "order_points")
ORIGINS = 3  # past days, a horizon apart
HALF_LIVES = (15, 30, 60, 120, 240)  # days; the columns of table `engagement_past`

Facts = dict[str, object]


def run(warehouse: Warehouse, values: dict[str, Value], options: LookOptions, every: int, progress: Progress) -> Facts:
    """Make `engagement` from interactions where the brand has any that count, else from orders; say how.

    One of `every` persons is looked at to learn weights, which are used only where the settings ask for it.
    """
    _staff(warehouse, options.staff_tags)
    make(warehouse, __package__, COUNTED, values | _rules(options), progress)
    facts, learned = _learn(warehouse, values | {"every": every}, progress)
    used = learned if options.engagement_learned else None
    weights = options.engagement_weights | (used.by_kind if used else {})
    half_life = used.half_life if used else options.engagement_half_life_days
    _write_weights(warehouse, weights)
    windows: dict[str, Value] = {"half_life": half_life, "trend": options.engagement_trend_days}
    make(warehouse, __package__, POINTS, values | windows, progress)
    counted = warehouse.read("SELECT count(*) AS n FROM interaction_points WHERE points > 0")["n"][0].as_py()
    basis = "interactions" if counted else "orders"
    make(warehouse, __package__, ("engagement",), values | {"basis": basis}, progress)
    said: Facts = {"basis": basis, "weights_from": "learned" if used else "settings", "half_life_days": half_life}
    return said | {"weights": weights, "excluded": _excluded(warehouse), "learned": facts}


def _staff(warehouse: Warehouse, tags: list[str]) -> None:
    """Put the tags of staff beside the data."""
    warehouse.write("staff_tag", pa.table({"tag": pa.array([tag.strip().lower() for tag in tags], pa.string())}))


def _write_weights(warehouse: Warehouse, weights: dict[str, float]) -> None:
    """Put the weights that queries join to beside the data."""
    rows = {"kind": pa.array(list(weights), pa.string()), "weight": pa.array(list(weights.values()), pa.float64())}
    warehouse.write("engagement_weight", pa.table(rows))


def _rules(options: LookOptions) -> dict[str, Value]:
    """What no person does."""
    return {
        "most": options.machine_interactions_a_day,
        "pace": options.machine_interactions_a_minute,
        "most_days": options.machine_days,
    }


def _excluded(warehouse: Warehouse) -> Facts:
    """How many persons each rule excluded."""
    rows = warehouse.read("SELECT rule, count(*) AS n FROM engagement_excluded GROUP BY rule ORDER BY rule")
    found: Facts = {"staff": 0, "machine": 0}
    return found | dict(zip(rows["rule"].to_pylist(), rows["n"].to_pylist(), strict=True))


def _learn(warehouse: Warehouse, values: dict[str, Value], progress: Progress) -> tuple[Facts, Weights | None]:
    """Learn weights from the brand's own past; say what they would be, or why there are none."""
    horizon = int(str(values["horizon"]))
    backs = {"origin_no": range(1, ORIGINS + 1), "days_back": range(horizon, (ORIGINS + 1) * horizon, horizon)}
    warehouse.write("engagement_origin", pa.table({name: pa.array(days, pa.int32()) for name, days in backs.items()}))
    make(warehouse, __package__, PAST, values, progress)
    try:
        learned = learn_weights(_past(warehouse))
    except NotEnoughDataError as reason:
        return {"model": "none", "because": reason.message}, None
    found: Facts = {"weights": learned.by_kind, "half_life_days": learned.half_life}
    return {"model": "non-negative least squares"} | found | {"gain": learned.gain, "margin": learned.margin}, learned


def _past(warehouse: Warehouse) -> Past:
    """Read what people had bought and done by each past day, and what came; everything in one order."""
    later = warehouse.read("SELECT * FROM engagement_later ORDER BY origin_no, customer_no")
    done = warehouse.read("SELECT * FROM engagement_past ORDER BY origin_no, customer_no, kind")
    kinds, kind = np.unique(np.array(done["kind"].to_pylist(), dtype=str), return_inverse=True)
    place = np.searchsorted(_key(later), _key(done))
    doings = {float(days): np.zeros((later.num_rows, len(kinds))) for days in HALF_LIVES}
    for days, counts in doings.items():
        counts[place, kind] = floats(done, f"decayed_{days:g}") / 1e6
    here = (floats(later, "bought_ever") > 0) | (doings[60.0].sum(axis=1) > 0)
    return Past(
        np.asarray(later["origin_no"].to_numpy(), dtype=np.int64)[here],
        _purchases(later)[here],
        floats(later, "money_after")[here],
        [str(name) for name in kinds],
        {days: counts[here] for days, counts in doings.items()},
        np.bincount(kind, weights=floats(done, "times"), minlength=len(kinds)).astype(np.float64),
    )


def _purchases(later: pa.Table) -> Array:
    """What purchases alone tell: how much, how often, how recently; shape (rows, features)."""
    bought, silence = floats(later, "bought_ever"), floats(later, "silence")
    money, year, often = (floats(later, name) for name in ("money_before", "money_year", "bought_before"))
    recent = [np.exp(-silence / days) for days in (15.0, 60.0, 240.0)]
    return np.column_stack([np.ones(later.num_rows), money, year, often, np.log1p(bought), bought > 0, *recent])


def _key(rows: pa.Table) -> "np.typing.NDArray[np.int64]":
    """Origin and person as one number, in the tables' order."""
    origin, customer = (np.asarray(rows[name].to_numpy(), dtype=np.int64) for name in ("origin_no", "customer_no"))
    return origin * 2**40 + customer
