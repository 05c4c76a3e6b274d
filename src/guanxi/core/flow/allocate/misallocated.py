"""What was really done, beside the best that the same money and hours could have done."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Any

import numpy as np

from guanxi.core.arrays import arrow
from guanxi.core.flow.allocate.asked import Asked
from guanxi.core.flow.allocate.limits import limited, roles
from guanxi.core.flow.allocate.options import Numbers, Options, read_options
from guanxi.core.flow.allocate.worth import worth
from guanxi.core.models.allocation import NEVER, NONE, Allocation, Choices, allocate, possible
from guanxi.core.models.effects import Effects, PersonalEffects
from guanxi.core.models.fitting import Array
from guanxi.core.models.interval import LIKELY
from guanxi.core.ports import Progress, Warehouse
from guanxi.core.sqlfiles import make
from guanxi.core.tables.misallocated import MISALLOCATION, MISALLOCATION_PERSON

LEAVING = ("declining", "dormant", "lost")
NO_FUTURE = 3  # low_yield, by its place among the quadrants
SPLIT = ("wrong_person", "no_future", "leaving", "other", "left_out")

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Done:
    """What was done to candidates: the action (NONE: nothing), money and minutes; what went to others; stages."""

    choice: Numbers
    money: Array
    minutes: Array
    outside_money: float
    outside_people: int
    stage: list[str]


def misallocated(warehouse: Warehouse, asked: Asked, effects: Effects, progress: Progress) -> None:
    """Make `misallocation` and `misallocation_person` for a past period: what was done beside the best.

    The best may spend the money and the minutes that were really spent, under the same rules, on whoever could have
    been planned for on the first day, all under today's effects. Of several actions on a person the one that is worth
    most counts, and all that they cost. At the best plan's prices every person's part is known (Fisher 1981): parts add
    up to the best bound less what was done.
    """
    progress.step("misallocation")
    since, until = (datetime.combine(day, time()) for day in (asked.start, asked.end + timedelta(days=1)))
    make(warehouse, __package__, ("actual",), {"since": since, "until": until}, progress)
    options = read_options(warehouse, asked.actions)
    told = effects.of(options.quadrant, options.score)
    done = _done(warehouse, options, asked, told)
    given = replace(asked, budget=_money(done), minutes=_minutes(warehouse, asked), floors={}, caps={})
    choices, _ = limited(options, worth(options, told, given), given)
    choices = possible(choices)  # prices say nothing of what no resource is enough for
    best = allocate(choices)
    parts = _parts(options, told, choices, best, done)
    people = list(_people(options, asked, best, done, parts))
    warehouse.write("misallocation_person", arrow(MISALLOCATION_PERSON, people))
    warehouse.write("misallocation", arrow(MISALLOCATION, [_total(options, told, best, done, people, given)]))


def _money(done: Done) -> float:
    """All money that was spent."""
    return float(done.money.sum()) + done.outside_money


def _done(warehouse: Warehouse, options: Options, asked: Asked, told: PersonalEffects) -> Done:
    """Read what was done."""
    place = {name: number for number, name in enumerate(options.customer_id.to_pylist())}
    people = len(place)
    choice, money, minutes = np.full(people, NONE, dtype=np.int64), np.zeros(people), np.zeros(people)
    outside, strangers = 0.0, set()
    table, number = told.table(), {name: n for n, name in enumerate(asked.actions)}
    for row in warehouse.read("SELECT * FROM actual ORDER BY customer_id, action_id").to_pylist():
        who, what = place.get(row["customer_id"]), number.get(row["action_id"], NONE)
        if who is None:
            outside += row["money"]
            strangers.add(row["customer_id"])
            continue
        money[who] += row["money"]
        minutes[who] += row["minutes"]
        if what != NONE and (choice[who] == NONE or table[who, what] > table[who, choice[who]]):
            choice[who] = what
    stages = warehouse.read("SELECT stage FROM candidate ORDER BY customer_id")["stage"].to_pylist()
    return Done(choice, money, minutes, outside, len(strangers), stages)


def _minutes(warehouse: Warehouse, asked: Asked) -> dict[str, float]:
    """Minutes really spent by role; an action's are shared as the catalogue shares them."""
    found = dict.fromkeys(roles(asked), 0.0)
    for row in warehouse.read("SELECT action_id, sum(minutes) AS m FROM actual GROUP BY action_id").to_pylist():
        action = asked.actions.get(row["action_id"])
        each = action.minutes if action else {}
        for role, minutes in each.items():
            found[role] += row["m"] * minutes / sum(each.values())
    return found


