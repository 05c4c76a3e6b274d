"""What a forecast tells of itself: its report card, its parameters, and how it was calibrated."""

from collections.abc import Mapping

import numpy as np

from guanxi.core.models.averages import MeanSpend
from guanxi.core.models.backtest import Look, spread
from guanxi.core.models.fitting import Array, Fitted
from guanxi.core.models.mixing import Mix, Said
from guanxi.core.models.scorecard import Row, by_frequency, coverage, scores, tenths

SURE = 1.645  # standard deviations on either side of a 90 % interval
OPEN = 20.0  # a logarithm so far from the fit says that the data leave it open
UNITS = {"alpha": "days", "beta": "days", "v": "currency"}


def card(past: list[Look], told: list[Said], mix: Mix, chosen: str, learned: bool) -> list[Row]:
    """Return rows of `value_card`: every forecast at every past origin, nobody by a learner told of them."""
    bounds = _bounds(past, told, mix)
    rows: list[Row] = []
    for look, saying, (low, high) in zip(past, told, bounds, strict=True):
        forecasts = {name: (values, values * look.spend) for name, values in look.expected.items()}
        if learned:
            forecasts["learned"] = Mix(1.0, 1.0).settled(saying).of(saying)
            forecasts["mixed"] = mix.settled(saying).of(saying)
        for name, (expected, revenue) in forecasts.items():
            row: Row = {"origin_no": look.origin.number, "forecast": name, "chosen": int(name == chosen)}
            row |= scores(look.rows.purchases, expected, look.rows.revenue, revenue)
            if name == chosen:
                row["coverage"] = coverage(look.rows.revenue, low, high)
            rows.append(row)
    return rows


def calibration(past: list[Look], told: list[Said], mix: Mix) -> list[Row]:
    """Return rows of `value_calibration` at the latest origin."""
    if not past:
        return []
    expected, revenue = mix.settled(told[0]).of(told[0])
    low, high = _bounds(past, told, mix)[0]
    came = past[0].rows
    covered = (low <= came.revenue) & (came.revenue <= high)
    return tenths(expected, came.purchases, revenue, came.revenue, covered)


def conditional(past: list[Look], told: list[Said], mix: Mix) -> list[Row]:
    """Return rows of `value_conditional` at the latest origin."""
    if not past:
        return []
    came = past[0].rows
    return by_frequency(came.features["x"], came.purchases, mix.settled(told[0]).of(told[0])[0])


def parameters(models: Mapping[str, object]) -> list[Row]:
    """Return rows of `value_parameter`: each model's parameters with 90 % Laplace intervals."""
    rows: list[Row] = []
    for name, model in models.items():
        if isinstance(model, MeanSpend):
            rows.append({"model": "mean_spend", "parameter": "mean", "value": model.mean_, "unit": "currency"})
        if isinstance(model, Fitted):
            rows += _parameters(name, model)
    return rows


def _parameters(name: str, model: Fitted) -> list[Row]:
    rows: list[Row] = []
    for place, (parameter, value) in enumerate(model.parameters_.items()):
        row: Row = {"model": name, "parameter": parameter, "value": value, "unit": UNITS.get(parameter, "")}
        if model.covariance_ is not None and parameter not in model.at_bound_:
            wide = SURE * np.sqrt(max(float(model.covariance_[place, place]), 0.0))
            if wide < OPEN:
                row |= {"low": value / float(np.exp(wide)), "high": value * float(np.exp(wide))}
        rows.append(row | {"log_likelihood": model.log_likelihood_})
    return rows


def _bounds(past: list[Look], told: list[Said], mix: Mix) -> list[tuple[Array, Array]]:
    """Return the interval of each customer at each origin, learned from the other half of the customers."""
    if not past:
        return []
    forecasts = [mix.settled(saying).of(saying)[1] for saying in told]
    halves = {side: spread(past, forecasts, side) for side in (True, False)}
    bounds = []
    for look, forecast in zip(past, forecasts, strict=True):
        unit = max(float(forecast.mean()), 1e-300)
        (low, high), (other_low, other_high) = (halves[side].around(forecast / unit) for side in (False, True))
        even = look.rows.customer_no % 2 == 0
        bounds.append((np.where(even, low, other_low) * unit, np.where(even, high, other_high) * unit))
    return bounds
