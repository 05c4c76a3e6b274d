"""Why no plan keeps all limits, in words: what the floors need beyond what there is."""

import numpy as np

from guanxi.core.flow.allocate.limits import Limit
from guanxi.core.flow.allocate.options import Options
from guanxi.core.kernel.catalogue import QUADRANTS
from guanxi.core.kernel.errors import InputError
from guanxi.core.kernel.words import QUADRANT_NAMES
from guanxi.core.models.allocation import NEVER, Choices, allocate

PLENTY = 1e15


def explained(choices: Choices, limits: list[Limit], options: Options) -> InputError:
    """The error that says what is missing: people, minutes, or how much money."""
    for limit in limits:
        if limit.kind == "floor":
            there = int((options.eligible.any(axis=1) & (options.quadrant == QUADRANTS.index(limit.name))).sum())
            if there < -limit.capacity:
                names = QUADRANT_NAMES[limit.name]
                return InputError(
                    f"The floor asks for {-limit.capacity:.0f} customers of {names['en']}, {there} may get an action. "
                    f"下限要求 {-limit.capacity:.0f} 位{names['zh']}，只有 {there} 位可以安排。",
                    "Lower the floor, or see why the others may not (consent, cooling-off, eligibility). 请降低下限。",
                )
    return _dear(choices, limits)


def _dear(choices: Choices, limits: list[Limit]) -> InputError:
    """How much money the floors need beyond the budget, or that minutes are missing."""
    cost = np.broadcast_to(choices.uses[0].amount, choices.worth.shape)
    worth = np.where(choices.worth > NEVER, -cost, NEVER)
    capacity = choices.capacity.copy()
    capacity[0] = PLENTY
    try:
        needed = float(allocate(Choices(worth, choices.uses, capacity)).used[0])
    except InputError:
        scarce = ", ".join(limit.name for limit in limits if limit.kind == "minutes")
        return InputError(
            f"The floors need more minutes than there are ({scarce}). 下限需要的工时超过现有工时。",
            "Lower the floors or give more minutes. 请降低下限或增加工时。",
        )
    more = needed - choices.capacity[0]
    return InputError(
        f"The floors need {more:,.0f} more than the budget of {choices.capacity[0]:,.0f}. "
        f"下限比预算还多需要 {more:,.0f}。",
        "Lower the floors or raise the budget. 请降低下限或提高预算。",
    )
