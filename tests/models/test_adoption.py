"""First purchases: the series of Good & Toulmin against draws, and a logistic regression against scipy."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

from guanxi.core.models.adoption import AdoptionModel, bend, relative, still_unseen
from guanxi.core.models.fitting import Array


def test_what_is_unseen_follows_good_and_toulmin() -> None:
    """-Σ (-t)^k n_k by hand: three items seen once and one twice, looked at for half as long again."""
    person, times = np.array([0, 0, 0, 0, 1]), np.array([1, 1, 1, 2, 40])
    assert still_unseen(person, times, np.array([0.5, 0.5])) == pytest.approx([3 * 0.5 - 0.25, 0.0])


def test_what_is_unseen_is_what_comes() -> None:
    """Poisson purchases at gamma rates: E(none in 1, some in the next third) = 2^-r - (7/3)^-r, whatever the taste."""
    before = (draw := np.random.default_rng(3)).poisson(draw.gamma(0.6, 1.0, (400, 80)))
    person, item = np.nonzero(before)
    expected = still_unseen(person, before[person, item], np.full(400, 1 / 3)).sum()
    assert expected == pytest.approx(before.size * (2**-0.6 - (7 / 3) ** -0.6), rel=0.03)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.floats(1e-3, 1e3))
def test_relative_scores_know_no_unit(seed: int, scale: float) -> None:
    draw = np.random.default_rng(seed)
    scores, open_ = draw.random((7, 5)), draw.random((7, 5)) < 0.7
    once, again = relative(scores.copy(), open_), relative(scores * scale, open_)
    assert again[open_] == pytest.approx(once[open_])


def drawn(persons: int, items: int, seed: int) -> tuple[Array, Array, np.ndarray, np.ndarray]:
    draw = np.random.default_rng(seed)
    score, traits = draw.normal(size=(persons, items)), draw.normal(2.0, 3.0, (persons, 2))
    open_ = draw.random((persons, items)) < 0.8
    logit = -3 + 0.9 * score + (traits @ [0.3, -0.1])[:, None]
    return score, traits, open_, (draw.random((persons, items)) < 1 / (1 + np.exp(-logit))) & open_


def test_the_chance_is_a_logistic_regression() -> None:
    score, traits, open_, bought = drawn(300, 20, 1)
    found = AdoptionModel().fit(score, traits, open_, bought)
    upper = bend(score)
    Z = np.c_[np.ones(open_.sum()), (score - upper)[open_], upper[open_], np.repeat(traits, open_.sum(axis=1), axis=0)]
    y = bought[open_]

    def loss(theta: Array) -> float:
        eta = Z @ theta
        return float((np.logaddexp(0, eta) - y * eta).mean())

    best = minimize(loss, np.zeros(5), method="BFGS").x
    chance = found.probability(score.copy(), traits)[open_]
    apart = np.abs(chance - 1 / (1 + np.exp(-Z @ best)))
    assert apart.mean() < 0.002  # the prior pulls a little
    assert found.probability(score.copy(), traits)[open_].sum() == pytest.approx(y.sum(), rel=0.01)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000), st.floats(0.0, 400.0))
def test_a_level_is_met_and_keeps_every_order(seed: int, expected: float) -> None:
    score, traits, open_, bought = drawn(40, 10, seed)
    model = AdoptionModel().fit(score, traits, open_, bought).levelled(score, traits, open_, expected)
    chance = model.probability(score.copy(), traits)
    goal = min(expected, 0.999 * open_.sum())
    assert (chance * open_).sum() == pytest.approx(goal, rel=1e-6, abs=1e-6)
    assert ((chance >= 0) & (chance <= 1)).all()
    assert (np.diff(np.take_along_axis(chance, score.argsort(axis=1), axis=1)) >= 0).all()


def test_scores_that_mislead_count_for_nothing() -> None:
    score, traits, open_, bought = drawn(300, 20, 2)
    assert AdoptionModel().fit(-score, traits, open_, bought).slopes_ == pytest.approx([0.05, 0.05])


def test_the_way_to_the_top_does_not_matter() -> None:
    score, traits, open_, bought = drawn(300, 20, 3)
    near = AdoptionModel().fit(score * 1.5, traits, open_, bought)
    far, found = (AdoptionModel().fit(score, traits, open_, bought, start) for start in (None, near))
    assert found.slopes_ == pytest.approx(far.slopes_, abs=1e-4)
    assert found.intercept_ == pytest.approx(far.intercept_, abs=1e-4)
    assert found.log_likelihood_ == pytest.approx(far.log_likelihood_, abs=1e-10)


def test_the_slope_runs_from_the_lower_to_the_upper_one() -> None:
    """Derivative of the logit by the score, from the lowest score on: lower slope, half way, upper slope, and on."""
    score = np.log(0.01) + np.array([[0.0, 3.8, 7.6, 9.0]])
    step, model = 1e-6, AdoptionModel()
    model.slopes_ = np.array([0.5, 2.0])

    def logit(at: Array) -> Array:
        chance = model.probability(at, np.zeros((1, 0)))
        return np.asarray(np.log(chance / (1 - chance)))

    rise = (logit(score + step) - logit(score - step)) / (2 * step)
    assert rise[0] == pytest.approx([0.5, 1.25, 2.0, 2.0], rel=1e-4)
