"""What a plan comes to: totals with their certificate, prices, the curve of returns, and plainer policies beside it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from guanxi.core.arrays import arrow
from guanxi.core.flow.allocate.asked import Asked
from guanxi.core.flow.allocate.limits import Limit
from guanxi.core.flow.allocate.options import Numbers, Options
from guanxi.core.flow.allocate.policies import plain_choices
from guanxi.core.models.allocation import Allocation, Choices, return_curve
from guanxi.core.models.effects import PersonalEffects
from guanxi.core.models.interval import LIKELY
from guanxi.core.ports import Warehouse
from guanxi.core.tables.planned import PLAN, PLAN_CURVE, PLAN_POLICY, PLAN_PRICE

STEPS = 21  # budgets of the curve, from nothing to twice what there is

Row = dict[str, object]


@dataclass(frozen=True, slots=True)
class Planned:
    """A solved plan with everything it was solved from."""

    options: Options
    told: PersonalEffects
    choices: Choices
    limits: list[Limit]
    found: Allocation
    asked: Asked
    run_id: str


def write_totals(warehouse: Warehouse, plan: Planned) -> None:
    """Make `plan`, `plan_price`, `plan_curve` and `plan_policy`."""
    own = _spent(plan, plan.found.choice)
    rows: Mapping[str, Iterable[Row]] = {
        "plan": [_total(plan, own)],
        "plan_price": _prices(plan),
        "plan_curve": _curve(plan),
        "plan_policy": _policies(plan, own),
    }
    for table in (PLAN, PLAN_PRICE, PLAN_CURVE, PLAN_POLICY):
        told = ({"plan_id": plan.asked.plan_id, **row} for row in rows[table.name])
        warehouse.write(table.name, arrow(table, told))


def _spent(plan: Planned, choice: Numbers) -> Row:
    """Customers, money, minutes and effect of choices."""
    who = np.flatnonzero(choice >= 0)
    what = choice[who]
    effect, _, _ = plan.told.chosen(who, what)
    each = [sum(action.minutes.values()) for action in plan.asked.actions.values()]
    cost, brought = float(plan.options.cost[who, what].sum()), float(effect.sum())
    spent = {"customers": len(who), "cost": cost, "minutes": float(np.array(each)[what].sum()) if len(who) else 0.0}
    return {**spent, "effect": brought, "net": brought - cost}


def _total(plan: Planned, own: Row) -> Row:
    """The plan's one row."""
    who = np.flatnonzero(plan.found.choice >= 0)
    around = LIKELY * plan.told.total_sd(who, plan.found.choice[who])
    effect = float(str(own["effect"]))
    limits: Row = {
        "run_id": plan.run_id,
        "start": plan.asked.start,
        "finish": plan.asked.end,
        "budget": plan.asked.budget,
    }
    interval: Row = {"effect_low": effect - around, "effect_high": effect + around}
    return {**limits, **own, **interval, "bound": plan.found.bound, "gap": plan.found.gap}


def _prices(plan: Planned) -> list[Row]:
    """Every limit with what it holds, what is used, and what one more is worth."""
    rows: list[Row] = []
    for limit, used, price in zip(plan.limits, plan.found.used.tolist(), plan.found.prices.tolist(), strict=True):
        sign = -1.0 if limit.kind == "floor" else 1.0
        if limit.kind != "book" or limit.name:
            figures = {"capacity": sign * limit.capacity, "used": sign * used, "price": price}
            rows.append({"kind": limit.kind, "name": limit.name, **figures})
    return rows


def _curve(plan: Planned) -> list[Row]:
    """Net contribution by budget."""
    top = 2 * plan.asked.budget or float(plan.options.cost.sum())
    curve = return_curve(plan.choices, 0, np.linspace(0, max(top, 1.0), STEPS), plan.found)
    columns = zip(curve.amount.tolist(), curve.worth.tolist(), curve.price.tolist(), strict=True)
    return [{"budget": amount, "net": worth, "price": price} for amount, worth, price in columns]


def _policies(plan: Planned, own: Row) -> list[Row]:
    """The plan and plainer policies."""
    plain = plain_choices(plan.options, plan.choices, plan.asked)
    return [{"policy": "plan", **own}, *({"policy": name, **_spent(plan, choice)} for name, choice in plain.items())]
