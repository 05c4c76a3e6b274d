"""EASE^R against the optimisation problem it solves in closed form."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from guanxi.core.kernel.errors import InputError, NotEnoughDataError
from guanxi.core.models import ItemModel
from guanxi.core.models.fitting import Array


def baskets(customers: int = 400, items: int = 6, seed: int = 0) -> Array:
    rng = np.random.default_rng(seed)
    taste = rng.random((customers, 2))
    chance = taste @ rng.random((2, items)) * 0.8
    return (rng.random((customers, items)) < chance).astype(float)


def ridge_item_by_item(X: Array, l2: float) -> Array:
    """min ‖x_j - X b‖² + l2 ‖b‖² over b with b_j = 0, for each item j, by an ordinary ridge on the other items."""
    items = X.shape[1]
    weights = np.zeros((items, items))
    for item in range(items):
        others = [other for other in range(items) if other != item]
        Z = X[:, others]
        weights[others, item] = np.linalg.solve(Z.T @ Z + l2 * np.eye(items - 1), Z.T @ X[:, item])
    return weights


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 1_000), st.floats(0.1, 1_000), st.integers(2, 12))
def test_the_closed_form_is_ridge_with_an_empty_diagonal(seed: int, l2: float, items: int) -> None:
    X = baskets(items=items, seed=seed)
    X[0, :2] = 1
    model = ItemModel(l2).fit(X.T @ X, len(X))
    assert model.weights_ == pytest.approx(ridge_item_by_item(X, l2), abs=1e-9)
    assert model.scores(X) == pytest.approx(X @ model.weights_)


def test_what_goes_together_scores_higher_than_what_is_merely_popular() -> None:
    """Nappies go with formula; books are bought by everybody else."""
    formula, nappies, books = np.eye(3)
    X = np.r_[np.tile(formula + nappies, (30, 1)), np.tile(books, (60, 1)), np.tile(formula, (5, 1))]
    model = ItemModel(l2=10).fit(X.T @ X, len(X))
    scores = model.scores([formula])
    assert scores[0, 1] > scores[0, 2]
    assert model.popularity_ == pytest.approx([35 / 95, 30 / 95, 60 / 95])


def test_an_item_nobody_has_weighs_nothing() -> None:
    X = np.c_[baskets(), np.zeros(400)]
    model = ItemModel(l2=5).fit(X.T @ X, 400)
    assert not model.weights_[-1].any()
    assert not model.weights_[:, -1].any()


def test_wrong_input_is_refused() -> None:
    with pytest.raises(NotEnoughDataError, match="1 items of 40 customers"):
        ItemModel().fit([[40]], 40)
    with pytest.raises(InputError, match="no Gram matrix"):
        ItemModel().fit([[4, 1], [2, 4]], 9)
    with pytest.raises(InputError, match="l2 = 0"):
        ItemModel(l2=0).fit([[4, 1], [1, 4]], 9)


def with_goods(seed: int) -> tuple[Array, list[int]]:
    """Six items, seven goods of them and how often each item was bought; the inputs' items."""
    draw = np.random.default_rng(seed)
    items = baskets(seed=seed)
    parents = [0, 0, 1, 2, 3, 3, 5]
    goods = items[:, parents] * (draw.random((len(items), 7)) < 0.6)
    return np.c_[items, goods, items * draw.random(items.shape)], [*range(6), *parents, *range(6)]


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 1_000), st.floats(0.1, 1_000))
def test_what_belongs_to_an_item_does_not_speak_for_it(seed: int, l2: float) -> None:
    """Centred ridge on the inputs of other items alone, item by item; the same from the matrix and from its Gram."""
    X, parents = with_goods(seed)
    model = ItemModel(l2).fit(X.T @ X, len(X), X.sum(axis=0), parents)
    Z = X - X.mean(axis=0)
    for item in range(6):
        others = [place for place, parent in enumerate(parents) if parent != item]
        alone = Z[:, others]
        expected = np.linalg.solve(alone.T @ alone + l2 * np.eye(len(others)), alone.T @ Z[:, item])
        assert model.weights_[others, item] == pytest.approx(expected, abs=1e-9)
        assert not model.weights_[[place for place, parent in enumerate(parents) if parent == item], item].any()
    assert model.scores(X) == pytest.approx(Z @ model.weights_ + X[:, :6].mean(axis=0))
    again = ItemModel(l2).fit_customers(csr_array(X), parents)
    assert again.weights_ == pytest.approx(model.weights_, abs=1e-9)
    assert again.scores(csr_array(X)) == pytest.approx(model.scores(X))


def test_a_ridge_of_its_own_for_each_input() -> None:
    X, parents = with_goods(0)
    l2 = np.r_[np.full(6, 5.0), np.full(7, 1e9), np.full(6, 1e9)]
    model = ItemModel(l2).fit(X.T @ X, len(X), X.sum(axis=0), parents)
    alone = ItemModel(5.0).fit(X[:, :6].T @ X[:, :6], len(X), X[:, :6].sum(axis=0))
    assert model.weights_[:6] == pytest.approx(alone.weights_, abs=1e-4)
    assert np.abs(model.weights_[6:]).max() < 1e-4


def test_inputs_must_say_whose_they_are() -> None:
    with pytest.raises(InputError, match="parents of shape"):
        ItemModel().fit(np.eye(3), 9, parents=[1, 0, 1])
