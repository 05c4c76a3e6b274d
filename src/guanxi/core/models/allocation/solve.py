"""The best plan: prices from some customers, then from those alone whose choice the prices do not settle."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from guanxi.core.kernel.errors import InputError
from guanxi.core.models.allocation.dual import COLD, bound, smooth_prices, units
from guanxi.core.models.allocation.narrowing import reaches, standing
from guanxi.core.models.allocation.problem import NEVER, NONE, SLACK, Choices, Numbers
from guanxi.core.models.allocation.repair import Moves
from guanxi.core.models.allocation.vertex import Kinds, Vertex, alike, vertex
from guanxi.core.models.allocation.whole import whole
from guanxi.core.models.fitting import Array

SAMPLE = 20_000  # customers from whom prices are first learned
FIRST, LAST = 20_000, 2_000  # customers left open after the first narrowing, and after the last
ROUNDS = 12
DEAR = 1e4  # units: a price beyond which nobody would pay
WIDTH = 0.02  # units: how far a price is looked around, beside its own size


@dataclass(frozen=True, slots=True)
class Allocation:
    """A feasible plan with its certificate.

    `choice` of shape (customers,), -1 for no action; `value` what it is worth, `bound` what no plan can exceed,
    `prices` what one more of each resource is worth, `used` of each.
    """

    choice: Numbers
    value: float
    bound: float
    prices: Array
    used: Array

    @property
    def gap(self) -> float:
        """How far the plan is below the bound at most, as a share of the bound."""
        return (self.bound - self.value) / self.bound if self.bound > 0 else 0.0


def allocate(choices: Choices) -> Allocation:
    """Give at most one action to each customer so that the whole is worth most within all capacities.

    Lagrangian relaxation (Fisher 1981): prices by smoothed Newton on a sample, customers whose choice no price nearby
    can change are set aside, the rest is solved exactly as a linear programme (its dual is the bound), and its few
    split customers are made whole by local moves. Raises InputError where nothing is feasible.
    """
    asked = possible(choices)
    kinds = _kinds(asked)
    if kinds is not None:
        found = vertex(asked, np.asarray(asked.worth > NEVER), kinds)
        return _refuse() if found is None else _whole(asked, found.choice, _near(found), found.prices)
    return _narrowed(asked)


def _narrowed(choices: Choices) -> Allocation:
    """Narrow down to those whose choice prices do not settle, and again where the prices found lie elsewhere."""
    prices = _first_prices(choices) if choices.worth.size else np.zeros(len(choices.capacity))
    best: Allocation | None = None
    for _ in range(ROUNDS):
        outer = _narrow(choices, prices, FIRST)
        inner, found = _settle(outer)
        if isinstance(found, Vertex):
            choice, open_ = outer.choice.copy(), outer.open[inner.open]
            choice[outer.open] = inner.choice
            choice[open_] = found.choice
            plan = _whole(choices, choice, open_[_near(found)], found.prices)
            best = plan if best is None or plan.gap < best.gap else best
            if outer.around.holds(found.prices):
                break
        prices = found.prices if isinstance(found, Vertex) else found
    return best or _refuse()


def _refuse() -> Allocation:
    raise InputError("No plan keeps all limits.", "Lower the floors or raise the budget.")


def _kinds(choices: Choices) -> Kinds | None:
    """Kinds of customers alike in everything, where there are few: prices settle none of a kind, or all."""
    some = some_of(choices, SAMPLE)
    if len(alike(some).first) > min(LAST, some.customers // 2):
        return None
    kinds = alike(choices)
    return kinds if len(kinds.first) <= 2 * LAST else None


def _whole(choices: Choices, choice: Numbers, near: Numbers, prices: Array) -> Allocation:
    """Make split choices whole by changing some of those `near` the prices."""
    left = choices.capacity - choices.used(choice) + choices.rows(near).used(choice[near])
    choice[near] = _made_whole(choices.rows(near, left), choice[near])
    used = choices.used(choice)
    if (used > choices.capacity + SLACK * np.maximum(np.abs(choices.capacity), 1.0)).any():
        raise InputError("No plan in whole choices keeps all limits.", "Lower the floors or raise the budget.")
    return Allocation(choice, choices.value(choice), bound(choices, prices), prices, used)


def _near(found: Vertex) -> Numbers:
    """Whose choice may be changed to make all whole: the split ones and some of the others, evenly drawn."""
    every = max(1, -(-len(found.choice) // LAST))
    return np.flatnonzero(found.split | (np.arange(len(found.choice)) % every == 0))


def _made_whole(rest: Choices, choice: Numbers) -> Numbers:
    """Whole choices of the last customers: by moves, or the exact ones where so few are left that they can be found."""
    moves = Moves(rest, choice)
    moved = moves.improve()
    exact = whole(rest, np.asarray(rest.worth > NEVER))
    if exact is None or (moves.feasible and rest.value(moved) >= rest.value(exact)):
        return moved
    return exact


@dataclass(frozen=True, slots=True)
class _Box:
    """Prices that lie within so many widths of others."""

    middle: Array
    half: Array

    def holds(self, prices: Array) -> bool:
        """Whether prices lie inside, or at nothing on its edge."""
        return bool((np.abs(prices - self.middle) <= self.half * (1 + 1e-9) + 1e-15).all())


@dataclass(frozen=True, slots=True)
class _Narrowed:
    """Customers still `open` (their numbers), everybody's best choice, what the settled leave of each resource."""

    open: Numbers
    choice: Numbers
    left: Array
    around: _Box
    choices: Choices


