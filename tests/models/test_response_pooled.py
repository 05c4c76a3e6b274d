"""Effects on everybody and by stratum, and what can be read from actions not drawn by lot."""

import numpy as np
import pytest

from guanxi.core.kernel.errors import InputError, NotEnoughDataError
from guanxi.core.models.response import PooledResponse, Propensity, difference, observed, randomised, shrink


def test_everybody_gets_the_difference() -> None:
    random = np.random.default_rng(0)
    arm = random.integers(0, 3, 900)
    trial = randomised(arm, random.normal(size=900) + arm, [1 / 3] * 3)
    model = PooledResponse().fit(trial)
    assert model.tau_[1] == pytest.approx(difference(trial, 2).mean)
    found = model.effects(np.zeros(4))
    assert found.tau.shape == (4, 2)
    assert found.provenance.tolist() == ["pooled", "pooled"]
    assert found.design == "randomised"


def test_strata_are_drawn_together_as_their_differences_are() -> None:
    """With many people a stratum, the result is `shrink` of the strata's plain differences."""
    random = np.random.default_rng(1)
    stratum, arm = random.integers(0, 5, 40_000), random.integers(0, 2, 40_000)
    trial = randomised(arm, random.normal(size=40_000) + arm * 0.02 * stratum, [0.5, 0.5])
    model = PooledResponse().fit(trial, stratum)
    plain = np.array([difference(trial.among(stratum == one), 1) for one in range(5)])
    shrunk = shrink(*plain.T)
    found = model.effects(np.arange(6))
    assert found.tau[:5, 0] == pytest.approx(shrunk.mean, abs=1e-4)
    assert found.sd[:5, 0] == pytest.approx(shrunk.sd, rel=0.01)
    assert found.tau[5, 0] == pytest.approx(shrunk.middle, abs=1e-4)  # a stratum nobody has seen
    assert found.sd[5, 0] > found.sd[:5, 0].max()


def test_drawing_together_is_nearer_the_truth_than_plain_differences() -> None:
    random, plain, drawn = np.random.default_rng(2), [], []
    for _ in range(60):
        truth = random.normal(0.3, 0.1, 20)
        stratum, arm = np.repeat(np.arange(20), 60), random.integers(0, 2, 1200)
        trial = randomised(arm, random.normal(size=1200) + arm * truth[stratum], [0.5, 0.5])
        single = np.array([difference(trial.among(stratum == one), 1).mean for one in range(20)])
        found = PooledResponse().fit(trial, stratum).effects(np.arange(20))
        plain.append(np.square(single - truth).mean())
        drawn.append(np.square(found.tau[:, 0] - truth).mean())
    assert np.mean(drawn) < 0.4 * np.mean(plain)


def test_a_stratum_without_one_arm_gets_the_middle() -> None:
    random = np.random.default_rng(3)
    stratum, arm = np.repeat(["a", "b", "c", "d"], 100), np.tile([0, 1], 200)
    arm[stratum == "d"] = 0
    trial = randomised(arm, random.normal(size=400) + arm, [0.5, 0.5])
    found = PooledResponse().fit(trial, stratum).effects(["d", "e", "a"])
    assert found.tau[0, 0] == pytest.approx(found.tau[1, 0])
    assert found.sd[2, 0] < found.sd[0, 0] < np.inf


def test_strata_that_do_not_fit_are_refused() -> None:
    trial = randomised([0, 0, 1, 1], [1.0, 2, 2, 4], [0.5, 0.5])
    with pytest.raises(InputError, match="one label a person"):
        PooledResponse().fit(trial, [1, 2])


def test_propensity_finds_the_chances_of_a_known_world() -> None:
    random = np.random.default_rng(4)
    x = random.normal(size=(60_000, 2))
    odds = np.exp(np.column_stack([np.zeros(60_000), 0.3 + 0.8 * x[:, 0], -0.5 + 0.4 * x[:, 1]]))
    truth = odds / odds.sum(axis=1, keepdims=True)
    arm = (random.random((60_000, 1)) > np.cumsum(truth, axis=1)).sum(axis=1)
    found = Propensity().fit(x, arm, 2).predict(x)
    assert np.abs(found - truth).mean() < 0.006
    assert found.sum(axis=1) == pytest.approx(np.ones(60_000))
    assert found.mean(axis=0) == pytest.approx(np.bincount(arm) / 60_000, abs=1e-3)  # the score equation


def test_what_was_observed_is_put_right_by_its_features() -> None:
    random = np.random.default_rng(5)
    x = random.normal(size=(20_000, 3))
    arm = (random.random(20_000) < 1 / (1 + np.exp(-x[:, 0]))).astype(int)
    y = 2 * x[:, 0] + 0.5 * arm + random.normal(size=20_000)
    found = observed(x, arm, y)
    raw = y[arm == 1].mean() - y[arm == 0].mean()
    read = difference(found.trial, 1)
    assert raw > 1.5
    assert read.mean == pytest.approx(0.5, abs=0.1)
    assert found.trial.design == "observational"
    assert found.kept.sum() + found.outside == 20_000
    assert np.abs(found.balance[0]).max() > 0.5
    assert np.abs(found.balance[1]).max() < 0.1
    assert np.all(found.effective <= np.bincount(found.trial.arm))


def test_those_beyond_comparison_are_left_out_and_named() -> None:
    random = np.random.default_rng(6)
    x = random.normal(size=(20_000, 1)) * 3
    arm = (random.random(20_000) < 1 / (1 + np.exp(-2 * x[:, 0]))).astype(int)
    found = observed(x, arm, random.normal(size=20_000), bound=0.05)
    assert found.outside > 5_000
    assert found.trial.propensity.min() >= 0.05
    assert "beyond comparison" in found.warnings[0]["en"]
    assert "可比范围" in found.warnings[0]["zh"]


def test_arms_decided_by_a_feature_are_no_trial() -> None:
    x = np.tile([0.0, 1.0], 1000)[:, None]
    with pytest.raises(NotEnoughDataError, match="decided who got what"):
        observed(x, (x[:, 0] > 0).astype(int), x[:, 0], held=1e-6)


def test_names_of_arms_are_refused() -> None:
    with pytest.raises(InputError, match="arm holds what is not a number"):
        observed(np.zeros((4, 1)), ["a", "b", "a", "b"], [1.0, 2, 3, 4])
