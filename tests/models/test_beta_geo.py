"""BG/NBD and MBG/NBD against their authors' figures, brute-force integration and the properties they must have."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import dblquad, quad
from tests.models.cdnow import END, first_and_repeat_days, needs_cdnow

from guanxi.core.kernel.errors import InputError, NotEnoughDataError
from guanxi.core.models import BetaGeoNBD, ModifiedBetaGeoNBD
from guanxi.core.models.fitting import Array

PUBLISHED = (0.243, 4.414, 0.793, 2.426)  # Fader, Hardie & Lee (2005), table 2; weeks
MODIFIED = (0.525, 6.183, 0.891, 1.614)  # MBG/NBD on the same data; lifetimes 0.11.3 finds the same
MODELS = (BetaGeoNBD, ModifiedBetaGeoNBD)


def cdnow_weeks() -> tuple[Array, Array, Array]:
    histories = first_and_repeat_days()
    x = np.array([len(days) - 1 for days in histories], dtype=float)
    t_x = np.array([(days[-1] - days[0]).days / 7 for days in histories])
    return x, t_x, np.array([(END - days[0]).days / 7 for days in histories])


def known(
    r: float = 0.243, alpha: float = 4.414, a: float = 0.793, b: float = 2.426, of: type[BetaGeoNBD] = BetaGeoNBD
) -> BetaGeoNBD:
    model = of()
    model.r_, model.alpha_, model.a_, model.b_ = r, alpha, a, b
    return model


def simulated(customers: int, seed: int = 1) -> tuple[Array, Array, Array]:
    """Customers who live by the model's own story: r 0.8, α 30, a 0.7, b 3."""
    rng = np.random.default_rng(seed)
    T = rng.integers(1, 700, customers).astype(float)
    rate, leave = rng.gamma(0.8, 1 / 30, customers), rng.beta(0.7, 3, customers)
    now, x, t_x = np.zeros(customers), np.zeros(customers), np.zeros(customers)
    alive = np.ones(customers, dtype=bool)
    while alive.any():
        now += rng.exponential(1 / np.maximum(rate, 1e-12))
        alive &= now <= T
        x += alive
        t_x = np.where(alive, now, t_x)
        alive &= rng.random(customers) > leave
    return x, t_x, T


@needs_cdnow
def test_cdnow_gives_the_published_parameters() -> None:
    model = BetaGeoNBD().fit(*cdnow_weeks())
    assert np.round([model.r_, model.alpha_, model.a_, model.b_], 3) == pytest.approx(PUBLISHED)
    assert model.log_likelihood_ == pytest.approx(-9582.4292, abs=5e-5)
    assert model.customers_ == 2357


@needs_cdnow
def test_cdnow_gives_the_known_parameters_of_the_modified_model() -> None:
    model = ModifiedBetaGeoNBD().fit(*cdnow_weeks())
    assert np.round(list(model.parameters_.values()), 3) == pytest.approx(MODIFIED)
    assert model.log_likelihood_ == pytest.approx(-9582.1357, abs=5e-5)  # printed as -9582.13, cut after two digits
    assert model.at_bound_ == ()


@needs_cdnow
def test_cdnow_repeat_purchases_of_78_weeks_are_predicted_within_six_percent() -> None:
    days = first_and_repeat_days(to=date(1998, 6, 30))
    came = sum(len(history) - 1 for history in days)
    x, t_x, T = cdnow_weeks()
    expected = x.sum() + BetaGeoNBD().fit(x, t_x, T).expected_purchases(39, x, t_x, T).sum()
    assert expected == pytest.approx(came, rel=0.06)


@needs_cdnow
@pytest.mark.parametrize("of", MODELS)
def test_the_fit_is_the_top_to_a_millionth(of: type[BetaGeoNBD]) -> None:
    """Recomputed in plain products (eq. 6; Batislam et al., eq. 4), another climber finds nothing higher."""
    from scipy.optimize import minimize

    x, t_x, T = cdnow_weeks()
    fitted = of().fit(x, t_x, T)
    at = np.log(list(fitted.parameters_.values()))

    def loss(theta: Array) -> float:
        return -plain_log_likelihood(np.exp(theta), x, t_x, T, of.AT_ONCE)

    assert -loss(at) == pytest.approx(fitted.log_likelihood_, abs=1e-6)
    found = minimize(loss, at + 0.01, method="Nelder-Mead", options={"xatol": 1e-7, "fatol": 1e-9, "maxiter": 2000})
    assert -found.fun <= fitted.log_likelihood_ + 1e-6


