"""How outcomes vary around their means: yes or no, counts, amounts, and amounts that are mostly nought."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from guanxi.core.models.fitting import Array

Link = Literal["logit", "log", "identity", "amount"]
FAR = 30.0  # of a linear predictor, beyond which a mean is 0, 1 or endless


@dataclass(frozen=True, slots=True)
class Family:
    """One kind of outcome by its link: "logit" (yes or no), "log" (counts), "identity", "amount" (above 0; log, gamma).

    McCullagh & Nelder (1989), Generalized Linear Models (2nd ed.), §2.2 and §2.5.
    """

    link: Link

    def mean(self, eta: Array) -> Array:
        """Return the mean for linear predictors."""
        if self.link == "identity":
            return eta
        held = np.clip(eta, -FAR, FAR)
        return np.asarray(1 / (1 + np.exp(-held)) if self.link == "logit" else np.exp(held))

    def rise(self, mean: Array) -> Array:
        """Return how fast the mean rises with the linear predictor."""
        if self.link == "identity":
            return np.ones_like(mean)
        return mean * (1 - mean) if self.link == "logit" else mean

    def pull(self, y: Array, mean: Array) -> tuple[Array, Array]:
        """Return the log-likelihood's slope in each linear predictor and its expected curvature, at dispersion 1."""
        if self.link == "amount":
            return (y - mean) / mean, np.ones_like(mean)
        return y - mean, self.rise(mean)

    def dispersion(self, y: Array, mean: Array, columns: int) -> float:
        """Return Pearson's estimate of the dispersion; 1 for yes or no, and at least 1 for counts."""
        if self.link == "logit":
            return 1.0
        usual = {"log": mean, "identity": np.ones_like(mean), "amount": np.square(mean)}[self.link]
        found = float((np.square(y - mean) / usual).sum() / max(1, len(y) - columns))
        return max(found, 1.0) if self.link == "log" else max(found, 1e-12)

    def start(self, y: Array) -> float:
        """Return the linear predictor of everybody's mean, a little away from where it would be endless."""
        if self.link == "identity":
            return float(y.mean())
        if self.link == "logit":
            share = (y.sum() + 0.5) / (len(y) + 1)
            return float(np.log(share / (1 - share)))
        return float(np.log((y.sum() + 0.5 * (self.link == "log")) / len(y)))
