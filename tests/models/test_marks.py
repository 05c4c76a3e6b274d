"""Marks of scores on past days: shares and Gini by brute force, intervals by persons drawn anew."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from guanxi.core.models.marks import Day, marks
from guanxi.core.models.ranking import capture
from guanxi.core.models.scorecard import gini

AMOUNTS = st.lists(st.integers(0, 40), min_size=5, max_size=60)


def day(came: list[int], seed: int = 1, scores: int = 2) -> Day:
    random = np.random.default_rng(seed)
    told = {f"s{number}": random.random(len(came)) for number in range(scores)}
    return Day(np.arange(len(came)), told, np.array(came, dtype=np.float64))


@given(AMOUNTS)
def test_share_and_gini_are_those_of_the_plain_functions(came: list[int]) -> None:
    given_day = day(came)
    for mark in marks([given_day], draws=2)[:2]:
        score = given_day.scores[mark.score]
        assert mark.share == pytest.approx(capture(score, given_day.came))
        assert mark.gini == pytest.approx(gini(given_day.came, score), abs=1e-9)


def test_drawing_persons_anew_is_repeating_their_rows() -> None:
    """The interval is that of plain resampling: rows repeated as often as they were drawn."""
    one = day(list(range(50)), scores=2)
    first, second = one.scores.values()
    random = np.random.default_rng(7)
    leads = []
    for _ in range(200):
        rows = np.sort(random.integers(0, 50, 50))
        leads.append(capture(first[rows], one.came[rows]) - capture(second[rows], one.came[rows]))
    mark = marks([one])[1]
    assert (mark.low, mark.high) == pytest.approx(tuple(np.quantile(leads, [0.05, 0.95])))


def test_a_person_is_drawn_with_all_days() -> None:
    """Twice the same day: the mean's interval is that of one day, not narrower by the root of two."""
    one = day(list(range(80)))
    single, twice = marks([one]), marks([one, one])
    assert [mark.day for mark in twice] == [0, 0, 1, 1, None, None]
    assert twice[-1][2:] == pytest.approx(single[-1][2:])


def test_a_score_leads_itself_by_nothing_and_the_truth_leads_all() -> None:
    came = np.arange(100.0)
    found = marks([Day(np.arange(100), {"truth": came, "same": came + 1, "noise": -((came * 37) % 101)}, came)])
    truth, same, noise = found[:3]
    assert truth.gini == pytest.approx(1)
    assert same[3:6] == (0, 0, 0)
    assert 0 < noise.low <= noise.lead <= noise.high
    assert 0 < noise.gini_low <= noise.gini_lead <= noise.gini_high


def test_where_nothing_came_nothing_is_held() -> None:
    found = marks([day([0] * 10)], draws=3)
    assert {(mark.share, mark.gini, mark.lead) for mark in found} == {(0.0, 0.0, 0.0)}
