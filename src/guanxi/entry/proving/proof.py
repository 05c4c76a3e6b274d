"""The proof: the same world lived through once under every policy, seed after seed."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from queue import Empty, Queue

import numpy as np

from guanxi.core.models.fitting import Array
from guanxi.core.models.interval import SURELY
from guanxi.core.ports import Progress
from guanxi.entry.proving import policies
from guanxi.entry.proving.learning import Learner, measured
from guanxi.entry.proving.shop import Shop
from guanxi.world import answers
from guanxi.world.answers import MARGIN, MONEY, NONE
from guanxi.world.brand import Ints

POLICIES = ("nothing", "coupons", "rfm_top", "highest_clv", "highest_churn", "response_greedy", "guanxi", "oracle")
NAIVE = POLICIES[1:6]
PAST = 12  # months before anything is done
PATIENCE = 0.5  # seconds without news after which it is asked whether all are done
Lived = tuple[int, str]
"""A seed and a policy."""
Policy = Callable[[Shop, np.random.Generator], Ints]


@dataclass(frozen=True, slots=True)
class Proof:
    """What came of every policy, (seeds, policies, months): `profit` a person beyond doing nothing, money `spent`.

    `experiments` (k, 3): what was measured, the truth, and whether the 95 % interval holds it (0 or 1).
    """

    profit: Array
    spent: Array
    experiments: Array

    def curves(self) -> dict[str, list[tuple[float, float, float]]]:
        """Profit added up by month of every policy: mean over seeds and its 95 % interval."""
        added = self.profit.cumsum(axis=2)
        mean = added.mean(axis=0)
        half = SURELY * added.std(axis=0, ddof=1) / np.sqrt(len(added)) if len(added) > 1 else np.zeros_like(mean)
        ends = np.stack([mean, mean - half, mean + half], axis=-1)
        return {name: [(m, low, high) for m, low, high in ends[place].tolist()] for place, name in enumerate(POLICIES)}


def prove(seeds: range, people: int, months: int, progress: Progress, *, null: bool = False, workers: int = 2) -> Proof:
    """Live through the same months under every policy, for every seed.

    `null`: a world in which nothing that is done changes anything.
    """
    context = get_context("spawn")  # a fork inherits what other threads of this process are in the middle of
    with context.Manager() as manager, ProcessPoolExecutor(workers, mp_context=context) as pool:
        told: Queue[Lived] = manager.Queue()
        one = partial(lived, people=people, months=months, null=null, told=told)
        worlds = [pool.submit(one, seed) for seed in seeds]
        _follow(worlds, told, progress)
        found = [world.result() for world in worlds]
    return Proof(
        np.array([one.profit[0] for one in found]), np.array([one.spent[0] for one in found]),
        np.concatenate([one.experiments for one in found]),
    )  # fmt: skip


def _follow(worlds: Sequence["Future[Proof]"], told: "Queue[Lived]", progress: Progress) -> None:
    """Show each policy as it was lived through in each world, until all are done or one failed."""
    steps, whole = 0, len(worlds) * len(POLICIES)
    while steps < whole and not (all(w.done() for w in worlds) or any(w.done() and w.exception() for w in worlds)):
        try:
            seed, policy = told.get(timeout=PATIENCE)
        except Empty:
            continue
        steps += 1
        progress.step(f"world 世界 {seed}: {policy}")


def lived(seed: int, people: int, months: int, *, null: bool, told: "Queue[Lived] | None" = None) -> Proof:
    """One seed's world under every policy; each is `told` once it was lived through."""
    crowd = answers.crowd(people, PAST + months, seed)
    profit, spent = np.zeros((1, len(POLICIES), months)), np.zeros((1, len(POLICIES), months))
    experiments: Array = np.zeros((0, 3))
    for place, name in enumerate(POLICIES):
        rng = np.random.default_rng((seed, place))
        shop = Shop.opened(crowd, PAST)
        learner = Learner(rng)
        policy: Policy = learner if name == "guanxi" else getattr(policies, name)
        truths = []
        for month in range(months):
            before = shop.state
            action = policies.nothing(shop, rng) if null and name == "oracle" else policy(shop, rng)
            if name == "guanxi":
                truths.append(_truth(crowd, before, action, null=null))
            shop.live(np.full(people, NONE) if null else action)
            money = shop.given[-1].sum() + MONEY[np.maximum(action, 0)][action >= 0].sum()
            spent[0, place, month] = money / people
            profit[0, place, month] = (shop.brought[-1].sum() - money) / people
        if name == "guanxi":
            experiments = _read(shop, learner, truths)
        if told is not None:
            told.put((seed, name))
    return Proof(profit - profit[:, :1], spent, experiments)


def _truth(crowd: answers.Crowd, before: answers.State, action: Ints, *, null: bool) -> Array:
    """What the month's actions truly add to each person's contribution in that month, coupons aside."""
    nothing = np.full(len(crowd), NONE)
    chance = [
        answers.purchase_chance(crowd, before, answers.acted(before, one), one)
        for one in (nothing, nothing if null else action)
    ]
    return np.asarray(before.here * (chance[1] - chance[0]) * MARGIN * crowd.basket)


def _read(shop: Shop, learner: Learner, truths: list[Array]) -> Array:
    """Every planned month's experiment: measured, its sd, and the truth of those treated, action by action."""
    rows = []
    for drawn in learner.plans:
        told = measured(shop, drawn)
        if told is not None:
            truth = _as_measured(drawn.action, drawn.treated, truths[drawn.month - PAST][drawn.who])
            rows.append((told.mean, truth, told.low <= truth <= told.high))
    return np.array(rows, dtype=np.float64).reshape(-1, 3)


def _as_measured(action: Ints, treated: np.ndarray[tuple[int], np.dtype[np.bool_]], truth: Array) -> float:
    """The truth weighed as the measurement weighs it: each action by its people."""
    total, people = 0.0, 0
    for number in np.unique(action):
        mine = action == number
        if min((mine & treated).sum(), (mine & ~treated).sum()) > 1:
            total += float(truth[mine & treated].mean()) * int((mine & treated).sum())
            people += int((mine & treated).sum())
    return total / max(people, 1)
