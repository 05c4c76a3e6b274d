"""Allocation against brute force, HiGHS, and its own certificate."""

from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from guanxi.core.kernel.errors import InputError
from guanxi.core.models.allocation import NEVER, NONE, Allocation, Choices, Use, allocate, return_curve
from guanxi.core.models.allocation.dual import bound
from guanxi.core.models.allocation.vertex import limits


def instance(n: int, actions: int = 8, teams: int = 20, seed: int = 1, dtype: Any = np.float64) -> Choices:
    """Customers with a purse of money, hours of the team each belongs to, and actions dear in one or the other."""
    random = np.random.default_rng(seed)
    worth = random.gamma(1.5, 1, (n, 1)) * random.lognormal(0, 0.6, (n, actions)) * np.linspace(0.6, 1.6, actions)
    cost = random.uniform(0.5, 1.5, (n, actions)) * np.linspace(0.5, 2, actions)
    minutes = random.uniform(0.5, 1.5, (n, actions)) * np.linspace(2, 0.5, actions)
    team = random.integers(1, teams + 1, (n, 1))
    capacity = np.concatenate([[0.25 * n], 0.2 * n / teams * random.uniform(0.5, 1.5, teams)])
    uses = (Use(cost.astype(dtype), np.zeros((1, 1), dtype=int)), Use(minutes.astype(dtype), team))
    return Choices(worth.astype(dtype), uses, capacity)


@st.composite
def small(draw: st.DrawFn) -> Choices:
    """Up to five customers, three actions, a budget and two further resources, some choices not allowed."""
    n, actions = draw(st.integers(1, 5)), draw(st.integers(1, 3))
    cell = st.integers(0, 12).map(float)

    def table(values: st.SearchStrategy[float]) -> np.ndarray:
        return np.array(draw(st.lists(values, min_size=n * actions, max_size=n * actions))).reshape(n, actions)

    worth = table(st.one_of(st.integers(-5, 30).map(float), st.just(NEVER)))
    of = table(st.sampled_from([1.0, 2.0])).astype(int)
    capacity = np.array([float(draw(st.integers(0, 25))) for _ in range(3)])
    return Choices(worth, (Use(table(cell), np.zeros((1, 1), dtype=int)), Use(table(cell), of)), capacity)


def brute_force(choices: Choices) -> float:
    """The best of all plans."""
    best = 0.0
    for plan in product(range(-1, choices.actions), repeat=choices.customers):
        choice = np.array(plan)
        acting = np.flatnonzero(choice >= 0)
        allowed = bool((choices.worth[acting, choice[acting]] > NEVER).all())
        if allowed and (choices.used(choice) <= choices.capacity).all():
            best = max(best, choices.value(choice))
    return best


def relaxed(choices: Choices) -> tuple[float, np.ndarray]:
    """The linear programme's value and the resources' duals, by HiGHS on everything at once."""
    rows, actions = np.nonzero(choices.worth > NEVER)
    if not len(rows):
        return 0.0, np.zeros(len(choices.capacity))
    table: Any
    table, most = limits(choices, rows, actions)
    worth = np.asarray(choices.worth[rows, actions], dtype=np.float64)
    found = linprog(-worth, A_ub=table, b_ub=most, bounds=(0, 1), method="highs")
    return -float(found.fun or 0.0), -found.ineqlin.marginals[: len(choices.capacity)]


def check(choices: Choices, found: Allocation) -> None:
    """The plan keeps every limit and its own certificate."""
    assert (found.used <= choices.capacity + 1e-6 * np.maximum(np.abs(choices.capacity), 1)).all()
    assert np.array_equal(found.used, choices.used(found.choice))
    assert found.value == pytest.approx(choices.value(found.choice))
    assert found.value <= found.bound + 1e-6 * max(abs(found.bound), 1)
    assert (found.prices >= 0).all()


@settings(max_examples=1000, deadline=None)
@given(small())
def test_small_plans_are_those_of_brute_force(choices: Choices) -> None:
    found = allocate(choices)
    check(choices, found)
    assert found.value == pytest.approx(brute_force(choices))


@settings(deadline=None)
@given(small())
def test_the_bound_never_lies_below_the_linear_programme(choices: Choices) -> None:
    """Pairs that alone exceed a limit are ruled out first, which can only lower the bound, never below the best."""
    found = allocate(choices)
    value, _ = relaxed(choices)
    assert brute_force(choices) - 1e-6 <= found.bound <= value + 1e-6


@pytest.mark.parametrize("seed", range(4))
def test_prices_are_the_duals_of_the_linear_programme(seed: int) -> None:
    choices = instance(300, 5, 4, seed)
    found = allocate(choices)
    value, duals = relaxed(choices)
    check(choices, found)
    assert found.bound == pytest.approx(value, rel=1e-9)
    assert found.prices == pytest.approx(duals, rel=1e-6, abs=1e-9)


