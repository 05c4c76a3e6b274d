"""What each action would change for each person, where an experiment proves that people differ."""

from collections.abc import Iterator, Mapping

import numpy as np
import pyarrow as pa

from guanxi.core.arrays import floats
from guanxi.core.flow.respond.paying import EARLY, part_paid
from guanxi.core.kernel.catalogue import QUADRANTS, ActionOptions, PlanOptions
from guanxi.core.models.effects import Effects, Personal
from guanxi.core.models.fitting import Array
from guanxi.core.models.response import PersonalResponse, Trial, join, randomised
from guanxi.core.ports import Warehouse
from guanxi.core.tables.measured import LOOKED

MORE_LIKELY = 1.0  # than not: whoever decides takes the mean over both, whoever reports wants proof
FEWEST = 100  # people in the smaller arm, below which nothing personal can be told

Candidates = tuple[pa.Table, Array, Array]


def personal_effects(
    warehouse: Warehouse, actions: Mapping[str, ActionOptions], options: PlanOptions, prior: Effects
) -> dict[int, Personal]:
    """Effects on every candidate, by number of the action, of actions whose experiments prove that people differ.

    Learned from table `trial_person` by how people looked when drawn; joined with the catalogue's (`prior`) by
    precision. Candidates in the order of their ids.
    """
    found: dict[int, Personal] = {}
    now: pa.Table | None = None
    for name, months, part in _worth_trying(warehouse, actions, options):
        people = warehouse.read(_people(name, months))
        model = PersonalResponse("money", proof=MORE_LIKELY).fit(_features(people, people), _trial(people))
        if not model.facts_[0].weight:
            continue
        now = warehouse.read(_candidates()) if now is None else now
        told = model.effects(_features(now, people))
        number = list(actions).index(name)
        found[number] = _joined(told.tau[:, 0], told.sd[:, 0], part, prior.of(*_standing(now)).column(number))
    return found


def _worth_trying(
    warehouse: Warehouse, actions: Mapping[str, ActionOptions], options: PlanOptions
) -> Iterator[tuple[str, int, float]]:
    """Actions with people enough, the months after which most can be told, and the part of the effect paid by then."""
    best: dict[str, tuple[float, int, float]] = {}
    for row in warehouse.read(
        "SELECT action_id, months, sum(treated) AS treated, count(*) - sum(treated) AS control"
        " FROM trial_person GROUP BY action_id, months"
    ).to_pylist():
        if row["action_id"] in actions and min(row["treated"], row["control"]) >= FEWEST:
            part = part_paid(actions[row["action_id"]], int(row["months"]), options.return_months)
            told = (float(min(row["treated"], row["control"])) * part**2, int(row["months"]), part)
            best[row["action_id"]] = max(told, best.get(row["action_id"], told))
    return ((name, best[name][1], best[name][2]) for name in sorted(best) if best[name][2] >= EARLY)


def _people(action: str, months: int) -> str:
    """Query for the people of an action's experiments."""
    return (
        f"SELECT * FROM trial_person WHERE action_id = '{action}' AND months = {months}"
        " ORDER BY experiment_id, customer_id"
    )


def _candidates() -> str:
    """Query for the candidates as they look now."""
    looked = ", ".join(f'"{name}"' for name in LOOKED)
    return f"SELECT quadrant, contribution_12m AS before, {looked} FROM candidate ORDER BY customer_id"


def _trial(people: pa.Table) -> Trial:
    """Who was to get the action and what came of it, each with their own chance."""
    chance = floats(people, "probability")
    return randomised(floats(people, "treated"), floats(people, "outcome"), np.column_stack([1 - chance, chance]))


def _features(people: pa.Table, seen: pa.Table) -> Array:
    """How people look, shape (n, p); what is not known of them is the median of those `seen`."""
    columns = [_filled(floats(people, name), floats(seen, name)) for name in ("before", *LOOKED)]
    quadrant = np.array(people["quadrant"].to_pylist(), dtype=str)
    return np.column_stack(columns + [(quadrant == name).astype(np.float64) for name in QUADRANTS[1:]])


def _filled(values: Array, seen: Array) -> Array:
    known = seen[~np.isnan(seen)]
    return np.where(np.isnan(values), np.median(known) if len(known) else 0.0, values)


def _standing(now: pa.Table) -> tuple[np.ndarray[tuple[int], np.dtype[np.int64]], Array]:
    """Quadrants by number, and scores, of the candidates."""
    place = {name: number for number, name in enumerate(QUADRANTS)}
    return np.array([place[name] for name in now["quadrant"].to_pylist()], dtype=np.int64), floats(now, "uplift_score")


def _joined(tau: Array, sd: Array, part: float, prior: Personal) -> Personal:
    """What was learned, in effects over all that counts, with what was thought: each by its precision.

    How far what has not paid yet will follow is as unsure as it was thought before.
    """
    unsure = np.hypot(sd / part, max(1 - part, 0.0) * prior[1])
    joined = join((prior[0], np.where(prior[1] > 0, prior[1], np.inf)), (tau / part, unsure), "personal")
    return joined.mean, joined.sd
