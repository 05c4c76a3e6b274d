"""Whom a plan leaves alone to learn from: drawn before anything is allocated, and the same whenever made again."""

from hashlib import blake2b

import numpy as np
import pyarrow as pa

from guanxi.core.flow.allocate.asked import Asked
from guanxi.core.flow.allocate.lines import time_of
from guanxi.core.flow.allocate.options import Flags, Numbers, Options
from guanxi.core.kernel.catalogue import QUADRANTS
from guanxi.core.models.allocation import NEVER, NONE, Allocation, Choices, alike
from guanxi.core.models.fitting import Array

GLOBAL = "global"
ASIDE = pa.schema(
    [
        ("customer_id", pa.string()),
        ("quadrant", pa.string()),
        ("action_no", pa.int32()),
        ("team", pa.string()),
        ("probability", pa.float64()),
    ]
)


def lots(customer_id: pa.ChunkedArray, experiment: str) -> Array:
    """A number between 0 and 1 for each person in an experiment, as good as drawn and for ever the same."""
    key = experiment.encode()
    draws = [blake2b(one.encode(), key=key[:64], digest_size=8).digest() for one in customer_id.to_pylist()]
    return np.frombuffer(b"".join(draws), dtype=">u8").astype(np.float64) / 2.0**64


def untouched(options: Options, share: float) -> Flags:
    """Who is in the global holdout."""
    return np.asarray(lots(options.customer_id, GLOBAL) < share)


def held(options: Options, asked: Asked, untouched_: Flags) -> Flags:
    """Who is held out of this plan: in every quadrant the share with the lowest lots, of those who may get anything."""
    found = np.zeros(len(options.quadrant), dtype=np.bool_)
    if not asked.holdout:
        return found
    lot, eligible = lots(options.customer_id, asked.plan_id), options.eligible.any(axis=1) & ~untouched_
    for quadrant in range(len(QUADRANTS)):
        inside = np.flatnonzero(eligible & (options.quadrant == quadrant))
        found[inside[np.argsort(lot[inside], kind="stable")[: round(asked.holdout * len(inside))]]] = True
    return found


def would_be(choices: Choices, found: Allocation, aside: Flags) -> Numbers:
    """What each person held out would have got: the best action at the plan's prices.

    Of people alike in everything only some get an action; of those held out as many are said to.
    """
    if not choices.worth.size:
        return np.full(choices.customers, NONE, dtype=np.int64)
    net = choices.net(found.prices)
    best = np.where(net.max(axis=1, initial=NEVER) > 0, net.argmax(axis=1), NONE)
    kinds = alike(choices)
    split = np.flatnonzero(kinds.count > 1)
    choice = np.full(choices.customers, NONE, dtype=np.int64)
    choice[aside] = best[aside]
    members = np.argsort(kinds.of, kind="stable")
    begins = np.concatenate([[0], np.cumsum(kinds.count)])
    for kind in split.tolist():
        mine = members[begins[kind] : begins[kind + 1]]
        given, waiting = found.choice[mine[~aside[mine]]], mine[aside[mine]]
        if len(given) and len(waiting):
            choice[waiting] = given[np.arange(len(waiting)) * len(given) // len(waiting)]
    return choice


def rows(options: Options, asked: Asked, aside: Flags, choice: Numbers) -> pa.Table:
    """Rows of table `aside`: who is held out of the plan, what they would have got, and whose time it would take."""
    who = np.flatnonzero(aside)
    given, team = choice[who] >= 0, np.full(len(who), "", dtype=object)
    team[given] = time_of(options, asked, who[given], choice[who[given]])[1]
    names = np.array(QUADRANTS)[options.quadrant[who]].tolist()
    columns = [
        options.customer_id.take(pa.array(who)).combine_chunks(),
        pa.array(names, pa.string()),
        pa.array([action if action >= 0 else None for action in choice[who].tolist()], pa.int32()),
        pa.array([name or None for name in team], pa.string()),
        pa.array(np.full(len(who), asked.holdout)),
    ]
    return pa.table(columns, schema=ASIDE)
