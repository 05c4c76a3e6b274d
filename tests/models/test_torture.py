"""Hostile brands, every model: finite and sensible numbers or the stated reason; never NaN, Inf or negative."""

from functools import cache

import numpy as np
import pytest

from guanxi.core.kernel.errors import InputError, NotEnoughDataError
from guanxi.core.models import (
    BetaGeoNBD,
    GammaGamma,
    ModifiedBetaGeoNBD,
    ParetoNBD,
    PurchaseModel,
    customer_lifetime_value,
)
from guanxi.core.models.fitting import Array

MODELS = (BetaGeoNBD, ModifiedBetaGeoNBD, ParetoNBD)
Brand = tuple[Array, Array, Array, Array]
"""x, t_x, T in days and the mean money of the repeat purchases, 0 where there is none."""


def brand(
    customers: int = 600, r: float = 0.8, alpha: float = 30, s: float = 0.6, beta: float = 100, days: int = 700
) -> Brand:
    """Simulated buyers by whole days: rates ~ Gamma(r, α), deaths ~ Gamma(s, β), a purchase of about 50."""
    rng = np.random.default_rng(customers + days)
    T = rng.integers(1, days, customers).astype(float)
    seen = np.minimum(T, rng.exponential(1, customers) / np.maximum(rng.gamma(s, 1 / beta, customers), 1e-12))
    x = rng.poisson(rng.gamma(r, 1 / alpha, customers) * seen).astype(float)
    last = np.ceil(seen * rng.random(customers) ** (1 / np.maximum(x, 1)))
    money = rng.gamma(6 * np.maximum(x, 1), 1 / np.maximum(rng.gamma(4, 1 / 25, customers), 1e-9)) / np.maximum(x, 1)
    return x, np.where(x > 0, last, 0.0), T, np.where(x > 0, np.round(money, 2), 0.0)


def joined(*brands: Brand) -> Brand:
    x, t_x, T, m = (np.concatenate(columns) for columns in zip(*brands, strict=True))
    return x, t_x, T, m


def one(x: float, t_x: float, T: float, m: float, times: int = 1) -> Brand:
    return np.full(times, x), np.full(times, t_x), np.full(times, T), np.full(times, m)


def left_truncated() -> Brand:
    """The books begin in the middle: what looks like a first purchase was none, and old customers look new."""
    x, t_x, T, m = brand(1_500)
    kept = (T < 300) | (t_x > T - 300)
    seen = np.minimum(T, 300.0)
    return np.where(T < 300, x, np.ceil(x / 2))[kept], np.clip(t_x - (T - seen), 0, seen)[kept], seen[kept], m[kept]


def closed_for_a_season() -> Brand:
    """Nobody could buy for the last 200 days."""
    x, t_x, T, m = brand()
    return x, np.minimum(t_x, np.maximum(T - 200, 0)), T, m


HOSTILE: dict[str, Brand] = {
    "fifty customers": brand(50),
    "everybody dies at once": brand(4_000, beta=0.5, s=3),
    "everybody dies, all alike": one(1, 1, 700, 20, 200),
    "nobody dies": brand(beta=1e7),
    "nobody dies, all alike": one(70, 699, 700, 20, 200),
    "heavy buyers": brand(120, r=60, alpha=30, beta=900, days=900),
    "some are new today": joined(brand(500), one(0, 0, 0, 0, 500)),
    "one customer with a million orders": joined(brand(300), one(1e6, 700, 700, 30)),
    "one customer spends a billion": joined(brand(500), one(3, 300, 400, 1e9)),
    "money a million times as much": (*brand(500)[:3], brand(500)[3] * 1e6),
    "money a millionth": (*brand(500)[:3], brand(500)[3] * 1e-6),
    "all equal money": (*brand(500)[:3], np.where(brand(500)[0] > 0, 9.9, 0.0)),
    "all buy at one rate": brand(r=5_000, alpha=150_000),
    "everybody has the same history": one(4, 80, 90, 25, 100),
    "one purchase each, on the last day": joined(one(0, 0, 30, 0, 50), one(1, 30, 30, 25, 50)),
    "left-truncated": left_truncated(),
    "closed for a season": closed_for_a_season(),
    "a few days of history": brand(900, alpha=2, days=4),
    "moments, not days": tuple(c + 0.123 * (i in (1, 2)) * (c > 0) for i, c in enumerate(brand(500))),  # type: ignore[dict-item]
}


@cache
def fitted(of: type[PurchaseModel], name: str) -> PurchaseModel:
    return of().fit(*HOSTILE[name][:3])


@pytest.mark.parametrize("of", MODELS)
@pytest.mark.parametrize("name", HOSTILE)
def test_purchases_stay_sensible(name: str, of: type[PurchaseModel]) -> None:
    x, t_x, T, _ = HOSTILE[name]
    model = fitted(of, name)
    assert np.isfinite([*model.parameters_.values(), model.log_likelihood_]).all()
    alive = model.p_alive(x, t_x, T)
    assert ((alive >= 0) & (alive <= 1)).all()
    fastest = ((x + 1) / np.maximum(t_x, 1)).max()
    for horizon in (0, 1e-9, 365, 1e5):
        expected = model.expected_purchases(horizon, x, t_x, T)
        assert np.isfinite(expected).all()
        assert (expected >= 0).all()
        assert (expected <= 2 * fastest * horizon).all()
    assert np.isfinite(model.newcomer_purchases([0, 1, 1e4])).all()
    for drawn in model.draws(3, seed=1):
        assert np.isfinite(drawn.expected_purchases(365, x, t_x, T)).all()


