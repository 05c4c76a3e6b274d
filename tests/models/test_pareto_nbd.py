"""Pareto/NBD against its authors' figures, mpmath, lifetimes and the properties it must have."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.models.cdnow import END, first_and_repeat_days, needs_cdnow

from guanxi.core.kernel.errors import InputError, NotEnoughDataError
from guanxi.core.models import ParetoNBD
from guanxi.core.models.fitting import Array, total
from guanxi.core.models.pareto_likelihood import ParetoLikelihood
from guanxi.core.models.pareto_race import race

PUBLISHED = (0.553, 10.578, 0.606, 11.669)  # Fader & Hardie (2005); weeks
CDNOW = (0.55328, 10.5777, 0.60624, 11.6687)


def known(r: float = 0.55328, alpha: float = 10.5777, s: float = 0.60624, beta: float = 11.6687) -> ParetoNBD:
    model = ParetoNBD()
    model.r_, model.alpha_, model.s_, model.beta_ = r, alpha, s, beta
    return model


def cdnow_weeks() -> tuple[Array, Array, Array]:
    histories = first_and_repeat_days()
    x = np.array([len(days) - 1 for days in histories], dtype=float)
    t_x = np.array([(days[-1] - days[0]).days / 7 for days in histories])
    return x, t_x, np.array([(END - days[0]).days / 7 for days in histories])


def simulated(customers: int, seed: int = 1, whole: bool = False) -> tuple[Array, Array, Array]:
    """Customers who live by the model's own story: r 0.8, α 30, s 0.6, β 100."""
    rng = np.random.default_rng(seed)
    T = rng.integers(1, 700, customers).astype(float)
    life = rng.exponential(1, customers) / np.maximum(rng.gamma(0.6, 1 / 100, customers), 1e-12)
    seen = np.minimum(T, life)
    x = rng.poisson(rng.gamma(0.8, 1 / 30, customers) * seen).astype(float)
    last = seen * rng.random(customers) ** (1 / np.maximum(x, 1))  # the greatest of x uniform moments
    return x, np.where(x > 0, np.ceil(last) if whole else last, 0.0), T


@needs_cdnow
def test_cdnow_gives_the_published_parameters() -> None:
    model = ParetoNBD().fit(*cdnow_weeks())
    assert np.round(list(model.parameters_.values()), 3) == pytest.approx(PUBLISHED)
    assert model.log_likelihood_ == pytest.approx(-9594.9762, abs=5e-5)  # CLVTools: -9594.976
    assert model.at_bound_ == ()
    assert model.covariance_ is not None


@needs_cdnow
def test_cdnow_in_the_holdout_is_forecast_as_published() -> None:
    """Issue 3: MAE .755, RMSE 1.603 of 1,882 purchases in the second 39 weeks (273 days)."""
    from datetime import date

    days = first_and_repeat_days(to=date(1998, 6, 30))
    came = np.array([sum(day > END for day in history) for history in days])
    x, t_x, T = (column * (1 if index == 0 else 7) for index, column in enumerate(cdnow_weeks()))
    miss = ParetoNBD().fit(x, t_x, T).expected_purchases(273, x, t_x, T) - came
    assert came.sum() == 1882
    assert np.abs(miss).mean() == pytest.approx(0.755, abs=5e-4)
    assert np.sqrt((miss**2).mean()) == pytest.approx(1.603, abs=5e-4)


# x, t_x, T → p_alive, purchases in 39 weeks, log-likelihood, by mpmath at 50 digits from the integral of eq. 18;
# lifetimes 0.11.3 gives the same p_alive and purchases to 1e-14 for all of these
LIGHT = [
    (0, 0, 38.86, 0.2950947201631388, 0.10705899726102568, -0.5212040702199612),
    (1, 1.71, 38.86, 0.16787063750580483, 0.17097840076788487, -4.449705715580283),
    (2, 30.43, 38.86, 0.8691155420169868, 1.4550995965132558, -9.554332590723181),
    (7, 35.0, 38.0, 0.9528206679988372, 4.790315926073846, -21.691440082691194),
    (26, 30.86, 31.0, 0.9979178913483593, 20.115709020800534, -39.13080530491703),
    (3, 0.5, 20.0, 0.10151791613572937, 0.35267494996321436, -8.380037242941095),
]