def test_many_customers_reach_the_optimum_of_highs() -> None:
    choices = instance(4_000, 6, 10)
    found = allocate(choices)
    value, duals = relaxed(choices)
    check(choices, found)
    assert found.bound == pytest.approx(value, rel=1e-8)
    assert found.prices == pytest.approx(duals, rel=1e-5)
    assert found.gap < 0.003


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_a_hundred_thousand_customers_are_certified_to_half_a_thousandth(dtype: Any) -> None:
    choices = instance(100_000, dtype=dtype)
    found = allocate(choices)
    check(choices, found)
    assert found.gap < 0.0005


def test_actions_may_use_the_hours_of_several_teams() -> None:
    random = np.random.default_rng(3)
    n, actions = 3_000, 4
    of = np.array([[1, 2, 2, 3]])
    uses = (
        Use(random.uniform(1, 5, (n, actions)), np.zeros((1, 1), dtype=int)),
        Use(np.array([[3.0, 1.0, 2.0, 4.0]]), of),
        Use(np.array([[0.5, 0.0, 1.0, 0.0]]), np.array([[3, 3, 1, 1]])),
    )
    choices = Choices(random.gamma(2, 2, (n, actions)), uses, np.array([2_000.0, 900.0, 800.0, 700.0]))
    found = allocate(choices)
    check(choices, found)
    value, _ = relaxed(choices)
    assert found.bound == pytest.approx(value, rel=1e-7)
    assert found.gap < 0.005


def test_two_hundred_books_are_kept() -> None:
    """Each adviser takes at most so many customers."""
    random = np.random.default_rng(5)
    n, advisers = 10_000, 200
    adviser = random.integers(1, advisers + 1, (n, 1))
    uses = (Use(np.ones((1, 3)) * [1.0, 2.0, 4.0], np.zeros((1, 1), dtype=int)), Use(np.ones((1, 1)), adviser))
    capacity = np.concatenate([[15_000.0], random.integers(10, 30, advisers).astype(float)])
    choices = Choices(random.gamma(2, 2, (n, 3)), uses, capacity)
    found = allocate(choices)
    check(choices, found)
    assert found.gap < 0.005


