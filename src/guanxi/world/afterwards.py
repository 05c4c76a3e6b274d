"""What comes of a plan in the simulated brand: purchases more than would have come anyway, on receipts of their own."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import numpy as np

from guanxi.world.brand import STORE, Floats, Ints
from guanxi.world.exports.store import write_more_receipts
from guanxi.world.sales import PAID, Lines
from guanxi.world.world import World

DAYS = 180  # after the plan's first day, within which its effects come
LATE = 45  # days before care begins to pay


def answer(world: World, touched: Mapping[str, str], since: date, path: Path, seed: int = 1) -> float:
    """Let members answer what was done for them and write their further receipts; return the contribution of these.

    `touched`: by member number, the purpose of what was done: sell, care or service. A coupon moves only bargain
    hunters, care only who likes the brand enough (and late), a service only large households (thresholds no model
    knows). People who have left or never bought do not answer. Receipts come before the brand's last day.
    """
    member = {number: person for person, number in enumerate(world.records.member.tolist()) if number}
    known = [(member[number], purpose) for number, purpose in touched.items() if number in member]
    rng = np.random.default_rng((world.seed, seed))
    who = np.array([person for person, _ in known], dtype=np.int64)
    purpose = np.array([name for _, name in known], dtype=str)
    begins = (since - world.start).days
    here = world.life.left[who] * 7 > begins
    times = rng.poisson(np.where(here, _more(world, who, purpose), 0.0))
    lines = _again(world, np.repeat(who, times), np.repeat(purpose, times), begins, rng)
    write_more_receipts(world, lines, path)
    return float((lines.kept - world.goods.cost[lines.product] * lines.packs).sum()) / 100


def _more(world: World, who: Ints, purpose: np.ndarray[tuple[int], np.dtype[np.str_]]) -> Floats:
    """Purchases more that are to be expected of each person."""
    people = world.people
    sold = 0.8 * (people.bargains[who] > 0.55)
    cared = 1.4 * (people.fond[who] > 0.3)
    served = 2.2 * (people.scale[who].mean(axis=1) > 1.05)
    return np.asarray(np.select([purpose == "sell", purpose == "care"], [sold, cared], served))


def _again(
    world: World, who: Ints, purpose: np.ndarray[tuple[int], np.dtype[np.str_]], begins: int, rng: np.random.Generator
) -> Lines:
    """One of each person's earlier lines again, on a later day, at their shop."""
    lines = world.lines
    past = np.flatnonzero((lines.state == PAID) & (lines.day < begins))
    past = past[np.argsort(lines.person[past], kind="stable")]
    first = np.searchsorted(lines.person[past], who)
    count = np.searchsorted(lines.person[past], who, side="right") - first
    bought = count > 0
    late = np.where(purpose == "care", LATE, 0)
    day = begins + late + (rng.random(len(who)) * (DAYS - late)).astype(np.int64)
    kept = bought & (day < world.weeks * 7)
    row = past[(first + (rng.random(len(who)) * np.maximum(count, 1)).astype(np.int64))[kept]]
    again = lines.pick(row)
    columns = {name: getattr(again, name) for name in Lines.__slots__}
    number = np.arange(len(row)) + int(lines.order.max(initial=0)) + 1
    return Lines(**(columns | {"order": number, "day": day[kept], "channel": np.full(len(row), STORE)}))
