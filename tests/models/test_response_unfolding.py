"""Effects that come in parts, beside closed forms and beside a world drawn by the rules that are assumed."""

import numpy as np
import pytest

from guanxi.core.kernel.errors import InputError
from guanxi.core.models.fitting import Array
from guanxi.core.models.response import Seen, Thought, UnfoldingResponse, difference, join, randomised

HALVES = Thought(10.0, 8.0, np.array([0.5, 0.5]), np.array([0.5, 0.5]))
ONE = Thought(10.0, 8.0, np.array([1.0]), np.array([1.0]))


def seen(effect: Array | float, n: int = 20_000, noise: float = 30.0, seed: int = 3, chance: float = 0.5) -> Seen:
    rng = np.random.default_rng(seed)
    look, got = rng.normal(size=(n, 2)), (rng.random(n) < chance).astype(np.float64)
    outcome = 50 + 8 * look[:, 0] + got * effect + noise * rng.normal(size=n)
    return Seen(outcome, np.ones(n), look, got, np.full(n, chance))


def test_before_anything_is_seen_the_thought_stands() -> None:
    told, sd = UnfoldingResponse(HALVES).fit({}, 0).effects(np.array([1.0, 2.0]), np.zeros((2, 0)))
    assert told == pytest.approx([10.0, 20.0])
    assert sd[0] == pytest.approx(np.sqrt(8**2 + 2 * 5**2 * 0.5**2 + (0.15 * 10) ** 2 * 1.125), rel=1e-9)


def test_one_part_is_the_thought_and_the_difference_joined_by_precision(monkeypatch: pytest.MonkeyPatch) -> None:
    """Closed form: with nothing to differ by, the two are joined as `join` joins them."""
    for name in ("UNEVEN", "DIFFER"):
        monkeypatch.setattr(f"guanxi.core.models.response.unfolding.{name}", 1e-6)
    one = seen(6.0, n=4_000)
    bare = Seen(one.outcome, one.pattern, np.zeros((4_000, 0)), one.got, one.chance)
    mean, sd = UnfoldingResponse(ONE).fit({0: bare}, 0).effects(np.ones(1), np.zeros((1, 0)))
    measured = difference(randomised(one.got, one.outcome, np.array([0.5, 0.5])), 1)
    expected = join((10.0, 8.0), (measured.mean, measured.sd), "pooled")
    assert mean[0] == pytest.approx(float(expected.mean), abs=0.1)
    assert sd[0] == pytest.approx(float(expected.sd), rel=0.02)


def test_half_of_what_was_thought_in_one_part_halves_what_is_to_come() -> None:
    model = UnfoldingResponse(HALVES).fit({0: seen(2.5)}, 2)
    assert model.levels_[0] == pytest.approx(2.5, abs=1.2)
    assert model.levels_[0] < model.levels_[1] < 5.0


def test_an_action_that_does_nothing_at_once_may_still_do_something_later() -> None:
    told, sd = UnfoldingResponse(HALVES).fit({0: seen(0.0)}, 2).effects(np.ones(1), np.zeros((1, 2)))
    later, sure = (
        UnfoldingResponse(HALVES).fit({0: seen(0.0), 1: seen(12.0, seed=4)}, 2).effects(np.ones(1), np.zeros((1, 2)))
    )
    assert 0 < told[0] < later[0] == pytest.approx(12.0, abs=1.5)
    assert sure[0] < sd[0]


def test_people_who_differ_are_told_apart_and_intervals_hold() -> None:
    """Two hundred worlds drawn by the rules assumed: 95 % intervals hold the truth of one person as often."""
    held, count = 0, 200
    for seed in range(count):
        rng = np.random.default_rng((seed, 8))
        level, slopes = rng.normal(10, 8), 1.5 * rng.normal(size=3)
        model, look = UnfoldingResponse(ONE), rng.normal(size=(2_000, 2))
        extra = 5 * rng.normal(), 1.5 * 0.5 * rng.normal(size=3)  # of when it comes, and of who differs
        effect = level + extra[0] + np.column_stack([np.ones(2_000), look]) @ (slopes + extra[1])
        got = (rng.random(2_000) < 0.5).astype(np.float64)
        came = Seen(30 * rng.normal(size=2_000) + got * effect, np.ones(2_000), look, got, np.full(2_000, 0.5))
        told, sd = model.fit({0: came}, 2).effects(np.ones(1), look[:1])
        held += abs(told[0] - effect[0]) <= 1.96 * sd[0]
    assert held / count == pytest.approx(0.95, abs=0.045)


def test_chances_that_differ_do_not_bias_and_a_part_that_is_not_there_is_refused() -> None:
    rng = np.random.default_rng(5)
    look = rng.normal(size=(40_000, 1))
    chance = 1 / (1 + np.exp(-1.5 * look[:, 0]))
    got = (rng.random(40_000) < chance).astype(np.float64)
    outcome = 40 * look[:, 0] + 6 * got + 10 * rng.normal(size=40_000)
    told, sd = (
        UnfoldingResponse(ONE)
        .fit({0: Seen(outcome, np.ones(40_000), look, got, chance)}, 1)
        .effects(np.ones(1), np.zeros((1, 1)))
    )
    assert told[0] == pytest.approx(6.0, abs=4 * sd[0])
    assert sd[0] < 0.5
    with pytest.raises(InputError):
        UnfoldingResponse(ONE).fit({1: seen(1.0, n=100)}, 2)
