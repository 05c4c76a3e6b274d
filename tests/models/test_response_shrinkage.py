"""Estimates drawn together and joined, beside published examples and closed forms."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad

from guanxi.core.kernel.errors import InputError
from guanxi.core.models.response import join, shrink

SCHOOLS = np.array([28.0, 8, -3, 7, -1, 1, 18, 12])
SCHOOLS_SD = np.array([15.0, 10, 16, 11, 9, 11, 10, 18])


def test_eight_schools_of_bayesian_data_analysis() -> None:
    """Gelman et al. (2013), §5.5: posterior means around 11, 8, 6, 7, 5, 6, 10, 8; a mean of about 8."""
    found = shrink(SCHOOLS, SCHOOLS_SD)
    assert found.mean == pytest.approx([11, 8, 6, 7, 5, 6, 10, 8], abs=0.8)
    assert found.middle == pytest.approx(8, abs=0.3)
    assert found.sd.min() > 5.5
    assert found.sd.max() < 9
    assert 4 < found.between < 6.5


def _theta(spread: float, place: int) -> tuple[float, float]:
    """Unnormalised density of a spread (BDA3 eq. 5.21) and one school's mean under it (eq. 5.17), written out."""
    total = 1 / (SCHOOLS_SD**2 + spread**2)
    middle = (total * SCHOOLS).sum() / total.sum()
    density = total.sum() ** -0.5 * np.prod(total**0.5 * np.exp(-((SCHOOLS - middle) ** 2) * total / 2)) * 1e9
    own, pull = SCHOOLS_SD[place] ** -2.0, (spread + 1e-12) ** -2.0
    return float(density), float((own * SCHOOLS[place] + pull * middle) / (own + pull))


@pytest.mark.parametrize("place", range(8))
def test_means_are_the_integral_over_the_spread(place: int) -> None:
    whole = quad(lambda spread: _theta(spread, place)[0], 0, 2000, limit=500, points=[5, 20, 80])[0]
    weighed = quad(lambda s: np.prod(_theta(s, place)), 0, 2000, limit=500, points=[5, 20, 80])[0]
    assert shrink(SCHOOLS, SCHOOLS_SD).mean[place] == pytest.approx(weighed / whole, abs=0.01)


def test_moment_of_dersimonian_and_laird() -> None:
    """BCG vaccine trials (Colditz 1994) as in metafor's reference: tau² = 0.3088 by DerSimonian and Laird."""
    log_ratio = np.array(
        [
            -0.8893,
            -1.5854,
            -1.3481,
            -1.4416,
            -0.2175,
            -0.7861,
            -1.6209,
            0.0120,
            -0.4694,
            -1.3713,
            -0.3394,
            0.4459,
            -0.0173,
        ]
    )
    variance = np.array(
        [0.3256, 0.1946, 0.4154, 0.0200, 0.0512, 0.0069, 0.2230, 0.0040, 0.0564, 0.0730, 0.0124, 0.5325, 0.0714]
    )
    assert shrink(log_ratio, np.sqrt(variance)).moment ** 2 == pytest.approx(0.3088, abs=0.001)


def test_few_or_unknown_groups() -> None:
    single = shrink(np.array([3.0]), np.array([2.0]))
    assert single.mean == pytest.approx([3.0])
    known = shrink(np.array([1.0, 2, 4]), np.array([1.0, 1, 1]))
    wider = shrink(np.array([1.0, 2, 4, 99]), np.array([1.0, 1, 1, np.inf]))
    assert wider.mean[:3] == pytest.approx(known.mean)
    assert wider.mean[3] == pytest.approx(known.middle)
    assert wider.sd[3] > known.sd.max()


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.tuples(st.floats(-50, 50), st.floats(0.5, 20)), min_size=2, max_size=12),
    st.floats(0.01, 1000),
)
def test_shrinking_goes_with_the_unit_and_not_with_the_order(groups: list[tuple[float, float]], unit: float) -> None:
    y, sd = np.array(groups).T
    found = shrink(y, sd)
    assert shrink(y * unit, sd * unit).mean == pytest.approx(found.mean * unit, rel=1e-6, abs=1e-6 * unit)
    assert shrink(y[::-1], sd[::-1]).mean == pytest.approx(found.mean[::-1], abs=1e-8)
    assert found.mean.min() >= y.min() - 1e-9
    assert found.mean.max() <= y.max() + 1e-9


def test_joining_is_bayes_for_normals() -> None:
    mean, sd, provenance = join(
        (np.array([1.0, 5.0]), np.array([1.0, 2.0])), (np.array([3.0, 0.0]), np.array([1.0, np.inf])), "pooled"
    )
    assert mean == pytest.approx([2.0, 5.0])
    assert sd == pytest.approx([np.sqrt(0.5), 2.0])
    assert provenance.tolist() == ["pooled", "prior"]


def test_a_spread_of_nought_is_refused() -> None:
    with pytest.raises(InputError, match="sd above 0"):
        shrink(np.array([1.0, 2.0]), np.array([1.0, 0.0]))
    with pytest.raises(InputError, match="not above 0"):
        join((np.array([1.0]), np.array([0.0])), (np.array([1.0]), np.array([1.0])), "pooled")
