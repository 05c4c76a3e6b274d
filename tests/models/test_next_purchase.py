"""Days until the next purchase, against each model's own chance of none, day by day."""

import numpy as np
import pytest

from guanxi.core.models import BetaGeoNBD, ModifiedBetaGeoNBD, ParetoNBD, PurchaseModel
from guanxi.core.models.fitting import Array
from guanxi.core.models.next_purchase import MOST_DAYS, days_until

CHANCES = (0.1, 0.5, 0.9)
TIE = 1e-10


def histories(customers: int = 3_000) -> tuple[Array, Array, Array]:
    """Whole days; frequent and rare, lately and long ago, and one who bought more often than anybody."""
    rng = np.random.default_rng(3)
    T = rng.integers(0, 900, customers).astype(float)
    x = np.where(T > 0, rng.poisson(rng.gamma(0.6, 0.02, customers) * T), 0).astype(float)
    t_x = np.where(x > 0, np.ceil(T * rng.random(customers) ** (1 / np.maximum(x, 1))), 0.0)
    return np.append(x, 700.0), np.append(t_x, 850.0), np.append(T, 851.0)


def given(model: BetaGeoNBD | ParetoNBD, *parameters: float) -> PurchaseModel:
    for name, value in zip(type(model).NAMES, parameters, strict=True):
        setattr(model, f"{name}_", value)
    return model


@pytest.mark.parametrize(
    "model",
    [
        given(BetaGeoNBD(), 0.25, 31.0, 0.8, 2.4),
        given(ModifiedBetaGeoNBD(), 0.5, 43.0, 0.9, 1.6),
        given(ParetoNBD(), 0.55, 74.0, 0.6, 82.0),
        given(ParetoNBD(), 1.3, 48.0, 1e4, 8.8e6),  # all leave at one rate
        given(ParetoNBD(), 0.8, 25.0, 1e-4, 200.0),  # next to nobody leaves
    ],
)
def test_the_days_are_the_first_on_which_the_chance_is_reached(model: PurchaseModel) -> None:
    x, t_x, T = histories()
    for chance, days in zip(CHANCES, days_until(model, x, t_x, T, CHANCES), strict=True):
        never = np.isnan(days)
        until = np.where(never, MOST_DAYS, days)
        bought, before = (1 - model.probability(0.0, ahead, x, t_x, T) for ahead in (until, until - 1))
        assert (bought[never] < chance + TIE).all()
        assert (bought[~never] >= chance - TIE).all()
        assert (before[~never] < chance + TIE).all()
        assert (days[~never] == np.rint(days[~never])).all()
        assert days[~never].min() >= 1


def test_the_often_and_the_long_lost_differ() -> None:
    model = given(ParetoNBD(), 0.55, 74.0, 0.6, 82.0)
    (days,) = days_until(model, np.array([20.0, 20.0]), np.array([399.0, 40.0]), np.array([400.0, 400.0]), (0.5,))
    assert days[0] < 30
    assert np.isnan(days[1])


def test_nobody_has_no_days() -> None:
    nobody = np.zeros(0)
    assert [days.shape for days in days_until(BetaGeoNBD(), nobody, nobody, nobody, CHANCES)] == [(0,)] * 3


@pytest.mark.parametrize("model", [BetaGeoNBD, ModifiedBetaGeoNBD, ParetoNBD])
def test_a_start_elsewhere_climbs_to_the_same_top(model: type[BetaGeoNBD] | type[ParetoNBD]) -> None:
    cells = histories()
    cold = model().fit(*cells)
    start = {name: value * 3 for name, value in cold.parameters_.items()}
    warm = model().fit(*cells, start=start)
    assert warm.log_likelihood_ == pytest.approx(cold.log_likelihood_, abs=1e-6)
