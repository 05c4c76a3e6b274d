"""What each action would change: thought likely (prior), found by experiments by quadrant (pooled) or person."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from guanxi.core.flow.respond.paying import EARLY, part_paid, paying
from guanxi.core.flow.respond.personal import Learned, personal_effects
from guanxi.core.kernel.catalogue import QUADRANTS, ActionOptions, PlanOptions
from guanxi.core.models.effects import Effects
from guanxi.core.models.fitting import Array
from guanxi.core.models.response import join
from guanxi.core.ports import Warehouse


def known_effects(warehouse: Warehouse, actions: Mapping[str, ActionOptions], options: PlanOptions) -> Effects:
    """Join the catalogue's effects with the evidence of experiments, each by its precision.

    The catalogue's are in multiples of a buyer's mean yearly value, less the delay. Where plans drew people enough
    (table `trial`), each candidate has their own effect, learned month by month; elsewhere evidence by quadrant (table
    `effect_evidence`) is joined: a difference seen before all months that count have passed is taken as the part of
    them that then pays; how far the rest follows is as unsure as before.
    """
    value = _mean_value(warehouse)
    found = _thought(warehouse, actions, options, value)
    told = personal_effects(warehouse, actions, options, found, value)
    for row in warehouse.read("SELECT * FROM effect_evidence ORDER BY action_id, quadrant, months").to_pylist():
        if row["action_id"] in actions:
            _learn(found, row, list(actions).index(row["action_id"]), actions[row["action_id"]], options)
    _summed_up(warehouse, found, told)
    idle = {number: float(one.model.odds_[0]) for number, one in told.items()}
    return replace(found, personal={number: one.everybody() for number, one in told.items()}, idle=idle)


def _summed_up(warehouse: Warehouse, found: Effects, told: Mapping[int, Learned]) -> None:
    """Put the mean of what was learned for each person into the quadrants."""
    if not told:
        return
    quadrants = np.array(warehouse.read("SELECT quadrant FROM candidate ORDER BY customer_id")["quadrant"].to_pylist())
    for number, one in told.items():
        for place, quadrant in enumerate(QUADRANTS):
            if (mine := quadrants == quadrant).any():
                found.mean[number, place], found.sd[number, place] = one.among(mine)
                found.provenance[number, place] = "personal"


def _learn(
    found: Effects, row: Mapping[str, float | str], action: int, told: ActionOptions, options: PlanOptions
) -> None:
    """Join one difference to what is known of its action and quadrant."""
    cell = (action, QUADRANTS.index(str(row["quadrant"])))
    part = part_paid(told, int(row["months"]), options.return_months)
    if part < EARLY:
        return
    unsure = np.hypot(float(row["sd"]) / part, max(1 - part, 0.0) * found.sd[cell])
    prior = found.mean[cell], found.sd[cell] or np.inf  # a guess that states no doubt is no evidence
    found.mean[cell], found.sd[cell], found.provenance[cell] = join(prior, (float(row["tau"]) / part, unsure), "pooled")


def _thought(warehouse: Warehouse, actions: Mapping[str, ActionOptions], options: PlanOptions, value: float) -> Effects:
    """The catalogue's effects in money of this brand, whose buyers' mean yearly value is given."""
    mean, sd = (np.zeros((len(actions), len(QUADRANTS))) for _ in range(2))
    for row, action in enumerate(actions.values()):
        unit = value if action.effect_in == "value" else 1.0
        times = unit * paying(action, options.return_months)
        for column, quadrant in enumerate(QUADRANTS):
            told, unsure = action.effect.get(quadrant, [0.0, 0.0])
            mean[row, column], sd[row, column] = times * told, times * unsure
    provenance = np.full(mean.shape, "prior", dtype="<U8")
    return Effects(mean, sd, provenance, mean.copy(), _mean_scores(warehouse))


def _mean_value(warehouse: Warehouse) -> float:
    """A buyer's mean yearly value."""
    found = warehouse.read("SELECT avg(value_12m) AS value FROM appraisal WHERE orders > 0")["value"][0].as_py()
    return float(found or 0.0)


def _mean_scores(warehouse: Warehouse) -> Array:
    """The mean score of each quadrant's candidates."""
    rows = warehouse.read("SELECT quadrant, avg(uplift_score) AS score FROM candidate GROUP BY quadrant").to_pylist()
    found = {row["quadrant"]: float(row["score"]) for row in rows}
    return np.array([found.get(quadrant, 0.0) for quadrant in QUADRANTS])