def _narrow(choices: Choices, prices: Array, most: int) -> _Narrowed:
    """Set aside all but `most` customers: those whose choice changes last when prices move."""
    widths = _widths(choices, prices)
    found = standing(choices, prices, widths)
    if choices.customers <= most:
        reach, open_ = np.inf, np.arange(choices.customers)
        box = _Box(prices, np.full(len(prices), np.inf))
    else:
        reach = float(np.partition(found.reach, most)[most])
        open_ = np.flatnonzero(found.reach <= reach)  # all of those as near: people may be alike
        box = _Box(prices, widths * reach)
    settled = found.choice.astype(np.int64)
    settled[open_] = NONE
    return _Narrowed(open_, found.choice.astype(np.int64), choices.capacity - choices.used(settled), box, choices)


def _settle(outer: _Narrowed) -> tuple[_Narrowed, Vertex | Array]:
    """Find the exact prices of the open customers, narrowing once more; or where on the box's edge they seem to lie."""
    rest = outer.choices.rows(outer.open, outer.left)
    low, high = np.maximum(outer.around.middle - outer.around.half, 0.0), outer.around.middle + outer.around.half
    prices = smooth_prices(rest, outer.around.middle, low, np.minimum(high, DEAR * units(rest)), COLD)
    for turn in range(ROUNDS):
        inner = _narrow(rest, prices, LAST << min(turn, 4))
        last = rest.rows(inner.open, inner.left)
        found = vertex(last, _contending(last, inner.around))
        if found is not None and inner.around.holds(found.prices):
            return inner, found
        prices = np.clip(found.prices, low, high) if found is not None else prices
    return inner, prices


def _contending(choices: Choices, around: _Box) -> NDArray[np.bool_]:
    """Which actions could be somebody's best within the box."""
    if not np.isfinite(around.half).all():
        return np.asarray(choices.worth > NEVER)
    best, reach = reaches(choices, around.middle, np.maximum(around.half, 1e-300))
    kept = reach[:, :-1] < 1.0
    acting = best >= 0
    kept[np.flatnonzero(acting), best[acting]] = True
    return kept


def _widths(choices: Choices, prices: Array) -> Array:
    """By how much each price is thought to move: its own size, and a little where it is nothing."""
    return prices + WIDTH * units(some_of(choices, SAMPLE))


def _first_prices(choices: Choices) -> Array:
    """Prices learned from a sample, whose capacities are its share of all."""
    some = some_of(choices, SAMPLE)
    part = some.rows(slice(None), choices.capacity * some.customers / max(choices.customers, 1))
    unit = units(part)
    low, high = np.zeros(len(unit)), DEAR * unit
    prices = smooth_prices(part, low, low, high)
    return prices if some is choices else smooth_prices(choices, prices, low, high, COLD[:1])


def some_of(choices: Choices, most: int) -> Choices:
    """Customers drawn evenly, at most so many."""
    if choices.customers <= most:
        return choices
    drawn = np.random.default_rng(7).choice(choices.customers, most, replace=False)
    return choices.rows(np.sort(drawn))


def possible(choices: Choices) -> Choices:
    """Rule out what uses more of a resource than there is; floors (capacities below 0) rule out nothing."""
    never = np.zeros(choices.worth.shape, dtype=np.bool_)
    for use in choices.uses:
        capacity = choices.capacity[use.of]
        never |= (use.amount > capacity * (1 + 1e-12)) & (capacity >= 0)
    if not never.any():
        return choices
    worth = np.where(never, np.asarray(NEVER, dtype=choices.worth.dtype), choices.worth)
    return replace(choices, worth=worth)
