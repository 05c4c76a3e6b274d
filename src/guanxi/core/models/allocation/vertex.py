"""The exact optimum of few customers, or few kinds of them, with fractions allowed: by the simplex of HiGHS."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import coo_array, csr_array, vstack

from guanxi.core.models.allocation.problem import NEVER, NONE, SLACK, Choices, Numbers
from guanxi.core.models.fitting import Array

WHOLE = 1e-7  # of a customer that rounding may add or take


@dataclass(frozen=True, slots=True)
class Vertex:
    """Prices of the resources, each customer's choice where it is whole, and who was split (and has none yet)."""

    prices: Array
    choice: Numbers
    split: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Kinds:
    """Customers alike in everything: the kind of each, one customer of each kind, and how many there are."""

    of: Numbers
    first: Numbers
    count: Numbers


def vertex(choices: Choices, kept: NDArray[np.bool_], kinds: Kinds | None = None) -> Vertex | None:
    """Solve the linear programme over the choices `kept`, shape (customers, actions); None where none is feasible.

    Customers alike in everything are one kind, of which so many get an action; the first ones get it.
    """
    kinds = kinds or alike(choices)
    some = choices.rows(kinds.first)
    rows, actions = np.nonzero(kept[kinds.first])
    nobody = np.zeros(choices.customers, dtype=np.bool_)
    if not len(rows):
        idle = Vertex(np.zeros(len(choices.capacity)), np.full(choices.customers, NONE, dtype=np.int64), nobody)
        return idle if (choices.capacity >= -SLACK * np.maximum(np.abs(choices.capacity), 1.0)).all() else None
    table, most = limits(some, rows, actions, kinds.count)
    sparse: Any = table  # the stubs know dense tables alone
    worth = np.asarray(some.worth[rows, actions], dtype=np.float64)
    found = linprog(-worth, A_ub=sparse, b_ub=most, bounds=(0, None), method="highs-ds")
    if found.x is None:
        return None
    choice, split = _dealt(kinds, rows, actions, np.asarray(found.x, dtype=np.float64))
    return Vertex(np.maximum(-found.ineqlin.marginals[: len(choices.capacity)], 0.0), choice, split)


def alike(choices: Choices) -> Kinds:
    """Find who is alike: equal sums of all that is known, each column weighted by a number drawn at random."""
    weights = np.random.default_rng(11).random(2 * (len(choices.uses) + 1) * choices.actions)
    shape, mark, place = choices.worth.shape, np.zeros(choices.customers), 0
    worth = choices.worths()
    tables = [np.where(worth > NEVER, worth, 0.0), worth > NEVER]
    tables += [np.broadcast_to(part, shape) for use in choices.uses for part in (use.amount, use.of)]
    for table in tables:
        for column in range(shape[1]):
            mark += weights[place] * table[:, column]
            place += 1
    _, first, of, count = np.unique(mark, return_index=True, return_inverse=True, return_counts=True)
    return Kinds(of, first, count)


def _dealt(kinds: Kinds, rows: Numbers, actions: Numbers, shares: Array) -> tuple[Numbers, NDArray[np.bool_]]:
    """Deal whole numbers of every kind out to its customers; whoever falls to a fraction is split."""
    choice, split = np.full(len(kinds.of), NONE, dtype=np.int64), np.zeros(len(kinds.of), dtype=np.bool_)
    members = np.argsort(kinds.of, kind="stable")
    begins = np.concatenate([[0], np.cumsum(kinds.count)])
    taken = begins[:-1].copy()
    for kind, action, share in zip(rows.tolist(), actions.tolist(), shares.tolist(), strict=True):
        whole = int(share + WHOLE)
        choice[members[taken[kind] : taken[kind] + whole]] = action
        taken[kind] += whole
        if share - whole > WHOLE and taken[kind] < begins[kind + 1]:
            split[members[taken[kind]]] = True
    return choice, split


def limits(choices: Choices, rows: Numbers, actions: Numbers, count: Numbers | None = None) -> tuple[csr_array, Array]:
    """What single choices use, resources first, then one row a customer; and how much there is of each.

    A customer gets at most one action, or `count` where each stands for so many.
    """
    cells = np.arange(len(rows))
    table = csr_array((len(choices.capacity), len(rows)))
    for use in choices.uses:
        amount, of = choices.cells(use, rows, actions)
        table = table + coo_array((amount, (of, cells)), shape=table.shape).tocsr()
    once = csr_array((np.ones(len(rows)), (rows, cells)), shape=(choices.customers, len(rows)))
    most = np.ones(choices.customers) if count is None else count.astype(np.float64)
    return vstack([table, once], format="csr"), np.concatenate([choices.capacity, most])
