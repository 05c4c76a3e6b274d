"""Weights of taking part: what was planted is found, what was not is refused with a reason."""

import numpy as np
import pytest

from guanxi.core.kernel.errors import NotEnoughDataError
from guanxi.core.models.participation import Past, learn_weights


def past(people: int, effect: tuple[float, ...], half_life: float = 30.0, seed: int = 0) -> Past:
    """Three origins; contribution = 3 × purchases + effects of doings decayed by `half_life` + noise."""
    draw = np.random.default_rng(seed)
    rows = 3 * people
    bought = draw.poisson(2, rows).astype(float)
    # what people do goes with what they buy, so that a plain correlation would mislead
    times = draw.poisson(1 + bought[:, None], (rows, len(effect)))
    done = {days: np.zeros((rows, len(effect))) for days in (15.0, 30.0, 60.0)}
    for number in range(int(times.max())):
        ago = draw.uniform(0, 200, times.shape)
        for days in done:
            done[days] += np.where(number < times, 0.5 ** (ago / days), 0.0)
    later = 3 * bought + done[half_life] @ np.array(effect) + draw.normal(0, 1, rows)
    purchases = np.column_stack([np.ones(rows), bought])
    kinds = [f"kind {i}" for i in range(len(effect))]
    origin = np.repeat([1, 2, 3], people)
    return Past(origin, purchases, np.maximum(later, 0), kinds, done, times.sum(axis=0).astype(float))


@pytest.mark.parametrize("half_life", [15.0, 60.0])
def test_planted_weights_and_half_life_are_found(half_life: float) -> None:
    found = learn_weights(past(2_000, (4.0, 1.0, 0.0), half_life))
    weights = list(found.by_kind.values())
    assert found.half_life == half_life
    assert weights[0] / weights[1] == pytest.approx(4, rel=0.2)
    assert 0 <= weights[2] < 0.05 * weights[0]
    assert found.gain > 3 * found.margin > 0


def test_a_kind_that_goes_with_less_weighs_nothing() -> None:
    found = learn_weights(past(2_000, (2.0, -1.0)))
    assert found.by_kind["kind 1"] == 0


def test_the_order_of_people_changes_nothing() -> None:
    given = past(500, (2.0, 1.0))
    order = np.random.default_rng(1).permutation(len(given.later))
    doings = {days: counts[order] for days, counts in given.doings.items()}
    moved = Past(given.origin_no[order], given.purchases[order], given.later[order], given.kinds, doings, given.times)
    one, other = learn_weights(given), learn_weights(moved)
    assert one.by_kind == other.by_kind
    assert one.half_life == other.half_life


def test_what_foretells_nothing_is_refused() -> None:
    refused = 0
    for seed in range(20):
        try:
            learn_weights(past(300, (0.0, 0.0), seed=seed))
        except NotEnoughDataError as reason:
            refused += "beyond their purchases" in reason.message
    assert refused >= 18


def test_too_few_interactions_are_refused() -> None:
    with pytest.raises(NotEnoughDataError, match=r"Only .* interactions"):
        learn_weights(past(20, (1.0,)))
