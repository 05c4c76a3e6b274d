"""The forecast: better than its best formula on CDNOW, calm on data that carry nothing, the same on every scale."""

import pickle
import sys
from dataclasses import replace
from datetime import date
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.models.cdnow import END, money_by_day, needs_cdnow
from tests.models.panels import Days, came, counted, panel, simulated

from guanxi.core.flow.value.origins import origins
from guanxi.core.models.fitting import Array
from guanxi.core.models.forecast import ValueForecast
from guanxi.core.models.interval import Spread
from guanxi.core.models.mixing import Mix, Said
from guanxi.core.models.panel import Origin, Panel
from guanxi.core.models.scorecard import coverage, scores

SPAN, AHEAD = 400, 120


@cache
def brand() -> list[Days]:
    return simulated(1500, SPAN + AHEAD)


@cache
def past() -> Panel:
    return panel(brand(), SPAN, origins(SPAN, AHEAD))


@cache
def fitted() -> ValueForecast:
    return ValueForecast(horizon=float(AHEAD)).fit(past())


def formula(forecast: ValueForecast, known: dict[str, Array], horizon: float) -> tuple[Array, Array]:
    model = forecast.models["pareto_nbd"]
    expected = model.expected_purchases(horizon, known["x"], known["t_x"], known["T"])
    return expected, expected * forecast.formulas.money(known)


@needs_cdnow
def test_cdnow_is_forecast_better_than_by_pareto_nbd() -> None:
    """39 weeks after 39 weeks, learned from the 39 weeks alone.

    Measured: 0.955 to 0.961 of the formula's deviance, by the order in which customers happen to stand.
    """
    everybody, today = counted(money_by_day(date(1998, 6, 30))), END.toordinal()
    seen = panel(everybody, today, origins(272, 273))
    forecast = ValueForecast(horizon=273.0).fit(seen)
    known = dict(seen.today.features)
    told, (purchases, revenue) = forecast.predict(known), came(everybody, today, 273)
    ours = scores(purchases, told["expected_purchases"], revenue, told["revenue"])
    theirs = scores(purchases, *reversed_pair(formula(forecast, known, 273.0), revenue))
    assert forecast.facts["chosen"] == "mixed"
    assert number(ours, "deviance") < 0.965 * number(theirs, "deviance")
    assert number(ours, "gini") > number(theirs, "gini") + 0.015
    assert number(ours, "revenue_gini") > number(theirs, "revenue_gini") + 0.03
    assert abs(number(ours, "total_error")) < 0.08
    assert 0.88 <= coverage(revenue, told["low"], told["high"]) <= 0.955


def reversed_pair(pair: tuple[Array, Array], revenue: Array) -> tuple[Array, Array, Array]:
    return pair[0], revenue, pair[1]


def number(row: dict[str, object], name: str) -> float:
    return float(str(row[name]))


def test_a_brand_that_the_formula_describes_is_forecast_no_worse() -> None:
    known = dict(past().today.features)
    told, (purchases, revenue) = fitted().predict(known), came(brand(), SPAN, AHEAD)
    ours = scores(purchases, told["expected_purchases"], revenue, told["revenue"])
    theirs = scores(purchases, *reversed_pair(formula(fitted(), known, AHEAD), revenue))
    assert number(ours, "deviance") < 1.01 * number(theirs, "deviance")
    assert 0.87 <= coverage(revenue, told["low"], told["high"]) <= 0.97


def test_what_is_told_is_sound() -> None:
    told = fitted().predict(past().today.features)
    for name, values in told.items():
        assert np.isfinite(values).all(), name
        assert (values >= 0).all(), name
    assert (told["p_alive"] <= 1).all()
    assert (told["low"] <= told["revenue"]).all()
    assert (told["revenue"] <= told["high"]).all()
    assert told["spend"] * told["expected_purchases"] == pytest.approx(told["revenue"])
    assert told["discounted_purchases"].sum() > told["expected_purchases"].sum()  # three years are more than 120 days


