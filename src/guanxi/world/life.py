"""What happens week by week: stocks run out, people shop with us or elsewhere, talk, grow fond, are let down, leave."""

from dataclasses import dataclass, field

import numpy as np

from guanxi.world.brand import CATEGORIES, OLDEST, YOUNGEST, Flags, Floats, Ints, use_by_month
from guanxi.world.people import MONTH, People

LET_DOWN = 0.05  # chance that an order goes wrong: late, broken, rude
FORGIVEN = 0.985  # share of a grudge left after a week
TRIES = 0.05  # weekly chance, given leaning and need, that somebody begins to buy a category from us
STOCKS_UP = 1.2  # packs more that a bargain hunter takes on a sales day


@dataclass(slots=True)
class Life:
    """What the weeks left behind: packs bought from us and anywhere, visits, who left and when, who buys what."""

    left: Ints  # week in which the relationship ended; `weeks` if it lives
    adopted: Flags  # people × categories
    anywhere: Floats  # packs bought in the last 52 weeks, anywhere
    ours: Floats  # packs bought in the last 52 weeks, from us
    bought: list[Ints] = field(default_factory=list)  # rows: week, person, category, packs
    visits: list[Ints] = field(default_factory=list)  # rows: week, person, visits


@dataclass(slots=True)
class _State:
    stock: Floats
    grudge: Floats
    liking: Floats


@dataclass(frozen=True, slots=True)
class _Week:
    week: int
    age: Floats
    ordered: Flags


def live(people: People, weeks: int, price: Floats, rng: np.random.Generator) -> Life:
    """Run every week for everybody; `price` is the price factor of each week."""
    n, categories = people.leaning.shape
    none = np.zeros((n, categories))
    first = (rng.random((n, categories)) < 0.6 * people.leaning) & (people.leaning > 0)
    life = Life(np.full(n, weeks), first, none.copy(), none.copy())
    state = _State(rng.uniform(0.05, 1.2, (n, categories)), np.zeros(n), np.ones(n))
    curve = use_by_month()
    for week in range(weeks):
        age = (week * 7 - people.due) / MONTH
        here = (people.joined <= week * 7) & (life.left == weeks)
        use = _use(curve, age, people.scale)
        packs = _packs_needed(state, use, people, price[week], rng)
        from_us = _choose_us(life, state, people, here, packs, rng)
        _remember(life, week, weeks, packs, from_us)
        _look_in(life, people, here, age, week, rng)
        _part(life, state, people, here, _Week(week, age, np.asarray(from_us.any(axis=1))), rng)
        if week % 4 == 3:
            _talk(life, people, here, use, rng)
    return life


def _use(curve: Floats, age: Floats, scale: Floats) -> Floats:
    """Packs used this week, people × categories."""
    month = np.clip(np.floor(age).astype(np.int64) - YOUNGEST, 0, OLDEST - YOUNGEST)
    return np.asarray(np.where((age >= YOUNGEST)[:, None], curve[month], 0.0) * scale)


def _packs_needed(state: _State, use: Floats, people: People, price: float, rng: np.random.Generator) -> Ints:
    """Packs bought this week anywhere: where the stock will not last, and more while prices are low."""
    state.stock -= use
    tempted = (1 - price) * 4 * people.bargains
    low = (state.stock < use + 0.8 * tempted[:, None]) & (use > 1e-3)
    usual = np.array([category.packs for category in CATEGORIES]) - 1
    packs = 1 + rng.poisson(usual + STOCKS_UP * tempted[:, None], state.stock.shape)
    packs = np.where(low, packs, 0)
    state.stock += packs
    return packs


def _choose_us(life: Life, state: _State, people: People, here: Flags, packs: Ints, rng: np.random.Generator) -> Flags:
    """Which of this week's needs come to us: mostly one mood a week for the whole basket, partly item by item."""
    n, categories = packs.shape
    mood = np.where(rng.random((n, categories)) < 0.65, rng.random((n, 1)), rng.random((n, categories)))
    share = np.clip(people.leaning * state.liking[:, None], 0, 0.98)
    return np.asarray((packs > 0) & here[:, None] & life.adopted & (mood < share))


def _remember(life: Life, week: int, weeks: int, packs: Ints, from_us: Flags) -> None:
    person, category = np.nonzero(from_us)
    life.bought.append(np.stack([np.full(len(person), week), person, category, packs[person, category]]))
    if week >= weeks - 52:
        life.anywhere += packs
        life.ours += np.where(from_us, packs, 0)


def _look_in(life: Life, people: People, here: Flags, age: Floats, week: int, rng: np.random.Generator) -> None:
    """Visits to the app: eager people, most of all around the birth; some still look in after they have left."""
    moved = 0.15 + np.exp(-(((age - 1) / 9) ** 2))
    was_here = (people.joined <= week * 7) & people.app
    visits = rng.poisson(0.34 * people.eager * moved * np.where(here, 1.0, 0.04) * was_here)
    person = np.flatnonzero(visits)
    life.visits.append(np.stack([np.full(len(person), week), person, visits[person]]))


def _part(life: Life, state: _State, people: People, here: Flags, orders: _Week, rng: np.random.Generator) -> None:
    """Let-downs add up to a grudge until patience ends; rivals win people over; children outgrow the shop."""
    n = len(people)
    ordered, wrong = orders.ordered, orders.ordered & (rng.random(n) < LET_DOWN)
    state.grudge = state.grudge * FORGIVEN + wrong * (0.5 + rng.exponential(0.8, n))
    state.liking = np.clip(state.liking + ordered * 0.004 - wrong * 0.12, 0.2, 1.25)
    won_over = rng.random(n) < 0.009 * (1 - people.fond) ** 2
    leaves = here & ((state.grudge > people.patience) | won_over | (orders.age > people.outgrows))
    life.left[leaves] = orders.week


def _talk(life: Life, people: People, here: Flags, use: Floats, rng: np.random.Generator) -> None:
    """Word of mouth: what friends already buy from us, and what the app shows the eager, gets tried when needed."""
    group = people.friends
    size = np.maximum(np.bincount(group, here), 1)
    known = np.stack([np.bincount(group, here & column) for column in life.adopted.T], axis=1) / size[:, None]
    heard = TRIES * people.leaning * (0.4 + 3 * known[group] + 0.3 * np.minimum(people.eager, 4)[:, None])
    life.adopted |= here[:, None] & (use > 1e-3) & (rng.random(use.shape) < 4 * heard)
