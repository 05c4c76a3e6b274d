"""The world that answers actions: what it does and does not do, policy by policy, beside its own truth."""

from dataclasses import replace

import numpy as np
import pytest

from guanxi.entry.proving import POLICIES, policies, table
from guanxi.entry.proving.beliefs import Beliefs, Draw
from guanxi.entry.proving.learning import Learner
from guanxi.entry.proving.proof import Proof, lived
from guanxi.entry.proving.shop import BUDGET, CARED, HOURS, Shop, alive
from guanxi.world import answers
from guanxi.world.answers import CALL, COUPON, GIFT, MESSAGE, MINUTES, NONE, VISIT, Crowd

PEOPLE = 2_000


@pytest.fixture(scope="module")
def people() -> Crowd:
    return answers.crowd(PEOPLE, 24, 5)


def chance(
    people: Crowd, action: int, tired: float = 0.0, trust: float = 0.5
) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    state = replace(answers.beginning(people), tired=np.full(PEOPLE, tired), trust=np.full(PEOPLE, trust))
    doing = np.full(PEOPLE, action)
    return answers.purchase_chance(people, state, answers.acted(state, doing), doing)


def test_coupons_and_visits_help_only_beyond_a_threshold(people: Crowd) -> None:
    nothing, coupon = chance(people, NONE), chance(people, COUPON)
    minds = people.prices > answers.MINDS_PRICES
    assert (coupon[minds] > nothing[minds]).all()
    assert (coupon[~minds] < nothing[~minds]).all()  # one contact more, and nothing won
    big = people.basket > answers.BUYS_MUCH
    assert (chance(people, VISIT)[big] > nothing[big]).all()
    assert (chance(people, VISIT, trust=0.2)[big] < chance(people, NONE, trust=0.2)[big]).all()


def test_contacts_tire(people: Crowd) -> None:
    minds = people.prices > answers.MINDS_PRICES
    gain = [(chance(people, COUPON, tired) - chance(people, NONE, tired))[minds].mean() for tired in (0.0, 1.0, 2.0)]
    assert gain[0] > gain[1] > gain[2]
    fresh, tired = (replace(answers.beginning(people), tired=np.full(PEOPLE, level)) for level in (0.0, 3.0))
    assert (answers.leaving_chance(people, tired) > answers.leaving_chance(people, fresh)).all()


def test_care_becomes_trust_after_three_months_without_selling(people: Crowd) -> None:
    def trust(months: tuple[int, ...]) -> float:
        state = answers.beginning(people)
        for action in months:
            state = answers.later(answers.acted(state, np.full(PEOPLE, action)), np.zeros(PEOPLE), np.zeros(PEOPLE))
        return float(state.trust.mean())

    nothing = trust((NONE,) * 4)
    assert trust((GIFT, NONE, NONE, NONE)) > nothing + 0.1
    assert trust((CALL, NONE, NONE, NONE)) > nothing + 0.1
    assert trust((GIFT, NONE, MESSAGE, NONE)) == pytest.approx(nothing)
    assert trust((GIFT, NONE)) == pytest.approx(trust((NONE, NONE)))


def test_what_is_promised_is_what_comes_on_average() -> None:
    """The oracle's truth beside a brute count of the same people, half of them called."""
    crowd = answers.crowd(60_000, 20, 9)
    shop = Shop.opened(crowd, 12)
    state, here = shop.state, shop.state.here > 0
    called = np.random.default_rng(1).random(len(crowd)) < 0.5
    true = answers.truth(crowd, state, 6)[:, CALL] + answers.MONEY[CALL]
    shop.live(np.where(called, CALL, NONE))
    for _ in range(5):
        shop.live(np.full(len(crowd), NONE))
    brought = np.array(shop.brought[12:]).sum(axis=0)
    arms = [brought[here & called], brought[here & ~called]]
    noise = np.sqrt(sum(one.var() / len(one) for one in arms))
    # later let-downs are left out of the truth; they make calls worth a little less
    assert arms[0].mean() - arms[1].mean() == pytest.approx(true[here].mean(), abs=4 * noise + 0.1 * true[here].mean())


@pytest.fixture(scope="module")
def proofs() -> list[Proof]:
    return [lived(seed, 4_000, 6, null=False) for seed in (1, 2)]


@pytest.mark.slow
def test_nothing_done_changes_nothing_and_nobody_beats_the_oracle(proofs: list[Proof]) -> None:
    for proof in proofs:
        whole = dict(zip(POLICIES, proof.profit[0].sum(axis=1), strict=True))
        assert whole["nothing"] == 0
        assert max(whole, key=lambda name: whole[name]) == "oracle"
    rows = {
        row["policy"]: row
        for row in table(
            Proof(
                *(
                    np.concatenate(part)
                    for part in zip(*((p.profit, p.spent, p.experiments) for p in proofs), strict=True)
                )
            )
        )
    }
    assert rows["oracle"]["share"] == 1
    assert rows["guanxi"]["share"] > max(rows[name]["share"] for name in POLICIES[1:6])


