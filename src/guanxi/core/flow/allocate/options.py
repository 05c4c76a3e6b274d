"""Table `option` as arrays: who may get what, what it costs and what it would change."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from guanxi.core.arrays import floats
from guanxi.core.kernel.catalogue import QUADRANTS, ActionOptions
from guanxi.core.models.fitting import Array
from guanxi.core.models.ranking import quintile_sum
from guanxi.core.ports import Warehouse

YEAR, USED = 365.0, 30  # days: of a year, and within which a coupon is used that does not say how long it lasts
EXACT = 6  # decimals of money: beyond them engines differ, and prices that stand on ties would differ with them

Flags = NDArray[np.bool_]
Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Options:
    """Candidates in the order of their ids, shapes (customers,) and (customers, actions).

    `quadrant` and `owner` by number (-1: no owner), `owners` by name; `eligible`: whether an action may be done; `cost`
    of it; `ranks`: how plainer policies would order people.
    """

    customer_id: pa.ChunkedArray
    quadrant: Numbers
    score: Array
    owner: Numbers
    owners: tuple[str, ...]
    eligible: Flags
    cost: Array
    ranks: Mapping[str, Array]


def read_options(warehouse: Warehouse, actions: Mapping[str, ActionOptions]) -> Options:
    """Read the candidates and their options."""
    rows = warehouse.read(
        "SELECT o.*, c.clv, c.revenue_12m, CAST(c.orders AS DOUBLE) AS orders,"
        ' coalesce(c.quiet, 1 - c.p_alive) AS leaving, c."T" - c.t_x AS silence'
        " FROM option AS o JOIN candidate AS c ON c.customer_id = o.customer_id ORDER BY o.customer_id"
    )
    quadrant = pc.index_in(rows["quadrant"], value_set=pa.array(QUADRANTS)).to_numpy().astype(np.int64)
    owners, owner = _numbered(rows["owner"])
    shape = (rows.num_rows, len(actions))
    eligible, cost = np.zeros(shape, dtype=np.bool_), np.zeros(shape)
    expected = floats(rows, "expected")
    for place, action in enumerate(actions.values()):
        eligible[:, place] = floats(rows, f"e{place}") > 0
        cost[:, place] = np.round(action.money + action.when_used * buying(action, expected), EXACT)
    return Options(
        rows["customer_id"], quadrant, floats(rows, "uplift_score"), owner, owners, eligible, cost, _ranks(rows)
    )


def buying(action: ActionOptions, expected: Array) -> Array:
    """The chance that people of whom so many purchases a year are expected, shape (n,), buy while an action lasts."""
    return np.asarray(-np.expm1(-expected * (action.lasts or USED) / YEAR))


def _ranks(rows: pa.Table) -> dict[str, Array]:
    """How plainer policies order people, the first ones highest."""
    known = {name: np.nan_to_num(floats(rows, name)) for name in ("clv", "revenue_12m", "orders", "leaving", "silence")}
    return {
        "rfm_top": quintile_sum(known["silence"], known["orders"], known["revenue_12m"]),
        "highest_clv": known["clv"],
        "highest_churn": np.where(known["orders"] > 0, known["leaving"], -1.0),
    }


def _numbered(names: pa.ChunkedArray) -> tuple[tuple[str, ...], Numbers]:
    """Names in their order, and each row's by number; -1: none."""
    known = pa.array(sorted(name for name in pc.unique(names).to_pylist() if name), pa.string())
    return tuple(known.to_pylist()), pc.fill_null(pc.index_in(names, value_set=known), -1).to_numpy().astype(np.int64)
