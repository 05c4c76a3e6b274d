"""The loop in words: what moved equity adds up, and readings that prove nothing are not called proof."""

import pytest

from guanxi.entry.loop_words import _equity, _unsure


def test_what_moved_equity_adds_up() -> None:
    total = {"opening": 170_100, "closing": 210_100, "acquired": 59_510, "recovered": 3_000, "developed": 23_250}
    told = _equity({**total, "declined": -29_220, "lost": -18_610, "revaluation": 2_000, "others": 70})
    moved = sum(told[name] for name in ("acquired", "recovered", "developed", "declined", "lost", "rest"))
    assert told["opening"] + moved == pytest.approx(told["closing"])
    assert told["rest"] == pytest.approx(20.7)


def test_readings_whose_interval_holds_nothing_are_counted() -> None:
    facts = [{"now": 77.0, "sd": 51.0}, {"now": 90.0, "sd": 20.0}, {"low": 1.0, "high": 3.0}]
    assert _unsure(facts) == {"read": "2", "unsure": "1"}
