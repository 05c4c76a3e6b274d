"""What the data could not carry is said in both languages, with the models' own reasons."""

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from guanxi.core.kernel.errors import NotEnoughDataError
from guanxi.core.models import BetaGeoNBD, GammaGamma, ItemModel
from guanxi.core.models.forecast import ValueForecast
from guanxi.core.models.formulas import Formulas
from guanxi.core.models.panel import FEATURES, Origin, Panel
from guanxi.core.models.retention import ShiftedBetaGeometric
from guanxi.entry.notes import in_chinese, notes
from guanxi.entry.reporting import said_of
from tests.charts.valuation import empty, valuation


def purchases(x: list[int]) -> object:
    return BetaGeoNBD().fit(x, [10.0 if count else 0.0 for count in x], [100.0] * len(x))


REFUSALS: list[Callable[[], Any]] = [
    lambda: purchases([]),
    lambda: purchases([0] * 40),
    lambda: purchases([0] * 40 + [1] * 3),
    lambda: BetaGeoNBD().fit([1.0] * 40, [0.0] * 40, [0.0] * 40),
    lambda: GammaGamma().fit([0, 0], [0, 0]),
    lambda: GammaGamma().fit([1, 2], [5.0, 6.0]),
    lambda: ItemModel().fit(np.array([[3.0]]), 3),
    lambda: ShiftedBetaGeometric().fit([1, 2], [1, 1]),
    lambda: ShiftedBetaGeometric().fit([0] * 40, [1] * 40),
    lambda: ShiftedBetaGeometric().fit([2] * 40, [0] * 40),
]


@pytest.mark.parametrize("refusal", REFUSALS)
def test_every_reason_of_a_model_is_known_in_chinese(refusal: Callable[[], Any]) -> None:
    with pytest.raises(NotEnoughDataError) as caught:
        refusal()
    assert not re.search("[A-Za-z]", in_chinese(caught.value.message)), caught.value.message


def features(people: int, spread: float) -> dict[str, np.ndarray[Any, Any]]:
    """People with a few repeat purchases each, the one in a hundred spending `spread` times as much."""
    draw = np.random.default_rng(3)
    found = {name: np.zeros(people) for name in FEATURES}
    found["x"] = draw.integers(0, 4, people).astype(float)
    found["T"] = draw.integers(100, 400, people).astype(float)
    found["t_x"] = np.where(found["x"] > 0, found["T"] * draw.random(people), 0.0)
    purse = draw.lognormal(3, 0.5, people) * np.where(np.arange(people) % 100 == 7, spread, 1.0)
    found["money"], found["first_money"] = purse * (found["x"] + 1), purse
    return found


def test_a_mean_far_from_what_purchases_were_worth_is_told_in_chinese() -> None:
    because = Formulas().fit(features(300, 1e7)).spend_because
    assert because is not None
    assert "金额异常" in in_chinese(because)


def test_a_short_past_is_told_in_chinese() -> None:
    none = np.zeros(60)
    panel = Panel((Origin(0, 0, 90),), none, np.arange(60.0), features(60, 1.0), none, none)
    assert "过去的数据太少" in in_chinese(str(ValueForecast(90.0).fit(panel).facts["unlearned_because"]))


def test_an_unknown_reason_stays_as_it_is() -> None:
    assert in_chinese("Something new.") == "Something new."


def test_what_the_data_could_not_carry_is_said_in_both_languages() -> None:
    facts = {
        "purchases": {"model": "empirical repeat rate by recency", "because": "None of 40 buyers has bought again."},
        "spend": {"model": "Gamma-Gamma"},
        "memberships": {"gold": {"model": "share renewed", "because": "Only 3 terms have ended."}},
    }
    told = notes(facts)
    assert len(told) == 2
    assert "None of 40 buyers has bought again." in told[0]["en"]
    assert "还没有一位回头购买" in told[0]["zh"]
    assert all("gold" in told[1][language] for language in ("zh", "en"))


def test_without_a_total_nothing_is_said_of_its_record() -> None:
    assert len(said_of(empty(), "CNY")) == 1
    assert len(said_of(valuation(60), "CNY")) == 3


def test_it_is_said_why_nothing_was_learned_where_the_formulas_hold() -> None:
    facts = {"purchases": {"model": "BG/NBD"}, "forecast": {"unlearned_because": "LightGBM cannot be loaded: libgomp"}}
    assert "libgomp" in notes(facts)[0]["en"]
    assert notes({**facts, "forecast": {}}) == []
