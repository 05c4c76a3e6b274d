"""What guanxi believes of every action, month by month: the catalogue, moved by what came of people drawn by lot."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from guanxi.core.models.fitting import Array
from guanxi.core.models.response import Seen, Thought, UnfoldingResponse, even, standardised
from guanxi.entry.proving.policies import AT_ONCE, EVENLY, HORIZON, PARTS, THOUGHT, UNSURE, catalogue
from guanxi.entry.proving.shop import MONEY_SEEN, Shop, alive
from guanxi.world.answers import ACTIONS, SELLING
from guanxi.world.brand import Flags, Ints

FEWEST = 200  # people of an action's draws, below which nothing is read
LENGTHS = np.array([stop - start for start, stop in PARTS])
EACH = np.array([
    Thought(effect, unsure, AT_ONCE if sells else EVENLY, LENGTHS / HORIZON)
    for effect, unsure, sells in zip(THOUGHT, UNSURE, SELLING, strict=True)
])  # fmt: skip


@dataclass(frozen=True, slots=True)
class Draw:
    """One month's draw for one action: who (k,), who got it, by what chance."""

    month: int
    action: int
    who: Ints
    treated: Flags
    chance: float


@dataclass(slots=True)
class Beliefs:
    """How everybody looked in every month, and what is believed by now of each part of every action's effect."""

    looks: dict[int, Array] = field(default_factory=dict)
    patterns: dict[int, Array] = field(default_factory=dict)
    levels: Array = field(default_factory=lambda: np.array([one.effect * one.shares for one in EACH]))

    def effects(self, shop: Shop, look: Array, drawn: Iterable[Draw]) -> tuple[Array, Array]:
        """What each action is thought to add for everybody within the horizon, and how unsure that is; (n, actions)."""
        here = alive(shop.signs())
        self.looks[shop.month] = np.column_stack([look, here])
        self.patterns[shop.month] = catalogue(look)[0] / THOUGHT * (here / here.mean())[:, None]
        told = [
            self._believed(shop, number, [one for one in drawn if one.action == number])
            for number in range(len(ACTIONS))
        ]
        self.levels = np.array([model.levels_ for model in told])
        pattern, features = self.patterns[shop.month], self._features(shop.month)
        found = [model.effects(pattern[:, number], features) for number, model in enumerate(told)]
        return np.column_stack([tau for tau, _ in found]), np.column_stack([sd for _, sd in found])

    def _believed(self, shop: Shop, number: int, drawn: list[Draw]) -> UnfoldingResponse:
        """What the parts that have passed say of one action."""
        seen = {}
        for part, (start, stop) in enumerate(PARTS):
            passed = [one for one in drawn if one.month + stop <= shop.month]
            if sum(len(one.who) for one in passed) >= FEWEST:
                seen[part] = self._seen(shop, passed, start, stop)
        return UnfoldingResponse(EACH[number]).fit(seen, self._features(shop.month).shape[1])

    def _seen(self, shop: Shop, drawn: list[Draw], start: int, stop: int) -> Seen:
        """What came between two months after the draw, less what later actions are believed to have brought."""
        came = [
            shop.earned(one.month + start, one.month + stop, one.who) - self.later(shop, one, start, stop)
            for one in drawn
        ]
        return Seen(
            np.concatenate(came),
            np.concatenate([self.patterns[one.month][one.who, one.action] for one in drawn]),
            np.vstack([self._features(one.month)[one.who] for one in drawn]),
            np.concatenate([one.treated for one in drawn]).astype(np.float64),
            np.concatenate([np.full(len(one.who), one.chance) for one in drawn]),
        )

    def later(self, shop: Shop, drawn: Draw, start: int, stop: int) -> Array:
        """What actions done after the draw are believed to have brought between two months after it.

        Without it, whoever is left out this month and treated the next would be no control.
        """
        added = np.cumsum(np.repeat(self.levels / LENGTHS, LENGTHS, axis=1), axis=1)
        by = np.pad(added, ((0, 1), (1, 0)))  # nothing within no month, and of no action
        total = np.zeros(len(drawn.who))
        for month in range(drawn.month + 1, drawn.month + stop):
            action = shop.done[month][drawn.who]
            first = max(drawn.month + start, month) - month
            came = by[action, drawn.month + stop - month] - by[action, first]
            total += came * self.patterns[month][drawn.who, action]
        return total

    def _features(self, month: int) -> Array:
        """How people looked in a month, in standard deviations of how they looked at first, none too far."""
        return standardised(_even(self.looks[month]), _even(self.looks[min(self.looks)]))


def _even(look: Array) -> Array:
    """Money by its logarithm."""
    found = look.copy()
    found[:, MONEY_SEEN] = even(look[:, MONEY_SEEN])
    return found
