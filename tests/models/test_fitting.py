"""The climb on curves whose tops are known, on ridges, levels and bounds; what it says of how sure the top is."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guanxi.core.models.fitting import Array, ascend, climb, covariance, draws

LOW, HIGH = np.full(2, -5.0), np.full(2, 5.0)


def banana(at: Array) -> tuple[float, Array, Array]:
    """Rosenbrock's valley upside down: its top is (1, 1), at 0."""
    x, y = at
    bent = y - x * x
    slope = np.array([400 * x * bent + 2 * (1 - x), -200 * bent])
    return (
        -(100 * bent**2 + (1 - x) ** 2),
        slope,
        np.array([[400 * bent - 800 * x * x - 2, 400 * x], [400 * x, -200.0]]),
    )


def ridge(at: Array) -> tuple[float, Array, Array]:
    """Level along x = y."""
    off = at[0] - at[1]
    return -off * off / 2, np.array([-off, off]), np.array([[-1.0, 1.0], [1.0, -1.0]])


def ever_higher(at: Array) -> tuple[float, Array, Array]:
    """Rises for ever along the first parameter, ever less."""
    rest = np.exp(-at[0])
    return -rest - at[1] ** 2, np.array([rest, -2 * at[1]]), np.diag([-rest, -2.0])


def level(at: Array) -> tuple[float, Array, Array]:
    return 0.0, np.zeros(2), np.zeros((2, 2))


def saddle(at: Array) -> tuple[float, Array, Array]:
    return at[0] ** 2 - at[1] ** 2, np.array([2 * at[0], -2 * at[1]]), np.diag([2.0, -2.0])


def broken(at: Array) -> tuple[float, Array, Array]:
    """A logarithm that ends at 1: beyond, nothing is a number."""
    rest = 1 - at[0]
    if rest <= 0:
        return np.nan, np.full(2, np.nan), np.full((2, 2), np.nan)
    return float(np.log(rest) + 2 * at[0]), np.array([2 - 1 / rest, 0.0]), np.diag([-1 / rest**2, -1.0])


def test_a_bent_valley_is_climbed_to_its_top() -> None:
    top = ascend(banana, np.array([-1.2, 1.0]), LOW, HIGH)
    assert top.theta == pytest.approx([1, 1], abs=1e-9)
    assert top.value == pytest.approx(0, abs=1e-12)
    assert not top.bound.any()


def test_a_bound_is_where_the_climb_ends_if_the_curve_still_rises_there() -> None:
    top = ascend(banana, np.array([-1.2, 1.0]), LOW, np.array([0.5, 5.0]))
    assert top.theta == pytest.approx([0.5, 0.25], abs=1e-9)
    assert top.bound.tolist() == [True, False]
    assert climb(ever_higher, np.array([0.0, 1.0]), LOW, HIGH) == pytest.approx([5, 0])


def test_ridges_levels_saddles_and_edges_end_calmly() -> None:
    on_ridge = climb(ridge, np.array([3.0, 1.0]), LOW, HIGH)
    assert on_ridge[0] == pytest.approx(on_ridge[1])
    assert (climb(level, np.array([3.0, 1.0]), LOW, HIGH) == [3, 1]).all()
    assert np.abs(climb(saddle, np.array([1e-3, 1.0]), LOW, HIGH)) == pytest.approx([5, 0], abs=1e-9)
    assert climb(broken, np.array([0.0, 0.0]), LOW, HIGH)[0] == pytest.approx(0.5)


@settings(max_examples=60)
@given(st.sampled_from([banana, ridge, ever_higher, level, saddle]), st.tuples(st.floats(-9, 9), st.floats(-9, 9)))
def test_the_climb_never_ends_lower_than_it_starts_nor_out_of_bounds(curve, start) -> None:  # type: ignore[no-untyped-def]
    begin = np.clip(start, LOW, HIGH)
    end = climb(curve, np.array(start), LOW, HIGH)
    assert curve(end)[0] >= curve(begin)[0] - 1e-12
    assert ((end >= LOW) & (end <= HIGH)).all()


def test_covariance_is_the_inverse_and_none_on_a_ridge() -> None:
    information = np.array([[4.0, 1.0], [1.0, 2.0]])
    assert covariance(information, np.zeros(2, bool)) @ information == pytest.approx(np.eye(2))
    assert covariance(-ridge(LOW)[2], np.zeros(2, bool)) is None
    assert covariance(information, np.array([True, False])) == pytest.approx(np.diag([0, 0.5]))


def test_draws_follow_the_information_and_stay_sensible_where_there_is_none() -> None:
    information = np.array([[400.0, 100.0], [100.0, 200.0]])
    drawn = draws(np.array([1.0, 2.0]), information, np.zeros(2, bool), 40_000, seed=3)
    assert drawn.mean(axis=0) == pytest.approx([1, 2], abs=2e-3)
    assert np.cov(drawn.T) == pytest.approx(np.linalg.inv(information + np.eye(2) / 4), rel=0.05)
    free = draws(np.zeros(2), np.zeros((2, 2)), np.array([True, False]), 4_000, seed=3)
    assert not free[:, 0].any()
    assert free[:, 1].std() == pytest.approx(2, rel=0.05)
    assert (free == draws(np.zeros(2), np.zeros((2, 2)), np.array([True, False]), 4_000, seed=3)).all()
