"""Experiments of plans as arrays: who was drawn for what, how they looked, what came, what was done for them later."""

from dataclasses import dataclass
from typing import Self

import numpy as np
import pyarrow as pa

from guanxi.core.arrays import floats
from guanxi.core.flow.respond.paying import READ_AFTER
from guanxi.core.kernel.catalogue import QUADRANTS
from guanxi.core.models.effects import Numbers
from guanxi.core.models.fitting import Array
from guanxi.core.models.response import even, standardised
from guanxi.core.ports import Warehouse
from guanxi.core.tables.measured import LOOKED

MONEY = ("before", "revenue_12m", "wallet", "headroom", "value_12m")
_LOOKED = [f'"{name}"' for name in LOOKED]


@dataclass(frozen=True, slots=True)
class Looks:
    """How n people look: `quadrant` by number and uplift `score` (n,), and columns `looks` (n, p), NaN: not known."""

    quadrant: Numbers
    score: Array
    looks: Array

    @classmethod
    def of(cls, rows: pa.Table) -> Self:
        """Read what rows say of people; money counts by its logarithm."""
        place = {name: number for number, name in enumerate(QUADRANTS)}
        quadrant = np.array([place[name] for name in rows["quadrant"].to_pylist()], dtype=np.int64)
        columns = [even(floats(rows, name)) if name in MONEY else floats(rows, name) for name in ("before", *LOOKED)]
        flags = [(quadrant == number).astype(np.float64) for number in range(1, len(QUADRANTS))]
        return cls(quadrant, floats(rows, "uplift_score"), np.column_stack(columns + flags))

    def features(self, first: "Looks") -> Array:
        """Looks in standard deviations of the `first` people's, none further than `FAR`; not known: as their median."""
        middle = np.array([_middle(column) for column in first.looks.T])
        then, now = (np.where(np.isnan(one), middle, one) for one in (first.looks, self.looks))
        return standardised(now, then)


@dataclass(frozen=True, slots=True)
class Trials:
    """n people drawn for `action` (n,), by number, who `got` it or not, by what `chance`.

    `came` (n, 4): contribution within each of `READ_AFTER`, NaN where not passed. What was done for them later: for
    person `later_who`, action `later_action`, so many `later_days` after the draw; shape (k,) each.
    """

    people: Looks
    action: Numbers
    got: Array
    chance: Array
    came: Array
    later_who: Numbers
    later_action: Numbers
    later_days: Array


def read_trials(warehouse: Warehouse, actions: list[str]) -> Trials:
    """Read tables `trial` and `later_action`."""
    came = [f"came_{months}" for months in READ_AFTER]
    columns = ", ".join(["action_id", "treated", "probability", "quadrant", "before", *_LOOKED, *came])
    rows = warehouse.read(f"SELECT {columns} FROM trial ORDER BY place")
    later = warehouse.read("SELECT place, action_no, days FROM later_action ORDER BY place, days, action_no")
    number = {name: at for at, name in enumerate(actions)}
    action = np.array([number.get(name, -1) for name in rows["action_id"].to_pylist()], dtype=np.int64)
    return Trials(
        Looks.of(rows), action, floats(rows, "treated"), floats(rows, "probability"),
        np.column_stack([floats(rows, name) for name in came]),
        floats(later, "place").astype(np.int64), floats(later, "action_no").astype(np.int64), floats(later, "days"),
    )  # fmt: skip


def read_candidates(warehouse: Warehouse) -> Looks:
    """Read candidates as they look now, in the order of their ids."""
    looked = ", ".join(_LOOKED)
    return Looks.of(
        warehouse.read(f"SELECT quadrant, contribution_12m AS before, {looked} FROM candidate ORDER BY customer_id")
    )


def _middle(column: Array) -> float:
    known = column[~np.isnan(column)]
    return float(np.median(known)) if len(known) else 0.0
