"""The exact optimum of few customers in whole choices, by branch and bound of HiGHS."""

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp

from guanxi.core.models.allocation.problem import NONE, Choices, Numbers
from guanxi.core.models.allocation.vertex import limits

FEW = 3_000  # customers × actions up to which every branch may be looked at
NODES = 400  # branches looked at, at most


def whole(choices: Choices, kept: NDArray[np.bool_]) -> Numbers | None:
    """Return each customer's choice in the best whole plan found among the choices `kept`; None where there is none."""
    rows, actions = np.nonzero(kept)
    if not len(rows) or len(rows) > FEW:
        return None
    worth = np.asarray(choices.worth[rows, actions], dtype=np.float64)
    table, most = limits(choices, rows, actions)
    found = milp(
        -worth,
        constraints=LinearConstraint(table, ub=most),
        integrality=np.ones(len(rows), dtype=np.int64),
        bounds=Bounds(0, 1),
        options={"node_limit": NODES, "mip_rel_gap": 1e-9},
    )
    if found.x is None:
        return None
    choice = np.full(choices.customers, NONE, dtype=np.int64)
    chosen = found.x > 0.5
    choice[rows[chosen]] = actions[chosen]
    return choice