def plain_log_likelihood(at: Array, x: Array, t_x: Array, T: Array, at_once: int = 0) -> float:
    from scipy.special import beta, gammaln

    r, alpha, a, b = at
    chances = x + at_once
    rates = gammaln(r + x) - gammaln(r) + r * np.log(alpha)
    lived = beta(a, b + chances) / beta(a, b) * (alpha + T) ** -(r + x)
    left = beta(a + 1, b + np.maximum(chances, 1) - 1) / beta(a, b) * (alpha + t_x) ** -(r + x)
    return float(np.sum(rates + np.log(lived + np.where(chances > 0, left, 0))))


@pytest.mark.parametrize("of", MODELS)
def test_gradient_and_hessian_are_those_of_the_value(of: type[BetaGeoNBD]) -> None:
    from guanxi.core.models.beta_geo_likelihood import Likelihood

    x, t_x, T = simulated(300)
    curve = Likelihood([x, t_x, T, np.linspace(0.5, 2, 300)], float(T.mean()), of.AT_ONCE).curve
    for theta in np.random.default_rng(2).normal(0, 1.2, (10, 4)):
        _, slope, bend = curve(theta)
        nudges = 1e-5 * np.eye(4)
        rises = [(curve(theta + nudge)[0] - curve(theta - nudge)[0]) / 2e-5 for nudge in nudges]
        bends = [(curve(theta + nudge)[1] - curve(theta - nudge)[1]) / 2e-5 for nudge in nudges]
        assert slope == pytest.approx(np.array(rises), abs=1e-7)
        assert bend == pytest.approx(np.array(bends), abs=1e-7)


def test_the_spread_of_the_parameters_is_the_one_over_samples() -> None:
    fits = [BetaGeoNBD().fit(*simulated(2_000, seed)) for seed in range(40)]
    spread = np.std([np.log(list(model.parameters_.values())) for model in fits], axis=0)
    told = [np.sqrt(np.diag(model.covariance_)) for model in fits if model.covariance_ is not None]
    assert len(told) == 40
    assert np.median(told, axis=0) == pytest.approx(spread, rel=0.4)


def test_the_model_recovers_what_it_was_told() -> None:
    model = BetaGeoNBD().fit(*simulated(20_000))
    assert [model.r_, model.alpha_, model.a_, model.b_] == pytest.approx([0.8, 30, 0.7, 3], rel=0.12)


def test_cells_with_weights_equal_customers_one_by_one() -> None:
    x, t_x, T = (np.round(values) for values in simulated(3_000))
    cells, n = np.unique(np.c_[x, t_x, T], axis=0, return_counts=True)
    one_by_one, weighted = BetaGeoNBD().fit(x, t_x, T), BetaGeoNBD().fit(cells[:, 0], cells[:, 1], cells[:, 2], n)
    assert len(n) < 2_900
    assert weighted.log_likelihood_ == pytest.approx(one_by_one.log_likelihood_, abs=1e-6)
    assert weighted.alpha_ == pytest.approx(one_by_one.alpha_, rel=1e-6)


@pytest.mark.parametrize("of", MODELS)
@pytest.mark.parametrize(("x", "t_x", "T"), [(0, 0, 20), (1, 3, 20), (4, 18, 20), (12, 30, 38), (3, 0.5, 40)])
def test_p_alive_is_bayes_by_integration(x: int, t_x: float, T: float, of: type[BetaGeoNBD]) -> None:
    r, alpha, a, b = 0.243, 4.414, 0.793, 2.426
    chances = x + of.AT_ONCE

    def told(rate: float, leave: float) -> float:
        return float(rate ** (r - 1 + x) * np.exp(-alpha * rate) * leave ** (a - 1) * (1 - leave) ** (b - 1))

    def lived(leave: float, rate: float) -> float:
        return float(told(rate, leave) * (1 - leave) ** chances * np.exp(-rate * T))

    def left(leave: float, rate: float) -> float:
        return float(told(rate, leave) * leave * (1 - leave) ** (chances - 1) * np.exp(-rate * t_x))

    alive = dblquad(lived, 0, 30, 0, 1, epsabs=0, epsrel=1e-8)[0]
    gone = dblquad(left, 0, 30, 0, 1, epsabs=0, epsrel=1e-8)[0] if chances else 0.0
    assert known(of=of).p_alive(x, t_x, T) == pytest.approx(alive / (alive + gone), rel=1e-5)


def by_integration(model: BetaGeoNBD, ahead: float, x: float, T: float) -> float:
    """Mean of (1 - e^(-λpt)) / p over the posterior of λ (done by hand) and of p (by quadrature)."""
    from scipy.stats import beta

    share, shape = ahead / (model.alpha_ + T), model.r_ + x

    def given_quantile(u: float) -> float:
        p = float(beta.ppf(u, model.a_, model.b_ + x))
        return float(-np.expm1(-shape * np.log1p(p * share)) / p) if p > 1e-300 else shape * share

    return float(quad(given_quantile, 0, 1, limit=400, epsrel=1e-10)[0])


