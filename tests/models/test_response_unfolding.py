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
    """Closed form: the mean as it was said, and the doubt beside that of when it comes and that of who differs."""
    model = UnfoldingResponse(HALVES).fit({}, 0)
    assert model.effects(np.array([1.0, 2.0]), np.zeros((2, 0)))[0] == pytest.approx([10.0, 20.0])
    nothing = 0.5 * 8**2 / (10**2 + 8**2)
    assert model.odds_ == pytest.approx([nothing, (1 - nothing) / 2, (1 - nothing) / 2])
    whole = 10 / (1 - nothing)
    extra = (1 - nothing) * (2 * (0.5 * whole * 0.5) ** 2 + (0.15 * whole) ** 2 * 1.125 / 2)
    assert model.effects(np.ones(1), np.zeros((1, 0)))[1] == pytest.approx(np.sqrt(8**2 + extra), rel=1e-9)


def test_one_part_is_the_thought_and_the_difference_joined_by_precision(monkeypatch: pytest.MonkeyPatch) -> None:
    """Closed form: with nothing to differ by, the two are joined as `join` joins them."""
    for name in ("UNEVEN", "DIFFER", "IDLE"):
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


def drawn_effect(rng: np.random.Generator, look: Array) -> Array:
    """An effect on people drawn by the rules that are assumed: nothing, the same for all, or by how they look."""
    nothing = 0.5 * 8**2 / (10**2 + 8**2)
    level, spread = 10 / (1 - nothing), np.sqrt((10**2 + 8**2) / (1 - nothing) - (10 / (1 - nothing)) ** 2)
    kind = rng.choice(3, p=[nothing, (1 - nothing) / 2, (1 - nothing) / 2])
    effect = level + spread * rng.normal() + 0.5 * level * rng.normal()
    slopes = 0.15 * level * np.sqrt(1 + 0.5**2) * rng.normal(size=3)
    return np.asarray((kind > 0) * effect + (kind == 2) * (np.column_stack([np.ones(len(look)), look]) @ slopes))


def test_people_who_differ_are_told_apart_and_intervals_hold() -> None:
    """Four hundred worlds drawn by the rules assumed: 95 % intervals hold the truth of one person as often."""
    held, count = 0, 400
    for seed in range(count):
        rng = np.random.default_rng((seed, 8))
        look = rng.normal(size=(2_000, 2))
        effect = drawn_effect(rng, look)
        got = (rng.random(2_000) < 0.5).astype(np.float64)
        came = Seen(30 * rng.normal(size=2_000) + got * effect, np.ones(2_000), look, got, np.full(2_000, 0.5))
        told, sd = UnfoldingResponse(ONE).fit({0: came}, 2).effects(np.ones(1), look[:1])
        held += abs(told[0] - effect[0]) <= 1.96 * sd[0]
    assert held / count == pytest.approx(0.95, abs=0.03)


def test_how_likely_it_is_that_nothing_comes_is_as_the_integral_says() -> None:
    """Brute force: the likelihood of everybody's outcomes, integrated over the one level that there is."""
    one = seen(0.0, n=900, noise=30.0, seed=11)
    bare = Seen(one.outcome - 8 * one.features[:, 0], one.pattern, np.zeros((900, 0)), one.got, one.chance)
    model = UnfoldingResponse(ONE).fit({0: bare}, 0)
    nothing = 0.5 * 8**2 / (10**2 + 8**2)
    level, spread = 10 / (1 - nothing), np.sqrt((10**2 + 8**2) / (1 - nothing) - (10 / (1 - nothing)) ** 2)
    lever = one.got - 0.5 - (one.got - 0.5).mean()
    rest, var = bare.outcome - bare.outcome.mean(), bare.outcome.var()
    grid = np.linspace(-80, 110, 20_001)
    fit = np.exp(-0.5 * (grid**2 * (lever @ lever) - 2 * grid * (lever @ rest)) / var)

    def whole(wide: float) -> float:
        prior = np.exp(-0.5 * ((grid - level) / wide) ** 2) / (wide * np.sqrt(2 * np.pi))
        return float((fit * prior).sum() * (grid[1] - grid[0]))

    several = np.array([  # nothing, alike, and differ, which without features is one more doubt of the level
        nothing, (1 - nothing) / 2 * whole(float(np.hypot(spread, 0.5 * level))),
        (1 - nothing) / 2 * whole(float(np.sqrt(spread**2 + (0.25 + 0.15**2 * 1.25) * level**2))),
    ])  # fmt: skip
    assert model.odds_ == pytest.approx(several / several.sum(), rel=0.02)


