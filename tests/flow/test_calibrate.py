"""Calibration: weights that find who will grow, judged on days not seen, proposed and never put in force."""

from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from guanxi.adapters.warehouse.duckdb import DuckWarehouse
from guanxi.core.flow.hindsight.candidates import CANDIDATES
from guanxi.core.kernel.errors import InputError, NotEnoughDataError, SettingsError
from guanxi.core.kernel.formula import compile_term
from guanxi.core.kernel.options import AppraisalOptions, FormulaOptions
from guanxi.core.models.calibration import Lesson, calibrate, compare
from guanxi.core.models.ranking import Ranked, capture, quintile_sum, ranking_weights
from guanxi.core.pipeline import look_back
from guanxi.entry.calibrating import attempt, days_back, proposal, propose, read_formula
from tests.entry.shop import open_shop
from tests.flow.brand import Quiet, brand

AS_OF = date(2026, 3, 31)
LINES = """
    SELECT 'shop' AS source, CAST(n AS VARCHAR) AS order_id, '1' AS line_no, 'k' || (n * 7919 % 173) AS customer_key,
        TIMESTAMP '2026-09-28' - to_days(CAST((n * n * 31 + n * 17) % 900 AS INTEGER)) AS ordered_at, 1 AS quantity,
        5 + (n * 7919 % 173) % 40 + n % 13 AS revenue, 'category ' || (n * 13 % 7) AS category, 'paid' AS status
    FROM range(1500) AS numbers(n)"""


def drawn(weights: list[float], seed: int, persons: int = 4000) -> Ranked:
    """Standings and a growth that follows them by these weights."""
    random = np.random.default_rng(seed)
    standings = random.random((persons, len(weights)))
    return Ranked(standings, random.poisson(np.exp((standings * weights).sum(axis=1) - 2)).astype(np.float64))


def test_weights_are_those_the_growth_followed() -> None:
    """The listwise likelihood is that of a Poisson regression given each day's total: it finds the law's weights."""
    found = ranking_weights([drawn([3.0, 1.0, 0.0], seed) for seed in range(4)])
    assert found == pytest.approx([0.75, 0.25, 0.0], abs=0.03)
    assert found.sum() == pytest.approx(1)


def test_a_season_and_another_currency_change_no_weight() -> None:
    days = [drawn([2.0, 0.5, 1.0], seed) for seed in (5, 6)]
    louder = [Ranked(days[0].standings, days[0].gain * 7), Ranked(days[1].standings, days[1].gain * 0.25)]
    assert ranking_weights(louder) == pytest.approx(ranking_weights(days), abs=1e-3)


def test_what_speaks_against_growth_weighs_nothing() -> None:
    assert ranking_weights([drawn([2.0, -2.0], 3)]) == pytest.approx([1, 0])


def test_too_little_growth_teaches_nothing() -> None:
    with pytest.raises(NotEnoughDataError, match="Only 0 customers grew"):
        ranking_weights([Ranked(np.ones((50, 2)), np.zeros(50))])


@given(st.lists(st.integers(0, 50), min_size=10, max_size=60), st.randoms(use_true_random=False))
def test_capture_lies_between_the_worst_and_the_best_order(gains: list[int], random: Any) -> None:
    gain = np.array(gains, dtype=np.float64)
    order = np.array(random.sample(range(len(gains)), len(gains)), dtype=np.float64)
    assert capture(-gain, gain) <= capture(order, gain) + 1e-12
    assert capture(order, gain) <= capture(gain, gain) + 1e-12
    assert 0 <= capture(order, gain) <= 1


def test_a_score_beside_itself_leads_by_nothing() -> None:
    day = drawn([2.0, 0.0], 1)
    own, noise = day.standings[:, 0], day.standings[:, 1]
    lifts = {lift.score: lift for lift in compare({"own": own, "noise": noise}, day.gain)}
    assert (lifts["own"].lead, lifts["own"].low, lifts["own"].high) == (0, 0, 0)
    assert 0 < lifts["noise"].low <= lifts["noise"].lead <= lifts["noise"].high


def test_quintiles_add_up() -> None:
    every = np.arange(100, dtype=np.float64)
    total = quintile_sum(-every, every, every)
    assert (total.min(), total.max(), total[::20].tolist()) == (3, 15, [3, 6, 9, 12, 15])


