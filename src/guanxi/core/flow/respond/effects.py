"""What each action would change, by quadrant: thought likely (prior) until evidence says more."""

from collections.abc import Mapping

import numpy as np

from guanxi.core.kernel.catalogue import QUADRANTS, ActionOptions, PlanOptions
from guanxi.core.models.effects import Effects
from guanxi.core.models.fitting import Array
from guanxi.core.ports import Warehouse

YEAR, MONTH = 365.0, 30.4375  # days


def prior_effects(warehouse: Warehouse, actions: Mapping[str, ActionOptions], options: PlanOptions) -> Effects:
    """Read the catalogue's effects in money of this brand: multiples of a buyer's mean yearly value, less the delay."""
    value = _mean_value(warehouse)
    mean, sd = (np.zeros((len(actions), len(QUADRANTS))) for _ in range(2))
    for row, action in enumerate(actions.values()):
        unit = value if action.effect_in == "value" else 1.0
        times = unit * _paying(action.delay, options.return_months)
        for column, quadrant in enumerate(QUADRANTS):
            told, unsure = action.effect.get(quadrant, [0.0, 0.0])
            mean[row, column], sd[row, column] = times * told, times * unsure
    provenance = np.full(mean.shape, "prior")
    return Effects(mean, sd, provenance, _mean_scores(warehouse))


def _paying(delay: int, months: int) -> float:
    """The part of a year's effect that falls into the months that count, what comes before the delay left out."""
    return max(months * MONTH - delay, 0.0) / max(YEAR - delay, 1.0)


def _mean_value(warehouse: Warehouse) -> float:
    """A buyer's mean yearly value."""
    found = warehouse.read("SELECT avg(value_12m) AS value FROM appraisal WHERE orders > 0")["value"][0].as_py()
    return float(found or 0.0)


def _mean_scores(warehouse: Warehouse) -> Array:
    """The mean score of each quadrant's candidates."""
    rows = warehouse.read("SELECT quadrant, avg(uplift_score) AS score FROM candidate GROUP BY quadrant").to_pylist()
    found = {row["quadrant"]: float(row["score"]) for row in rows}
    return np.array([found.get(quadrant, 0.0) for quadrant in QUADRANTS])
