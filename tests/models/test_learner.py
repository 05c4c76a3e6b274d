"""The learner: it finds what is there, starts from what it is told, and is the same each time."""

import pickle
import sys

import numpy as np
import pytest

from guanxi.core.models.fitting import Array
from guanxi.core.models.learner import ROWS, Learner, missing

lightgbm = pytest.importorskip("lightgbm")


def rows(count: int = 4000, seed: int = 5) -> tuple[Array, Array]:
    rng = np.random.default_rng(seed)
    return rng.normal(size=(count, 3)), rng.uniform(0.5, 2.0, count)


def test_it_finds_what_the_offset_misses() -> None:
    X, start = rows()
    truth = start * np.where(X[:, 1] > 0, 2.0, 0.5)
    y = np.random.default_rng(1).poisson(truth).astype(float)
    ratio = np.exp(Learner("poisson").fit(X, y, np.log(start)).log_ratio(X))
    assert ratio[X[:, 1] > 0.2].mean() == pytest.approx(2.0, rel=0.1)
    assert ratio[X[:, 1] < -0.2].mean() == pytest.approx(0.5, abs=0.1)


def test_it_leaves_a_right_offset_alone() -> None:
    X, start = rows()
    y = np.random.default_rng(1).poisson(3 * start).astype(float)
    ratio = np.exp(Learner("poisson").fit(X, y, np.log(3 * start)).log_ratio(X))
    assert np.abs(np.log(ratio)).mean() < 0.05


def test_amounts_weigh_by_their_purchases() -> None:
    X, _ = rows()
    y = np.where(X[:, 0] > 0, 4.0, 1.0) * np.random.default_rng(2).gamma(4.0, 0.25, len(X))
    weights = np.where(X[:, 2] > 0, 5.0, 1.0)
    ratio = np.exp(Learner("gamma").fit(X, y, np.full(len(X), np.log(2.0)), weights).log_ratio(X))
    assert 2 * ratio[X[:, 0] > 0.2].mean() == pytest.approx(4.0, rel=0.1)


def test_it_is_the_same_each_time_and_travels() -> None:
    X, start = rows(2 * ROWS)
    y = np.random.default_rng(1).poisson(start).astype(float)
    first, again = (Learner("poisson", seed=9).fit(X, y, np.log(start)) for _ in range(2))
    told = first.log_ratio(X)
    assert (told == again.log_ratio(X)).all()
    assert (told == pickle.loads(pickle.dumps(first)).log_ratio(X)).all()


def test_why_nothing_can_be_learned(monkeypatch: pytest.MonkeyPatch) -> None:
    assert missing() is None
    monkeypatch.setitem(sys.modules, "lightgbm", None)
    assert "LightGBM cannot be loaded" in str(missing())
