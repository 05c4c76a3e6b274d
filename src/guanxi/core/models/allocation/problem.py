"""Customers × actions: what each choice is worth and uses, and what there is to use (multiple-choice knapsack)."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Self, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from guanxi.core.kernel.errors import InputError
from guanxi.core.models.fitting import Array

CELLS = 524_288  # customers × actions looked at together
NONE = -1  # the choice of no action
NEVER = -np.inf  # worth of a choice that is not allowed
SLACK = 1e-9  # of a capacity that rounding may exceed

Numbers = NDArray[np.int64]
Kind = TypeVar("Kind", bound=np.generic)
Rows = slice | Numbers


@dataclass(frozen=True, slots=True)
class Use:
    """How much of which resource each choice uses; both broadcast to (customers, actions).

    `amount` may be below 0: a choice that helps to meet a floor. `of` names the resource by number.
    """

    amount: NDArray[np.floating]
    of: NDArray[np.integer]

    def rows(self, rows: Rows) -> "Use":
        """The same of some customers."""
        return Use(_of_rows(self.amount, rows), _of_rows(self.of, rows))

    def priced(self, prices: Array) -> Array:
        """What the use costs at these prices, broadcastable to (customers, actions)."""
        return np.asarray(prices[self.of] * self.amount, dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Choices:
    """At most one action a customer: its worth, what it uses, and `capacity` of every resource, shape (resources,).

    `worth` of shape (customers, actions), NEVER or NaN where an action is not allowed; without any action a customer is
    worth 0 and uses nothing. A floor is a capacity below 0 of a resource that choices use negatively. `names` of the
    resources are for messages.
    """

    worth: NDArray[np.floating]
    uses: tuple[Use, ...]
    capacity: Array
    names: tuple[str, ...] = field(default=())

    def __post_init__(self) -> None:
        shape = self.worth.shape
        if len(shape) != 2:
            raise InputError(f"worth of shape {shape} is no table.", "Give one row a customer, one column an action.")
        for number, use in enumerate(self.uses):
            try:
                np.broadcast_shapes(shape, use.amount.shape, use.of.shape)
            except ValueError:
                raise InputError(
                    f"Use {number} of shapes {use.amount.shape} and {use.of.shape} does not fit worth of {shape}.",
                    "Give arrays that broadcast to (customers, actions).",
                ) from None
            if use.of.size and not 0 <= int(use.of.min()) <= int(use.of.max()) < len(self.capacity):
                raise InputError(
                    f"Use {number} names resources {use.of.min()} to {use.of.max()}, there are {len(self.capacity)}.",
                    "Number the resources from 0.",
                )

    @property
    def customers(self) -> int:
        """How many customers there are."""
        return int(self.worth.shape[0])

    @property
    def actions(self) -> int:
        """How many actions there are."""
        return int(self.worth.shape[1])

    def rows(self, rows: Rows, capacity: ArrayLike | None = None) -> Self:
        """The same of some customers, with another capacity where one is given."""
        given = self.capacity if capacity is None else np.asarray(capacity, dtype=np.float64)
        return replace(self, worth=self.worth[rows], uses=tuple(use.rows(rows) for use in self.uses), capacity=given)

    def parts(self) -> Iterator[tuple[slice, Self]]:
        """Cut the customers into pieces that fit the memory's fast part."""
        size = max(1, CELLS // max(self.actions, 1))
        for start in range(0, self.customers, size):
            piece = slice(start, min(start + size, self.customers))
            yield piece, self.rows(piece)

    def net(self, prices: Array) -> Array:
        """Worth less the use at these prices, shape (customers, actions); NEVER where not allowed."""
        net = self.worths()
        for use in self.uses:
            net -= use.priced(prices)
        return net

    def worths(self) -> Array:
        """A copy of the worths in full precision, NEVER for NaN."""
        worth = np.array(self.worth, dtype=np.float64)
        worth[np.isnan(worth)] = NEVER
        return worth

    def used(self, choice: Numbers) -> Array:
        """How much of every resource choices use, shape (resources,); NONE uses nothing."""
        acting = np.flatnonzero(choice >= 0)
        found = np.zeros(len(self.capacity))
        for use in self.uses:
            amount, of = self.cells(use, acting, choice[acting])
            found += np.bincount(of, weights=amount, minlength=len(found))
        return found

    def value(self, choice: Numbers) -> float:
        """What choices are worth in all."""
        acting = np.flatnonzero(choice >= 0)
        return float(np.asarray(self.worth[acting, choice[acting]], dtype=np.float64).sum())

    def cells(self, use: Use, rows: Numbers, actions: Numbers) -> tuple[Array, Numbers]:
        """A use's amounts and resources of single choices."""
        shape = self.worth.shape
        amount = np.broadcast_to(use.amount, shape)[rows, actions]
        of = np.broadcast_to(use.of, shape)[rows, actions]
        return np.asarray(amount, dtype=np.float64), np.asarray(of, dtype=np.int64)


def _of_rows(values: NDArray[Kind], rows: Rows) -> NDArray[Kind]:
    """Some rows of an array that may be the same for all customers."""
    return np.asarray(values[rows]) if values.ndim == 2 and values.shape[0] > 1 else values


@dataclass(frozen=True, slots=True)
class Strand:
    """A use cut so that each customer touches one resource: `of` (customers,), amounts of the actions `over`."""

    amount: Array
    of: Numbers
    over: slice


def strands(choices: Choices) -> Iterator[Strand]:
    """Cut every use into strands (for few customers); amounts of shape (customers, actions of the strand)."""
    n, actions = choices.worth.shape
    for use in choices.uses:
        amount = np.ascontiguousarray(np.broadcast_to(use.amount, (n, actions)), dtype=np.float64)
        of = np.broadcast_to(use.of, (n, use.of.shape[-1] if use.of.ndim else 1)).astype(np.int64)
        if of.shape[1] == 1:
            yield Strand(amount, of[:, 0], slice(0, actions))
            continue
        for action in range(actions):
            yield Strand(amount[:, action : action + 1], of[:, action], slice(action, action + 1))
