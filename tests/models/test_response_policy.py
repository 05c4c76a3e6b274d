"""What policies bring, beside sums written out and beside the truth of a simulation."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guanxi.core.kernel.errors import InputError
from guanxi.core.models.response import Trial, best_arm, difference, lead, policy_value, randomised


def small(seed: int = 3, n: int = 60) -> tuple[Trial, np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    chances = random.dirichlet([4, 3, 2], n)
    arm = np.array([random.choice(3, p=row) for row in chances])
    arm[:6] = [0, 0, 1, 1, 2, 2]
    policy = random.integers(0, 3, n)
    return randomised(arm, random.gamma(2, 10, n), chances), policy, random.gamma(2, 10, (n, 3))


def test_estimators_are_their_sums_written_out() -> None:
    trial, policy, expected = small()
    cost = [1.5, 4.0]
    ips = weights = direct = 0.0
    for i in range(len(policy)):
        given_, e = int(trial.arm[i]), trial.propensity[i]
        net = trial.outcome[i] - [0, *cost][given_]
        direct += expected[i, policy[i]] - [0, *cost][policy[i]]
        if given_ == policy[i]:
            ips += net / e[given_]
            weights += 1 / e[given_]
            direct += (trial.outcome[i] - expected[i, given_]) / e[given_]
    found = policy_value(policy, trial, expected, cost)
    n = len(policy)
    assert found.ips.value == pytest.approx(ips / n)
    assert found.snips.value == pytest.approx(ips / weights)
    assert found.dr.value == pytest.approx(direct / n)
    assert found.dr.sd == pytest.approx(found.contributions.std() / np.sqrt(n))


def test_codes_and_certain_chances_are_one_policy() -> None:
    trial, policy, expected = small()
    certain = policy_value(np.eye(3)[policy], trial, expected, 2.0)
    assert certain.dr.value == pytest.approx(policy_value(policy, trial, expected, 2.0).dr.value)


def test_the_policy_that_was_run_is_worth_the_mean_outcome() -> None:
    trial, _, expected = small()
    own = policy_value(trial.propensity, trial, expected)
    assert own.ips.value == pytest.approx(trial.outcome.mean())
    assert own.snips.value == pytest.approx(trial.outcome.mean())
    assert own.effective == pytest.approx(len(trial.arm))


def test_intervals_hold_the_truth_nine_times_in_ten() -> None:
    random, held = np.random.default_rng(11), []
    for _ in range(400):
        x = random.normal(size=500)
        arm = random.integers(0, 2, 500)
        trial = randomised(arm, x + arm * (1 + x) + random.normal(size=500), [0.5, 0.5])
        found = policy_value((x > 0).astype(int), trial, np.column_stack([x, 1 + 2 * x]))
        truth = 0.5 + np.sqrt(1 / (2 * np.pi))  # E[x + 1(x > 0)(1 + x)]
        held.append([one.low <= truth <= one.high for one in (found.ips, found.snips, found.dr)])
    assert np.mean(held, axis=0) == pytest.approx([0.9] * 3, abs=0.05)


def test_a_lead_is_surer_than_its_two_policies() -> None:
    trial, policy, expected = small(n=400)
    one, other = policy_value(policy, trial, expected), policy_value(np.where(policy == 2, 1, policy), trial, expected)
    ahead = lead(one, other)
    assert ahead.value == pytest.approx(one.dr.value - other.dr.value)
    assert ahead.sd < np.hypot(one.dr.sd, other.dr.sd)


def test_difference_with_equal_chances_is_that_of_means() -> None:
    arm, y = np.array([0, 0, 0, 1, 1, 1, 1]), np.array([1.0, 2, 6, 4, 4, 8, 9])
    found = difference(randomised(arm, y, [0.5, 0.5]), 1)
    assert found.mean == pytest.approx(6.25 - 3)
    assert found.sd == pytest.approx(np.sqrt(y[:3].var(ddof=1) / 3 + y[3:].var(ddof=1) / 4))


def test_best_arm_pays_its_cost() -> None:
    tau = np.array([[1.0, 3.0], [1.0, 1.2], [0.1, 0.2], [-1.0, -2.0]])
    assert best_arm(tau, [0.5, 1.5]).tolist() == [2, 1, 0, 0]
    assert best_arm(tau).tolist() == [2, 2, 2, 0]


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 10_000), st.floats(0.01, 1e4), st.integers(2, 4))
def test_order_copies_and_unit(seed: int, unit: float, copies: int) -> None:
    trial, policy, expected = small(seed)
    found = policy_value(policy, trial, expected, 1.0)
    order = np.random.default_rng(seed).permutation(len(policy))
    mixed = policy_value(policy[order], trial.among(order), expected[order], 1.0)
    again = np.tile(np.arange(len(policy)), copies)
    many = policy_value(policy[again], trial.among(again), expected[again], 1.0)
    dear = policy_value(
        policy, Trial(trial.arm, trial.outcome * unit, trial.propensity, trial.design), expected * unit, unit
    )
    for name in ("ips", "snips", "dr"):
        value = getattr(found, name)
        assert getattr(mixed, name).value == pytest.approx(value.value)
        assert getattr(many, name).value == pytest.approx(value.value)
        assert getattr(many, name).sd == pytest.approx(value.sd / np.sqrt(copies))
        assert getattr(dear, name).value == pytest.approx(value.value * unit)


@pytest.mark.parametrize(
    ("arm", "outcome", "propensity", "said"),
    [
        ([0, 1, 2], [1.0, 2, 3], [0.5, 0.5], "arms go from 0 to 2"),
        ([0, 1, 0.5], [1.0, 2, 3], [0.5, 0.5], "not whole numbers"),
        ([0, 0, 1], [1.0, 2, 3], [0.5, 0.5], "fewer than two people"),
        ([0, 0, 1, 1], [1.0, 2, np.nan, 3], [0.5, 0.5], "empty or infinite"),
        ([0, 0, 1, 1], [1.0, 2, 2, 3], [0.5, 0.4], "sum to 1"),
        ([0, 0, 1, 1], [1.0, 2, 2, 3], [1.0, 0.0], "not all above 0"),
        ([0, 0, 1], [1.0, 2, 2, 3], [0.5, 0.5], "for 4 outcomes"),
    ],
)
def test_what_is_no_trial_is_refused(
    arm: list[float], outcome: list[float], propensity: list[float], said: str
) -> None:
    with pytest.raises(InputError, match=said):
        randomised(arm, outcome, propensity)


def test_policies_that_do_not_fit_are_refused() -> None:
    trial, policy, expected = small()
    with pytest.raises(InputError, match="arm codes"):
        policy_value(policy + 1, trial)
    with pytest.raises(InputError, match="expected has shape"):
        policy_value(policy, trial, expected[:, :2])
    with pytest.raises(InputError, match="sum to 1"):
        policy_value(expected, trial)
    with pytest.raises(InputError, match="cost has shape"):
        policy_value(policy, trial, expected, [1.0, 2, 3])