def test_it_is_the_same_each_time_row_by_row_and_elsewhere() -> None:
    known = past().today.features
    told = fitted().predict(known)
    again = ValueForecast(horizon=float(AHEAD)).fit(past()).predict(known)
    travelled = pickle.loads(pickle.dumps(fitted()))
    some = {name: values[7:90] for name, values in known.items()}
    part = travelled.predict(some)
    for name, values in told.items():
        assert (values == again[name]).all(), name
        assert part[name] == pytest.approx(values[7:90], rel=1e-9), name


@pytest.mark.parametrize("unit", [1e-4, 1e4])
def test_money_in_another_unit_is_the_same_money(unit: float) -> None:
    features = {
        name: values * unit if "money" in name or "spent" in name else values
        for name, values in past().features.items()
    }
    other = replace(past(), features=features, revenue=past().revenue * unit)
    told, known = ValueForecast(horizon=float(AHEAD)).fit(other).predict(other.today.features), past().today.features
    for name, values in fitted().predict(known).items():
        factor = unit if name in {"spend", "revenue", "low", "high"} else 1.0
        assert told[name] == pytest.approx(values * factor, rel=1e-6), name


def test_the_card_tells_every_forecast_at_every_origin() -> None:
    rows = fitted().card
    numbers = {origin.number for origin in past().past}
    assert {(row["origin_no"], row["forecast"]) for row in rows} == {
        (number, name) for number in numbers for name in ("bg_nbd", "mbg_nbd", "pareto_nbd", "learned", "mixed")
    }
    for number in numbers:
        (chosen,) = (row for row in rows if row["origin_no"] == number and row["chosen"])
        assert chosen["forecast"] == fitted().facts["chosen"]
        assert 0.8 < float(str(chosen["coverage"])) <= 1
    assert sum(int(str(row["customers"])) for row in fitted().calibration) == len(past().at(past().past[0]).purchases)
    names = {(row["model"], row["parameter"]) for row in fitted().parameters}
    assert {("pareto_nbd", "beta"), ("bg_nbd", "alpha"), ("gamma_gamma", "q")} <= names


def test_totals_are_between_their_bounds() -> None:
    row = fitted().total(100.0, 5000.0)
    for name in ("purchases", "revenue"):
        assert number(row, f"{name}_low") < number(row, name) < number(row, f"{name}_high") < 2 * number(row, name)


def test_without_lightgbm_the_formulas_stand_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "lightgbm", None)
    forecast = ValueForecast(horizon=float(AHEAD)).fit(past())
    assert forecast.facts["chosen"] == "pareto_nbd"
    assert "LightGBM" in str(forecast.facts["unlearned_because"])
    known = dict(past().today.features)
    told = forecast.predict(known)
    expected = formula(forecast, known, AHEAD)[0]
    assert told["expected_purchases"] / told["expected_purchases"].sum() == pytest.approx(
        expected / expected.sum(), rel=0.01, abs=1e-5
    )


THIN = {
    "fifty customers": simulated(50, 200),
    "nobody": [],
    "one customer": [{0: 10.0, 30: 5.0}],
    "no repeats": [{day: 10.0 + day} for day in range(100)],
    "all today": [{199: 10.0} for _ in range(30)],
    "all free": [{day: 0.0, day + 40: 0.0, day + 60: 0.0} for day in range(120)],
    "one price": [{day: 5.0, min(day + 7, 199): 5.0} for day in range(190)],
}


@pytest.mark.parametrize("name", THIN)
def test_data_that_carry_little_give_a_reason_and_sensible_numbers(name: str) -> None:
    customers, today = THIN[name], 199
    seen = panel(customers, today, origins(today - min((min(days) for days in customers), default=today), 365))
    forecast = ValueForecast().fit(seen)
    told = forecast.predict(seen.today.features)
    for figure, values in told.items():
        assert np.isfinite(values).all(), figure
        assert (values >= 0).all(), figure
    assert (told["low"] <= told["revenue"]).all()
    assert (told["revenue"] <= told["high"]).all()
    assert "unlearned_because" in forecast.facts
    assert bool(forecast.models) or "because" in forecast.facts
    if name == "all free":
        assert told["revenue"].max() == 0