@pytest.mark.parametrize(("x", "t_x", "T", "alive", "purchases", "log_likelihood"), LIGHT)
def test_forecasts_agree_with_mpmath_and_lifetimes(
    x: int, t_x: float, T: float, alive: float, purchases: float, log_likelihood: float
) -> None:
    assert known().p_alive(x, t_x, T) == pytest.approx(alive, rel=1e-12)
    assert known().expected_purchases(39, x, t_x, T) == pytest.approx(purchases, rel=1e-12)
    likelihood = ParetoLikelihood([np.array([float(cell)]) for cell in (x, t_x, T, 1)], 1.0)
    assert likelihood.curve(np.log(CDNOW))[0] == pytest.approx(log_likelihood, abs=1e-11)


# parameters, x, t_x, T → p_alive, purchases in 365 days, by mpmath. lifetimes 0.11.3 is no judge here: its ₂F₁ gives
# 0.966 for the first (0.974 is right), 0.9958 for the third (0.9968), and not a number from x = 1e6 on
HEAVY = [
    ((0.8, 22, 0.6, 200), 501, 725, 730, 0.9741248968046707, 214.00299953162062),
    ((0.8, 22, 0.6, 200), 501, 600, 730, 4.2712742890329326e-39, 9.383452909104982e-37),
    ((0.8, 22, 0.6, 200), 2000, 729, 730, 0.9967770439472209, 873.1246846614678),
    ((0.8, 22, 0.6, 200), 20000, 729.9, 730, 0.9996776151603526, 8753.503201990643),
    ((0.8, 22, 0.6, 200), 10**6, 729.9999, 730, 0.9999999309975929, 437799.1135170566),
    ((0.8, 22, 0.6, 200), 10**6, 730, 730, 1.0, 437799.1437262514),
    ((0.8, 22, 0.6, 200), 10**6, 500, 730, 0.0, 0.0),
    ((0.8, 22, 1.0, 200), 3, 100, 300, 0.12364177840651425, 0.39988925741788944),
    ((2, 30, 1 + 1e-9, 30), 3, 100, 300, 0.022013385234840036, 0.08197995888987063),
    ((0.01, 0.001, 0.02, 5000), 0, 0, 700, 0.9973556016506585, 0.005197229744274904),
    ((0.01, 0.001, 0.02, 5000), 4, 10, 700, 0.002996915742000505, 0.006262399793476484),
    ((5, 1e5, 8, 3), 2, 20, 700, 1.2522227631652385e-12, 8.273878504155556e-15),
    ((0.8, 22, 300, 9), 3, 1, 9, 8.472849121428787e-78, 6.252485488248237e-80),
]


@pytest.mark.parametrize(("at", "x", "t_x", "T", "alive", "purchases"), HEAVY)
def test_heavy_buyers_and_odd_parameters_lose_no_digit(
    at: tuple[float, ...], x: int, t_x: float, T: float, alive: float, purchases: float
) -> None:
    model = known(*at)
    assert model.p_alive(x, t_x, T) == pytest.approx(alive, rel=1e-8, abs=0)
    assert model.expected_purchases(365, x, t_x, T) == pytest.approx(purchases, rel=1e-8, abs=0)


# lifetimes 0.11.3, conditional_probability_of_n_purchases_up_to_time(n, 39, x, t_x, T) for n = 0, 1, 2, 5, 10
PROBABILITIES = [
    (0, 0, 38.86, [0.930733793810572, 0.04588242770263342, 0.014674332623834411, 0.000805718930271, 9.6429993858e-06]),
    (1, 1.71, 38.86, [0.913421203728266, 0.04310080449722634, 0.022132435270026608, 0.00259336186979, 5.86517273e-05]),
    (2, 30.43, 38.86, [0.4080953298589855, 0.21926551988641846, 0.15174505447852465, 0.031983055028, 0.001266466258]),
    (7, 35.0, 38.0, [0.12392905669920405, 0.08159648782039125, 0.0938032526846229, 0.1040979426661, 0.034089843906]),
]


@pytest.mark.parametrize(("x", "t_x", "T", "chances"), PROBABILITIES)
def test_probabilities_agree_with_lifetimes(x: int, t_x: float, T: float, chances: list[float]) -> None:
    assert known().probability([0, 1, 2, 5, 10], 39, x, t_x, T) == pytest.approx(chances, rel=1e-7)


def test_newcomers_agree_with_lifetimes() -> None:
    expected = [0.05100656446478778, 1.213407450397492, 5.31882373962651]  # expected_number_of_purchases_up_to_time
    assert known().newcomer_purchases([1, 39, 500]) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("at", [CDNOW, (30, 50, 3, 20), (5000, 1000, 0.6, 100), (0.05, 10, 0.01, 1e5)])