def test_no_day_is_judged_by_what_came_after_it() -> None:
    """The growth of the judged day changes its marks, never the weights that are judged."""
    lessons = [Lesson(back, drawn([2.0, 1.0], back), {}) for back in (90, 105, 180, 195)]
    found = calibrate(lessons, 90, 2)
    assert found.judged == (90, 105)
    other = [Lesson(90, Ranked(lessons[0].ranked.standings, lessons[0].ranked.gain[::-1]), {}), *lessons[1:]]
    again = calibrate(other, 90, 2)
    assert again.lifts != found.lifts
    shares = ranking_weights([lesson.ranked for lesson in lessons[2:]], found.ridge)
    judged = capture((lessons[0].ranked.standings * shares).sum(axis=1), lessons[0].ranked.gain)
    assert found.lifts[0].capture == pytest.approx(judged)


def test_past_days_leave_their_growth_and_some_history() -> None:
    assert days_back(700, 90, 4) == [90, 105, 120, 135, 180, 195, 210, 225]
    assert days_back(240, 90, 4) == [90, 105, 120, 135, 180, 195]
    assert days_back(100, 90, 4) == []


def test_every_candidate_is_a_term() -> None:
    for look, value in CANDIDATES.values():
        assert look in {"wallet", "cross_buy", "engagement", "stage"}
        compile_term(value)


def test_a_past_day_knows_nothing_later_but_the_growth_it_is_judged_by() -> None:
    late = "CASE WHEN ordered_at >= TIMESTAMP '2026-04-01' THEN revenue * 3 ELSE revenue END"
    pasts = []
    for query in (LINES, f"SELECT * REPLACE ({late} AS revenue) FROM ({LINES})"):
        with DuckWarehouse(None, threads=1) as warehouse:
            brand({"order_line": query}, warehouse)
            terms = {"usual": "rank(usual)", "room": "rank(headroom)", "stage": "stage"}
            pasts.append(look_back(warehouse, AS_OF, AppraisalOptions(), terms, 90, Quiet()))
            later = "CASE WHEN ordered_at >= TIMESTAMP '2026-04-01' THEN revenue ELSE -revenue END"
            window = "ordered_at >= TIMESTAMP '2026-01-01' AND ordered_at < TIMESTAMP '2026-06-30'"
            each = f"SELECT customer_key, sum({later}) AS more FROM order_line WHERE {window} GROUP BY customer_key"
            spent = warehouse.read(each)["more"].to_pylist()
            grown = sum(max(float(more), 0) for more in spent)
            assert pasts[-1].ranked.gain.sum() == pytest.approx(0.4 * grown)
    assert np.array_equal(pasts[0].ranked.standings, pasts[1].ranked.standings)
    assert all(np.array_equal(pasts[0].yardsticks[name], pasts[1].yardsticks[name]) for name in pasts[0].yardsticks)
    assert not np.array_equal(pasts[0].ranked.gain, pasts[1].ranked.gain)


def test_a_proposal_is_a_formula_file_and_nothing_is_changed(tmp_path: Path) -> None:
    shop = open_shop(tmp_path)
    before = (shop.root / "guanxi.toml").read_bytes()
    found = propose(shop, horizon_days=60, origins=1)
    file = tmp_path / "proposal.toml"
    file.write_text(proposal(found, ["why", "线索"]), encoding="utf-8")
    again = read_formula(file)
    assert again == found.formula
    assert again.name == f"calibrated-{found.as_of}"
    assert found.lifts[0].capture >= max(lift.capture for lift in found.lifts)
    tried = attempt(shop, FormulaOptions(), horizon_days=60)
    marks = {lift.score: lift for lift in tried.lifts}
    assert marks["tried"].capture == marks["present"].capture
    assert (marks["present"].low, marks["present"].high) == (0, 0)
    assert (shop.root / "guanxi.toml").read_bytes() == before
    assert shop.runs.list() == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[formula]\nwallet = 2.0", "formula: wallet = 2.0 is not allowed"),
        ("[formula.terms.a]\nlook = 'wallet'\nweight = 1.0\nvalue = 'rank(purse)'", "unknown word purse"),
        ("[formula.terms.a]\nlook = 'wallet'\nweigth = 1.0\nvalue = 'stage'", "formula.terms.a"),
        ("[looks]\nhorizon_days = 3", "no section [formula]"),
        ("formula = [", "no section [formula]"),
    ],
)
def test_a_bad_formula_file_is_refused_with_its_place(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises((SettingsError, InputError)) as refused:
        read_formula(file)
    assert said in str(refused.value)
    assert "mine.toml" in str(refused.value)