def _parts(options: Options, told: PersonalEffects, choices: Choices, best: Allocation, done: Done) -> Array:
    """What each person adds to the cost, at the best plan's prices: what could have been had, less what was had."""
    net = choices.net(best.prices)
    could = np.maximum(net.max(axis=1, initial=NEVER), 0.0)
    who = np.flatnonzero(done.choice >= 0)
    had = -done.money * (1 + best.prices[0])
    effect, _, _ = told.chosen(who, done.choice[who])
    had[who] += effect
    allowed = who[choices.worth[who, done.choice[who]] > NEVER]
    own = done.choice[allowed]
    priced = choices.worth[allowed, own] - net[allowed, own]  # what it uses, priced: money and minutes
    had[allowed] -= priced - best.prices[0] * options.cost[allowed, own]
    return np.asarray(could - had)


def _people(options: Options, asked: Asked, best: Allocation, done: Done, parts: Array) -> Iterator[Row]:
    """Rows of `misallocation_person`: who was done something to, or should have been."""
    names = [*asked.actions, None]
    ids = options.customer_id.to_pylist()
    for who in np.flatnonzero((done.choice >= 0) | (done.money > 0) | (best.choice >= 0)).tolist():
        action = names[int(done.choice[who])]
        yield {
            "customer_id": ids[who], "action_id": action, "money": float(done.money[who]),
            "minutes": float(done.minutes[who]), "best_action_id": names[int(best.choice[who])],
            "cost": float(parts[who]), "mistake": _mistake(options, asked, done, who),
        }  # fmt: skip


def _mistake(options: Options, asked: Asked, done: Done, who: int) -> str:
    """Which of the mistakes it is where it costs anything."""
    action = int(done.choice[who])
    if action == NONE:
        return "left_out" if done.money[who] <= 0 else "other"
    if done.stage[who] in LEAVING:
        return "leaving"
    if list(asked.actions.values())[action].purpose == "sell":
        return "wrong_person"
    return "no_future" if options.quadrant[who] == NO_FUTURE else "other"


def _total(
    options: Options, told: PersonalEffects, best: Allocation, done: Done, people: list[Row], given: Asked
) -> Row:
    """The row of `misallocation`."""
    mine, theirs = np.flatnonzero(done.choice >= 0), np.flatnonzero(best.choice >= 0)
    had, could = told.chosen(mine, done.choice[mine]), told.chosen(theirs, best.choice[theirs])
    was = float(had[0].sum()) - given.budget
    is_best = float(could[0].sum()) - float(options.cost[theirs, best.choice[theirs]].sum())
    spread = _spread(told, mine, done.choice[mine], theirs, best.choice[theirs])
    split = {name: sum(row["cost"] for row in people if row["mistake"] == name) for name in SPLIT}
    return {
        "start": given.start, "finish": given.end, "money": given.budget, "minutes": float(sum(given.minutes.values())),
        "people": len(mine) + done.outside_people, "done": was, "best": is_best, "cost": is_best - was,
        "low": is_best - was - LIKELY * spread, "high": is_best - was + LIKELY * spread,
        "outside": done.outside_money, **{f"cost_{name}": value for name, value in split.items()},
    }  # fmt: skip


def _spread(told: PersonalEffects, mine: Numbers, did: Numbers, theirs: Numbers, best: Numbers) -> float:
    """Standard deviation of the difference: in a quadrant all are wrong about an action together."""
    cells = np.zeros(told.effects.mean.size)
    for who, what, sign in ((theirs, best, 1.0), (mine, did, -1.0)):
        place = what * told.effects.mean.shape[1] + told.quadrant[who]
        cells += sign * np.bincount(place, weights=told.chosen(who, what)[1], minlength=cells.size)
    return float(np.sqrt(np.square(cells).sum()))