@pytest.mark.parametrize("a", [0.05, 0.793, 1.0, 1 + 1e-7, 2.5, 30.0, 300.0])
@pytest.mark.parametrize("x", [0, 1, 7, 60, 900])
def test_expected_purchases_if_alive_by_integration(a: float, x: int) -> None:
    model = known(a=a)
    for ahead, T in ((1e-3, 30.0), (13, 0.5), (52, 38), (520, 0.0)):
        t_x = T if x else 0.0
        value = float(model.expected_purchases(ahead, x, t_x, T) / model.p_alive(x, t_x, T))
        assert value == pytest.approx(by_integration(model, ahead, x, T), rel=2e-6)


@pytest.mark.parametrize(("a", "close"), [(0.05, 1e-4), (0.9, 1e-8), (3.0, 1e-10), (25.0, 1e-10)])
def test_formula_and_integral_agree(a: float, close: float) -> None:
    from guanxi.core.models.still_to_come import _formula, _integral

    x, ahead = np.array([0.0, 1, 3, 20, 400]), np.array([0.5, 2, 12, 0.2, 3])
    assert _integral(ahead, x, 0.6, a, 4 * a) == pytest.approx(_formula(ahead, x, 0.6, a, 4 * a), rel=close)


@pytest.mark.parametrize("of", MODELS)
def test_extreme_histories_stay_finite(of: type[BetaGeoNBD]) -> None:
    x = np.array([0, 0, 1, 1, 501, 5_000, 1e6, 1e6, 3])
    T = np.array([0, 9_000, 0, 3_000, 700, 730, 3_650, 1e-3, 1e-9])
    t_x = np.array([0, 0, 0, 1, 1, 730, 3_650, 1e-3, 1e-9])
    steady, alike = (1e4, 1e7, 1e4, 1e4), (0.6, 25, 0.3, 4)
    for r, alpha, a, b in (
        (0.243, 4.414, 0.793, 2.426),
        (0.243, 1e-6, 0.793, 2.4),
        (0.2, 4.4, 1e-5, 1e4),
        steady,
        alike,
    ):
        model = known(r, alpha, a, b, of)
        for ahead in (0, 1e-9, 365, 1e6):
            purchases = model.expected_purchases(ahead, x, t_x, T)
            assert np.isfinite(purchases).all()
            assert (purchases >= 0).all()
            chances = model.probability(np.array([[0], [1], [900], [10**7]]), ahead, x, t_x, T)
            assert ((chances >= 0) & (chances <= 1)).all()
        alive = model.p_alive(x, t_x, T)
        assert ((alive >= 0) & (alive <= 1)).all()
        assert (model.next_purchase(x, t_x, T) >= 0).all()


@pytest.mark.parametrize("case", ["all alike", "one heavy", "one million", "everybody leaves", "nobody leaves"])
def test_odd_brands_still_get_finite_parameters(case: str) -> None:
    x, t_x, T = {
        "all alike": (np.full(50, 3.0), np.full(50, 80.0), np.full(50, 90.0)),
        "one heavy": (np.r_[np.ones(30), 4_000], np.r_[np.full(30, 9.0), 700], np.full(31, 700.0)),
        "one million": (np.r_[np.arange(60.0), 1e6], np.r_[np.arange(60.0), 700], np.full(61, 700.0)),
        "everybody leaves": (np.ones(200), np.full(200, 1.0), np.full(200, 700.0)),
        "nobody leaves": (np.full(200, 70.0), np.full(200, 699.0), np.full(200, 700.0)),
    }[case]
    for of in MODELS:
        model = of().fit(x, t_x, T)
        assert np.isfinite([*model.parameters_.values(), model.log_likelihood_]).all()
        for one in (model, *model.draws(5, seed=1)):
            purchases = one.expected_purchases(365, x, t_x, T)
            assert np.isfinite(purchases).all()
            assert (purchases >= 0).all()


@pytest.mark.parametrize("of", MODELS)
def test_a_brand_nobody_leaves_says_so(of: type[BetaGeoNBD]) -> None:
    """Purchases at the very end of every history: the chance of leaving goes to its bound, and the fit names it."""
    rng = np.random.default_rng(4)
    T = rng.uniform(50, 700, 400)
    x = np.round(rng.gamma(0.8, 1 / 20, 400) * T) + 1
    model = of().fit(x, T, T)
    assert "a" in model.at_bound_
    assert model.p_alive(x, T, T).min() > 0.999
    assert all(one.a_ == pytest.approx(model.a_) for one in model.draws(3, seed=1))


