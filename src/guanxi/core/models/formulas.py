"""What the formulas say of customers known on one day: purchase models side by side, and the money of a purchase."""

from collections.abc import Callable, Mapping
from typing import Self

import numpy as np
from scipy.stats import poisson

from guanxi.core.kernel.errors import NotEnoughDataError
from guanxi.core.models.averages import MeanSpend, RepeatRate
from guanxi.core.models.beta_geo import BetaGeoNBD
from guanxi.core.models.clv import discounted_purchases
from guanxi.core.models.design import Measure
from guanxi.core.models.fitting import Array
from guanxi.core.models.gamma_gamma import GammaGamma
from guanxi.core.models.modified_beta_geo import ModifiedBetaGeoNBD
from guanxi.core.models.pareto_nbd import ParetoNBD
from guanxi.core.models.purchase import PurchaseModel

MODELS: dict[str, Callable[[], PurchaseModel]] = {
    "bg_nbd": BetaGeoNBD, "mbg_nbd": ModifiedBetaGeoNBD, "pareto_nbd": ParetoNBD,
}  # fmt: skip
TRUSTED = "pareto_nbd"  # the richest of the models: nobody must buy once more before leaving
FALLBACK = "repeat_rate"
FAR = 3.0  # times the mean purchase
FAINT = 1e-3  # of the brand's means: of nobody who ever bought is less expected
Features = Mapping[str, Array]


class Formulas:
    """Every purchase model, and Gamma-Gamma, fitted to customers as known on one day.

    `fit` learns `models` (by name; empty where the data carry none), `spend`, `unit` (money of an average purchase)
    and, where an average stands for a model, `because` and `spend_because`.
    """

    def __init__(self) -> None:
        self.models: dict[str, PurchaseModel] = {}
        self.because: str | None = None
        self.spend_because: str | None = None
        self.rate = RepeatRate()
        self.spend: GammaGamma | MeanSpend = MeanSpend()
        self.unit = 1.0

    def fit(self, features: Features, near: Mapping[str, PurchaseModel] | None = None) -> Self:
        """Fit to the features of customers known on one day, shape (customers,) each; return the formulas.

        `near`: models of another day, from whose parameters to start.
        """
        history = (features["x"], features["t_x"], features["T"])
        self.rate = RepeatRate().fit(*history)
        for name, model in MODELS.items():
            start = near[name].parameters_ if near and name in near else None
            try:
                self.models[name] = model().fit(*history, start=start)
            except NotEnoughDataError as reason:
                self.because = reason.message
        average = MeanSpend().fit(features["money"], features["x"] + 1)
        self.unit = average.mean_ or 1.0
        self._fit_spend(features, average)
        return self

    def measure(self, horizon: float) -> Measure:
        """Return what a learner's proportions are told in; needs a purchase model."""
        model = self.models.get(TRUSTED) or next(iter(self.models.values()))
        return Measure(horizon, self.unit, model.parameters_["r"], model.parameters_["alpha"])

    def expected(self, name: str, horizon: float, features: Features) -> Array:
        """Return the purchases that a model expects within `horizon` days, shape (customers,), always above 0."""
        history = (features["x"], features["t_x"], features["T"])
        model = self.models.get(name) or self.rate
        return np.maximum(model.expected_purchases(horizon, *history), FAINT * self.rate.rate_ * horizon)

    def p_alive(self, name: str, features: Features) -> Array:
        """Return the chance that each customer still lives, shape (customers,)."""
        return (self.models.get(name) or self.rate).p_alive(features["x"], features["t_x"], features["T"])

    def discounted(self, name: str, months: float, yearly_rate: float, features: Features) -> Array:
        """Return the discounted purchases of the coming `months`, shape (customers,)."""
        history = (features["x"], features["t_x"], features["T"])
        model = self.models.get(name)
        if model is None:
            return self.rate.discounted_purchases(months, yearly_rate, *history)
        return discounted_purchases(model, months, yearly_rate, *history)

    def interval(self, name: str, horizon: float, features: Features, level: float = 0.9) -> tuple[Array, Array]:
        """Return the counts between which `level` of purchases fall, each of shape (customers,), by the formula."""
        model = self.models.get(name)
        if model is None:
            expected = self.expected(name, horizon, features)
            return np.asarray(poisson.ppf((1 - level) / 2, expected)), np.asarray(
                poisson.ppf((1 + level) / 2, expected)
            )
        return model.purchase_interval(horizon, features["x"], features["t_x"], features["T"], level)

    def money(self, features: Features) -> Array:
        """Return the money expected at a coming purchase, shape (customers,), above 0 where any money was spent."""
        x, mean = repeat_money(features)
        return np.maximum(self.spend.expected_spend(np.where(mean > 0, x, 0.0), mean), FAINT * self.unit)

    def _fit_spend(self, features: Features, average: MeanSpend) -> None:
        self.spend = average
        try:
            model = GammaGamma().fit(*repeat_money(features))
            _require_sane(model, average.mean_)
            self.spend = model
        except NotEnoughDataError as reason:
            self.spend_because = reason.message


def repeat_money(features: Features) -> tuple[Array, Array]:
    """Return repeat purchases and their mean money, 0 where there is none, each of shape (customers,)."""
    x = features["x"]
    money = np.maximum(features["money"] - features["first_money"], 0.0)
    return x, np.where(x > 0, money / np.maximum(x, 1), 0.0)


def _require_sane(model: GammaGamma, mean_purchase: float) -> None:
    """Refuse a fit whose mean purchase, which a newcomer is given, is far from what purchases were worth."""
    implied = model.p_ * model.v_ / (model.q_ - 1)
    if not mean_purchase / FAR < implied < mean_purchase * FAR:
        raise NotEnoughDataError(
            f"Gamma-Gamma puts the mean purchase at {implied:,.2f}, but purchases were worth {mean_purchase:,.2f}.",
            "Look for a few purchases of extreme size.",
        )
