"""What every purchase model says of counts, intervals and the next purchase, against sums and simulated futures."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.models.test_beta_geo import MODELS, known, simulated

from guanxi.core.kernel.errors import InputError
from guanxi.core.models import BetaGeoNBD
from guanxi.core.models.fitting import Array

parameters = st.builds(
    known, st.floats(0.05, 5), st.floats(0.5, 50), st.floats(0.5, 5), st.floats(0.5, 20), st.sampled_from(MODELS)
)


def futures(model: BetaGeoNBD, horizon: float, history: tuple[float, float, float], people: int) -> Array:
    """Simulated purchases in (T, T + horizon] of people with one history."""
    rng = np.random.default_rng(11)
    x, t_x, T = history
    alive = rng.random(people) < model.p_alive(x, t_x, T)
    rate = rng.gamma(model.r_ + x, 1 / (model.alpha_ + T), people)
    leave = rng.beta(model.a_, model.b_ + x + model.AT_ONCE, people)
    return np.asarray(np.where(alive, np.minimum(rng.poisson(rate * horizon), rng.geometric(leave)), 0))


@settings(max_examples=40, deadline=None)
@given(parameters, st.integers(0, 30), st.floats(0, 60), st.floats(0, 60), st.floats(0, 60))
def test_chances_of_counts_add_up_to_one_and_their_mean_is_what_is_expected(
    model: BetaGeoNBD, x: int, one: float, two: float, horizon: float
) -> None:
    t_x, T = sorted((one, two))
    counts = np.arange(20_000)
    chances = model.probability(counts, horizon, x, t_x, T)
    assert (chances >= 0).all()
    assert chances.sum() == pytest.approx(1, abs=1e-6)
    expected = float(model.expected_purchases(horizon, x, t_x, T))
    assert float((chances * counts).sum()) == pytest.approx(expected, rel=1e-5, abs=1e-12)


@pytest.mark.parametrize("of", MODELS)
@pytest.mark.parametrize("history", [(0, 0, 20), (3, 18, 20), (12, 30, 38), (40, 37, 38)])
def test_chances_of_counts_are_those_of_simulated_futures(
    of: type[BetaGeoNBD], history: tuple[float, float, float]
) -> None:
    model, people = known(of=of), 200_000
    came = np.bincount(futures(model, 39, history, people).astype(int), minlength=12)[:12] / people
    chances = model.probability(np.arange(12), 39, *history)
    assert (np.abs(came - chances) < 5 * np.sqrt(chances * (1 - chances) / people) + 1e-5).all()


@pytest.mark.parametrize("history", [(0, 0, 20), (3, 18, 20), (40, 37, 38), (2_000, 38, 38), (50_000, 38, 38)])
def test_the_interval_holds_what_simulated_futures_say(history: tuple[float, float, float]) -> None:
    model = known()
    low, high = model.purchase_interval(39, *history, level=0.8)
    came = futures(model, 39, history, 100_000)
    assert float(low) == pytest.approx(np.quantile(came, 0.1), rel=0.03, abs=1)
    assert float(high) == pytest.approx(np.quantile(came, 0.9), rel=0.03, abs=1)


def test_intervals_of_a_population_cover() -> None:
    x, t_x, T = simulated(4_000)
    model = BetaGeoNBD().fit(x, t_x, T)
    came = np.array([futures(model, 90, history, 5)[-1] for history in zip(x[:600], t_x[:600], T[:600], strict=True)])
    low, high = model.purchase_interval(90, x[:600], t_x[:600], T[:600], level=0.8)
    assert ((low <= came) & (came <= high)).mean() > 0.8
    assert (low[high == 0] == 0).all()


@given(parameters, st.integers(0, 30), st.floats(0, 60), st.floats(0.01, 60), st.floats(0.05, 0.9))
def test_the_next_purchase_has_come_with_the_chance_asked_for(
    model: BetaGeoNBD, x: int, t_x: float, silence: float, chance: float
) -> None:
    t_x = t_x if x else 0.0
    until = float(model.next_purchase(x, t_x, t_x + silence, chance))
    if np.isinf(until):
        assert model.p_alive(x, t_x, t_x + silence) <= chance
    else:
        assert 1 - model.probability(0, until, x, t_x, t_x + silence) == pytest.approx(chance, abs=1e-9)


def test_the_next_purchase_in_closed_form() -> None:
    """P(no purchase in s | alive) = ((α+T)/(α+T+s))^(r+x)."""
    x, t_x, T = simulated(300)
    model = known(0.8, 30, 0.7, 3)
    alive = model.p_alive(x, t_x, T)
    share = np.where(alive > 0.5, 1 - 0.5 / np.maximum(alive, 0.5), 0.0)
    with np.errstate(divide="ignore"):
        closed = (model.alpha_ + T) * (share ** (-1 / (model.r_ + x)) - 1)
    assert model.next_purchase(x, t_x, T) == pytest.approx(closed, rel=1e-9)


def test_purchases_that_cannot_be() -> None:
    with pytest.raises(InputError, match=r"chance of 1\.5"):
        known().next_purchase(1, 2, 3, chance=1.5)
    with pytest.raises(InputError, match="horizon holds -1"):
        known().expected_purchases(-1, 1, 2, 3)
    with pytest.raises(InputError, match="n holds -1"):
        known().probability(-1, 1, 1, 2, 3)


def test_draws_spread_as_the_fit_is_unsure_and_repeat_with_their_seed() -> None:
    x, t_x, T = simulated(500)
    model = BetaGeoNBD().fit(x, t_x, T)
    drawn = model.draws(2_000, seed=5)
    logs = np.log([list(one.parameters_.values()) for one in drawn])
    assert model.covariance_ is not None
    assert logs.std(axis=0) == pytest.approx(np.sqrt(np.diag(model.covariance_)), rel=0.15)
    assert drawn[0].parameters_ == model.draws(1, seed=5)[0].parameters_
    assert model.draws(1, seed=6)[0].parameters_ != drawn[0].parameters_
    totals = [one.expected_purchases(90, x, t_x, T).sum() for one in drawn[:200]]
    assert np.mean(totals) == pytest.approx(model.expected_purchases(90, x, t_x, T).sum(), rel=0.05)
