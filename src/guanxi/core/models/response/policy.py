"""What a policy would bring: who gets which arm, valued on a trial that was not run by it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from guanxi.core.kernel.errors import InputError
from guanxi.core.models.fitting import Array
from guanxi.core.models.interval import LIKELY
from guanxi.core.models.response.estimates import Estimate, mean_of
from guanxi.core.models.response.trial import Codes, Trial, check_expected, check_people, numbers


@dataclass(frozen=True, slots=True)
class PolicyValue:
    """What a policy brings per head, less its cost, by three estimators; `contributions` (n,) are those of `dr`.

    `ips`: inverse propensity; `snips`: the same, self-normalised; `dr`: doubly robust. `effective`: people the
    estimate amounts to.
    """

    ips: Estimate
    snips: Estimate
    dr: Estimate
    effective: float
    contributions: Array
    design: str


def policy_value(
    policy: ArrayLike, trial: Trial, expected: ArrayLike | None = None, cost: ArrayLike = 0.0
) -> PolicyValue:
    """Value a policy on a trial: arm codes (n,), or each person's chances of every arm (n, A + 1).

    `expected` (n, A + 1): outcomes forecast under every arm, by a model that has not seen these people; the arms' means
    if left out. `cost`: of any arm, or of each (A,), in the outcome's unit; nothing costs nothing. Horvitz & Thompson
    (1952); Swaminathan & Joachims (2015), The self-normalized estimator for counterfactual learning, NIPS 28, eq. 8;
    Dudík, Langford & Li (2011), Doubly robust policy evaluation and learning, ICML, eq. 2. InputError: shapes that
    differ, chances that do not sum to 1.
    """
    chances = _chances(policy, trial)
    paid = np.append(0.0, _costs(cost, trial.arms))
    if expected is None:
        means = [np.average(trial.outcome, weights=trial.weight(arm)) for arm in range(trial.arms + 1)]
        table = np.broadcast_to(means, trial.propensity.shape)
    else:
        table = numbers("expected", expected, 2)
        check_expected(table, trial)
    met = np.arange(len(trial.arm)), trial.arm
    weight, brought = chances[met] / trial.propensity[met], trial.outcome - paid[trial.arm]
    direct = (chances * (table - paid)).sum(axis=1) + weight * (trial.outcome - table[met])
    normalised, effective = _normalised(weight, brought)
    return PolicyValue(mean_of(weight * brought), normalised, mean_of(direct), effective, direct, trial.design)


def best_arm(tau: ArrayLike, cost: ArrayLike = 0.0) -> Codes:
    """Return the arm that brings each person most beyond its cost, 0 where none does; effects (n, A) → (n,)."""
    effects = numbers("tau", tau, 2)
    net = effects - _costs(cost, effects.shape[1])
    return np.where(net.max(axis=1) > 0, net.argmax(axis=1) + 1, 0)


def lead(one: PolicyValue, other: PolicyValue) -> Estimate:
    """Return by how much one policy brings more per head than another on the same people; doubly robust, in pairs."""
    if one.contributions.shape != other.contributions.shape:
        raise InputError("two policies were valued on different people", "value both on the same trial")
    return mean_of(one.contributions - other.contributions)


def _normalised(weight: Array, brought: Array) -> tuple[Estimate, float]:
    """Self-normalised estimate with the sd of its linear approximation, and how many people it amounts to."""
    total = float(weight.sum())
    if total <= 0:
        raise InputError("nobody of the trial got what the policy gives", "value it on a trial that tried it")
    value = float(weight @ brought) / total
    sd = float(np.sqrt(np.square(weight * (brought - value)).sum())) / total
    estimate = Estimate(value, sd, value - LIKELY * sd, value + LIKELY * sd)
    return estimate, total**2 / float(np.square(weight).sum())


def _chances(policy: ArrayLike, trial: Trial) -> Array:
    """Return each person's chances of every arm."""
    given = np.asarray(policy)
    if given.ndim == 1:
        check_people("policy", given, trial)
        if given.dtype.kind not in "iub" or given.min() < 0 or given.max() > trial.arms:
            raise InputError(f"policy is not of arms 0 to {trial.arms}", "give one of the trial's arm codes a person")
        return np.asarray(given[:, None] == np.arange(trial.arms + 1), dtype=np.float64)
    chances = numbers("policy", policy, 2)
    check_expected(chances, trial)
    if np.any(chances < 0) or not np.allclose(chances.sum(axis=1), 1, atol=1e-6):
        raise InputError("a person's chances do not sum to 1", "give each person's chance of every arm, nothing first")
    return chances


def _costs(cost: ArrayLike, arms: int) -> Array:
    """Return the cost of each arm, (A,)."""
    given = np.asarray(cost, dtype=np.float64)
    if given.shape not in ((), (arms,)) or not np.isfinite(given).all():
        raise InputError(f"cost has shape {given.shape} for {arms} arms", "give one cost for all, or one an arm")
    return np.broadcast_to(given, (arms,))
