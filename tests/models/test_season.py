"""The level of a brand: careful, and only where the past says that it would have helped."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from guanxi.core.models.season import MOST, SEASON, UNTESTED, Level, Season

ORIGINS = st.lists(st.tuples(st.floats(1, 1e6), st.floats(1, 1e6), st.floats(1, 1000)), min_size=1, max_size=6)


def level(*missed: float) -> Level:
    forecast = np.full(len(missed), 1000.0)
    return Level().fit(forecast * np.exp(missed), forecast, np.ones(len(missed)))


def test_half_of_what_was_missed_each_time() -> None:
    assert np.log(level(0.06, 0.06, 0.06).factor_) == pytest.approx(0.03)
    assert np.log(level(-0.06, -0.04).factor_) == pytest.approx(-0.025)


def test_no_more_than_a_twentieth() -> None:
    assert np.log(level(0.5, 0.4).factor_) == pytest.approx(MOST)


def test_misses_that_contradict_each_other_change_nothing() -> None:
    assert level(0.1, -0.1).factor_ == 1
    assert level(0.1, -0.08, 0.02).factor_ == pytest.approx(1, abs=0.01)


def test_a_longer_history_counts_more() -> None:
    fitted = Level().fit(np.array([106.0, 102.0]), np.array([100.0, 100.0]), np.array([300.0, 100.0]))
    assert np.log(fitted.factor_) == pytest.approx((0.75 * np.log(1.06) + 0.25 * np.log(1.02)) / 2)


def test_without_a_past_the_total_is_unsure() -> None:
    for fitted in (level(), Level().fit(np.zeros(2), np.ones(2), np.ones(2))):
        assert (fitted.factor_, fitted.sd_) == (1, UNTESTED)


@given(ORIGINS)
def test_bounds(origins: list[tuple[float, float, float]]) -> None:
    actual, forecast, weights = (np.array(column) for column in zip(*origins, strict=True))
    fitted = Level().fit(actual, forecast, weights)
    assert np.exp(-MOST) - 1e-12 <= fitted.factor_ <= np.exp(MOST) + 1e-12
    assert fitted.sd_ > 0
    assert Level().fit(actual * 7, forecast * 7, weights * 3).factor_ == pytest.approx(fitted.factor_)


def season(*missed: float) -> float:
    forecast = np.full(len(missed), 1000.0)
    return float(np.log(Season().fit(forecast * np.exp(missed), forecast).factor_))


def test_a_season_that_came_back_is_forecast_by_half() -> None:
    assert season(0.2, 0.1) == pytest.approx(0.075)
    assert season(-0.3, -0.3, -0.3) == pytest.approx(-0.15)
    assert season(0.9, 0.9) == pytest.approx(SEASON)


def test_a_season_that_is_not_proven_changes_nothing() -> None:
    assert season() == season(0.3) == season(0.1, -0.2) == season(0.02, 0.2) == 0
