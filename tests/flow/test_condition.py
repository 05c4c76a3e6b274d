"""Conditions of the catalogue: what holds, what is refused, and that nothing but comparisons is ever read."""

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guanxi.adapters.warehouse.duckdb import DuckWarehouse
from guanxi.core.kernel.catalogue import ActionOptions, default_catalogue
from guanxi.core.kernel.condition import NUMBERS, TEXTS, compile_condition

PERSON = {"orders": "3", "headroom": "NULL", "child_months": "-2.5", "stage": "'dormant'", "next_category": "'奶''粉'"}


def holds(condition: str) -> bool:
    columns = ", ".join(f'{PERSON.get(word, "NULL")} AS "{word}"' for word in (*NUMBERS, *TEXTS))
    with DuckWarehouse(None) as memory:
        answer = memory.read(f"SELECT {compile_condition(condition)} AS answer FROM (SELECT {columns}) AS person")
    return bool(answer["answer"][0].as_py())


@pytest.mark.parametrize(
    ("condition", "answer"),
    [
        ("", True),
        ("orders >= 3", True),
        ("2 < orders < 3", False),
        ("stage == 'dormant' and orders > 0", True),
        ("stage in ('lost', 'dormant')", True),
        ("stage not in ['lost', 'dormant']", False),
        ("stage != 'lost'", True),
        ("headroom > 0", False),
        ("headroom <= 0", False),
        ("not headroom > 0", True),
        ("known(headroom) or known(child_months)", True),
        ("child_months >= -4 and child_months <= 3", True),
        ('next_category == "奶\'粉"', True),
        ("'dormant' == stage", True),
    ],
)
def test_what_holds(condition: str, answer: bool) -> None:
    assert holds(condition) is answer


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        ("orders + 1 > 2", "no number"),
        ("purse > 3", "no number and no word"),
        ("stage == 'asleep'", "never 'asleep'"),
        ("stage > 'lost'", "is a text"),
        ("orders == 'three'", "no number"),
        ("stage in ()", "one of several"),
        ("orders in (1, 2)", "one of several"),
        ("__import__('os')", "not allowed"),
        ("known(password)", "not allowed"),
        ("orders is None", "not allowed"),
        ("orders >", "not a condition"),
        ("x" * 501, "at most 500"),
        ("True", "not allowed"),
        ("stage", "not allowed"),
    ],
)
def test_what_is_refused(condition: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        compile_condition(condition)


@given(st.text(max_size=60))
def test_no_text_gets_past_the_list(text: str) -> None:
    """Whatever is written either is refused in words or becomes SQL of words, numbers and quoted texts alone."""
    with suppress(ValueError):
        sql = compile_condition(text)
        assert ";" not in sql.replace("';'", "")


def test_the_shipped_actions_are_whole() -> None:
    for name, action in default_catalogue().items():
        compile_condition(action.eligible)
        assert set(action.effect) == {"growth_stock", "cash_cow", "sleeping_gold", "low_yield"}, name
        assert all(mean >= 0 and sd > 0 for mean, sd in action.effect.values()), name
    assert {action.depth for action in default_catalogue().values()} == {"surprise", "companionship", "circle"}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"depth": "deep"}, "depth"),
        ({"purpose": "spam"}, "purpose"),
        ({"money": -1.0}, "money"),
        ({"minutes": {"advisers": 0.0}}, "minutes.advisers"),
        ({"effect": {"growth": [1.0, 1.0]}}, "effect"),
        ({"effect": {"cash_cow": [1.0]}}, "effect.cash_cow"),
        ({"eligible": "purse > 3"}, "eligible"),
        ({"name_zh": " "}, "name_zh"),
        ({"channel": "WeChat!"}, "channel"),
    ],
)
def test_an_action_that_makes_no_sense_is_refused(given: dict[str, Any], said: str) -> None:
    plain: dict[str, Any] = {
        "name_zh": "电话",
        "name_en": "Call",
        "depth": "surprise",
        "channel": "phone",
        "purpose": "care",
    }
    with pytest.raises(ValueError, match=said):
        ActionOptions(**{**plain, **given})
