"""How people answer to what is done for them, month by month: a world in which the truth of every action is known.

Nothing here is what guanxi's models assume. Coupons win only who minds prices, and are given away on purchases that
would have come anyway; calls help only who was let down, visits only who buys much and trusts (thresholds). Every
contact tires, and who is tired answers less and leaves sooner (fatigue). Care lays up trust that pays only after three
months without selling (delay). Chances of leaving, of being let down and of buying are drawn once for each person and
month, so that two policies differ by what they do and by nothing else.
"""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from guanxi.world.brand import Flags, Floats, Ints

ACTIONS: Final = ("coupon", "message", "call", "visit", "gift")
COUPON, MESSAGE, CALL, VISIT, GIFT = range(len(ACTIONS))
SELLING: Final = np.array([True, True, False, True, False])
CARING: Final = np.array([False, False, True, False, True])
MONEY: Final = np.array([0.0, 0.3, 2.0, 6.0, 8.0])
WHEN_USED: Final = np.array([15.0, 0.0, 0.0, 0.0, 0.0])  # of a coupon, by whoever buys
MINUTES: Final = np.array([0.0, 0.0, 8.0, 20.0, 2.0])
COOLING_OFF: Final = np.array([2, 1, 2, 3, 3])  # months between two of the same
CONTACTS: Final = 4  # in three months, for any policy

MARGIN, MINDS_PRICES, LET_DOWN, BUYS_MUCH, TRUSTS = 0.35, 0.55, 0.4, 250.0, 0.3
PATIENCE: Final = 3  # months without selling after which care has become trust
NONE: Final = -1


@dataclass(frozen=True, slots=True)
class Crowd:
    """What people are, and their fates: chances of every month, shapes (n,) and (months, n)."""

    liking: Floats
    basket: Floats
    prices: Floats
    buys: Floats
    amount: Floats
    leaves: Floats
    fails: Floats
    seen: Floats

    def __len__(self) -> int:
        return len(self.liking)


@dataclass(frozen=True, slots=True)
class State:
    """How people are now, shapes (n,) and, for months `since` each action, (n, actions).

    `trust`, `content` (1: never let down), `tired`, `waiting`: months since care without selling (-1: none), `lifted`:
    months that a call still helps, `here`: (chance of) not having left.
    """

    trust: Floats
    content: Floats
    tired: Floats
    waiting: Floats
    lifted: Floats
    here: Floats
    since: Ints


def crowd(n: int, months: int, seed: int) -> Crowd:
    """Draw people and their fates over so many months."""
    rng = np.random.default_rng((seed, 71))
    drawn = [rng.random((months, n)) for _ in range(4)]
    amount = rng.gamma(4.0, 0.25, (months, n))
    return Crowd(
        rng.beta(2, 2.2, n), rng.lognormal(5.2, 0.55, n), rng.beta(1.6, 1.6, n), drawn[0], amount, drawn[1], drawn[2],
        drawn[3],
    )  # fmt: skip


def beginning(people: Crowd) -> State:
    """How people are before anything was done for them."""
    n = len(people)
    since = np.full((n, len(ACTIONS)), 99, dtype=np.int64)
    return State(0.6 * people.liking, np.full(n, 0.8), np.zeros(n), np.full(n, -1.0), np.zeros(n), np.ones(n), since)


def allowed(state: State, contacts: Ints) -> Flags:
    """Which actions anybody may get, shape (n, actions): cooling-off and contacts of the last three months kept.

    Who has left says so to nobody: what is done for them is spent and lost.
    """
    return np.asarray((state.since >= COOLING_OFF) & (contacts < CONTACTS)[:, None])


def acted(state: State, action: Ints) -> State:
    """How people are once the month's actions (NONE: nothing) are done."""
    done = action >= 0
    which = np.maximum(action, 0)
    sold, cared = done & SELLING[which], done & CARING[which]
    waiting = np.where(sold, -1.0, np.where(cared & (state.waiting < 0), 0.0, state.waiting))
    helped = done & (action == CALL) & (state.content < LET_DOWN)
    since = state.since + 1
    since[done, which[done]] = 0
    return replace(
        state, waiting=waiting, lifted=np.where(helped, 3.0, state.lifted), since=since,
        content=np.where(helped, 0.7, state.content), tired=0.6 * state.tired + done,
    )  # fmt: skip