def test_what_does_nothing_is_believed_to_do_nothing_and_what_helps_is_not() -> None:
    idle = UnfoldingResponse(ONE).fit({0: seen(0.0)}, 2)
    assert idle.odds_[0] > 0.9
    assert abs(idle.effects(np.ones(1), np.zeros((1, 2)))[0][0]) < 0.1
    assert UnfoldingResponse(ONE).fit({0: seen(6.0)}, 2).odds_[0] < 1e-6


def test_few_people_and_rare_purchases_do_not_make_it_sure() -> None:
    """Forty null worlds, a tenth left alone, one in ten buys, sixteen features: hardly any effect is believed."""
    believed, scores = 0, []
    for seed in range(40):
        rng = np.random.default_rng((seed, 3))
        look, got = rng.normal(size=(3_000, 16)), (rng.random(3_000) < 0.9).astype(np.float64)
        outcome = (rng.random(3_000) < 0.1) * rng.gamma(2, 50, 3_000)
        one = Seen(outcome, np.ones(3_000), look, got, np.full(3_000, 0.9))
        model = UnfoldingResponse(Thought(6.0, 8.0, ONE.shares, ONE.lengths)).fit({0: one}, 16)
        believed += model.odds_[0] < 0.1
        told, sd = model.effects(np.ones(1), np.zeros((1, 16)))
        scores.append(told[0] / sd[0])
    assert believed <= 2
    assert np.mean(np.abs(scores) > 1.96) <= 0.1


@pytest.mark.parametrize("worth", [0.0, 3.0])
def test_a_part_in_which_all_are_alike_brought_nothing_as_far_as_another_part_tells_the_doubt(worth: float) -> None:
    one = seen(0.0, n=400)
    same = Seen(np.full(400, worth), one.pattern, one.features, one.got, one.chance)
    alone = UnfoldingResponse(HALVES).fit({0: same}, 2)
    assert alone.levels_ == pytest.approx([5.0, 5.0])
    beside = UnfoldingResponse(HALVES).fit({0: same, 1: seen(0.0, n=40_000, seed=4)}, 2)
    assert beside.odds_[0] > UnfoldingResponse(HALVES).fit({1: seen(0.0, n=40_000, seed=4)}, 2).odds_[0]


def test_an_effect_thought_to_be_nought_is_learned_and_one_without_doubt_is_refused() -> None:
    nought = Thought(0.0, 5.0, ONE.shares, ONE.lengths)
    told, _ = UnfoldingResponse(nought).fit({0: seen(6.0)}, 2).effects(np.ones(1), np.zeros((1, 2)))
    assert told[0] == pytest.approx(6.0, abs=1.0)
    with pytest.raises(InputError):
        UnfoldingResponse(Thought(5.0, 0.0, ONE.shares, ONE.lengths))


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


@pytest.mark.parametrize("parts", [1, 2, 4])
def test_who_differs_is_learned_of_an_action_that_pays_at_once_alone(parts: int) -> None:
    """Reading the months after costs no person's difference: 10, and 6 more for each standard deviation of a look."""
    at_once = Thought(20.0, 40.0, np.array([1.0, 0.0, 0.0, 0.0]), np.array([1.0, 0.2, 0.2, 0.2]))
    rng = np.random.default_rng(8)
    look = rng.normal(size=(4_000, 2))
    first = seen(10 + 6 * look[:, 0], n=4_000, chance=0.7)
    got = [seen(0.0, n=4_000, seed=part, chance=0.7) for part in range(1, 4)]
    each = [Seen(first.outcome, first.pattern, look, first.got, first.chance), *got]
    model = UnfoldingResponse(at_once).fit(dict(enumerate(each[:parts])), 2)
    (usual, more), sd = model.effects(np.ones(2), np.array([[0.0, 0.0], [1.0, 0.0]]))
    assert usual == pytest.approx(10.0, abs=2 * sd[0])
    assert more - usual == pytest.approx(6.0, abs=1.5)
