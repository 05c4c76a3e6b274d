"""The forecast of what each customer will buy and spend, proven on the brand's own past.

Purchase models and Gamma-Gamma give a forecast by formula; a learner that knows none of them gives another; the two
are mixed as past origins speak for it (see `backtest`), set to the brand's level, and given intervals that covered.
"""

from collections.abc import Mapping
from typing import Self

import numpy as np

from guanxi.core.models import proof
from guanxi.core.models.averages import MeanSpend
from guanxi.core.models.backtest import Look, best_model, level, looks, said, spread, unlearned
from guanxi.core.models.fitting import Array
from guanxi.core.models.formulas import FALLBACK, Formulas
from guanxi.core.models.gamma_gamma import GammaGamma
from guanxi.core.models.interval import Spread
from guanxi.core.models.learned import Learned
from guanxi.core.models.learner import missing
from guanxi.core.models.mixing import Mix, Said, chosen
from guanxi.core.models.panel import Panel
from guanxi.core.models.presumed import Presumed
from guanxi.core.models.purchase import PurchaseModel
from guanxi.core.models.scorecard import Row

LESSONS = 1_000  # customers seen at past origins: fewer teach less than the formulas know
PURCHASES = 200  # that came after them
DRAWS = 30  # of the parameters, for the interval of a total
LOOKED_AT = 2_000  # customers, for the same


