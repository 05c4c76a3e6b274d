"""The one door to LightGBM: small boosted trees for a positive mean, the same on every machine."""

from typing import Any, Self

import numpy as np

from guanxi.core.models.fitting import Array

ROWS = 40_000  # that trees of four leaves need at most
ROUNDS = 100
SETTINGS: dict[str, object] = {
    "learning_rate": 0.1, "num_leaves": 4, "min_data_in_leaf": 40, "lambda_l2": 10.0,
    "feature_fraction": 0.7, "bagging_fraction": 0.7, "bagging_freq": 1,
    "verbose": -1, "num_threads": 1, "deterministic": True, "force_row_wise": True,
}  # fmt: skip


def missing() -> str | None:
    """Return why nothing can be learned on this machine, or None where LightGBM works."""
    try:
        import lightgbm  # noqa: F401 -- whether it loads is the question
    except (ImportError, OSError) as reason:  # OSError: its library (libgomp) is not there
        return f"LightGBM cannot be loaded: {reason}"
    return None


class Learner:
    """Boosted trees of log E[y] = offset + f(X). `objective`: poisson for counts, gamma for amounts above 0.

    `fit` learns the trees; the object can be pickled.
    """

    def __init__(self, objective: str, seed: int = 0) -> None:
        self.objective = objective
        self.seed = seed
        self._trees = ""
        self._booster: Any = None

    def fit(self, X: Array, y: Array, offset: Array, weights: Array | None = None) -> Self:
        """Learn from rows X (rows, columns), means `y` ≥ 0, `offset` their logarithm so far; return the learner.

        At most ROWS of the rows, evenly spread, are looked at.
        """
        import lightgbm

        every = -(-len(y) // ROWS)
        given = None if weights is None else np.array(weights[::every])
        # copies: of parts of arrays LightGBM complains
        some, told, so_far = (np.array(part[::every], order="C") for part in (X, y, offset))
        rows = lightgbm.Dataset(some, label=told, weight=given, init_score=so_far)
        settings = {**SETTINGS, "objective": self.objective, "seed": self.seed}
        self._trees, self._booster = lightgbm.train(settings, rows, ROUNDS).model_to_string(), None
        return self

    def log_ratio(self, X: Array) -> Array:
        """Return f(X), what the trees add to the offset, shape (rows,)."""
        if self._booster is None:
            import lightgbm

            self._booster = lightgbm.Booster(model_str=self._trees)
        return np.asarray(self._booster.predict(X, raw_score=True, num_threads=1), dtype=np.float64)

    def __getstate__(self) -> dict[str, object]:
        return {**self.__dict__, "_booster": None}
