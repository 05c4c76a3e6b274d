"""How much a plan loses for not knowing what actions change, after one and after six randomised months.

`python -m bench.regret [--seeds 10] [--people 20000]`: a world in which what each of five actions adds to a person's
contribution is known: it rises and saturates with what a shop sees of the person. In a randomised month everybody is
given nothing or one of the actions by lot; contribution varies as much as its mean ("regular"), or is nothing for two
in three ("rare", 2.3 times its mean). Then effects are learned and a budget and an adviser's minutes allocated; the
plan's true worth is held against that of the plan made from the true effects (the oracle). Beside it: the same effect
for everybody, and calls to those who spend most.
"""

import argparse

import numpy as np

from guanxi.core.models.allocation import NONE, Choices, Use, allocate
from guanxi.core.models.fitting import Array
from guanxi.core.models.response import PersonalResponse, Trial, randomised

COST = np.array([1.0, 3.0, 6.0, 2.0, 12.0])  # money an action
MINUTES = np.array([0.0, 0.0, 10.0, 6.0, 15.0])
BUDGET, HOURS = 1.5, 2.0  # money, and adviser's minutes, a person
MONTHS = (1, 6)


def people(n: int, rng: np.random.Generator) -> Array:
    """What a shop sees: days since the last purchase, purchases, spend, engagement, age of the relationship, wallet."""
    taste = rng.gamma(2.0, 0.5, n)
    return np.column_stack([
        rng.exponential(60, n) / (0.3 + taste), rng.poisson(4 * taste), 300 * taste * rng.lognormal(0, 0.5, n),
        100 * rng.beta(1 + taste, 2.0, n), rng.uniform(0, 1500, n), rng.lognormal(6.5, 0.6, n),
    ])  # fmt: skip


def rising(value: Array, middle: float, width: float) -> Array:
    """From 0 to 1 around a middle."""
    return np.asarray(1 / (1 + np.exp(-(value - middle) / width)))


def truth(x: Array) -> Array:
    """What each action adds to a person's contribution, shape (n, actions)."""
    recency, purchases, spend, engagement, _, wallet = x.T
    return np.column_stack([
        6 * rising(-recency, -90, 40) - 1,  # a reminder: for those who were here of late
        14 * rising(recency, 120, 40) - 2,  # a coupon: wins the silent back, costs margin on others
        30 * rising(wallet, 1000, 400) * rising(engagement, 50, 15),  # an adviser's call: purse, and who listens
        16 * np.sqrt(np.minimum(purchases, 9) / 9) - 2,  # thanks
        45 * rising(spend, 400, 120) * rising(engagement, 50, 15) - 5,  # an evening in the club
    ])  # fmt: skip


def month(x: Array, tau: Array, rng: np.random.Generator, *, rare: bool) -> tuple[Array, Trial]:
    """Everybody's arm by lot, and the contribution that came."""
    n, actions = tau.shape
    arm = rng.integers(0, actions + 1, n)
    mean = 10 + 0.05 * x[:, 2] + np.where(arm > 0, tau[np.arange(n), np.maximum(arm - 1, 0)], 0.0)
    mean = np.maximum(mean, 0.5)
    outcome = rng.gamma(1.0, mean)
    if rare:
        outcome = np.where(rng.random(n) < 0.35, rng.gamma(1.5, mean / 0.35 / 1.5, n), 0.0)
    return x, randomised(arm, outcome, np.full(actions + 1, 1 / (actions + 1)))


def plan(effect: Array) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Whom the plan gives what under these effects."""
    n = len(effect)
    first = np.zeros((1, 1), dtype=np.int64)
    uses = (Use(COST[None, :], first), Use(MINUTES[None, :], first + 1))
    return allocate(Choices(effect - COST, uses, np.array([BUDGET * n, HOURS * n]))).choice


def worth(choice: np.ndarray[tuple[int], np.dtype[np.int64]], tau: Array) -> float:
    """What a plan truly adds, its cost taken off."""
    who = np.flatnonzero(choice != NONE)
    return float((tau[who, choice[who]] - COST[choice[who]]).sum())


def told(months: list[tuple[Array, Trial]]) -> PersonalResponse:
    """Learn from randomised months together, as a plan does: what is more likely than not counts."""
    trials = [one for _, one in months]
    parts = (np.concatenate([getattr(one, part) for one in trials]) for part in ("arm", "outcome", "propensity"))
    return PersonalResponse("money", proof=1 / len(COST)).fit(np.vstack([x for x, _ in months]), randomised(*parts))


def regrets(n: int, seed: int, *, rare: bool) -> dict[str, float]:
    """Share of the oracle's worth that is lost, by months learned from and by way of planning."""
    rng = np.random.default_rng(seed)
    x = people(n, rng)
    tau = truth(x)
    best = worth(plan(tau), tau)
    months = [month(x, tau, rng, rare=rare) for _ in range(max(MONTHS))]
    found = {}
    for number in MONTHS:
        model = told(months[:number])
        found[f"each person's, months: {number}"] = 1 - worth(plan(model.effects(x).tau), tau) / best
        pooled = np.broadcast_to([facts.pooled.mean for facts in model.facts_], tau.shape)
        found[f"the same for all, months: {number}"] = 1 - worth(plan(np.array(pooled)), tau) / best
    calls = np.full(n, NONE, dtype=np.int64)
    calls[np.argsort(-x[:, 2])[: int(min(BUDGET * n / COST[2], HOURS * n / MINUTES[2]))]] = 2
    return found | {"calls to who spends most": 1 - worth(calls, tau) / best}


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--people", type=int, default=20_000)
    asked = parser.parse_args()
    print(f"regret against the oracle's plan, {asked.people:,} people, seeds 0-{asked.seeds - 1}: mean (most)")
    print("wanted: at most 10 % after one month, 3 % after six")
    for rare in (False, True):
        rows = [regrets(asked.people, seed, rare=rare) for seed in range(asked.seeds)]
        print("contribution is rare" if rare else "contribution is regular")
        for name in rows[0]:
            each = [100 * row[name] for row in rows]
            print(f"  {name:32} {np.mean(each):6.1f} % ({np.max(each):.1f} %)", flush=True)


if __name__ == "__main__":
    main()