@pytest.mark.parametrize("of", MODELS)
@pytest.mark.parametrize("name", HOSTILE)
def test_chances_stay_chances(name: str, of: type[PurchaseModel]) -> None:
    x, t_x, T, _ = (column[-12:] for column in HOSTILE[name])
    model = fitted(of, name)
    for n in (0, 1, 17, 10_000):
        chances = model.probability(n, 9, x, t_x, T)
        assert ((chances >= 0) & (chances <= 1)).all()
    low, high = model.purchase_interval(9, x, t_x, T)
    expected = model.expected_purchases(9, x, t_x, T)
    assert ((low >= 0) & (low <= high)).all()
    assert (high <= 20 + 10 * expected / np.maximum(model.p_alive(x, t_x, T), 0.05)).all()
    wait = model.next_purchase(x, t_x, T)
    assert (wait > 0).all()  # infinite for those who have probably left: no number is missing


@pytest.mark.parametrize("name", HOSTILE)
def test_money_stays_sensible(name: str) -> None:
    x, t_x, T, m = HOSTILE[name]
    spend = GammaGamma().fit(x, m)
    expected = spend.expected_spend(x, m)
    assert np.isfinite([*spend.parameters_.values(), spend.log_likelihood_]).all()
    assert np.isfinite(expected).all()
    assert (expected > 0).all()
    assert (expected <= 30 * m.max()).all()
    for of in MODELS:
        worth = customer_lifetime_value(fitted(of, name), spend, x, t_x, T, m)
        assert np.isfinite(worth).all()
        assert (worth >= 0).all()


@pytest.mark.parametrize("scale", [1e6, 1e-6])
def test_the_unit_of_money_does_not_matter(scale: float) -> None:
    x, _, _, m = brand(800)
    own, other = GammaGamma().fit(x, m), GammaGamma().fit(x, m * scale)
    assert other.expected_spend(x, m * scale) == pytest.approx(own.expected_spend(x, m) * scale, rel=1e-6)


@pytest.mark.parametrize("of", MODELS)
@pytest.mark.parametrize("days", [1 / 86400, 7.0, 365.25 / 12, 1e4])
def test_days_weeks_and_months_forecast_the_same(of: type[PurchaseModel], days: float) -> None:
    x, t_x, T, _ = brand(800)
    own, other = of().fit(x, t_x, T), of().fit(x, t_x / days, T / days)
    assert other.expected_purchases(365 / days, x, t_x / days, T / days) == pytest.approx(
        own.expected_purchases(365, x, t_x, T), rel=1e-6
    )


@pytest.mark.parametrize("of", MODELS)
def test_no_repeats_no_buyers_and_no_age_are_refused_with_a_remedy(of: type[PurchaseModel]) -> None:
    none = np.zeros(200)
    for history, says in (
        ((none, none, np.full(200, 90.0)), "None of 200 buyers has bought again"),
        (([], [], []), "no buyers"),
        ((np.ones(200), none, none), "new today"),
        ((np.r_[none, np.ones(9)], np.zeros(209), np.full(209, 90.0)), "Only 9 of 209"),
    ):
        with pytest.raises(NotEnoughDataError, match=says) as refused:
            of().fit(*history)
        assert refused.value.remedy


@pytest.mark.parametrize("of", MODELS)
def test_impossible_columns_are_refused_with_a_remedy(of: type[PurchaseModel]) -> None:
    x, t_x, T, _ = brand(50)
    future = np.where(x > 0, T + 5, 0.0)
    for history, says in (
        ((x, future, T), "after the end of its history"),
        ((x, t_x, np.where(np.arange(50) == 7, np.nan, T)), "T holds nan"),
        ((x, t_x, np.where(np.arange(50) == 7, np.inf, T)), "T holds inf"),
        ((-x, t_x, T), "x holds -"),
        ((x[:-1], t_x, T), "differ in length"),
    ):
        with pytest.raises(InputError, match=says) as refused:
            of().fit(*history)
        assert refused.value.remedy


def test_money_without_a_mean_and_without_purchases() -> None:
    """Purchases so unequal that their mean does not exist (q < 1) still get a finite one; too few are refused."""
    rng = np.random.default_rng(4)
    x = rng.integers(1, 6, 3_000).astype(float)
    m = rng.gamma(6 * x, 1 / rng.gamma(0.7, 1 / 100, 3_000)) / x
    spend = GammaGamma().fit(x, m)
    assert spend.q_ > 1
    assert np.isfinite(spend.expected_spend(np.r_[0, x], np.r_[0, m])).all()
    for few in (np.zeros(5), np.ones(5)):
        with pytest.raises(NotEnoughDataError) as refused:
            GammaGamma().fit(few, few * 20)
        assert refused.value.remedy
    with pytest.raises(InputError):
        GammaGamma().fit(x, -m)
