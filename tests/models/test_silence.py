"""The chance of silence, against simulation and against the models' own formulas."""

import numpy as np
import pytest

from guanxi.core.models.beta_geo import BetaGeoNBD
from guanxi.core.models.fitting import Array
from guanxi.core.models.silence import Silence

HORIZON = 90.0


def people(count: int, seed: int = 0) -> tuple[Array, Array, Array, Array]:
    """Histories (x, t_x, T) of buyers with gamma rates who may leave, and whether silence followed."""
    draw = np.random.default_rng(seed)
    x, t_x, T, silent = np.zeros((4, count))
    for n in range(count):
        T[n] = draw.integers(100, 500)
        rate, life = draw.gamma(0.7, 1 / 40), draw.exponential(400)
        days = np.cumsum(draw.exponential(1 / rate, 400))
        days = days[days < life]
        past = days[days <= T[n]]
        x[n], t_x[n] = len(past), np.floor(past[-1]) if len(past) else 0.0
        silent[n] = not ((days > T[n]) & (days <= T[n] + HORIZON)).any()
    return x, np.minimum(t_x, T), T, silent


def fitted() -> tuple[BetaGeoNBD, tuple[Array, Array, Array, Array]]:
    known = people(3_000)
    x, t_x, T, _ = known
    return BetaGeoNBD().fit(x, t_x, T), known


def test_without_a_past_the_model_speaks_for_itself() -> None:
    model, (x, t_x, T, _) = fitted()
    silence = Silence(HORIZON).fit([])
    soon, year = silence.chances([HORIZON, 365], model, x, t_x, T)
    np.testing.assert_allclose(soon, model.probability(0, HORIZON, x, t_x, T), atol=1e-8)
    np.testing.assert_allclose(year, model.probability(0, 365, x, t_x, T), atol=1e-8)


@pytest.mark.parametrize("wrong", [0.5, 3.0])
def test_a_model_that_is_wrong_is_set_right(wrong: float) -> None:
    """Everybody's rate believed twice too high or three times too low; others are foretold than those learned from."""
    model, (x, t_x, T, silent) = fitted()
    model.alpha_ *= wrong
    silence = Silence(HORIZON).fit([(model, x, t_x, T, silent, np.ones_like(x))])
    x, t_x, T, silent = people(3_000, seed=1)
    plain, (told,) = model.probability(0, HORIZON, x, t_x, T), silence.chances([HORIZON], model, x, t_x, T)
    assert abs(told.mean() - silent.mean()) < 0.03 < abs(plain.mean() - silent.mean())
    for low in (0.0, 0.4, 0.8):
        here = (told >= low) & (told < low + 0.4)
        assert told[here].mean() == pytest.approx(silent[here].mean(), abs=0.07)


def test_counts_stand_for_people_and_their_order_for_nothing() -> None:
    model, (x, t_x, T, silent) = fitted()
    one = Silence(HORIZON).fit([(model, x, t_x, T, silent, np.ones_like(x))])
    order = np.random.default_rng(2).permutation(len(x))
    rows = np.concatenate([order, order])
    two = Silence(HORIZON).fit([(model, x[rows], t_x[rows], T[rows], silent[rows], np.full(len(rows), 0.5))])
    np.testing.assert_allclose(one.coefficients_, two.coefficients_, rtol=1e-7)


@pytest.mark.parametrize("silent", [0.0, 1.0])
def test_one_sided_pasts_end_calmly(silent: float) -> None:
    model, (x, t_x, T, _) = fitted()
    silence = Silence(HORIZON).fit([(model, x, t_x, T, np.full_like(x, silent), np.ones_like(x))])
    (told,) = silence.chances([HORIZON], model, x, t_x, T)
    assert np.isfinite(silence.coefficients_).all()
    assert abs(told.mean() - silent) < 0.05
