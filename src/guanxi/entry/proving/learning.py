"""guanxi's own policy: a small pilot, then plans by what is known, of which a tenth is left alone to learn from."""

from dataclasses import dataclass, field

import numpy as np

from guanxi.core.models.allocation import NEVER, NONE
from guanxi.core.models.experiment import Difference, Sums, difference
from guanxi.core.models.fitting import Array
from guanxi.entry.proving.beliefs import Beliefs, Draw
from guanxi.entry.proving.shop import CARED, CONTACTED, Shop
from guanxi.world.answers import ACTIONS, SELLING
from guanxi.world.brand import Flags, Ints

PILOT = np.array([0.05, 0.03, 0.03, 0.02, 0.005, 0.02])  # shares drawn for nothing and every action in the first month
RISK = 0.5  # standard deviations taken off effects: in doubt, people are left in peace
TIE = 0.01  # money that is nothing
HOLDOUT = 0.1  # of everybody else, each month
OFTEN = 3  # contacts in three months, from which on nobody gets another


@dataclass(frozen=True, slots=True)
class Planned:
    """One month's plan as an experiment: who (k,) was to get which action, and who got it."""

    month: int
    who: Ints
    action: Ints
    treated: Flags


@dataclass(slots=True)
class Learner:
    """What guanxi remembers between months: everybody drawn by lot, the plans, and what it believes."""

    rng: np.random.Generator
    drawn: list[Draw] = field(default_factory=list)
    plans: list[Planned] = field(default_factory=list)
    beliefs: Beliefs = field(default_factory=Beliefs)

    def __call__(self, shop: Shop, _: np.random.Generator) -> Ints:
        """Choose the month's actions."""
        look = shop.look()
        worth = self._worth(shop, look)
        cell = np.full(len(look), NONE) if self.plans else self._pilot(shop)
        piloted = np.where(cell > 0, cell - 1, NONE)
        worth[cell >= 0] = NEVER
        aside = self.rng.random(len(look)) < HOLDOUT
        found, choices = shop.allocated(worth, aside=aside, spent=piloted)
        net = choices.net(found.prices)
        would = np.where(net.max(axis=1) > 0, net.argmax(axis=1), NONE)
        self._remember(shop.month, np.where(aside, would, found.choice), aside)
        return np.where(piloted >= 0, piloted, found.choice)

    def _worth(self, shop: Shop, look: Array) -> Array:
        """What each action is worth: nothing more after many contacts, no selling after care or before the pilot."""
        tau, sd = self.beliefs.effects(shop, look, self.drawn)
        lot = TIE * self.rng.random(tau.shape)  # who is alike in everything is chosen by lot, not by who else there is
        unsold = (look[:, CARED] > 0) | (not self.plans)
        closed = (look[:, CONTACTED] >= OFTEN)[:, None] | (unsold[:, None] & SELLING)
        return np.where(closed, NEVER, tau + lot - RISK * sd - shop.cost())

    def _pilot(self, shop: Shop) -> Ints:
        """Draw some people for nothing (0) or for one action (from 1) each, whatever is believed."""
        cell = np.searchsorted(np.cumsum(PILOT), self.rng.random(len(shop.people)), side="right")
        cell = np.where(shop.allowed().all(axis=1) & (cell < len(PILOT)), cell, NONE)
        for number in range(len(ACTIONS)):
            who = np.flatnonzero((cell == 0) | (cell == number + 1))
            chance = PILOT[number + 1] / (PILOT[0] + PILOT[number + 1])
            self.drawn.append(Draw(shop.month, number, who, cell[who] > 0, chance))
        return cell

    def _remember(self, month: int, action: Ints, aside: Flags) -> None:
        """Keep who was to get what, action by action."""
        who = np.flatnonzero(action >= 0)
        self.plans.append(Planned(month, who, action[who], ~aside[who]))
        for number in np.unique(action[who]):
            mine = who[action[who] == number]
            self.drawn.append(Draw(month, int(number), mine, ~aside[mine], 1 - HOLDOUT))


def measured(shop: Shop, plan: Planned) -> Difference | None:
    """One month's experiment read a month later, stratum by action, as `guanxi measure` reads it."""
    brought = shop.brought[plan.month][plan.who]
    before = np.array(shop.brought[max(plan.month - 12, 0) : plan.month])[:, plan.who].sum(axis=0)
    strata = {}
    for number in np.unique(plan.action):
        mine = plan.action == number
        arms = [mine & plan.treated, mine & ~plan.treated]
        if min(arm.sum() for arm in arms) > 1:
            strata[str(number)] = tuple(Sums.of(brought[arm], before[arm]) for arm in arms)
    return difference({name: (pair[0], pair[1]) for name, pair in strata.items()}) if strata else None