class ValueForecast:
    """What each customer will buy and spend within `horizon` days, with 90 % intervals and a report card.

    `months` and `yearly_rate` are those of the discounted purchases. `fit` learns from a panel of past origins;
    `predict` is a pure function of features. Learned: `card`, `parameters`, `calibration`, `conditional` (rows),
    `facts`; `models`: the purchase models by name as fitted today; `tracked`: the chosen one as fitted at the latest
    past origin that could judge (today
    where there is none), None where no model could be fitted; `tracked_back`: that day, in days
    before today. An object can be pickled and used
    in another process.
    """

    card: list[Row]
    parameters: list[Row]
    calibration: list[Row]
    conditional: list[Row]
    facts: Row
    models: dict[str, PurchaseModel]
    tracked: PurchaseModel | None
    tracked_back: int
    spend: GammaGamma | MeanSpend

    def __init__(self, horizon: float = 365.0, months: int = 36, yearly_rate: float = 0.1, seed: int = 0) -> None:
        self.horizon = horizon
        self.months = months
        self.yearly_rate = yearly_rate
        self.seed = seed
        self._learned: Learned | None = None

    def fit(self, panel: Panel) -> Self:
        """Fit the formulas to today's rows, learn and judge at the past origins, and return the forecast itself."""
        now = panel.today.features
        self.formulas = Formulas().fit(now)
        self.models, self.spend = self.formulas.models, self.formulas.spend
        past = looks(panel, self.models) if self.models else []
        self.model = best_model(past, self.formulas) if self.models else FALLBACK
        self.tracked = past[0].formulas.models.get(self.model) if past else self.models.get(self.model)
        self.tracked_back = past[0].origin.days_back if past else 0
        because = _why_unlearned(past)
        told = unlearned(past, self.model) if because else said(past, self.model, self.seed)
        self.mix, self._learned = Mix(0.0, 0.0), None
        if because is None:
            self._learn(past, told)
        self._settle(past, told, now)
        self._tell(past, told, because)
        return self

    def predict(self, features: Mapping[str, Array]) -> dict[str, Array]:
        """Return, for each row of `features` as known today, arrays of shape (rows,).

        p_alive; expected_purchases and revenue (net) within the horizon; low and high (90 % of revenues lie
        between); discounted_purchases over the months of lifetime value; spend (money of a purchase), both of the
        whole year and not of its season. All ≥ 0.
        """
        told = self._said(features)
        expected, revenue = self.mix.of(told)
        later = self.formulas.discounted(self.model, self.months, self.yearly_rate, features)
        # less than the formula expects is less for ever; what comes on top of it lasts as long as usual
        later = later * np.minimum(expected / told.expected, 1.0)
        later += np.maximum(expected - told.expected, 0.0) * self._lasting
        expected, revenue = expected * self._level, revenue * self._money_level
        spend = revenue / expected
        expected, revenue = expected * self._season, revenue * self._money_season
        low, high = self._bounds(features, revenue)
        return {
            "p_alive": self.formulas.p_alive(self.model, features),
            "expected_purchases": expected,
            "discounted_purchases": later * self._level,
            "spend": spend,
            "revenue": revenue,
            "low": np.minimum(low, revenue),
            "high": np.maximum(high, revenue),
        }

    def _bounds(self, features: Mapping[str, Array], revenue: Array) -> tuple[Array, Array]:
        """Return between which amounts 90 % of revenues lie: as the past taught, else by the formula's own chances."""
        if isinstance(self._spread, Presumed):
            low, high = self._spread.of(features)
            return low * self._money_level, high * self._money_level
        low, high = self._spread.around(revenue / self._mean_revenue)
        return low * self._mean_revenue, high * self._mean_revenue

    def total(self, purchases: float, revenue: float) -> Row:
        """Return a row of `value_total`: the sums of all customers' forecasts and their 90 % intervals."""
        row: Row = {"horizon_days": round(self.horizon)}
        for name, value, sd in (("purchases", purchases, self._sd), ("revenue", revenue, self._money_sd)):
            wide = float(np.exp(proof.SURE * sd))
            row |= {name: value, f"{name}_low": value / wide, f"{name}_high": value * wide}
        return row

    def _said(self, features: Mapping[str, Array]) -> Said:
        """Return what formula and learner say of customers as known today."""
        expected, spend = self.formulas.expected(self.model, self.horizon, features), self.formulas.money(features)
        if self._learned is None:
            return Said(expected, spend, expected, spend)
        return Said(expected, spend, *self._learned.of(features, self.formulas.measure(self.horizon), spend))

    def _learn(self, past: list[Look], told: list[Said]) -> None:
        """Choose the mix by what past origins say, and learn from all customers where the learner has a part."""
        came = [(saying, look.rows.purchases, look.rows.revenue) for saying, look in zip(told, past, strict=True)]
        self.mix = chosen(came)
        if self.mix.count > 0:
            self._learned = Learned(self.seed).fit([look.lesson for look in past])

    def _settle(self, past: list[Look], told: list[Said], now: Mapping[str, Array]) -> None:
        """Set scales, level and intervals."""
        today = self._said(now)
        self.mix = self.mix.settled(today)
        forecasts = [self.mix.settled(saying).of(saying) for saying in told]
        counts, money = level(past, forecasts)
        self._level, self._money_level = counts.factor_, money.factor_
        self._season, self._money_season = counts.season_, money.season_
        later = self.formulas.discounted(self.model, self.months, self.yearly_rate, now)
        self._lasting = float(later.sum()) / (float(today.expected.sum()) or 1.0)
        if not now["money"].any():  # everything was free: no money is expected either
            self._money_level = 0.0
        whole = float(self.mix.of(today)[1].sum()) * self._money_level * self._money_season
        self._mean_revenue = max(whole / max(len(later), 1), 1e-300)
        drawn = self._drawn(now)
        self._sd, self._money_sd = float(np.hypot(counts.sd_, drawn)), float(np.hypot(money.sd_, drawn))
        known = [revenue * money.factor_ for _, revenue in forecasts]  # the level is no miss to be covered once more
        presumed = Presumed(self.formulas, self.model, self.horizon)
        self._spread: Spread | Presumed = spread(past, known) if past else presumed.settled(now, self._mean_revenue)

    def _drawn(self, now: Mapping[str, Array]) -> float:
        """Return how far totals go apart, as a logarithm, with parameters drawn around the fit."""
        model = self.models.get(self.model)
        if model is None:
            return 0.0
        every = -(-len(now["x"]) // LOOKED_AT)
        history = [now[name][::every] for name in ("x", "t_x", "T")]
        totals = [float(m.expected_purchases(self.horizon, *history).sum()) for m in model.draws(DRAWS, self.seed)]
        return float(np.std(np.log(np.maximum(totals, 1e-300))))

    def _tell(self, past: list[Look], told: list[Said], because: str | None) -> None:
        """Write down what was chosen and how it fared."""
        name = "mixed" if self.mix.count > 0 else self.model
        self.card = proof.card(past, told, self.mix, name, because is None)
        self.calibration = proof.calibration(past, told, self.mix)
        self.conditional = proof.conditional(past, told, self.mix)
        self.parameters = proof.parameters({**self.models, "gamma_gamma": self.spend})
        self.facts = {
            "chosen": name, "model": self.model, "learner_weight": self.mix.count, "money_weight": self.mix.money,
            "level": self._level, "money_level": self._money_level, "origins": len(past),
        }  # fmt: skip
        reasons = {"because": self.formulas.because, "spend_because": self.formulas.spend_because}
        self.facts |= {key: why for key, why in (reasons | {"unlearned_because": because}).items() if why}


def _why_unlearned(past: list[Look]) -> str | None:
    """Return why the formulas stand alone, or None."""
    customers = sum(len(look.rows.purchases) for look in past)
    came = sum(float(look.rows.purchases.sum()) for look in past)
    if customers < LESSONS or came < PURCHASES:
        return f"The past teaches too little: {customers:,} customers at past origins, {came:,.0f} purchases after."
    return missing()
