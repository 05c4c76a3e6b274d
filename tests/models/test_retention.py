"""The shifted-beta-geometric against its authors' figures, brute force and the properties it must have."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.special import betaln
from scipy.stats import beta

from guanxi.core.kernel.errors import NotEnoughDataError
from guanxi.core.models import ShiftedBetaGeometric
from guanxi.core.models.fitting import Array
from guanxi.core.models.retention import SteadyRetention

REGULAR = (1000, 631, 468, 382, 326, 289, 262, 241)  # Fader & Hardie (2007), table 1: left of 1,000 after each year
HIGH_END = (1000, 869, 743, 653, 593, 551, 517, 491)


def cohort(left: tuple[int, ...]) -> tuple[Array, Array, Array]:
    """Renewals made, whether lost, and customers, of a cohort with so many left after each term."""
    years = len(left) - 1
    lost = [before - after for before, after in pairwise(left)]
    return np.arange(years + 1.0), np.array([1.0] * years + [0.0]), np.array([*lost, left[-1]], dtype=float)


@pytest.mark.parametrize(
    ("left", "alpha", "beta_", "likelihood"),
    [(REGULAR, 0.704, 1.182, -1680.27), (HIGH_END, 0.668, 3.806, -1611.16)],
    ids=["regular", "high end"],
)
def test_the_papers_cohorts_give_its_parameters(
    left: tuple[int, ...], alpha: float, beta_: float, likelihood: float
) -> None:
    model = ShiftedBetaGeometric().fit(*cohort(left))
    assert (round(model.alpha_, 3), round(model.beta_, 3)) == (alpha, beta_)
    assert round(model.log_likelihood_, 2) == likelihood
    turns = np.arange(1.0, 8.0)
    of_papers_form = np.exp(betaln(model.alpha_, model.beta_ + turns) - betaln(model.alpha_, model.beta_))
    np.testing.assert_allclose(model.survival(turns), of_papers_form, rtol=1e-12)


def test_no_nearby_parameters_are_likelier() -> None:
    """The log-likelihood written with the paper's beta functions (eq. 5 and 6), on a grid around the fit."""
    survived, lost, n = cohort(REGULAR)

    def of(alpha: float, b: float) -> float:
        gone = betaln(alpha + 1, b + survived) - betaln(alpha, b)
        stays = betaln(alpha, b + survived) - betaln(alpha, b)
        return float((n * np.where(lost > 0, gone, stays)).sum())

    model = ShiftedBetaGeometric().fit(survived, lost, n)
    top = of(model.alpha_, model.beta_)
    assert top == pytest.approx(model.log_likelihood_, abs=1e-8)
    for step in (1e-3, 1e-2, 0.2):
        for turn in np.linspace(0, 2 * np.pi, 12):
            assert of(model.alpha_ * np.exp(step * np.cos(turn)), model.beta_ * np.exp(step * np.sin(turn))) < top


def test_chances_are_those_averaged_over_personal_ones() -> None:
    model = ShiftedBetaGeometric().fit(*cohort(HIGH_END))
    law = beta(model.alpha_, model.beta_)
    for survived, more in ((0, 1), (0, 4), (3, 2)):
        stay = quad(lambda p, t=survived + more: (1 - p) ** t * law.pdf(p), 0, 1)[0]
        here = quad(lambda p, t=survived: (1 - p) ** t * law.pdf(p), 0, 1)[0]
        assert float(model.survival(float(more), float(survived))) == pytest.approx(stay / here, rel=1e-7)
    expected = sum(float(model.survival(float(turn), 2.0)) for turn in (1, 2, 3))
    assert float(model.renewals_expected(3, 2.0)) == pytest.approx(expected)


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 40), st.booleans(), st.integers(1, 10**6)), min_size=1, max_size=12
    )
)  # fmt: skip
def test_any_cells_give_sane_chances_or_a_reason(cells: list[tuple[int, bool, int]]) -> None:
    survived, lost, n = (np.array(column, dtype=float) for column in zip(*cells, strict=True))
    model: ShiftedBetaGeometric | SteadyRetention
    try:
        model = ShiftedBetaGeometric().fit(survived, lost, n)
        twice = ShiftedBetaGeometric().fit(survived[::-1], lost[::-1], n[::-1])
        assert model.retention_rate(1.0) == pytest.approx(twice.retention_rate(1.0), rel=1e-6)
        assert np.isfinite(model.log_likelihood_)
    except NotEnoughDataError:
        model = SteadyRetention().fit(survived, lost, n)
    rates = model.retention_rate(np.arange(1.0, 60.0))
    assert ((rates > 0) & (rates < 1)).all()
    assert (np.diff(rates) >= 0).all()
    assert 0 < float(model.renewals_expected(24)) < 24


@pytest.mark.parametrize(
    ("survived", "lost", "n", "named"),
    [
        ([0, 1], [1, 0], [10, 10], "Only 20 terms"),
        ([0], [1], [100], "All of the 100 terms that ended were lost"),
        ([2], [0], [100], "All of the 200 terms that ended were renewed"),
        ([0], [0], [100], "Only 0 terms"),
    ],
)
def test_too_few_ends_name_their_reason(survived: list[int], lost: list[int], n: list[int], named: str) -> None:
    with pytest.raises(NotEnoughDataError, match=named):
        ShiftedBetaGeometric().fit(survived, lost, n)


def test_a_share_is_drawn_towards_one_half() -> None:
    assert SteadyRetention().fit([0], [0], [5]).share_ == 0.5
    assert SteadyRetention().fit([1, 0], [0, 1], [7, 2]).share_ == pytest.approx(8 / 11)
