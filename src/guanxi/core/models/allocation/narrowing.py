"""Whose choice is settled whatever the prices within a box, and whose is not: only the latter need be looked at."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from guanxi.core.models.allocation.problem import NONE, Choices, Numbers, Use
from guanxi.core.models.fitting import Array


@dataclass(frozen=True, slots=True)
class Standing:
    """Each customer's best choice at some prices, and how far prices may move (in widths) until another is as good."""

    choice: NDArray[np.int16]
    reach: NDArray[np.float32]


def standing(choices: Choices, prices: Array, widths: Array) -> Standing:
    """Find every customer's best choice at `prices`, and its reach: moves of any price by less change nothing.

    A reach of r: the choice is the same wherever |λ - prices| < r · widths.
    """
    choice = np.empty(choices.customers, dtype=np.int16)
    reach = np.empty(choices.customers, dtype=np.float32)
    for piece, part in choices.parts():
        choice[piece], own = reaches(part, prices, widths)
        reach[piece] = own.min(axis=1, initial=np.inf)
    return Standing(choice, reach)


def reaches(choices: Choices, prices: Array, widths: Array) -> tuple[Numbers, Array]:
    """Best choice of each customer, and the reach up to which each action, and last no action, stays behind it."""
    net = choices.net(prices)
    rows = np.arange(choices.customers)
    best = net.argmax(axis=1)
    top = net[rows, best]
    idle = ~(top > 0)
    behind = np.concatenate([np.where(idle, 0.0, top)[:, None] - net, np.where(idle, 0.0, top)[:, None]], axis=1)
    moved = np.zeros_like(behind)
    for use in choices.uses:
        _add_moves(moved, choices, use, best, idle, widths)
    with np.errstate(divide="ignore", invalid="ignore"):
        reach = np.where(moved > 0, behind / moved, np.inf)
    reach[rows, np.where(idle, choices.actions, best)] = np.inf
    return np.where(idle, NONE, best), reach


def _add_moves(moved: Array, choices: Choices, use: Use, best: Numbers, idle: NDArray[np.bool_], widths: Array) -> None:
    """Add by how much the lead over each action, and over no action, moves when all prices move by their widths."""
    shape = (choices.customers, choices.actions)
    rows = np.arange(shape[0])
    amount, of = np.broadcast_to(use.amount, shape), np.broadcast_to(use.of, shape)
    own = np.where(idle, 0.0, amount[rows, best])
    whose = of[rows, best]
    alone = np.abs(own) * widths[whose]
    apart = np.abs(amount) * widths[of] + alone[:, None]
    if use.of.ndim == 2 and use.of.shape[1] == 1:  # every action of somebody uses the same resource
        apart = np.abs(amount - own[:, None]) * widths[whose][:, None]
    elif use.of.size > 1:
        apart = np.where(of == whose[:, None], np.abs(amount - own[:, None]) * widths[of], apart)
    else:
        apart = np.abs(amount - own[:, None]) * widths[of]
    moved[:, :-1] += apart
    moved[:, -1] += alone
