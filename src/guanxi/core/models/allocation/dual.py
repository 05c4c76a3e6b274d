"""Prices of resources: where the Lagrangian bound is lowest (Fisher 1981, "The Lagrangian relaxation method").

g(λ) = λ·b + Σ_i max(0, max_a worth_ia − λ·use_ia) bounds the best plan from above for every λ ≥ 0. It is convex with
corners; smoothed by a temperature it has a gradient and a Hessian, and Newton finds its lowest point in few steps.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from guanxi.core.models.allocation.problem import Choices, Strand, strands
from guanxi.core.models.fitting import Array, Curve, ascend

COOLING = (0.3, 0.03, 0.003)  # temperatures, in mean worth of what somebody could get
COLD = (0.003, 0.0005)  # where prices are nearly known
HELD = 100_000  # customers that are made ready once and held in memory


def bound(choices: Choices, prices: Array) -> float:
    """Return g at these prices: no plan is worth more."""
    total = float((prices * choices.capacity).sum())
    for _, part in choices.parts():
        total += float(np.maximum(part.net(prices).max(axis=1, initial=0.0), 0.0).sum())
    return total


def smooth_prices(choices: Choices, start: Array, low: Array, high: Array, cooling: Sequence[float] = COOLING) -> Array:
    """Return the prices within [low, high] at which the smoothed bound is lowest, as it cools down."""
    unit, scale = units(choices), worth_scale(choices)
    prices = np.clip(start, low, high)
    for temperature in cooling:
        curve = _curve(choices, temperature, unit, scale)
        with np.errstate(over="ignore"):  # where the bound is a straight line, a step may be as long as it likes
            prices = ascend(curve, prices / unit, low / unit, high / unit).theta * unit
    return np.asarray(np.clip(prices, low, high))


def worth_scale(choices: Choices) -> float:
    """The mean worth of each customer's best choice."""
    best = choices.worths().max(axis=1, initial=0.0)
    return float(best.mean()) or 1.0 if len(best) else 1.0


def units(choices: Choices) -> Array:
    """A price of every resource at which its mean use costs as much as a mean best choice is worth."""
    amount, number = np.zeros(len(choices.capacity)), np.zeros(len(choices.capacity))
    for strand in strands(choices):
        amount += np.bincount(strand.of, weights=np.abs(strand.amount).sum(axis=1), minlength=len(amount))
        number += np.bincount(strand.of, minlength=len(amount)) * strand.amount.shape[1]
    mean = amount / np.maximum(number, 1)
    return np.asarray(worth_scale(choices) / np.where(mean > 0, mean, 1.0))


def _curve(choices: Choices, temperature: float, unit: Array, scale: float) -> Curve:
    """Minus the smoothed bound a customer, with gradient and Hessian; prices in units, worth in mean worths."""
    capacity, n = choices.capacity * unit / scale, max(choices.customers, 1)
    pieces = [_Piece(part, unit, scale) for _, part in choices.parts()] if n <= HELD else None

    def curve(prices: Array) -> tuple[float, Array, Array]:
        value, used, spread = float((prices * capacity).sum()), -capacity, np.zeros((len(capacity), len(capacity)))
        for piece in pieces or (_Piece(part, unit, scale) for _, part in choices.parts()):
            chance, soft = _softened(piece.net(prices), temperature)
            moments = _moments(chance, piece.uses, len(capacity))
            value, used, spread = value + soft, used + moments[0], spread + moments[1]
        return -value / n, used / n, -spread / (temperature * n)

    return curve


class _Piece:
    """Some customers, ready to be looked at again and again: prices in units, worth in mean worths."""

    def __init__(self, choices: Choices, unit: Array, scale: float) -> None:
        self.worth = choices.worths() / scale
        self.uses = [replace(one, amount=one.amount * (unit / scale)[one.of][:, None]) for one in strands(choices)]

    def net(self, prices: Array) -> Array:
        """Worth less the use at these prices."""
        net = self.worth.copy()
        for use in self.uses:
            net[:, use.over] -= prices[use.of][:, None] * use.amount
        return net


def _moments(chance: Array, uses: list[Strand], resources: int) -> tuple[Array, Array]:
    """Use of each resource by choices of these chances, and its covariance, summed over customers."""
    used, spread = np.zeros(resources), np.zeros(resources * resources)
    parts = [chance[:, use.over] * use.amount for use in uses]
    means = [part.sum(axis=1) for part in parts]
    for number, use in enumerate(uses):
        used += np.bincount(use.of, weights=means[number], minlength=resources)
        for other, with_ in enumerate(uses):
            weight = -means[number] * means[other]
            if with_.over == use.over:
                weight += np.einsum("ij,ij->i", parts[number], with_.amount)
            spread += np.bincount(use.of * resources + with_.of, weights=weight, minlength=len(spread))
    return used, spread.reshape(resources, resources)


def _softened(net: Array, temperature: float) -> tuple[Array, float]:
    """Chances of every choice, and the sum of the customers' soft maxima; overwrites `net`."""
    top = np.maximum(net.max(axis=1, initial=0.0), 0.0)
    net -= top[:, None]
    net /= temperature
    np.exp(net, out=net)
    whole = net.sum(axis=1) + np.exp(-top / temperature)
    net /= whole[:, None]
    return net, float((top + temperature * np.log(whole)).sum())
