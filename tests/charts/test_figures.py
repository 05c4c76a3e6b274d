"""Figures are written as people of each language read them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guanxi.core.kernel.figures import count, money, percent, short


@pytest.mark.parametrize(
    ("value", "chinese", "english"),
    [
        (0, "0", "0"),
        (3.25, "3.2", "3.2"),
        (12.4, "12", "12"),
        (9_876, "9,876", "9,876"),
        (10_000, "1万", "10K"),
        (123_456, "12.3万", "123.5K"),
        (99_999_999, "1亿", "100M"),
        (1_234_567_890, "12.3亿", "1.23B"),
        (-45_678, "-4.57万", "-45.7K"),
    ],
)
def test_short(value: float, chinese: str, english: str) -> None:
    assert short(value, "zh") == chinese
    assert short(value, "en") == english


def test_money_carries_its_sign_and_currency() -> None:
    assert money(123_456, "zh", "CNY") == "¥12.3万"
    assert money(-5_000, "en", "USD") == "-$5,000"
    assert money(5_000, "en", "CHF") == "CHF 5,000"
    assert money(5_000, "en") == "5,000"


def test_percent_and_count() -> None:
    assert [percent(share) for share in (0, 0.0123, 0.0999, 0.5, 1)] == ["0%", "1.2%", "10%", "50%", "100%"]
    assert count(123_456, "zh") == "123,456"
    assert count(12_345_678, "zh") == "1,235万"


@given(st.floats(-1e15, 1e15))
def test_never_long_and_never_scientific(value: float) -> None:
    for text in (short(value, "zh"), short(value, "en")):
        assert len(text) <= 14
        assert "e" not in text
