"""A policy's months in the known world, in figures: what it earned, spent and gave, and what that truly added."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from guanxi.core.models.fitting import Array
from guanxi.entry.proving.policies import HORIZON
from guanxi.entry.proving.shop import Shop
from guanxi.world import answers
from guanxi.world.answers import ACTIONS, MINUTES, MONEY, NONE
from guanxi.world.brand import Flags, Ints

Policy = Callable[[Shop, np.random.Generator], Ints]


@dataclass(frozen=True, slots=True)
class Lived:
    """One policy's months, shape (months,), a person: `profit`, money `spent`, `minutes`; people by action (months, 5).

    `gone`: who got something after having left, `early`: against the world's rules; `truly`: what each action truly
    adds within the horizon to those who got it, `usually`: to everybody who is here; money it costs not taken off.
    """

    profit: Array
    spent: Array
    minutes: Array
    gone: Array
    early: Array
    people: Array
    truly: Array
    usually: Array


def lived(shop: Shop, policy: Policy, rng: np.random.Generator, months: int, *, null: bool) -> Lived:
    """Let a policy live through so many months."""
    rows = []
    for _ in range(months):
        action, rules, before = policy(shop, rng), shop.allowed(), shop.state
        shop.live(np.full(len(action), NONE) if null else action)
        rows.append(_month(shop, action, rules, before, null=null))
    return Lived(*(np.array(column) for column in zip(*rows, strict=True)))


def _month(shop: Shop, action: Ints, rules: Flags, before: answers.State, *, null: bool) -> tuple[Any, ...]:
    """One month in figures, as `Lived` has them."""
    n, done, which = len(action), action >= 0, np.maximum(action, 0)
    money = shop.given[-1].sum() + MONEY[which][done].sum()
    here, kept = before.here > 0, rules[np.arange(n), which]
    adds = 0 * MONEY + np.zeros((n, 1)) if null else answers.truth(shop.people, before, HORIZON) + MONEY
    each = [action == number for number in range(len(ACTIONS))]
    truly = [adds[mine, number].mean() if mine.any() else np.nan for number, mine in enumerate(each)]
    return (
        (shop.brought[-1].sum() - money) / n, money / n, MINUTES[which][done].sum() / n, (done & ~here).sum(),
        (done & here & ~kept).sum(), [mine.sum() for mine in each], truly, adds[here].mean(axis=0),
    )  # fmt: skip