def test_a_floor_is_met_at_the_least_cost() -> None:
    """At least 300 of the second half, whose actions are worth less than they cost."""
    random = np.random.default_rng(2)
    n = 2_000
    worth = random.gamma(2, 2, (n, 2))
    worth[n // 2 :] = -random.gamma(2, 2, (n // 2, 2))
    group = np.where(np.arange(n) >= n // 2, 1, 2)[:, None]
    uses = (
        Use(np.ones((1, 2)) * [1.0, 2.0], np.zeros((1, 1), dtype=int)),
        Use(np.where(group == 1, -1.0, 0.0), np.ones((1, 1), dtype=int)),
    )
    choices = Choices(worth, uses, np.array([700.0, -300.0]))
    found = allocate(choices)
    check(choices, found)
    value, duals = relaxed(choices)
    assert (found.choice[n // 2 :] != NONE).sum() == 300
    assert found.bound == pytest.approx(value, rel=1e-9)
    assert found.prices == pytest.approx(duals, rel=0.01)  # any price between the 300th and the next would do
    assert found.gap < 0.003


def test_floors_beyond_the_budget_are_refused() -> None:
    uses = (Use(np.ones((1, 1)), np.zeros((1, 1), dtype=int)), Use(-np.ones((1, 1)), np.ones((1, 1), dtype=int)))
    with pytest.raises(InputError, match="No plan"):
        allocate(Choices(np.ones((50, 1)), uses, np.array([20.0, -30.0])))


@pytest.mark.parametrize("n", [0, 1, 50, 50_000])
def test_plain_cases(n: int) -> None:
    money = np.zeros((1, 1), dtype=int)
    one = np.ones((n, 1))
    idle = allocate(Choices(-one, (Use(one, money),), np.array([100.0])))
    assert (idle.choice == NONE).all()
    assert (idle.value, idle.bound, idle.gap) == (0.0, 0.0, 0.0)
    nothing = allocate(Choices(one, (Use(one, money),), np.array([0.0])))
    assert (nothing.choice == NONE).all()
    free = allocate(Choices(one, (Use(0 * one, money),), np.array([0.0])))
    assert (free.choice == 0).all()
    equal = allocate(Choices(one, (Use(one, money),), np.array([n / 2 + 0.5])))
    assert equal.value == n // 2 + (1 if n % 2 and n else 0) * 1 or equal.value == (n + 1) // 2
    never = allocate(Choices(np.full((n, 2), NEVER), (), np.zeros(0)))
    assert (never.choice == NONE).all()
    nan = allocate(Choices(np.full((n, 2), np.nan), (), np.zeros(0)))
    assert (nan.choice == NONE).all()
    unlimited = allocate(Choices(one * [1.0, 3.0, 2.0], (), np.zeros(0)))
    assert (unlimited.choice == 1).all()


def test_the_curve_is_concave_and_agrees_with_plans_of_its_budgets() -> None:
    choices = instance(10_000, 4, 3)
    amounts = np.linspace(0, 2, 9) * choices.capacity[0]
    curve = return_curve(choices, 0, amounts)
    slopes = np.diff(curve.worth) / np.diff(amounts)
    assert (slopes >= -1e-9).all()
    assert (np.diff(slopes) <= 1e-6).all()
    for place in (2, 4, 6):
        capacity = choices.capacity.copy()
        capacity[0] = amounts[place]
        found = allocate(Choices(choices.worth, choices.uses, capacity))
        assert curve.worth[place] == pytest.approx(found.bound, rel=1e-3)
        assert curve.price[place] == pytest.approx(found.prices[0], rel=0.05, abs=1e-3)


def test_the_curve_promises_no_more_than_the_plan_of_its_own_budget() -> None:
    random = np.random.default_rng(4)
    kind = random.integers(0, 4, 6_000)
    worth = np.array([[5.0, 3.0, NEVER], [9.0, 4.0, 6.0], [2.0, 2.5, 1.0], [0.5, 0.2, -1.0]])[kind]
    one = np.zeros((1, 1), dtype=np.int64)
    uses = (Use(np.array([[3.0, 1.0, 2.0]]), one), Use(np.array([[2.0, 3.0, 1.0]]), one + 1))
    choices = Choices(worth, uses, np.array([4_000.0, 6_000.0]))
    found = allocate(choices)
    curve = return_curve(choices, 0, np.linspace(0, 8_000, 21), found)
    assert curve.worth[10] == pytest.approx(found.bound, rel=1e-9)
    slopes = np.diff(curve.worth)
    assert (np.diff(slopes) <= 1e-6).all()
    for place in (5, 15):
        there = np.array([400.0 * place, 6_000.0])
        assert curve.worth[place] == pytest.approx(allocate(Choices(worth, uses, there)).bound, rel=1e-3)


def test_a_curve_of_some_customers_is_held_against_the_plan_of_all() -> None:
    choices = instance(30_000)
    found = allocate(choices)
    drawn = np.linspace(0, 2, 5) * choices.capacity[0]
    assert return_curve(choices, 0, drawn, found).worth[2] == pytest.approx(found.value, rel=3e-4)


def test_a_plan_is_the_same_each_time_and_in_any_currency() -> None:
    choices = instance(30_000)
    first, again = allocate(choices), allocate(choices)
    assert np.array_equal(first.choice, again.choice)
    money = Use(np.asarray(choices.uses[0].amount) * 7, choices.uses[0].of)
    capacity = choices.capacity.copy()
    capacity[0] *= 7
    dearer = allocate(Choices(choices.worth * 7, (money, choices.uses[1]), capacity))
    assert dearer.value == pytest.approx(7 * first.value, rel=1e-5)
    assert dearer.bound == pytest.approx(7 * first.bound, rel=1e-9)


def test_the_bound_holds_at_any_prices() -> None:
    choices = instance(2_000)
    found = allocate(choices)
    random = np.random.default_rng(9)
    for _ in range(20):
        assert bound(choices, found.prices * random.uniform(0, 3, len(found.prices))) >= found.bound - 1e-6


@pytest.mark.parametrize(
    ("uses", "said"),
    [
        ((Use(np.ones((3, 2)), np.zeros((1, 1), dtype=int)),), "does not fit"),
        ((Use(np.ones((1, 1)), np.full((1, 1), 4)),), "names resources 4 to 4"),
    ],
)
def test_what_does_not_fit_is_refused(uses: tuple[Use, ...], said: str) -> None:
    with pytest.raises(InputError, match=said):
        Choices(np.ones((5, 2)), uses, np.ones(2))


@pytest.mark.parametrize("n", [4_000, 200_000])
def test_people_of_few_kinds_share_what_there_is(n: int) -> None:
    """Priors alone: everybody of a quadrant is alike, so prices settle nobody; the linear programme is one of kinds."""
    random = np.random.default_rng(8)
    kind = random.integers(0, 4, n)
    worth = np.array([[5.0, 3.0, NEVER], [9.0, 4.0, 6.0], [2.0, 2.5, 1.0], [0.5, 0.2, -1.0]])[kind]
    team = random.integers(1, 6, (n, 1))
    uses = (Use(np.array([[3.0, 1.0, 2.0]]), np.zeros((1, 1), dtype=int)), Use(np.array([[2.0, 3.0, 1.0]]), team))
    choices = Choices(worth, uses, np.concatenate([[0.8 * n], np.full(5, 0.25 * n)]))
    found = allocate(choices)
    check(choices, found)
    assert found.gap < 40 / n
    if n < 10_000:
        assert found.bound == pytest.approx(relaxed(choices)[0], rel=1e-9)