def test_too_little_data_names_the_cause() -> None:
    with pytest.raises(NotEnoughDataError, match="no buyers"):
        BetaGeoNBD().fit([], [], [])
    with pytest.raises(NotEnoughDataError, match="None of 50 buyers has bought again"):
        BetaGeoNBD().fit(np.zeros(50), np.zeros(50), np.full(50, 30))
    with pytest.raises(NotEnoughDataError, match="Only 9 of 100 buyers") as refused:
        BetaGeoNBD().fit([0, 2], [0, 5], [30, 30], weights=[91, 9])
    assert refused.value.remedy


@pytest.mark.parametrize(
    ("x", "t_x", "T", "says"),
    [
        ([1], [9], [5], "after the end"),
        ([-1], [0], [5], "x holds -1"),
        ([1, 2], [1, 1, 1], [5], "differ in length"),
        ([np.nan], [0], [5], "x holds nan"),
        ([1], [1], [np.inf], "T holds inf"),
    ],
)
def test_impossible_histories_are_refused(x: list[float], t_x: list[float], T: list[float], says: str) -> None:
    with pytest.raises(InputError, match=says):
        BetaGeoNBD().fit(x, t_x, T)


parameters = st.builds(known, *[st.floats(0.01, 20)] * 4, st.sampled_from(MODELS))
ages = st.floats(0, 2_000)
repeats = st.integers(0, 2_000)


@given(parameters, repeats, ages, ages, ages)
def test_a_later_last_purchase_never_lowers_p_alive(
    model: BetaGeoNBD, x: int, one: float, two: float, three: float
) -> None:
    early, late, T = sorted((one, two, three))
    before, after = model.p_alive([x, x], [early, late], T)
    assert 0 <= before <= after + 1e-12 <= 1 + 1e-12


@given(parameters, repeats, ages, ages, st.floats(0, 5_000), st.floats(0, 5_000))
def test_purchases_never_fall_with_the_horizon(
    model: BetaGeoNBD, x: int, one: float, two: float, near: float, far: float
) -> None:
    near, far = sorted((near, far))
    t_x, T = sorted((one, two))
    fewer, more = model.expected_purchases([near, far], x, t_x, T)
    assert 0 <= fewer <= more * (1 + 1e-6)


@settings(max_examples=8, deadline=None)
@given(st.floats(1e-4, 1e4), st.integers(0, 50), st.sampled_from(MODELS))
def test_the_unit_of_time_does_not_matter(unit: float, seed: int, of: type[BetaGeoNBD]) -> None:
    x, t_x, T = simulated(1_500, seed)
    days, other = of().fit(x, t_x, T), of().fit(x, t_x * unit, T * unit)
    assert [other.r_, other.alpha_ / unit, other.a_, other.b_] == pytest.approx(
        [days.r_, days.alpha_, days.a_, days.b_], rel=1e-6
    )
    assert other.expected_purchases(90 * unit, x, t_x * unit, T * unit) == pytest.approx(
        days.expected_purchases(90, x, t_x, T), rel=1e-6
    )


def test_fitting_twice_is_the_same_to_the_last_bit() -> None:
    history = simulated(1_000)
    one, two = BetaGeoNBD().fit(*history), BetaGeoNBD().fit(*history)
    assert one.parameters_ == two.parameters_
    assert one.log_likelihood_ == two.log_likelihood_
    assert (one.information_ == two.information_).all()


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 50), st.sampled_from(MODELS))
def test_the_order_of_customers_and_the_splitting_of_cells_do_not_matter(seed: int, of: type[BetaGeoNBD]) -> None:
    x, t_x, T = simulated(800, seed)
    shuffled = np.random.default_rng(seed).permutation(np.r_[0:800, 0:400])
    weights = np.where(shuffled < 400, 0.5, 1.0)
    one, other = of().fit(x, t_x, T), of().fit(x[shuffled], t_x[shuffled], T[shuffled], weights)
    assert list(other.parameters_.values()) == pytest.approx(list(one.parameters_.values()), rel=1e-6)
    assert other.expected_purchases(90, x, t_x, T) == pytest.approx(one.expected_purchases(90, x, t_x, T), rel=1e-6)
    assert other.customers_ == pytest.approx(800)


def test_many_customers_are_fitted_from_a_sample_to_the_same_top() -> None:
    x, t_x, T = simulated(1_500)
    few = BetaGeoNBD().fit(x, t_x, T)
    all_of_them = BetaGeoNBD().fit(np.repeat(x, 50), np.repeat(t_x, 50), np.repeat(T, 50))
    assert list(all_of_them.parameters_.values()) == pytest.approx(list(few.parameters_.values()), rel=1e-6)
    assert all_of_them.log_likelihood_ == pytest.approx(50 * few.log_likelihood_, rel=1e-12)
