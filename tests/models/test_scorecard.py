"""The measures of a forecast: the figures of CDNOW, hand-made examples, and what must hold of any forecast."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.models.cdnow import END, money_by_day, needs_cdnow
from tests.models.panels import came, counted, panel

from guanxi.core.models.fitting import Array
from guanxi.core.models.formulas import Formulas
from guanxi.core.models.panel import Origin
from guanxi.core.models.scorecard import by_frequency, coverage, deviances, gini, scores, tenths, top_share

ROWS = st.lists(st.tuples(st.integers(0, 50), st.floats(0.01, 50)), min_size=2, max_size=60)


@needs_cdnow
def test_pareto_nbd_on_cdnow_is_as_good_as_is_known() -> None:
    """39 weeks after 39 weeks, 1/10 sample: 1,882 purchases; measured with other packages (issue 3)."""
    everybody = counted(money_by_day(date(1998, 6, 30)))
    known = panel(everybody, END.toordinal(), (Origin(0, 0, 273),)).today.features
    purchases, revenue = came(everybody, END.toordinal(), 273)
    formulas = Formulas().fit(known)
    expected = formulas.models["pareto_nbd"].expected_purchases(273.0, known["x"], known["t_x"], known["T"])
    row = scores(purchases, expected, revenue, expected * formulas.money(known))
    assert row["actual_purchases"] == 1882
    measured = [row[name] for name in ("mae", "rmse", "gini", "deviance", "top_share")]
    assert measured == pytest.approx([0.755, 1.603, 0.673, 1.594, 0.504], abs=6e-4)


def test_the_measures_of_three_customers() -> None:
    actual, forecast = np.array([0.0, 1.0, 3.0]), np.array([1.0, 1.0, 2.0])
    assert deviances(actual, forecast) == pytest.approx([2.0, 0.0, 2 * (3 * np.log(1.5) - 1)])
    row = scores(actual, forecast, 10 * actual, 10 * forecast)
    assert (row["total_error"], row["mae"], row["rmse"]) == pytest.approx((0.0, 2 / 3, np.sqrt(2 / 3)))
    assert (row["revenue_rmse"], row["forecast_revenue"]) == pytest.approx((10 * np.sqrt(2 / 3), 40))
    assert gini(actual, np.array([3.0, 1.0, 2.0])) == pytest.approx(-1 / 3)  # who buys nothing is put first
    assert coverage(actual, np.zeros(3), np.array([0.0, 0.5, 3.0])) == pytest.approx(2 / 3)


def test_the_tenth_forecast_highest_holds_its_share() -> None:
    money, forecast = np.arange(20.0), np.arange(20.0)
    assert top_share(money, forecast) == pytest.approx((18 + 19) / 190)
    assert top_share(np.zeros(20), forecast) == 0


@given(ROWS)
def test_what_holds_of_any_forecast(rows: list[tuple[int, float]]) -> None:
    actual, forecast = (np.array(column, dtype=np.float64) for column in zip(*rows, strict=True))
    assert (deviances(actual, forecast) >= -1e-12).all()
    assert deviances(actual, np.maximum(actual, 1e-9)) == pytest.approx(0, abs=1e-7)
    assert gini(actual, actual) == pytest.approx(1.0 if len(set(actual)) > 1 else gini(actual, actual))
    assert gini(actual, forecast) == pytest.approx(gini(actual, 8 * forecast))
    assert -1 - 1e-9 <= gini(actual, forecast) <= 1 + 1e-9


@given(ROWS)
def test_tenths_and_levels_leave_nobody_out(rows: list[tuple[int, float]]) -> None:
    actual, forecast = (np.array(column, dtype=np.float64) for column in zip(*rows, strict=True))
    by_tenth = tenths(forecast, actual, forecast, actual, actual > 0)
    assert summed(by_tenth, "customers") == len(actual)
    assert summed(by_tenth, "actual_purchases") == pytest.approx(actual.sum())
    by_level = by_frequency(actual, actual, forecast)
    assert summed(by_level, "customers") == len(actual)
    weighted = sum(float(str(row["expected"])) * int(str(row["customers"])) for row in by_level)
    assert weighted == pytest.approx(forecast.sum())


def summed(rows: list[dict[str, object]], name: str) -> float:
    return sum(float(str(row[name])) for row in rows)


def test_nothing_came() -> None:
    nothing: Array = np.zeros(5)
    row = scores(nothing, np.ones(5), nothing, np.ones(5))
    assert (row["total_error"], row["gini"], row["top_share"]) == (None, 0.0, 0.0)
