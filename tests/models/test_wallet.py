"""Shares found by hiding, on signs whose law is known."""

import pickle

import numpy as np
import pytest
from numpy.typing import NDArray

from guanxi.core.kernel.errors import NotEnoughDataError
from guanxi.core.models.fitting import Array
from guanxi.core.models.wallet import PRIOR, SIGNS, TAIL, Masked, WalletShare
from guanxi.core.models.wallet_said import SaidWallet

PEOPLE = 1_500
DAYS, OWN, COVERAGE = (SIGNS.index(name) for name in ("log_days", "log_own", "missing"))


def people(natural: float, noise: float, seed: int = 0) -> tuple[Masked, Array, Array]:
    """Masked people, today's signs and true shares: people go elsewhere with whole categories, which coverage shows."""
    draw = np.random.default_rng(seed)
    share = np.clip(draw.beta(*PRIOR, PEOPLE), 0.05, 1)
    volume = 4 + draw.normal(0, natural, PEOPLE)
    basket = 3 + draw.normal(0, natural, PEOPLE) + np.log(share)
    coverage = np.log(share) + draw.normal(0, noise, PEOPLE)

    def signs(orders: Array, categories: Array, who: NDArray[np.integer]) -> Array:
        made = np.zeros((len(who), len(SIGNS)))
        made[:, DAYS] = volume[who] + np.log(orders)
        made[:, OWN] = basket[who] + made[:, DAYS] + np.log(categories)
        made[:, COVERAGE] = coverage[who] + np.log(categories)
        return made

    who = np.repeat(np.arange(PEOPLE), 4)
    kept = np.asarray(np.clip(draw.beta(*PRIOR, len(who)), 0.05, 1), dtype=np.float64)
    orders = np.tile([1.0, 0.0], len(who) // 2)
    hidden = signs(np.where(orders == 1, kept, 1.0), np.where(orders == 1, 1.0, kept), who)
    # drawn persons may all bear even numbers
    masked = Masked(hidden, kept, orders, np.asarray(who * 100.0, dtype=np.float64), np.exp(hidden[:, DAYS]))
    everybody = np.arange(PEOPLE)
    return masked, signs(np.ones(PEOPLE), np.ones(PEOPLE), everybody), share


def rank(one: Array, other: Array) -> float:
    return float(np.corrcoef(np.argsort(np.argsort(one)), np.argsort(np.argsort(other)))[0, 1])


def test_shares_are_found_and_intervals_hold() -> None:
    masked, today, share = people(natural=1.0, noise=0.3)
    model = WalletShare().fit(masked, today)
    assert rank(model.share(today), share) > 0.7
    low, high = model.share(today, -TAIL), model.share(today, TAIL)
    assert 0.7 < float(((low <= share) & (share <= high)).mean()) < 0.95
    assert model.weight[1] > model.weight[0]  # coverage differs by more than hidden shares explain


@pytest.mark.parametrize("natural", [0.5, 1.0, 3.0])
def test_shares_stay_between_nought_and_one(natural: float) -> None:
    masked, today, _ = people(natural, noise=natural)
    model = WalletShare().fit(masked, today)
    far = np.concatenate([today, 100 * today, -today])
    for place in (-TAIL, 0.0, TAIL):
        share = model.share(far, place)
        assert np.isfinite(share).all()
        assert share.min() > 0
        assert share.max() <= 1
    assert (model.share(far, -TAIL) <= model.share(far)).all()
    assert (model.share(far) <= model.share(far, TAIL)).all()


def test_signs_that_say_nothing_are_not_trusted() -> None:
    masked, today, _ = people(natural=50.0, noise=50.0)
    model = WalletShare().fit(masked, today)
    assert model.trust < 0.2
    assert np.ptp(model.share(today)) < 0.5


def test_more_of_everything_is_never_a_smaller_share() -> None:
    masked, today, _ = people(natural=1.0, noise=0.3)
    more = today.copy()
    more[:, [DAYS, OWN]] += np.log(1.5)
    model = WalletShare().fit(masked, today)
    assert (model.share(more) >= model.share(today) - 1e-12).all()


def test_a_share_is_the_same_for_one_person_and_for_all_and_can_be_pickled() -> None:
    masked, today, _ = people(natural=1.0, noise=0.3)
    model = pickle.loads(pickle.dumps(WalletShare().fit(masked, today)))
    np.testing.assert_allclose(model.share(today[7:8]), model.share(today)[7:8], rtol=1e-12)


def test_statements_teach_level_and_interval() -> None:
    masked, today, share = people(natural=1.0, noise=0.3)
    model = WalletShare().fit(masked, today)
    told = np.arange(PEOPLE) % 5 == 0
    truth = -np.log(share) + 1.0  # wallets are e times as large as anybody thought
    said = SaidWallet(model).fit(today[told], truth[told])
    middle, low, high = said.predict(today[~told])
    assert (low <= middle).all()
    assert (middle <= high).all()
    assert low.min() >= 0
    inside = (low <= truth[~told]) & (truth[~told] <= high)
    assert 0.74 < inside.mean() < 0.87
    assert rank(middle, truth[~told]) > 0.7
    assert abs(float(np.median(middle - truth[~told]))) < 0.1


def test_nobody_to_compare_is_an_error_with_a_remedy() -> None:
    masked, today, _ = people(natural=1.0, noise=0.3)
    one = Masked(*(np.asarray(column)[:4] for column in masked))
    with pytest.raises(NotEnoughDataError):
        WalletShare().fit(one, today[:1])