@given(st.integers(0, 3000), st.integers(1, 1826))
def test_origins_lie_in_the_past_and_look_no_further_than_today(span: int, horizon: int) -> None:
    today, *earlier = origins(span, horizon)
    assert today == Origin(0, 0, horizon)
    assert len({origin.days_back for origin in earlier}) == len(earlier)
    for origin in earlier:
        assert 0 < origin.horizon <= origin.days_back <= span
        assert origin.horizon <= horizon
    if earlier and span > 150:  # as today's horizon stands to all of the history
        first = earlier[0]
        assert first.horizon / max(span - first.days_back, 1) == pytest.approx(horizon / span, rel=0.2, abs=0.2)


def test_a_short_horizon_of_an_old_brand_looks_at_the_same_days_of_earlier_years() -> None:
    assert [origin.days_back for origin in origins(1500, 90)][-3:] == [365, 730, 1095]
    assert all(origin.days_back % 365 for origin in origins(700, 90)[1:])  # one year alone proves nothing
    assert all(origin.days_back % 365 for origin in origins(1500, 365)[1:])


@given(st.lists(st.tuples(st.floats(0.001, 100), st.floats(0, 100)), min_size=1, max_size=400), st.floats(0, 1e3))
@settings(max_examples=50)
def test_bounds_hold_the_forecast_and_never_fall(rows: list[tuple[float, float]], asked: float) -> None:
    forecast, actual = (np.array(column) for column in zip(*rows, strict=True))
    spread = Spread().fit(forecast, actual)
    at = np.sort(np.append(np.geomspace(1e-3, 1e3, 50), asked))
    low, high = spread.around(at)
    assert ((low >= 0) & (low <= at) & (at <= high)).all()
    assert (np.diff(low) >= -1e-9 * high[1:]).all()
    assert (np.diff(high) >= -1e-9 * high[1:]).all()


def test_intervals_cover_who_was_not_seen() -> None:
    rng = np.random.default_rng(4)
    forecast = rng.gamma(0.7, 1.5, 20_000)
    actual = rng.poisson(forecast) * rng.gamma(3.0, 1 / 3, 20_000)
    spread = Spread().fit(forecast[:10_000], actual[:10_000])
    for least, most in ((0.0, 1.0), (1.0, 3.0), (3.0, 100.0)):
        who = (forecast[10_000:] >= least) & (forecast[10_000:] < most)
        low, high = spread.around(forecast[10_000:][who])
        assert 0.89 <= coverage(actual[10_000:][who], low, high) <= 0.97


@given(st.floats(0, 1), st.floats(0, 1))
@settings(max_examples=30)
def test_a_mix_keeps_the_formula_s_totals(count: float, money: float) -> None:
    rng = np.random.default_rng(2)
    said = Said(*(rng.gamma(1.0, scale, 50) + 1e-3 for scale in (1.0, 20.0, 5.0, 30.0)))
    expected, revenue = Mix(count, money).settled(said).of(said)
    assert expected.sum() == pytest.approx(said.expected.sum())
    assert revenue.sum() == pytest.approx((said.expected * said.spend).sum())


def test_a_season_of_the_horizon_is_none_of_the_years_after() -> None:
    forecast, known = pickle.loads(pickle.dumps(fitted())), past().today.features
    plain = forecast.predict(known)
    forecast._season, forecast._money_season = 1.2, 1.3
    told = forecast.predict(known)
    assert told["revenue"] == pytest.approx(1.3 * plain["revenue"])
    for name in ("discounted_purchases", "spend"):
        assert (told[name] == plain[name]).all(), name


def test_where_no_past_judges_the_fit_of_today_is_tracked() -> None:
    forecast = ValueForecast(90.0).fit(panel(simulated(45, 300), 299, origins(299, 90)))
    assert (forecast.facts["origins"], forecast.tracked_back) == (0, 0)
