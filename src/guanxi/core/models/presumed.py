"""Intervals by the formulas' own chances, for a brand whose past cannot judge."""

from collections.abc import Mapping

import numpy as np
from scipy.special import betaincinv

from guanxi.core.models.fitting import Array
from guanxi.core.models.formulas import Formulas
from guanxi.core.models.gamma_gamma import GammaGamma
from guanxi.core.models.interval import Spread

TAKEN = (0.95, 0.85, 0.75, 0.65, 0.55, 0.45, 0.35, 0.25, 0.15, 0.05)  # middles of ten equal chances
MONEY = (1.5, 3.0)  # p and q of money where no Gamma-Gamma could be fitted: purchases differ about as much as they cost
LOOKED_AT = 2_000  # customers with bounds of their own; of more, bounds go by the level of the forecast


class Presumed:
    """90 % intervals of revenue: counts from the purchase model, their money from Gamma-Gamma.

    Given n purchases the money of all is (v + x·m) · G(p·n) / G(q + p·x), a ratio of gamma variables (Fader & Hardie
    2013, Gamma-Gamma), hence of beta quantiles; counts and money are taken at ten equal chances each.
    """

    def __init__(self, formulas: Formulas, model: str, horizon: float) -> None:
        self.formulas, self.model, self.horizon = formulas, model, horizon

    def settled(self, now: Mapping[str, Array], unit: float) -> "Presumed | Spread":
        """Return itself, or for many customers what a part of them says, in mean revenues of `unit`."""
        every = -(-len(now["x"]) // LOOKED_AT)
        if every <= 1:
            return self
        some = {name: values[::every] for name, values in now.items()}
        forecast = self.formulas.expected(self.model, self.horizon, some) * self.formulas.money(some)
        low, high = self.of(some)
        return Spread().presume(forecast / unit, low / unit, high / unit)

    def of(self, features: Mapping[str, Array]) -> tuple[Array, Array]:
        """Return (low, high), each of shape (customers,)."""
        spend, x = self.formulas.money(features), features["x"]
        known = self.formulas.spend
        p, q = (known.p_, known.q_) if isinstance(known, GammaGamma) else MONEY
        steady = q + p * x
        amounts = []
        for share in TAKEN[: len(TAKEN) // 2]:
            level = 2 * share - 1
            for n in self.formulas.interval(self.model, self.horizon, features, level):
                part = [betaincinv(np.maximum(p * n, 1e-9), steady, chance) for chance in TAKEN]
                amounts += [np.where(n > 0, each / np.maximum(1 - each, 1e-12), 0.0) for each in part]
        low, high = np.quantile(np.array(amounts), (0.05, 0.95), axis=0)
        scale = spend * (steady - 1) / p
        return low * scale, high * scale
