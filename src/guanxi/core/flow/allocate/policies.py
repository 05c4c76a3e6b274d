"""Plainer ways to spend the same money and minutes, under the same effects, for comparison."""

import numpy as np

from guanxi.core.flow.allocate.asked import Asked
from guanxi.core.flow.allocate.options import Flags, Numbers, Options
from guanxi.core.models.allocation import NONE, Choices
from guanxi.core.models.fitting import Array


def plain_choices(options: Options, choices: Choices, asked: Asked) -> dict[str, Numbers]:
    """Each plainer policy's choice for every candidate: until money or minutes are gone, floors and caps aside.

    Whoever's turn it is gets the best action for them that can still be paid; the coupon's policy gives that alone.
    """
    worth = choices.worths()
    ranked = np.argsort(-worth, axis=1, kind="stable")
    ranked[np.take_along_axis(worth, ranked, axis=1) <= 0] = NONE
    found = {name: _filled(choices, score, ranked) for name, score in options.ranks.items()}
    coupon = _coupon(options, asked)
    if coupon is not None:
        found["same_coupon"] = _filled(choices, np.arange(len(coupon), 0, -1.0), coupon[:, None])
    return found


def _coupon(options: Options, asked: Asked) -> Numbers | None:
    """The cheapest selling action for all who may get it; none where nothing sells."""
    selling = [place for place, action in enumerate(asked.actions.values()) if action.purpose == "sell"]
    if not selling:
        return None
    cheapest = min(selling, key=lambda place: float(options.cost[:, place].mean()) if len(options.cost) else 0.0)
    return np.where(options.eligible[:, cheapest], cheapest, NONE)


def _filled(choices: Choices, score: Array, ranked: Numbers) -> Numbers:
    """Give people the first of their `ranked` actions that can still be paid, the highest score first.

    Action by action: all who can be given their first one, then the others their second, and so on.
    """
    order = np.argsort(-score, kind="stable")
    given, left = np.full(len(score), NONE, dtype=np.int64), choices.capacity.copy()
    for rank in range(ranked.shape[1]):
        waiting = order[(given[order] < 0) & (ranked[order, rank] >= 0)]
        served = _served(choices, waiting, ranked[waiting, rank], left)
        given[waiting[served]] = ranked[waiting[served], rank]
        left = choices.capacity - choices.used(given)
    return given


def _served(choices: Choices, waiting: Numbers, actions: Numbers, left: Array) -> Flags:
    """Who of those waiting, in their order, is served before a resource of theirs is used up."""
    served = np.ones(len(waiting), dtype=np.bool_)
    for use in choices.uses:
        amount, of = choices.cells(use, waiting, actions)
        for resource in np.unique(of[amount > 0]):
            mine = served & (of == resource) & (amount > 0)
            served[mine] &= np.cumsum(amount[mine]) <= left[resource]
    return served
