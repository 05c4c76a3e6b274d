"""guanxi's own policy: some people drawn by lot to learn from, everybody else planned for by what is known."""

from dataclasses import dataclass, field

import numpy as np

from guanxi.core.models.allocation import NEVER, NONE
from guanxi.core.models.experiment import Difference, Sums, difference
from guanxi.core.models.fitting import Array
from guanxi.core.models.response import PersonalResponse, PooledResponse, Trial, join, randomised
from guanxi.entry.proving.policies import HORIZON, catalogue
from guanxi.entry.proving.shop import CONTACTED, Shop
from guanxi.world.answers import ACTIONS
from guanxi.world.brand import Flags, Ints

CELLS = np.array([0.05, 0.03, 0.03, 0.05, 0.02, 0.05])  # shares drawn for nothing and every action
EVERY, CLEAN = 6, 6  # months between draws, and for which those drawn get nothing else
RISK = 1.0  # standard deviations taken off effects: in doubt, people are left in peace
TIE = 0.01  # money that is nothing
HOLDOUT = 0.1  # of everybody else, each month
RARELY = 2  # contacts in three months, until it is known how people take more
WINDOWS = (6, 3, 1)  # months after which effects are read, the longest that has passed
MOST = 40_000  # people learned from, drawn from all of them
FEWEST, ENOUGH = 100, 400  # people an arm: below, nothing is read; from which on a longer window is waited for


@dataclass(frozen=True, slots=True)
class Drawn:
    """One month's experiment: who (k,), how they looked, which action it was about, who got it, by what chance."""

    month: int
    who: Ints
    look: Array
    action: Ints
    treated: Flags
    chance: Array


@dataclass(slots=True)
class Learner:
    """What guanxi remembers between months.

    Every half year some people are drawn by lot for nothing or for one action, and left alone otherwise for half a
    year: whoever is to be compared must not get next month what the others got now. Everybody else is planned for.
    """

    rng: np.random.Generator
    cells: list[Drawn] = field(default_factory=list)
    plans: list[Drawn] = field(default_factory=list)
    began: int = -1
    alone_until: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))

    def __call__(self, shop: Shop, _: np.random.Generator) -> Ints:
        """Choose the month's actions."""
        if self.began < 0:
            self.began, self.alone_until = shop.month, np.zeros(len(shop.people), dtype=np.int64)
        look = shop.look()
        drawn = np.full(len(shop.people), NONE)
        if (shop.month - self.began) % EVERY == 0:
            drawn = self._draw(shop, look)
        return self._planned(shop, look, drawn)

    def _draw(self, shop: Shop, look: Array) -> Ints:
        """Draw people for nothing or for one action, of those who are left alone by no earlier draw."""
        n = len(shop.people)
        free = shop.allowed().all(axis=1) & (self.alone_until <= shop.month)
        cell = np.searchsorted(np.cumsum(CELLS), self.rng.random(n), side="right")
        cell = np.where(free & (cell < len(CELLS)), cell, NONE)
        self.alone_until[cell >= 0] = shop.month + CLEAN
        for number in range(len(ACTIONS)):
            who = np.flatnonzero((cell == 0) | (cell == number + 1))
            chance = CELLS[number + 1] / (CELLS[0] + CELLS[number + 1])
            about = np.full(len(who), number)
            self.cells.append(Drawn(shop.month, who, look[who], about, cell[who] > 0, np.full(len(who), chance)))
        return np.where(cell > 0, cell - 1, NONE)

    def _planned(self, shop: Shop, look: Array, drawn: Ints) -> Ints:
        """The best use of what money and minutes are left by what is known, a tenth left alone."""
        tau, sd = self.effects(shop, look)
        lot = TIE * self.rng.random(tau.shape)  # who is alike in everything is chosen by lot, not by who else there is
        often = (look[:, CONTACTED] >= RARELY)[:, None]
        closed = (self.alone_until > shop.month) | (drawn >= 0)
        worth = np.where(closed[:, None] | often, NEVER, tau + lot - RISK * sd - shop.cost())
        aside = self.rng.random(len(shop.people)) < HOLDOUT
        found, choices = shop.allocated(worth, aside=aside, spent=drawn)
        net = choices.net(found.prices)
        would = np.where(net.max(axis=1) > 0, net.argmax(axis=1), NONE)
        action = np.where(aside, would, found.choice)
        who = np.flatnonzero(action >= 0)
        chance = np.full(len(who), 1 - HOLDOUT)
        self.plans.append(Drawn(shop.month, who, look[who], action[who], ~aside[who], chance))
        return np.where(drawn >= 0, drawn, found.choice)

    def effects(self, shop: Shop, look: Array) -> tuple[Array, Array]:
        """What each action is thought to add for everybody within the horizon, and how unsure that is; (n, actions)."""
        tau, sd = catalogue(look)
        for number in range(len(ACTIONS)):
            for window in WINDOWS:
                told = self._told(shop, number, window)
                if told is not None:
                    tau[:, number], sd[:, number] = _joined(*told, look, number, window)
                    break
        return tau, sd

    def _told(self, shop: Shop, number: int, window: int) -> tuple[Array, Trial] | None:
        """People of an action's experiments whose window has passed; None where they are too few."""
        parts = [one for one in self.cells if one.month + window <= shop.month]
        picked = [(one, one.action == number) for one in parts]
        if not picked:
            return None
        money = np.array(shop.brought) - np.array(shop.given)
        brought = [money[one.month : one.month + window][:, one.who[mine]].sum(axis=0) for one, mine in picked]
        look = np.vstack([one.look[mine] for one, mine in picked])
        arm = np.concatenate([one.treated[mine] for one, mine in picked]).astype(np.int64)
        chance = np.concatenate([one.chance[mine] for one, mine in picked])
        fewest = np.bincount(arm, minlength=2).min()
        if fewest < (ENOUGH if window > WINDOWS[-1] else FEWEST):
            return None
        trial = randomised(arm, np.concatenate(brought), np.column_stack([1 - chance, chance]))
        some = np.flatnonzero(self.rng.random(len(arm)) < MOST / len(arm))
        return look[some], trial.among(some)


