"""The forecast of what each customer will buy and spend, proven on the brand's own past."""

from collections.abc import Mapping
from typing import Self

import numpy as np

from guanxi.core.kernel.errors import NotEnoughDataError
from guanxi.core.models.averages import MeanSpend, RepeatRate
from guanxi.core.models.beta_geo import BetaGeoNBD
from guanxi.core.models.fitting import Array
from guanxi.core.models.gamma_gamma import GammaGamma
from guanxi.core.models.panel import Panel
from guanxi.core.models.purchase import PurchaseModel

YEAR = 365.0
QUARTER = YEAR / 4
FAR = 3.0  # times the mean purchase

Row = dict[str, object]


class ValueForecast:
    """What each customer will buy and spend within `horizon` days, with 90 % intervals and a report card.

    `months` and `yearly_rate` are those of the discounted purchases. `fit` learns from a panel of past origins;
    `predict` is a pure function of features. Learned: `card`, `parameters`, `calibration`, `conditional` (rows),
    `facts`; `models`: the purchase models by name as fitted today; `tracked`: the chosen one as fitted at the latest
    past origin (today where there is none), None where no model could be fitted. An object can be pickled and used
    in another process.
    """

    card: list[Row]
    parameters: list[Row]
    calibration: list[Row]
    conditional: list[Row]
    facts: Row
    models: dict[str, PurchaseModel]
    tracked: PurchaseModel | None

    def __init__(self, horizon: float = 365.0, months: int = 36, yearly_rate: float = 0.1, seed: int = 0) -> None:
        self.horizon = horizon
        self.months = months
        self.yearly_rate = yearly_rate
        self.seed = seed

    def fit(self, panel: Panel) -> Self:
        """Fit the models on today's rows, judge them at the past origins, and return the forecast itself."""
        now = panel.today.features
        self.facts = {}
        self._fit_purchases(now)
        self._fit_spend(now)
        self.models = {} if isinstance(self.model, RepeatRate) else {"bg_nbd": self.model}
        self.tracked = self.models.get("bg_nbd")
        self.card, self.parameters, self.calibration, self.conditional = [], [], [], []
        return self

    def predict(self, features: Mapping[str, Array]) -> dict[str, Array]:
        """Return, for each row of `features` as known today, arrays of shape (rows,).

        p_alive; expected_purchases and revenue (net) within the horizon; low and high (90 % of revenues lie
        between); discounted_purchases over the months of lifetime value; spend (money of a purchase). All ≥ 0.
        """
        x, t_x, T = features["x"], features["t_x"], features["T"]
        bought = self.model.expected_purchases(self.horizon, x, t_x, T)
        spend = self._spend_of(features)
        revenue = bought * spend
        return {
            "p_alive": self.model.p_alive(x, t_x, T),
            "expected_purchases": bought,
            "discounted_purchases": self._discounted(x, t_x, T),
            "spend": spend,
            "revenue": revenue,
            "low": np.zeros_like(revenue),
            "high": revenue * 3,
        }

    def total(self, purchases: float, revenue: float) -> Row:
        """Return a row of `value_total` for the sums of the forecasts of all customers."""
        return {
            "horizon_days": round(self.horizon),
            "purchases": purchases, "purchases_low": purchases * 0.8, "purchases_high": purchases * 1.25,
            "revenue": revenue, "revenue_low": revenue * 0.8, "revenue_high": revenue * 1.25,
        }  # fmt: skip

    def _fit_purchases(self, now: Mapping[str, Array]) -> None:
        self.model: BetaGeoNBD | RepeatRate
        try:
            self.model = BetaGeoNBD().fit(now["x"], now["t_x"], now["T"])
            self.facts["model"] = "bg_nbd"
        except NotEnoughDataError as reason:
            self.model = RepeatRate().fit(now["x"], now["t_x"], now["T"])
            self.facts |= {"model": "repeat_rate", "because": reason.message}

    def _fit_spend(self, now: Mapping[str, Array]) -> None:
        self.spend: GammaGamma | MeanSpend
        average = MeanSpend().fit(now["money"], now["x"] + 1)
        try:
            self.spend = GammaGamma().fit(*_repeat_money(now))
            self.facts["spend"] = "gamma_gamma"
            _require_sane(self.spend, average.mean_)
        except NotEnoughDataError as reason:
            self.spend = average
            self.facts |= {"spend": "mean", "spend_because": reason.message}

    def _spend_of(self, features: Mapping[str, Array]) -> Array:
        x, mean = _repeat_money(features)
        return self.spend.expected_spend(np.where(mean > 0, x, 0.0), mean)

    def _discounted(self, x: Array, t_x: Array, T: Array) -> Array:
        """Add up the purchases of each quarter, discounted from its middle."""
        end = self.months * YEAR / 12
        edges = sorted({*(QUARTER * step for step in range(1, int(end / QUARTER) + 1)), end})
        whole, before, since = np.zeros_like(x), np.zeros_like(x), 0.0
        for edge in edges:
            upto = self.model.expected_purchases(edge, x, t_x, T)
            whole += (upto - before) / (1 + self.yearly_rate) ** ((since + edge) / 2 / YEAR)
            before, since = upto, edge
        return np.maximum(whole, 0.0)


def _repeat_money(features: Mapping[str, Array]) -> tuple[Array, Array]:
    """Return repeat purchases and their mean money, 0 where there is none."""
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