def test_probabilities_of_newcomers_add_up_to_one_and_to_their_mean(at: tuple[float, ...]) -> None:
    model, n = known(*at), np.arange(4000.0)
    chances = model.newcomer_probability(n, 39)
    assert chances.sum() == pytest.approx(1, abs=1e-9)
    assert total(chances, n) == pytest.approx(float(model.newcomer_purchases(39)), rel=1e-8)


def test_intervals_are_quantiles_of_the_probabilities() -> None:
    x, t_x, T = simulated(60)
    low, high = known(0.8, 30, 0.6, 100).purchase_interval(200, x, t_x, T, level=0.8)
    n = np.arange(400.0)
    for at in range(60):
        reached = known(0.8, 30, 0.6, 100).probability(n, 200, x[at], t_x[at], T[at]).cumsum()
        assert low[at] == np.argmax(reached >= 0.1)
        assert high[at] == np.argmax(reached >= 0.9)


def test_the_next_purchase_comes_when_the_chance_says() -> None:
    x, t_x, T = simulated(300)
    model = known(0.8, 30, 0.6, 100)
    wait = model.next_purchase(x, t_x, T, chance=0.4)
    soon = np.isfinite(wait)
    assert 0 < soon.mean() < 1
    none = model.probability(0, wait[soon], x[soon], t_x[soon], T[soon])
    assert 1 - none == pytest.approx(np.full(soon.sum(), 0.4), rel=1e-9)
    assert (1 - model.probability(0, 1e9, x[~soon], t_x[~soon], T[~soon]) < 0.4 + 1e-9).all()


@pytest.mark.parametrize(("k", "s", "odds"), [(0.3, 0.6, -0.7), (5.5, 0.6, 0.4), (800.0, 3.0, -2.0), (2.0, 400.0, 3.0)])
def test_slopes_and_bends_of_the_race_are_derivatives(k: float, s: float, odds: float) -> None:
    def at(point: Array, side: int) -> Array:
        return race(point[:1], float(point[1]), point[2:])[side][:, 0, 0]

    point = np.array([k, s, odds])
    for side in (0, 1):
        exact = at(point, side)
        for index, move in enumerate(np.diag(1e-5 * np.maximum(1, np.abs(point)))):
            rise = (at(point + move, side) - at(point - move, side)) / (2 * move[index])
            assert exact[1 + index] == pytest.approx(rise[0], rel=1e-5, abs=1e-8)
            of = {0: [4, 5, 6], 1: [5, 7, 8], 2: [6, 8, 9]}[index]
            assert exact[of] == pytest.approx(rise[1:4], rel=1e-4, abs=1e-7)


@pytest.mark.parametrize("whole", [True, False])
def test_gradient_and_hessian_are_derivatives(whole: bool) -> None:
    """Of a table of whole days, and of places one by one."""
    x, t_x, T = simulated(3000, whole=whole)
    t_x = np.minimum(t_x, T)
    curve = ParetoLikelihood((x, t_x, T, np.ones_like(x)), 350.0).curve
    theta = np.log([0.7, 0.1, 0.8, 0.4])
    _, slope, bend = curve(theta)
    for index, move in enumerate(np.eye(4) * 1e-4):
        up, down = curve(theta + move), curve(theta - move)
        assert slope[index] == pytest.approx((up[0] - down[0]) / 2e-4, abs=1e-6)
        assert bend[index] == pytest.approx((up[1] - down[1]) / 2e-4, abs=1e-6)


def test_the_model_recovers_what_it_was_told() -> None:
    model = ParetoNBD().fit(*simulated(20_000))
    assert list(model.parameters_.values()) == pytest.approx([0.8, 30, 0.6, 100], rel=0.12)


def test_a_sample_gives_the_start_and_everybody_the_end() -> None:
    x, t_x, T = simulated(70_000, whole=True)
    T = np.maximum(T, t_x)
    fitted = ParetoNBD().fit(x, t_x, T)
    curve = ParetoLikelihood((x, t_x, T, np.ones_like(x)), 1.0).curve
    value, slope, _ = curve(np.log(list(fitted.parameters_.values())))
    assert np.abs(slope).max() < 1e-8
    assert value * 70_000 == pytest.approx(fitted.log_likelihood_, rel=1e-12)


