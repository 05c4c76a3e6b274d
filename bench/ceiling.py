"""How much of the oracle's profit can be had at all in the world whose truth is known. `python -m bench.ceiling`.

`--seeds 2 [--first 100] [--people 40000] [--months 12]`. The oracle knows what nobody sees: taste, trust, patience, who
has left. Here everybody's true effects are told every month and regressed on what a shop sees of people: what guanxi
goes by (`Shop.look` and the chance that they are still here), or far more of its books, month by month. Nothing has to
be learned from experiments: that is more than others have. `told from month 2`: guanxi's own policy until then.
Shares are of the oracle's profit beyond doing nothing, in all and by quarter.
"""

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import lightgbm
import numpy as np

from bench.pipeline_lived import Policy, lived
from guanxi.core.models.fitting import Array
from guanxi.entry.proving import policies
from guanxi.entry.proving.learning import HOLDOUT, Learner
from guanxi.entry.proving.policies import HORIZON
from guanxi.entry.proving.proof import PAST
from guanxi.entry.proving.shop import SEASON, YEAR, Shop, alive
from guanxi.world import answers
from guanxi.world.answers import ACTIONS, NONE
from guanxi.world.brand import Flags, Ints

SEEDS, FIRST, PEOPLE, MONTHS, QUARTER = 2, 100, 40_000, 12, 3
LATELY = 8  # months
TREES: dict[str, Any] = {"num_leaves": 31, "learning_rate": 0.1, "verbose": -1, "num_threads": 2, "seed": 1}
ROUNDS = 80
Fit = Callable[[Array, Array], Array]


def trees(seen: Array, truth: Array) -> Array:
    """What boosted trees make of what is seen; of each half of the people by the other's truth, not by their own."""
    found, half = np.zeros(len(seen)), np.arange(len(seen)) % 2 == 0
    for one, other in ((half, ~half), (~half, half)):
        fitted = lightgbm.train(TREES, lightgbm.Dataset(seen[other], truth[other]), ROUNDS)
        found[one] = np.asarray(fitted.predict(seen[one]))
    return found


def line(seen: Array, truth: Array) -> Array:
    """What a line makes of what is seen."""
    columns = np.column_stack([np.ones(len(seen)), seen])
    return np.asarray(columns @ np.linalg.lstsq(columns, truth)[0])


def looks(shop: Shop) -> Array:
    """What guanxi's policy goes by."""
    return np.column_stack([shop.look(), alive(shop.signs())])


def books(shop: Shop) -> Array:
    """What guanxi goes by, and of every person single months, and how often and how long ago each action was done."""
    money, done = np.array(shop.brought[-YEAR:]), np.array(shop.done)
    columns = [looks(shop), (money > 0).T, money[-SEASON:].T, done[-LATELY:].T, (done != NONE).sum(axis=0)[:, None]]
    for flags in (np.array(shop.visits), np.array(shop.complaints)):
        columns += [flags[-YEAR:].T, flags.mean(axis=0)[:, None]]
    for action in range(len(ACTIONS)):
        was = done == action
        ago = np.where(was.any(axis=0), np.argmax(was[::-1], axis=0), len(done))
        columns += [was.sum(axis=0)[:, None], ago[:, None]]
    return np.column_stack(columns)


@dataclass(slots=True)
class Told:
    """A policy that is told everybody's true effects each month and goes by what a shop can `see` of them.

    `aside`: share of people left alone each month; `first`: the policy of the first `months`.
    """

    fit: Fit
    see: Callable[[Shop], Array] = looks
    aside: float = 0.0
    first: Policy | None = None
    months: int = 0

    def __call__(self, shop: Shop, rng: np.random.Generator) -> Ints:
        """Choose the month's actions."""
        if self.first and shop.month < PAST + self.months:
            return self.first(shop, rng)
        truth, allowed = answers.truth(shop.people, shop.state, HORIZON), shop.allowed()
        seen = self.see(shop)
        worth = np.column_stack([self._worth(seen, truth[:, k], allowed[:, k]) for k in range(len(ACTIONS))])
        return shop.allocated(worth, aside=rng.random(len(seen)) < self.aside)[0].choice

    def _worth(self, seen: Array, truth: Array, allowed: Flags) -> Array:
        """What one action seems worth for those who may get it."""
        found = np.zeros(len(seen))
        if allowed.any():
            found[allowed] = self.fit(seen[allowed], truth[allowed])
        return found


def profit(crowd: answers.Crowd, policy: Policy, months: int, seed: int) -> Array:
    """What a policy brings a person, month by month."""
    return lived(Shop.opened(crowd, PAST), policy, np.random.default_rng(seed), months, null=False).profit


def learner(seed: int) -> Learner:
    """guanxi's own policy, that is told nothing."""
    return Learner(np.random.default_rng(seed))


def world(seed: int, people: int, months: int) -> dict[str, Array]:
    """Profit beyond doing nothing of every policy in one world."""
    crowd = answers.crowd(people, PAST + months, seed)
    each: dict[str, Policy] = {
        "oracle": policies.oracle,
        "told, more of the books, trees": Told(trees, books),
        "told, more of the books, trees, a tenth left alone": Told(trees, books, HOLDOUT),
        "told, trees": Told(trees),
        "told, trees, a tenth left alone": Told(trees, looks, HOLDOUT),
        "told, a line, a tenth left alone": Told(line, looks, HOLDOUT),
    }
    for month in (2, 3, 4):
        each[f"the same by trees, told from month {month}"] = Told(trees, looks, HOLDOUT, learner(seed), month - 1)
    each["guanxi"] = learner(seed)
    nothing = profit(crowd, policies.nothing, months, seed)
    return {name: profit(crowd, policy, months, seed) - nothing for name, policy in each.items()}


def main() -> None:
    """Live through every world and print the means."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    for name, default in (("seeds", SEEDS), ("first", FIRST), ("people", PEOPLE), ("months", MONTHS)):
        parser.add_argument(f"--{name}", type=int, default=default)
    asked = parser.parse_args()
    found = [world(seed, asked.people, asked.months) for seed in range(asked.first, asked.first + asked.seeds)]
    best = np.mean([one["oracle"] for one in found], axis=0)
    for name in found[0]:
        mean = np.mean([one[name] for one in found], axis=0)
        parts = (np.add.reduceat(of, range(0, asked.months, QUARTER)) for of in (mean, best))
        quarters = " ".join(f"{100 * own / whole:4.0f}%" for own, whole in zip(*parts, strict=True))
        print(f"{name:46} {mean.sum():7.2f} {100 * mean.sum() / best.sum():5.1f}%   {quarters}", flush=True)


if __name__ == "__main__":
    main()