def purchase_chance(people: Crowd, before: State, now: State, action: Ints) -> Floats:
    """Chance that people who are here buy this month, shape (n,)."""
    fresh = np.exp(-0.6 * before.tired)  # who is tired answers less
    base = -2.3 + 2.0 * people.liking + 1.8 * now.trust + 0.5 * (now.lifted > 0) - 0.12 * now.tired
    answer = np.zeros(len(people))
    answer += (action == COUPON) * np.where(people.prices > MINDS_PRICES, 1.1, 0.0)
    answer += (action == MESSAGE) * np.where(people.liking > 0.35, 0.3, -0.05)
    answer += (action == VISIT) * np.where((people.basket > BUYS_MUCH) & (now.trust > TRUSTS), 1.6, -0.15)
    answer += (action == CALL) * 0.1
    chance = 1 / (1 + np.exp(-(base + fresh * answer)))
    return np.asarray(chance * (0.35 + 0.65 * now.content))


def leaving_chance(people: Crowd, state: State) -> Floats:
    """Chance that people leave for good after this month."""
    let_down = np.where(state.content < LET_DOWN, 2.5, 1.0) * np.where(state.lifted > 0, 0.5, 1.0)
    tired = 1 + 0.6 * np.maximum(state.tired - 1, 0)
    return np.asarray(np.minimum(0.02 * (1.5 - people.liking) * let_down * tired, 1.0))


def later(state: State, left: Floats, fails: Floats) -> State:
    """How people are at the end of the month: trust grown or faded, let down (`fails`: chance or 0/1), here or gone."""
    waited = state.waiting + (state.waiting >= 0)
    grown = waited >= PATIENCE
    content = np.minimum(state.content + 0.06, 0.8)
    return replace(
        state,
        trust=np.minimum(0.985 * state.trust + 0.22 * grown, 1.0),
        waiting=np.where(grown, -1.0, waited),
        lifted=np.maximum(state.lifted - 1, 0),
        content=content * (1 - fails) + 0.2 * fails,
        here=state.here * (1 - left),
    )


FAILS: Final = 0.04  # monthly chance of being let down


def live(people: Crowd, state: State, action: Ints, month: int) -> tuple[State, Floats, Floats]:
    """Let a month happen: how people are after it, each one's contribution, and what coupons gave away."""
    now = acted(state, action)
    bought = (state.here > 0) & (people.buys[month] < purchase_chance(people, state, now, action))
    brought = MARGIN * people.basket * people.amount[month] * bought
    given = bought * np.where(action >= 0, WHEN_USED[np.maximum(action, 0)], 0.0)
    left = (people.leaves[month] < leaving_chance(people, now)).astype(np.float64)
    fails = (people.fails[month] < FAILS).astype(np.float64)
    return later(now, left, fails), brought, given


def promised(people: Crowd, state: State, action: Ints, months: int) -> Floats:
    """Contribution expected over so many months if this is done now and nothing after, given away coupons taken off."""
    total = np.zeros(len(people))
    none = np.full(len(people), NONE)
    for month in range(months):
        doing = action if month == 0 else none
        now = acted(state, doing)
        chance = state.here * purchase_chance(people, state, now, doing)
        given = np.where(doing >= 0, WHEN_USED[np.maximum(doing, 0)], 0.0)
        total += chance * (MARGIN * people.basket - given)
        state = later(now, leaving_chance(people, now), np.zeros(len(people)))
    return total


def truth(people: Crowd, state: State, months: int) -> Floats:
    """What each action truly adds for each person over so many months, its money taken off, shape (n, actions)."""
    nothing = promised(people, state, np.full(len(people), NONE), months)
    each = [promised(people, state, np.full(len(people), action), months) for action in range(len(ACTIONS))]
    return np.asarray(np.column_stack(each) - nothing[:, None] - MONEY)