def test_cells_with_weights_equal_customers_one_by_one() -> None:
    x, t_x, T = simulated(3_000, whole=True)
    T = np.maximum(T, t_x)
    cells, n = np.unique(np.c_[x, t_x, T], axis=0, return_counts=True)
    one_by_one, weighted = ParetoNBD().fit(x, t_x, T), ParetoNBD().fit(cells[:, 0], cells[:, 1], cells[:, 2], n)
    assert len(n) < 2_900
    assert weighted.log_likelihood_ == pytest.approx(one_by_one.log_likelihood_, abs=1e-6)
    assert weighted.beta_ == pytest.approx(one_by_one.beta_, rel=1e-6)


def test_nobody_dies_and_everybody_dies_end_at_a_bound_and_say_so() -> None:
    stays = ParetoNBD().fit(np.full(200, 70.0), np.full(200, 699.0), np.full(200, 700.0))
    assert "beta" in stays.at_bound_ or "s" in stays.at_bound_
    assert stays.p_alive(70, 699, 700) > 0.999
    leaves = ParetoNBD().fit(np.ones(200), np.ones(200), np.full(200, 700.0))
    assert "s" in leaves.at_bound_
    assert leaves.expected_purchases(365, 1, 1, 700) < 1e-9


def test_draws_surround_the_fit() -> None:
    model = ParetoNBD().fit(*simulated(4_000))
    drawn = np.log([list(one.parameters_.values()) for one in model.draws(400, seed=1)])
    assert model.covariance_ is not None
    assert drawn.std(axis=0) == pytest.approx(np.sqrt(np.diag(model.covariance_)), rel=0.15)
    assert model.draws(2, seed=5)[1].parameters_ == model.draws(2, seed=5)[1].parameters_


def test_too_little_data_and_impossible_histories_are_refused() -> None:
    with pytest.raises(NotEnoughDataError, match="None of 50 buyers has bought again"):
        ParetoNBD().fit(np.zeros(50), np.zeros(50), np.full(50, 30))
    with pytest.raises(NotEnoughDataError, match="no age"):
        ParetoNBD().fit(np.ones(50), np.zeros(50), np.zeros(50))
    with pytest.raises(InputError, match="after the end"):
        ParetoNBD().fit([1], [9], [5])
    with pytest.raises(InputError, match="between 0 and 1"):
        known().purchase_interval(9, 1, 1, 5, level=1.0)


parameters = st.builds(known, *[st.floats(0.01, 50)] * 4)
ages = st.floats(0, 2_000)
repeats = st.integers(0, 2_000)


@given(parameters, repeats, ages, ages, ages)
def test_a_later_last_purchase_never_lowers_p_alive(
    model: ParetoNBD, x: int, one: float, two: float, three: float
) -> None:
    early, late, T = sorted((one, two, three))
    before, after = model.p_alive([x, x], [early, late], T)
    assert 0 <= before <= after + 1e-11 <= 1 + 1e-11


@given(parameters, repeats, ages, ages, st.floats(0, 5_000), st.floats(0, 5_000))
def test_purchases_never_fall_with_the_horizon(
    model: ParetoNBD, x: int, one: float, two: float, near: float, far: float
) -> None:
    near, far = sorted((near, far))
    t_x, T = sorted((one, two))
    fewer, more = model.expected_purchases([near, far], x, t_x, T)
    assert 0 <= fewer <= more * (1 + 1e-12)


@settings(max_examples=8, deadline=None)
@given(st.floats(1e-4, 1e4), st.integers(0, 50))
def test_the_unit_of_time_does_not_matter(unit: float, seed: int) -> None:
    x, t_x, T = simulated(1_500, seed)
    days, other = ParetoNBD().fit(x, t_x, T), ParetoNBD().fit(x, t_x * unit, T * unit)
    assert other.expected_purchases(90 * unit, x, t_x * unit, T * unit) == pytest.approx(
        days.expected_purchases(90, x, t_x, T), rel=1e-6
    )


def test_the_order_of_customers_does_not_matter() -> None:
    history = np.array(simulated(1_000))
    mixed = np.random.default_rng(3).permutation(1_000)
    one, two = ParetoNBD().fit(*history), ParetoNBD().fit(*history[:, mixed])
    assert list(one.parameters_.values()) == pytest.approx(list(two.parameters_.values()), rel=1e-7)
    again = ParetoNBD().fit(*history)
    assert list(again.parameters_.values()) == list(one.parameters_.values())
