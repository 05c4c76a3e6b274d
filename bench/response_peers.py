"""EconML and CausalML as peers of personal effects, where this Python has them."""

from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import numpy as np

from guanxi.core.models.fitting import Array
from guanxi.core.models.response import Trial

Tell = Callable[[Array, Trial, Array], Array]
"""Features and trial to learn from, features of others → effects on them, (n, A)."""


def linear_dml(x: Array, trial: Trial, fresh: Array) -> Array:
    """EconML's LinearDML with linear outcome and known chances."""
    dml, linear, dummy = (import_module(name) for name in ("econml.dml", "sklearn.linear_model", "sklearn.dummy"))
    model: Any = dml.LinearDML(
        model_y=linear.LinearRegression(), model_t=dummy.DummyClassifier(strategy="prior"),
        discrete_treatment=True, cv=3, random_state=0,
    )  # fmt: skip
    model.fit(trial.outcome, trial.arm, X=_apart(x))
    return np.column_stack([model.effect(_apart(fresh), T0=0, T1=arm) for arm in range(1, trial.arms + 1)])


def boosted(x: Array, trial: Trial, fresh: Array) -> Array:
    """CausalML's T-learner upon boosted trees."""
    meta, trees = (import_module(name) for name in ("causalml.inference.meta", "sklearn.ensemble"))
    learner: Any = trees.HistGradientBoostingClassifier(max_depth=3, max_iter=50, min_samples_leaf=200, random_state=0)
    model: Any = meta.BaseTClassifier(learner, control_name=0)
    model.fit(X=x, treatment=trial.arm, y=trial.outcome.astype(int))
    return np.asarray(model.predict(X=fresh), dtype=np.float64)


def _apart(x: Array) -> Array:
    """Without the first of the zip codes and of the channels, which the others imply."""
    return np.delete(x, [5, 8], axis=1)


def peers() -> dict[str, Tell]:
    """Return the peers that this Python has, and say which it has not."""
    wanted: dict[str, tuple[str, Tell]] = {
        "EconML LinearDML": ("econml", linear_dml),
        "CausalML T-learner": ("causalml", boosted),
    }
    for name, (package, _) in wanted.items():
        if find_spec(package) is None:
            print(f"{name}: this Python has no {package} (pip install {package}); left out")
    return {name: tell for name, (package, tell) in wanted.items() if find_spec(package) is not None}
