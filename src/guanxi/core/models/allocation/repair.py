"""From shares to whole choices: moves of single customers that make a plan feasible and then better."""

import numpy as np
from numpy.typing import NDArray

from guanxi.core.models.allocation.problem import NEVER, NONE, SLACK, Choices, Kind, Numbers
from guanxi.core.models.fitting import Array

MOVES = 2_000  # at most; each makes the plan feasible or better


class Moves:
    """A plan over few customers, and all moves of one customer to another action or to none."""

    def __init__(self, choices: Choices, choice: Numbers) -> None:
        self.choices, self.choice = choices, choice.copy()
        shape = (choices.customers, choices.actions + 1)
        self.worth = np.zeros(shape)
        self.worth[:, :-1] = choices.worths()
        self.amount = np.zeros((len(choices.uses), *shape))
        self.of = np.zeros((len(choices.uses), *shape), dtype=np.int64)
        for number, use in enumerate(choices.uses):
            full = (choices.customers, choices.actions)
            self.amount[number, :, :-1] = np.broadcast_to(use.amount, full)
            self.of[number, :, :-1] = np.broadcast_to(use.of, full)
        self.room = choices.capacity - choices.used(choice)
        self.allowed = SLACK * np.maximum(np.abs(choices.capacity), 1.0)

    def improve(self) -> Numbers:
        """Return the plan after moves that mend what is overused, and then moves that are worth more."""
        for _ in range(MOVES if self.worth.size else 0):
            gain, change = self._gain(), self._changes()
            over = np.maximum(-self.room - self.allowed, 0.0)
            score = self._mending(gain, change, over) if over.any() else np.where(self._fits(change), gain, 0.0)
            best = int(score.argmax())
            if not score.flat[best] > 0:
                break
            self._move(*divmod(best, score.shape[1]))
        return self.choice

    @property
    def feasible(self) -> bool:
        """Whether no resource is overused."""
        return bool((self.room >= -self.allowed).all())

    def _own(self, table: NDArray[Kind]) -> NDArray[Kind]:
        """What the present choice of each customer has in a table (customers, actions + 1)."""
        return np.asarray(table[np.arange(len(self.choice)), self.choice])[:, None]  # NONE is -1: the last column

    def _gain(self) -> Array:
        """What each move is worth."""
        return np.asarray(self.worth - self._own(self.worth))

    def _changes(self) -> list[tuple[Array, Numbers]]:
        """How each move changes use: what is given up, then what is taken up, for every kind of use."""
        kinds = list(zip(self.amount, self.of, strict=True))
        return [*((-self._own(amount), self._own(of)) for amount, of in kinds), *kinds]

    def _net(self, change: list[tuple[Array, Numbers]], number: int) -> Array:
        """The whole change of the resource that one part of a move touches."""
        of, net = change[number][1], np.zeros(self.worth.shape)
        for amount, other in change:
            net += np.where(other == of, amount, 0.0)
        return net

    def _fits(self, change: list[tuple[Array, Numbers]]) -> NDArray[np.bool_]:
        """Whether a move overuses nothing."""
        fits = np.ones(self.worth.shape, dtype=np.bool_)
        for number, (_, of) in enumerate(change):
            net = self._net(change, number)
            fits &= (net <= 0) | (net <= (self.room + self.allowed)[of])
        return fits

    def _mending(self, gain: Array, change: list[tuple[Array, Numbers]], over: Array) -> Array:
        """How much overuse a move mends for each worth it costs; nothing where it overuses something else more."""
        mended, worse = np.zeros(self.worth.shape), np.zeros(self.worth.shape, dtype=np.bool_)
        for number, (_, of) in enumerate(change):
            net = self._net(change, number)
            short = over[of]
            times = sum(np.where(other == of, 1.0, 0.0) for _, other in change)  # a resource touched twice counts once
            mended += np.where(short > 0, np.clip(-net / np.maximum(short, 1e-300), -1.0, 1.0), 0.0) / times
            worse |= (short == 0) & (net > 0) & (net > (self.room + self.allowed)[of])
        score = np.where(mended > 0, mended / np.maximum(-gain, 1e-9 * (1 + np.abs(gain))), 0.0)
        return np.where(worse | (self.worth == NEVER), 0.0, score)

    def _move(self, customer: int, action: int) -> None:
        """Give a customer another action (the last column: none)."""
        before = self.choice[customer]
        for amount, of in zip(self.amount, self.of, strict=True):
            self.room[of[customer, before]] += amount[customer, before]
            self.room[of[customer, action]] -= amount[customer, action]
        self.choice[customer] = NONE if action == self.worth.shape[1] - 1 else action