@pytest.mark.slow
def test_the_same_seed_is_the_same_proof(proofs: list[Proof]) -> None:
    again = lived(1, 4_000, 6, null=False)
    assert np.array_equal(again.profit, proofs[0].profit)
    assert np.array_equal(again.experiments, proofs[0].experiments)


def test_nobody_is_told_who_has_left_but_their_silence_tells(people: Crowd) -> None:
    shop = Shop.opened(people, 18)
    here = shop.state.here > 0
    shop.live(np.full(PEOPLE, NONE))
    hidden = replace(shop, state=replace(shop.state, here=np.ones(PEOPLE)))
    assert np.array_equal(shop.allowed(), hidden.allowed())
    assert np.array_equal(shop.look(), hidden.look())
    for seen in (shop.visits, shop.complaints):
        assert not seen[-1][~here].any()
        assert seen[-1][here].any()
    chances = alive(shop.signs())
    assert chances[here].mean() > 0.9
    assert chances[~here].mean() < 0.5
    assert chances.mean() == pytest.approx(here.mean(), abs=0.1)


@pytest.mark.parametrize("name", [*POLICIES[1:6], "oracle", "guanxi"])
def test_every_policy_keeps_to_money_minutes_and_rest(people: Crowd, name: str) -> None:
    rng = np.random.default_rng(3)
    shop = Shop.opened(people, 12)
    policy = Learner(rng) if name == "guanxi" else getattr(policies, name)
    for _ in range(8):
        allowed, cost = shop.allowed(), shop.cost()
        action = policy(shop, rng)
        who = np.flatnonzero(action >= 0)
        assert allowed[who, action[who]].all()
        assert cost[who, action[who]].sum() <= BUDGET * PEOPLE * 1.05  # who is drawn by lot comes first
        assert MINUTES[action[who]].sum() <= HOURS * PEOPLE * 1.05
        shop.live(action)


def test_who_is_held_out_is_left_alone_and_nobody_is_sold_to_after_care() -> None:
    shop, learner = Shop.opened(answers.crowd(8_000, 24, 6), 12), Learner(np.random.default_rng(4))
    for month in range(5):
        cared = shop.look()[:, CARED] > 0
        action = learner(shop, np.random.default_rng(0))
        plan = learner.plans[-1]
        assert (action[plan.who[~plan.treated]] == NONE).all()
        assert np.array_equal(action[plan.who[plan.treated]], plan.action[plan.treated])
        assert not (cared & (action >= 0) & answers.SELLING[np.maximum(action, 0)]).any()
        assert cared.any() == (month > 0)
        shop.live(action)


@pytest.mark.slow
def test_where_nothing_works_less_is_thought_of_everything() -> None:
    """Mean over actions and two worlds of half a year: a good part of what was thought is taken back."""
    left = []
    for seed in range(2):
        shop, learner = Shop.opened(answers.crowd(12_000, 24, seed), 12), Learner(np.random.default_rng(seed))
        for _ in range(7):
            learner(shop, np.random.default_rng(0))
            shop.live(np.full(12_000, NONE))
        look = shop.look()
        told, _ = learner.beliefs.effects(shop, look, learner.drawn)
        left.append(told.mean(axis=0) / policies.catalogue(look)[0].mean(axis=0))
    assert np.mean(left) < 0.85


def test_what_later_actions_brought_is_taken_off_what_came_of_a_draw() -> None:
    """One call at once and one, for everybody, a month later: by hand, part by part, at the catalogue's levels."""
    shop, beliefs = Shop.opened(answers.crowd(50, 24, 6), 12), Beliefs()
    drawn = Draw(shop.month, CALL, np.arange(50), np.arange(50) < 25, 0.5)
    for action in (CALL, CALL, NONE, NONE, NONE, NONE):
        beliefs.effects(shop, shop.look(), [])
        shop.live(np.full(50, action))
    expected = policies.THOUGHT[CALL] / policies.HORIZON * beliefs.patterns[drawn.month + 1][:, CALL]
    for (start, stop), months in zip(policies.PARTS, (0, 2, 3), strict=True):
        assert beliefs.later(shop, drawn, start, stop) == pytest.approx(months * expected)


def test_a_null_world_brings_exactly_minus_what_is_spent() -> None:
    proof = lived(7, 2_000, 4, null=True)
    assert np.abs(proof.profit[0] + proof.spent[0]).max() == pytest.approx(0, abs=1e-9)
