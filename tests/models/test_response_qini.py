"""Marks of a ranking beside sums written out, and beside the truth of a simulation."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guanxi.core.kernel.errors import InputError
from guanxi.core.models.response import Trial, calibration, qini, randomised, uplift_by_decile


def drawn(seed: int, n: int = 200, ties: bool = False) -> tuple[np.ndarray, Trial]:
    random = np.random.default_rng(seed)
    tau = random.normal(size=n).round(0 if ties else 12)
    arm = random.integers(0, 3, n)
    y = (random.random(n) < 0.3 + 0.1 * (arm == 1) * (tau > 0)).astype(float)
    return tau, randomised(arm, y, [1 / 3] * 3)


def by_hand(tau: np.ndarray, trial: Trial, arm: int) -> tuple[float, float]:
    """Area under Radcliffe's curve and Q, walked person by person; equals are averaged over their order."""
    people = sorted(
        ((t, z, y) for t, z, y in zip(tau, trial.arm, trial.outcome, strict=True) if z in (0, arm)), reverse=True
    )
    treated = sum(z == arm for _, z, _ in people)
    share, g = [0.0], [0.0]
    for place in range(1, len(people) + 1):
        if place < len(people) and people[place][0] == people[place - 1][0]:
            continue
        first = people[:place]
        n_t, n_c = sum(z == arm for _, z, _ in first), sum(z == 0 for _, z, _ in first)
        r_t, r_c = sum(y for _, z, y in first if z == arm), sum(y for _, z, y in first if z == 0)
        share.append(place / len(people))
        g.append((r_t - r_c * n_t / n_c if n_c else 0.0) / treated)
    area = sum((g[i] + g[i - 1]) / 2 * (share[i] - share[i - 1]) for i in range(1, len(g)))
    return area, area - g[-1] / 2


@pytest.mark.parametrize("ties", [False, True])
@pytest.mark.parametrize("arm", [1, 2])
def test_areas_are_their_sums_written_out(arm: int, ties: bool) -> None:
    tau, trial = drawn(5, ties=ties)
    area, q = by_hand(tau, trial, arm)
    found = qini(tau, trial, arm, draws=5)
    assert found.auuc.value == pytest.approx(area)
    assert found.q.value == pytest.approx(q)
    assert found.relative.value == pytest.approx(q / (abs(area - q)))


def test_a_ranking_that_says_nothing_has_no_area() -> None:
    _, trial = drawn(2)
    found = qini(np.zeros(200), trial, 1, draws=20)
    assert found.q.value == pytest.approx(0, abs=1e-12)
    assert found.curve[-1, 1] == pytest.approx(2 * found.auuc.value)


def test_a_perfect_ranking_of_a_known_world() -> None:
    """Half the people gain 0.2, half nothing: g rises to 0.1 at half and stays; Q = 0.075 - 0.05, relative 1/2."""
    random = np.random.default_rng(1)
    n = 400_000
    gains, arm = random.random(n) < 0.5, random.integers(0, 2, n)
    y = (random.random(n) < 0.2 + 0.2 * gains * arm).astype(float)
    found = qini(gains.astype(float), randomised(arm, y, [0.5, 0.5]), 1)
    assert found.relative.value == pytest.approx(0.5, abs=0.03)
    assert found.q.value == pytest.approx(0.025, abs=0.002)
    assert found.relative.low < 0.5 < found.relative.high


def test_unequal_chances_are_weighed() -> None:
    """Chances that go with the outcome do not bend the curve."""
    random = np.random.default_rng(4)
    n = 300_000
    good = random.random(n) < 0.5
    chance = np.where(good, 0.8, 0.3)
    arm = (random.random(n) < chance).astype(int)
    y = (random.random(n) < np.where(good, 0.6, 0.1) + 0.1 * arm).astype(float)
    found = qini(random.random(n), randomised(arm, y, np.column_stack([1 - chance, chance])), 1, draws=20)
    assert found.curve[-1, 1] == pytest.approx(0.1, abs=0.01)


def test_intervals_hold_the_truth_nine_times_in_ten() -> None:
    held, truth = [], 0.025
    for seed in range(150):
        random = np.random.default_rng(seed)
        gains, arm = random.random(2000) < 0.5, random.integers(0, 2, 2000)
        y = (random.random(2000) < 0.2 + 0.2 * gains * arm).astype(float)
        q = qini(gains.astype(float), randomised(arm, y, [0.5, 0.5]), 1, draws=100, seed=seed).q
        held.append(q.low <= truth <= q.high)
    assert np.mean(held) == pytest.approx(0.9, abs=0.07)


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 10_000), st.booleans(), st.floats(0.01, 1000))
def test_order_copies_and_unit(seed: int, ties: bool, unit: float) -> None:
    tau, trial = drawn(seed, 80, ties)
    found = qini(tau, trial, 1, draws=2)
    order = np.random.default_rng(seed).permutation(80)
    twice = np.tile(np.arange(80), 2)
    paid = Trial(trial.arm, trial.outcome * unit, trial.propensity, trial.design)
    assert qini(tau[order], trial.among(order), 1, draws=2).q.value == pytest.approx(found.q.value)
    assert qini(tau[twice], trial.among(twice), 1, draws=2).q.value == pytest.approx(found.q.value)
    assert qini(np.exp(tau), paid, 1, draws=2).q.value == pytest.approx(found.q.value * unit)


def test_deciles_and_calibration_of_a_known_world() -> None:
    random = np.random.default_rng(8)
    x, arm = random.normal(size=100_000), random.integers(0, 2, 100_000)
    tau = 0.5 + 0.4 * x
    y = x + tau * arm + random.normal(size=100_000)
    trial = randomised(arm, y, [0.5, 0.5])
    groups = uplift_by_decile(tau, trial)
    assert groups.people.sum() == 100_000
    assert np.all(np.abs(groups.found - groups.said) < 4 * groups.sd)
    assert np.all(np.diff(groups.said) < 0)
    expected = np.column_stack([x, x + tau])
    for times in (1.0, 2.0):
        slope = calibration(times * tau, trial, expected)
        assert slope.slope == pytest.approx(1 / times, abs=4 * slope.sd)
        assert slope.sd < 0.03


def test_marks_refuse_what_does_not_fit() -> None:
    tau, trial = drawn(1)
    with pytest.raises(InputError, match="arms 1 to 2, not 3"):
        qini(tau, trial, 3)
    with pytest.raises(InputError, match="tau has 199 rows"):
        qini(tau[1:], trial, 1)
    with pytest.raises(InputError, match="fewer groups"):
        uplift_by_decile(tau, trial, 1, groups=150)
