"""Gamma-Gamma against its authors' figures, brute-force integration and the properties it must have."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from tests.models.cdnow import money_by_day, needs_cdnow

from guanxi.core.kernel.errors import InputError, NotEnoughDataError
from guanxi.core.models import GammaGamma
from guanxi.core.models.fitting import Array


def known(p: float = 6.25, q: float = 3.74, v: float = 15.44) -> GammaGamma:
    model = GammaGamma()
    model.p_, model.q_, model.v_ = p, q, v
    return model


def simulated(customers: int, seed: int = 1) -> tuple[Array, Array]:
    rng = np.random.default_rng(seed)
    x = rng.integers(1, 12, customers)
    own = rng.gamma(3.5, 1 / 40, customers)
    return x.astype(float), rng.gamma(2.5 * x) / own / x


@needs_cdnow
def test_cdnow_gives_the_published_parameters() -> None:
    """Fader & Hardie (2013), note 025: p 6.25, q 3.74, v 15.44 on 946 repeat buyers, first purchase left out."""
    repeat = [list(days.values())[1:] for days in money_by_day() if len(days) > 1]
    model = GammaGamma().fit([len(values) for values in repeat], [np.mean(values) for values in repeat])
    assert len(repeat) == 946
    assert np.round([model.p_, model.q_, model.v_], 2) == pytest.approx([6.25, 3.74, 15.44])
    assert model.log_likelihood_ == pytest.approx(-4055.9177, abs=5e-5)


def test_the_likelihood_is_the_one_by_integration() -> None:
    """Density of a mean: gamma given the personal ν, averaged over ν ~ Gamma(q, v)."""
    from scipy.stats import gamma

    x, m = simulated(30)
    model = GammaGamma().fit(x, m)

    def density(of: float, mean: float) -> float:
        def given(own: float) -> float:
            each = gamma.pdf(mean, model.p_ * of, scale=1 / (own * of))
            return float(each * gamma.pdf(own, model.q_, scale=1 / model.v_))

        return float(quad(given, 0, np.inf, epsabs=0, limit=200)[0])

    total = sum(np.log(density(of, mean)) for of, mean in zip(x, m, strict=True))
    assert model.log_likelihood_ == pytest.approx(total, abs=1e-6)


def test_the_model_recovers_what_it_was_told() -> None:
    model = GammaGamma().fit(*simulated(30_000))
    assert [model.p_, model.q_, model.v_] == pytest.approx([2.5, 3.5, 40], rel=0.05)


def test_the_fit_is_a_top() -> None:
    x, m = simulated(400)
    model = GammaGamma().fit(x, m)

    def at(parameters: Array) -> float:
        return plain_log_likelihood(parameters, x, m)

    top = np.array([model.p_, model.q_, model.v_])
    assert at(top) == pytest.approx(model.log_likelihood_, abs=1e-6)
    assert all(at(top * np.exp(move)) <= at(top) for move in np.random.default_rng(0).normal(0, 0.01, (40, 3)))


def plain_log_likelihood(at: Array, x: Array, m: Array) -> float:
    from scipy.special import betaln

    p, q, v = at
    each = -betaln(p * x, q) + q * np.log(v) + (p * x - 1) * np.log(m) + p * x * np.log(x)
    return float(np.sum(each - (p * x + q) * np.log(v + m * x)))


def test_expected_spend_lies_between_the_brand_and_the_person() -> None:
    model = known()
    brand = 6.25 * 15.44 / 2.74
    assert model.expected_spend(0, 0) == pytest.approx(brand)
    assert model.expected_spend(0, 500) == pytest.approx(brand)
    few, many = model.expected_spend([1, 50], 100.0)
    assert brand < few < many < 100


def test_cells_without_money_are_left_out() -> None:
    x, m = simulated(200)
    with_gaps = GammaGamma().fit(np.r_[x, 0, 3], np.r_[m, 50, 0])
    assert with_gaps.p_ == GammaGamma().fit(x, m).p_


def test_cells_with_weights_equal_customers_one_by_one() -> None:
    x, m = simulated(300)
    twice = GammaGamma().fit(np.r_[x, x], np.r_[m, m])
    weighted = GammaGamma().fit(x, m, weights=np.full(300, 2))
    assert weighted.v_ == pytest.approx(twice.v_, rel=1e-6)
    assert weighted.log_likelihood_ == pytest.approx(twice.log_likelihood_, abs=1e-6)


@pytest.mark.parametrize("case", ["all alike", "wild", "tiny", "huge", "many purchases"])
def test_odd_brands_still_get_finite_spend(case: str) -> None:
    rng = np.random.default_rng(3)
    x, m = {
        "all alike": (np.full(40, 2.0), np.full(40, 99.0)),
        "wild": (np.ones(200), np.exp(rng.normal(0, 6, 200))),
        "tiny": (np.full(40, 2.0), rng.gamma(2, 1e-9, 40)),
        "huge": (np.full(40, 2.0), rng.gamma(2, 1e12, 40)),
        "many purchases": (np.full(40, 5_000.0), rng.gamma(2, 30, 40)),
    }[case]
    spend = GammaGamma().fit(x, m).expected_spend(np.r_[0, x], np.r_[0, m])
    assert np.isfinite(spend).all()
    assert (spend > 0).all()


def test_too_little_data_names_the_cause() -> None:
    with pytest.raises(NotEnoughDataError, match="No repeat purchase with money"):
        GammaGamma().fit([0, 3], [50, 0])
    with pytest.raises(NotEnoughDataError, match="Only 9 buyers"):
        GammaGamma().fit([1], [20], weights=[9])
    with pytest.raises(InputError, match="m holds -5"):
        GammaGamma().fit([1], [-5])


@settings(max_examples=10, deadline=None)
@given(st.floats(1e-4, 1e5), st.integers(0, 30))
def test_the_unit_of_money_does_not_matter(unit: float, seed: int) -> None:
    x, m = simulated(800, seed)
    one, other = GammaGamma().fit(x, m), GammaGamma().fit(x, m * unit)
    assert [other.p_, other.q_, other.v_ / unit] == pytest.approx([one.p_, one.q_, one.v_], rel=1e-6)
    assert other.expected_spend(x, m * unit) == pytest.approx(unit * one.expected_spend(x, m), rel=1e-6)


@given(st.integers(0, 5_000), st.floats(0, 1e9), st.floats(1, 1e6))
def test_more_money_never_lowers_expected_spend(x: int, m: float, more: float) -> None:
    less, greater = known().expected_spend(x, [m, m + more])
    assert 0 < less <= greater < np.inf


def test_gradient_and_hessian_are_those_of_the_value() -> None:
    from guanxi.core.models.gamma_gamma import _Likelihood

    x, m = simulated(300)
    curve = _Likelihood(x, m, np.linspace(0.5, 2, 300), 17.0).curve
    for theta in np.random.default_rng(2).normal(0.5, 1, (10, 3)):
        _, slope, bend = curve(theta)
        nudges = 1e-5 * np.eye(3)
        rises = [(curve(theta + nudge)[0] - curve(theta - nudge)[0]) / 2e-5 for nudge in nudges]
        bends = [(curve(theta + nudge)[1] - curve(theta - nudge)[1]) / 2e-5 for nudge in nudges]
        assert slope == pytest.approx(np.array(rises), abs=1e-6, rel=1e-7)
        assert bend == pytest.approx(np.array(bends), abs=1e-6, rel=1e-7)


def test_a_brand_without_a_mean_stays_at_the_rule() -> None:
    """Personal ν ~ Gamma(0.6, v): the mean purchase would be infinite. q stays at 1.05, and the fit says so."""
    rng = np.random.default_rng(6)
    x = rng.integers(1, 9, 3_000).astype(float)
    model = GammaGamma().fit(x, rng.gamma(4 * x) / rng.gamma(0.6, 1 / 20, 3_000) / x)
    assert model.q_ == pytest.approx(1.05)
    assert model.at_bound_ == ("q",)
    for one in (model, *model.draws(20, seed=1)):
        assert one.q_ == pytest.approx(1.05)
        assert (one.expected_spend([0, 1, 50], [0, 30, 4_000]) > 0).all()


def test_draws_never_lose_the_mean() -> None:
    model = GammaGamma().fit(*simulated(60))
    assert min(one.q_ for one in model.draws(500, seed=2)) >= 1.05


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 50))
def test_the_order_of_customers_and_the_splitting_of_cells_do_not_matter(seed: int) -> None:
    x, m = simulated(600, seed)
    shuffled = np.random.default_rng(seed).permutation(np.r_[0:600, 0:300])
    weights = np.where(shuffled < 300, 0.5, 1.0)
    one, other = GammaGamma().fit(x, m), GammaGamma().fit(x[shuffled], m[shuffled], weights)
    assert list(other.parameters_.values()) == pytest.approx(list(one.parameters_.values()), rel=1e-6)


def test_one_customer_of_a_million_orders_and_one_of_a_billion_yuan() -> None:
    x, m = simulated(500)
    x, m = np.r_[x, 1e6, 1.0], np.r_[m, 30.0, 1e9]
    model = GammaGamma().fit(x, m)
    spend = model.expected_spend(x, m)
    assert np.isfinite(spend).all()
    assert (spend > 0).all()
    assert spend[-2] == pytest.approx(30, rel=1e-2)
