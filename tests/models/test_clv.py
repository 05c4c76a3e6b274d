"""Discounted purchases and lifetime value against plain sums; the quick way against the plain one."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from tests.models.test_beta_geo import MODELS, known, simulated
from tests.models.test_gamma_gamma import known as known_spend

from guanxi.core.kernel.errors import InputError
from guanxi.core.models import BetaGeoNBD, customer_lifetime_value, discounted_purchases, expected_contribution
from guanxi.core.models.fitting import Array

MONTH = 365 / 12


def month_by_month(model: BetaGeoNBD, months: int, rate: float, x: Array, t_x: Array, T: Array) -> Array:
    value = np.zeros(len(x))
    for month in range(months):
        came = [model.p_alive(x, t_x, T) * model.purchases_if_alive(edge * MONTH, x, T) for edge in (month, month + 1)]
        value += (came[1] - came[0]) / (1 + rate) ** ((month + 0.5) / 12)
    return value


@pytest.mark.parametrize("of", MODELS)
def test_discounted_purchases_are_those_of_each_month(of: type[BetaGeoNBD]) -> None:
    x, t_x, T = simulated(400)
    model = known(0.8, 30, 0.7, 3, of)
    for months, rate in ((1, 0.3), (12, 0.1), (36, 0.0)):
        expected = month_by_month(model, months, rate, x, t_x, T)
        assert discounted_purchases(model, months, rate, x, t_x, T) == pytest.approx(expected, rel=1e-9)


def test_without_a_rate_they_are_the_purchases_expected() -> None:
    x, t_x, T = simulated(200)
    model = known(0.8, 30, 0.7, 3)
    assert discounted_purchases(model, 7.5, 0, x, t_x, T) == pytest.approx(
        model.expected_purchases(7.5 * MONTH, x, t_x, T)
    )
    assert (discounted_purchases(model, 0, 0.1, x, t_x, T) == 0).all()


@pytest.mark.parametrize("ages", ["whole", "any", "one"])
@pytest.mark.parametrize("of", MODELS)
def test_many_customers_at_once_get_what_each_gets_alone(ages: str, of: type[BetaGeoNBD]) -> None:
    """Beyond some thousands, polynomials in the age take the place of the formula."""
    x, t_x, T = simulated(6_000)
    x[0], t_x[0], T[0] = 1e6, T[0] * 0.9, T[0]
    T = {"whole": T, "any": T + 0.37 * (np.arange(6_000) % 3), "one": np.full(6_000, 700.0)}[ages]
    for model in (known(0.8, 30, 0.7, 3, of), known(0.05, 0.01, 1.0, 40, of), known(3, 400, 30, 80, of)):
        for horizon in (1.0, 365.0, 5_000.0):
            together = model.expected_purchases(horizon, x, t_x, T)
            alone = model.p_alive(x, t_x, T) * model.purchases_if_alive(horizon, x, T)
            assert together == pytest.approx(alone, rel=1e-9, abs=1e-300)


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 99), st.integers(1, 5_999), st.sampled_from(MODELS))
def test_value_adds_up_over_customers_and_knows_no_order(seed: int, cut: int, of: type[BetaGeoNBD]) -> None:
    x, t_x, T = simulated(6_000, seed)
    m = np.random.default_rng(seed).gamma(2, 30, 6_000)
    order = np.random.default_rng(seed).permutation(6_000)
    model, spend = known(0.8, 30, 0.7, 3, of), known_spend()

    def value(rows: NDArray[np.int64] | slice) -> Array:
        return customer_lifetime_value(model, spend, *(column[rows] for column in (x, t_x, T, m)))

    whole = value(slice(None))
    assert value(slice(cut)).sum() + value(slice(cut, None)).sum() == pytest.approx(whole.sum(), rel=1e-10)
    assert value(order) == pytest.approx(whole[order], rel=1e-10)
    assert (whole >= 0).all()


def test_the_units_of_time_and_money_do_not_matter() -> None:
    x, t_x, T = simulated(3_000)
    m = np.where(x > 0, np.random.default_rng(1).gamma(2, 30, 3_000), 0)
    weekly = known(0.8, 30 / 7, 0.7, 3)
    days = customer_lifetime_value(known(0.8, 30, 0.7, 3), known_spend(), x, t_x, T, m, months=12)
    weeks = customer_lifetime_value(weekly, known_spend(), x, t_x / 7, T / 7, m, months=12, year=365 / 7)
    cents = customer_lifetime_value(known(0.8, 30, 0.7, 3), known_spend(v=1544), x, t_x, T, m * 100, months=12)
    assert weeks == pytest.approx(days, rel=1e-9)
    assert cents == pytest.approx(100 * days, rel=1e-9)


def test_contribution_is_purchases_times_spend() -> None:
    x, t_x, T = simulated(50)
    m = np.full(50, 20.0)
    model, spend = known(0.8, 30, 0.7, 3), known_spend()
    product = model.expected_purchases(365, x, t_x, T) * spend.expected_spend(x, m)
    assert expected_contribution(model, spend, 365, x, t_x, T, m) == pytest.approx(product)
    yearly = customer_lifetime_value(model, spend, x, t_x, T, m, months=12, yearly_rate=0)
    assert yearly == pytest.approx(product, rel=1e-9)


def test_one_customer_gets_one_number() -> None:
    value = customer_lifetime_value(known(), known_spend(), 1, 2, 3, 20)
    assert np.shape(value) == ()
    assert value > 0


def test_a_negative_rate_is_refused() -> None:
    with pytest.raises(InputError, match="yearly_rate"):
        discounted_purchases(known(), 12, -0.1, 1, 1, 1)
    with pytest.raises(InputError, match="months"):
        discounted_purchases(known(), float("inf"), 0.1, 1, 1, 1)
