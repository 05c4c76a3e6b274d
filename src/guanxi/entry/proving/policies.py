"""Plainer policies and the oracle: whom each gives what in the month that begins."""

import numpy as np

from guanxi.core.models.allocation import NEVER
from guanxi.core.models.fitting import Array
from guanxi.core.models.ranking import quintile_sum
from guanxi.entry.proving.shop import Shop
from guanxi.world import answers
from guanxi.world.answers import CALL, COUPON, MINUTES, MONEY, NONE, VISIT
from guanxi.world.brand import Ints

HORIZON = 6  # months within which an effect counts
# What a catalogue would say before anything was measured: contribution added within the horizon, and how unsure it is.
THOUGHT = np.array([6.0, 2.0, 12.0, 15.0, 10.0])
UNSURE = np.array([8.0, 3.0, 15.0, 20.0, 12.0])
# When it would come, by parts of the horizon (months from, to): selling mostly at once, caring evenly.
PARTS = ((0, 1), (1, 3), (3, 6))
AT_ONCE, EVENLY = np.array([0.8, 0.15, 0.05]), np.array([1, 2, 3]) / 6


def nothing(shop: Shop, _: np.random.Generator) -> Ints:
    """Leave everybody alone."""
    return np.full(len(shop.people), NONE)


def coupons(shop: Shop, rng: np.random.Generator) -> Ints:
    """A coupon to all, as far as the money goes."""
    worth = np.full((len(shop.people), len(MONEY)), NEVER)
    worth[:, COUPON] = 1.0
    return filled(shop, rng.random(len(shop.people)), worth)


def rfm_top(shop: Shop, _: np.random.Generator) -> Ints:
    """The highest recency, frequency and money first."""
    seen = shop.look()
    return filled(shop, quintile_sum(seen[:, 0], seen[:, 2], seen[:, 3]), thought(shop))


def highest_clv(shop: Shop, _: np.random.Generator) -> Ints:
    """The highest value first: last year's pace and basket, less for those long silent."""
    seen = shop.look()
    gap = 12 / np.maximum(seen[:, 2], 0.5)
    return filled(shop, seen[:, 3] * np.exp(-seen[:, 0] / np.maximum(2 * gap, 1)), thought(shop))


def highest_churn(shop: Shop, _: np.random.Generator) -> Ints:
    """The longest silent for their pace first, of those who ever bought."""
    seen = shop.look()
    gap = 12 / np.maximum(seen[:, 2], 0.5)
    return filled(shop, np.where(seen[:, 2] > 0, seen[:, 0] / gap, -1.0), thought(shop))


def response_greedy(shop: Shop, _: np.random.Generator) -> Ints:
    """Whoever is likeliest to buy next month, by a regression on the month before, first; coupons."""
    seen = np.column_stack([np.ones(len(shop.people)), shop.look()])
    line = np.linalg.lstsq(seen, (shop.brought[-1] > 0).astype(np.float64))[0]
    worth = np.full((len(shop.people), len(MONEY)), NEVER)
    worth[:, COUPON] = 1.0
    return filled(shop, seen @ line, worth)


def oracle(shop: Shop, _: np.random.Generator) -> Ints:
    """Knows everybody's truth: the best use of money and minutes by what each action adds within the horizon.

    It looks at each month's actions as if none were to follow: a better one would plan ahead, and is not known.
    """
    effect = answers.truth(shop.people, shop.state, HORIZON)
    found, _choices = shop.allocated(effect)
    return found.choice


def thought(shop: Shop) -> Array:
    """Worth by what the catalogue thinks, cost taken off."""
    return np.asarray(catalogue(shop.look())[0] - shop.cost())


def catalogue(look: Array) -> tuple[Array, Array]:
    """What any shopkeeper would think before measuring, and how unsure that is, shapes (n, actions).

    Coupons are for bargain hunters, a call is worth more after a complaint, a visit for those whose baskets are big;
    and what makes people buy is worth what their purchases are.
    """
    complained, basket, deals = look[:, 6] > 0, look[:, 4], look[:, 7]
    times = np.repeat((basket / basket.mean())[:, None], len(THOUGHT), axis=1)
    times[:, COUPON] *= np.where(deals > 0.5, 1.5, 0.3)
    times[:, CALL] *= np.where(complained, 2.5, 0.8)
    times[:, VISIT] *= np.where(basket > np.median(basket), 1.3, 0.3)
    return THOUGHT * times, UNSURE * times


def filled(shop: Shop, score: Array, worth: Array) -> Ints:
    """Give the highest scores the best action that can still be paid, until money and minutes are gone."""
    allowed, cost = shop.allowed(), shop.cost()
    worth = np.where(allowed & (worth > 0), worth, NEVER)
    order = np.argsort(-score, kind="stable")
    choice = np.full(len(score), NONE)
    left = shop.choices(worth).capacity.copy()
    for action in np.argsort(-np.where(np.isfinite(worth), worth, -1e9).max(axis=0)):
        waiting = order[(choice[order] == NONE) & np.isfinite(worth[order, action])]
        use = np.column_stack([cost[waiting, action], np.full(len(waiting), MINUTES[action])])
        served = (np.cumsum(use, axis=0) <= left + 1e-9).all(axis=1)
        choice[waiting[served]] = action
        left -= use[served].sum(axis=0)
    return choice