def _joined(seen: Array, trial: Trial, look: Array, number: int, window: int) -> tuple[Array, Array]:
    """What was found within the window and, for what is yet to come, what was thought; each by its precision.

    Where people are not proved to differ, evidence moves the level of what was thought, and who is thought to answer
    more than others stays so.
    """
    mean, sd = catalogue(look)
    prior = mean[:, number], sd[:, number]
    rest = 1 - window / HORIZON
    model = PersonalResponse("money", folds=5, proof=1.0).fit(seen, trial)
    if model.facts_[0].weight > 0:
        told = model.effects(look)
        both = join(prior, (told.tau[:, 0] + rest * prior[0], np.hypot(told.sd[:, 0], rest * prior[1])), "personal")
        return both.mean, both.sd
    usual = [float(one[:, number].mean()) for one in catalogue(seen)]
    found = PooledResponse().fit(trial)
    evidence = float(found.tau_[0]) + rest * usual[0], float(np.hypot(found.sd_[0], rest * usual[1]))
    level = join((usual[0], usual[1]), evidence, "pooled")
    return prior[0] * level.mean / usual[0], prior[1] * level.sd / usual[1]


def measured(shop: Shop, drawn: Drawn) -> Difference | None:
    """One month's experiment read a month later, stratum by action, as `guanxi measure` reads it."""
    brought = shop.brought[drawn.month][drawn.who]
    before = np.array(shop.brought[max(drawn.month - 12, 0) : drawn.month])[:, drawn.who].sum(axis=0)
    strata = {}
    for number in np.unique(drawn.action):
        mine = drawn.action == number
        arms = [mine & drawn.treated, mine & ~drawn.treated]
        if min(arm.sum() for arm in arms) > 1:
            strata[str(number)] = tuple(Sums.of(brought[arm], before[arm]) for arm in arms)
    return difference({name: (pair[0], pair[1]) for name, pair in strata.items()}) if strata else None
