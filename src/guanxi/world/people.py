"""Who the people are before anything happens: their child, money, tastes, habits and friends."""

from dataclasses import dataclass

import numpy as np

from guanxi.world.brand import CATEGORIES, CITIES, SOURCES, STORE, STORE_CITY, TMALL, Flags, Floats, Ints

MONTH = 30.44


@dataclass(frozen=True, slots=True)
class People:
    """People by number 0 … n-1; days count from the first simulated day.

    `scale` household need, `leaning` how much of a category's need would come to us if all goes well (people ×
    categories), `fond` the person's liking of the brand, `friends` the mothers' group, `referrer` who brought them.
    """

    due: Floats
    joined: Floats
    city: Ints
    tier: Ints
    scale: Floats
    fond: Floats
    leaning: Floats
    eager: Floats
    bargains: Floats
    patience: Floats
    outgrows: Floats
    channels: Floats
    weekday: Ints
    line: Ints
    friends: Ints
    referrer: Ints
    app: Flags

    def __len__(self) -> int:
        return len(self.due)


def draw_people(n: int, days: int, rng: np.random.Generator) -> People:
    """Draw `n` people who meet the brand between a year before the first day and the last day."""
    joined, due, city, referrer = _arrivals(n, days, rng)
    income = np.exp(rng.normal(0.12 * (city < 4), 0.5))
    tier = np.digitize(income * np.exp(rng.normal(0, 0.25, n)), (0.75, 1.7))
    fond = _liking(n, rng)
    categories = len(CATEGORIES)
    scale = np.exp(rng.normal(0, 0.3, (n, 1)) + rng.normal(0, 0.25, (n, categories)))
    scale[:, 0] *= np.where(rng.random(n) < 0.3, 0.25, 1.0)  # mothers who nurse need little formula
    return People(
        due=due, joined=joined, city=city, tier=tier, scale=scale, fond=fond,
        leaning=_leaning(fond, rng),
        eager=rng.gamma(0.7, 1.0, n) * (0.5 + fond),
        bargains=rng.beta(2, 2, n),
        patience=0.7 + rng.gamma(2.0, 0.8, n),
        outgrows=np.clip(rng.normal(38, 8, n), 14, 58),
        channels=_channels(city, rng),
        weekday=rng.choice(7, n, p=(0.09, 0.09, 0.1, 0.11, 0.14, 0.25, 0.22)),
        line=rng.integers(0, 2, n),
        friends=city * 200 + np.clip((due + 2000) / 45, 0, 199).astype(np.int64),
        referrer=referrer,
        app=rng.random(n) < 0.55,
    )  # fmt: skip


def _arrivals(n: int, days: int, rng: np.random.Generator) -> tuple[Floats, Floats, Ints, Ints]:
    """When and at which age of the child people meet the brand; one in four is brought by a friend."""
    joined = np.sort((days + 365) * rng.random(n) ** 0.8 - 365)  # the brand grows
    kind = rng.choice(4, n, p=(0.52, 0.26, 0.16, 0.06))
    low, high = np.array([-7, 0, 6, 18])[kind], np.array([-0.5, 6, 18, 30])[kind]
    due = joined - rng.uniform(low, high) * MONTH
    weight = 1 / np.arange(1.5, len(CITIES) + 1.5)
    city = rng.choice(len(CITIES), n, p=weight / weight.sum())
    place = np.arange(n)
    referrer = np.where((rng.random(n) < 0.25) & (place > 20), (place * rng.random(n)).astype(np.int64), -1)
    brought = referrer >= 0
    city[brought] = city[referrer[brought]]
    near = due[referrer] + rng.normal(0, 40, n)
    fits = brought & (np.abs(joined - near) < 20 * MONTH)
    return joined, np.where(fits, near, due), city, referrer


def _liking(n: int, rng: np.random.Generator) -> Floats:
    """Three sorts of people: we are their main shop, one of several, or a shop they try now and then."""
    sort = rng.choice(3, n, p=(0.22, 0.4, 0.38))
    return np.asarray(rng.beta(np.array([7, 4, 1.2])[sort], np.array([2.5, 7, 9])[sort]))


def _leaning(fond: Floats, rng: np.random.Generator) -> Floats:
    """Liking × interest in the kind of thing; small leanings are none at all."""
    interest = rng.beta(1.6, 1.2, (len(fond), 4)) * 1.5
    of = np.array([category.interest for category in CATEGORIES])
    leaning = np.clip(fond[:, None] * interest[:, of] * np.exp(rng.normal(0, 0.3, (len(fond), len(of)))), 0, 0.97)
    return np.where(leaning < 0.07, 0.0, leaning)


def _channels(city: Ints, rng: np.random.Generator) -> Floats:
    """Chance of each channel; shops only where there are any."""
    weight = rng.gamma(0.45, 1.0, (len(city), len(SOURCES))) + 1e-9
    weight[:, TMALL] *= 1.2
    weight[:, STORE] *= np.where(np.isin(city, STORE_CITY), 1.6, 0.0)
    return np.asarray(weight / weight.sum(axis=1, keepdims=True))
