"""The brand's own rolling-origin backtest: which forecast would have been right, by how much, and how far off."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from guanxi.core.models.fitting import Array
from guanxi.core.models.formulas import TRUSTED, Formulas
from guanxi.core.models.interval import Spread
from guanxi.core.models.learned import Learned, Lesson
from guanxi.core.models.mixing import Said
from guanxi.core.models.panel import Origin, Panel
from guanxi.core.models.purchase import PurchaseModel
from guanxi.core.models.scorecard import deviances
from guanxi.core.models.season import Level, Season

YEAR = 365  # days
LEAST_CUSTOMERS = 50  # at an origin that may judge
LEAST_PURCHASES = 20  # that came
PARTS = 4  # of the customers, each forecast by what the others taught
CLEARLY, MUCH = 2.0, 0.05  # standard errors, share of the deviance


@dataclass(frozen=True)
class Look:
    """One past origin: who was known, what came, and what the formulas, fitted to that day, said."""

    origin: Origin
    rows: Panel
    formulas: Formulas

    @cached_property
    def expected(self) -> dict[str, Array]:
        """Purchases that each model expected, shape (customers,)."""
        features, horizon = self.rows.features, float(self.origin.horizon)
        return {name: self.formulas.expected(name, horizon, features) for name in self.formulas.models}

    @cached_property
    def spend(self) -> Array:
        """Money of a purchase by the formula, shape (customers,)."""
        return self.formulas.money(self.rows.features)

    @cached_property
    def lesson(self) -> Lesson:
        """What can be learned from this origin."""
        return Lesson(self.rows, self.formulas.measure(float(self.origin.horizon)), self.spend)


def looks(panel: Panel, today: Mapping[str, PurchaseModel]) -> list[Look]:
    """Return the past origins that can judge, the latest first: customers, purchases and a model are there.

    The models are those of each day; their climbs start at `today`'s parameters.
    """
    found = []
    for origin in panel.past:
        rows = panel.at(origin)
        if len(rows.purchases) >= LEAST_CUSTOMERS and float(rows.purchases.sum()) >= LEAST_PURCHASES:
            look = Look(origin, rows, Formulas().fit(rows.features, today))
            if look.formulas.models:
                found.append(look)
    return found


def best_model(past: list[Look], today: Formulas) -> str:
    """Return the purchase model to forecast with: Pareto/NBD unless another was much better at past origins.

    Much: less deviance by a twentieth and by two standard errors (the same people at every origin); smaller leads
    turn round at longer horizons, as on CDNOW. Without a past, or where Pareto/NBD could not be fitted, the model
    that is likeliest today.
    """
    names = [name for name in today.models if all(name in look.formulas.models for look in past)]
    if not past or TRUSTED not in names:
        return max(names or today.models, key=lambda name: today.models[name].log_likelihood_)

    def gain(name: str) -> float:
        alone = np.concatenate([_missed(look, TRUSTED) for look in past])
        each = alone - np.concatenate([_missed(look, name) for look in past])
        error = float(each.std()) / np.sqrt(len(each) / len(past))
        return float(each.mean()) if float(each.mean()) > max(CLEARLY * error, MUCH * float(alone.mean())) else 0.0

    gains = {name: gain(name) for name in names}
    return max(gains, key=lambda name: (gains[name], name == TRUSTED))


def _missed(look: Look, name: str) -> Array:
    """Return each customer's deviance once the total is right: levels are learned apart (`Level`)."""
    came, expected = look.rows.purchases, look.expected[name]
    return deviances(came, expected * (float(came.sum()) / float(expected.sum())))


def said(past: list[Look], model: str, seed: int) -> list[Said]:
    """Return what formula and learner said at each origin, every customer forecast by a learner that never saw them.

    Customers are parted by number; each part is forecast by what was learned from the others.
    """
    parts = [look.rows.customer_no % PARTS for look in past]
    learned = [np.zeros(len(part)) for part in parts]
    spend = [np.zeros(len(part)) for part in parts]

    def taught(turn: int) -> Learned:
        return Learned(seed).fit([look.lesson.keep(part != turn) for look, part in zip(past, parts, strict=True)])

    with ThreadPoolExecutor() as pool:
        teachers = list(pool.map(taught, range(PARTS)))
    for turn, teacher in enumerate(teachers):
        for look, part, often, much in zip(past, parts, learned, spend, strict=True):
            lesson = look.lesson.keep(part == turn)
            often[part == turn], much[part == turn] = teacher.of(lesson.rows.features, lesson.measure, lesson.spend)
    every = zip(past, learned, spend, strict=True)
    return [Said(look.expected[model], look.spend, often, much) for look, often, much in every]


def unlearned(past: list[Look], model: str) -> list[Said]:
    """Return what the formula said at each origin, where nothing was learned."""
    return [Said(look.expected[model], look.spend, look.expected[model], look.spend) for look in past]


def spread(past: list[Look], forecasts: list[Array], side: bool | None = None) -> Spread:
    """Learn intervals from revenue forecast and come, in mean forecasts; from one half of the customers or all."""
    forecast, actual = [], []
    for look, expected in zip(past, forecasts, strict=True):
        who = np.full(len(expected), True) if side is None else (look.rows.customer_no % 2 == 0) == side
        unit = max(float(expected.mean()), 1e-300)
        forecast.append(expected[who] / unit)
        actual.append(look.rows.revenue[who] / unit)
    return Spread().fit(np.concatenate(forecast), np.concatenate(actual))


def level(past: list[Look], forecasts: list[tuple[Array, Array]]) -> tuple[Level, Level]:
    """Learn the level of purchases and of money, and their season, from totals at past origins.

    An origin is worth as much to the level as its history is long; whole years back they speak for the season.
    """
    age = np.array([float(look.rows.features["T"].max()) + 1 for look in past])
    yearly = np.array([look.origin.days_back % YEAR == 0 for look in past], dtype=bool)
    came = [(float(look.rows.purchases.sum()), float(look.rows.revenue.sum())) for look in past]
    said = [(float(counts.sum()), float(amounts.sum())) for counts, amounts in forecasts]
    bought, money = (
        _levelled(np.array([each[which] for each in came]), np.array([each[which] for each in said]), age, yearly)
        for which in (0, 1)
    )
    return bought, money


def _levelled(came: Array, said: Array, age: Array, yearly: NDArray[np.bool_]) -> Level:
    found = Level().fit(came[~yearly], said[~yearly], age[~yearly])
    found.season_ = Season().fit(came[yearly], said[yearly]).factor_
    return found
